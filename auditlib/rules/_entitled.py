"""Was the payee in the poverty register, and entitled, in the time paid for (FUND-07)?

Persons, households and accounts stand side by side under one ``key`` (``id:…``, ``hh:…``, ``acc:…``), so that one question serves all.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.rules.shared import folded, literal_date

LABELS = {
    "kind": "不符合情形", "stopped_on": "停止享受政策日期", "reg_years": "建档年度数",
    "x_status_date": "停止享受晚于所属期", "x_instant": "即时帮扶或返贫", "x_removed": "所属期后才自然减少",
}  # fmt: skip
ADMITTED = ("新识别", "返贫", "自然增加", "即时帮扶")
STOPPED = "不享受|不再享受"
ALWAYS = dt.date(1900, 1, 1)


def not_entitled(paid: ir.Table, poor_person: ir.Table, poor_household: ir.Table | None, register_change: ir.Table | None) -> ir.Table:
    """Candidates of FUND-07 with their kind (未建档, 不再享受) and exceptions."""
    rows = paid.mutate(on=ibis.coalesce(paid.period_from, paid.pay_date), until=ibis.coalesce(paid.period_to, paid.pay_date))
    rows = rows.filter(_.on.notnull()).mutate(year_from=_.on.year(), year_to=_.until.year())
    entries = _entries(poor_person, poor_household)
    rows = _with_standing(rows, entries, "id", rows.id_no)
    rows = _with_standing(rows, entries, "hh", ibis.ifelse(rows.payee_level == "到户", rows.hh_no, ibis.null("string")))
    rows = _with_standing(rows, entries, "acc", rows.account_no)
    rows = _with_events(rows, poor_person, poor_household, register_change)
    rows = _with_years(rows, poor_person)
    removed = rows.removed_on.notnull()
    rows = rows.mutate(
        kind=ibis.cases(
            ((removed | rows.id_stopped | rows.id_stopped_later).fill_null(False), "不再享受"), (~rows.id_listed, "未建档"), else_=ibis.null("string")
        ),
        stopped_on=ibis.coalesce(rows.removed_on, rows.id_stopped_on),
    ).filter(_.kind.notnull())
    return _judged(_with_typo(rows, poor_person))


def _judged(rows: ir.Table) -> ir.Table:
    unlisted, unknown = rows.kind == "未建档", ibis.null("boolean")
    stopped_before = (rows.removed_on.notnull() | rows.id_stopped).fill_null(False)
    later = ibis.ifelse(rows.id_stopped.isnull(), unknown, True)
    return rows.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "kind", "stopped_on", "reg_years", "x_ret",
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.amount,
        x_status_date=ibis.ifelse(unlisted | stopped_before, False, later),
        x_snapshot=ibis.cases((~unlisted | rows.year_known, False), (rows.id_known, True), else_=unknown),
        x_lag=ibis.ifelse(unlisted, rows.id_identified | rows.admitted, False),
        x_instant=rows.instant_on.notnull() & (rows.stopped_on.isnull() | (rows.instant_on >= rows.stopped_on)).fill_null(True) | rows.id_instant,
        x_removed=unlisted & rows.left_later & rows.id_known,
        x_hh=(rows.hh_listed & ~rows.hh_stopped.fill_null(False)) | (rows.acc_listed & ~rows.acc_stopped.fill_null(False)),
        x_typo=ibis.ifelse(unlisted, rows.typo, False),
    )  # fmt: skip


def _entries(poor_person: ir.Table, poor_household: ir.Table | None) -> ir.Table:
    """One row per key and snapshot: key, snapshot_date, listed (the key itself stands in that snapshot), identified, stopped, instant.

    A person also takes the status of the household, without being listed by it.
    """

    def entry(table: ir.Table, kind: str, column: ir.StringValue, identified: ir.DateValue, listed: bool = True) -> ir.Table:
        return table.select(
            "snapshot_date",
            key=ibis.literal(f"{kind}:") + column,
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
        m = h.inner_join(live_in, [h.hh_no == live_in.of_hh])
        parts += [entry(h, kind, column, h.first_identified) for kind, column in (("id", h.id_no), ("hh", h.hh_no), ("acc", h.account_no))]
        parts.append(entry(m, "id", m.member, m.first_identified, listed=False))
    entries = ibis.union(*parts).filter(_.key.notnull())
    # Two rows of one snapshot that differ: in favour of the payee.
    return entries.group_by("key", "snapshot_date").agg(
        listed=_.listed.any(), identified=_.identified.min(where=_.listed), stopped=_.stopped.all(), instant=_.instant.fill_null(False).any()
    )


def _with_standing(rows: ir.Table, entries: ir.Table, kind: str, column: ir.StringValue) -> ir.Table:
    """Ask the register for one key of each row. Adds, with the kind as prefix:

    listed (in a snapshot of the years paid for), known (in any), identified (within those years), stopped (by the latest snapshot up to
    the first day paid for; null without one), stopped_later (by the next snapshot of that year), stopped_on, instant.
    """
    asked = rows.select("row_id", "on", "year_from", "year_to", asked=ibis.literal(f"{kind}:") + column)
    met = asked.inner_join(entries, [asked.asked == entries.key])
    # Without a date a snapshot holds for any year, and its status for no day in particular.
    year = met.snapshot_date.year()
    met = met.mutate(
        in_years=(year.between(met.year_from, met.year_to) | met.snapshot_date.isnull()) & met.listed,
        before=(met.snapshot_date <= met.on) & met.stopped.notnull(),
        after=(met.snapshot_date > met.on) & (year == met.year_from) & met.stopped.notnull(),
    )
    found = met.group_by(of_row=_.row_id).agg(
        listed=_.in_years.any(),
        identified=_.identified.year().between(_.year_from, _.year_to).fill_null(False).any(),
        stopped=_.stopped.argmax(_.snapshot_date, where=_.before),
        later=_.stopped.argmin(_.snapshot_date, where=_.after),
        undated=(_.stopped & _.snapshot_date.isnull()).fill_null(False).any(),
        last=_.snapshot_date.max(where=_.before & _.stopped),
        next=_.snapshot_date.min(where=_.after & _.stopped),
        instant=(_.instant & _.in_years).fill_null(False).any(),
    )
    joined = rows.left_join(found, [rows.row_id == found.of_row])
    return joined.select(
        *rows.columns,
        **{
            f"{kind}_listed": joined.listed.fill_null(False),
            f"{kind}_known": joined.of_row.notnull(),
            f"{kind}_identified": joined.identified.fill_null(False),
            f"{kind}_stopped": joined.stopped,
            f"{kind}_stopped_later": (joined.later | joined.undated).fill_null(False) & ~joined.stopped.fill_null(False),
            f"{kind}_stopped_on": ibis.coalesce(joined["last"], joined["next"]),
            f"{kind}_instant": joined.instant.fill_null(False),
        },
    )


def _with_events(rows: ir.Table, poor_person: ir.Table, poor_household: ir.Table | None, changes: ir.Table | None) -> ir.Table:
    """Adds removed_on (清退 before the time paid for, no admission since), admitted (in the years paid for or before their end),
    instant_on (即时帮扶 or 返贫), left_later (自然减少 on or after the first day). An event of the head without more is the household's."""
    if changes is None:
        return rows.mutate(removed_on=ibis.null("date"), admitted=ibis.null("boolean"), instant_on=ibis.null("date"), left_later=ibis.null("boolean"))
    heads = poor_person.filter(_.relation == "户主").select(head="id_no")
    if poor_household is not None:
        heads = heads.union(poor_household.select(head="id_no"))
    heads = heads.filter(_["head"].notnull()).distinct()
    wide = changes.left_join(heads, [changes.id_no == heads["head"]]).filter(_.id_no.isnull() | _["head"].notnull())
    events = ibis.union(
        changes.filter(_.id_no.notnull()).select("change_type", "change_date", key=ibis.literal("id:") + changes.id_no),
        wide.filter(_.hh_no.notnull()).select("change_type", "change_date", key=ibis.literal("hh:") + wide.hh_no),
    ).filter(_.change_date.notnull())
    home = poor_person.filter(_.id_no.notnull(), _.hh_no.notnull()).select(key=ibis.literal("hh:") + poor_person.hh_no, of_id="id_no").distinct()
    who = rows.select("row_id", "on", "until", "year_to", "id_no", asked=ibis.literal("id:") + rows.id_no)
    via = who.inner_join(home, [who.id_no == home.of_id]).select("row_id", "on", "until", "year_to", "id_no", asked="key")
    who = who.union(via)
    met = who.inner_join(events, [who.asked == events.key])
    again = _.change_type.isin(ADMITTED)
    found = met.group_by(of_row=_.row_id).agg(
        out=_.change_date.max(where=(_.change_type == "清退") & (_.change_date < _.on)),
        back=_.change_date.max(where=again & (_.change_date <= _.until)),
        entered=(again & ((_.change_date <= _.until) | (_.change_date.year() == _.year_to))).any(),
        instant_on=_.change_date.max(where=_.change_type.isin(["即时帮扶", "返贫"]) & (_.change_date.year() <= _.year_to)),
        left_later=((_.change_type == "自然减少") & (_.change_date >= _.on)).any(),
    )
    joined = rows.left_join(found, [rows.row_id == found.of_row])
    removed_on = ibis.ifelse((joined.back >= joined.out).fill_null(False), ibis.null("date"), joined.out)
    return joined.select(
        *rows.columns,
        "instant_on",
        removed_on=removed_on,
        admitted=joined.entered.fill_null(False) & removed_on.isnull(),
        left_later=joined.left_later.fill_null(False),
    )


