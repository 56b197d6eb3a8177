"""The same entitlement paid more than once (FUND-04): groups of payments, the one that stays, what speaks for the others. DOMAIN §2.1."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import year_month
from auditlib.models.identity import UNREADABLE, folded
from auditlib.models.payments import PERIOD, lawful_amount, paid_for, with_arrears
from auditlib.models.persons import household_of
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, first_true, likeliest, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule

#: What a remark alone says for a payment.
CLAIMS = ("x_returned", "x_arrears", "x_parts", "x_plots", "x_reason")
#: Exceptions of a group, in the order in which a reader sees them.
EXCEPTIONS = ("x_ret", "x_supplement", "x_instalment", "x_parcels", "x_persons", "x_event", "x_hh", "x_institution", *CLAIMS)

#: Halves, seasons, instalments. The number of a batch (第2批) is none: rosters of one entitlement run through several batches.
PART = "上半年|下半年|春季|秋季|[一二三四1-4]季度|首期|尾款|余款|首付|[0-9]{1,2}月"
INSTALMENT = "第[一二三四五六七八九十0-9]+[批期次笔]"
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

#: Group A needs one person, B one household, C one account and amount with several persons.
GROUPS = {
    "同一人": ["id_no", "item", "slot_from", "slot_to"],
    "同一户": ["home", "item", "slot_from", "slot_to"],
    "同一账号不同人": ["account_no", "item", "slot_from", "slot_to", "amount"],
}
#: What is told of the payment that stays.
KEPT = {"batch": "batch_no", "on": "pay_date", "account": "account_no"}
CONTENT = ("pay_date", "batch_no", "programme", "account_no", "id_no", "remark", "row_id")


@rule(
    "FUND-04",
    severity="H",
    strength="A",
    amount="V",
    matter="thing",
    decides=("id_no|account_no", "amount", "pay_date|period_from|period_to", "pay_status?"),
    downgrades={"x_name": "D"},
    claims=CLAIMS,
)
def paid_twice(benefit_payment, programme, programme_standard, poor_person=ABSENT):
    """The same entitlement paid more than once: to one person, to one household, or to one account under another person's number.

    The largest payment is taken for the lawful one (of equal ones the earliest); each of the others is a lead over what it adds to that,
    or to the standard where that is more. A payment that stands in several groups is accused once, in the one where least speaks for it.
    """
    paid = _in_longer(paid_for(benefit_payment, programme, programme_standard))
    homes = _homes(paid, poor_person)
    person, household, account = GROUPS.values()
    paid_homes = homes.group_by(household).agg(entries=_.count())
    several = [
        *(paid.semi_join(_several(paid, keys), keys).select("row_id") for keys in (person, account)),
        homes.semi_join(paid_homes.filter(_.entries > 1), household).select("row_id"),
    ]
    # All groups of more than one payment are complete among these rows; what follows is done for them alone.
    rows = _described(paid.semi_join(ibis.union(*several), "row_id"), paid, poor_person)
    rosters = paid_homes.group_by(r_item=_.item).agg(homes_paid=_.count())
    hits = ibis.union(*(_hits(rows, name, keys, rosters) for name, keys in GROUPS.items()))
    order = ibis.cases(*((hits.group == name, n) for n, name in enumerate(GROUPS)), else_=len(GROUPS))
    return likeliest(hits.mutate(order=order), "row_id", EXCEPTIONS, [_.x_name.fill_null(False), _.order]).drop("order")


def _in_longer(paid: ir.Table) -> ir.Table:
    """``paid`` with the slot of a longer payment of the same person and benefit where that pays for the same time: a payment of the same sum that
    states no period (a list by quarters and one without periods), or one of the same sum per month (a quarter, and one of its months)."""
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


def _at_home(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """The rows with the household: the roster's, else the register's."""
    register = household_of(poor_person).select("reg_hh", of_id="id_no")
    return rows.left_join(register, [("id_no", "of_id")]).select(*rows.columns, home=ibis.coalesce(rows.hh_no, register.reg_hh))


def _joint(rows: ir.Table) -> ir.BooleanValue:
    return ((rows.payee_level == "到户") & (ibis.coalesce(rows.grant_level, "到户") != "到人")).fill_null(False)


def _homes(paid: ir.Table, poor_person: ir.Table) -> ir.Table:
    """A household's benefits by its keys: row_id, home, item, slot_from, slot_to."""
    rows = _at_home(paid.filter(_.amount > 0, _joint(paid)), poor_person)
    return rows.filter(_.home.notnull(), _.item.notnull(), _.slot_from.notnull(), _.slot_to.notnull()).select("row_id", *GROUPS["同一户"])


