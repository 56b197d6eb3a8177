"""What the audit covers (CROSS-05): of each kind of thing the whole, and the part that the data analysis can judge."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, percent
from auditlib.models.identity import doc_no
from auditlib.models.vocabulary import latest, subquery

COLUMNS = ("place", "object", "population", "by_data", "share", "amount", "amount_by_data", "judged_by")
MONEY_NULL = ibis.null(MONEY)


def row(place: int, name: str, rows: ir.Table, covered: ir.BooleanValue, judged_by: str, amount: ir.DecimalValue | None = None) -> ir.Table:
    """One line: all rows, and those for which ``covered`` is true, with their amounts."""
    sums = {"amount": MONEY_NULL, "amount_by_data": MONEY_NULL}
    if amount is not None:
        sums = {"amount": amount.sum().cast(MONEY), "amount_by_data": amount.sum(where=covered.fill_null(False)).cast(MONEY)}
    counted = rows.agg(
        population=_.count(), by_data=covered.fill_null(False).sum().cast("int64"), **{k: v for k, v in sums.items() if amount is not None}
    )
    if amount is None:
        counted = counted.mutate(**sums)
    share = percent(counted.by_data, counted.population).cast("decimal(9,2)")
    return counted.select(
        "population",
        "by_data",
        "amount",
        "amount_by_data",
        place=ibis.literal(place),
        object=ibis.literal(name),
        share=share,
        judged_by=ibis.literal(judged_by),
    )


def places(village: ir.Table, tables: list[ir.Table]) -> list[ir.Table]:
    """Towns, villages and key villages of the county; covered where any ledger of money, projects or people names them."""
    named = [
        t.filter(_.village_name.notnull()).select(n_town=ibis.coalesce(_.town_name, ""), n_village="village_name").distinct()
        for t in tables
    ]
    known = subquery(ibis.union(*named).distinct() if len(named) > 1 else named[0])
    villages = latest(village.mutate(v_key=ibis.coalesce(_.town_name, "") + "|" + _.village_name), "v_key")
    hit = known.select(n_key=_.n_town + "|" + _.n_village).distinct()
    villages = subquery(villages.left_join(hit, [("v_key", "n_key")]).select("town_name", "is_key_village", seen=_.n_key.notnull()))
    towns = villages.filter(_.town_name.notnull()).group_by("town_name").agg(seen=_.seen.any())
    keys = villages.filter(_.is_key_village)
    return [
        row(1, "镇街", towns, towns.seen, "资料中有记录"),
        row(2, "行政村", villages, villages.seen, "资料中有记录"),
        row(3, "省定扶贫工作重点村", keys, keys.seen, "资料中有记录"),
    ]


def projects(project: ir.Table, others: list[ir.Table]) -> ir.Table:
    """Projects and their approved money; covered where contract, payment or acceptance stands for the number."""
    numbers = [t.filter(_.project_no.notnull()).select(n_no="project_no").distinct() for t in others]
    rows = project.select("project_no", "approved_amount", "project_name")
    rows = rows.filter(_.project_no.notnull() | _.project_name.notnull())
    if not numbers:
        return row(4, "扶贫项目", rows, ibis.literal(False), "有合同、支付或验收", rows.approved_amount)
    known = subquery(ibis.union(*numbers).distinct() if len(numbers) > 1 else numbers[0])
    rows = subquery(rows.left_join(known, [("project_no", "n_no")]))
    return row(4, "扶贫项目及资金", rows, rows.n_no.notnull(), "有合同、支付或验收", rows.approved_amount)


def funds(budget_allocation: ir.Table, treasury_payment: ir.Table | None) -> ir.Table:
    """Budgets; covered where a payment names the document."""
    rows = budget_allocation.filter(_.amount > 0).select("amount", doc=doc_no(_.doc_no))
    if treasury_payment is None:
        return row(5, "扶贫资金指标", rows, ibis.literal(False), "支付明细与文号对应", rows.amount)
    paid = treasury_payment.select(p_doc=doc_no(_.budget_doc_no)).filter(_.p_doc.notnull()).distinct()
    rows = subquery(rows.left_join(paid, [("doc", "p_doc")]))
    return row(5, "扶贫资金指标", rows, rows.p_doc.notnull(), "支付明细与文号对应", rows.amount)


def benefits(benefit_payment: ir.Table) -> ir.Table:
    rows = benefit_payment.filter(_.amount > 0).select("amount", "id_no", "programme_code")
    return row(6, "到户资金发放", rows, rows.id_no.notnull() & rows.programme_code.notnull(), "证件号码可比对、项目在目录内", rows.amount)


def loans(micro_loan: ir.Table) -> ir.Table:
    rows = micro_loan.filter(_.principal > 0).select("principal", "borrower_id", "issue_date")
    return row(
        7, "扶贫小额信贷", rows, rows.borrower_id.notnull() & rows.issue_date.notnull(), "证件号码可比对、有放款日期", rows.principal
    )


def people(poor_household: ir.Table | None, poor_person: ir.Table | None) -> list[ir.Table]:
    """Households and persons of the newest snapshot; covered where the identity number can be matched."""
    found = []
    for place, name, table, key in ((8, "建档立卡户", poor_household, "hh_no"), (9, "建档立卡人口", poor_person, "person")):
        if table is not None:
            newest = table.agg(newest=_.snapshot_date.max())
            rows = table.mutate(person=ibis.coalesce(table.id_no, table.person_no) if key == "person" else table.hh_no).cross_join(newest)
            rows = subquery(rows.filter((_.snapshot_date == _.newest) | _.newest.isnull()))
            rows = rows.group_by("hh_no", "person").agg(id_no=_.id_no.max())
            found.append(row(place, name, subquery(rows), _.id_no.notnull(), "证件号码可比对"))
    return found
