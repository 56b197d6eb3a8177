"""What a notebook shows of a county: findings in the order of a report, totals that count nothing twice, ledgers of the auditor's own."""

from __future__ import annotations

import re
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import ibis
import pytest
from ibis import _

from auditlib.audit import audit_county
from auditlib.errors import ParameterError
from auditlib.intake import read_county
from auditlib.notebook import Audit, open_city
from auditlib.report.scope import FUNDS, MANAGED
from auditlib.rules import RULES, SUBJECTS
from auditlib.rules.catalogue import rule, texts
from tests.publish.county import received
from tests.rules.tables import told

MONEY = "decimal(18,2)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    top = tmp_path_factory.mktemp("county")
    received(top / "received")
    return top


@pytest.fixture
def audit(folder):
    return Audit("linqu", str(folder / "received"), str(folder / "out"), "2019-12-31")


@contextmanager
def declared(function, rule_id: str, labels=None, **more):
    """One rule more in the catalogue. Each function has an id of its own: a rule is compiled once per process."""
    function.__module__ = "auditlib.rules.water"
    texts()[rule_id] = told("测试规则", labels or {})
    rule(rule_id, **{"severity": "M", "strength": "A", "amount": "V"} | more)(function)
    try:
        yield RULES[rule_id]
    finally:
        del RULES[rule_id], texts()[rule_id]


def ranking(benefit_payment):
    """Payments, ranked: the first is severe and an amount of its own kind."""
    first = _.amount == 300
    return benefit_payment.select(
        "row_id",
        occurred_on=_.pay_date,
        questioned_amount=_.amount.cast(MONEY),
        strength=ibis.ifelse(first, "A", "C"),
        severity=ibis.ifelse(first, "H", "L"),
        amount_class=ibis.ifelse(first, "W", "V"),
    )


def counting(benefit_payment):
    """Payments that are only counted, although each has an amount."""
    return benefit_payment.select("row_id", occurred_on=_.pay_date, questioned_amount=_.amount.cast(MONEY))


def coverage(benefit_payment):
    """Payments by village."""
    found = benefit_payment.group_by("village_name").agg(paid=_.amount.sum().cast(MONEY), last=_.pay_date.max())
    return found.select("village_name", "paid", "last").order_by("village_name")


