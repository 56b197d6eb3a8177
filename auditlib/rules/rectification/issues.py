"""What became of known problems (RECT-01 to RECT-05)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, money, percent
from auditlib.models.dates import literal_date, month
from auditlib.models.texts import claim
from auditlib.models.vocabulary import breach, lookup, one_per, subquery
from auditlib.rules.catalogue import rule
from auditlib.rules.rectification import closing


@rule(
    "RECT-01",
    severity="M",
    strength="A",
    amount="I",
    needs=("issue_ledger.deadline", "issue_ledger.status|issue_ledger.done_on|issue_ledger.closed_on"),
    decides=("deadline", "status?"),
    claims="x_extended",
)
def rectification_overdue(issue_ledger, *, as_of):
    """Issue past its deadline at the audit date and neither rectified nor closed. Not begun at all: 台账内不整改.

    The amount is what is still to be put right: the issue's, less what came of it so far. A deadline put off to a day that has passed is none.
    """
    rows = closing.issues(issue_ledger)
    late = subquery(lookup(rows.filter(~_.closed, _.deadline < literal_date(as_of)), closing.carried_on(rows), "row_id"))
    late = claim(late, "x_extended", "issue.extended", _.progress, _.remark)
    passed = (closing.put_off_to(late.progress, late.remark) < as_of.year * 10000 + as_of.month * 100 + as_of.day).fill_null(False)
    return breach(
        late,
        "issue_no description deadline status resp_unit x_extended_words",
        on=_.deadline,
        amount=ibis.ifelse(late.amount.isnull(), late.amount, ibis.greatest(late.amount - closing.recovered(late), money(0))),
        recovered_total=closing.recovered(late),
        days=literal_date(as_of).delta(late.deadline, unit="day"),
        transfer=ibis.ifelse(_.status == "未整改", closing.NOT, ibis.null("string")),
        x_extended=_.x_extended & ~passed,
        x_elsewhere=_.closed_elsewhere.fill_null(False),
    )


@rule(
    "RECT-02",
    severity="M",
    strength="A",
    amount="I",
    needs="issue_ledger.status|issue_ledger.done_on|issue_ledger.closed_on",
    decides="status?",
    claims="x_reduced",
)
def rectification_unproven(issue_ledger):
    """Issue reported as rectified without any evidence, with less money recovered than was to be, or accepted by nobody.

    Money counts where the measure asks for it (追缴, 归还, 补发 …) and nothing says 不涉及追缴. Without evidence the whole amount is unproven,
    else the shortfall is. A column that nobody filled in the whole list says nothing; the case record has all of them.
    """
    rows = closing.issues(issue_ledger)
    whole, ours = ibis.window(group_by=["source_file", "source_sheet"]), (rows.source_file == closing.RECORD).fill_null(False)
    got = closing.recovered(rows)
    rows = rows.mutate(
        got=got,
        asked=closing.asks_for_money(rows) & (rows.amount > 0) & ((got.sum().over(whole) > 0) | ours),
        bare=rows.evidence.isnull() & ((rows.evidence.count().over(whole) > 0) | ours),
        # what the record says is rectified still waits for its acceptance (已整改待验收); without one it can not be signed off
        unsigned=rows.accepted_by.isnull()
        & ibis.ifelse(ours, (rows.status == "销号").fill_null(False), rows.accepted_by.count().over(whole) > 0),
    )
    rows = rows.mutate(short=(_.asked & (_.got < _.amount)).fill_null(False)).filter(_.closed, _.bare | _.unsigned | _.short)
    comma = (
        ibis.ifelse(rows.bare, "无佐证材料；", "")
        + ibis.ifelse(rows.short, "金额未到位；", "")
        + ibis.ifelse(rows.unsigned, "未经验收签字；", "")
    )
    rows = claim(rows, "x_reduced", "issue.recovery_lifted", _.progress, _.remark)
    return breach(
        rows,
        "issue_no description status amount x_reduced_words",
        on=ibis.coalesce(_.done, _.found_on),
        amount=ibis.cases((_.bare, _.amount), (_.short, (_.amount - _.got).cast(MONEY)), else_=_.amount),
        lacking=comma.re_replace("；$", ""),
        recovered_total=_.got,
        percent=ibis.ifelse(rows.asked, percent(rows.got, rows.amount), ibis.null(MONEY)),
        transfer=ibis.literal(closing.PART),
        x_reduced=ibis.ifelse(_.bare | _.unsigned, False, _.x_reduced),
    )


@rule(
    "RECT-03",
    basis="rect.reverse_days",
    severity="H",
    strength="B",
    amount="V",
    decides="status?",
    claims="x_reopened",
)
def rectification_false(issue_ledger, treasury_payment=None, benefit_payment=None, lead=None, *, policy):
    """Issue closed although its money went out again to the same payee, it recurred after the close, or its evidence is younger than the close.

    Recurred: another rule of this audit accuses the object that the issue names, in the same matter, for a day after the close. The amount
    is the issue's; of money that went out again, that money.
    """
    rows = subquery(closing.issues(issue_ledger).filter(_.closed, _.done.notnull()))
    parts = [_false(rows.filter(_.evidence_date > _.done), "佐证材料晚于销号", _.evidence_date)]
    payments = closing.outgoing(treasury_payment, benefit_payment)
    if payments is not None:
        again = rows.inner_join(closing.paid_out_again(rows, payments, int(policy.value("rect.reverse_days"))), "row_id")
        parts.append(
            _false(
                again,
                "退回后又付给同一收款人",
                _.paid_on,
                "paid_row",
                amount=_.back,
                x_new_period=month(again.paid_from) >= month(again.done),
            )
        )
    if lead is not None:
        again = rows.inner_join(closing.fires_again(rows, lead), "row_id")
        parts.append(_false(again, "销号后同一问题再次发生", _.again_on, "again_row", again_rule=again.again_rule))
    return ibis.union(*parts)


def _false(rows, ground, event, related=None, again_rule=None, x_new_period=None, amount=None):
    rows = claim(rows, "x_reopened", "issue.reopened", _.progress, _.remark)
    return breach(
        rows,
        "issue_no description done_on closed_on evidence_date x_reopened x_reopened_words",
        on=event,
        amount=rows.amount if amount is None else ibis.coalesce(ibis.least(amount, rows.amount), amount),
        ground=ibis.literal(ground),
        aspect=ibis.literal(ground),
        event_on=event,
        transfer=ibis.literal(closing.PART),
        again_rule=ibis.null("string") if again_rule is None else again_rule,
        x_new_period=ibis.literal(False) if x_new_period is None else x_new_period,
        related=ibis.null("array<int64>") if related is None else ibis.array([rows[related]]),
    )


@rule(
    "RECT-04",
    severity="H",
    strength="B",
    amount="V",
    matter="thing",
    downgrades={"x_similar": "L"},
)
def outside_the_ledger(finding, issue_ledger, poor_person=None, project=None, *, as_of):
    """Verified finding whose object and matter stand in no issue found before the audit. A lead that nobody has verified accuses nobody.

    The object: its number, or its name with the village; the matter: by the words that ledgers use for it. An issue that names the
    object in another matter asks for a person's decision (L, x_similar); one that speaks of the matter in the village without naming
    an object leaves that unknown. A person's word decides: an issue named as covering it, or a transfer as 台账外. Not a problem of this
    kind: corrections of data (D), and what rules of rectification found in the ledger itself. The amount is the verified one, which a
    county's total counts once.
    """
    before = closing.issues(issue_ledger).filter(
        (_.found_on <= literal_date(as_of)).fill_null(True), (_.origin != closing.OURS).fill_null(True)
    )
    problems = finding.filter(_.severity != "D", ~_.rule_id.startswith("RECT-"))
    said = closing.in_ledger(problems, before, closing.names_of(poor_person, project))
    found = subquery(lookup(problems, said, "matter_id"))
    outside = (found.transfer == "OUT").fill_null(False)
    return breach(
        found,
        "amount_class verified_on",
        on="occurred_on",
        amount="questioned_amount",
        found_by="rule_id",
        finding="matter_id",
        aspect=_.matter_id,
        thing=_.matter_id,
        transfer=ibis.literal(closing.OUT),
        x_listed=_.listed.fill_null(False) & ~outside,
        x_similar=ibis.cases(
            (outside, False), (_.named.fill_null(False), True), (_.general.fill_null(False), ibis.null("boolean")), else_=False
        ),
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

    The later issue is accused. One category holds many matters: described otherwise, it is another one (x_other_matter). The same description
    again is one problem carried from list to list.
    """
    rows = closing.issues(issue_ledger)
    rows = rows.mutate(kind=rows.category, who=ibis.coalesce(rows.resp_unit, rows.village_name)).filter(
        _.kind.notnull(), _.who.notnull(), _.found_on.notnull()
    )
    earlier = rows.select("kind", "who", first_on="found_on", first_origin="origin", other_row="row_id", first_words="description")
    pairs = rows.inner_join(earlier, ["kind", "who"]).filter(_.first_on < _.found_on)
    pairs = pairs.filter((_.first_on.year() < _.found_on.year()) | (_.first_origin != _.origin).fill_null(False))
    pairs = pairs.mutate(same=(_.description == _.first_words).fill_null(False))
    pairs = closing.alike(subquery(pairs), "description", "first_words", int(policy.value("rect.alike_percent")))
    found = one_per(pairs, "row_id", [_.alike.desc(), _.same, _.first_on, _.other_row])
    return breach(
        found,
        "category description found_on origin first_on first_origin",
        on=_.found_on,
        amount=NO_AMOUNT,
        thing=_.who + "｜" + _.kind,
        x_carried=_.same,
        x_other_matter=~_.alike,
        related=ibis.array([_.other_row]),
    )
