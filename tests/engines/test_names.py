"""A ledger that an audit team declares may have any name: a word of SQL, or what a table of ours might be called."""

from __future__ import annotations

import datetime as dt

from auditlib import leads
from auditlib.ledgers import from_tables
from auditlib.project_key import PUBLISHED
from auditlib.rules import RULES
from auditlib.rules.run import run_rule
from tests.rules.tables import AUDIT_FROM, _typed, loaded, parse

PAYMENT = """
benefit_payment
id_no              | name | programme | pay_date   | period_from | period_to  | amount | pay_status
370799196001010018 | 测试 | 农村低保  | 2019-06-20 | 2019-06-01  | 2019-06-30 | 300    | 成功

death_register
id_no              | name | death_date
370799196001010018 | 测试 | 2019-01-02
"""


NAMES = ["order", "select", "candidates", "wanted", "payments", "benefit_payment_received", "benefit_payment_codes"]


def test_any_name(engine):
    parameters, contracts = loaded()
    contracts = contracts | {
        name: contracts["village"].model_copy(update={"id": f"U{n}", "name": name}) for n, name in enumerate(NAMES, 10)
    }
    given = {
        ledger: _typed(ledger, [row | {"row_id": n, "source_row": n} for n, row in enumerate(rows, 1)], contracts)
        for ledger, rows in parse(PAYMENT).items()
    }
    given |= {name: _typed(name, [{"row_id": 7, "source_row": 1, "village_name": name}], contracts) for name in NAMES}
    opened = from_tables(given, parameters.programmes, contracts, engine)
    outcome = run_rule(RULES["FUND-01"], opened, parameters.policy, dt.date(2019, 12, 31), AUDIT_FROM)
    accused, _ = leads.build(outcome, opened, PUBLISHED, "linqu")
    assert [(lead["source_sheet"], str(lead["questioned_amount"])) for lead in accused.to_pylist()] == [("benefit_payment", "300.00")]
    assert [opened[name].village_name.to_pyarrow().to_pylist() for name in NAMES] == [[name] for name in NAMES]
    assert {opened.rows(name) for name in NAMES} == {1}