def broken(benefit_payment):
    """A rule whose engine meets a value that it cannot read."""
    return benefit_payment.select("row_id", occurred_on=_.pay_date, questioned_amount=_.name.cast("int64").cast(MONEY))


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_finding_stands_in_the_order_of_a_report(audit):
    shown = text(audit.rule("FUND-01")._repr_html_())
    money = "疑点金额 500.00 元（涉嫌违规 500.00 元）"
    parts = [
        f"事项 2 项，疑点 2 条，{money}",
        "到户资金发放明细 3 行 ＝ 未触发 1 行 ＋ 候选 2 行",
        "依据",
        "第六条",
        "定性虚报冒领",
        "处理建议追缴",
        "整改情况",
        "FUND-01 事项",
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "台账内 1 条（已整改 1），台账中未见 1 条" in shown


def test_rows_of_a_rule_that_differ_are_told_apart(audit):
    with declared(ranking, "WATER-97"):
        shown = text(audit.rule("WATER-97")._repr_html_())
    assert (
        "事项 1 项，疑点 1 条，疑点金额 300.00 元（涉嫌损失浪费 300.00 元）；分析性线索 2 条" in shown
        and "严重程度：严重 1 条、提示 2 条" in shown
    )
    assert "C 分析性线索" in shown and "不计入任何合计" in shown


def test_leads_that_only_rank_are_in_no_total(audit):
    with declared(ranking, "WATER-97"):
        totals = {row.split(" | ")[0]: row.split(" | ")[1:] for row in repr(audit.totals()).splitlines()[2:]}
        subjects = repr(audit.subjects())
        summary = repr(audit.summary("water"))
        places = repr(audit.by_village())
    # FUND-01 questions the payment of 300 too: once in the money, and in the graver class. RECT-04 repeats no lead that nobody has verified.
    assert totals["涉嫌违规"] == ["2", "2", "500.00"] and totals["涉嫌损失浪费"] == ["1", "1", "0.00"]
    assert totals["合计"] == ["4", "4", "500.00"] and totals["另有分析性线索（只排序，不计金额）"][1] == "2"
    assert "饮水安全有保障" in subjects and "合计（每笔资金只计一次，分析性线索不计） |  |  |  |  | 1 | 1 | 300.00" in summary
    assert "西村 | 0 | 0 | 0 | 1 | 0.00" in places


def test_a_chart_of_a_column_that_is_not_there_says_what_is(audit):
    assert "没有“twon”这一列" in repr(audit.rule("FUND-01").chart("twon")) and "death_date" in repr(audit.rule("FUND-01").chart("twon"))


def test_what_is_only_counted_is_in_no_total(audit):
    with declared(counting, "WATER-96", amount="N"):
        totals = repr(audit.totals())
    assert "仅计数 | 3 | 3 | \n" in totals and "合计 | 6 | 6 | 500.00\n" in totals


def test_a_statement_is_a_table_and_no_lead(audit):
    with declared(coverage, "WATER-98", statement=True, labels={"paid": "发放（元）", "last": "最后一次"}):
        finding = audit.further("water")
        leads = audit.results.leads("water").num_rows
        html, plain = finding._repr_html_(), repr(finding)
    assert leads == 0 and "疑点 0 条" not in html and '<h3 id="WATER-98">WATER-98 测试规则</h3>' in html
    assert "行政村 | 发放（元） | 最后一次\n东村 | 500.00 | 2019-04-10\n西村 | 100.00 | 2019-04-10" in plain


def test_a_new_rule_is_shown_without_an_edit(audit):
    with declared(ranking, "WATER-97"):
        assert all("WATER-97" in repr(audit.further("water")) for _ in "ab")  # also when the cell is run again
        audit.rule("WATER-97")
        assert "WATER-97" not in repr(audit.further("water"))


def test_a_rule_that_breaks_shows_no_value(audit):
    with declared(broken, "WATER-99"):
        finding = audit.rule("WATER-99")
        shown = finding._repr_html_() + repr(finding)
    assert "规则出错：" in shown and "未执行" in shown
    assert "王小明" not in shown and "Could not convert" not in shown


def test_a_chapter_tells_each_rule_in_the_order_of_a_report(audit):
    shown = text(audit.chapters("special_funds", "micro_loans")._repr_html_())
    parts = [
        "（一）财政专项扶贫资金",
        "FUND-01 向已死亡人员",
        "事项 2 项，疑点 2 条，疑点金额 0.05 万元（涉嫌违规）",
        "依据",
        "第六条",
        "定性：虚报冒领",
    ]
    parts += [
        "处理意见：追缴",
        "整改：台账内 1 条，台账中未见 1 条",
        "3707************18（城关街道东村），300.00 元",
        "已执行、没有疑点：FUND-",
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "LOAN-02 单户贷款超过" in shown.partition("（二）扶贫小额信贷")[2].partition("未执行（原因见附件）")[2]


def test_a_result_says_what_was_found_what_was_not_run_and_what_was_not_judged(audit):
    shown = text(audit.result()._repr_html_())
    assert shown.index("临朐县扶贫审计疑点报告") < shown.index("审计截止日 2019-12-31") < shown.index("0.05") < shown.index("未执行")
    assert "等。原因见附件三。" in shown and "非正式运行结果" in shown
    first = re.findall(r'<li><a href="#([^"]+)">', audit.result()._repr_html_())
    assert first[:2] == ["FUND-01", "FUND-01"] and len(first) <= 5
    of_loans = text(audit.result("micro_loans")._repr_html_())
    assert of_loans.count("—") == 3 and "没有一条规则得以执行" in of_loans and "临朐县扶贫审计疑点报告" not in of_loans


def test_what_was_not_run_and_not_judged_is_one_table(audit):
    shown = repr(audit.not_run())
    assert re.search(r"LOAN-02 [^|]* \| 未执行 \|  \| 缺少资料：", shown)


def test_scope_says_what_was_not_received(audit):
    rows = repr(audit.scope())
    assert "600.00 元" in rows and "项目 | 未收到资料" in rows and "省定重点村 | 1 个" in rows
    assert "未收到资料" in rows.partition("被审资金")[2].partition("\n")[0]


def test_the_money_of_every_ledger_is_a_column_of_its_contract(audit):
    assert all(audit.contracts[name].columns[column].type == "money" for name, column in FUNDS.items()) and {*MANAGED} <= {*FUNDS}


def test_a_ledger_of_the_auditors_own(audit):
    shown = repr(audit.ledger("three_archives")) + audit.ledger("three_archives").html
    assert "欧阳*" in shown and "138****5678" in shown and "一户一档" in shown
    assert "欧阳建国" not in shown and "13812345678" not in shown
    assert audit.ledgers["three_archives"].count().to_pyarrow().as_py() == 2
    assert "U01 三个档案" in repr(audit.received("three_archives"))
    assert repr(audit.ledger("five_ledgers")) == "未收到五个台账。"
    with pytest.raises(ParameterError, match="three_archives"):
        audit.ledger("three_archive")


def test_earlier_findings_by_origin(audit):
    assert "省审计 | 1 | 已整改 1 | 300.00 | 300.00" in repr(audit.issues())


def test_nobody_is_named_on_any_page(audit):
    things = [audit.rule("FUND-01"), audit.leads(), audit.chapters(*SUBJECTS), audit.by_village()]
    things += [audit.ledger(name) for name in ("benefit_payment", "death_register", "issue_ledger")]
    shown = "".join(thing._repr_html_() for thing in things)
    assert "3707************18" in shown
    assert not [word for word in ("王小明", "刘会兰", "张三丰", "370799194501010018", "370799194701010025") if word in shown]


def test_unconfirmed_values_are_listed_with_their_rules(audit):
    assert re.search(r"death_grace_months \| .* \| 1 月 \| .*FUND-01", repr(audit.unconfirmed()))


def test_city_compares_units_fairly(folder, audit, tmp_path):
    given = (audit.county, audit.parameters, audit.contracts)
    read_county(folder / "received" / "临朐县", *given, tmp_path / "linqu")
    audit_county(tmp_path / "linqu", *given)
    city = open_city({"outputs": str(tmp_path), "as_of": "2019-12-31"})
    coverage = {row.split(" | ")[0]: row for row in repr(city.coverage()).splitlines()}
    assert "读取 5 | 5 | 11 " in coverage["临朐县"] and "没有结果" in coverage["潍城区"]
    assert "缺少资料：扶贫小额信贷台账(L22)" in repr(city.not_run()) and "全部单位" in repr(city.not_run())
    heads, row = (line.split(" | ") for line in repr(city.table()).splitlines()[1:3])
    cells = dict(zip(heads, row, strict=True))
    assert list(heads[3:16]) == [subject.short for subject in SUBJECTS.values()]
    assert cells["资金"] == "2" and cells["贷款"] == ""  # of the loans no rule was run: no zero
    assert dict(zip(*(line.split(" | ") for line in repr(city.amounts()).splitlines()[1:3]), strict=True))["资金"] == "0.05"
    rates = dict(zip(*(line.split(" | ") for line in repr(city.rates()).splitlines()[1:3]), strict=True))
    assert rates["每百万元疑点金额（元）"] == f"{Decimal(500) / 600 * 1_000_000:,.2f}" and rates["每千户事项（项）"] == ""


def test_no_text_of_ours_calls_a_lead_a_breach():
    """Until verified an amount is 疑点金额; what is written for readers stands in notebooks, rules, templates and parameters."""
    root = Path(__file__).parents[2]
    texts = [
        path
        for folder in ("auditlib", "notebooks", "parameters")
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".ipynb", ".j2", ".yaml")
    ]
    assert len(texts) > 200 and [path.name for path in texts if "违规金额" in path.read_text(encoding="utf-8")] == []
