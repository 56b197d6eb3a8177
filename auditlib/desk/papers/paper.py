"""What every kind of paper has in common: its forms, which matters it may be made of, and how it is made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import Form, Template, Values

#: The forms' templates by their names.
Templates = Mapping[str, Template]


@dataclass(frozen=True)
class Paper:
    """A file to be written: ``path`` below the county's folder."""

    path: str
    content: bytes


def filled(dossier: Dossier, templates: Templates, form: Form, path: str, cases: Sequence[Case], values: Values) -> Paper:
    """A form about these cases: with ``values`` what every paper may say of them."""
    return Paper(f"{path}.docx", templates[form.name].fill({**dossier.common(cases), **values}, dossier.day(cases)))


def not_verified(case: Case) -> str:
    """A lead is no finding: only what was verified, on the facts that still stand, is called 问题 in a paper that somebody signs."""
    if not case.verified:
        return f"该事项现为“{case.state}”，没有核实为属实，不能出具这种文书"
    return "该事项的事实在核实之后有变化，请先重新核实" if case.changed else ""


@dataclass(frozen=True)
class Kind:
    """One kind of paper (文书种类).

    make     the papers of these matters
    due      whether it is made of a matter without anybody naming it
    refuses  why a matter that somebody named gets no such paper, in Chinese; nothing when it gets one
    issues   whether issues of earlier checks, handed in with the rectification ledger, are among them
    """

    title: str
    forms: Sequence[Form]
    make: Callable[[Dossier, list[Case], Templates], Iterator[Paper]]
    due: Callable[[Case], bool] = lambda case: case.verified
    refuses: Callable[[Case], str] = not_verified
    issues: bool = False
