"""The same entitlement paid more than once (FUND-04): groups of payments, the one that stays, what speaks for the others. DOMAIN §2.1."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import year_month
from auditlib.models.identity import UNREADABLE, folded
from auditlib.models.payments import PERIOD, WHICH_MONTHS, lawful_amount, payments, with_arrears
from auditlib.models.persons import housed
from auditlib.models.texts import quoted, said, worded
from auditlib.models.vocabulary import UNKNOWN, breach, either, first_true, kinds, likeliest, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule

#: What a remark alone says for a payment.
CLAIMS = ("x_returned", "x_arrears", "x_parts", "x_plots", "x_reason")
#: Exceptions of a group, in the order in which a reader sees them.
EXCEPTIONS = ("x_ret", "x_supplement", "x_instalment", "x_parcels", "x_persons", "x_event", "x_hh", "x_institution", *CLAIMS)

#: What befell a household that was helped.
REASONS = {
    "火灾": "relief.fire",
    "疾病": "relief.illness",
    "意外事故": "relief.accident",
    "自然灾害": "disaster",
    "就学": "relief.schooling",
}

#: From so many households on, of which more than a fifth hold several payees, a roster is taken to be kept by heads.
HOUSEHOLDS, FIFTH = 10, 5

#: What the payments of a group share: to one person, to one household, on one account with several persons.
SLOT = ["item", "slot_from", "slot_to"]
PERSON, HOUSEHOLD, ACCOUNT = ["id_no", *SLOT], ["home", *SLOT], ["account_no", *SLOT, "amount"]
#: What is told of the payment that stays.
KEPT = {"batch": "batch_no", "on": "pay_date", "account": "account_no"}
CONTENT = ("pay_date", "batch_no", "programme", "account_no", "id_no", "remark", "row_id")


@rule(
    "FUND-04",
    severity="H",
    strength="A",
    amount="V",
    matter="thing",
    decides=("id_no|hh_no", "amount", "pay_date|period_from|period_to", "programme", "pay_status?"),
    downgrades={"x_name": "D"},
    claims=CLAIMS,
)
def paid_twice(benefit_payment, programme, programme_standard, poor_person=ABSENT):
    """The same entitlement paid more than once: to one person, to one household, or to one account under another person's number.

    The largest payment is taken for the lawful one (of equal ones the earliest); each of the others is a lead over what it adds to that,
    or to the standard where that is more. A payment that stands in several groups is accused once, in the one where least speaks for it.
    """
    paid = _in_longer(payments(benefit_payment, programme, programme_standard))
    homes = _homes(paid, poor_person)
    paid_homes = homes.group_by(HOUSEHOLD).agg(entries=_.count())
    several = either(
        *(paid.semi_join(_several(paid, keys), keys).select("row_id") for keys in (PERSON, ACCOUNT)),
        homes.semi_join(paid_homes.filter(_.entries > 1), HOUSEHOLD).select("row_id"),
    )
    # All groups of more than one payment are complete among these rows; what follows is done for them alone.
    rows = _described(paid.semi_join(several, "row_id"), paid, benefit_payment, poor_person)
    found = kinds({"同一人": _to_person(rows), "同一户": _to_household(rows, paid_homes), "同一账号不同人": _on_account(rows)})
    found = found.mutate(order=ibis.cases((_.aspect == "同一人", 0), (_.aspect == "同一户", 1), else_=2))
    best = likeliest(found, "row_id", EXCEPTIONS, [_.x_name.fill_null(False), _.order])
    return breach(
        best.mutate(group=_.aspect, lawful=_.group_lawful, slot=year_month(_.slot_from) + "至" + year_month(_.slot_to)),
        "programme period_from period_to pay_date amount times total kept kept_batch kept_on kept_account x_arrears_words x_returned_words "
        "group slot lawful thing not_judged x_ret x_returned x_supplement x_arrears x_instalment x_parts x_parts_words x_parcels x_plots "
        "x_plots_words x_persons x_event x_reason x_reason_words x_hh x_institution x_name related",
        on=ibis.coalesce(_.pay_date, _.period_from),
        amount="excess",
    )


def _in_longer(paid: ir.Table) -> ir.Table:
    """``paid`` with the slot of a longer payment of the same person and benefit where that pays for the same time: a payment of the same
    sum that states no period (a list by quarters and one without periods), or one of the same sum per month (a quarter, and one of its
    months)."""
    rows = paid.filter(_.id_no.notnull(), _.succeeded, ~_.x_ret, _.amount > 0).mutate(length=_.slot_to - _.slot_from + 1)
    mixed = rows.group_by("id_no", "item").agg(lengths=_.length.nunique()).filter(_.lengths > 1)
    rows = subquery(
        rows.semi_join(mixed, ["id_no", "item"]), "row_id", "id_no", "item", "stated", "slot_from", "slot_to", "length", "amount"
    )
    longer = rows.filter(_.stated == _.length).rename(lambda c: c if c in ("id_no", "item") else f"l_{c}")
    met = rows.inner_join(longer, ["id_no", "item"])
    met = met.filter(_.l_length > _.length, _.l_slot_from <= _.slot_from, _.l_slot_to >= _.slot_to)
    alike = (met.stated.isnull() & (met.amount == met.l_amount)) | (met.amount * met.l_length == met.l_amount * met.length)
    best = one_per(met.filter(alike), "row_id", [_.l_length.desc(), _.l_slot_from]).select("row_id", "l_slot_from", "l_slot_to")
    joined = paid.left_join(best.rename(l_row="row_id"), [("row_id", "l_row")])
    slots = {c: ibis.coalesce(joined[f"l_{c}"], joined[c]) for c in ("slot_from", "slot_to")}
    return subquery(joined.mutate(**slots), *paid.columns)


def _several(paid: ir.Table, keys: list[str]) -> ir.Table:
    """The keys of more than one payment; a null among them is equal to nothing in the join that follows."""
    others = [k for k in keys if k != "amount"]
    return paid.group_by(keys).agg(entries=_[others[0]].count(where=_.amount > 0)).filter(_.entries > 1)


def _joint(rows: ir.Table) -> ir.BooleanValue:
    return ((rows.payee_level == "到户") & (ibis.coalesce(rows.grant_level, "到户") != "到人")).fill_null(False)


def _homes(paid: ir.Table, poor_person: ir.Table) -> ir.Table:
    """A household's benefits by its keys: row_id, home, item, slot_from, slot_to."""
    rows = housed(paid.filter(_.amount > 0, _joint(paid)), poor_person)
    return rows.filter(*(rows[key].notnull() for key in HOUSEHOLD)).select("row_id", *HOUSEHOLD)


