"""The rectification ledger made ready, and what of it an object and a matter have in common (RECT rules)."""

from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.identity import body, calls
from auditlib.models.payments import arrived
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import UNKNOWN, either, first_true, lookup, one_per, subquery, unread

DONE = ("已整改", "销号")
#: Kinds of transfer that the plan orders, as a lead shows them.
OUT, NOT, PART = "OUT 台账外", "NOT 台账内不整改", "PART 整改不到位"
#: Whether the measure asks for money back, on, or paid out.
ASKS_FOR_MONEY = "issue.asks_for_money"
RESULTS = ("recovered", "returned", "reactivated", "made_good", "adjusted")
#: Until when a deadline was put off: year, month and day, or month and day alone; 10月底 has no day, 2019年底 no month.
UNTIL = "[至到](20[0-9][0-9])[年./-](?:([0-9]{1,2})(?:[月./-]([0-9]{1,2})?)?)?|[至到]([0-9]{1,2})月([0-9]{1,2})?"
#: Of a description what says nothing of its matter: numbers and punctuation.
NUMBERS = r"[0-9一二三四五六七八九十百千万两几.]+|[\s　，。；、,;:：（）()“”]+"
#: The file of rows that the case record keeps, and the origin of issues that this audit found itself (decisions.py).
RECORD, OURS = "案件记录", "本次审计"

#: Rules by the first word of their id → the concept of what ledgers of rectification write of the same matter.
MATTERS = {
    "FUND": "funds", "PROJ": "projects", "LOAN": "loans", "ASSET": "assets", "EDU": "schooling", "MED": "medical", "HOUSE": "housing",
    "WATER": "water", "STD": "standards", "SCREEN": "screening", "CONS": "consumption", "CROSS": "crosscheck",
}  # fmt: skip


def issues(issue_ledger: ir.Table) -> ir.Table:
    """All rows with ``closed``, ``done`` (day), ``words`` (what it is about; ``told``: see `wanted`), ``demand`` and
    ``recovered_total``, all that came of it in money (``money_told``: 0, too, tells; unknown where a sum could not be read); an evidence or
    acceptor of 无 is none.

    Closed: 已整改 or 销号; without a status, dated so and not said to be under way. Any other status, known or not, is open.
    """
    dated = ibis.coalesce(issue_ledger.closed_on, issue_ledger.done_on)
    under_way = said("issue.under_way", issue_ledger.progress).fill_null(False)
    closed = ibis.ifelse(issue_ledger.status.notnull(), issue_ledger.status.isin(DONE), dated.notnull() & ~under_way)
    words, demand = (_joined(*(issue_ledger[c] for c in columns)) for columns in (ABOUT, ("measure", "standard", "progress")))
    told = words + " " + words.re_replace("[^0-9A-Za-z]+", " ") + " "
    filled = {c: answered(issue_ledger[c]) for c in ("evidence", "accepted_by")}
    garbled = reduce(or_, (unread(issue_ledger, c) for c in RESULTS))
    total = ibis.ifelse(garbled, NO_AMOUNT, sum((issue_ledger[c].fill_null(money(0)) for c in RESULTS), money(0)).cast(MONEY))
    money_told = ibis.coalesce(*(issue_ledger[c] for c in RESULTS))
    return issue_ledger.mutate(
        closed=closed, done=dated, words=words, told=told, demand=demand, recovered_total=total, money_told=money_told, **filled
    )


#: The columns that tell what an issue is about.
ABOUT = ("category", "description", "object")


def _joined(*texts: ir.StringValue) -> ir.StringValue:
    return reduce(lambda one, other: one + " " + other, (text.fill_null("") for text in texts))


def wanted(subject: ir.StringValue) -> ir.StringValue:
    """What ``told`` contains of an issue that names this object: a number stands there whole, XM1 is not XM12."""
    return ibis.ifelse(subject.re_search("^[0-9A-Za-z]+$"), ibis.literal(" ") + subject + ibis.literal(" "), subject)


def with_elsewhere(rows: ir.Table) -> ir.Table:
    """Add x_elsewhere to open issues: another list shows it closed, described alike and found on the same day; unknown where nobody wrote
    when."""
    columns = ("description", "found_on", "source_file", "source_sheet")
    closed = rows.filter(_.closed).select("description", other_on="found_on", other_file="source_file", other_sheet="source_sheet")
    pairs = rows.filter(~_.closed).select("row_id", *columns).inner_join(closed, "description")
    elsewhere = (_.source_file != _.other_file) | (_.source_sheet != _.other_sheet).fill_null(False)
    pairs = pairs.mutate(same=_.found_on == _.other_on).filter(_.same.fill_null(True), elsewhere)
    found = pairs.group_by("row_id").agg(surely=_.same.fill_null(False).any())
    rows = lookup(rows, found, "row_id")
    return subquery(rows.mutate(x_elsewhere=ibis.cases((rows.surely.isnull(), False), (rows.surely, True), else_=UNKNOWN)).drop("surely"))


