"""The catalogue as HTML for auditors: an index and one page for each rule, offline, in the design of every other page."""

from collections.abc import Iterator
from pathlib import Path

from auditlib.fingerprint import code
from auditlib.parameters import Parameters
from auditlib.report import page
from auditlib.report.manual.entries import Entry, Manual, history
from auditlib.rules import SUBJECTS
from auditlib.rules.examples import read_examples
from auditlib.sql_cache import cached

INDEX, TITLE = "index.html", "审计规则目录"


def write_pages(folder: Path, parameters: Parameters) -> None:
    """Write all `pages` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(parameters):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def pages(parameters: Parameters, home: str = "") -> Iterator[tuple[str, str]]:
    """``index.html`` and ``<RULE-ID>.html`` for every rule. ``home``: where the index leads, when it is a part of a site.

    Made once for the same code, parameters and examples: it takes a minute.
    """
    examples = {rule_id: [(case.title, case.text) for case in cases] for rule_id, cases in read_examples().items()}
    question = ("pages of the rules", code(), parameters.digest, f"{parameters.run.as_of}", examples)
    index, of_rules = cached(question, lambda: _made(Manual(parameters)))
    yield INDEX, page.build(TITLE, index, home=home)
    yield from of_rules.items()


def _made(manual: Manual) -> tuple[str, dict[str, str]]:
    """What stands on the index, and the page of each rule."""
    return _index(manual), {f"{rule_id}.html": rule_page(entry) for rule_id, entry in manual.entries.items()}


def index_page(manual: Manual, home: str = "") -> str:
    return page.build(TITLE, _index(manual), home=home)


def _index(manual: Manual) -> str:
    subjects = [(subject, entries) for name, subject in SUBJECTS.items() if (entries := manual.of_subject(name))]
    return page.render("rules.html.j2", subjects=subjects, count=len(manual.entries), titles=manual.ledgers.title)


def rule_page(entry: Entry) -> str:
    names = {"subject": SUBJECTS[entry.rule.subject], "history": history, "titles": entry.manual.ledgers.title}
    body = page.render("rule.html.j2", entry=entry, rule=entry.rule, **names)
    return page.build(f"{entry.rule.id} {entry.rule.zh}", body, home=INDEX)