def _with_years(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Add year_known: the register holds a snapshot of the years paid for (or one without a date), and reg_years, how many it holds."""
    years = poor_person.select(year=poor_person.snapshot_date.fill_null(literal_date(ALWAYS)).year()).distinct()
    count = years.agg(reg_years=_.year.nunique())
    spans = rows.select("year_from", "year_to").distinct()
    held = spans.inner_join(years, (years.year >= spans.year_from) & (years.year <= spans.year_to) | (years.year == ALWAYS.year))
    held = held.select(held_from="year_from", held_to="year_to").distinct()
    joined = rows.left_join(held, [rows.year_from == held.held_from, rows.year_to == held.held_to])
    return joined.select(*rows.columns, year_known=joined.held_from.notnull()).cross_join(count)


def _with_typo(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Add typo: a registered person of the same name and village whose number differs in at most two places; unknown without the village."""
    people = poor_person.filter(_.id_no.notnull()).select(reg_id="id_no", reg_name=folded(_.name), reg_village="village_name").distinct()
    near = rows.inner_join(people, [folded(rows.name) == people.reg_name])
    near = near.filter(_.reg_id != _.id_no, _.reg_id.levenshtein(_.id_no) <= 2)
    near = near.group_by(of_row=_.row_id).agg(same=(_.reg_village == _.village_name).fill_null(False).any(), doubt=(_.reg_village == _.village_name).isnull().any())
    joined = rows.left_join(near, [rows.row_id == near.of_row])
    typo = ibis.cases((joined.same.fill_null(False), True), (joined.doubt.fill_null(False), ibis.null("boolean")), else_=False)
    return joined.select(*rows.columns, typo=typo)
