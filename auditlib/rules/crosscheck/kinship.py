"""Do the cadres' relatives of a village receive more than their share of its people (CROSS-03)?"""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import household_of
from auditlib.models.vocabulary import latest, one_per, subquery

#: Longer sums are cut off: no village has more benefiting households of relatives.
MOST = 200


def received(benefit_payment, programme, micro_loan, income_distribution, poor_person) -> ir.Table:
    """What persons of a village receive because they are poor: kind, place, person, home, on, amount, row_id."""
    parts = []
    if benefit_payment is not None:
        paid = accusable(payments(benefit_payment, programme)).filter(~_.x_ret, (_.means_tested | _.poverty_only).fill_null(False))
        towns = benefit_payment.select("town_name", t_row="row_id")
        parts.append(_part(subquery(paid.inner_join(towns, [("row_id", "t_row")])), "补贴", "id_no", "amount", "pay_date"))
    if micro_loan is not None:
        parts.append(_part(micro_loan, "贷款", "borrower_id", "principal", "issue_date"))
    if income_distribution is not None:
        parts.append(_part(income_distribution, "分红", "id_no", "amount", "pay_date"))
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    if poor_person is None:
        return subquery(rows)
    register = household_of(poor_person).select("reg_hh", of_id="id_no")
    return subquery(
        subquery(rows).left_join(register, [("person", "of_id")]).mutate(home=ibis.coalesce(_.reg_hh, _.home)).drop("reg_hh", "of_id")
    )


def _part(rows: ir.Table, kind: str, person: str, amount: str, on: str) -> ir.Table:
    rows = rows.filter(rows[person].notnull(), rows[amount] > 0, _.village_name.notnull())
    home = ibis.coalesce(_.hh_no, _[person]) if "hh_no" in rows.columns else _[person]
    return rows.select("row_id", kind=ibis.literal(kind), place=_place(rows), person=person, home=home, on=on, amount=_[amount].cast(MONEY))


def _place(rows: ir.Table) -> ir.StringValue:
    return ibis.coalesce(rows.town_name, "") + "|" + rows.village_name


def concentrated(rows: ir.Table, village_cadre: ir.Table, village: ir.Table, least: int, chance) -> ir.Table:
    """One candidate per village and kind, on the cadre with most benefiting relatives."""
    kin = village_cadre.filter(_.relative_id.notnull(), _.id_no.notnull(), _.village_name.notnull())
    kin = kin.select(
        k_place=_place(kin), cadre="id_no", relative="relative_id", from_date="from_date", to_date="to_date", cadre_row="row_id"
    )
    kin = subquery(kin)
    size = latest(village.filter(_.village_name.notnull()).mutate(v_place=_place(village)), "v_place").select("v_place", "total_persons")
    shares = kin.group_by("k_place").agg(kin_persons=_.relative.nunique()).inner_join(size, [("k_place", "v_place")])
    shares = subquery(shares.filter(_.total_persons > _.kin_persons), "k_place", "kin_persons", "total_persons")
    hits = subquery(rows.inner_join(kin, [_.place == kin.k_place, _.person == kin.relative]))
    hits = subquery(hits.mutate(out=(_.to_date < _.on).fill_null(False) | (_.from_date > _.on).fill_null(False)))
    per_row = one_per(hits, ["row_id", "kind"], [_.out, _.cadre])
    kin_side = per_row.group_by("place", "kind").agg(
        kin_homes=_.home.nunique(), total=_.amount.sum().cast(MONEY), related=_.row_id.collect(), x_left=_.out.all(), occurred_on=_.on.max()
    )
    all_side = rows.group_by(a_place=_.place, a_kind=_.kind).agg(homes=_.home.nunique())
    groups = kin_side.filter(_.kin_homes >= least).inner_join(all_side, [("place", "a_place"), ("kind", "a_kind")])
    groups = subquery(groups.inner_join(shares, [("place", "k_place")]))
    groups = with_chance(groups)
    per_cadre = hits.group_by("place", "kind", "cadre").agg(row_id=_.cadre_row.argmin(_.relative), own_homes=_.home.nunique())
    first = one_per(per_cadre, ["place", "kind"], [_.own_homes.desc(), _.cadre]).select("row_id", f_place="place", f_kind="kind")
    found = groups.filter(_.chance < ibis.literal(chance, type="decimal(9,6)")).inner_join(
        first, [("place", "f_place"), ("kind", "f_kind")]
    )
    return found.mutate(thing=_.place).drop("place", "f_place", "f_kind", "a_place", "a_kind", "k_place")


def with_chance(groups: ir.Table) -> ir.Table:
    """Add ``chance``: that of ``homes`` drawn by lot, kin_persons/total_persons being the share of relatives, ``kin_homes`` or more are relatives'.

    The exact binomial tail, 1 − Σ P(i) for i < kin_homes, term by term from its ratios; to six places, rounded up to at least 0.000001.
    """
    key = [groups.place, groups.kind]
    share = groups.kin_persons.cast("float64") / groups.total_persons.cast("float64")
    terms = groups.select("kin_homes", "homes", t_place=key[0], t_kind=key[1], share=share)
    numbers = ibis.range(0, MOST).unnest().name("i").as_table()
    terms = subquery(terms.cross_join(numbers).filter(_.i < _.kin_homes))
    left = ibis.greatest(terms.homes - terms.i + 1, 1).cast("float64")
    ratio = ibis.ifelse(
        terms.i == 0, terms.homes * (1 - terms.share).ln(), (left / ibis.greatest(terms.i, 1) * terms.share / (1 - terms.share)).ln()
    )
    terms = subquery(terms.mutate(ratio=ratio))
    so_far = ibis.window(group_by=["t_place", "t_kind"], order_by="i", preceding=None, following=0)
    terms = subquery(terms.mutate(term=_.ratio.sum().over(so_far).exp()))
    tails = terms.group_by("t_place", "t_kind").agg(below=_.term.sum())
    joined = subquery(groups.inner_join(tails, [("place", "t_place"), ("kind", "t_kind")]))
    tail = ibis.greatest(1 - joined.below, 0.000001).round(6).cast("decimal(9,6)")
    return subquery(joined.mutate(chance=tail)).drop("below", "t_place", "t_kind")
