"""What the charts of a county answer: of all that was judged, as the ledgers have it; a sentence where there is nothing to draw."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from types import SimpleNamespace

import pyarrow as pa
import pytest

from auditlib.audit import ask, judge
from auditlib.found import Judged
from auditlib.leads import LEADS
from auditlib.ledgers import from_tables
from auditlib.parameters import DatedValue
from auditlib.report.charts import links
from auditlib.report.charts.county import CountyCharts
from auditlib.report.charts.drawing import Chart
from auditlib.report.charts.units import Tile, tiles
from auditlib.rules import RULES, populations
from auditlib.rules.policy import Policy
from tests.publish.samples import HOSTILE
from tests.rules import tables

LOANS = """
micro_loan
loan_no | hh_no | borrower_id | principal | issue_date | balance | product
A       | 1     | P1          | 50000     | 2017-05-01 | 50000   |
B       | 2     | P2          | 30000     | 2018-01-10 | 30000   |
C       | 2     | P3          | 30000     | 2018-06-01 | 30000   |
D       | 3     | P4          | 20000.01  | 2018-07-01 | 20000   |
E       | 4     | P5          | 10000     | 2019-07-01 | 10000   |
F       | 5     | P6          | 10000     | 2019-08-01 | 10000   |
G       | 6     | P7          | 900000    | 2019-08-01 | 900000  | 生源地助学贷款
H       | 7     | P8          | 0         | 2019-08-01 | 0       |
"""
FUNDS = """
budget_allocation
doc_no | level | project_no | received_on | issued_on  | amount | used_amount
1号    | 中央  | X1         | 2017-12-31  | 2018-01-10 | 1000   | 900
2号    | 中央  | X2         | 2018-01-01  | 2018-01-10 | 1000   | 600
3号    | 省    | X3         | 2018-12-30  | 2019-01-10 | 500    | 0
4号    | 省    | X4         | 2018-12-31  | 2019-01-10 | 500    | 500
5号    |       |            | 2019-06-29  | 2019-07-10 | 2000   |
6号    | 县    | X6         | 2019-12-01  |            | 300    | 0
7号    |       | X7         | 2017-01-01  | 2017-01-10 | 50     | 50
"""
TOWNS = """
poor_household
hh_no | town_name | snapshot_date
1     | 甲镇      | 2018-12-31
2     | 甲镇      | 2018-12-31
1     | 甲镇      | 2019-12-31
3     | 乙镇      | 2019-12-31
4     | 丙镇      | 2019-12-31
5     | 丁镇      | 2019-12-31
6     | 戊镇      | 2019-12-31
7     | 己镇      | 2019-12-31
8     | 己镇      | 2019-12-31

