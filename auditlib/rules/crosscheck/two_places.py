"""One person in two places (CROSS-01): two households of the register at the same time, one benefit paid by two counties."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.dates import month
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.register import names_nobody
from auditlib.models.texts import denied, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, either, exists, lookup, match, one_per, subquery

PAID = "row_id county_id id_no name programme item slot_from slot_to pay_date amount back refunded x_returned x_returned_words".split()
#: Stands for a day of payment that is not known: after all that are.
LAST = ibis.literal(dt.date(2199, 12, 31))


def registered_twice(poor_person: ir.Table, register_change: ir.Table) -> ir.Table:
    """Every row of a person who stands in two households at the end of one year; of several years the newest."""
    rows = _at_year_end(poor_person)
    twice = rows.group_by("id_no", "year").agg(places=_.home.nunique(), gone_somewhere=_.gone.any()).filter(_.places > 1)
    mine = subquery(rows.inner_join(one_per(twice, "id_no", [_.year.desc()]), ["id_no", "year"]))
    pairs = mine.inner_join(rows.rename(lambda c: c if c in ("id_no", "year") else f"o_{c}"), ["id_no", "year"])
    pairs = pairs.filter((_.county_id != _.o_county_id) | (_.hh_no != _.o_hh_no))
    elsewhere = _.o_county_id.min(where=_.o_county_id != _.county_id)
    others = _told(pairs, other_county=ibis.coalesce(elsewhere, _.county_id.min()))
    moves = _moves(register_change, poor_person)
    found = exists(mine.inner_join(others, "row_id"), moves, ["id_no", "year"], "left")
    found = exists(found, moves.filter(_.year.isnull()), "id_no", "some_day")
    kind = ibis.ifelse(_.county_id == _.other_county, "一县两户同时建档", "两县同时建档")
    return found.mutate(kind=kind, x_moved=_.gone_somewhere | _.left | _some_day(found))


def _told(pairs: ir.Table, **more: ir.Value) -> ir.Table:
    return pairs.group_by("row_id").agg(x_name=(~same_name(_.name, _.o_name)).all(), related=_.o_row_id.collect(), **more)


def _at_year_end(poor_person: ir.Table) -> ir.Table:
    """Each person and household of a county's last snapshot in a year: a June list beside a December one is no second place.

    A list without a date is of the newest year of all, unless its county has a dated one of that year. ``gone``: the list itself says that
    the person is not there any more.
    """
    rows = poor_person.filter(_.id_no.notnull())
    newest = ibis.coalesce(_.snapshot_date.year().max().over(ibis.window()), 0)
    rows = rows.mutate(home=_.county_id + "|" + ibis.coalesce(_.hh_no, ""), year=ibis.coalesce(_.snapshot_date.year(), newest))
    rows = rows.mutate(last=_.snapshot_date.max().over(ibis.window(group_by=["county_id", "year"])))
    rows = one_per(rows.filter((_.snapshot_date == _.last) | _["last"].isnull()), ["id_no", "home", "year"], ["row_id"])
    gone = rows.moved_out | ~rows.alive | rows.decreased_on.notnull() | rows.hukou_cancelled_on.notnull()
    return subquery(
        rows.mutate(gone=gone.fill_null(False)), "row_id", "id_no", "name", "home", "hh_no", "year", "county_id", "snapshot_date", "gone"
    )


def _moves(register_change: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Who moved, married, or left a household: row_id, id_no, year, moved_on. An entry without an identity number is of the person whose
    number in the register it gives; one that names nobody, of everybody in the household."""
    texts = (register_change.change_detail, register_change.change_type, register_change.reason)
    moves = register_change.filter(said("register.left", *texts), ~denied("person.moved_away", *texts))
    moves = moves.mutate(moved_on=ibis.coalesce(_.change_date, _.entered_on)).mutate(year=_.moved_on.year())
    nameless = moves.mutate(nobody=names_nobody(moves)).filter(moves.id_no.isnull()).drop("id_no")
    people = poor_person.filter(_.id_no.notnull()).select("county_id", "id_no", "person_no", "hh_no").distinct()
    ways = (nameless, ["county_id", "person_no"]), (nameless.filter(nameless.nobody), ["county_id", "hh_no"])
    named = (rows.inner_join(people.select("id_no", *key).distinct(), key) for rows, key in ways)
    return subquery(either(*(rows.select("row_id", "id_no", "moved_on", "year") for rows in (moves, *named))))


