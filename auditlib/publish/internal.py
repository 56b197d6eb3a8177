"""The site of the audit team: the pages of the run with every figure a link, a page of matters for each rule and county, the rules."""

from contextlib import nullcontext
from pathlib import Path

from auditlib.evidence.files import Files, county_folder
from auditlib.parameters import County
from auditlib.privacy.open_gates import OPEN
from auditlib.publish.audience import Audience
from auditlib.publish.folder import Site
from auditlib.publish.links import Target, linked, living
from auditlib.publish.matters import matters_page, of_rules, place
from auditlib.publish.source import Source, refuse_found
from auditlib.report.manual import html as manual_pages
from auditlib.rules import RULES, SUBJECTS

REPORT = "county_report.html"


def write(site: Site, source: Source, audience: Audience, data: Path | None) -> None:
    """Write every page, with rows of the files in ``data`` (None: without). Raises AuditError where a name or number is left."""
    for name, text in manual_pages.pages(source.office.parameters, home="../index.html"):
        site.add(f"rules/{name}", text)
    for county in source.counties:
        _county(site, source, county, audience, data)
    for name, text in source.pages():  # last: of counties that are left out, or failed, there is nothing to lead to
        site.add(name, living(linked(text, _rules(site, ""), _city(source)), "", site.files.keys() | {name for name, _ in source.pages()}))


def _county(site: Site, source: Source, county: County, audience: Audience, data: Path | None) -> None:
    gates = source.gates(county)
    OPEN.gates[:] = gates.gates
    leads, cases = source.leads(county), source.cases(county)
    taken = {matter for matter in leads if (audience.takes(cases[matter]) if matter in cases else audience.ranks)}
    by_rule = of_rules(leads, taken)
    ids = {rule: place(rule) for rule in by_rule}  # from there to the rule itself
    for rule, found in by_rule.items():
        for matter, rows in found.items():
            ids |= dict.fromkeys((matter, *(lead["lead_id"] for lead in rows)), f"{place(rule)}#{matter}")
    with _files(source, county, data) if audience.evidence and data else nullcontext() as files:
        for rule, found in by_rule.items():
            text = matters_page(source, county, rule, found, cases, gates, files)
            text = linked(text, {matter: f"#{matter}" for matter in found}, lambda *_: "")
            refuse_found(text, gates, county, place(rule))
            site.add(f"{county.id}/{place(rule)}", text)
    rules = _rules(site, "../")
    rows = {f"{id} {RULES[id].zh}": place(id) if id in by_rule else rules[id] for id in rules}
    rows |= {subject.title: f"{name}.html" for name, subject in SUBJECTS.items() if source.has(f"{county.id}/{name}.html")}
    for name, text in source.pages(county.id):
        site.add(f"{county.id}/{name}", linked(text, rules | ids, lambda row, _: rows.get(row, "")))


def _files(source: Source, county: County, data: Path) -> Files:
    office = source.office
    folder = county_folder(data, county, office.parameters)
    return Files(folder, source.outputs / county.id, county, office.parameters, office.contracts)


def _rules(site: Site, up: str) -> dict[str, str]:
    return {rule: f"{up}{path}" for rule in RULES if (path := f"rules/{rule}.html") in site.files}


def _city(source: Source) -> Target:
    """A county's name leads to its report, its figure of a subject to that subject's page."""
    by_name = {county.name: county.id for county in source.counties}
    subjects = {subject.short: name for name, subject in SUBJECTS.items()}

    def target(row: str, column: str) -> str:
        unit = by_name.get(row, "")
        wanted = (f"{unit}/{name}" for name in (f"{subjects[column]}.html" if column in subjects else "", REPORT, "intake.html"))
        return next((path for path in wanted if source.has(path)), "") if unit else ""

    return target
