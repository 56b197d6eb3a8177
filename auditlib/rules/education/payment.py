"""The cases of education aid: not paid (EDU-02), after leaving (EDU-04), twice or too much (EDU-05)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import folded, same_name
from auditlib.models.persons import departed, household_of
from auditlib.models.register import yearly
from auditlib.models.schooling import pupils, term, term_begin, term_end, term_name
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, lookup, one_per, subquery
from auditlib.rules.education.entitlement import ANY, KIND_ZH, OF_STAGE, aid, claims, half, of_later_year, received, standard


def _zh(kind: ir.StringValue) -> ir.StringValue:
    return ibis.cases(*((kind == code, name) for code, name in KIND_ZH.items()), else_=kind)


def unaided(
    poor_person, student_register, education_aid, benefit_payment, register_change, poor_household, policy, as_of: dt.date
) -> ir.Table:
    """Registered pupils by kind of aid, with the terms in which they got none, and what they should have got."""
    paid = subquery(received(education_aid, benefit_payment, student_register, poor_person))
    due = subquery(_due(poor_person, poor_household, student_register, paid, as_of))
    marked = subquery(_with_aid(due, paid, student_register))
    missing = _covered(marked, int(policy.value("edu.term_paid_share")), as_of)
    missing = missing.mutate(should=half(standard(missing, term_begin(missing.t), policy))).filter(_.should > 0)
    found = missing.group_by("pupil", "kind").agg(
        terms=_.count(),
        first=_.t.min(),
        last=_.t.max(),
        questioned_amount=_.should.sum().cast(MONEY),
        row_id=_.row_id.max(),
        family=_.family.min(),
        some=_.some.max(),
        x_declined=_.declined.any(),
        far=_.far.any(),
        later=_.later.max(),
        x_typo=_.typo.any(),
    )
    people = poor_person.select("row_id", "id_no", "name", "alive", "death_date", "moved_out", "decrease_reason")
    found = departed(subquery(found.inner_join(people, "row_id")), register_change, None, as_of)
    return breach(
        found,
        "terms x_declined x_typo x_died x_moved x_serving",
        on=ibis.least(term_end(_["last"]), literal_date(as_of)),
        amount="questioned_amount",
        pupil_id="pupil",
        aid=_zh(_.kind),
        aspect="kind",
        first_unpaid=term_name(_["first"]),
        last_unpaid=term_name(_["last"]),
        x_family=ibis.cases((_.family == 1, True), (_.some == 1, UNKNOWN), else_=False),
        x_later=(_.later > _["last"]).fill_null(False),
        x_elsewhere=_.far,
    )


def _due(poor_person, poor_household, student_register, paid, as_of):
    """One row per pupil, kind and term: the pupil at school for the whole term, in the register that year, under its policies."""
    persons = yearly(poor_person, as_of, poor_household).filter(~_.stopped.fill_null(False), _.alive.fill_null(True))
    identified = ibis.coalesce(persons.identified_on, persons.first_identified)
    persons = persons.select(
        "row_id", "year", "name", "hh_no", p_county="county_name", p_id="id_no", identified_term=(month(identified) + 1) // 6
    )
    terms = paid.select(t="first_term").union(paid.select(t="last_term")).filter(_.t.notnull()).distinct()
    spans = subquery(claims(student_register, as_of))
    rows = spans.inner_join(terms, [terms.t >= spans.first_term, terms.t <= ibis.coalesce(spans.last_term, terms.t)])
    rows = rows.mutate(year=(rows.t // 2).cast("int32"), family_of_aid=(rows.kind == "YULU").cast("int8"))
    rows = rows.filter(term_begin(rows.t) < literal_date(as_of), ~of_later_year(rows.kind, rows.first_year, rows.t).fill_null(True))
    rows = one_per(rows, ["pupil", "family_of_aid", "t"], [_.first_term.desc(), _.pupil_row])
    rows = rows.inner_join(persons, [("pupil", "p_id"), "year"]).filter((_.identified_term <= _.t).fill_null(True))
    return rows.select(
        "row_id",
        "pupil",
        "name",
        "hh_no",
        "kind",
        "cover",
        "day",
        "stage",
        "t",
        declined=said("aid.declined", _.pupil_remark).fill_null(False),
        far=_far(_.school_place, ibis.coalesce(_.p_county, _.county_name)),
    )


def _far(place, county):
    """Whether a school lies outside the county: said so, or named as a place that is not the county; unknown without its place."""
    stem = county.substr(0, 2)
    named = place.re_search("[省市县区]") & ~place.re_search("本|县内|市内|区内") & ~place.contains(stem)
    return ibis.cases((place.isnull(), UNKNOWN), (said("place.far", place), True), else_=named.fill_null(False))


def _with_aid(due, paid, student_register):
    """Whether each due term was paid to the pupil (aided), to the family (family, some), announced later, declined, or to a misread number."""
    fits = ((_.kind == _.p_kind) | ((_.p_kind == ANY) & (_.kind != "YULU"))) & _.t.between(_.p_first, _.p_last)
    listed = paid.select(
        p_kind="kind",
        p_first="first_term",
        p_last="last_term",
        p_pupil="pupil",
        p_hh="hh",
        p_name="name",
        p_remark="remark",
        p_row="row_id",
    )
    by_id = subquery(due.inner_join(listed, [("pupil", "p_pupil")]))
    own = by_id.filter(fits).select("pupil", "kind", "t").distinct().mutate(own=ibis.literal(True))
    later = by_id.filter((_.kind == _.p_kind) | (_.p_kind == ANY), said("payment.arrears", _.p_remark).fill_null(False))
    later = later.group_by("pupil", "kind").agg(later=_.p_first.max())
    home = subquery(due.inner_join(listed, [("hh_no", "p_hh")]).filter(fits, _.p_pupil.isnull() | (_.p_pupil != _.pupil)))
    named = (
        home.filter(same_name(home.name, home.p_name).fill_null(False))
        .select("pupil", "kind", "t")
        .distinct()
        .mutate(named=ibis.literal(True))
    )
    numbers = student_register.select(s_id="id_no").distinct()
    parents = home.anti_join(numbers, [("p_pupil", "s_id")]).group_by("hh_no", "kind", "t").agg(parents=_.p_row.nunique())
    alike = due.inner_join(listed, [("name", "p_name")]).filter(fits, _.p_pupil != _.pupil, _.pupil.levenshtein(_.p_pupil) <= 2)
    alike = alike.select("pupil", "kind", "t").distinct().mutate(typo=ibis.literal(True))
    rows = due
    for found, key in (
        (own, ["pupil", "kind", "t"]),
        (named, ["pupil", "kind", "t"]),
        (alike, ["pupil", "kind", "t"]),
        (parents, ["hh_no", "kind", "t"]),
        (later, ["pupil", "kind"]),
    ):
        rows = lookup(rows, found, key)
    rows = subquery(rows)
    rows = rows.mutate(
        aided=rows.own.fill_null(False) | rows.named.fill_null(False),
        typo=rows.typo.fill_null(False),
        parents=ibis.coalesce(rows.parents, 0),
    )
    per_home = ibis.window(group_by=["hh_no", "kind", "t"])
    rows = rows.mutate(waiting=(~rows.aided).cast("int64").sum().over(per_home))
    return rows.mutate(family=((rows.parents >= rows.waiting) & (rows.parents > 0)).cast("int8"), some=(rows.parents > 0).cast("int8"))


def _covered(rows, percent: int, as_of):
    """The unpaid terms of those that the list covers: somebody was paid for them, and most were while the term still runs."""
    of = ibis.window(group_by=["cover", "t"])
    reached = rows.aided | (rows.family == 1)
    counted = rows.mutate(reached=reached.cast("int64").sum().over(of), whole=rows.t.count().over(of))
    ended = term_end(counted.t) <= literal_date(as_of)
    return counted.filter(~_.aided, _.reached > 0, ended | (_.reached * 100 >= _.whole * percent))


def after_leaving(education_aid, student_register, poor_person, as_of: dt.date) -> ir.Table:
    """Aid rows against the pupil's entries in the school register: kind_zh 离校后, 休学期间, 无学籍."""
    rows = aid(education_aid).filter(_.paid, _.kind != "", _.first_term.notnull())
    entries = subquery(pupils(student_register, as_of))
    numbers = entries.filter(_.student_no.notnull()).group_by("student_no").agg(of_no=_.pupil.min(), n=_.pupil.nunique())
    rows = lookup(rows, numbers.filter(_.n == 1).drop("n"), "student_no")
    rows = subquery(rows.mutate(pupil=ibis.coalesce(rows.of_no, rows.pupil)).drop("of_no").filter(_.pupil.notnull()))
    found = _left(rows, entries)
    return found.union(_in_no_register(rows, entries, poor_person).select(*found.columns))


