"""To whom loans are granted: the registered (LOAN-01), of working age (LOAN-06)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import month
from auditlib.models.identity import born, folded, same_name
from auditlib.models.loans import COPIED, loans
from auditlib.models.persons import deaths, spells
from auditlib.models.register import Register
from auditlib.models.vocabulary import FALSE, UNKNOWN, first_true, lookup, one_per
from auditlib.rules.catalogue import ABSENT, rule

NO_LIST = "放款日及以前没有建档数据，无法判断是否在册"
EXCEPTIONS = ("x_hh", "x_lag", "x_removed", "x_typo", "x_snapshot", "x_name", "x_product")


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

    A household struck off (清退) before the loan is not registered; a person in any snapshot is, from the day of identification on. Where no list
    reaches back to the day, nobody is judged. Accused too is a loan in the name of somebody who was dead, or on the fiscal payroll, on that day.
    """
    register = Register(poor_person, poor_household, register_change)
    outside = unregistered(micro_loan, register, policy)
    book = loans(micro_loan)
    dead = _dead(book, death_register, as_of)
    staff = _staff(book.anti_join(outside.filter(_.not_judged.isnull()), "loan").anti_join(dead, "loan"), fiscal_payroll, policy)
    parts = [outside.anti_join(dead, "loan").anti_join(staff, "loan"), dead, staff]
    found = ibis.union(
        *(part.select("loan", "kind", "since", "snapshot", "other", "related", "not_judged", *EXCEPTIONS[:-1]) for part in parts)
    )
    found = lookup(found, book, "loan")
    return found.select(
        *COPIED,
        "kind",
        "since",
        "snapshot",
        "other",
        "related",
        "not_judged",
        *EXCEPTIONS,
        occurred_on="issue_date",
        questioned_amount="principal",
    )


def unregistered(micro_loan: ir.Table, register: Register, policy) -> ir.Table:
    """Loans of borrowers not in the register on the day of issue: ``loan``, ``kind``, ``since`` (identified), ``snapshot`` used, and EXCEPTIONS.

    ``not_judged``: no list reaches back to the day, and nothing else tells.
    """
    book = loans(micro_loan).filter(_.borrower_id.notnull() & _.issue_date.notnull())
    asked = register.ask(
        book,
        on="issue_date",
        own={"id": "borrower_id"},
        house={"hh": "hh_no", "id": "head_id", "homes_of": ["borrower_id", "head_id"]},
        by="loan",
    )
    edge_from = ibis.literal(dt.date.fromisoformat(policy.value("loan.edge_household")))
    own, house = (_eligible(asked, role, edge_from) for role in ("own", "house"))
    removed = asked.own_removed_on.notnull()
    asked = asked.mutate(
        eligible=own & ~removed, x_hh=house & ~removed, removed=removed, since=ibis.coalesce(asked.own_since, asked.own_edge_since)
    )
    found = asked.filter((~asked.eligible).fill_null(True))
    seen, edge = found.own_seen.fill_null(False), found.own_edge.fill_null(False)
    kind = first_true({"清退后放款": found.removed, "未建档": ~seen, "边缘户尚不能借款": edge}, "放款后才识别")
    found = lookup(found.mutate(kind=kind), _similar(found, register.persons), "loan")
    never, late = found.kind == "未建档", found.kind == "放款后才识别"
    nameless = found.borrower_name.isnull() | found.village_name.isnull()
    return found.mutate(
        snapshot=found.own_snapshot,
        other=ibis.null("string"),
        related=ibis.array([ibis.null("int64")]),
        not_judged=ibis.ifelse(found.eligible.isnull() & ~found.removed & ~found.x_hh.fill_null(False), NO_LIST, ibis.null("string")),
        x_lag=late & (found.since.year() == found.issue_date.year()).fill_null(False),
        x_removed=ibis.cases((never, found.own_left_ever), (late, found.own_left_before), else_=False),
        x_typo=ibis.ifelse(never & nameless, UNKNOWN, never & found.similar.notnull()),
        x_snapshot=ibis.ifelse(found.own_snapshot.year() == found.issue_date.year(), False, UNKNOWN),
        x_name=FALSE,
    )


