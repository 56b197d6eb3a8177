"""To whom loans are granted: the registered (LOAN-01), of working age (LOAN-06)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import month
from auditlib.models.identity import born
from auditlib.models.loans import COPIED, loans
from auditlib.models.persons import deaths, in_service, mistyped
from auditlib.models.register import Register
from auditlib.models.vocabulary import UNKNOWN, breach, covers, first_true, lookup, match, subquery
from auditlib.rules.catalogue import ABSENT, rule

NO_LIST = "放款日及以前没有建档数据，无法判断是否在册"
NO_DAY = "清退日期不明，无法判断放款时是否在册"
#: What may speak for a borrower who is not registered.
EXCEPTIONS = ("x_hh", "x_lag", "x_removed", "x_typo", "x_snapshot")
DEAD, PAID = "借款人已死亡", "借款人系财政供养人员"


@rule(
    "LOAN-01",
    basis=("loan.edge_household", "fund.staff_types"),
    severity="H",
    strength="B",
    amount="V",
    matter="borrower_id",
    decides=("borrower_id", "issue_date"),
    downgrades={"x_typo": "D", "x_name": "D"},
)
def borrower_not_registered(
    micro_loan, poor_person, poor_household=ABSENT, register_change=ABSENT, death_register=ABSENT, fiscal_payroll=ABSENT, *, policy, as_of
):
    """On the day of issue neither the borrower (who left poverty still counts) nor the household is registered as poor.

    A household struck off (清退) before the loan is not registered; a person in any snapshot is, from the day of identification on. Where
    no list reaches back to the day, nobody is judged. Accused too is a loan in the name of somebody who was dead, or on the fiscal payroll,
    on that day.
    """
    book = loans(micro_loan).filter(_.borrower_id.notnull() & _.issue_date.notnull())
    outside = unregistered(book, Register(poor_person, poor_household, register_change), policy)
    rows = _dead_or_paid(book, deaths(death_register, as_of), in_service(fiscal_payroll, policy.value("fund.staff_types")))
    rows = subquery(lookup(rows, outside.select("loan", "kind", "since", "snapshot", "not_judged", *EXCEPTIONS), "loan"))
    judged = rows.kind.notnull() & rows.not_judged.isnull()
    kind = ibis.cases((rows.dead, DEAD), (judged, rows.kind), (rows.paid, PAID), else_=rows.kind)
    alien = ~kind.isin((DEAD, PAID))
    found = rows.mutate(
        kind=kind,
        **{fact: ibis.ifelse(alien, rows[fact], ibis.null(rows[fact].type())) for fact in ("since", "snapshot", "not_judged")},
        other=ibis.cases((kind == DEAD, rows.dead_death_date.cast("string")), (kind == PAID, rows.paid_unit)),
        related=ibis.array([ibis.cases((kind == DEAD, rows.dead_row), (kind == PAID, rows.paid_row))]),
        **{x: ibis.ifelse(alien, rows[x], False) for x in EXCEPTIONS},
        x_name=ibis.cases((kind == DEAD, rows.dead_differs), (kind == PAID, rows.paid_differs), else_=False),
    )
    facts = f"{COPIED} kind since snapshot other related not_judged {' '.join(EXCEPTIONS)} x_name x_product"
    return breach(found.filter(_.kind.notnull()), facts, on="issue_date", amount="principal")


def unregistered(book: ir.Table, register: Register, policy) -> ir.Table:
    """Loans of borrowers not in the register on the day of issue: ``kind``, ``since`` (identified), ``snapshot`` used, and EXCEPTIONS.

    ``not_judged``: no list reaches back to the day, and nothing else tells.
    """
    found = _ineligible(book, register, ibis.literal(policy.day("loan.edge_household")))
    seen, edge = found.own_seen.fill_null(False), found.own_edge.fill_null(False)
    kind = first_true({"清退后放款": found.removed, "未建档": ~seen, "边缘户尚不能借款": edge}, "放款后才识别")
    never, late = kind == "未建档", kind == "放款后才识别"
    unknown = found.eligible.isnull() & ~found.removed & ~found.x_hh.fill_null(False)
    told = {
        "kind": kind,
        "snapshot": found.own_snapshot,
        "not_judged": first_true({NO_DAY: unknown & found.own_removed_undated, NO_LIST: unknown}),
        "x_lag": late & (found.since.year() == found.issue_date.year()).fill_null(False),
        "x_removed": ibis.cases((never, found.own_left_ever), (late, found.own_left_before), else_=False),
        "x_typo": ibis.ifelse(never, found.mistyped, False),
        "x_snapshot": ibis.ifelse(found.own_snapshot.year() == found.issue_date.year(), False, UNKNOWN),
    }
    return subquery(found.mutate(**told))


def _ineligible(book: ir.Table, register: Register, edge_from: ir.DateScalar) -> ir.Table:
    """Loans whose borrower was not eligible on the day of issue, or nobody knows: eligible, x_hh (the household was), removed, since."""
    house = {"hh": "hh_no", "id": "head_id", "homes_of": ["borrower_id", "head_id"]}
    asked = register.ask(book, on="issue_date", own={"id": "borrower_id"}, house=house, by="loan")
    own, home = (_eligible(asked, role, edge_from) & ~_removed(asked, "own") for role in ("own", "house"))
    asked = asked.mutate(
        eligible=own, x_hh=home, removed=asked.own_removed_on.notnull(), since=ibis.coalesce(asked.own_since, asked.own_edge_since)
    )
    return mistyped(asked.filter((~_.eligible).fill_null(True)), register.persons, name="borrower_name", number="borrower_id")


def _eligible(asked: ir.Table, role: str, edge_from: ir.DateScalar) -> ir.BooleanValue:
    """Identified by the day of issue and not struck off, a 边缘户 only from the day on from which such may borrow; null where nothing
    tells.

    Whom a list of the year no longer holds was still registered, unless the changes say that he was struck off.
    """
    listed, seen, edge = asked[f"{role}_listed"], asked[f"{role}_seen"], asked[f"{role}_edge"].fill_null(False)
    since = ibis.ifelse(edge, asked[f"{role}_edge_since"], asked[f"{role}_since"])
    known = ibis.coalesce(since, asked[f"{role}_first_seen"])
    before = ibis.ifelse(known.isnull(), ~listed, known <= asked.issue_date)
    there = ibis.cases(
        (listed.fill_null(False), (since <= asked.issue_date).fill_null(True)), ((seen & before).fill_null(False), True), else_=listed
    )
    return there & (~edge | (asked.issue_date >= edge_from)) & ~_removed(asked, role)


def _removed(asked: ir.Table, role: str) -> ir.BooleanValue:
    """Struck off before; unknown where nobody tells on what day."""
    return asked[f"{role}_removed_on"].notnull() | ibis.ifelse(asked[f"{role}_removed_undated"].fill_null(False), UNKNOWN, False)


def _dead_or_paid(book: ir.Table, dead: ir.Table, job: ir.Table) -> ir.Table:
    """``book`` with ``dead`` (before the day of issue) and ``paid`` (in service as staff proper in its month), as `match` gives them.

    FUND-01 and FUND-02 on borrowers (DOMAIN §2.3). Unknown months accuse nobody.
    """
    rows = book.mutate(id_no=book.borrower_id, name=book.borrower_name)
    dead = dead.rename(name="death_name", row_id="death_row", death_date="dead_on")
    job = job.filter(_.begins.notnull())
    rows = match(rows, dead, "id_no", "dead", lambda pair: pair.issue_date > pair.dead_death_date, take=["death_date"])

    def listed(pair: ir.Table) -> ir.BooleanValue:
        return covers(pair.paid_begins, pair.paid_ends, month(pair.issue_date))

    return match(rows, job, "id_no", "paid", listed, take=["unit"], first=["begins"])


@rule(
    "LOAN-06",
    basis=("loan.age_min", "loan.age_max"),
    severity="L",
    strength="A",
    amount="N",
    decides=("borrower_id", "issue_date"),
    downgrades={"x_checksum": "D"},
)
def age_out_of_range(micro_loan, *, policy):
    """On the day of issue the borrower's age is out of range (only for loans granted after the document was issued)."""
    book = loans(micro_loan)
    issued = book.issue_date.year() * 10000 + book.issue_date.month() * 100 + book.issue_date.day()
    age = ((issued - born(book.borrower_id, ibis.null("date"))) / 10000).floor().cast("int32")
    least, most = (policy.at(f"loan.age_{end}", book.issue_date).cast("int32") for end in ("min", "max"))
    unborn = book.borrower_id.notnull() & age.isnull() & least.notnull()
    found = book.mutate(age=age, age_min=least, age_max=most, not_judged=first_true({"证件号码看不出出生日期": unborn}))
    found = found.filter(_.not_judged.notnull() | (_.age < _.age_min) | (_.age > _.age_max))
    checksum = (found.borrower_id_note == "checksum").fill_null(False)
    return breach(found, f"{COPIED} age not_judged x_product age_min age_max", on="issue_date", amount=NO_AMOUNT, x_checksum=checksum)
