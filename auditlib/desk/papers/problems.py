"""问题清单 (DOMAIN §5.5): every verified matter of the county, in Excel and in Word from one set of rows."""

from collections.abc import Iterator, Mapping

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS, Template
from auditlib.desk.papers.paper import Kind, Paper, is_verified, not_verified
from auditlib.desk.papers.sheets import columns, workbook
from auditlib.desk.papers.texts import amounts, said, total

FORM = FORMS["problems"]
_NUMBER, *NAMES = FORM.tables["items"]
#: What the desk calls otherwise while a matter is only a lead.
CALLED = {"sentence": "事实"}


def _make(dossier: Dossier, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    listed = columns(NAMES, CALLED)
    rows = [[dossier.cell(case, column) for column in listed] for case in cases]
    yield Paper(f"{FORM.title}.xlsx", workbook(FORM.title, dossier.notes(cases), listed, rows, dossier.day(cases)))
    values = {
        **dossier.common(cases),
        "count": str(len(rows)),
        **amounts(total(case.money("verified_amount") for case in cases)),
        "items": [{"no": str(no), **dict(zip(NAMES, map(said, row), strict=True))} for no, row in enumerate(rows, 1)],
    }
    yield Paper(f"{FORM.title}.docx", templates[FORM.name].fill(values, dossier.day(cases)))


# a list that left out what has changed would no longer add up: it stands there, and says so
PROBLEMS = Kind(FORM.title, [FORM], is_verified, lambda case: "" if case.verified else not_verified(case), _make)