benefit_payment
id_no | town_name | programme    | amount | pay_date   | pay_status
P1    | 甲镇      | 孝善养老补助 | 300.10 | 2019-03-01 | 成功
P1    | 甲镇      | 孝善养老补助 | 300.10 | 2019-04-01 | 失败
P7    | 己镇      | 孝善养老补助 | 500    | 2019-04-01 | 成功
P9    | 庚镇      | 孝善养老补助 | 70     | 2019-04-01 | 成功
"""


def county(text: str, *, policy: dict | None = None, as_of: str = "2019-12-31", leads=None) -> SimpleNamespace:
    """What charts need of Results, of ledgers as text."""
    parameters, contracts = tables.loaded()
    changed = {name: parameters.policy[name].model_copy(update={"values": values}) for name, values in (policy or {}).items()}
    run = parameters.run.model_copy(update={"as_of": dt.date.fromisoformat(as_of)})
    parameters = parameters.model_copy(update={"policy": {**parameters.policy, **changed}, "run": run})
    arrow, number = {}, 0
    for name, rows in tables.parse(text).items():
        for row in rows:
            number += 1
            row["row_id"] = row["source_row"] = number
        arrow[name] = tables._typed(name, rows, contracts)
    ledgers, unit = from_tables(arrow, parameters.programmes, contracts), parameters.county("linqu")
    found = {i: judge(RULES[i], ledgers, unit, parameters) for i in ("LOAN-02", "FUND-09")}
    none = found["FUND-09"].leads.slice(0, 0)
    return SimpleNamespace(
        ledgers=ledgers,
        county=unit,
        parameters=parameters,
        judged=found.__getitem__,
        leads=lambda: none if leads is None else leads,
    )


def charts(text: str, **more) -> CountyCharts:
    return CountyCharts(county(text, **more))


def lines(chart: Chart) -> list[list[str]]:
    """The data beside a chart, cell by cell, without its heading."""
    text = chart.data.text.splitlines()
    return [line.split(" | ") for line in text[2:]]


def test_every_loan_stands_beside_the_ceiling_of_its_day():
    chart = charts(LOANS).loans()
    #         year    within above accused most owed by a household, ceiling
    assert lines(chart) == [
        ["2017", "1", "0", "0", "50,000.00", "50,000.00"],
        ["2018", "2", "0", "1", "60,000.00", "50,000.00"],
        ["2019", "2", "0", "0", "10,000.00", "50,000.00"],
    ]
    assert "6 笔贷款中，疑点 1 笔；户欠最多 60,000.00 元" in chart.alt
    assert "扶贫小额信贷台账(L22) 8 行" in chart.source and "万元" in chart.source


def test_the_ceiling_follows_its_dates():
    steps = [
        DatedValue.model_validate({"from": day, "value": value, "document": "测试", "confirmed": True})
        for day, value in (("2014-01-01", 50000), ("2018-06-30", 20000))
    ]
    chart = charts(LOANS, policy={"loan.ceiling": steps}).loans()
    assert [line[-1] for line in lines(chart)] == ["50,000.00", "20,000.00、50,000.00", "20,000.00"]
    assert lines(chart)[1][3] == "2"  # C above the old ceiling, D by a fen above the new one
    assert "上限 2 万元" in chart.svg


def test_idle_money_by_age_among_all_allotments():
    chart = charts(FUNDS).idle_money()
    assert lines(chart) == [
        ["6 个月以内", "1", "300.00", "300.00", "100.00", "0.00", "0", "0"],
        ["6—12 个月", "2", "500.00", "0.00", "0.00", "0.00", "0", "1"],  # a year to the day is not yet more than a year
        ["1—2 年", "2", "1,500.00", "900.00", "60.00", "900.00", "2", "0"],
        ["满 2 年", "2", "1,050.00", "100.00", "9.52", "100.00", "1", "0"],
    ]
    assert "结余 1,300.00 元，其中放了 1 年以上的 1,000.00 元" in chart.alt and "1 条指标的支出不明" in chart.alt


def test_the_limits_of_idle_money_are_the_policys():
    values = [DatedValue.model_validate({"from": "2014-01-01", "value": 3, "document": "测试", "confirmed": True})]
    chart = charts(FUNDS, policy={"fund.idle_years_take_back": values}).idle_money()
    assert [line[0] for line in lines(chart)][2:] == ["1—3 年", "满 3 年"]


def test_money_is_followed_from_station_to_station():
    chart = charts(FUNDS).flow()
    assert lines(chart)[:5] == [
        ["中央", "2,000.00", "2,000.00", "1,500.00", "1,500.00"],
        ["省", "1,000.00", "1,000.00", "500.00", "500.00"],
        ["县", "300.00", "0.00", "0.00", "0.00"],
        ["未注明", "50.00", "50.00", "50.00", "50.00"],
        ["合计", "3,350.00", "3,050.00", "2,050.00", "2,050.00"],
    ]
    assert [line[0] for line in lines(chart)[5:]] == [
        "3号 X3",
        "2号 X2",
        "6号 X6",
        "1号 X1",
    ]  # most left first; what is spent whole is not there
    assert (
        "未分解 300.00 元、未拨付 1,000.00 元。" not in chart.alt
        and "未分解 300.00 元、未拨付 1,000.00 元；1 条指标的支出不明" in chart.alt
    )


def test_money_for_each_household_by_town():
    chart = charts(TOWNS).towns()
    assert lines(chart)[0] == ["甲镇", "1", "300.10", "300.10", "0.00"]  # of the newest register, and what failed did not come
    assert lines(chart)[1] == ["己镇", "2", "500.00", "250.00", "0.00"]
    assert "70.00 元在没有建档立卡户或未注明的镇街" in chart.alt
    assert len(lines(chart)) == 6 and "项目资金" not in repr(chart)  # of a ledger that was not received nothing is said


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("loans", "扶贫小额信贷台账(L22)"),
        ("idle_money", "扶贫资金指标下达台账(L06)"),
        ("flow", "扶贫资金指标下达台账(L06)"),
        ("towns", "建档立卡贫困户信息表(L01)"),
    ],
)
def test_a_ledger_not_received_is_named(name, ledger):
    told = repr(getattr(charts("village\nvillage_name\n东村"), name)())
    assert "不作图" in told and f"缺少资料：{ledger}" in told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("loans", LOANS, "贷款只有 5 笔"), ("idle_money", FUNDS, "知道支出的指标只有 5 条"), ("towns", TOWNS, "有建档立卡户的镇街只有 5 个")],
)
def test_of_fewer_than_six_things_there_is_a_sentence(name, text, told):
    first = next(i for i, line in enumerate(text.splitlines()) if line.startswith(("F ", "6号", "6 ")))
    rows = [line for i, line in enumerate(text.splitlines()) if i != first]
    assert told in repr(getattr(charts("\n".join(rows)), name)())


@pytest.mark.parametrize(("name", "text"), [("loans", LOANS), ("idle_money", FUNDS), ("flow", FUNDS), ("towns", TOWNS)])
def test_a_chart_is_the_same_bytes_each_time_and_part_of_a_page(name, text):
    chart, again = (getattr(charts(text), name)() for _ in range(2))
    assert chart.svg == again.svg and repr(chart) == repr(again)
    ET.fromstring(chart.svg)
    assert not re.search(r"<\?xml|<!|http|<metadata|<style|<script", chart.svg)
    assert chart.caption.endswith("？") and "单位" in chart.source and "来源" in chart.source and "疑点" in chart.source


def lead(rule_id: str, facts: dict, row: int = 1, *, related=(), **more) -> dict:
    """A lead as leads.parquet has it, on a row of the test's ledgers."""
    places = [{"source_file": "f", "source_sheet": "s", "source_row": number, "source_sha256": "a"} for number in (row, *related)]
    told = {"lead_id": f"{rule_id}-{row}", "rule_id": rule_id, "village": "东村", "subject": "X", **places[0], **more}
    return dict.fromkeys(LEADS.names) | told | {"facts": json.dumps(facts), "related_sources": json.dumps(places[1:])}


