"""What is shipped in `parameters/` loads, is complete, and means one thing only."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from auditlib.columns import header_key
from auditlib.contracts import load_ledgers
from auditlib.county_contracts import check_counties
from auditlib.errors import ParameterError
from auditlib.parameters import home, load_parameters

ROOT = Path(__file__).resolve().parents[2] / "parameters"
PARAMETERS = load_parameters(ROOT)
LEDGERS = load_ledgers(ROOT / "ledgers")

UNITS = [
    "weicheng",
    "hanting",
    "fangzi",
    "kuiwen",
    "linqu",
    "changle",
    "qingzhou",
    "zhucheng",
    "shouguang",
    "anqiu",
    "gaomi",
    "changyi",
    "gaoxin",
    "binhai",
    "xiashan",
    "jingji",
]

# DOMAIN §3.1–3.3: id | day | value in force, one day before the first date and on each change.
VALUES = """
loan.ceiling           | 2014-12-09 | -
loan.ceiling           | 2014-12-10 | 50000
loan.term_max          | 2019-01-01 | 36
loan.age_max           | 2019-04-30 | -
loan.age_max           | 2019-12-31 | 65
loan.benchmark_1y      | 2014-11-21 | -
loan.benchmark_1y      | 2015-10-23 | 4.60
loan.benchmark_1y      | 2015-10-24 | 4.35
loan.benchmark_1_5y    | 2019-08-19 | 4.75
loan.benchmark_over_5y | 2016-01-01 | 4.90
loan.lpr_1y            | 2019-08-19 | -
loan.lpr_1y            | 2019-08-20 | 4.25
loan.lpr_1y            | 2019-11-20 | 4.15
loan.lpr_1y            | 2020-04-19 | 4.05
loan.lpr_5y            | 2019-12-31 | 4.80
line.national          | 2013-07-01 | 2736
line.national          | 2019-07-01 | 3218
line.shandong          | 2019-07-01 | -
fund.pass_down_days    | 2014-12-31 | -
fund.pass_down_days    | 2015-01-01 | 30
fund.idle_years_warn   | 2019-01-01 | 1
fund.mgmt_fee_ratio_max| 2019-01-01 | 1
tender.works           | 2018-05-31 | 2000000
tender.works           | 2018-06-01 | 4000000
tender.total           | 2018-05-31 | 30000000
tender.total           | 2018-06-01 | -
retention_ratio_max    | 2017-06-30 | 5
retention_ratio_max    | 2017-07-01 | 3
progress_ratio_max     | 2019-01-01 | 90
asset.max_yield        | 2019-01-01 | 12
death_grace_months     | 2019-01-01 | 1
gov_procurement.limit  | 2019-01-01 | -
key_villages.city_total| 2019-01-01 | 337
"""


@pytest.mark.parametrize("line", VALUES.strip().splitlines())
def test_value_in_force(line):
    id, day, value = (cell.strip() for cell in line.split("|"))
    on = date.fromisoformat(day)
    found = [v.value for v in PARAMETERS.policy[id].values if v.from_ <= on and (v.to is None or on <= v.to)]
    assert (found[-1] if found else None) == (None if value == "-" else Decimal(value))


def test_every_policy_value_says_where_it_comes_from():
    for value in PARAMETERS.policy.values():
        assert value.description and value.checked_on and value.file.startswith("parameters/policy/")
        assert all(dated.document for dated in value.values)
        if value.scope == "audit":
            assert not any(dated.confirmed for dated in value.values), f"{value.id} is our own choice"
    assert not any(dated.confirmed for value in PARAMETERS.policy.values() for dated in value.values if dated.value is None)


def test_numbers_never_pass_through_float():
    assert PARAMETERS.policy["loan.rate_tol"].values[0].value == Decimal("0.005")
    assert str(PARAMETERS.policy["loan.benchmark_1y"].values[0].value) == "5.60"


def test_sixteen_units():
    assert list(PARAMETERS.counties) == [*UNITS[:12], *sorted(UNITS[12:], key=lambda id: (PARAMETERS.counties[id].code or "", id))]
    assert [county.kind for county in PARAMETERS.counties.values()].count("开发区") == 4
    townships = [code for county in PARAMETERS.counties.values() for code in county.townships]
    assert len(townships) == len(set(townships)) == 122


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("临朐县", "linqu"),
        ("临朐", "linqu"),
        ("370724", "linqu"),
        ("linqu", "linqu"),
        ("LinQu", "linqu"),
        ("370724临朐县资料", "linqu"),
        ("潍坊高新区", "gaoxin"),
        ("高新区", "gaoxin"),
        ("2019滨海区", "binhai"),
        ("370772", "binhai"),
        ("峡山生态经济开发区材料", "xiashan"),
        ("潍坊经济开发区", "jingji"),
        ("高密市2019", "gaomi"),
        (" 安丘市 ", "anqiu"),
    ],
)
def test_county_by_any_name(text, id):
    assert PARAMETERS.county(text).id == id


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("潍坊市", "names no county"),
        ("五莲县", "names no county"),
        ("临朐县安丘市", "names several: 临朐县, 安丘市"),
        ("", "names no county"),
    ],
)
def test_county_unknown_or_ambiguous(text, says):
    with pytest.raises(ParameterError, match=says) as refused:
        PARAMETERS.county(text)
    assert "linqu (临朐县)" in str(refused.value)


def test_county_additions(tmp_path):
    folder = tmp_path / "parameters"
    shutil.copytree(ROOT, folder)
    with (folder / "counties" / "linqu.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "policy:\n  fund.pass_down_days: [{from: 2018-01-01, value: 15, document: 临财〔2018〕1号, confirmed: true}]\n"
            "synonyms:\n  micro_loan: {principal: [本金, 扶贫小额信贷/贷款金额]}\n"
            'files:\n  - {match: "*银行/*.xlsx", ledger: micro_loan, values: {bank: 农商行}}\n  - {match: "草稿*", ledger: ignore}\n'
        )
    parameters = load_parameters(folder)
    check_counties(parameters, load_ledgers(folder / "ledgers"))
    linqu, anqiu = parameters.county("linqu"), parameters.county("anqiu")
    assert [v.value for v in parameters.policy_of(linqu)["fund.pass_down_days"].values] == [Decimal(15)]
    assert parameters.policy_of(linqu)["fund.pass_down_days"].file == "parameters/counties/linqu.yaml"
    assert [v.value for v in parameters.policy_of(anqiu)["fund.pass_down_days"].values] == [Decimal(30)]
    assert parameters.programmes_of(linqu) == parameters.programmes
    assert parameters.digest != PARAMETERS.digest == load_parameters(ROOT).digest


def test_another_audit_date():
    later = PARAMETERS.at(date(2020, 6, 30))
    assert (later.run.as_of, later.run.audit_from, later.policy) == (date(2020, 6, 30), date(2014, 1, 1), PARAMETERS.policy)
    assert PARAMETERS.run.as_of == date(2019, 12, 31)
    with pytest.raises(ParameterError, match="run.yaml: the audit date 2013-12-31 lies before audit_from 2014-01-01"):
        PARAMETERS.at(date(2013, 12, 31))


def test_home(tmp_path, monkeypatch):
    shutil.copytree(ROOT, tmp_path / "parameters")
    monkeypatch.delenv("AUDITLIB_HOME", raising=False)
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "down")
    assert home().resolve() == tmp_path.resolve()
    monkeypatch.setenv("AUDITLIB_HOME", str(ROOT.parent))
    assert home() == ROOT.parent
    monkeypatch.setenv("AUDITLIB_HOME", str(tmp_path / "deep"))
    with pytest.raises(ParameterError, match="AUDITLIB_HOME"):
        home()


def test_programmes():
    programmes = {programme.code: programme for programme in PARAMETERS.programmes}
    assert len(programmes) >= 30
    assert programmes["SANGZANG"].after_death == "因死亡发放"
    assert programmes["GENGDI"].after_death == "可继承" and not programmes["GENGDI"].means_tested
    for programme in programmes.values():
        assert all(programme.code in programmes[other].exclusive_with for other in programme.exclusive_with)


def test_every_ledger_of_the_plan_has_a_contract():
    """L01–L48 of DOMAIN §1, the two that split (asset shares, school fees), and the three that the plan names without saying more."""
    ids = {f"L{n:02d}" for n in range(1, 49)} | {"L18b", "L33b"} | {"U01", "U02", "U03"}
    assert {ledger.id for ledger in LEDGERS.values()} == ids


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=list(LEDGERS))
def test_one_header_one_column(ledger):
    taken = {}
    for column in ledger.columns.values():
        for header, rank in column.ranks.items():
            assert taken.setdefault((header, rank), column.name) == column.name
            assert header and header == header_key(header)
    # A header may serve two columns, but never as the canonical header of one that is required elsewhere.
    canonical = [header_key(column.header) for column in ledger.columns.values()]
    assert len(canonical) == len(set(canonical))


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=list(LEDGERS))
def test_business_keys_are_content(ledger):
    places = {"row_id", "source_file", "source_sheet", "source_row", "source_sha256", "unread"}
    schema = ledger.schema()
    assert places <= set(schema.names)
    for columns in ledger.key:
        assert not places & set(columns) and set(columns) <= set(schema.names)
    assert not any(header == "序号" for column in ledger.columns.values() for header in column.ranks)


def test_schema_types():
    schema = LEDGERS["micro_loan"].schema()
    assert schema.field("principal").type == pa.decimal128(18, 2)
    assert schema.field("rate").type == pa.decimal128(9, 6)
    assert schema.field("term_months").type == pa.int32()
    assert schema.field("issue_date").type == pa.date32()
    assert schema.names[schema.get_field_index("borrower_id") + 1] == "borrower_id_note"
    payment = LEDGERS["benefit_payment"].schema()
    assert {"period_from", "period_to", "period_part"} <= set(payment.names) and "period" not in payment.names


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("县（市、区、旗）", "县"),
        (" 乡 (镇)\n", "乡"),
        ("与户主的关系", "与户主关系"),
        ("务工时间（月）", "务工时间"),
        ("*姓　名：", "姓名"),
        ("AAC001", "aac001"),
        ("（元）", "元"),
        ("贷款余额【万元】", "贷款余额"),
        ("金额\u200b", "金额"),
    ],
)
def test_header_key(written, key):
    assert header_key(written) == key


# Headers as real files have them → the column that each must reach. Nothing after the arrow: no column.
SHEETS = {
    "poor_person": "数据日期→snapshot_date 县(市、区、旗)→county_name 乡(镇)→town_name 行政村→village_name 自然村→natural_village 户编号→hh_no 人编号→person_no 姓名→name"
    " 证件号码→id_no 人数→member_count 与户主关系→relation 民族→ethnicity 文化程度→education_level 在校生状况→student_status 健康状况→health 劳动技能→labour"
    " 务工时间（月）→work_months 是否参加大病保险→critical_illness_insured 致贫原因1→main_cause 危房户→dangerous_house 是否解决安全饮用水→safe_water"
    " 人均纯收入→per_capita_income 户联系电话→hh_phone 人联系电话→phone 首次识别时间→first_identified 人员识别时间→identified_on 户类型→household_attr"
    " 易返贫致贫户(监测对象)类型→monitored_type 风险是否消除→risk_removed 风险识别时间→risk_identified_on 风险消除时间→risk_removed_on 序号→",
    "micro_loan": "乡镇→town_name 户主姓名→head_name 身份证号→head_id 贷款人姓名→borrower_name 贷款人身份证→borrower_id 贷款金额→principal 贷款期限→term_months"
    " 放款日期→issue_date 到期日期→due_date 贷款利率→rate 累计贴息金额（元）→subsidy_total 贷款余额（万元）→balance 欠息金额（元）→overdue_interest 贷款用途→purpose",
    "micro_loan ": "会计日期→ 网点名称→branch 贷款账号→ 借款人名称→borrower_name 借款人证件号码→borrower_id 贷款金额→principal 贷款日期→issue_date 展期日期→extended_due_date"
    " 贷款到期日→due_date 五级形态→five_class 行政村组→village_name 业务品种→product 贷款原始期限→term_months 贷款投向→purpose 逾期日期→overdue_since 合同编号→loan_no",
    "micro_loan  ": "姓名→borrower_name 身份证号→borrower_id 贷款金额→principal 贷款账号→loan_no 放款时间→issue_date",
    "benefit_payment": "姓名→name 身份证号码→id_no 应发金额→declared_amount 实发金额→amount 账号→account_no 发放时间→pay_date",
    "benefit_payment ": "户主姓名→name 身份证号→id_no 应发金额→amount 年度→period",
    "loan_txn": "借据号→loan_no 交易日期→txn_date 摘要→type 发生额→amount 对方户名→counterparty",
    "loan_txn ": "借据号→loan_no 交易日期→txn_date 交易类型→type 金额→amount 摘要→summary",
    "register_change": "姓名→name 身份证号→id_no 增减类型→change_type 减少原因→change_detail 录入时间→entered_on",
    "register_change ": "姓名→name 减少原因→change_type 减少时间→change_date",
}


@pytest.mark.parametrize("name", SHEETS)
def test_headers_reach_their_columns(name):
    expected = dict(pair.split("→") for pair in SHEETS[name].split())
    ledger = LEDGERS[name.strip()]
    claims = sorted(
        (column.ranks[header_key(h)], column.name, h)
        for h in expected
        for column in ledger.columns.values()
        if header_key(h) in column.ranks
    )
    found = dict.fromkeys(expected, "")
    for _, column, header in claims:
        if not found[header] and column not in found.values():
            found[header] = column
    assert found == expected


def test_no_column_counts_in_ten_thousands_whatever_its_values_say():
    """A registered capital of 300000 without a unit is 元, also in a column that most offices count in 万元."""
    columns = [(name, column) for name, ledger in LEDGERS.items() for column in ledger.columns.items()]
    assert [(name, column) for name, (column, is_) in columns if is_.unit == "万元" and not is_.magnitude] == []
