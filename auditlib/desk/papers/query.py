"""The SQL by which a rule found a county's candidates: compiled again, for the ledgers that the run read and the values in force."""

from __future__ import annotations

from auditlib.audit import basis, counties_read, departs
from auditlib.desk.papers.dossier import Dossier
from auditlib.errors import AuditError
from auditlib.ledgers import Ledgers, open_city
from auditlib.rules import Rule
from auditlib.rules.policy import Policy
from auditlib.rules.run import compile_rule


def sql_of(dossier: Dossier, rule: Rule) -> str:
    """The SQL of a rule, the tables that it shares with others first; empty where it did not run.

    Raises AuditError when files, parameters or rules are not any more those of the run: then this would not be what it asked.
    """
    read = dossier.records.get(rule.id, {}).get("rows_read", {})
    if not read:
        return ""
    if why := departs(dossier.out, basis(dossier.parameters)):
        raise AuditError(f"{dossier.county.id}: 审计工作底稿 tells how the results came about, and these are not of the present rules ({why}); run this county again")
    run = dossier.parameters.run
    values = dossier.parameters.policy_of(dossier.county) if rule.scope == "county" else dossier.parameters.policy
    policy = Policy(values, run.as_of, words=dossier.parameters.words)
    names = tuple(name for name in (*rule.ledgers, *rule.optional) if name in read)
    compiled = compile_rule(rule, names, _ledgers(dossier, rule), policy, run.audit_from)
    return "\n\n".join([*(f"-- {name}\n{sql};" for name, sql in compiled.prepared.items()), f"-- {rule.id} {rule.zh}\n{compiled.sql};"]) + "\n"


def _ledgers(dossier: Dossier, rule: Rule) -> Ledgers:
    if rule.scope == "county":
        return dossier.ledgers
    parameters = dossier.parameters
    return open_city(counties_read(dossier.out.parent, parameters), parameters.programmes, dossier.contracts, parameters.run.engine)
