"""Aid paid twice, for two stages at once, or above the standard (EDU-05)."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.dates import month
from auditlib.models.schooling import last_entries, school_year_of, term_begin, term_name
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, first_true, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.education.entitlement import ANY, KIND_ZH, aid, half, named_kind, of_later_year, of_stage, standard


@rule(
    "EDU-05",
    basis=(
        "edu.high_school_aid_top",
        "edu.vocational_aid",
        "edu.yulu",
        "edu.boarding_aid_primary",
        "edu.boarding_aid_junior",
        "edu.university_aid_top",
    ),
    severity="M",
    strength="A",
    amount="V",
    decides=("term_from|term_to|pay_date", "amount", "id_no|student_no", "pay_status?"),
    exceeds=("edu.yulu", "edu.university_aid_top"),
)
def aid_twice_or_above(education_aid, student_register=ABSENT, *, policy, as_of):
    """Aid of one kind paid twice for one term, aid of two stages in one term, or an amount above the (highest) standard; the excess is
    questioned.

    The two copies of a payment that two lists hold are one. Of duplicates the largest is taken for the lawful one. Payments that are lawful
    in one of the stages, years, terms or kinds that they may be of, and not in another, are not judged.
    """
    rows = aid(education_aid).filter(_.paid, _.kind.isin([*KIND_ZH, ANY]), _.first_term.notnull(), _.pupil.notnull())
    rows = lookup(rows, last_entries(student_register, as_of).rename(pupil="id_no"), "pupil")
    rows = subquery(_with_ceiling(rows, policy))
    told = rows.filter(_.kind != ANY)
    return breach(
        kinds({"重复": _repeated(told), "两个学段": _two_stages(told), "超标准": _above(told), "": _untold(rows, policy)}),
        "ceiling x_ret aspect times other x_parts x_arrears x_pol not_judged",
        on=ibis.coalesce(_.pay_date, term_begin(_.last_term)),
        amount="money",
        kind_zh=named_kind(_.kind),
        # Above a value that may not be confirmed, and not above the standard that its own row names.
        strength=ibis.ifelse((_.aspect == "超标准") & _.kind.isin(("YULU", "GXZX")) & ~_.by_own, ibis.null("string"), "A"),
        term_name=term_name(_.last_term),
    )


def _with_ceiling(rows, policy):
    """Add span (terms; most: where its period is open, a school year's), ceiling (the most for them) and whole: it pays for whole terms,
    not for months.

    Day pupils have half, and nothing before that standard began; who may board has the boarder's limit.
    """
    rows = rows.mutate(boards=ibis.coalesce(rows.boarding, rows.r_boarding), own_stage=ibis.coalesce(rows.stage, rows.r_stage))
    early = term_begin(rows.first_term) < policy.first_date("edu.day_pupil_aid_primary")
    of_boarders = early & (rows.kind == "YJSH") & rows.aid_type.contains("寄宿")
    span, open_ = rows.last_term - rows.first_term + 1, rows.term_to.isnull()
    rows = rows.mutate(span=span, most=ibis.ifelse(open_, 2, span), stage="own_stage", day=~rows.boards.fill_null(True) & ~early)
    later = of_later_year(rows.kind, rows.r_first_year, rows.first_term)
    nothing = (of_boarders & ~rows.boards).fill_null(False) | later.fill_null(False)
    top = ibis.ifelse(nothing, money(0), standard(rows, term_begin(rows.last_term), policy, top=True))
    whole = (month(rows.term_to) - month(rows.term_from) >= 3).fill_null(rows.termless)
    # Of who is in the register and who is told of neither boarding nor year, it may be nothing.
    doubt = rows.r_stage.notnull() & ((of_boarders & rows.boards.isnull()) | later.isnull()).fill_null(False)
    return rows.mutate(ceiling=(half(top) * rows.most).cast(MONEY), whole=whole, doubt=doubt, open=open_)


def _untold(rows, policy):
    """Payments of an unknown kind, or not above the ceiling that may be above their own, or that may repeat another; with not_judged."""
    rows = subquery(rows.mutate(stage=ibis.ifelse((rows.kind == "YJSH") & rows.stage.isnull(), "小学", rows.stage)))
    least = half(standard(rows, term_begin(rows.last_term), policy, top=True)) * rows.span
    year, kept = ibis.window(group_by=[rows.pupil, rows.kind, school_year_of(rows.first_term)]), ~rows.x_ret
    told = {
        "“资助项目”、“学段”未知": rows.kind == ANY,
        "学段、年级、寄宿情况或资助学期未知": (rows.doubt | (rows.amount > least)) & (rows.amount <= rows.ceiling),
        "“资助终止日期”为空，是否重复未知": rows.open & kept & (kept.cast("int64").sum().over(year) > 1) & (rows.amount <= rows.ceiling),
    }
    return rows.mutate(not_judged=first_true(told), money=NO_AMOUNT).filter(_.not_judged.notnull())


def _repeated(rows):
    """Second and further payments of a kind for a term; parts of a term (months) are none."""
    rows, term = rows.filter(_.whole, ~_.termless), ["pupil", "kind", "last_term"]
    same = ibis.window(group_by=term)
    order = [rows.x_ret, rows.span.desc(), rows.amount.desc(), rows.pay_date, rows.row_id]
    several = (rows.school.min().over(same) != rows.school.max().over(same)).fill_null(False)
    own = (rows.amount.sum().over(same) <= rows.standard).fill_null(False) & ~several
    parts = (said("payment.instalment", rows.remark, rows.term_part) | said("payment.top_up", rows.remark)).fill_null(False)
    within = ((parts | own) & (rows.amount.sum().over(same) <= rows.ceiling).fill_null(True)).fill_null(False)
    alike = rows.amount.min().over(same) == rows.amount.max().over(same)
    rows = rows.mutate(
        nth=ibis.row_number().over(group_by=term, order_by=order),
        times=rows.row_id.count().over(same).cast("int32"),
        money=rows.amount,
        x_parts=ibis.cases((within, True), (alike, False), else_=UNKNOWN),
    )
    return rows.filter(_.nth > 0)


def _two_stages(rows):
    """Of two kinds for different stages in one term, the one that is not the register's stage; unknown: the one paid later."""
    one = rows.filter(_.span == 1, ~_.x_ret, ~_.termless)
    other = one.select("pupil", "first_term", o_kind="kind", o_row="row_id", o_paid="pay_date")
    pairs = one.inner_join(other, ["pupil", "first_term"]).filter(_.kind != _.o_kind)
    beside_yulu = ["ZZZX", "GXZX"]
    lawful = ((pairs.kind == "YULU") & pairs.o_kind.isin(beside_yulu)) | ((pairs.o_kind == "YULU") & pairs.kind.isin(beside_yulu))
    own, others = of_stage(pairs.kind, pairs.r_stage), of_stage(pairs.o_kind, pairs.r_stage)
    later = (pairs.pay_date > pairs.o_paid) | ((pairs.pay_date == pairs.o_paid) & (pairs.row_id > pairs.o_row))
    wrong = ibis.cases((own & ~others, False), (others & ~own, True), else_=later)
    found = one_per(pairs.filter(~lawful & wrong.fill_null(False)), "row_id", [_.o_row])
    arrears = said("payment.arrears", found.remark)
    return found.mutate(money=_.amount, times=ibis.literal(2, type="int32"), other=named_kind(_.o_kind), x_arrears=arrears)


def _above(rows):
    """A payment above the highest standard, or above the standard that its own row names."""
    own = ibis.ifelse(rows.standard > 0, rows.standard * ibis.greatest(rows.most, 1), ibis.null(MONEY)).cast(MONEY)
    by_own = (own <= rows.ceiling).fill_null(False)
    found = rows.mutate(ceiling=ibis.least(rows.ceiling, own), by_own=by_own).filter(_.amount > _.ceiling)
    raised = said("aid.local_match", found.remark)
    late = (said("payment.arrears", found.remark) | (said("payment.top_up", found.remark) & ~raised)).fill_null(False)
    return found.mutate(
        money=_.amount - _.ceiling,
        times=ibis.literal(1, type="int32"),
        x_arrears=late & (found.amount <= found.ceiling * 2),
        x_pol=raised | said("document.cited", found.remark),
    )