def paid_out_again(rows: ir.Table, treasury_payment: ir.Table, benefit_payment: ir.Table, days: int) -> ir.Table:
    """Closed issues whose money came back and went out again, with back (元), paid_row, paid_on and paid_from (period paid for).

    The same sum, to a payee whom the issue names (by name, number or project), within so many days of the close.
    """
    none = {"id_no": ibis.null("string"), "hh_no": ibis.null("string"), "period_from": ibis.null("date")}
    persons = benefit_payment.filter(arrived(_.pay_status)).mutate(payee=_.name, project_no=ibis.null("string"))
    columns = "payee id_no hh_no project_no amount pay_date period_from row_id".split()
    payments = either(treasury_payment.mutate(**none).select(*columns), persons)
    payments = payments.rename(back="amount", paid_row="row_id", paid_on="pay_date", paid_from="period_from")
    pairs = rows.mutate(back=_.recovered_total).filter(_.back > 0).inner_join(payments, "back")
    pairs = pairs.filter(_.paid_on > _.done, _.paid_on <= _.done + ibis.interval(days=days))
    numbers = (pairs.words.contains(pairs[c]) for c in ("id_no", "hh_no", "project_no"))
    named = ibis.or_(*(told.fill_null(False) for told in (calls(pairs.words, pairs.payee), *numbers)))
    return one_per(pairs.filter(named), "row_id", [_.paid_on, _.paid_row])


def fires_again(rows: ir.Table, lead: ir.Table, names: ir.Table) -> ir.Table:
    """Closed issues that name a lead's object (as in `in_ledger`) and matter, of a day after the close, with again_row, again_rule,
    again_on.

    A finding of this audit is no recurrence of itself: the files received still show what it was found by.
    """
    itself = ibis.ifelse(rows.origin == OURS, rows.issue_no.re_replace("-M[0-9a-f]+$", ""), ibis.null("string"))
    leads = lead.filter(_.strength.isin(["A", "B"]), _.severity.isin(["H", "M"]), _.subject.notnull())
    again = {"again_on": "occurred_on", "again_row": "row_id", "again_rule": "rule_id"}
    leads = lookup(leads.select("subject", "town", "village", **again, matter=_matter(lead)), names, "subject")
    leads = leads.mutate(wanted=wanted(leads.subject), also=wanted(leads.also), covered_by=ibis.null("string"))
    closed = subquery(rows.mutate(itself=itself))
    written = (closed.told.contains(leads.wanted), closed.told.contains(leads.also), closed.words.contains(leads.called))
    met = ibis.or_(*(mark.fill_null(False) for mark in written))
    pairs = _compared(subquery(closed.join(leads, [leads.again_on > closed.done, met])))
    pairs = pairs.filter(_.named, _.matching, (_.again_rule != _.itself).fill_null(True))
    return one_per(pairs, "row_id", [_.again_on, _.again_rule, _.again_row])


def in_ledger(finding: ir.Table, rows: ir.Table, names: ir.Table, percent: int) -> ir.Table:
    """What the issues say of each finding's object and matter, by ``matter_id``.

    ``listed``: a person decided that an issue covers it, or one names the object (its number, or name and village) and the matter;
    ``named``: the object, of another matter, or, of the matter, one in the village that is called almost so (in so many per cent of the
    pairs of characters, or by a longer name); ``general``: the matter in that village or town without naming an object; ``issue_row``: the
    issue meant.
    """
    found = finding.select("row_id", "matter_id", "subject", "town", "village", covered_by="issue_no", matter=_matter(finding))
    found = lookup(found, names, "subject")
    found = found.mutate(wanted=wanted(found.subject), also=wanted(found.also))
    issue = rows.select("issue_no", "told", "words", "object", "town_name", "village_name", issue_row="row_id")
    pairs = _compared(found.cross_join(issue)).filter(_.covers | _.named | (_.near & _.matching))
    pairs = alike(subquery(pairs.mutate(other_row=_.issue_row)), "called", "words")
    # Two characters of a person's name in common are no likeness.
    like = ((_.alike >= percent) & (_.called.length() > 4)).fill_null(False)
    pairs = pairs.mutate(like=(_.longer | like) & ~_.named & _.matching).filter(_.covers | _.named | _.like | _.object.isnull())
    return pairs.group_by("matter_id").agg(
        listed=(_.covers | (_.named & _.matching)).any(),
        named=(_.like | (_.named & ~_.matching)).any(),
        general=(~_.named & ~_.like).any(),
        issue_row=ibis.coalesce(_.issue_row.min(where=_.covers), _.issue_row.min(where=_.named), _.issue_row.min()),
    )