def judged_as(leads: list[dict]) -> list[Judged]:
    """What links.RULES said: these leads."""
    policy = Policy({}, dt.date(2019, 12, 31))
    of = {rule_id: pa.Table.from_pylist([one for one in leads if one["rule_id"] == rule_id], schema=LEADS) for rule_id in links.RULES}
    return [Judged(RULES[rule_id], policy, columns={}, rows_read={"benefit_payment": 9}, leads=of[rule_id]) for rule_id in links.RULES]


def someone(row: int, name: str, number: str) -> dict:
    return {"id_no": number, "name": name, "village_name": "东村", "source_sheet": "s", "source_row": row, "source_sha256": "a"}


ACCOUNT, FIRM = "6222020000000001234", "东村农业有限公司"
LOAN = {"borrower_name": "王小明", "borrower_id": "370799194501010018", "receiver": FIRM, "payer": None, "user_entity": None}
TIED = [
    lead("FUND-11", {"sign": "一账号多人", "account_no": ACCOUNT, "holder": "刘会兰"}, 1, related=(2, 3, 2)),
    lead("CROSS-02", {"kind": "账号", "value": ACCOUNT}, 2, related=(3,)),
    lead("FUND-11", {"sign": "账号连号", "account_no": "6222020000000009999", "holder": "6222020000000009999"}, 4),
    lead("LOAN-07", LOAN, 5),
    lead("PROJ-04", {"common_name": "", "linked": "", "companions": "甲公司、乙公司", "bidder": "", "project_name": "东村道路"}, 6),
    lead("PROJ-03", {"supplier": "甲公司", "owner": None}, 7),
]
PEOPLE = [
    someone(1, "刘会兰", "370799194701010025"),
    someone(2, "王小明", "370799194501010018"),
    someone(3, "张三丰", "370799195001010033"),
    someone(4, "赵六", "P9"),
]


