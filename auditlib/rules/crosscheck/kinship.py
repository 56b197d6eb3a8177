"""Do the cadres' relatives of a village receive more than their share of its people (CROSS-03)?"""

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.payments import accusable
from auditlib.models.persons import household_of
from auditlib.models.vocabulary import either, latest, lookup, one_per, subquery

#: Longer sums are cut off: no village has more benefiting households of relatives.
MOST = 200
GROUP = ["place", "kind"]


def received(
    benefit_payment: ir.Table, paid: ir.Table, micro_loan: ir.Table, income_distribution: ir.Table, poor_person: ir.Table
) -> ir.Table:
    """What persons of a village receive because they are poor: kind, place, person, home, on, amount, row_id."""
    paid = accusable(paid).filter(~_.x_ret, (_.means_tested | _.poverty_only).fill_null(False))
    paid = lookup(paid, benefit_payment.select("row_id", "town_name"), "row_id")
    rows = either(
        _part(paid, "补贴", "id_no", "amount", "pay_date"),
        _part(micro_loan, "贷款", "borrower_id", "principal", "issue_date"),
        _part(income_distribution, "分红", "id_no", "amount", "pay_date"),
    )
    rows = lookup(subquery(rows), household_of(poor_person).select("reg_hh", person="id_no"), "person")
    return subquery(rows.mutate(home=ibis.coalesce(_.reg_hh, _.home)))


def _part(rows: ir.Table, kind: str, person: str, amount: str, on: str) -> ir.Table:
    rows = rows.filter(rows[person].notnull(), rows[amount] > 0, _.village_name.notnull())
    home = ibis.coalesce(_.hh_no, _[person]) if "hh_no" in rows.columns else _[person]
    return rows.select("row_id", kind=ibis.literal(kind), place=_place(rows), person=person, home=home, on=on, amount=_[amount].cast(MONEY))


def _place(rows: ir.Table) -> ir.StringValue:
    return ibis.coalesce(rows.town_name, "") + "|" + rows.village_name


def concentrated(rows: ir.Table, village_cadre: ir.Table, village: ir.Table, least: int, most: Decimal) -> ir.Table:
    """One candidate per village and kind, on the cadre with most benefiting relatives."""
    cadre = village_cadre.filter(_.relative_id.notnull(), _.id_no.notnull(), _.village_name.notnull())
    kin = subquery(cadre.select("from_date", "to_date", place=_place(cadre), person="relative_id", cadre="id_no", cadre_row="row_id"))
    hits = rows.inner_join(kin, ["place", "person"])
    hits = subquery(hits.mutate(out=(_.to_date < _.on).fill_null(False) | (_.from_date > _.on).fill_null(False)))
    groups = one_per(hits, ["row_id", "kind"], [_.out, _.cadre]).group_by(GROUP)
    groups = groups.agg(
        kin_homes=_.home.nunique(), total=_.amount.sum().cast(MONEY), related=_.row_id.collect(), x_left=_.out.all(), on=_.on.max()
    )
    groups = lookup(groups.filter(_.kin_homes >= least), rows.group_by(GROUP).agg(homes=_.home.nunique()), GROUP)
    groups = _with_chance(_with_people(groups, kin, village))
    of_cadre = hits.group_by(*GROUP, "cadre").agg(row_id=_.cadre_row.argmin(_.person), own_homes=_.home.nunique())
    first = one_per(of_cadre, GROUP, [_.own_homes.desc(), _.cadre]).select(*GROUP, "row_id")
    return lookup(groups.filter((_.chance < ibis.literal(most, type="decimal(9,6)")).fill_null(True)), first, GROUP)


def _with_people(groups: ir.Table, kin: ir.Table, village: ir.Table) -> ir.Table:
    """Add kin_persons (relatives listed) and total_persons of the village; null where it is not known, or is no more than the relatives."""
    size = latest(village.filter(_.village_name.notnull()).mutate(place=_place(village)), "place").select("place", "total_persons")
    groups = lookup(lookup(groups, kin.group_by("place").agg(kin_persons=_.person.nunique()), "place"), size, "place")
    return subquery(groups.mutate(total_persons=ibis.ifelse(_.total_persons > _.kin_persons, _.total_persons, ibis.null("int64"))))


def _with_chance(groups: ir.Table) -> ir.Table:
    """Add ``chance``: that of ``homes`` drawn by lot, kin_persons/total_persons being the share of relatives, ``kin_homes`` or more are
    relatives'.

    The exact binomial tail, 1 − Σ P(i) for i < kin_homes, term by term from its ratios; to six places, rounded up to at least 0.000001.
    """
    share = groups.kin_persons.cast("float64") / groups.total_persons.cast("float64")
    terms = groups.filter(_.total_persons.notnull()).select(*GROUP, "kin_homes", "homes", share=share)
    terms = terms.cross_join(ibis.range(0, MOST).unnest().name("i").as_table()).filter(_.i < _.kin_homes)
    left = ibis.greatest(terms.homes - terms.i + 1, 1).cast("float64") / ibis.greatest(terms.i, 1)
    odds = terms.share / (1 - terms.share)
    terms = subquery(terms.mutate(ratio=ibis.ifelse(terms.i == 0, terms.homes * (1 - terms.share).ln(), (left * odds).ln())))
    so_far = ibis.window(group_by=GROUP, order_by="i", preceding=None, following=0)
    tails = subquery(terms.mutate(term=_.ratio.sum().over(so_far).exp())).group_by(GROUP).agg(below=_.term.sum())
    tail = ibis.ifelse(_.below.notnull(), ibis.greatest(1 - _.below, 0.000001), None)
    return subquery(lookup(groups, tails, GROUP).mutate(chance=tail.round(6).cast("decimal(9,6)")))