def _left(rows, entries):
    """Pupils whose every entry has ended before the last term paid for, or who were suspended for the whole of it."""
    # Gone without any date: from when, is unknown.
    last = entries.group_by("pupil").agg(still=entries.left_on.isnull().any(), until=_.until.max())
    newest = one_per(entries, "pupil", [_.left_on.desc(), _.row_id]).select(
        "pupil",
        "left_on",
        register_status="status",
        register_school="school",
        register_name="name",
        register_stage="stage",
        register_note="remark",
        register_grade="grade",
        entry_row="row_id",
    )
    away = entries.filter(_.away_from.notnull(), _.away_to.notnull()).select(
        a_pupil="pupil", a_from=(month(entries.away_from) + 1) // 6, a_to=(month(entries.away_to) - 6) // 6, a_left="away_from"
    )
    joined = subquery(lookup(lookup(rows, last, "pupil"), newest, "pupil"))
    off = joined.inner_join(away, [("pupil", "a_pupil")]).filter(_.first_term >= _.a_from, _.last_term <= _.a_to)
    joined = subquery(lookup(joined, off.group_by("row_id").agg(a_left=_.a_left.min()), "row_id"))
    suspended, gone = joined.a_left.notnull(), (~joined.still & (joined.until < joined.last_term)).fill_null(False)
    joined = joined.mutate(suspended=suspended, span=joined.last_term - joined.first_term + 1).filter(suspended | gone)
    after = ibis.least(joined.last_term - joined.until, joined.span)
    amount = ibis.ifelse(
        joined.suspended, joined.amount, share(joined.amount, ibis.ifelse(joined.suspended, joined.span, after), joined.span)
    )
    moved = joined.register_status == "转学"
    return breach(
        joined,
        "register_status register_school register_name x_ret",
        on=ibis.coalesce(joined.pay_date, term_begin(joined.last_term)),
        amount=amount,
        kind_zh=ibis.ifelse(joined.suspended, "休学期间", "离校后"),
        left_on=ibis.coalesce(joined.a_left, joined.left_on),
        term_name=term_name(joined.last_term),
        related=ibis.array([joined.entry_row]),
        x_name=~same_name(joined.name, joined.register_name) & (joined.id_no == joined.pupil),
        x_back=ibis.ifelse(
            joined.termless,
            joined.first_term - joined.until <= ibis.ifelse(said("payment.arrears", joined.remark).fill_null(False), 2, 1),
            False,
        ),
        x_internship=(
            (joined.register_stage == "中职") & said("pupil.internship", joined.register_note, joined.register_grade, joined.remark)
        ).fill_null(False),
        x_moved_school=ibis.ifelse(moved.fill_null(False), joined.school != joined.register_school, False),
        x_elsewhere=ibis.literal(False),
        x_typo=ibis.literal(False),
        x_family=ibis.literal(False),
    )


