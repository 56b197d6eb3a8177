"""Benefits of the catalogue that exclude each other, paid for the same time (FUND-05)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, share
from auditlib.models.identity import same_name
from auditlib.models.persons import household_of
from auditlib.models.vocabulary import lookup, one_per, subquery


def both_paid(paid: ir.Table, programme: ir.Table, poor_person: ir.Table | None, lawful_months: int) -> ir.Table:
    """Candidates of FUND-05: each payment of the smaller benefit that meets the other one in time."""
    pairs = _pairs(programme)
    rows = _keyed(paid, pairs, poor_person)
    ours, others = rows, subquery(rows).rename({f"o_{c}": c for c in rows.columns})
    met = ours.inner_join(pairs, [("programme_code", "code")]).inner_join(
        others, [_.other_code == others.o_programme_code, _.who == others.o_who]
    )
    met = subquery(met).mutate(
        # What is paid once in a lifetime excludes for a lifetime.
        once=(_.frequency == "一次性") & (_.o_frequency == "一次性"),
        common_from=ibis.greatest(_.slot_from, _.o_slot_from),
        common_to=ibis.least(_.slot_to, _.o_slot_to),
    )
    met = subquery(met.filter(_.once.fill_null(False) | (_.common_from <= _.common_to)))
    sides = ["who", "programme_code", "o_programme_code"]
    parts = subquery(_parts(met, sides))
    own = parts.group_by(sides).agg(own_total=_.part.sum())
    other = own.select(other_total="own_total", who="who", programme_code="o_programme_code", o_programme_code="programme_code")
    sums = subquery(lookup(lookup(_overlap(met, sides), own, sides), other, sides))
    smaller = (sums.own_total < sums.other_total) | ((sums.own_total == sums.other_total) & (sums.programme_code > sums.o_programme_code))
    accused = sums.filter(smaller)
    side = met.group_by("row_id", *sides).agg(
        related=_.o_row_id.collect(), other_programme=_.o_programme.min(), name_differs=(~same_name(_.name, _.o_name)).all(),
        same_person=(_.id_no == _.o_id_no).any(), other_batch=_.o_batch_no.min(), other_account=_.o_account_no.min(),
            other_paid_on=_.o_pay_date.max(),
    )  # fmt: skip
    joined = lookup(subquery(side.inner_join(accused, sides)), parts.select("row_id", *sides, "part"), ["row_id", *sides])
    joined = subquery(joined).inner_join(subquery(paid), "row_id")
    best = one_per(subquery(joined), "row_id", [_.overlap.desc(), _.o_programme_code, _.who])
    return best.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "other_programme", "overlap", "related", "x_ret",
        "other_batch", "other_account", "other_paid_on",
        household=ibis.ifelse(_.who.startswith("hh|"), _.who.substr(3), ibis.null("string")),
        other_amount="other_total",
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.part.cast(MONEY),
        x_transfer=ibis.ifelse(_.overlap.isnull(), False, _.overlap <= lawful_months),
        x_name=_.name_differs & _.same_person,
    )  # fmt: skip


def _pairs(programme: ir.Table) -> ir.Table:
    """code, other_code: both ways round, whichever of the two programmes says it."""
    said = programme.filter(_.programme_code.notnull()).select(code="programme_code", other_code=_.exclusive_with.unnest())
    return ibis.union(said, said.select(code="other_code", other_code="code")).distinct()


def _keyed(paid: ir.Table, pairs: ir.Table, poor_person: ir.Table | None) -> ir.Table:
    """Payments by whom they went to: the person (id), and for a household's benefit also the household (hh). One payment may stand twice.

    Only of those who received several of the benefits that exclude others.
    """
    rows = paid.semi_join(pairs, [("programme_code", "code")]).mutate(home=paid.hh_no)
    if poor_person is not None:
        register = household_of(poor_person).select("reg_hh", of_id="id_no")
        rows = subquery(rows.left_join(register, [("id_no", "of_id")]).mutate(home=ibis.coalesce(_.hh_no, _.reg_hh)))
    persons = rows.filter(_.id_no.notnull()).select("row_id", "programme_code", who="id|" + _.id_no)
    joint = rows.filter(_.payee_level == "到户", _.home.notnull()).select("row_id", "programme_code", who="hh|" + _.home)
    keyed = subquery(ibis.union(persons, joint))
    several = keyed.group_by("who").agg(least=_.programme_code.min(), most=_.programme_code.max()).filter(_.least < _.most)
    columns = ("row_id", "programme", "programme_code", "name", "id_no", "amount", "frequency", "slot_from", "slot_to", "batch_no",
    "account_no", "pay_date")
    keyed = subquery(keyed.semi_join(several, "who"), "row_id", "who")
    return subquery(paid.inner_join(keyed, "row_id"), *columns, "who")


def _parts(met: ir.Table, sides: list[str]) -> ir.Table:
    """``part``: of each payment the part for the months in common; the whole of what is paid once, which is for no months."""
    spans = met.select("row_id", *sides, "amount", "frequency", "slot_from", "slot_to", "common_from", "common_to").distinct()
    spans = spans.mutate(months=(_.common_to - _.common_from + 1).cast("int32"), length=(_.slot_to - _.slot_from + 1).cast("int32"))
    rows = spans.group_by("row_id", *sides, "amount", "frequency", "length").agg(months=_.months.sum())
    of_months = share(rows.amount, ibis.least(rows.months, rows.length), rows.length)
    return rows.mutate(part=ibis.ifelse((rows.frequency == "一次性").fill_null(False), rows.amount, of_months))


def _overlap(met: ir.Table, sides: list[str]) -> ir.Table:
    """Months in common per person and pair of programmes, each span once; null where both are paid once in a lifetime."""
    spans = met.select(*sides, "common_from", "common_to", "once").distinct()
    months = ibis.ifelse(spans.once.fill_null(False), ibis.null("int32"), (spans.common_to - spans.common_from + 1).cast("int32"))
    return spans.group_by(sides).agg(overlap=months.sum())
