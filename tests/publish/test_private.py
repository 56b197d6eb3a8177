"""Nobody of a whole county is named on any page: every name, identity, account and telephone number of every ledger is looked for."""

from __future__ import annotations

import html
import re

import pyarrow.parquet as pq
import pytest

from auditlib.demo import write_demo
from auditlib.notebook import Audit
from auditlib.report.masks import ORGANISATION, PERSONAL
from auditlib.rules import RULES, SUBJECTS

#: Names of two characters are parts of village names, too.
LEAST = 3
#: The county's own account of the risk-compensation fund.
NO_PERSON = {("risk_fund", "account")}


@pytest.mark.slow
def test_nobody_of_a_county_is_named(tmp_path):
    audit = Audit("linqu", str(write_demo(tmp_path / "demo", scale=0.2, counties=["linqu"])), str(tmp_path / "out"), "2019-12-31")
    shown = [audit.rule(rule_id) for rule_id in sorted(RULES)] + [audit.ledger(name) for name in audit.intake.ledgers]
    shown += [audit.chapters(*SUBJECTS), audit.leads(), audit.by_village(), audit.issues(), audit.scope(), audit.summary()]
    text = html.unescape(re.sub(r"<[^>]+>", "\n", "".join(thing._repr_html_() + repr(thing) for thing in shown)))
    persons = {value for name in audit.intake.ledgers for value in _persons(audit, name) if len(value) >= LEAST and not ORGANISATION.search(value)}
    assert len(persons) > 1000
    assert not sorted(value for value in persons if value in text)


def _persons(audit: Audit, name: str) -> set[str]:
    table = pq.read_table(audit.out / "ledgers" / f"{name}.parquet")
    personal = [column for column, spec in audit.contracts[name].columns.items() if spec.type in PERSONAL and (name, column) not in NO_PERSON]
    columns = [column for column in personal if column in table.column_names]
    return {value for column in columns for value in table[column].to_pylist() if value}