def _in_no_register(rows, entries, poor_person):
    """Aid through a school of the register for somebody whom the register never had, in the terms that it reaches back to."""
    seen = entries.agg(reach=ibis.least(term(entries.seen_on).min(), entries.until.min()))
    schools = entries.select(known_school="school").filter(_.known_school.notnull()).distinct()
    absent = rows.anti_join(entries.select(e_pupil="pupil").distinct(), [("pupil", "e_pupil")]).cross_join(seen)
    absent = absent.inner_join(schools, [("school", "known_school")]).filter(_.first_term >= _.reach)
    # The same name in the same school: a misread number, or the pupil named with a parent's number.
    names = entries.select(n_name=folded(entries.name), n_school="school", n_pupil="pupil")
    alike = absent.mutate(n_name=folded(absent.name)).inner_join(names, ["n_name", ("school", "n_school")])
    alike = alike.group_by("row_id").agg(typo=(_.pupil.levenshtein(_.n_pupil) <= 2).any(), pupil_name=_.n_name.min())
    absent = _with_family(lookup(absent, alike, "row_id"), entries, poor_person)
    text = ibis.null("string")
    return breach(
        absent,
        "x_ret",
        on=ibis.coalesce(absent.pay_date, term_begin(absent.last_term)),
        amount="amount",
        register_status=text,
        register_school="school",
        register_name="pupil_name",
        kind_zh=ibis.literal("无学籍"),
        left_on=ibis.null("date"),
        term_name=term_name(absent.last_term),
        related=ibis.array([ibis.null("int64")]),
        x_name=ibis.literal(False),
        x_back=ibis.literal(False),
        x_internship=said("pupil.internship", absent.remark),
        x_moved_school=ibis.literal(False),
        x_elsewhere=UNKNOWN,
        x_typo=absent.typo.fill_null(False),
        x_family=ibis.cases(((absent.pupil_name.notnull() & ~absent.typo) | absent.family.fill_null(False), True), else_=absent.family),
    )


