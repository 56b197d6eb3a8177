"""The demo's second step: two counties' workbooks come back from the desk, filled in as auditors would."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from auditlib.casework.cases import Case, cases_of
from auditlib.desk.columns import CHECK, KEY, PROBLEMS, RECTIFY, Desk
from auditlib.desk.export import export
from auditlib.desk.lines import proposed
from auditlib.desk.office import Office
from auditlib.desk.read import read
from auditlib.desk.take import take
from auditlib.errors import AuditError
from auditlib.intake.returned import Row
from auditlib.parameters import County
from auditlib.sampling.papers import Papers
from auditlib.sampling.workbook import AGREES, AUDITED, BOOK, DIFFERS, NOTE, SAMPLE, VERDICT, WHEN, WHO
from auditlib.sampling.workbook import KEY as KEY_OF_UNIT

#: The counties whose auditors have been at work.
COUNTIES = ("linqu", "shouguang")
AUDITORS = ("审计员甲", "审计员乙", "审计员丙", "审计员丁")
#: A dismissal a code, in turn; the facts that clear it are invented like the county.
REASONS = (
    ("ACC", "补发以前所属期，不属超期发放", "补发审批表第 3 页"),
    ("TIME", "登记滞后，实际已停发", "停发通知和银行回单"),
    ("POL", "县级文件允许", "县政办字〔2018〕12号第 2 条"),
    ("DUPLEAD", "与同一对象的另一事项重复", "核查记录 2019-11-18"),
)
CHECKED = date(2019, 11, 4)


def decide(office: Office, county: County, desk: Path, received: Path, at: str) -> str:
    """Fill in a county's three workbooks one after the other and take them back; what was decided in an earlier run of the demo stays.

    Raises AuditError when a line is refused: the demo fills in what an auditor may.
    """
    outside = _outside(received / "answer_key.csv", county.id)
    steps: list[tuple[Desk, Callable[[Case], dict[str, str]]]] = [
        (CHECK, lambda case: _checked(case, case.facts["subject"] in outside)),
        (PROBLEMS, _reported),
        (RECTIFY, lambda case: _rectified(case, case.facts["subject"] in outside)),
    ]
    told = []
    for workbook, answer in steps:
        path = next((path for path in _exported(office, county, desk, at) if path.stem.startswith(workbook.title)), None)
        if path is None:
            continue
        cases = cases_of(office.record.entries(county.id), office.moves)
        lines = [_filled(line, answer(case)) for line in read(path)[0] if (case := cases.get(line.cells.get(KEY.name, "")))]
        taken = take(office, lines, AUDITORS[1])
        if taken.refused:
            raise AuditError(f"the demo's {workbook.name} workbook of {county.id}: {taken.refused[0]}")
        told.append(f"{workbook.title} {len(taken.entries)}")
    _exported(office, county, desk, at)
    return f"{county.name}: {', '.join(told)}"


def _exported(office: Office, county: County, desk: Path, at: str) -> list[Path]:
    """The workbooks anew: what stood there was taken in."""
    for path in desk.glob(f"*_{county.name}*.xlsx"):
        path.unlink()
    return export(office, county, desk, AUDITORS[0], at, "full")


def sample(office: Office, county: County, desk: Path, at: str) -> str:
    """Draw the sample of projects, look at each, and evaluate it; a sample that was evaluated before stays."""
    from openpyxl import load_workbook

    papers = Papers(office.parameters.folder, office.outputs)
    paper = papers.paper(county.id, papers.frame("project", None, None, None), None)
    if (desk / f"{county.name}{paper.facts.title}_抽样底稿.xlsx").exists():
        return f"{county.name}: {paper.facts.title} evaluated before"
    path = papers.write(paper, desk, AUDITORS[0], at, "full")
    book = load_workbook(path)
    rows = iter(book[SAMPLE].iter_rows())
    heads = next(titles for row in rows if KEY_OF_UNIT in (titles := {cell.value: cell.column for cell in row}))
    for number, row in enumerate(rows):
        told = {VERDICT: AGREES}
        if number == 3:
            told = {VERDICT: DIFFERS, NOTE: "工程量少于结算", AUDITED: int(row[heads[BOOK] - 1].value) * 9 // 10}
        for title, value in (told | {WHO: AUDITORS[2], WHEN: CHECKED}).items():
            row[heads[title] - 1].value = value
    book.save(path)
    return f"{county.name}: {papers.evaluate(path, AUDITORS[2], at)}"


def _outside(answers: Path, county: str) -> set[str]:
    """Who was planted as standing outside the rectification ledger: they have to be verified before the rule may say so."""
    with answers.open(encoding="utf-8-sig", newline="") as file:
        return {line["subject"] for line in csv.DictReader(file) if (line["county"], line["rule_id"]) == (county, "RECT-04")}


def _filled(line: Row, values: dict[str, str]) -> Row:
    return replace(line, cells=line.cells | {name: text for name, text in values.items() if name in line.places})


def _turn(case: Case) -> int:
    """A number of the matter's own, the same in every run."""
    return int(case.id.rpartition("-M")[2][:6], 16)


