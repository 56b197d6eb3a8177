"""The rectification ledger made ready, and what of it an object and a matter have in common (RECT rules)."""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.payments import arrived
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, one_per, subquery

DONE = ("已整改", "销号")
#: Kinds of transfer that the plan orders, as a lead shows them.
OUT, NOT, PART = "OUT 台账外", "NOT 台账内不整改", "PART 整改不到位"
#: The measure asks for money back, on, or paid out.
RECOVERS = "追缴|追回|收回|退还|退回|归还|上缴|补发|盘活|清退|退赔"
#: A clause that says no money is to come back asks for none, whatever words it uses.
DENIED = r"(?:不涉及|未涉及|不存在|无需|无须|不需|不用|没有|不予|不再)[^，。；,;、]*"
RESULTS = ("recovered", "returned", "reactivated", "made_good", "adjusted")
#: Until when a deadline was put off: year, month and day in words or in digits.
UNTIL = "至(20[0-9][0-9])[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})"
#: Of a description what says nothing of its matter: numbers and punctuation.
NUMBERS = r"[0-9一二三四五六七八九十百千万两几.]+|[\s　，。；、,;:：（）()“”]+"
#: The file of rows that the case record keeps, and the origin of issues that this audit found itself (decisions.py).
RECORD, OURS = "案件记录", "本次审计"

#: Rules by the first word of their id → the concept of what ledgers of rectification write of the same matter.
MATTERS = {
    "FUND": "funds", "PROJ": "projects", "LOAN": "loans", "ASSET": "assets", "EDU": "schooling", "MED": "medical", "HOUSE": "housing", "WATER": "water",
    "STD": "standards", "SCREEN": "screening", "CONS": "consumption", "CROSS": "crosscheck",
}  # fmt: skip


def issues(issue_ledger: ir.Table) -> ir.Table:
    """All rows with ``closed``, ``done`` (day), ``words`` (what it is about; ``told``: see `wanted`) and ``demand``; an evidence or acceptor of 无 is none.

    Closed: 已整改 or 销号; without a status, dated so and not said to be under way. Any other status, known or not, is open.
    """
    dated = ibis.coalesce(issue_ledger.closed_on, issue_ledger.done_on)
    under_way = said("issue.under_way", issue_ledger.progress).fill_null(False)
    closed = ibis.ifelse(issue_ledger.status.notnull(), issue_ledger.status.isin(DONE), dated.notnull() & ~under_way)
    words, demand = (
        reduce(lambda one, other: one + " " + other, (issue_ledger[c].fill_null("") for c in columns))
        for columns in (("category", "description", "object"), ("measure", "standard", "progress"))
    )
    filled = {
        c: ibis.ifelse(said("cell.nothing", issue_ledger[c]), ibis.null("string"), issue_ledger[c]) for c in ("evidence", "accepted_by")
    }
    told = words + ibis.literal(" ") + words.re_replace("[^0-9A-Za-z]+", " ") + ibis.literal(" ")
    return issue_ledger.mutate(closed=closed, done=dated, words=words, told=told, demand=demand, **filled)


def wanted(subject: ir.StringValue) -> ir.StringValue:
    """What ``told`` contains of an issue that names this object: a number stands there whole, XM1 is not XM12."""
    return ibis.ifelse(subject.re_search("^[0-9A-Za-z]+$"), ibis.literal(" ") + subject + ibis.literal(" "), subject)


def carried_on(rows: ir.Table) -> ir.Table:
    """Row ids of open issues that another list shows closed: the same matter, described alike and found on the same day."""
    closed = rows.filter(_.closed, _.description.notnull()).select(
        "description", "found_on", other_file="source_file", other_sheet="source_sheet"
    )
    pairs = (
        rows.filter(~_.closed).select("row_id", "description", "found_on", "source_file", "source_sheet").inner_join(closed, "description")
    )
    same = pairs.filter(
        (_.found_on == _.found_on_right).fill_null(True),
        (_.source_file != _.other_file) | (_.source_sheet != _.other_sheet).fill_null(False),
    )
    return same.select("row_id").distinct().mutate(closed_elsewhere=ibis.literal(True))


def asks_for_money(rows: ir.Table) -> ir.BooleanValue:
    """Measure, standard or progress want money back, on, or paid out; a clause that says there is none to come does not."""
    return rows.demand.re_replace(DENIED, "").re_search(RECOVERS)