def _described(some: ir.Table, paid: ir.Table, benefit_payment: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Payments with what the groups are judged by: home, live (arrived and not taken back), ``net`` (what of it was not taken back), lawful
    amount, the part that a text names."""
    some = subquery(some.filter(_.amount > 0))
    status = benefit_payment.semi_join(some, "row_id").select("row_id", "pay_status")
    rows = with_arrears(lookup(housed(some, poor_person), status, "row_id"))
    months = (rows.slot_to - rows.slot_from + 1).cast("int32")
    # The number of a batch (第2批) is no instalment: rosters of one entitlement run through several batches.
    part = {c: worded("payment.part_of_year", rows[c]) for c in ("period_part", "batch_no", "programme", "remark")}
    instalment = {c: worded("payment.instalment", rows[c]) for c in ("period_part", "programme", "remark")}
    rows = rows.mutate(
        live=rows.succeeded & ~rows.x_ret,
        net=rows.amount - rows.back,
        by_words=rows.succeeded & ~rows.refunded & rows.x_returned.fill_null(False),
        months=months,
        lawful=lawful_amount(rows, months),
        lawful_stated=lawful_amount(rows, rows.stated),
        part_told=ibis.coalesce(part.pop("remark"), instalment.pop("remark")),
        part=ibis.coalesce(*part.values(), *instalment.values()),
        parcel=quoted("payment.parcels", rows.remark),
        reason=first_true({name: said(concept, rows.remark) for name, concept in REASONS.items()}),
        by_area=((rows.unit == "亩") | (rows.per == "亩") | said("programme.by_land", rows.programme)).fill_null(False),
        by_person=(rows.unit.re_search("人|口") & (rows.quantity == 1)).fill_null(False),
        joint=_joint(rows),
    )
    # Terms and quarters of a stated year are paid when it suits: within the standard of the whole year nothing was paid twice.
    years = paid.filter(_.amount > 0, _.every >= 3, _.every < _.stated).group_by(PERIOD)
    years = years.agg(of_year=(_.amount - _.back).sum(where=_.succeeded & ~_.x_ret).fill_null(0))
    rows = lookup(rows, years, [*PERIOD])
    lawful = (rows.every >= 3) & (rows.stated > rows.months) & (rows.of_year <= rows.lawful_stated)
    return subquery(rows.mutate(year_is_lawful=lawful.fill_null(False)))


def _groups(rows: ir.Table, keys: list[str]) -> ir.Table:
    """What is told of the payments that share the keys, in all; of those that arrived where nothing else is said."""
    readable = ~_.name.re_search(UNREADABLE)
    return rows.group_by(keys).agg(
        rows=_.count(),
        times=_.live.sum(),
        by_words=_.by_words.any(),
        status_untold=(_.live & _.pay_status.isnull()).any(),
        x_returned_words=_.x_returned_words.max(),
        taken=_.back.sum(where=_.live),
        total=_.net.sum(where=_.live),
        kept=_.net.max(where=_.live),
        persons=_.id_no.nunique(where=_.live),
        names=folded(_.name).nunique(where=_.live & readable),
        homes=_.home.nunique(where=_.live),
        # Twins: one place and day of birth in their numbers.
        births=_.id_no.substr(0, 14).nunique(where=_.live & (_.id_no.length() == 18)),
        homeless=(_.live & _.home.isnull()).sum(),
        group_lawful=_.lawful.max(where=_.live),
        parts=_.part.nunique(where=_.live),
        parts_told=ibis.coalesce(_.part, _.part_told).nunique(where=_.live),
        areas=_.quantity.nunique(where=_.live & _.by_area),
        parcels=_.parcel.nunique(where=_.live),
        reasons=_.reason.nunique(where=_.live),
        amounts=_.amount.nunique(where=_.live),
        all_persons=_.by_person.all(),
        year_is_lawful=_.year_is_lawful.all(),
        related=_.row_id.collect(where=_.live),
    )


def _hits(rows: ir.Table, groups: ir.Table, keys: list[str]) -> ir.Table:
    """Of each group the payments beside the largest, with ``so_far`` and what is told of the one that stays; or the one that arrived,
    others having failed."""
    joined = rows.drop(*{*rows.columns} & {*groups.columns} - {*keys}).inner_join(groups, keys)
    content = [_.net.desc(), *(_[column] for column in CONTENT)]
    live = subquery(joined.filter(_.live).mutate(place=ibis.row_number().over(group_by=keys, order_by=content)))
    first, whole = (live.place == 0), ibis.window(group_by=keys)
    live = live.mutate(
        so_far=live.net.sum().over(ibis.cumulative_window(group_by=keys, order_by="place")),
        **{f"kept_{told}": ibis.ifelse(first, live[c], ibis.null(live[c].type())).max().over(whole) for told, c in KEPT.items()},
    )
    return live.filter(((_.times > 1) & (_.place > 0)) | ((_.times == 1) & (_.rows > 1)))


def _to_person(rows: ir.Table) -> ir.Table:
    hits = _within(_hits(rows, _groups(rows, PERSON), PERSON))
    return hits.mutate(x_supplement=hits.x_supplement | hits.year_is_lawful, x_name=hits.names > 1)


def _to_household(rows: ir.Table, paid_homes: ir.Table) -> ir.Table:
    """A roster of which many households hold several payees is kept by heads: it pays persons."""
    rows = rows.filter(_.joint)
    groups = _groups(rows, HOUSEHOLD)
    rosters = paid_homes.group_by("item").agg(homes_paid=_.count())
    shared = groups.filter(_.home.notnull()).group_by("item").agg(homes_shared=(_.persons > 1).sum())
    hits = lookup(lookup(_within(_hits(rows, groups, HOUSEHOLD)), rosters, "item"), shared, "item")
    by_heads = (hits.homes_paid >= HOUSEHOLDS) & (hits.homes_shared * FIFTH > hits.homes_paid)
    return hits.mutate(thing=_.home, x_persons=_.all_persons | by_heads)


def _within(hits: ir.Table) -> ir.Table:
    """What is lawful for the group stays with its first payments: the exceptions of one person, or one household, that gets no more than
    that."""
    within, several = hits.total <= hits.group_lawful, hits.times > 1
    stays = ibis.greatest(hits.kept, ibis.coalesce(hits.group_lawful, hits.kept))
    months_untold = several & hits.pay_date.isnull() & (hits.every < hits.stated) & hits.group_lawful.isnull()
    return _judged(hits, stays).mutate(
        x_supplement=within,
        not_judged=first_true({WHICH_MONTHS: months_untold}),
        # Words make a difference up to the standard of a smaller payment, not of the same sum again; a known standard tells by itself.
        x_arrears=hits.x_arrears & hits.group_lawful.isnull() & (hits.net < hits.kept),
        x_instalment=(hits.parts >= hits.times) & several & within.fill_null(True),
        x_parts=(hits.parts_told >= hits.times) & (hits.parts < hits.times) & several & within.fill_null(True),
        x_parcels=(hits.areas >= hits.times) & several,
        x_plots=(hits.parcels >= hits.times) & several,
    )


def _on_account(rows: ir.Table) -> ir.Table:
    """A number of another person on the account is entitled to nothing."""
    hits = _hits(rows, _groups(rows, ACCOUNT), ACCOUNT).filter(_.times > 1, _.persons > 1).drop("x_arrears")
    twins = (hits.births == 1) & (hits.persons == 2) & (hits.homes <= 1)
    return _judged(hits, hits.kept).mutate(
        thing=hits.account_no,
        x_hh=ibis.cases((twins, True), (hits.homeless > 0, UNKNOWN), else_=hits.homes == 1),
        x_institution=said("place.care_home", hits.account_name, hits.remark, hits.programme),
    )


def _judged(hits: ir.Table, stays: ir.DecimalValue) -> ir.Table:
    """What every group is judged by, and ``excess``: what each payment adds to that which ``stays``."""
    one_failed = hits.times == 1
    # Without what the bank returned nobody knows whether one of them failed.
    came_back = (one_failed & ~hits.by_words) | ((hits.taken > 0) & (hits.total <= stays))
    relief = (hits.frequency == "一次性").fill_null(False) & said("programme.relief", hits.programme).fill_null(False) & ~one_failed
    return hits.mutate(
        excess=ibis.ifelse(one_failed, hits.net, ibis.greatest(ibis.least(hits.so_far - stays, hits.net), 0)),
        x_ret=ibis.cases((came_back, True), (hits.status_untold, UNKNOWN), else_=False),
        x_returned=one_failed & hits.by_words,
        x_parts_words=hits.remark,
        x_plots_words=hits.parcel,
        x_event=relief & (hits.amounts >= hits.times),
        x_reason=relief & (hits.reasons >= hits.times),
        x_reason_words=hits.remark,
    )