def _checked(case: Case, outside: bool) -> dict[str, str]:
    if case.state != "新生成" or case.rule_id.startswith("RECT-"):
        return {}
    turn, grave = _turn(case), case.facts["severity"] == "H"
    checker, reviewer = AUDITORS[turn % 3], AUDITORS[turn % 3 + 1]
    assigned = {"assigned_to": checker, "due": (CHECKED + timedelta(days=turn % 40)).isoformat()}
    if not outside and turn % 10 > (7 if grave else 4):
        return assigned if turn % 2 else {}
    done = assigned | {
        "method": "入户" if case.facts["village"] else "查资料",
        "checked_by": checker,
        "checked_on": (CHECKED + timedelta(days=turn % 15)).isoformat(),
    }
    if not outside and turn % 10 == 0:
        code, reason, paper = REASONS[turn // 10 % len(REASONS)]
        return done | {"result": "不属实", "reason_code": code, "reason": reason, "evidence": paper, "reviewed_by": reviewer}
    if not outside and turn % 10 == 1:
        return done | {"result": "无法核实", "reason": "当事人外出，资料已移交镇街，延续下期核实"}
    amount = case.amount
    partly = amount is not None and amount > 0 and turn % 7 == 0
    verified = {} if amount is None else {"verified_amount": f"{(amount / 2).quantize(Decimal('0.01')) if partly else amount}"}
    return done | verified | {"result": "部分属实" if partly else "属实", "evidence": "发放凭证、询问记录", "reviewed_by": reviewer}


def _reported(case: Case) -> dict[str, str]:
    if case.values.get("reported") or not case.verified:
        return {}
    turn = _turn(case)
    number = f"{case.id[-6:]}"
    papers = {
        "evidence_no": f"QZ-{number}",
        "signed": "拒签" if turn % 29 == 0 else "已签",
        "category": "资金管理",
        "basis": "潍扶贫组发〔2019〕7号",
    } | {name: text for name, text in proposed(case).items() if text}
    if turn % 29 == 0:
        papers["refusal"] = "对金额有异议，审计员甲、审计员乙签名"
    if turn % 4 == 0:
        return papers
    papers |= {
        "paper_no": f"DG-{number}",
        "paper_reviewed_by": AUDITORS[3],
        "paper_reviewed_on": "2019-11-25",
        "comment_sent_on": "2019-11-26",
        "comment": "无异议",
    }
    if case.amount is not None and case.amount < 300:
        return papers | {"reported": "未在报告反映", "unreported_reason": "金额较小，已当场纠正"}
    return papers | {"reported": "报告反映", "finding_no": f"WT-{number}"}


def _rectified(case: Case, outside: bool) -> dict[str, str]:
    if case.values.get("status") or case.values.get("reported") != "报告反映":
        return {}
    turn, amount = _turn(case), case.money("verified_amount")
    plan = {"measure": "追缴并完善发放审核制度", "standard": "款项追回、制度印发", "deadline": "2019-12-20", "person": "分管负责人"}
    money = {"recovered": f"{amount}"} if amount else {}
    if outside:
        return plan | {"transfer": "OUT", "transfer_to": "县扶贫开发领导小组", "progress": "此前未列入台账"}
    if turn % 5 == 0:
        sent = {"transfer": "NOT", "transfer_to": "县纪委监委"} if turn % 3 == 0 else {}
        return plan | sent | {"status": "未整改", "progress": "尚未研究"}
    if turn % 5 == 1:
        return plan | {"status": "持续整改", "progress": "分期追缴", "reason_continued": "当事人分期退款", "deadline_new": "2020-03-31"}
    done = plan | money | {"done_on": "2019-12-10", "evidence_rectified": "缴款书、整改报告", "rules_made": "1"}
    if turn % 5 == 2:
        return done | {"status": "已整改"}
    signed = {"accepted_town": "镇验收组 2019-12-12", "accepted_county": "县验收组 2019-12-18", "accepted_city": "市抽查组 2019-12-24"}
    return done | signed | {"status": "销号", "closed_on": "2019-12-26"}
