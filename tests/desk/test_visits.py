"""`auditlib visits`: which matters of a run need somebody to go there, whose household they are, and the workbook to take along."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import openpyxl
import pytest

from auditlib.casework.cases import DECIDED, RAISED
from auditlib.casework.record import Entry, Record
from auditlib.commands.visits import visits
from auditlib.contracts import load_ledgers
from auditlib.dated_values import DatedValue
from auditlib.desk.office import open_office
from auditlib.desk.visit_plan import load_checks, planned, planned_at, terms_of
from auditlib.errors import AuditError, ParameterError
from auditlib.intake import read_county
from auditlib.ledgers import open_ledgers
from auditlib.parameters import load_parameters
from auditlib.privacy.masks import WEIGHTS
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.sampling.filled import drawn
from auditlib.sampling.papers import Papers
from tests.desk.conftest import PARAMETERS, lead
from tests.leads.test_identity import workbook


def number(serial: int) -> str:
    """An identity number of nobody, with a right check digit."""
    body = f"37079919500{serial % 9 + 1}17{401 + serial:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


A, B, C, D, STRANGER = map(number, range(5))
HEADS = [
    ["户编号", "户主姓名", "户主证件号码", "乡(镇)", "行政村", "人数", "贫困户属性", "脱贫属性"],
    ["H1", "柳如真", A, "城关街道", "东关村", 2, "一般贫困户", "已脱贫"],
    ["H2", "牛得水", B, "城关街道", "西关村", 1, "一般贫困户", "已脱贫"],
    ["H3", "马识途", C, "五井镇", "北关村", 1, "一般贫困户", "已脱贫"],
    ["H4", "马识途", D, "五井镇", "北关村", 1, "一般贫困户", "已脱贫"],
]
LOG = [
    ["户编号", "户主姓名", "证件号码", "行政村", "入户日期", "检查组"],
    ["H2", "牛得水", None, "西关村", "2019-12-10", "帮扶干部"],
    ["H2", "牛得水", None, "西关村", "2020-01-05", "国考组"],  # after the audit date
    [None, "柳如真", None, "东关村", "2019-11-02", "省考组"],  # by name and village
    [None, "马识途", None, "北关村", "2019-12-30", "省考组"],  # two of that name live there: nobody
]


def told(**facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False)


def found() -> list[dict]:
    """Of H1 a grave and a middling matter; a loan matter of H2 and of a stranger to the register; a site; what needs no look; what only ranks."""
    return [
        lead("FUND-01", 1, matter="a", subject=A, facts=told(hh_no="H1", name="柳如真")),
        lead("HOUSE-05", 2, matter="b", subject="H1", facts=told(id_no=A, name="柳如真")),
        lead("LOAN-08", 3, matter="c", subject="DK1", village="西关村", facts=told(borrower_id=B, borrower_name="牛得水")),
        lead(
            "LOAN-08",
            4,
            matter="c",
            subject="DK2",
            town=None,
            village=None,
            facts=told(borrower_id=STRANGER, borrower_name="=HYPERLINK(1)"),
        ),
        lead("ASSET-09", 5, matter="d", subject="ZC1", village="西关村", facts=told(asset_no="ZC1", asset_name="西关村大棚")),
        lead("LOAN-02", 6, matter="e", subject=A, facts=told(borrower_id=A)),
        lead("CROSS-03", 7, matter="f", subject=C, town="五井镇", village="北关村", strength="C", facts=told(name="马识途")),
        lead("MED-01", 8, matter="g", subject=D, town=None, village=None, severity="M", facts=told(hh_no="H4", name="马识途")),
    ]


@pytest.fixture
def run(desk):
    """A run with a register and a log of visits."""
    workbook(desk.top / "received" / "贫困户信息.xlsx", 贫困户=HEADS)
    workbook(desk.top / "received" / "入户走访记录.xlsx", 走访=LOG)
    parameters, contracts = load_parameters(PARAMETERS), load_ledgers(PARAMETERS / "ledgers")
    intake = read_county(desk.top / "received", parameters.county("linqu"), parameters, contracts, desk.out / "linqu")
    assert {"poor_household", "visit_log"} <= {*intake.ledgers}
    desk.found(found())
    return desk


def plan(run):
    with open_office(run.out, None, PARAMETERS) as office:
        return planned_at(office, office.parameters.county("linqu"))


def where(made) -> dict[str, list[tuple[str, str]]]:
    """Village → household or site, and the rule."""
    return {village.name: sorted((stop.place, one.check) for stop in village.stops for one in stop.looks) for village in made.villages}


def matter(rule: str, word: str) -> str:
    return f"{rule}-M{PUBLISHED.digest(rule + word, 10)}"


def decide(run, matter_id: str, state: str, **values: str) -> None:
    with Record.open(None, run.out, PUBLISHED, write=True) as record:
        record.append(
            [Entry("linqu", matter_id, RAISED, {}, "x"), Entry("linqu", matter_id, DECIDED, {"values": values, "state": state}, "x")],
            "审计员甲",
        )


def test_which_matters_are_looked_at_and_where(run):
    made = plan(run)
    assert where(made) == {"东关村": [("H1", "FUND-01"), ("H1", "HOUSE-05")], "西关村": [("ZC1", "ASSET-09")], "北关村": [("H4", "MED-01")]}
    assert [(stop.place, stop.visited.on, stop.visited.team) for stop in made.rested] == [("H2", dt.date(2019, 12, 10), "帮扶干部")]
    assert [(one.check, one.place) for one in made.nowhere] == [("LOAN-08", STRANGER)]


def test_the_same_on_every_engine(run, engine):
    parameters = load_parameters(PARAMETERS)
    opened = open_ledgers(run.out / "linqu" / "ledgers", parameters.programmes, load_ledgers(PARAMETERS / "ledgers"), engine=engine)
    assert planned(run.out / "linqu", opened, parameters.county("linqu"), parameters, {}) == plan(run)


def test_a_day_has_room_for_somebody():
    parameters, none = load_parameters(PARAMETERS), {"from": "2013-01-01", "value": 0, "document": "试", "confirmed": False}
    linqu = parameters.county("linqu").model_copy(update={"policy": {"visit.stops_a_day": [DatedValue(**none)]}})
    with pytest.raises(ParameterError, match="visit.stops_a_day is 0") as refused:
        terms_of(linqu, parameters, load_checks(PARAMETERS))
    assert "parameters/counties/linqu.yaml" in str(refused.value)


def sample_of(run) -> str:
    """All four households drawn, the paper as it goes out."""
    papers = Papers(PARAMETERS, run.out)
    return papers.write(
        papers.paper("linqu", papers.frame("households", None, None, None), None, size=4),
        run.top / "samples",
        "审计员甲",
        "2019-12-31 09:00",
        "full",
    )


def test_who_was_drawn_is_visited_on_the_same_visit(run):
    """H1 with its matters, H2 although somebody was there on 10 December, H3 for the sample alone."""
    paper = drawn(sample_of(run), [PUBLISHED])
    with open_office(run.out, None, PARAMETERS) as office:
        made = planned_at(office, office.parameters.county("linqu"), [paper])
    unit = paper.facts.title
    assert where(made) == {
        "东关村": [("H1", "FUND-01"), ("H1", "HOUSE-05"), ("H1", unit)],
        "西关村": [("H2", "LOAN-08"), ("H2", unit), ("ZC1", "ASSET-09")],
        "北关村": [("H3", unit), ("H4", "MED-01"), ("H4", unit)],
    }
    assert made.rested == ()


def test_a_paper_of_another_county_is_refused(run):
    path = sample_of(run)
    shutil.copytree(run.out / "linqu", run.out / "anqiu")
    with pytest.raises(AuditError, match="it is of 临朐县; allowed: 安丘市"):
        book(run, "--county", "anqiu", "--sample", str(path))


def test_what_is_assigned_goes_before_what_the_rule_says(run):
    decide(run, matter("LOAN-02", "e"), "核实中", method="入户")
    decide(run, matter("ASSET-09", "d"), "核实中", method="查资料")
    made = where(plan(run))
    assert ("H1", "LOAN-02") in made["东关村"] and "西关村" not in made


@pytest.mark.parametrize("state", ["排除", "属实", "无法核实", "销号"])
def test_what_is_settled_needs_no_visit(run, state):
    decide(run, matter("HOUSE-05", "b"), state)
    assert where(plan(run))["东关村"] == [("H1", "FUND-01")]


def test_without_register_and_log_the_village_of_the_lead_stands(desk):
    contracts, parameters = load_ledgers(PARAMETERS / "ledgers"), load_parameters(PARAMETERS)
    workbook(desk.top / "received" / "说明.xlsx", Sheet1=[["无"]])
    read_county(desk.top / "received", parameters.county("linqu"), parameters, contracts, desk.out / "linqu")
    desk.found(found())
    assert where(plan(desk))["西关村"] == [(B, "LOAN-08"), ("ZC1", "ASSET-09")]


def book(run, *more: str):
    visits.main(["--outputs", str(run.out), "--to", str(run.top / "visits"), "--by", "审计员甲", *more], standalone_mode=False)
    return openpyxl.load_workbook(run.top / "visits" / "入户核查安排_临朐县.xlsx")


def test_a_sheet_for_each_village(run):
    made = book(run)
    assert made.sheetnames == ["总览", "01 东关村", "02 西关村", "03 北关村", "近期已走访", "村名不明"]
    rows = [[cell.value for cell in row] for row in made["总览"].iter_rows(min_row=7)]
    links = [cell.hyperlink.location for row in made["总览"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in made.sheetnames if name[0].isdigit()]
    assert [row[1:3] + row[3:] for row in rows if row[1] == "合计"] == [["合计", None, 3, 2, 1, 4, 2, None, 4, 1, 1]]
    assert [row[:4] for row in rows[:3]] == [[1, "城关街道", "东关村", 1], [2, "城关街道", "西关村", 1], [3, "五井镇", "北关村", 1]]
    page = made["01 东关村"]
    head = next(row[0].row for row in page.iter_rows() if row[0].value == "户（处）")
    assert [page.cell(head + 1, place).value for place in (1, 3, 4)] == [1, "柳如真", "H1"]
    titles = [cell.value for cell in page[head]]
    assert all(page.cell(head + 1, titles.index(blank) + 1).value is None for blank in ("核查结果", "证据（照片、资料）", "当事人签字"))
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.print_title_rows) == ("landscape", 9, f"${head}:${head}")
    assert "审计员甲" in page.oddHeader.left.text and "&P" in page.oddFooter.right.text.replace("&[Page]", "&P")


def test_nothing_is_lost_and_nothing_is_a_formula(run):
    cells = [cell for page in book(run) for row in page.iter_rows() for cell in row if cell.value is not None]
    listed = {str(cell.value) for cell in cells}
    assert {
        matter(rule, word) for rule, word in (("FUND-01", "a"), ("HOUSE-05", "b"), ("LOAN-08", "c"), ("ASSET-09", "d"), ("MED-01", "g"))
    } <= listed
    assert "=HYPERLINK(1)" in listed and not [cell for cell in cells if cell.data_type == "f"]


def test_masked_names_nobody(run):
    made = book(run, "--names", "masked")
    text = "\n".join(str(cell.value) for page in made for row in page.iter_rows() for cell in row if cell.value is not None)
    assert not [who for who in ("柳如真", "牛得水", "马识途", A, B, C, D, STRANGER) if who in text]
    assert "柳*" in text and "西关村大棚" in text and "姓名已遮盖" in made["总览"].oddHeader.left.text


def test_the_command_tells_what_is_saved(run, capsys):
    book(run)
    assert "合并进村（次） 3" in (said := capsys.readouterr().out) and "少进村（次） 1" in said and "柳如真" not in said


#: Their procedure speaks of homes or sites, yet papers settle them, or they only rank samples (read one by one).
ON_PAPER = {"CROSS-01", "HOUSE-02", "HOUSE-04", "PROJ-11", "SCREEN-06", "FUND-02"}
THERE = re.compile("入户|现场|实地|走访|回访|丈量|本人|询问|现有住房")


def test_no_rule_that_sends_somebody_is_forgotten():
    method = load_checks(PARAMETERS).method
    assert [rule.id for rule in RULES.values() if THERE.search(rule.procedure) and rule.id not in method and rule.id not in ON_PAPER] == []
    assert not method.keys() & ON_PAPER


@pytest.mark.parametrize(
    ("replaced", "by", "says"),
    [
        ("    - ASSET-07\n", "    - ASSET-77\n", "there is no rule ASSET-77"),
        ("    - ASSET-07\n", "    - ASSET-07\n    - ASSET-07\n", "ASSET-07 stands twice"),
        ("M: 3, ", "", "weights: M is missing"),
        ("  现场:", "  电话:", "site"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path, replaced, by, says):
    text = (PARAMETERS / "visits.yaml").read_text(encoding="utf-8")
    assert replaced in text
    (tmp_path / "visits.yaml").write_text(text.replace(replaced, by, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=says) as refused:
        load_checks(tmp_path)
    assert "visits.yaml:" in str(refused.value)
