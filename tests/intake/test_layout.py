"""DOMAIN §1.99 item 5 and two real layouts: where headers, totals, notes and several tables stand, as `read_county` sees them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.intake.helpers import identity, workbook

A, B, C = identity("19450312", "101"), identity("19630724", "202"), identity("19710901", "303")

BASIC = ["序号", "乡镇", "行政村", "组别", "户主姓名", "身份证号", "家庭人口数", "贷款人姓名", "贷款人身份证", "与户主关系", "脱贫属性"]
CREDIT = ["信用等级评定", "授信额度", "授信金融机构", "授信时间"]
LOAN = [
    "贷款金额", "贷款期限", "放款日期", "到期日期", "贷款利率", "贷款金融机构", "累计贴息金额（元）", "偿还贷款金额", "还款时间",
    "贷款余额（万元）", "逾期贷款金额", "贷款逾期时间", "欠息金额（元）", "欠息时间", "贷款用途",
]  # fmt: skip
GROUPS = [
    ("基本情况", BASIC),
    ("原贷款情况", CREDIT),
    ("扶贫小额信贷", [*LOAN, "应贷未贷识别"]),
    ("创业贷款", LOAN),
    ("生源地贷款", LOAN),
    ("其他类型贷款", LOAN),
]


def micro_loan_sheet(title_and_groups_merged: bool = True):
    """The county sheet of L22: title over 76 columns, groups, columns; names repeated under four groups; 元 and 万元 together."""
    group_row, columns, spans = [], [], []
    for group, names in GROUPS:
        spans.append((1, len(columns), 1, len(columns) + len(names) - 1))
        group_row += [group, *[None] * (len(names) - 1)]
        columns += names
    assert len(columns) == 76

    def loan(amount, balance, issued="2019-03-15", **more):
        values = {
            "贷款金额": amount,
            "贷款期限": "3年",
            "放款日期": issued,
            "到期日期": "2022.3.14",
            "贷款利率": "4.75%",
            "贷款余额（万元）": balance,
            "累计贴息金额（元）": "1,187.50",
            **more,
        }
        return [values.get(name) for name in LOAN]

    micro = [*loan("5万元", 3.25, 贷款用途="养羊"), "否"]
    other = loan(20, 20, issued="2018-01-01")
    rows = [
        ["昌乐县建档立卡贫困户贷款情况统计表", *[None] * 75],
        group_row,
        columns,
        [
            1,
            "红河镇",
            "东村",
            "一组",
            "张三",
            A,
            2,
            "张三",
            A,
            "本人",
            "已脱贫",
            "AA",
            5,
            "农商行",
            "2018-12-01",
            *micro,
            *other,
            *[None] * 30,
        ],
        [
            2,
            "红河镇",
            "东村",
            "一组",
            "李四",
            B,
            3,
            "李五",
            C,
            "之子",
            "已脱贫",
            *[None] * 4,
            *loan(30000, 0, 还款时间="2020-01-02"),
            "否",
            *[None] * 45,
        ],
        [3, "红河镇", "西村", "二组", "王五", C, 1, *[None] * 8, *[None] * 15, "是", *other, *[None] * 30],
        ["合计", *[None] * 14, 30005, *[None] * 60],
        ["制表人：某某", *[None] * 10, "负责人：某某", *[None] * 64],
    ]
    merges = [(0, 0, 0, 75), *spans]
    return rows, merges if title_and_groups_merged else []


@pytest.mark.parametrize("merged", [True, False], ids=["merged cells", "no merge information (as in csv)"])
def test_the_loan_sheet_of_76_columns(folder, read, merged):
    rows, merges = micro_loan_sheet(merged)
    workbook(folder / "统计表.xlsx", {"Sheet1": rows}, {"Sheet1": merges})
    result = read()
    sheet = result.sheet()
    assert sheet["ledger"] == "micro_loan" and sheet["certainty"] > 0.6, sheet
    columns = {m["column"]: m for m in sheet["mapping"] if m["column"]}
    assert columns["principal"]["header"] == "扶贫小额信贷/贷款金额"
    assert columns["issue_date"]["header"] == "扶贫小额信贷/放款日期"
    assert (columns["balance"]["unit"], columns["overdue_interest"]["unit"], columns["subsidy_total"]["unit"]) == ("万元", "元", "元")
    assert len(sheet["mapping"]) == 76
    assert columns["borrower_id"]["header"].endswith("贷款人身份证") and columns["head_id"]["header"].endswith("身份证号")
    assert (sheet["rows"], sheet["kept"], sheet["quarantined"], sheet["totals"], sheet["notes"]) == (5, 2, 0, 1, 2)
    first, second = result.rows("micro_loan")
    assert (first["principal"], first["balance"], first["subsidy_total"]) == (Decimal("50000.00"), Decimal("32500.00"), Decimal("1187.50"))
    assert (first["term_months"], first["rate"], first["issue_date"], first["due_date"]) == (
        36,
        Decimal("4.75"),
        dt.date(2019, 3, 15),
        dt.date(2022, 3, 14),
    )
    assert (first["borrower_id"], first["head_id"], first["purpose"], first["natural_village"]) == (A, A, "养羊", "一组")
    assert (second["principal"], second["balance"], second["borrower_name"], second["borrower_id"], second["head_id"]) == (
        Decimal("30000.00"),
        Decimal("0.00"),
        "李五",
        C,
        B,
    )
    assert (first["source_row"], second["source_row"]) == (4, 5)
    assert [row["kind"] for row in result.set_aside] == ["no_content", "total", "note"], "a household without such a loan is set aside"


REGISTER = (
    "序号, 数据日期, 县(市、区、旗), 乡(镇), 行政村, 自然村, 户编号, 人编号, 姓名, 证件号码, 人数, 与户主关系, 民族, 文化程度, 在校生状况, 健康状况, 劳动技能, "
    "务工时间（月）, 是否参加大病保险, 致贫原因1, 危房户, 是否解决安全饮用水, 人均纯收入, 户联系电话, 人联系电话, 首次识别时间, 人员识别时间, 户类型, "
    "易返贫致贫户(监测对象)类型, 风险是否消除, 风险识别时间, 风险消除时间"
).split(", ")


def register_rows():
    return [
        [1, "2019-12-31", "昌乐县", "红河镇", "东村", "前街", "3700000001", "37000000010001", "张 三", A, 2, "户主", "汉族", "小学", "非在校生", "长期慢性病,残疾", "无劳动力", 0, "是", "因病", "否", "是", 6123.456789, "05360000000", None, "2014-12-31", "2014-12-31", "低保贫困户", None, None, None, None],
        [2, "2019-12-31", "昌乐县", "红河镇", "东村", "前街", "3700000001", "37000000010002", "李四", B + "41", 2, "配偶", "汉族", "初中", "非在校生", "残疾", "弱劳动力或半劳动力", "6", "是", "因病", "否", "是", "6123.456789", None, None, "2014-12-31", "201606", "扶贫低保户", None, None, None, None],
        [3, "2019-12-31", "昌乐县", "红河镇", "东村", "前街", "3700000002", "37000000020001", "王小五", "无", 1, "之孙子", "汉族", None, "学前教育", "健康", "无劳动力", None, None, "因学", None, "√", "5000", None, None, "2016.5", "43585", "一般贫困户", "边缘户", "否", "2020年3月", None],
    ]  # fmt: skip


def test_the_national_registers_export_of_32_columns(folder, read):
    assert len(REGISTER) == 32
    workbook(folder / "导出.xlsx", {"Sheet1": [REGISTER, *register_rows()]})
    result = read()
    sheet = result.sheet()
    assert sheet["ledger"] == "poor_person" and sheet["certainty"] > 0.6, sheet
    unmapped = [m["header"] for m in sheet["mapping"] if m["column"] is None]
    assert unmapped == ["序号"]
    assert (sheet["rows"], sheet["kept"], sheet["quarantined"]) == (3, 3, 0), result.quarantine
    head, wife, child = result.rows("poor_person")
    assert (head["name"], head["id_no"], head["snapshot_date"], head["work_months"]) == ("张三", A, dt.date(2019, 12, 31), 0)
    assert (head["per_capita_income"], head["critical_illness_insured"], head["dangerous_house"], head["health"]) == (
        Decimal("6123.46"),
        True,
        False,
        "长期慢性病,残疾",
    )
    assert (wife["id_no"], wife["identified_on"], wife["household_attr"], wife["work_months"]) == (B, dt.date(2016, 6, 1), "低保贫困户", 6)
    assert (child["id_no"], child["id_no_note"], child["dangerous_house"], child["safe_water"]) == (None, "placeholder", None, True)
    assert (child["first_identified"], child["identified_on"], child["risk_removed"]) == (dt.date(2016, 5, 1), dt.date(2019, 4, 30), False)
    assert "phone" not in result.intake.ledgers["poor_person"]["absent_columns"]
    assert "death_date" in result.intake.ledgers["poor_person"]["absent_columns"]


ROSTER = ["序号", "村", "姓名", "身份证号", "标准", "金额", "银行卡号", "备注"]


def roster(names, start=1):
    return [
        [start + i, "东村", name, identity("19500101", f"{start + i:03}"), 100, 300, f"62170000000000{start + i:05}", None]
        for i, name in enumerate(names)
    ]


def test_a_village_roster_with_title_unit_row_pages_totals_and_signatures(folder, read):
    title = ["昌乐县2019年第3季度农村低保金发放花名册", *[None] * 7]
    unit = ["填报单位：昌乐县民政局", None, None, None, None, None, None, "单位：元"]
    rows = [
        title, unit, ROSTER, *roster(["张三", "李四"]), ["小 计", None, None, None, None, 600], title, unit, ROSTER,
        ["二、西村", *[None] * 7], *roster(["王五"], 3), [None] * 8, ["合　计：", None, None, None, None, 900],
        ["其中：分散供养", None, None, None, None, 300], ["制表人：某某", None, None, "审核人：", None, "负责人：某某"],
        ["注：以上金额已核对", *[None] * 7], ["2019年9月30日", *[None] * 7],
    ]  # fmt: skip
    workbook(folder / "花名册.xlsx", {"Sheet1": rows}, {"Sheet1": [(0, 0, 0, 7), (6, 0, 6, 7)]})
    result = read()
    sheet = result.sheet()
    assert (sheet["ledger"], sheet["header_rows"], sheet["mapping"][2]["header"]) == ("benefit_payment", 1, "姓名")
    assert (sheet["rows"], sheet["kept"], sheet["quarantined"], sheet["totals"], sheet["notes"]) == (13, 3, 0, 3, 7)
    people = result.rows("benefit_payment")
    assert [p["source_row"] for p in people] == [4, 5, 11]
    assert {(p["programme"], p["period_from"], p["period_to"]) for p in people} == {
        ("最低生活保障金", dt.date(2019, 7, 1), dt.date(2019, 9, 30))
    }
    assert {row["kind"] for row in result.set_aside} == {"total", "note"} and len(result.set_aside) == 10


def test_cells_merged_downwards_are_filled_but_an_amount_is_never_repeated(folder, read):
    rows = [
        ["指标文号", "收文日期", "资金级次", "分配单位", "指标金额（万元）"],
        ["鲁财农指[2019]12号", "2019-03-01", "省级", "红河镇", 100],
        [None, None, None, "五图街道", 50.5],
        [None, None, None, "营丘镇", None],
        ["其中：中央", None, None, None, 30],
        ["潍财农指〔2019〕8号", "2019-04-02", "市级", "红河镇", 20],
    ]
    merges = [(1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 3, 2), (2, 4, 3, 4)]
    workbook(folder / "指标.xlsx", {"指标": rows}, {"指标": merges})
    result = read()
    allocations = result.rows("budget_allocation")
    assert [(a["doc_no"], a["recipient_unit"], a["amount"]) for a in allocations] == [
        ("鲁财农指〔2019〕12号", "红河镇", Decimal("1000000.00")),
        ("鲁财农指〔2019〕12号", "五图街道", Decimal("505000.00")),
        ("潍财农指〔2019〕8号", "红河镇", Decimal("200000.00")),
    ]
    assert [(row["kind"], row["source_row"]) for row in result.set_aside] == [("no_content", 4), ("total", 5)], (
        "one amount for two rows is one amount"
    )
    assert allocations[1]["received_on"] == dt.date(2019, 3, 1) and allocations[1]["level"] == "省"


def test_blanks_are_filled_down_where_the_contract_says_so_and_nothing_is_merged(folder, read):
    (folder / "指标.csv").write_text(
        "指标文号,收文日期,分配单位,指标金额（元）\n鲁财农指〔2019〕12号,2019-03-01,红河镇,100\n,,五图街道,50\n合计,,,150\n潍财农指〔2019〕8号,2019-04-02,,20\n",
        encoding="utf-8",
    )
    rows = read().rows("budget_allocation")
    assert [(r["doc_no"], r["recipient_unit"]) for r in rows] == [
        ("鲁财农指〔2019〕12号", "红河镇"),
        ("鲁财农指〔2019〕12号", "五图街道"),
        ("潍财农指〔2019〕8号", None),
    ]


def test_a_header_of_three_rows_with_vertical_merges(folder, read):
    rows = [
        ["项目编号", "项目名称", "批复投资（万元）", "资金构成（万元）", None, None, "时间", None],
        [None, None, None, "财政资金", None, "其他资金", "开工日期", "竣工日期"],
        [None, None, None, "中央资金", "省级资金", None, None, None],
        ["P1", "东村大棚", 100, 60, 40, None, "2019.3.1", "2019.9.30"],
    ]
    merges = [(0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 2, 2), (0, 3, 0, 5), (1, 3, 1, 4), (1, 5, 2, 5), (0, 6, 0, 7), (1, 6, 2, 6), (1, 7, 2, 7)]
    workbook(folder / "项目.xlsx", {"项目": rows}, {"项目": merges})
    result = read()
    assert result.sheet()["header_rows"] == 3
    (project,) = result.rows("project")
    assert (project["approved_amount"], project["central_amount"], project["provincial_amount"]) == (
        Decimal("1000000.00"),
        Decimal("600000.00"),
        Decimal("400000.00"),
    )
    assert (project["start_date"], project["finish_date"]) == (dt.date(2019, 3, 1), dt.date(2019, 9, 30))


def test_several_ledgers_in_one_sheet_and_one_ledger_over_sheets_and_files(folder, read):
    deaths = [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]
    plates = [
        ["姓名", "身份证号", "号牌号码", "车辆类型", "初次登记日期"],
        ["李四", B, "鲁G00001", "小型轿车", "2018-01-01"],
        ["王五", C, "鲁V00002", "小型轿车", "2018-01-01"],
    ]
    workbook(folder / "比对.xlsx", {"死亡": deaths, "两表": [*deaths, [None], ["机动车信息"], *plates]})
    (folder / "民政").mkdir()
    (folder / "民政" / "火化.csv").write_bytes(f"姓名,身份证号,火化日期\n赵六,{C},20190601\n".encode("gb18030"))
    result = read()
    assert [(s["file"], s["sheet"], s["ledger"]) for s in result.intake.sheets if s["file"] == "比对.xlsx"] == [
        ("比对.xlsx", "死亡", "death_register"),
        ("比对.xlsx", "两表", "death_register"),
        ("比对.xlsx", "两表", "motor_vehicle"),
    ]
    assert len(result.rows("death_register")) == 3 and [v["source_row"] for v in result.rows("motor_vehicle")] == [6, 7]
    ids = [row["row_id"] for ledger in ("death_register", "motor_vehicle") for row in result.rows(ledger)]
    assert len(set(ids)) == len(ids) == 5


def test_numbering_rows_below_the_header_are_part_of_it(folder, read):
    rows = [["姓名", "身份证号", "死亡日期", "死亡原因"], ["A", "B", "C", "D"], ["甲", "1", "2", "3"], ["张三", A, "2019-05-01", None]]
    workbook(folder / "a.xlsx", {"s": rows})
    result = read()
    assert [r["name"] for r in result.rows("death_register")] == ["张三"]
    assert (result.sheet()["rows"], result.quarantine) == (1, [])


def test_a_table_that_begins_at_c4_keeps_excels_rows_and_its_merges(folder, read):
    rows = [
        [None], [None], [None, None, "扶贫资金指标", None, None], [None, None, "分配单位", "指标文号", "指标金额（元）"],
        [None, None, "红河镇", "鲁财农指〔2019〕12号", 100], [None, None, None, "鲁财农指〔2019〕13号", 50],
    ]  # fmt: skip
    workbook(folder / "a.xlsx", {"s": rows}, {"s": [(4, 2, 5, 2)]})
    found = [(r["source_row"], r["doc_no"], r["recipient_unit"]) for r in read().rows("budget_allocation")]
    assert found == [(5, "鲁财农指〔2019〕12号", "红河镇"), (6, "鲁财农指〔2019〕13号", "红河镇")]