def _with_family(rows, entries, poor_person):
    """family: the payee's household in the poverty register has a pupil; unknown without a household."""
    if poor_person is None:
        return rows.mutate(family=UNKNOWN)
    homes = household_of(poor_person).select("reg_hh", pupil="id_no")
    with_pupil = (
        homes.inner_join(entries.select("pupil").distinct(), "pupil").select("reg_hh").distinct().mutate(has_pupil=ibis.literal(True))
    )
    homes = lookup(homes, with_pupil, "reg_hh")
    return lookup(rows, homes.select("pupil", family=homes.has_pupil.fill_null(False)), "pupil")


def excess(rows, student_register, policy, as_of: dt.date) -> ir.Table:
    """Duplicates (重复), two stages at once (两个学段), amounts above the standard (超标准): one lead a row and aspect."""
    if student_register is not None:
        entries = one_per(pupils(student_register, as_of), "pupil", [_.enrolled_on.desc(), _.row_id])
        rows = lookup(rows, entries.select("pupil", r_stage="stage", r_boarding="boarding", r_first_year="first_year"), "pupil")
    else:
        rows = rows.mutate(r_stage=ibis.null("string"), r_boarding=UNKNOWN, r_first_year=ibis.null("int32"))
    boards = ibis.coalesce(rows.boarding, rows.r_boarding)
    stage = ibis.coalesce(rows.stage, rows.r_stage)
    # Day pupils have half, and nothing before that standard began; who may board has the boarder's limit.
    by_day, early = ~boards.fill_null(True), term_begin(rows.first_term) < policy.first_date("edu.day_pupil_aid_primary")
    rows = rows.mutate(span=rows.last_term - rows.first_term + 1, stage=stage, day=by_day & ~early)
    nothing = by_day & early & (rows.kind == "YJSH") & rows.aid_type.contains("寄宿") | of_later_year(
        rows.kind, rows.r_first_year, rows.first_term
    )
    yearly_top = ibis.ifelse(nothing.fill_null(False), money(0), standard(rows, term_begin(rows.last_term), policy, top=True))
    rows = subquery(
        rows.mutate(
            ceiling=(half(yearly_top) * rows.span).cast(MONEY),
            whole=(month(rows.term_to) - month(rows.term_from) >= 3).fill_null(rows.termless),
        )
    )
    return _repeated(rows).union(_two_stages(rows)).union(_above(rows))


