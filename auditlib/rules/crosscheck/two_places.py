"""One person in two places (CROSS-01): two households of the register at the same time, one benefit paid by two counties."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import month
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, paid_for
from auditlib.models.texts import denied, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, one_per, subquery

SHARED = (
    "row_id",
    "occurred_on",
    "county_id",
    "kind",
    "other_county",
    "questioned_amount",
    "x_moved",
    "x_name",
    "x_ret",
    "x_returned",
    "x_returned_words",
    "x_land",
    "related",
)


def registered_twice(poor_person: ir.Table, register_change: ir.Table | None) -> ir.Table:
    """Every row of a person who stands in two households at the end of one year; of several years the newest.

    The state at the end of a year is a county's last snapshot in it: a June list beside a December one is no second place.
    """
    rows = poor_person.filter(_.id_no.notnull(), _.hh_no.notnull()).mutate(home=_.county_id + "|" + _.hh_no, year=_.snapshot_date.year())
    last = rows.group_by(l_county=_.county_id, l_year=_.year).agg(last=_.snapshot_date.max())
    rows = rows.inner_join(last, [_.county_id == last.l_county, _.year.identical_to(last.l_year)])
    rows = rows.filter((_.snapshot_date == _.last) | _.snapshot_date.isnull())
    rows = subquery(
        one_per(rows, ["id_no", "home", "year"], ["row_id"]).select(
            "row_id",
            "id_no",
            "home",
            "year",
            "county_id",
            "hh_no",
            "name",
            "snapshot_date",
            gone=(rows.moved_out | ~rows.alive | rows.decreased_on.notnull() | rows.hukou_cancelled_on.notnull()).fill_null(False),
        )
    )
    twice = rows.group_by("id_no", "year").agg(places=_.home.nunique(), gone_somewhere=_.gone.any()).filter(_.places > 1)
    newest = one_per(twice, "id_no", [_.year.desc()]).rename({f"t_{c}": c for c in ("id_no", "year")})
    mine = subquery(rows.inner_join(newest, [_.id_no == newest.t_id_no, _.year.identical_to(newest.t_year)]))
    theirs = rows.rename({f"o_{c}": c for c in rows.columns})
    pairs = mine.inner_join(theirs, [mine.id_no == theirs.o_id_no, mine.year.identical_to(theirs.o_year), mine.home != theirs.o_home])
    pairs = subquery(pairs.mutate(differs=~same_name(_.name, _.o_name), foreign=(_.county_id != _.o_county_id).cast("int8")))
    others = pairs.group_by(p_row=_.row_id).agg(x_name=_.differs.all(), related=_.o_row_id.collect())
    first = one_per(pairs, "row_id", [_.foreign.desc(), _.o_county_id, _.o_home]).inner_join(others, [("row_id", "p_row")])
    first = _moved(subquery(first), register_change)
    return breach(
        first,
        "county_id x_moved x_name related",
        on=_.snapshot_date,
        amount=ibis.null(MONEY),
        kind=ibis.ifelse(_.county_id == _.o_county_id, "一县两户同时建档", "两县同时建档"),
        other_county=_.o_county_id,
        x_ret=FALSE,
        x_returned=FALSE,
        x_returned_words=ibis.null("string"),
        x_land=FALSE,
    ).select(*SHARED)


def _moved(rows: ir.Table, register_change: ir.Table | None) -> ir.Table:
    """Add x_moved: a snapshot or a change of that year says that the person left one of the places; without the changes unknown."""
    if register_change is None:
        return rows.mutate(x_moved=ibis.ifelse(rows.gone_somewhere, True, UNKNOWN))
    left = _moves(register_change).select(m_id="moved_id", m_year=_.moved_on.year()).distinct()
    joined = rows.left_join(left, [("id_no", "m_id"), ("year", "m_year")])
    return joined.mutate(x_moved=_.gone_somewhere | _.m_id.notnull())


def _moves(register_change: ir.Table) -> ir.Table:
    """moved_id, moved_on: the person moved, married, or left a household."""
    texts = (register_change.change_detail, register_change.change_type, register_change.reason)
    moves = register_change.filter(said("register.left", *texts), ~denied("person.moved_away", *texts), _.id_no.notnull())
    return moves.select(moved_id="id_no", moved_on=ibis.coalesce(_.change_date, _.entered_on)).filter(_.moved_on.notnull()).distinct()


def paid_twice(benefit_payment: ir.Table, programme: ir.Table, programme_standard: ir.Table, register_change: ir.Table | None) -> ir.Table:
    """Payments to a person for a time for which another county paid the same benefit before; x_moved: the move falls into that time."""
    paid = accusable(paid_for(benefit_payment, programme, programme_standard)).filter(_.id_no.notnull())
    of = benefit_payment.select("county_id", c_row="row_id")
    columns = (
        "row_id",
        "county_id",
        "id_no",
        "name",
        "programme",
        "item",
        "slot_from",
        "slot_to",
        "pay_date",
        "amount",
        "x_ret",
        "refunded",
        "x_returned",
        "x_returned_words",
    )
    paid = subquery(paid.inner_join(of, [("row_id", "c_row")]).select(*columns))
    counties = paid.group_by(g_id=_.id_no, g_item=_.item).agg(counties=_.county_id.nunique()).filter(_.counties > 1)
    paid = subquery(paid.inner_join(counties, [("id_no", "g_id"), ("item", "g_item")]), *columns)
    before = paid.filter(~_.x_ret).rename({f"o_{c}": c for c in paid.columns})
    pairs = paid.inner_join(
        before,
        [
            paid.id_no == before.o_id_no,
            paid.item == before.o_item,
            paid.county_id != before.o_county_id,
            paid.slot_from <= before.o_slot_to,
            paid.slot_to >= before.o_slot_from,
        ],
    )
    earlier = (
        (_.o_pay_date < _.pay_date)
        | ((_.o_pay_date == _.pay_date) & (_.o_county_id < _.county_id))
        | (_.pay_date.isnull() & _.o_pay_date.notnull())
    )
    pairs = subquery(pairs.filter(earlier.fill_null(False)).mutate(differs=~same_name(_.name, _.o_name)))
    common = ibis.least(pairs.slot_to, pairs.o_slot_to) - ibis.greatest(pairs.slot_from, pairs.o_slot_from) + 1
    others = (
        pairs.mutate(common=common)
        .group_by(p_row=_.row_id)
        .agg(x_name=_.differs.all(), related=_.o_row_id.collect(), other_county=_.o_county_id.min(), common=_.common.max().cast("int32"))
    )
    found = subquery(paid.inner_join(others, [("row_id", "p_row")]))
    if register_change is None:
        found = found.mutate(x_moved=UNKNOWN)
    else:
        hit = found.inner_join(_moves(register_change), [("id_no", "moved_id")])
        within = month(hit.moved_on).between(hit.slot_from, hit.slot_to) & (hit.slot_to == hit.slot_from)
        moved = subquery(hit.filter(within.fill_null(False))).select(v_row="row_id").distinct()
        found = found.left_join(moved, [("row_id", "v_row")]).mutate(x_moved=_.v_row.notnull())
    return breach(
        found,
        "county_id x_moved x_name x_returned x_returned_words related other_county",
        on=_.pay_date,
        amount=share(_.amount, _.common, _.slot_to - _.slot_from + 1),
        x_ret="refunded",
        kind=ibis.literal("两县重复领取"),
        x_land=said("programme.by_land", _.programme),
    ).select(*SHARED)
