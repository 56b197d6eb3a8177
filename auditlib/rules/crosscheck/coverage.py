"""What the audit covers (CROSS-05): of each kind of thing the whole, and the part that the data analysis can judge."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, percent
from auditlib.models.contracts import projects
from auditlib.models.funds import ALLOCATION
from auditlib.models.identity import doc_no
from auditlib.models.loans import loans
from auditlib.models.payments import accusable, payments
from auditlib.models.projects import with_project_no
from auditlib.models.vocabulary import either, exists, latest, one_copy, subquery
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "CROSS-05",
    severity="L",
    strength="A",
    amount="N",
    needs=(
        "poor_household.hh_no|poor_person.id_no|project.project_no|budget_allocation.amount|"
        "micro_loan.principal|benefit_payment.amount|village.village_name",
    ),
    statement=True,
)
def coverage(
    programme,
    programme_standard,
    poor_household=ABSENT,
    poor_person=ABSENT,
    village=ABSENT,
    project=ABSENT,
    procurement_contract=ABSENT,
    project_payment=ABSENT,
    acceptance=ABSENT,
    budget_allocation=ABSENT,
    treasury_payment=ABSENT,
    benefit_payment=ABSENT,
    micro_loan=ABSENT,
):
    """How much of towns, villages, projects, funds, payments, loans, households and persons the data analysis covers."""
    lines = [
        *_places(village, [poor_person, project, benefit_payment, micro_loan]),
        _projects(project, procurement_contract, project_payment, acceptance),
        _funds(budget_allocation, treasury_payment),
        _benefits(payments(benefit_payment, programme, programme_standard)),
        _loans(micro_loan),
        *_people(poor_household, poor_person),
    ]
    order = "place object population by_data share amount amount_by_data judged_by".split()
    return either(*lines).select(*order).order_by("place")


def _line(
    place: int, name: str, rows: ir.Table, covered: ir.BooleanValue, judged_by: str, amount: ir.DecimalValue | None = None
) -> ir.Table:
    """One line: all rows, and those for which ``covered`` is true, with their amounts; none of a list that was not handed in."""
    covered = covered.fill_null(False)
    sums = {"amount": amount.sum().cast(MONEY), "amount_by_data": amount.sum(where=covered).cast(MONEY)} if amount is not None else {}
    counted = rows.agg(population=_.count(), by_data=covered.sum().cast("int64"), **sums).filter(ibis.literal(not absent(rows)))
    return counted.select(
        "population",
        "by_data",
        **dict.fromkeys(("amount", "amount_by_data"), NO_AMOUNT) | {name: counted[name] for name in sums},
        place=ibis.literal(place),
        object=ibis.literal(name),
        share=percent(counted.by_data, counted.population).cast("decimal(9,2)"),
        judged_by=ibis.literal(judged_by),
    )


def _places(village: ir.Table, tables: list[ir.Table]) -> list[ir.Table]:
    """Towns, villages and key villages of the county; covered where any ledger of money, projects or people names them."""
    key = ibis.coalesce(_.town_name, "") + "|" + _.village_name
    named = either(*(table.select(key=key) for table in tables))
    villages = exists(latest(village.mutate(key=key), "key"), named, "key", "seen")
    towns = villages.filter(_.town_name.notnull()).group_by("town_name").agg(seen=_.seen.any())
    kinds = {"镇街": towns, "行政村": villages, "省定扶贫工作重点村": villages.filter(_.is_key_village)}
    return [_line(place, kind, rows, rows.seen, "资料中有记录") for place, (kind, rows) in enumerate(kinds.items(), 1)]


def _projects(project: ir.Table, *others: ir.Table) -> ir.Table:
    """Projects, each once, and their approved money; covered where contract, payment or acceptance stands for number or name."""
    rows = projects(project).filter(_.project_no.notnull() | _.project_name.notnull())
    rows = exists(rows, either(*(with_project_no(table, project).select("project_no") for table in others)), "project_no", "seen")
    return _line(4, "扶贫项目及资金", rows, rows.seen, "有合同、支付或验收", rows.approved_amount)


def _funds(budget_allocation: ir.Table, treasury_payment: ir.Table) -> ir.Table:
    """Budgets; covered where a payment names the document."""
    rows = one_copy(budget_allocation, ALLOCATION).filter(_.amount > 0).select("amount", doc=doc_no(_.doc_no))
    rows = exists(rows, treasury_payment.select(doc=doc_no(_.budget_doc_no)), "doc", "seen")
    return _line(5, "扶贫资金指标", rows, rows.seen, "支付明细与文号对应", rows.amount)


def _benefits(paid: ir.Table) -> ir.Table:
    """Payments that arrived and were not taken back, each once."""
    rows = accusable(paid).filter(~_.refunded)
    return _line(6, "到户资金发放", rows, rows.id_no.notnull() & rows.programme_code.notnull(), "证件号码可比对、项目在目录内", rows.amount)


def _loans(micro_loan: ir.Table) -> ir.Table:
    rows = loans(micro_loan).filter(_.principal > 0)
    known = rows.borrower_id.notnull() & rows.issue_date.notnull()
    return _line(7, "扶贫小额信贷", rows, known, "证件号码可比对、有放款日期", rows.principal)


def _people(poor_household: ir.Table, poor_person: ir.Table) -> list[ir.Table]:
    """Households and persons of the newest snapshot; covered where the identity number can be matched."""
    homes = poor_household.mutate(person=poor_household.hh_no)
    persons = poor_person.mutate(person=ibis.coalesce(poor_person.id_no, poor_person.person_no))
    return [_newest(8, "建档立卡户", homes), _newest(9, "建档立卡人口", persons)]


def _newest(place: int, name: str, table: ir.Table) -> ir.Table:
    rows = table.mutate(newest=table.snapshot_date.max().over(ibis.window())).filter((_.snapshot_date == _.newest) | _.newest.isnull())
    rows = subquery(rows.group_by("hh_no", "person").agg(id_no=_.id_no.max()))
    return _line(place, name, rows, rows.id_no.notnull(), "证件号码可比对")