def _repeated(rows):
    """Second and further payments of a kind for a term; parts of a term (months) are none."""
    whole = rows.filter(_.whole, ~_.termless)
    same = ibis.window(group_by=["pupil", "kind", "last_term"])
    order = [whole.x_ret, whole.span.desc(), whole.amount.desc(), whole.pay_date, whole.row_id]
    ranked = whole.mutate(
        nth=ibis.row_number().over(ibis.window(group_by=["pupil", "kind", "last_term"], order_by=order)),
        times=whole.row_id.count().over(same),
        total=whole.amount.sum().over(same),
        least=whole.amount.min().over(same),
        most=whole.amount.max().over(same),
        schools=ibis.ifelse((whole.school.min().over(same) != whole.school.max().over(same)).fill_null(False), 2, 1),
    )
    found = ranked.filter(_.nth > 0)
    parts = (said("payment.instalment", found.remark, found.term_part) | said("payment.top_up", found.remark)).fill_null(False)
    own = (found.total <= found.standard).fill_null(False) & (found.schools == 1)
    return _answer(
        found,
        "重复",
        found.amount,
        times=found.times.cast("int32"),
        other=ibis.null("string"),
        x_parts=ibis.cases(
            ((parts | own) & (found.total <= found.ceiling).fill_null(True), True), (found.least == found.most, False), else_=UNKNOWN
        ),
        x_arrears=ibis.literal(False),
        x_pol=ibis.literal(False),
    )


def _two_stages(rows):
    """Of two kinds for different stages in one term, the one that is not the register's stage; unknown: the one paid later."""
    one = rows.filter(_.span == 1, ~_.x_ret, ~_.termless)
    other = one.select("pupil", t=one.first_term, o_kind=one.kind, o_row=one.row_id, o_paid=one.pay_date)
    pairs = one.inner_join(other, [("pupil", "pupil"), ("first_term", "t")]).filter(_.kind != _.o_kind)
    clash = ~((pairs.kind == "YULU") & pairs.o_kind.isin(["ZZZX", "GXZX"])) & ~(
        (pairs.o_kind == "YULU") & pairs.kind.isin(["ZZZX", "GXZX"])
    )
    own = _fits(pairs.kind, pairs.r_stage)
    others = _fits(pairs.o_kind, pairs.r_stage)
    later = (pairs.pay_date > pairs.o_paid) | ((pairs.pay_date == pairs.o_paid) & (pairs.row_id > pairs.o_row))
    wrong = ibis.cases((own & ~others, False), (others & ~own, True), else_=later)
    found = pairs.filter(clash & wrong.fill_null(False))
    found = one_per(found, "row_id", [_.o_row])
    return _answer(
        found,
        "两个学段",
        found.amount,
        times=ibis.literal(2, type="int32"),
        other=_zh(found.o_kind),
        x_parts=ibis.literal(False),
        x_arrears=said("payment.arrears", found.remark),
        x_pol=ibis.literal(False),
    )


def _fits(kind, stage):
    """Whether a kind of aid belongs to the stage that the register tells; false when it tells none."""
    vocational = (kind == "YULU") & stage.isin(["中职", "高职高专"])
    of_stage = ibis.or_(*((kind == code) & (stage == name) for name, code in OF_STAGE.items()))
    return (vocational | of_stage).fill_null(False)


def _above(rows):
    """A payment above the highest standard, or above the standard that its own row names."""
    own = ibis.ifelse(rows.standard > 0, ibis.ifelse(rows.span > 1, rows.standard * rows.span, rows.standard), ibis.null(MONEY)).cast(MONEY)
    ceiling = ibis.least(rows.ceiling, own)
    found = rows.mutate(ceiling=ceiling).filter(_.amount > _.ceiling)
    raised = said("aid.local_match", found.remark)
    late = said("payment.arrears", found.remark) | (said("payment.top_up", found.remark) & ~raised)
    return _answer(
        found,
        "超标准",
        found.amount - found.ceiling,
        times=ibis.literal(1, type="int32"),
        other=ibis.null("string"),
        x_parts=ibis.literal(False),
        x_arrears=late.fill_null(False) & (found.amount <= found.ceiling * 2),
        x_pol=raised | said("document.cited", found.remark),
    )


def _answer(found, aspect: str, amount, **more):
    return breach(
        found,
        "ceiling x_ret",
        on=ibis.coalesce(found.pay_date, term_begin(found.last_term)),
        amount=amount,
        aspect=ibis.literal(aspect),
        kind_zh=_zh(found.kind),
        term_name=term_name(found.last_term),
        **more,
    )
