"""整改台账 (DOMAIN §5.5, L47) in Excel: findings that were reported or handed over, issues of earlier checks, and what was done about them.

A printout: the desk's own workbook is the one that comes back.
"""

from collections.abc import Iterator, Mapping

from auditlib.casework.cases import Case
from auditlib.desk.columns import RECTIFY
from auditlib.desk.papers.dossier import Dossier, is_issue
from auditlib.desk.papers.forms import Template
from auditlib.desk.papers.paper import Kind, Paper, not_verified
from auditlib.desk.papers.sheets import columns, workbook

#: With any of these a matter has entered its rectification.
ENTERED = ("reported", "status", "deadline", "transfer", "issue_no")
#: The desk's columns without what only the way back needs; the finding's number, where it came from and its amount before them.
NAMES = (
    "finding_no",
    "issue_no",
    "category",
    "title",
    "verified_amount",
    *(name for name in RECTIFY.names if name not in ("questioned_amount", "reopen", "mark")),
)
CALLED = {"sentence": "问题描述"}


def _make(dossier: Dossier, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    listed = columns(NAMES, CALLED)
    rows = [[dossier.cell(case, column) for column in listed] for case in cases]
    yield Paper(f"{RECTIFY.title}.xlsx", workbook(RECTIFY.title, dossier.notes(cases), listed, rows, dossier.day(cases)))


def _entered(case: Case) -> bool:
    return case.verified and (is_issue(case) or any(case.values.get(name) for name in ENTERED))


def _refuses(case: Case) -> str:
    if not case.verified:
        return not_verified(case)
    return "" if _entered(case) else "该事项还没有反映、整改或移送的记录，不在整改台账内"


RECTIFICATION = Kind(RECTIFY.title, [], _entered, _refuses, _make, issues=True)
