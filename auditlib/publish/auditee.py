"""The site of one unit that is audited: its own matters, masked: a page for each subject, and a workbook to fill in and send back."""

import re
import zipfile

from auditlib.casework.cases import DECIDED, RAISED, Case
from auditlib.casework.record import Entry
from auditlib.desk.columns import ANSWERS, COLUMNS
from auditlib.desk.export import Maker
from auditlib.desk.raised import raised
from auditlib.errors import AuditError
from auditlib.matters import amount_of
from auditlib.outside import as_name
from auditlib.parameters import County
from auditlib.privacy.open_gates import Gates
from auditlib.publish.audience import Audience
from auditlib.publish.folder import Site
from auditlib.publish.source import Source, refuse_found
from auditlib.report import page
from auditlib.rules import RULES, SUBJECTS

#: Kind of the entry that tells what was handed over.
PUBLISHED = "published"
#: What a page tells of a matter. How it was found is not told.
TOLD = ("matter_id", "sentence", "questioned_amount", "subject", "town", "village", "first_on", "last_on", "source", "law")
#: Between the units that answer for one matter.
BETWEEN = re.compile("[、,，;；]+")


def learn(source: Source, county: County, by: str) -> list[Entry]:
    """The record learns what the run found, so that answers find their matters when they come back. Returns all its entries."""
    new = [*raised(source.outputs / county.id, county.id, source.recorded(county), source.leads(county), source.office.contracts)]
    return [*source.entries, *(source.office.record.append(new, by) if new else [])]


def write(site: Site, source: Source, audience: Audience, unit: str) -> None:
    """Write pages and workbook. Raises AuditError where no matter is ``unit``'s, or where something of a person is left."""
    (county,) = source.counties
    gates, leads = source.gates(county), source.leads(county)
    # what a comparison over all counties tells is partly of other units' rows
    cases = {
        id: case
        for id, case in source.cases(county).items()
        if id in leads and audience.takes(case) and RULES[case.rule_id].scope == "county"
    }
    chosen = [cases[id] for id in leads if id in cases and (not unit or unit in units(cases[id]))]
    if not chosen:
        allowed = "、".join(sorted({name for case in cases.values() for name in units(case)}))
        raise AuditError(
            "--unit {unit}: no matter is to be answered by it; there are: {allowed}", unit=unit or county.name, allowed=allowed or "—"
        )
    by_subject: dict[str, list[Case]] = {name: [] for name in SUBJECTS}
    for case in chosen:
        by_subject[RULES[case.rule_id].subject].append(case)
    name = unit or county.name
    title = f"待核实疑点：{county.name}" + (f"　{unit}" if unit else "")
    book = f"{ANSWERS.title}_{as_name(name)}.xlsx"
    _workbook(site, book, f"{title}　审计截止日 {source.manifest['as_of']}　姓名已遮盖", source, chosen, gates)
    listed = [
        {"name": subject, "title": SUBJECTS[subject].title, "count": len(found)}
        | {"amount": amount_of([lead for case in found for lead in leads[case.id]])}
        for subject, found in by_subject.items()
        if found
    ]
    pages = {"index": {"title": title, "subjects": listed, "book": book, "about": ANSWERS.lines, "matters": []}}
    for of in listed:
        matters = [_told(case, gates) for case in by_subject[of["name"]]]
        pages[of["name"]] = {"title": of["title"], "subjects": [], "book": book, "about": (), "matters": matters}
    for path, told in pages.items():
        body = page.render("answers.html.j2", **told, unit=title)
        home = "" if path == "index" else "index.html"
        text = page.build(told["title"], body, kind="answers", home=home, banner=audience.banner, footer=audience.footer)
        refuse_found(text, gates, county, f"{path}.html")
        site.add(f"{path}.html", text)


def units(case: Case) -> set[str]:
    """Who may be asked of a matter: its town, and the units that answer for it."""
    answers = BETWEEN.split(case.values.get("unit", "")) if case.values.get("unit") else RULES[case.rule_id].answers
    return {*answers, *([case.facts["town"]] if case.facts.get("town") else [])}


def _workbook(site: Site, name: str, stamp: str, source: Source, cases: list[Case], gates: Gates) -> None:
    """Marked by the last entry that says anything of the county, so that the same matters are the same bytes; its texts searched."""
    seq = max(entry.seq for entry in source.of(cases[0].county) if entry.kind in (RAISED, DECIDED))
    Maker(ANSWERS, source.office, seq, gates, {}, {case.id for case in cases}).write(site.folder / name, cases, stamp)
    site.add(name, (site.folder / name).read_bytes())
    with zipfile.ZipFile(site.folder / name) as book:
        for part in book.namelist():
            refuse_found(book.read(part).decode("utf-8"), gates, *source.counties, name)


def _told(case: Case, gates: Gates) -> dict:
    facts = case.facts | {"matter_id": case.id}
    told = [(COLUMNS[name].title, gates.cell(facts[name], COLUMNS[name].masks)) for name in TOLD if facts.get(name)]
    return {"id": case.id, "title": RULES[case.rule_id].zh, "facts": told}