def _described(some: ir.Table, paid: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Payments with what the groups are judged by: home, live (arrived and not taken back), lawful amount, the part that a text names."""
    rows = with_arrears(_at_home(some.filter(_.amount > 0), poor_person))
    months = (rows.slot_to - rows.slot_from + 1).cast("int32")
    part = {c: rows[c].re_extract(PART, 0).nullif("") for c in ("period_part", "remark", "batch_no", "programme")}
    instalment = {c: rows[c].re_extract(INSTALMENT, 0).nullif("") for c in ("period_part", "remark", "programme")}
    told = ibis.coalesce(part.pop("remark"), instalment.pop("remark"))
    in_parts = said("payment.instalment", rows.remark) | said("payment.part_of_year", rows.remark)
    rows = rows.mutate(
        live=rows.succeeded & ~rows.x_ret,
        by_words=rows.succeeded & ~rows.refunded & rows.x_returned.fill_null(False),
        months=months,
        lawful=lawful_amount(rows, months),
        lawful_stated=lawful_amount(rows, rows.stated),
        part=ibis.coalesce(*part.values(), *instalment.values()),
        part_told=ibis.ifelse(in_parts, told, ibis.null("string")),
        parcel=quoted("payment.parcels", rows.remark),
        reason=first_true({name: said(concept, rows.remark) for name, concept in REASONS.items()}),
        by_area=((rows.unit == "亩") | (rows.per == "亩")).fill_null(False),
        by_person=(rows.unit.re_search("人|口") & (rows.quantity == 1)).fill_null(False),
        joint=_joint(rows),
    )
    # Terms and quarters of a stated year are paid when it suits: within the standard of the whole year nothing was paid twice.
    years = paid.filter(_.amount > 0, _.every >= 3, _.every < _.stated).group_by(**{f"y_{c}": c for c in PERIOD})
    years = years.agg(of_year=_.amount.sum(where=_.succeeded & ~_.x_ret).fill_null(0))
    joined = rows.left_join(years, [(c, f"y_{c}") for c in PERIOD])
    lawful = (joined.every >= 3) & (joined.stated > joined.months) & (joined.of_year <= joined.lawful_stated)
    return subquery(joined.select(*rows.columns, year_is_lawful=lawful.fill_null(False)))


def _hits(rows: ir.Table, name: str, keys: list[str], rosters: ir.Table) -> ir.Table:
    rows = rows.filter(*(rows[k].notnull() for k in keys))
    if name == "同一户":
        rows = rows.filter(_.joint)
    of = {f"of_{k}": rows[k] for k in keys}
    readable = ~_.name.re_search(UNREADABLE)
    groups = rows.group_by(**of).agg(
        rows=_.count(),
        times=_.live.sum(),
        by_words=_.by_words.any(),
        x_returned_words=_.x_returned_words.max(),
        total=_.amount.sum(where=_.live),
        kept=_.amount.max(where=_.live),
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
    kept = rows.select(*(c for c in rows.columns if c not in groups.columns))
    joined = kept.inner_join(groups, [(k, f"of_{k}") for k in keys])
    if name == "同一户":
        shared = groups.group_by(s_item=_.of_item).agg(homes_shared=(_.persons > 1).sum())
        joined = joined.left_join(rosters, [("item", "r_item")]).left_join(shared, [("item", "s_item")])
        joined = joined.mutate(by_heads=(joined.homes_paid >= HOUSEHOLDS) & (joined.homes_shared * FIFTH > joined.homes_paid))
    content = [_.amount.desc(), *(getattr(_, c) for c in CONTENT)]
    same = [f"of_{k}" for k in keys]
    live = subquery(joined.filter(_.live).mutate(place=ibis.row_number().over(group_by=same, order_by=content)))
    first, whole = (live.place == 0), ibis.window(group_by=same)
    live = live.mutate(
        so_far=live.amount.sum().over(ibis.cumulative_window(group_by=same, order_by="place")),
        **{f"kept_{told}": ibis.ifelse(first, live[c], ibis.null(live[c].type())).max().over(whole) for told, c in KEPT.items()},
        thing=live.home if name == "同一户" else live.account_no if name == "同一账号不同人" else ibis.null("string"),
    )
    repeated = (_.times > 1) & (_.place > 0)
    if name == "同一账号不同人":
        return _judged(live.filter(repeated & (_.persons > 1)), name)
    return _judged(live.filter(repeated | ((_.times == 1) & (_.rows > 1))), name)


def _judged(hits: ir.Table, name: str) -> ir.Table:
    person, household, account = (name == n for n in GROUPS)
    within = hits.total <= hits.group_lawful
    one_failed = hits.times == 1
    relief = (hits.frequency == "一次性").fill_null(False) & said("programme.relief", hits.programme).fill_null(False) & ~one_failed
    # What is lawful for the group stays with its first payments; a number of another person on the account is entitled to nothing.
    stays = hits.kept if account else ibis.greatest(hits.kept, ibis.coalesce(hits.group_lawful, hits.kept))
    excess = ibis.greatest(ibis.least(hits.so_far - stays, hits.amount), money(0)).cast(MONEY)
    twins = (hits.births == 1) & (hits.persons == 2) & (hits.homes <= 1)
    same_home = ibis.cases((twins, True), (hits.homeless > 0, UNKNOWN), else_=hits.homes == 1)
    return breach(
        hits,
        (
            "programme period_from period_to pay_date amount times total kept kept_batch kept_on kept_account x_arrears_words "
            "x_returned_words"
        ),
        on=ibis.coalesce(hits.pay_date, hits.period_from),
        amount=ibis.ifelse(one_failed, hits.amount, excess),
        group=ibis.literal(name),
        slot=year_month(hits.slot_from) + "至" + year_month(hits.slot_to),
        lawful=hits.group_lawful,
        thing=hits.thing,
        x_ret=one_failed & ~hits.by_words,
        x_returned=one_failed & hits.by_words,
        x_supplement=FALSE if account else (within | hits.year_is_lawful) if person else within,
        x_arrears=FALSE if account else hits.x_arrears & hits.group_lawful.isnull() & (hits.amount < hits.kept),
        x_instalment=FALSE if account else (hits.parts >= hits.times) & ~one_failed & within.fill_null(True),
        x_parts=FALSE if account else (hits.parts_told >= hits.times) & (hits.parts < hits.times) & ~one_failed & within.fill_null(True),
        x_parts_words=hits.remark,
        x_parcels=FALSE if account else (hits.areas >= hits.times) & ~one_failed,
        x_plots=FALSE if account else (hits.parcels >= hits.times) & ~one_failed,
        x_plots_words=hits.parcel,
        x_persons=(hits.all_persons | hits.by_heads) if household else FALSE,
        x_event=relief & (hits.amounts >= hits.times),
        x_reason=relief & (hits.reasons >= hits.times),
        x_reason_words=hits.remark,
        x_hh=same_home if account else FALSE,
        x_institution=said("place.care_home", hits.account_name, hits.remark, hits.programme) if account else FALSE,
        x_name=(hits.names > 1) if person else FALSE,
        related="related",
    )
