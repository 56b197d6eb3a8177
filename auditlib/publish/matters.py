"""One rule's matters in one county as a page: a section for each, with its facts, its leads and what was decided. Each has an anchor."""

from collections.abc import Collection
from decimal import Decimal

from auditlib.casework.cases import DECIDED, Case
from auditlib.desk.columns import COLUMNS
from auditlib.evidence.files import Files
from auditlib.headings import LEAD_KINDS, LEAD_LABELS, WORDS, fact_label
from auditlib.leads import facts_of
from auditlib.matters import amount_of
from auditlib.parameters import County
from auditlib.privacy.open_gates import Gates
from auditlib.publish.source import Source
from auditlib.report import page
from auditlib.report.evidence import evidence_table
from auditlib.report.tables import html_table
from auditlib.rules import RULES, SUBJECTS
from auditlib.standing import run_digest

#: What a section tells of its matter before its leads, in this order.
TOLD = "state questioned_amount subject town village first_on last_on severity strength amount_class source law procedure".split()
#: What the list of a page's matters shows.
LISTED = ("matter_id", "state", "questioned_amount", "leads", "subject", "town", "village")
ORIGIN = ("source_file", "source_sheet", "source_row")
#: Leads of a matter whose rows are shown as received; `auditlib explain` shows those of the others.
PROVED = 3
#: Where the pages of a county's matters lie, below its folder.
FOLDER = "matters"


def place(rule_id: str) -> str:
    return f"{FOLDER}/{rule_id}.html"


def matters_page(
    source: Source, county: County, rule_id: str, found: dict[str, list[dict]], cases: dict[str, Case], gates: Gates, files: Files | None
) -> str:
    """``found``: the leads of each matter, the gravest first; ``cases``: what the record says; ``files``: to show rows as received."""
    rule = RULES[rule_id]
    rows = [
        {
            "matter_id": matter,
            "state": cases[matter].state if matter in cases else "线索",
            "questioned_amount": amount_of(leads),
            "leads": len(leads),
            **{name: _common(leads, name) for name in ("subject", "town", "village")},
        }
        for matter, leads in found.items()
    ]
    labels = {name: LEAD_LABELS.get(name) or COLUMNS[name].title for name in LISTED}
    pages = {"report": "county_report.html", "subject_page": f"{rule.subject}.html"}
    index = html_table(rows, labels, f"{rule.id} 事项", kinds=LEAD_KINDS | dict.fromkeys(("state",)))
    body = page.render(
        "matters.html.j2",
        rule=rule,
        county=county,
        subject=SUBJECTS[rule.subject],
        **{name: path if source.has(f"{county.id}/{path}") else "" for name, path in pages.items()},
        index=index.html,
        ranks=sum(matter not in cases for matter in found),
        matters=[_matter(source, rule, matter, leads, cases.get(matter), gates, files) for matter, leads in found.items()],
    )
    made_of = f"运行摘要 {run_digest(source.outputs / county.id)[:16]}"
    return page.build(f"{rule.id} {rule.zh}：{county.name}", body, home="../../index.html", made_of=made_of)


def _matter(source: Source, rule, matter: str, leads: list[dict], case: Case | None, gates: Gates, files: Files | None) -> dict:
    subject = gates.cell(_common(leads, "subject"), "party") or gates.cell(_common(leads, "village"), "place") or matter
    amount, proved = amount_of(leads), leads[:PROVED] if files else []
    return {
        "id": matter,
        "count": len(leads),
        "title": f"{subject}" + ("" if amount is None else f" · {amount:,.2f} 元"),
        "facts": [("事项编号", matter), *_told(case, gates)],
        "leads": _leads(source, rule, matter, leads),
        "evidence": [(lead["lead_id"], evidence_table(files.of(lead), files.contracts, gates).html) for lead in proved],
        "decisions": _decisions(case, gates) if case else [],
    }


def _common(leads: list[dict], name: str) -> str | None:
    values = {lead[name] for lead in leads}
    return values.pop() if len(values) == 1 else None


def _told(case: Case | None, gates: Gates) -> list[tuple[str, str]]:
    if case is None:
        return [("状态", "分析性线索，只用于排序选样")]
    facts = case.facts | {"state": case.state}
    return [(COLUMNS[name].title, _shown(name, facts.get(name), gates)) for name in TOLD]


def _shown(name: str, value: object, gates: Gates) -> str:
    if value in (None, ""):
        return ""
    text = WORDS[name](value) if name in WORDS else value
    if COLUMNS[name].kind == "money":
        text = f"{Decimal(text):,.2f}"
    return str(gates.cell(text, COLUMNS[name].masks))


def _leads(source: Source, rule, matter: str, leads: list[dict]) -> str:
    """What each lead states, with the row that it accuses."""
    rows, facts = [], {}
    for lead in leads:
        told = facts_of(lead)
        rows.append(lead | told)
        facts |= {name: fact_label(rule, name, source.office.contracts) or name for name, value in told.items() if value is not None}
    before, after = ({name: LEAD_LABELS[name] for name in names} for names in (("lead_id", "occurred_on", "questioned_amount"), ORIGIN))
    kinds = {name: kind for name, kind in LEAD_KINDS.items() if name not in facts or name == "subject"}
    return html_table(rows, before | facts | after, f"{matter} 逐条疑点", kinds=kinds).html


def _decisions(case: Case, gates: Gates) -> list[dict]:
    told = []
    for entry in (entry for entry in case.history if entry.kind == DECIDED):
        values = {name: text for name, text in entry.data["values"].items() if name in COLUMNS and text}
        said = "；".join(f"{COLUMNS[name].title} {_shown(name, text, gates)}" for name, text in values.items())
        told.append({"on": entry.at[:10], "by": entry.by, "state": entry.data["state"], "told": said})
    return told


def of_rules(leads: dict[str, list[dict]], taken: Collection[str]) -> dict[str, dict[str, list[dict]]]:
    """The matters taken, by rule, in the order of the rules' ids; within a rule as they come."""
    found: dict[str, dict[str, list[dict]]] = {}
    for matter, rows in leads.items():
        if matter in taken:
            found.setdefault(rows[0]["rule_id"], {})[matter] = rows
    return dict(sorted(found.items()))
