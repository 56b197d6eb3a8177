"""What charts ask of a county's ledgers: all that a rule judged, so that the few that it accuses are seen among them.

A question is written as a rule is (tables in, one table out, the parameters are the ledgers it reads), and asked by ``audit.ask``. The
columns of ORIGIN tell where a row stands, as leads tell it of the row that they accuse.
"""

import ibis
from ibis import _

from auditlib.ledgers import ORIGIN
from auditlib.models.amounts import MONEY, money
from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.funds import standing
from auditlib.models.payments import payments
from auditlib.models.vocabulary import either, lookup
from auditlib.rules.catalogue import ABSENT
from auditlib.rules.micro_loans.household_debt import debts

PLACE = ORIGIN[1:]


def loans(micro_loan, loan_txn=ABSENT, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """Every poverty micro-loan: day of issue, what the household owes from that day on, the ceiling of that day (LOAN-02)."""
    found = debts(micro_loan, loan_txn, poor_household, poor_person, policy).filter(~_.x_product.fill_null(False))
    found = found.filter(_.outstanding.notnull()).select("row_id", "issue_date", "outstanding", "ceiling")
    found = lookup(found, micro_loan.select("row_id", *PLACE), "row_id")
    return found.order_by("issue_date", "row_id")


def allotments(budget_allocation, treasury_payment=ABSENT, project_payment=ABSENT, *, policy, as_of):
    """Every allocation received by the audit date: how old, and how far its money came (FUND-09).

    ``amount``, of it ``broken_down`` to those who spend, ``paid_out`` by the treasury, ``spent``: paid to others than the administration;
    the last two null where neither the list nor the payments tell. ``age``: 3 from the years on after which it is taken back, 2 after those
    that it may lie idle, 1 after half of these, else 0.
    """
    today = literal_date(as_of)
    warn, back = (12 * int(policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    rows = standing(budget_allocation, treasury_payment, project_payment, today, int(policy.value("fund.transit_days")))
    spent = ibis.ifelse(rows.idle < 0, rows.amount, rows.amount - rows.idle).cast(MONEY)
    arrived = spent + ibis.coalesce(rows.parked, money(0))
    paid_out = ibis.ifelse(arrived > rows.amount, rows.amount, arrived).cast(MONEY)
    rows = rows.select(
        "row_id",
        "doc_no",
        "level",
        "project_no",
        "received_on",
        "amount",
        *PLACE,
        age=ibis.cases(
            (rows.received_on + ibis.interval(months=back) <= today, 3),
            (rows.received_on + ibis.interval(months=warn) < today, 2),
            (rows.received_on + ibis.interval(months=warn // 2) < today, 1),
            else_=0,
        ),
        broken_down=ibis.ifelse(rows.issued_on <= today, rows.amount, ibis.coalesce(paid_out, money(0))).cast(MONEY),
        paid_out=paid_out,
        spent=spent,
    )
    return rows.order_by("received_on", "row_id")


def towns(poor_household, programme, programme_standard, benefit_payment=ABSENT, project=ABSENT):
    """By town: registered poor ``households`` of the newest register, money that came to persons and households (``paid``), money of its
    projects."""
    newest = poor_household.snapshot_date.max().over(ibis.window())
    listed = poor_household.mutate(newest=newest).filter((_.snapshot_date == _.newest) | _.newest.isnull())
    paid = payments(benefit_payment, programme, programme_standard).filter(_.succeeded, ~_.x_ret, _.amount > 0)
    paid = lookup(paid.select("row_id", "amount"), benefit_payment.select("row_id", "town_name"), "row_id")
    nothing, nobody = money(0), ibis.literal(0, type="int64")
    parts = (
        listed.group_by("town_name").agg(households=_.hh_no.nunique().cast("int64"), paid=nothing, projects=nothing),
        paid.group_by("town_name").agg(households=nobody, paid=_.amount.sum().cast(MONEY), projects=nothing),
        projects(project).group_by("town_name").agg(households=nobody, paid=nothing, projects=_.approved_amount.sum().cast(MONEY)),
    )
    rows = either(*(part.select("town_name", "households", "paid", "projects") for part in parts)).group_by("town_name")
    sums = {name: _[name].sum().fill_null(0).cast(MONEY) for name in ("paid", "projects")}
    return rows.agg(households=_.households.sum().cast("int64"), **sums).order_by("town_name")


def people(linked, benefit_payment=ABSENT, poor_household=ABSENT, poor_person=ABSENT, income_distribution=ABSENT):
    """Whom the rows at the places of ``linked`` (PLACE) tell of: ``id_no``, ``name``, ``village_name``."""
    ledgers = (benefit_payment, poor_household, poor_person, income_distribution)
    rows = either(*(ledger.select("id_no", "name", "village_name", *PLACE) for ledger in ledgers))
    return rows.semi_join(linked, [*PLACE]).distinct().order_by(*PLACE, "id_no", "name", "village_name")
