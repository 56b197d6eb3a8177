"""The catalogue as HTML for auditors: an index and one page for each rule, offline, in the design of every other page."""

from collections.abc import Iterator
from pathlib import Path

from auditlib.report import page
from auditlib.report.manual.entries import Entry, Manual, history
from auditlib.rules import SUBJECTS

INDEX = "index.html"


def write_pages(folder: Path, manual: Manual) -> None:
    """Write all `pages` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(manual):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def pages(manual: Manual, home: str = "") -> Iterator[tuple[str, str]]:
    """``index.html`` and ``<RULE-ID>.html`` for every rule. ``home``: where the index leads, when it is a part of a site."""
    yield INDEX, index_page(manual, home)
    yield from ((f"{rule_id}.html", rule_page(entry)) for rule_id, entry in manual.entries.items())


def index_page(manual: Manual, home: str = "") -> str:
    subjects = [(subject, entries) for name, subject in SUBJECTS.items() if (entries := manual.of_subject(name))]
    body = page.render("rules.html.j2", subjects=subjects, count=len(manual.entries), titles=manual.ledgers.title)
    return page.build("审计规则目录", body, home=home)


def rule_page(entry: Entry) -> str:
    names = {"subject": SUBJECTS[entry.rule.subject], "history": history, "titles": entry.manual.ledgers.title}
    body = page.render("rule.html.j2", entry=entry, rule=entry.rule, **names)
    return page.build(f"{entry.rule.id} {entry.rule.zh}", body, home=INDEX)
