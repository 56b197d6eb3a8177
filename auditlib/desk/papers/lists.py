"""Lists of findings (DOMAIN §5.5): 问题清单, every verified matter, in Excel and in Word from one set of rows; 整改台账 in Excel.

They are printouts: the desk's own workbooks are those that come back.
"""

from collections.abc import Iterator, Mapping, Sequence

from auditlib.casework.cases import Case
from auditlib.desk.columns import COLUMNS, RECTIFY
from auditlib.desk.papers.dossier import Dossier, is_issue
from auditlib.desk.papers.forms import FORMS
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled, not_verified
from auditlib.desk.papers.sheets import workbook
from auditlib.desk.papers.texts import said

FORM = FORMS["problems"]
_NUMBER, *NAMES = FORM.tables["items"]
#: With any of these a matter has entered its rectification.
ENTERED = ("reported", "status", "deadline", "transfer", "issue_no")
#: The desk's columns without what only the way back needs; the finding's number, where it came from and its amount before them.
RECTIFIED = "finding_no issue_no category title verified_amount".split()
RECTIFIED += [name for name in RECTIFY.names if name not in ("questioned_amount", "reopen", "mark")]


def _listed(dossier: Dossier, cases: list[Case], title: str, names: Sequence[str], called: Mapping[str, str]) -> tuple[Paper, list[list]]:
    """The list in Excel, and its rows. ``called``: what the desk calls otherwise while a matter is only a lead."""
    columns = [COLUMNS[name].model_copy(update={"title": called.get(name, COLUMNS[name].title)}) for name in names]
    rows = [[dossier.cell(case, column) for column in columns] for case in cases]
    return Paper(f"{title}.xlsx", workbook(title, dossier.notes(cases), columns, rows, dossier.day(cases))), rows


def _problems(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    paper, rows = _listed(dossier, cases, FORM.title, NAMES, {"sentence": "事实"})
    yield paper
    items = [{"no": str(no), **dict(zip(NAMES, map(said, row), strict=True))} for no, row in enumerate(rows, 1)]
    yield filled(dossier, templates, FORM, FORM.title, cases, {**dossier.sums(cases), "items": items})


def _rectified(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    yield _listed(dossier, cases, RECTIFY.title, RECTIFIED, {"sentence": "问题描述"})[0]


def _entered(case: Case) -> bool:
    return case.verified and (is_issue(case) or any(case.values.get(name) for name in ENTERED))


def _not_entered(case: Case) -> str:
    if not case.verified:
        return not_verified(case)
    return "" if _entered(case) else "该事项还没有反映、整改或移送的记录，不在整改台账内"


# a list that left out what has changed would no longer add up: it stands there, and says so
PROBLEMS = Kind(FORM.title, [FORM], _problems, refuses=lambda case: "" if case.verified else not_verified(case))
RECTIFICATION = Kind(RECTIFY.title, [], _rectified, _entered, _not_entered, issues=True)
