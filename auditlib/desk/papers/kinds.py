"""The kinds of papers by name, and one county's papers of several kinds, made whole before any is written."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.evidence import EVIDENCE, EVIDENCE_GROUP
from auditlib.desk.papers.lists import PROBLEMS, RECTIFICATION
from auditlib.desk.papers.paper import Kind, Paper, Templates
from auditlib.desk.papers.sampling import SAMPLING
from auditlib.desk.papers.transfer import TRANSFER
from auditlib.desk.papers.working import WORKING
from auditlib.errors import AuditError, ParameterError
from auditlib.privacy.masks import scrub
from auditlib.privacy.open_gates import Gates
from auditlib.private import private, write_whole
from auditlib.strict_yaml import Faults

KINDS = {
    "evidence": EVIDENCE,
    "evidence_group": EVIDENCE_GROUP,
    "working": WORKING,
    "problems": PROBLEMS,
    "rectification": RECTIFICATION,
    "transfer": TRANSFER,
    "sampling": SAMPLING,
}
MARKUP = re.compile("<[^>]*>")


@dataclass
class Made:
    """``papers`` to be written, ``refused``: why something was not made, each a sentence with the matter's id."""

    papers: list[Paper] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def templates_of(kinds: Iterable[Kind], parameters: Path) -> Templates:
    """The templates of these kinds, checked. Raises ParameterError with the faults of all of them together."""
    found, faults = {}, Faults()
    for form in (form for kind in kinds for form in kind.forms):
        try:
            found[form.name] = form.template(parameters)
        except ParameterError as error:
            faults.append(error)
    faults.tell()
    return found


def make(dossiers: Sequence[Dossier], kinds: Sequence[Kind], templates: Templates, matters: Sequence[str] = ()) -> Made:
    """The papers of these counties, each in a folder of the county's name. ``matters``: only of these, each without a paper told why.

    Raises AuditError for a matter that the record does not know, and for a masked paper that would still name somebody.
    """
    if unknown := sorted({*matters} - {matter for dossier in dossiers for matter in (*dossier.cases, *dossier.issues)}):
        raise AuditError(
            "--matter {unknown}: not in the case record of these counties; "
            "allowed: the 事项编号 of their workbooks (`auditlib cases export`)",
            unknown=scrub(", ".join(unknown)),
        )
    made = Made()
    for dossier in dossiers:
        for kind in kinds:
            cases = sorted(
                (dossier.cases | (dossier.issues if kind.issues else {})).values(), key=lambda case: dossier.numbers.get(case.id, case.id)
            )
            wanted = [case for case in cases if (case.id in matters if matters else kind.due(case))]
            refused = {case.id: why for case in wanted if (why := kind.refuses(case))}
            made.refused += [f"{kind.title} {matter}：{why}" for matter, why in refused.items()]
            for paper in kind.make(dossier, [case for case in wanted if case.id not in refused], templates):
                if dossier.gates:
                    _refuse_names(paper, dossier.gates)
                made.papers.append(Paper(f"{dossier.county.name}/{paper.path}", paper.content))
    return made


def _refuse_names(paper: Paper, gates: Gates) -> None:
    """Raises AuditError for a paper in which anybody's name or number is left, be it that the template says it."""
    if found := sorted({find.kind for find in gates.found(f"{paper.path}\n{_words(paper)}")}):
        raise AuditError(
            "a masked paper would still show a {found} of a person of the county: see that its template names nobody, or "
            "choose --names full",
            found=", ".join(found),
        )


def _words(paper: Paper) -> str:
    """All that a paper says, each text on a line of its own."""
    if not paper.path.endswith((".docx", ".xlsx")):
        return paper.content.decode()
    with zipfile.ZipFile(io.BytesIO(paper.content)) as files:
        parts = [files.read(name).decode("utf-8", "replace") for name in files.namelist() if name.endswith(".xml")]
    return html.unescape(MARKUP.sub("\n", "\n".join(parts)))


@private()
def write(made: Made, folder: Path, replace: bool = False) -> list[str]:
    """Write the papers under ``folder``. Returns the paths where another stands, perhaps signed or amended: kept unless ``replace``."""
    kept = []
    for paper in made.papers:
        path = folder / paper.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or (replace and path.read_bytes() != paper.content):
            write_whole(path, paper.content)
        elif path.read_bytes() != paper.content:
            kept.append(paper.path)
    return kept
