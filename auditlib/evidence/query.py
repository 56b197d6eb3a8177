"""The SQL by which a rule found a county's candidates: compiled again, for the ledgers that the run read and the values in force."""

from collections.abc import Collection, Mapping
from pathlib import Path

from auditlib.audit import counties_read, open_county
from auditlib.contracts import Ledger
from auditlib.decisions import FINDING
from auditlib.errors import AuditError
from auditlib.leads import ACCUSED
from auditlib.ledgers import Ledgers, open_city
from auditlib.parameters import County, Parameters
from auditlib.rules import Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import compile_rule
from auditlib.standing import basis, departs


def sql_of(rule: Rule, read: Collection[str], out: Path, county: County, parameters: Parameters, ledgers: Ledgers) -> str:
    """The SQL of a rule, the tables that it shares with others first.

    ``read``: the ledgers that it read in the run; ``ledgers``: as ``ledgers_for`` opens them.
    Raises AuditError when files, parameters or rules are not any more those of the run: then this would not be what it asked.
    """
    if why := departs(out, basis(parameters)):
        raise AuditError(
            "{county}: the SQL of {rule_id} would not be that of the results, which differ in it ({why}); run this county again",
            county=county.id,
            rule_id=rule.id,
            why=why,
        )
    values = parameters.policy_of(county) if rule.scope == "county" else parameters.policy
    policy = Policy(values, parameters.run.as_of, words=parameters.words)
    names = tuple(name for name in (*rule.ledgers, *rule.optional) if name in read)
    compiled = compile_rule(rule, names, ledgers, policy, parameters.run.audit_from)
    parts = compiled.prepared | {f"{rule.id} {rule.zh}": compiled.sql}
    return "\n\n".join(f"-- {name}\n{sql};" for name, sql in parts.items()) + "\n"


def ledgers_for(scope: str, out: Path, county: County, parameters: Parameters, contracts: Mapping[str, Ledger]) -> Ledgers:
    """The ledgers that rules of a scope read, with the form of the leads and findings that some of them read."""
    if scope != "county":
        return open_city(counties_read(out.parent, parameters), parameters.programmes, {**contracts}, parameters.run.engine)
    ledgers = open_county(out, county, parameters, {**contracts})
    for name, form in (("lead", ACCUSED), ("finding", FINDING)):
        ledgers.add(name, form.empty_table())
    return ledgers