def recovered(rows: ir.Table) -> ir.DecimalValue:
    """All that came of it in money."""
    return sum((rows[c].fill_null(money(0)) for c in RESULTS), money(0)).cast(MONEY)


def paid_out_again(rows: ir.Table, payments: ir.Table, days: int) -> ir.Table:
    """Closed issues whose money came back and went out again: ``row_id``, ``back``, ``paid_row``, ``paid_on``, ``paid_from`` (period paid
    for).

    The same sum, to a payee whom the issue names (by name, number or project), within so many days of the close.
    """
    back = rows.mutate(back=recovered(rows)).filter(_.closed, _.back > 0, _.done.notnull()).select("row_id", "words", "done", amount="back")
    pairs = back.inner_join(payments, "amount").filter(_.paid_on > _.done, _.paid_on <= _.done + ibis.interval(days=days))
    named = reduce(or_, (pairs.words.contains(pairs[c]).fill_null(False) for c in ("payee", "id_no", "hh_no", "project_no")))
    return one_per(pairs.filter(named), "row_id", [_.paid_on, _.paid_row]).select(
        "row_id", "paid_row", "paid_on", "paid_from", back="amount"
    )


def outgoing(treasury_payment: ir.Table | None, benefit_payment: ir.Table | None) -> ir.Table | None:
    """Payments of the treasury and to persons: payee, id_no, hh_no, project_no, amount, paid_on, paid_row."""
    none = ibis.null("string")
    parts = []
    if treasury_payment is not None:
        parts.append(
            treasury_payment.select(
                "payee", "project_no", "amount", id_no=none, hh_no=none, paid_on="pay_date", paid_row="row_id", paid_from=ibis.null("date")
            )
        )
    if benefit_payment is not None:
        succeeded = benefit_payment.filter(arrived(_.pay_status))
        parts.append(
            succeeded.select(
                "amount", "id_no", "hh_no", payee="name", project_no=none, paid_on="pay_date", paid_row="row_id", paid_from="period_from"
            )
        )
    if not parts:
        return None
    columns = ("payee", "id_no", "hh_no", "project_no", "amount", "paid_on", "paid_row", "paid_from")
    return reduce(lambda one, other: one.union(other), (part.select(*columns) for part in parts))


def fires_again(rows: ir.Table, lead: ir.Table) -> ir.Table:
    """Closed issues of which a lead names object and matter for a day after the close: ``row_id``, ``again_row``, ``again_rule``, ``again_on``.

    A finding of this audit is no recurrence of itself: the files received still show what it was found by.
    """
    itself = ibis.ifelse(rows.origin == OURS, rows.issue_no.re_replace("-M[0-9a-f]+$", ""), ibis.null("string"))
    closed = rows.mutate(itself=itself).filter(_.closed, _.done.notnull()).select("row_id", "words", "told", "done", "itself")
    leads = lead.filter(_.strength.isin(["A", "B"]), _.severity.isin(["H", "M"]), _.subject.notnull())
    leads = leads.select("occurred_on", wanted=wanted(leads.subject), again_row="row_id", again_rule="rule_id", matter=_matter(lead))
    pairs = closed.join(leads, [leads.occurred_on > closed.done, closed.told.contains(leads.wanted)])
    pairs = pairs.filter(about(pairs.words, pairs.matter), (pairs.again_rule != pairs.itself).fill_null(True))
    return one_per(pairs, "row_id", [_.occurred_on, _.again_rule, _.again_row]).select(
        "row_id", "again_row", "again_rule", again_on="occurred_on"
    )


