"""What the acceptances of a project, or of one of its contracts, come to: passed or refused, since when, for what sums (PROJ, ASSET)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.identity import plain
from auditlib.models.texts import denied, said
from auditlib.models.vocabulary import UNKNOWN, filled, lookup, one_per, subquery, unread

ACCEPTANCE = (
    "contract_no village_name accept_date conclusion settled_on settlement_amount audited_amount audit_report_no unread "
    "source_file source_sheet"
).split()


def concluded(rows: ir.Table, by: str) -> ir.Table:
    """One row per ``by``: the first day of a passed acceptance (``accept_date``; of several that do not say so the last), ``settled_on``,
    the sums ``audited`` and ``submitted``, and ``refused``: every acceptance listed was (a blank conclusion refuses nothing); ``passed``:
    the last conclusion says so, of two of one day the worse (null without any, and where nobody tells which of several was the last), with
    its day ``accepted_on`` and its row ``acceptance_row``; ``unclear``: no conclusion says that it passed, and one is blank;
    ``unaudited``: a sum audited is not told, in a list that tells none, beside the report's number or in a cell that nobody could read."""
    rows = rows.mutate(told=filled(rows.audited_amount)).filter(rows[by].notnull())
    rows = rows.mutate(
        refusal=denied("acceptance.passed", rows.conclusion).fill_null(False), passed=said("acceptance.passed", _.conclusion)
    )
    silent = rows.audited_amount.isnull() & (~rows.told | rows.audit_report_no.notnull() | unread(rows, "audited_amount"))
    found = rows.group_by(by).agg(
        accept_date=ibis.ifelse(_.passed.fill_null(False).any(), _.accept_date.min(where=~_.refusal), _.accept_date.max(where=~_.refusal)),
        settled_on=_.settled_on.min(),
        refused=_.refusal.all(),
        unclear=~_.passed.fill_null(False).any() & _.conclusion.isnull().any(),
        unaudited=silent.any(),
        disordered=(_.passed.nunique() > 1) & (_.accept_date.isnull() & _.passed.notnull()).any(),
    )
    last = one_per(rows.filter(_.passed.notnull()), by, [_.accept_date.desc(nulls_first=False), _.passed.cast("int8"), _.row_id])
    last = last.select(by, last_passed="passed", accepted_on="accept_date", acceptance_row="row_id")
    found = lookup(lookup(found, last, by), _sums(rows, by), by)
    return subquery(found.mutate(passed=ibis.ifelse(_.disordered, UNKNOWN, _.last_passed)).drop("disordered", "last_passed"))


def _sums(rows: ir.Table, by: str) -> ir.Table:
    """``audited`` and ``submitted`` per ``by``: the sums of its contracts, null where one of them has none.

    Reports of their own number are added; one that several rows repeat counts once, and goes before rows without a report (a first
    acceptance, which repeats it). Villages that are each accepted apart are added.
    """
    blank = {"of": "contract_no", "report": "audit_report_no", "village": "village_name"}
    keyed = rows.mutate(**{name: plain(rows[column]).fill_null("") for name, column in blank.items()})
    parts = keyed.group_by(by, "of", "report", "village").agg(audited=_.audited_amount.max(), submitted=_.settlement_amount.max())
    sums = ("audited", "submitted")
    whole = {f"{name}_whole": parts[name].max(where=parts.village == "") for name in sums}
    added = {f"{name}_added": ibis.ifelse(parts[name].isnull().any(), ibis.null(MONEY), parts[name].sum().cast(MONEY)) for name in sums}
    once = {f"{name}_once": ibis.ifelse(parts[name].min() == parts[name].max(), parts[name].max(), parts[name].sum()) for name in sums}
    reports = parts.group_by(by, "of", "report").agg(**whole, **added, **once)
    single = {name: ibis.coalesce(reports[f"{name}_whole"], reports[f"{name}_added"]) for name in sums}
    reports = reports.mutate(
        **{name: ibis.ifelse(_.report != "", reports[f"{name}_once"], amount).cast(MONEY) for name, amount in single.items()}
    )
    contracts = reports.group_by(by, "of").agg(
        **{name: ibis.coalesce(reports[name].sum(where=_.report != ""), reports[name].max()).cast(MONEY) for name in sums}
    )
    return contracts.group_by(by).agg(
        **{name: ibis.ifelse(contracts[name].isnull().any(), ibis.null(MONEY), contracts[name].sum().cast(MONEY)) for name in sums}
    )