def paid_twice(
    benefit_payment: ir.Table, programme: ir.Table, programme_standard: ir.Table, register_change: ir.Table, poor_person: ir.Table
) -> ir.Table:
    """Payments to a person for a time for which another county paid the same benefit before; x_moved: the move falls into that time.

    x_returned: the remark says that this one came back, or those of all that the other counties paid do.
    """
    pairs = _before(_in_counties(benefit_payment, programme, programme_standard))
    common = ibis.least(pairs.slot_to, pairs.o_slot_to) - ibis.greatest(pairs.slot_from, pairs.o_slot_from) + 1
    back = {"others_back": _.o_x_returned.all(), "others_words": _.o_x_returned_words.max()}
    others = _told(pairs.mutate(common=common), other_county=_.o_county_id.min(), common=_.common.max().cast("int32"), **back)
    found = lookup(others, pairs.select(*PAID).distinct(), "row_id")
    found = _with_move(found, _moves(register_change, poor_person))
    excess = share(found.amount, found.common, found.slot_to - found.slot_from + 1) - found.back
    return found.mutate(
        kind=ibis.literal("两县重复领取"),
        excess=ibis.greatest(excess, 0).cast(MONEY),
        x_ret=found.refunded | (excess <= 0),
        x_returned=_.x_returned | _.others_back.fill_null(False),
        x_returned_words=ibis.coalesce(_.x_returned_words, ibis.ifelse(_.others_back, _.others_words, None)),
        x_land=said("programme.by_land", _.programme),
    )


def _within(pairs: ir.Table) -> ir.BooleanValue:
    """The move falls into the time that is paid for: who moves in May is due for May, for that quarter or that year somewhere."""
    return month(pairs.moved_moved_on).between(pairs.slot_from, pairs.slot_to)


def _with_move(found: ir.Table, moves: ir.Table) -> ir.Table:
    found = exists(match(found, moves, "id_no", "moved", _within), moves.filter(_.moved_on.isnull()), "id_no", "some_day")
    return found.mutate(x_moved=_.moved | _some_day(found))


def _some_day(found: ir.Table) -> ir.BooleanValue:
    """A move on a day that nobody tells is perhaps the one in question."""
    return ibis.ifelse(found.some_day.fill_null(False), UNKNOWN, FALSE)


def _in_counties(benefit_payment: ir.Table, programme: ir.Table, programme_standard: ir.Table) -> ir.Table:
    """PAID of all to whom several counties paid one benefit. Each county's payments are read by themselves: a refund takes back its own."""
    key = ["id_no", "item"]
    of_county = benefit_payment.mutate(id_no=_.county_id + "|" + _.id_no)
    paid = accusable(payments(of_county, programme, programme_standard)).drop("id_no")
    paid = subquery(paid.inner_join(benefit_payment.select("row_id", "county_id", "id_no"), "row_id").filter(_.id_no.notnull()), *PAID)
    several = paid.group_by(key).agg(counties=_.county_id.nunique()).filter(_.counties > 1)
    return subquery(paid.semi_join(several, key))


def _before(paid: ir.Table) -> ir.Table:
    """Each payment with the earlier ones of other counties (``o_…``) for the same time."""
    key = ["id_no", "item"]
    before = paid.filter(~_.refunded).rename(lambda c: c if c in key else f"o_{c}")
    pairs = subquery(paid).inner_join(before, key)
    day, o_day = ibis.coalesce(pairs.pay_date, LAST), ibis.coalesce(pairs.o_pay_date, LAST)
    earlier = (o_day < day) | ((o_day == day) & (pairs.o_county_id < pairs.county_id))
    same_time = (pairs.slot_from <= pairs.o_slot_to) & (pairs.slot_to >= pairs.o_slot_from)
    return subquery(pairs.filter(pairs.county_id != pairs.o_county_id, same_time, earlier))
