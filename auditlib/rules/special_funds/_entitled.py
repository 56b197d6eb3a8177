"""Was the payee in the poverty register, and entitled, in the time paid for (FUND-07)?

Persons, households and accounts stand side by side as keys of three kinds (id, hh, acc), so that one question serves all.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date
from auditlib.models.identity import folded

ADMITTED = ("新识别", "返贫", "自然增加", "即时帮扶")
STOPPED = "不享受|不再享受"
ALWAYS = dt.date(1900, 1, 1)


def not_entitled(paid: ir.Table, poor_person: ir.Table, poor_household: ir.Table | None, register_change: ir.Table | None) -> ir.Table:
    """Candidates of FUND-07 with their kind (未建档, 不再享受) and exceptions."""
    rows = paid.mutate(on=ibis.coalesce(paid.period_from, paid.pay_date), until=ibis.coalesce(paid.period_to, paid.pay_date))
    rows = rows.filter(_.on.notnull()).mutate(year_from=_.on.year(), year_to=_.until.year(), village_key=_.village_name.fill_null(""))
    entries = _entries(poor_person, poor_household)
    own_household = ibis.ifelse(rows.payee_level == "到户", rows.hh_no, ibis.null("string"))
    # Every answer is found from the same rows and joined once: a chain of answers upon answers doubles the SQL at each step.
    found = [
        _standing(rows, entries, "id", rows.id_no),
        _standing(rows, entries, "hh", own_household),
        _standing(rows, entries, "acc", rows.account_no),
        _years(rows, poor_person),
    ]
    # Namesakes are many: only whom the register does not list is looked for under a misread number.
    typos = _typos(rows.anti_join(found[0].filter(_.id_listed), [("row_id", "id_row")]), poor_person)
    if register_change is not None:
        found.append(_events(rows, poor_person, poor_household, register_change))
    joined = rows.left_join(typos, [("id_no", "typo_id"), ("village_key", "typo_village")])
    for answers in found:
        (key,) = (c for c in answers.columns if c.endswith("_row"))
        joined = joined.left_join(answers, [("row_id", key)])
    if register_change is None:
        nothing = {
            "out": ibis.null("date"),
            "back": ibis.null("date"),
            "entered": ibis.null("boolean"),
            "again_on": ibis.null("date"),
            "left_later": ibis.null("boolean"),
        }
        joined = joined.mutate(**nothing)
    return _judged(_with_kind(joined, register_change is not None).cross_join(_count_of_years(poor_person)))


def _with_kind(rows: ir.Table, changes_known: bool) -> ir.Table:
    """Turn the answers into kind, stopped_on and what the exceptions need. A row that the register never met has nulls: not listed."""
    removed_on = ibis.ifelse((rows.back >= rows.out).fill_null(False), ibis.null("date"), rows.out)
    stopped_later = (rows.id_later | rows.id_undated).fill_null(False) & ~rows.id_stopped.fill_null(False)
    listed = rows.id_listed.fill_null(False)
    stopped = removed_on.notnull() | rows.id_stopped.fill_null(False) | stopped_later
    kind = ibis.cases((stopped, "不再享受"), (~listed, "未建档"), else_=ibis.null("string"))
    event = (lambda column: column.fill_null(False)) if changes_known else (lambda column: column)
    return rows.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "x_ret", "id_stopped", "again_on",
        kind=kind,
        removed_on=removed_on,
        stopped_on=ibis.coalesce(removed_on, rows.id_last, rows.id_next),
        year_known=rows.years_row.notnull(),
        person_known=rows.id_row.notnull(),
        identified=rows.id_identified.fill_null(False),
        instant=rows.id_instant.fill_null(False),
        admitted=event(rows.entered) & removed_on.isnull(),
        left_later=event(rows.left_later),
        household_entitled=(rows.hh_listed & ~rows.hh_stopped.fill_null(False)).fill_null(False),
        account_entitled=(rows.acc_listed & ~rows.acc_stopped.fill_null(False)).fill_null(False),
        typo=ibis.cases((rows.near.fill_null(False), True), (rows.doubt.fill_null(False), ibis.null("boolean")), else_=False),
    ).filter(_.kind.notnull())  # fmt: skip


def _judged(rows: ir.Table) -> ir.Table:
    unlisted, unknown = rows.kind == "未建档", ibis.null("boolean")
    stopped_before = rows.removed_on.notnull() | rows.id_stopped.fill_null(False)
    again = rows.again_on.notnull() & (rows.stopped_on.isnull() | (rows.again_on >= rows.stopped_on))
    return rows.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "kind", "stopped_on", "reg_years", "x_ret",
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.amount,
        # Entitled by an earlier snapshot and stopped by a later one of the same year; without an earlier one unknown.
        x_status_date=ibis.ifelse(unlisted | stopped_before, False, ibis.ifelse(rows.id_stopped.isnull(), unknown, True)),
        x_snapshot=ibis.cases((~unlisted | rows.year_known, False), (rows.person_known, True), else_=unknown),
        x_lag=ibis.ifelse(unlisted, rows.identified | rows.admitted, False),
        x_instant=again | rows.instant,
        x_removed=ibis.ifelse(unlisted & rows.person_known, rows.left_later, False),
        x_hh=rows.household_entitled | rows.account_entitled,
        x_typo=ibis.ifelse(unlisted, rows.typo, False),
    )  # fmt: skip


def _entries(poor_person: ir.Table, poor_household: ir.Table | None) -> ir.Table:
    """One row per kind of key (id, hh, acc), key and snapshot: kind, key, snapshot_date, listed (the key itself stands in that snapshot), identified, stopped, instant.

    A person also takes the status of the household, without being listed by it.
    """

    def entry(table: ir.Table, kind: str, column: ir.StringValue, identified: ir.DateValue, listed: bool = True) -> ir.Table:
        return table.select(
            "snapshot_date",
            kind=ibis.literal(kind),
            key=column,
            identified=identified,
            listed=ibis.literal(listed),
            stopped=table.policy_status.re_search(STOPPED),
            instant=table.policy_status == "即时帮扶",
        )

    p = poor_person
    parts = [
        entry(p, "id", p.id_no, ibis.coalesce(p.identified_on, p.first_identified)),
        entry(p, "hh", p.hh_no, p.first_identified),
    ]
    if poor_household is not None:
        h = poor_household
        live_in = p.filter(_.hh_no.notnull(), _.id_no.notnull()).select(member="id_no", of_hh="hh_no").distinct()
        m = h.inner_join(live_in, [("hh_no", "of_hh")])
        parts += [entry(h, kind, column, h.first_identified) for kind, column in (("id", h.id_no), ("hh", h.hh_no), ("acc", h.account_no))]
        parts.append(entry(m, "id", m.member, m.first_identified, listed=False))
    entries = ibis.union(*parts).filter(_.key.notnull())
    # Two rows of one snapshot that differ: in favour of the payee.
    return entries.group_by("kind", "key", "snapshot_date").agg(
        listed=_.listed.any(),
        identified=_.identified.min(where=_.listed),
        stopped=_.stopped.all(),
        instant=_.instant.fill_null(False).any(),
    )


def _standing(rows: ir.Table, entries: ir.Table, kind: str, column: ir.StringValue) -> ir.Table:
    """Ask the register for one key of each row. One row per row met (``id_row``), columns with the kind as prefix:

    listed (in a snapshot of the years paid for), identified (within those years), stopped (by the latest snapshot up to the first day
    paid for; null without one), later (stopped by the next snapshot of that year), undated (stopped, no day known), last and next
    (days of those snapshots), instant.
    """
    asked = rows.select("row_id", "on", "year_from", "year_to", asked=column)
    known = entries.filter(_.kind == kind).drop("kind")
    met = asked.inner_join(known, [("asked", "key")])
    # Without a date a snapshot holds for any year, and its status for no day in particular.
    year = met.snapshot_date.year()
    met = met.mutate(
        in_years=(year.between(met.year_from, met.year_to) | met.snapshot_date.isnull()) & met.listed,
        before=((met.snapshot_date <= met.on) & met.stopped.notnull()).fill_null(False),
        after=((met.snapshot_date > met.on) & (year == met.year_from) & met.stopped.notnull()).fill_null(False),
    )
    found = met.group_by(row=_.row_id).agg(
        listed=_.in_years.any(),
        identified=_.identified.year().between(_.year_from, _.year_to).fill_null(False).any(),
        stopped=_.stopped.argmax(_.snapshot_date, where=_.before),
        later=_.stopped.argmin(_.snapshot_date, where=_.after),
        undated=(_.stopped & _.snapshot_date.isnull()).fill_null(False).any(),
        last=_.snapshot_date.max(where=_.before & _.stopped),
        next=_.snapshot_date.min(where=_.after & _.stopped),
        instant=(_.instant & _.in_years).fill_null(False).any(),
    )
    return found.rename(lambda name: f"{kind}_{name}")


def _events(rows: ir.Table, poor_person: ir.Table, poor_household: ir.Table | None, changes: ir.Table) -> ir.Table:
    """Per row met (``event_row``): out (清退 before the first day paid for), back (taken in, up to the last), entered (taken in before or
    within those years), again_on (即时帮扶, 返贫), left_later (自然减少 on or after the first day).

    An event of the head, or of a household without a person, is the household's; of another member only the member's.
    """
    heads = poor_person.filter(_.relation == "户主").select(head_id="id_no")
    if poor_household is not None:
        heads = heads.union(poor_household.select(head_id="id_no"))
    heads = heads.filter(_.head_id.notnull()).distinct()
    wide = changes.left_join(heads, [("id_no", "head_id")]).filter(_.hh_no.notnull(), _.id_no.isnull() | _.head_id.notnull())
    own = changes.filter(_.id_no.notnull()).select("change_type", "change_date", of_id="id_no")
    homes = poor_person.filter(_.id_no.notnull(), _.hh_no.notnull()).select(of_hh="hh_no", of_id="id_no").distinct()
    shared = (
        wide.select("hh_no", "change_type", "change_date")
        .inner_join(homes, [("hh_no", "of_hh")])
        .select("change_type", "change_date", "of_id")
    )
    events = own.union(shared).filter(_.change_date.notnull())
    met = rows.select("row_id", "on", "until", "year_to", asked="id_no").inner_join(events, [("asked", "of_id")])
    again = _.change_type.isin(ADMITTED)
    return met.group_by(event_row=_.row_id).agg(
        out=_.change_date.max(where=(_.change_type == "清退") & (_.change_date < _.on)),
        back=_.change_date.max(where=again & (_.change_date <= _.until)),
        entered=(again & ((_.change_date <= _.until) | (_.change_date.year() == _.year_to))).any(),
        again_on=_.change_date.max(where=_.change_type.isin(["即时帮扶", "返贫"]) & (_.change_date.year() <= _.year_to)),
        left_later=((_.change_type == "自然减少") & (_.change_date >= _.on)).any(),
    )


def _years(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """The rows (``years_row``) for whose years the register holds a snapshot, or one without a date."""
    years = poor_person.select(year=poor_person.snapshot_date.fill_null(literal_date(ALWAYS)).year()).distinct()
    spans = rows.select("row_id", "year_from", "year_to")
    held = spans.inner_join(years, (years.year >= spans.year_from) & (years.year <= spans.year_to) | (years.year == ALWAYS.year))
    return held.select(years_row="row_id").distinct()


def _count_of_years(poor_person: ir.Table) -> ir.Table:
    return poor_person.agg(reg_years=_.snapshot_date.year().nunique())


def _typos(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Payees (``typo_id``, ``typo_village``) with a registered namesake whose number differs in at most two places: near (same village), doubt (village unknown)."""
    people = poor_person.filter(_.id_no.notnull()).select(reg_id="id_no", reg_name=folded(_.name), reg_village="village_name").distinct()
    payees = rows.select(typo_village="village_key", typo_id="id_no", payee=folded(rows.name)).distinct()
    met = payees.inner_join(people, [("payee", "reg_name")]).filter(_.reg_id != _.typo_id, _.reg_id.levenshtein(_.typo_id) <= 2)
    same = _.reg_village == _.typo_village.nullif("")
    return met.group_by("typo_id", "typo_village").agg(near=same.fill_null(False).any(), doubt=same.isnull().any())
