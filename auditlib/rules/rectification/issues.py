"""What became of known problems (RECT-01 to RECT-05)."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, money, percent
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import body
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import UNKNOWN, breach, filled, first_true, kinds, left_empty, lookup, one_per, subquery, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.rectification import closing


@rule(
    "RECT-01",
    severity="M",
    strength="A",
    amount="I",
    needs=("issue_ledger.deadline", "issue_ledger.status|issue_ledger.done_on|issue_ledger.closed_on"),
    decides=("deadline", "status?"),
    claims=("x_extended", "x_told_done"),
)
def rectification_overdue(issue_ledger, *, as_of):
    """Issue past its deadline at the audit date and neither rectified nor closed. Not begun at all: 台账内不整改.

    The amount is what is still to be put right: the issue's, less what came of it so far. A deadline put off to a day that has passed is
    none.
    """
    rows = closing.with_elsewhere(closing.issues(issue_ledger))
    late = rows.filter(~_.closed | (_.done > literal_date(as_of)), _.deadline < literal_date(as_of))
    late = claim(late, "x_extended", "issue.extended", _.progress, _.remark)
    late = claim(late, "x_told_done", "issue.told_done", _.progress, _.remark)
    passed = (closing.put_off_to(late.deadline, late.progress, late.remark) < as_of.year * 10000 + as_of.month * 100 + as_of.day).fill_null(
        False
    )
    return breach(
        late,
        "issue_no description deadline status resp_unit x_extended_words x_told_done_words recovered_total x_elsewhere",
        on="deadline",
        amount=ibis.ifelse(_.amount < _.recovered_total, money(0), _.amount - _.recovered_total),
        days=literal_date(as_of).delta(late.deadline, unit="day"),
        transfer=ibis.ifelse(_.status == "未整改", closing.NOT, ibis.null("string")),
        x_extended=_.x_extended & ~passed,
        x_told_done=ibis.ifelse(_.status.isnull() & _.done.isnull(), _.x_told_done, False),
    )


@rule(
    "RECT-02",
    severity="M",
    strength="A",
    amount="I",
    needs="issue_ledger.status|issue_ledger.done_on|issue_ledger.closed_on",
    decides="status?",
    tests=("evidence", "accepted_by", "|".join(closing.RESULTS)),
    claims="x_reduced",
)
def rectification_unproven(issue_ledger):
    """Issue reported as rectified without any evidence, with less money recovered than was to be, or accepted by nobody.

    Money counts where the measure asks for it (追缴, 归还, 补发 …) and nothing says 不涉及追缴. Without evidence the whole amount is
    unproven, else the shortfall is. A column that nobody filled in the whole list says nothing; the case record has all of them. What
    cannot be told of an issue that lacks nothing else is not judged.
    """
    rows = _with_gaps(closing.issues(issue_ledger)).filter(_.closed, (_.lacking != "") | _.untold.notnull())
    rows = claim(rows, "x_reduced", "issue.recovery_lifted", _.progress, _.remark)
    return breach(
        rows,
        "issue_no description status amount x_reduced_words recovered_total",
        on=ibis.coalesce(_.done, _.found_on),
        amount=ibis.ifelse(_.short & ~_.bare, (_.amount - _.recovered_total).cast(MONEY), _.amount),
        lacking=_.lacking.replace("、", "；"),
        percent=ibis.ifelse(rows.asked, percent(rows.recovered_total, rows.amount), NO_AMOUNT),
        transfer=ibis.literal(closing.PART),
        not_judged=ibis.ifelse(_.lacking == "", _.untold, ibis.null("string")),
        x_reduced=ibis.ifelse(_.bare | _.unsigned, False, _.x_reduced),
    )


def _with_gaps(rows):
    """Add wants (the measure asks for money), asked (of this list, that tells of money), and what the list lacks: bare, short, unsigned, in
    words lacking; and untold, what it may lack. Each is unknown where a cell could not be read, bare also of a list without evidence."""
    ours = (rows.source_file == closing.RECORD).fill_null(False)
    rows = rows.mutate(wants=said(closing.ASKS_FOR_MONEY, rows.demand), counted=filled(rows.money_told) | ours)
    rows = rows.mutate(asked=rows.wants & (rows.amount > 0) & rows.counted)
    # What the record says is rectified still waits for its acceptance (已整改待验收); without one it can not be signed off.
    signed_off = ibis.ifelse(ours, (rows.status == "销号").fill_null(False), filled(rows.accepted_by))
    rows = rows.mutate(
        bare=ibis.ifelse(ours, rows.evidence.isnull(), left_empty(rows, "evidence")),
        short=rows.asked & (rows.recovered_total < rows.amount),
        unsigned=ibis.ifelse(unread(rows, "accepted_by"), UNKNOWN, rows.accepted_by.isnull() & signed_off),
    )
    rows = rows.mutate(untold=_untold(rows), **{gap: rows[gap].fill_null(False) for gap in ("bare", "short", "unsigned")})
    return rows.mutate(lacking=true_names({"无佐证材料": _.bare, "金额未到位": _.short, "未经验收签字": _.unsigned}))


def _untold(rows):
    """Why it is not known whether anything is lacking."""
    why = {
        "“佐证材料”未填或未能读出": rows.bare.isnull(),
        "“验收人”未能读出": rows.unsigned.isnull(),
        "追缴、归还等金额未能读出": rows.asked & rows.recovered_total.isnull(),
        "“涉及金额”为空": rows.counted & rows.wants & rows.amount.isnull(),
        "“整改措施”为空，是否须收回资金未知": rows.counted & ~rows.demand.re_search("[^ ]") & (rows.recovered_total < rows.amount),
    }
    return first_true(why)


@rule(
    "RECT-03",
    basis="rect.reverse_days",
    severity="H",
    strength="B",
    amount="V",
    decides="status?",
    tests=("|".join(closing.ABOUT), "evidence_date", "|".join(closing.RESULTS)),
    claims="x_reopened",
    against=("issue_ledger", "treasury_payment", "benefit_payment"),
)
def rectification_false(issue_ledger, lead, treasury_payment=ABSENT, benefit_payment=ABSENT, poor_person=ABSENT, project=ABSENT, *, policy):
    """Issue closed although its money went out again to the same payee, it recurred after the close, or its evidence is younger than the
    close.

    Recurred: another rule of this audit accuses the object that the issue names, in the same matter, for a day after the close. The amount
    is the issue's; of money that went out again, that money.
    """
    closed = subquery(closing.issues(issue_ledger).filter(_.closed))
    rows, undated = closed.filter(_.done.notnull()), closed.filter(_.done.isnull())
    paid = closing.paid_out_again(rows, treasury_payment, benefit_payment, int(policy.value("rect.reverse_days")))
    new_period = month(paid.paid_from) >= month(paid.done)
    told = {
        "佐证材料晚于销号": rows.filter(_.evidence_date > _.done).mutate(event_on=_.evidence_date),
        "退回后又付给同一收款人": paid.mutate(event_on=_.paid_on, related=ibis.array([_.paid_row]), x_new_period=new_period),
        "销号后同一问题再次发生": closing.fires_again(rows, lead, closing.names_of(poor_person, project)).mutate(
            event_on=_.again_on, related=ibis.array([_.again_row])
        ),
        "": undated.mutate(not_judged=ibis.literal("“完成日期”、“销号日期”为空")),
    }
    return breach(
        claim(kinds(told), "x_reopened", "issue.reopened", _.progress, _.remark),
        "issue_no description done_on closed_on evidence_date x_reopened x_reopened_words aspect event_on again_rule "
        "x_new_period related not_judged",
        on="event_on",
        amount=ibis.ifelse(_.aspect == "退回后又付给同一收款人", ibis.coalesce(ibis.least(_.back, _.amount), _.back), _.amount),
        ground="aspect",
        transfer=ibis.literal(closing.PART),
    )


@rule(
    "RECT-04",
    basis="rect.alike_percent",
    severity="H",
    strength="B",
    amount="V",
    matter="thing",
    downgrades={"x_similar": "L"},
)
def outside_the_ledger(finding, issue_ledger, poor_person=ABSENT, project=ABSENT, *, policy, as_of):
    """Verified finding whose object and matter stand in no issue found before the audit. A lead that nobody has verified accuses nobody.

    The object: its number (or that of its household, or head), or its name with the village; the matter: by the words that ledgers use
    for it. An issue that names the object in another matter, or in the matter one of the village that is called almost so, asks for a
    person's decision (L, x_similar); one that speaks of the matter in the village without naming an object leaves that unknown. A person's
    word decides: an issue named as covering it, or a transfer as 台账外. Not a problem of this kind: corrections of data (D), and what
    rules of rectification found in the ledger itself. The amount is the verified one, which a county's total counts once.
    """
    before = closing.issues(issue_ledger).filter(
        (_.found_on <= literal_date(as_of)).fill_null(True), (_.origin != closing.OURS).fill_null(True)
    )
    problems = finding.filter(_.severity != "D", ~_.rule_id.startswith("RECT-"))
    names, percent = closing.names_of(poor_person, project), int(policy.value("rect.alike_percent"))
    found = subquery(lookup(problems, closing.in_ledger(problems, before, names, percent), "matter_id"))
    outside = (found.transfer == "OUT").fill_null(False)
    return breach(
        found,
        "amount_class verified_on",
        on="occurred_on",
        amount="questioned_amount",
        found_by="rule_id",
        finding="matter_id",
        aspect="matter_id",
        thing="matter_id",
        transfer=ibis.literal(closing.OUT),
        x_listed=_.listed.fill_null(False) & ~outside,
        x_similar=ibis.cases((outside, False), (_.named.fill_null(False), True), (_.general.fill_null(False), UNKNOWN), else_=False),
        related=ibis.ifelse(_.issue_row.notnull(), ibis.array([_.issue_row]), ibis.null("array<int64>")),
    )


@rule(
    "RECT-05",
    basis="rect.alike_percent",
    severity="M",
    strength="A",
    amount="N",
    matter="thing",
    needs="issue_ledger.found_on|issue_ledger.origin",
    decides=("category", "resp_unit|village_name", "found_on"),
)
def repeated(issue_ledger, *, policy):
    """Issue of a matter that the same unit (else the same village) was found with before, in an earlier year or by another check.

    The later issue is accused. One category holds many matters: described otherwise, it is another one (x_other_matter). One matter may be
    filed under two categories: then the descriptions must agree twice as well. The same description again is one problem carried from list
    to list.
    """
    rows = closing.issues(issue_ledger)
    rows = rows.mutate(who=body(ibis.coalesce(rows.resp_unit, rows.village_name)), matter=closing.matter_of(rows.category))
    rows = rows.filter(_.category.notnull(), _.who.notnull(), _.found_on.notnull())
    told = {"first_on": "found_on", "first_origin": "origin", "first_category": "category", "first_words": "description"}
    pairs = rows.inner_join(rows.select("matter", "who", **told, other_row="row_id"), ["matter", "who"]).filter(_.first_on < _.found_on)
    pairs = pairs.filter((_.first_on.year() < _.found_on.year()) | (_.first_origin != _.origin).fill_null(False))
    pairs = pairs.mutate(x_carried=(_.description == _.first_words).fill_null(False))
    least = int(policy.value("rect.alike_percent"))
    pairs = closing.alike(subquery(pairs), "description", "first_words")
    pairs = pairs.filter((_.category == _.first_category) | (_.alike >= 2 * least)).mutate(same=_.alike >= least)
    found = one_per(pairs, "row_id", [_.same.desc(), _.x_carried, _.first_on, _.other_row])
    return breach(
        found,
        "category description found_on origin first_on first_origin x_carried",
        on="found_on",
        amount=NO_AMOUNT,
        thing=_.who + "｜" + _.category,
        x_other_matter=~_.same,
        related=ibis.array([_.other_row]),
    )