def in_ledger(finding: ir.Table, rows: ir.Table, names: ir.Table | None) -> ir.Table:
    """What the issues say of each finding's object and matter, by ``matter_id``.

    ``listed``: a person decided that an issue covers it, or one names the object (its number, or name and village) and the matter; ``named``:
    the object, of another matter; ``general``: the matter in that village or town without naming an object; ``issue_row``: the issue meant.
    """
    found = finding.select("matter_id", "subject", "town", "village", covered_by="issue_no", matter=_matter(finding))
    found = found.mutate(called=ibis.null("string")) if names is None else lookup(found, names, "subject")
    found = found.mutate(wanted=wanted(found.subject))
    issue = rows.select(
        "issue_no", "told", issue_row="row_id", words="words", at_town="town_name", at_village="village_name", bare=rows.object.isnull()
    )
    pairs = found.cross_join(issue)
    here = (pairs.at_village == pairs.village).fill_null(False) | pairs.words.contains(pairs.village).fill_null(False)
    near = here | (pairs.at_village.isnull() & (pairs.at_town == pairs.town).fill_null(False))
    named = pairs.told.contains(pairs.wanted).fill_null(False) | (pairs.words.contains(pairs.called).fill_null(False) & here)
    pairs = pairs.mutate(
        named=named, matching=about(pairs.words, pairs.matter), near=near, covers=(pairs.covered_by == pairs.issue_no).fill_null(False)
    )
    pairs = pairs.filter(_.covers | _.named | (_.near & _.matching & _.bare))
    return pairs.group_by("matter_id").agg(
        listed=(_.covers | (_.named & _.matching)).any(),
        named=(_.named & ~_.matching).any(),
        general=(~_.named).any(),
        issue_row=ibis.coalesce(_.issue_row.min(where=_.covers), _.issue_row.min(where=_.named), _.issue_row.min()),
    )


def names_of(poor_person: ir.Table | None, project: ir.Table | None) -> ir.Table | None:
    """``subject`` as leads write it → ``called``: the person, the head of the household, the project."""
    parts = []
    if poor_person is not None:
        people = poor_person.filter(_.name.notnull())
        parts += [people.select(subject="id_no", called="name"), people.filter(_.relation == "户主").select(subject="hh_no", called="name")]
    if project is not None:
        parts.append(project.select(subject="project_no", called="project_name"))
    if not parts:
        return None
    every = reduce(lambda one, other: one.union(other), parts).filter(_.subject.notnull(), _.called.notnull())
    return every.group_by("subject").agg(called=_.called.min())


def _matter(found: ir.Table) -> ir.StringValue:
    """The first word of the rule's id."""
    return found.rule_id.re_replace("-.*", "")


def about(words: ir.StringValue, matter: ir.StringValue) -> ir.BooleanValue:
    """The issue's words speak of the matter."""
    return ibis.cases(*((matter == name, said(f"issue.about_{concept}", words)) for name, concept in MATTERS.items()), else_=False)


def put_off_to(*texts: ir.StringValue) -> ir.IntegerValue:
    """The day until which remarks put a deadline off, as the number yyyymmdd; null where they name none."""
    dated = reduce(lambda one, other: one + " " + other, (text.fill_null("") for text in texts))
    year, mon, day = (dated.re_extract(UNTIL, n).nullif("").cast("int32") for n in (1, 2, 3))
    return year * 10000 + mon * 100 + day


def alike(pairs: ir.Table, one: str, other: str, percent: int) -> ir.Table:
    """``pairs`` (row_id, other_row) with ``alike``: two descriptions share so many of the pairs of characters of the shorter one.

    Numbers and punctuation do not count. Unknown where one of the descriptions is blank.
    """
    texts = {name: pairs[name].re_replace(NUMBERS, "") for name in (one, other)}
    keyed = subquery(pairs.mutate(**{f"{name}_bare": text for name, text in texts.items()}))
    grams = {}
    for name in (one, other):
        rows = keyed.filter(keyed[f"{name}_bare"].length() > 1).select("row_id", "other_row", text=f"{name}_bare")
        rows = subquery(rows.mutate(at=ibis.range(0, (rows.text.length() - 1).cast("int64")).unnest()))
        grams[name] = subquery(rows.select("row_id", "other_row", gram=rows.text.substr(rows["at"], 2)).distinct())
    key = ["row_id", "other_row"]
    counts = {name: rows.group_by(key).agg(**{f"{name}_n": _.count()}) for name, rows in grams.items()}
    shared = grams[one].inner_join(grams[other], [*key, "gram"]).group_by(key).agg(shared=_.count())
    rows = lookup(lookup(lookup(keyed, counts[one], key), counts[other], key), shared, key)
    known, least = rows[f"{one}_n"].notnull() & rows[f"{other}_n"].notnull(), ibis.least(rows[f"{one}_n"], rows[f"{other}_n"])
    found = ibis.ifelse(known, ibis.coalesce(rows.shared, 0) * 100 >= least * percent, ibis.null("boolean"))
    return subquery(rows.mutate(alike=found), *pairs.columns, "alike")