def test_links_tie_by_rows_and_by_facts_and_no_name_or_number_stands_plain():
    chart = links.chart(judged_as(TIED), PEOPLE)
    assert lines(chart) == [
        ["账户", "****1234", "3", "2", "CROSS-02、FUND-11"],  # three persons, though one stands in two rows and two leads
        ["单位", FIRM, "1", "1", "LOAN-07"],
        ["单位", "乙公司", "1", "1", "PROJ-04"],
        ["单位", "甲公司", "1", "1", "PROJ-04"],
    ]
    assert chart.svg.count("王* 东村") == 1  # who is tied to the account and to the firm is one node
    shown = chart._repr_html_() + repr(chart)
    assert not [text for text in ("王小明", "刘会兰", "张三丰", ACCOUNT, "370799", "9999") if text in shown]


def test_of_many_the_most_tied_are_drawn_and_the_others_counted():
    crowd = [
        lead("LOAN-07", LOAN | {"borrower_id": f"P{n}-{firm}", "receiver": f"第{firm}公司"}, 100 * firm + n)
        for firm in range(1, 13)
        for n in range(firm)
    ]
    chart = links.chart(judged_as(crowd), [])
    assert "另 7 个" in chart.svg and "第12公司" in chart.svg and "第3公司" not in chart.svg
    assert len(lines(chart)) == 12 and "图中画出前" in chart.alt
    assert chart.svg.count("王* 东村") + chart.svg.count("公司") + chart.svg.count("另 ") <= links.MOST


def test_links_without_leads_or_without_rules_are_a_sentence():
    assert "不足 6 个，不作图" in repr(links.chart(judged_as(TIED[3:4]), []))
    not_run = [Judged(RULES[i], Policy({}, dt.date(2019, 12, 31)), reason="缺少资料：甲") for i in links.RULES]
    assert "FUND-11 未执行（缺少资料：甲）" in repr(links.chart(not_run, []))


def test_people_are_those_of_the_rows_that_leads_stand_on():
    results = county(TOWNS)
    results.ledgers.add(
        "linked", results.ledgers.query("SELECT source_sheet, source_row, source_sha256 FROM benefit_payment ORDER BY source_row LIMIT 1")
    )
    found = ask(populations.people, results.ledgers, results.county, results.parameters).statement
    assert [row["id_no"] for row in found] == ["P1"]


def test_tiles_tell_what_was_not_run_from_nothing_found():
    units = {f"第{n}县": [Tile(Decimal(n)), Tile(Decimal("0.25"), partly=True), Tile(None)] for n in range(6)}
    chart = tiles(units, ["资金", "项目", "贷款"], "哪里多？", "项/千户", "单位：项/千户。")
    assert lines(chart)[0] == ["第0县", "0", "0.25", ""] and lines(chart)[5][1] == "5"
    assert chart.svg.count("<use") + chart.svg.count("url(#") >= 6  # hatched
    assert ">0.2*<" in chart.svg and ">0<" in chart.svg and "第5县（资金）5.00 项/千户" in chart.alt and "6 格没有执行" in chart.alt
    assert "只有 5 个单位有结果，不作图" in repr(tiles(dict(list(units.items())[:5]), ["资金", "项目", "贷款"], "哪里多？", "项", ""))


def test_hostile_data_is_inert_and_stops_no_chart():
    funds = FUNDS
    for number, text in enumerate(HOSTILE, 1):
        funds = funds.replace(f"X{number} ", " ".join(text.splitlines()) + " ", 1)
    html = charts(funds).flow()._repr_html_()
    assert not re.search("<script|<img|<b>", html)
    bidders = "、".join(text for text in HOSTILE if "、" not in text)
    leads = [lead("PROJ-04", {"common_name": "", "linked": "", "companions": bidders, "bidder": "", "project_name": HOSTILE[0]}, 6)]
    assert not re.search("<script|<img|<b>", links.chart(judged_as(leads), [])._repr_html_())