def _eligible(asked: ir.Table, role: str, edge_from: ir.DateScalar) -> ir.BooleanValue:
    """Identified by the day of issue and not struck off, a 边缘户 only from the day on from which such may borrow; null where nothing tells.

    Whom a list of the year no longer holds was still registered, unless the changes say that he was struck off.
    """
    listed, seen, edge = asked[f"{role}_listed"], asked[f"{role}_seen"], asked[f"{role}_edge"].fill_null(False)
    since = ibis.ifelse(edge, asked[f"{role}_edge_since"], asked[f"{role}_since"])
    known = ibis.coalesce(since, asked[f"{role}_first_seen"])
    before = ibis.ifelse(known.isnull(), ~listed, known <= asked.issue_date)
    there = ibis.cases(
        (listed.fill_null(False), (since <= asked.issue_date).fill_null(True)), ((seen & before).fill_null(False), True), else_=listed
    )
    return there & (~edge | (asked.issue_date >= edge_from)) & asked[f"{role}_removed_on"].isnull()


def _similar(found: ir.Table, persons: ir.Table) -> ir.Table:
    """``loan`` and ``similar``: a registered person of the same name and village whose number differs in at most two places."""
    people = persons.select("village_name", borrower_name=folded(persons.name), similar="id_no").distinct()
    pairs = found.select("loan", "borrower_id", "village_name", borrower_name=folded(found.borrower_name))
    near = pairs.join(people, ["borrower_name", "village_name"]).filter(_.borrower_id.levenshtein(_.similar) <= 2)
    return near.group_by("loan").agg(similar=_.similar.min())


def _dead(book: ir.Table, death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """Loans granted after the borrower's death (DOMAIN §2.3: FUND-01 on borrowers)."""
    pairs = book.join(deaths(death_register, as_of).rename(borrower_id="id_no"), "borrower_id").filter(_.issue_date > _.death_date)
    return _accused(pairs, "借款人已死亡", pairs.death_date.cast("string"), pairs.death_name, pairs.death_row)


def _staff(book: ir.Table, fiscal_payroll: ir.Table, policy) -> ir.Table:
    """Loans to staff proper who were on the payroll in the month of issue (DOMAIN §2.3: FUND-02 on borrowers); unknown months accuse nobody."""
    job = spells(fiscal_payroll).filter(_.staff_type.isin(policy.value("fund.staff_types")))
    pairs = book.join(job.rename(borrower_id="id_no"), "borrower_id")
    pairs = pairs.filter(_.first_month <= month(_.issue_date), (_.last_month >= month(_.issue_date)).fill_null(True))
    pairs = one_per(pairs, "loan", [_.first_month, _.staff_row])
    return _accused(pairs, "借款人系财政供养人员", pairs.unit, pairs.staff_name, pairs.staff_row)


def _accused(pairs: ir.Table, kind: str, other: ir.StringValue, name: ir.StringValue, row: ir.IntegerValue) -> ir.Table:
    return pairs.select(
        "loan",
        kind=ibis.literal(kind),
        since=ibis.null("date"),
        snapshot=ibis.null("date"),
        other=other,
        related=ibis.array([row]),
        not_judged=ibis.null("string"),
        x_hh=FALSE,
        x_lag=FALSE,
        x_removed=FALSE,
        x_typo=FALSE,
        x_snapshot=FALSE,
        x_name=~same_name(pairs.borrower_name, name),
    )


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
    born_on = born(book.borrower_id, ibis.null("date"))
    issued = book.issue_date.year() * 10000 + book.issue_date.month() * 100 + book.issue_date.day()
    age = ((issued - born_on) / 10000).floor().cast("int32")
    found = book.mutate(age=age, age_min=policy.at("loan.age_min", book.issue_date), age_max=policy.at("loan.age_max", book.issue_date))
    unborn = found.borrower_id.notnull() & found.age.isnull() & found.age_min.notnull()
    found = found.mutate(not_judged=ibis.ifelse(unborn, "证件号码看不出出生日期", ibis.null("string")))
    found = found.filter(_.not_judged.notnull() | (_.age < _.age_min) | (_.age > _.age_max))
    return found.select(
        *COPIED,
        "age",
        "not_judged",
        "x_product",
        age_min=found.age_min.cast("int32"),
        age_max=found.age_max.cast("int32"),
        occurred_on="issue_date",
        questioned_amount=NO_AMOUNT,
        x_checksum=(found.borrower_id_note == "checksum").fill_null(False),
    )