def _compared(pairs: ir.Table) -> ir.Table:
    """Pairs of a finding and an issue with covers (a person said so), named (the object), longer (in a name that goes on), matching (the
    matter) and near (village or town)."""
    here = (body(pairs.village_name) == body(pairs.village)).fill_null(False) | pairs.words.contains(pairs.village).fill_null(False)
    numbered = reduce(or_, (pairs.told.contains(number).fill_null(False) for number in (pairs.wanted, pairs.also)))
    return pairs.mutate(
        covers=(pairs.covered_by == pairs.issue_no).fill_null(False),
        named=numbered | (calls(pairs.words, pairs.called).fill_null(False) & here),
        longer=(pairs.words.contains(pairs.called) & ~calls(pairs.words, pairs.called)).fill_null(False) & here,
        matching=about(pairs.words, pairs.matter),
        near=here | (pairs.village_name.isnull() & (pairs.town_name == pairs.town).fill_null(False)),
    )


def names_of(poor_person: ir.Table, project: ir.Table) -> ir.Table:
    """``subject`` as leads write it → ``called``: the person, the head of the household, the project; and ``also``: the household of the
    person, the head of the household."""
    heads = poor_person.filter(_.relation == "户主").select(subject="hh_no", called="name", also="id_no")
    projects = project.select(subject="project_no", called="project_name", also=ibis.null("string"))
    names = either(poor_person.select(subject="id_no", called="name", also="hh_no"), heads, projects)
    return names.filter(_.subject.notnull()).group_by("subject").agg(called=_.called.min(), also=_.also.max())


def _matter(found: ir.Table) -> ir.StringValue:
    """The first word of the rule's id."""
    return found.rule_id.re_replace("-.*", "")


def about(words: ir.StringValue, matter: ir.StringValue) -> ir.BooleanValue:
    """The issue's words speak of the matter."""
    return ibis.cases(*((matter == name, said(f"issue.about_{concept}", words)) for name, concept in MATTERS.items()), else_=False)


def matter_of(category: ir.StringValue) -> ir.StringValue:
    """The first matter that a category speaks of (资金, 扶贫资金 and 资金管理 are one); else the category itself."""
    told = {name: said(f"issue.about_{concept}", category) for name, concept in MATTERS.items()}
    return ibis.coalesce(first_true(told), category)


def put_off_to(deadline: ir.DateValue, *texts: ir.StringValue) -> ir.IntegerValue:
    """The day until which remarks put a deadline off, as the number yyyymmdd; null where they name none. A month without a year is the next
    one after the deadline."""
    year, mon, day, month, on = (_joined(*texts).re_extract(UNTIL, n).nullif("").cast("int32") for n in range(1, 6))
    year = ibis.coalesce(year, deadline.year() + (month < deadline.month()).cast("int32"))
    return year * 10000 + ibis.coalesce(mon, month, 12) * 100 + ibis.coalesce(day, on, 31)


def alike(pairs: ir.Table, one: str, other: str) -> ir.Table:
    """``pairs`` (row_id, other_row) with ``alike``: of the pairs of characters of the shorter description how many per cent the longer has.

    Numbers and punctuation do not count. Unknown where one of the descriptions is blank.
    """
    key = ["row_id", "other_row"]
    grams = {name: _grams(pairs, name) for name in (one, other)}
    shared = grams[one].inner_join(grams[other], [*key, "gram"]).group_by(key).agg(shared=_.count())
    counts = [rows.group_by(key).agg(**{f"{name}_n": _.count()}) for name, rows in grams.items()]
    rows = reduce(lambda rows, found: lookup(rows, found, key), (*counts, shared), subquery(pairs))
    known, least = rows[f"{one}_n"].notnull() & rows[f"{other}_n"].notnull(), ibis.least(rows[f"{one}_n"], rows[f"{other}_n"])
    found = ibis.ifelse(known, ibis.coalesce(rows.shared, 0) * 100 // least, ibis.null("int64"))
    return subquery(rows.mutate(alike=found), *pairs.columns, "alike")


def _grams(pairs: ir.Table, name: str) -> ir.Table:
    """Each pair of characters that stand beside each other in a description, without NUMBERS: row_id, other_row, gram."""
    rows = subquery(pairs.select("row_id", "other_row", text=pairs[name].re_replace(NUMBERS, ""))).filter(_.text.length() > 1)
    rows = subquery(rows.mutate(at=ibis.range(0, (rows.text.length() - 1).cast("int64")).unnest()))
    return subquery(rows.select("row_id", "other_row", gram=rows.text.substr(rows["at"], 2)).distinct())
