"""The catalogue as HTML for auditors: an index and one page for each rule, offline, in the design of every other page."""

from collections.abc import Iterator
from pathlib import Path

from auditlib.report import page
from auditlib.report.manual.entries import Entry, Manual, history
from auditlib.rules import SUBJECTS
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

INDEX = "index.html"


def write_pages(folder: Path, manual: Manual) -> None:
    """Write all `pages` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(manual):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def pages(manual: Manual, home: str = "") -> Iterator[tuple[str, str]]:
    """``index.html`` and ``<RULE-ID>.html`` for every rule. ``home``: where the index leads, when it is a part of a site."""
    yield INDEX, index_page(manual, home)
    for rule_id, entry in manual.entries.items():
        yield f"{rule_id}.html", rule_page(entry)


def index_page(manual: Manual, home: str = "") -> str:
    subjects = [(subject, entries) for name, subject in SUBJECTS.items() if (entries := manual.of_subject(name))]
    body = _render("rules.html.j2", manual, subjects=subjects, count=len(manual.entries))
    return page.build("审计规则目录", body, home=home)


def rule_page(entry: Entry) -> str:
    body = _render("rule.html.j2", entry.manual, entry=entry, rule=entry.rule, subject=SUBJECTS[entry.rule.subject], history=history)
    return page.build(f"{entry.rule.id} {entry.rule.zh}", body, home=INDEX)


def _render(template: str, manual: Manual, **names) -> str:
    words = {"severity": SEVERITY_ZH, "strength": STRENGTH_ZH, "amount": AMOUNT_ZH, "titles": manual.ledgers.title}
    return page.render(template, **words, **names)
