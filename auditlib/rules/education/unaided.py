"""Pupils entitled to aid who got none (EDU-02)."""

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import folded, plain, same_name
from auditlib.models.persons import departed
from auditlib.models.places import outside, place_of
from auditlib.models.prepared import prepared
from auditlib.models.register import in_years, yearly_status
from auditlib.models.schooling import by_student_no, pupils, term_begin, term_end, term_name, unnumbered
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, exists, first_true, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.education.entitlement import ANY, OF_STAGE, aid, claims, half, named_kind, of_later_year, received, standard

#: What tells one due payment from another.
DUE = ["pupil", "kind", "t"]


@rule(
    "EDU-02",
    basis=(
        "edu.yulu",
        "edu.high_school_aid",
        "edu.vocational_aid",
        "edu.boarding_aid_primary",
        "edu.boarding_aid_junior",
        "edu.term_paid_share",
    ),
    severity="M",
    strength="B",
    amount="I",
    decides="id_no",
)
def unaided(
    poor_person,
    student_register,
    education_aid,
    benefit_payment=ABSENT,
    register_change=ABSENT,
    poor_household=ABSENT,
    death_register=ABSENT,
    *,
    policy,
    as_of,
):
    """A registered pupil who got no aid of his stage (or no 雨露计划) in a term in which others got it; the amount is what should have been
    paid.

    Aid counts when it stands in the aid list or the one-card ledger, under the pupil's number, student number, or name in the household. A
    term is judged once it has ended and the list holds it, or earlier when most pupils have been paid. One lead a pupil and kind of aid.
    Who is or may be a pupil, and of whom no term can be judged, is told so.
    """
    day_pupils, most = policy.first_date("edu.day_pupil_aid_primary"), int(policy.value("edu.term_paid_share"))
    terms = spans(poor_person, student_register, education_aid, benefit_payment, day_pupils, as_of)
    missing = unpaid(poor_person, student_register, education_aid, benefit_payment, poor_household, terms, most, as_of)
    found = _by_pupil(_unexcused(missing.mutate(should=half(standard(missing, term_begin(missing.t), policy)))))
    people = poor_person.select("row_id", "id_no", "name", "alive", "death_date", "moved_out", "decrease_reason")
    found = departed(subquery(found.inner_join(people, "row_id")), register_change, death_register, as_of)
    found = kinds({"": found, "未判断": _untold(yearly_status(poor_person, as_of, poor_household), terms, student_register, as_of)})
    return breach(
        found,
        "terms x_declined x_typo x_elsewhere x_died x_moved x_serving not_judged",
        on=ibis.least(term_end(_["last"]), literal_date(as_of)),
        amount="money",
        pupil_id="pupil",
        aid=named_kind(_.kind),
        aspect="kind",
        first_unpaid=term_name(_["first"]),
        last_unpaid=term_name(_["last"]),
        x_family=ibis.cases((_.family, True), (_.some, UNKNOWN), else_=False),
        x_later=(_.later > _["last"]).fill_null(False),
    )


@prepared
def spans(poor_person, student_register, education_aid, benefit_payment, day_pupils, as_of):
    """What pupils would be entitled to (`claims`), by the terms that anybody was paid for: t, year, yulu, boards_unknown.

    Who may board is one of the boarders' list before there was aid for ``day_pupils``.
    """
    paid = received(education_aid, benefit_payment, student_register, poor_person, as_of)
    terms = paid.select(t="first_term").union(paid.select(t="last_term")).filter(_.t.notnull()).distinct()
    due = subquery(claims(student_register, as_of))
    rows = due.inner_join(terms, [terms.t >= due.first_term, terms.t <= ibis.coalesce(due.last_term, terms.t)])
    early = term_begin(rows.t) < literal_date(day_pupils)
    unknown = (rows.kind == "YJSH") & rows.boarding.isnull() & early
    cover = ibis.ifelse(unknown, "学校", rows.cover)
    return subquery(rows.mutate(year=(rows.t // 2).cast("int32"), yulu=rows.kind == "YULU", boards_unknown=unknown, cover=cover))


@prepared
def unpaid(poor_person, student_register, education_aid, benefit_payment, poor_household, terms, most, as_of):
    """The terms (of `spans`) that a registered pupil was due for and got nothing, of those that the lists cover (`_covered`)."""
    paid = received(education_aid, benefit_payment, student_register, poor_person, as_of)
    due = subquery(_due(terms, yearly_status(poor_person, as_of, poor_household), as_of))
    home = _at_home(due, paid)
    rows = _with_aid(_with_declined(due, education_aid, student_register, as_of), paid, home)
    rows = _with_family(_with_unsure(rows, education_aid, student_register, as_of), home, student_register)
    return subquery(_covered(rows, most, as_of))


def _due(spans, people, as_of):
    """One row per pupil, kind and term: the pupil at school for the whole term, in the register that year, under its policies."""
    rows = spans.filter(term_begin(_.t) < literal_date(as_of), ~of_later_year(_.kind, _.first_year, _.t).fill_null(True))
    rows = subquery(one_per(rows, ["pupil", "yulu", "t"], [_.first_term.desc(), _.pupil_row]))
    persons = _entitled(in_years(people, rows))
    rows = rows.inner_join(persons, [("pupil", "p_id"), "year"]).filter((_.since <= _.t).fill_null(True))
    return rows.select(
        *"row_id pupil name school hh_no kind cover day stage t boards_unknown".split(),
        gave_up=said("aid.declined", _.pupil_remark).fill_null(False),
        x_elsewhere=outside(place_of(_.school_place, _.school), ibis.coalesce(_.p_county, _.county_name)),
    )


def _untold(people, spans, student_register, as_of):
    """Registered persons who are or may be pupils, of whom no list tells what a term that anybody was paid for would give them."""
    people = one_per(people, "id_no", [_.year.desc(), _.row_id]).filter(~_.stopped.fill_null(False), _.alive.fill_null(True))
    people = people.select("row_id", pupil="id_no", called=folded(_.name))
    entries = pupils(student_register, as_of)
    why = {
        "学籍信息“离校日期”为空": entries.undated,
        "学籍信息“学段”未知": ~entries.gone & entries.stage.isnull(),
        "学籍信息与资助名单没有共同的学期": ~entries.gone & entries.stage.isin(list(OF_STAGE)),
    }
    why = entries.mutate(why=first_true(why)).anti_join(spans, "pupil").group_by("pupil").agg(why=_.why.min())
    rows = exists(lookup(people, why, "pupil"), unnumbered(student_register), "called", "nameless")
    rows = exists(rows, entries, "pupil", "entered")
    nameless = ibis.ifelse(rows.nameless & ~rows.entered, "学籍信息有同名学生没有证件号码", ibis.null("string"))
    return rows.mutate(not_judged=ibis.coalesce(rows.why, nameless)).filter(_.not_judged.notnull())


def _entitled(persons):
    """Persons under the policies of the year, with the term from which they are registered (since)."""
    persons = persons.filter(~_.stopped.fill_null(False), _.alive.fill_null(True))
    since = month(ibis.coalesce(persons.identified_on, persons.first_identified))
    return persons.select("row_id", "year", "name", "hh_no", p_county="county_name", p_id="id_no", since=(since + 1) // 6)


def _with_declined(due, education_aid, student_register, as_of):
    """Add x_declined: the pupil's entry in the school register says so, or an entry of the aid list for the term (of any, if it names
    none)."""
    told = by_student_no(aid(education_aid), student_register, as_of).filter(said("aid.declined", _.remark))
    pairs = due.inner_join(told.select("pupil", "first_term", "last_term", p_kind="kind"), "pupil")
    of_term = _.t.between(_.first_term, _.last_term).fill_null(True)
    rows = exists(due, pairs.filter(_of_kind(_.kind, _.p_kind), of_term), DUE, "declined")
    return subquery(rows.mutate(x_declined=_.gave_up | _.declined.fill_null(False)))


def _of_kind(kind, paid):
    """Whether what was paid, as its list names it, is of the kind due."""
    return (kind == paid) | ((paid == ANY) & (kind != "YULU"))


def _unexcused(missing):
    """Of a pupil's unpaid terms those for which nothing speaks, with not_judged; all, where something speaks for each."""
    unsure = {
        "资助名单有其金额、状态或号码不明的发放": missing.unsure,
        "学籍信息“是否寄宿”为空": missing.boards_unknown & missing.should.isnull(),
    }
    missing = missing.mutate(not_judged=first_true(unsure)).filter((_.should > 0).fill_null(False) | _.not_judged.notnull())
    excused = missing.x_declined | missing.x_typo | missing.x_elsewhere.fill_null(False) | missing.not_judged.notnull()
    whole = excused.all().over(ibis.window(group_by=["pupil", "kind"]))
    return missing.mutate(excused=excused, whole=whole).filter(~_.excused | _.whole)


def _by_pupil(missing):
    """One row per pupil and kind of aid."""
    of_pupil = {"terms": _.count(), "first": _.t.min(), "last": _.t.max(), "money": _.should.sum().cast(MONEY), "row_id": _.row_id.max()}
    marks = {name: _[name].any() for name in ("x_declined", "x_typo", "x_elsewhere", "some")}
    told = {"family": _.family.all(), "later": _.later.max(), "not_judged": _.not_judged.min()}
    return missing.group_by("pupil", "kind").agg(**of_pupil, **marks, **told)


def _with_unsure(rows, education_aid, student_register, as_of):
    """Add to unsure, for which an entry of unknown sum or state stands in the aid list."""
    listed = by_student_no(aid(education_aid).filter(_.unsure, ~_.x_ret), student_register, as_of)
    pairs = rows.inner_join(listed.select("pupil", "first_term", "last_term", p_kind="kind"), "pupil")
    pairs = pairs.filter(_of_kind(_.kind, _.p_kind), _.t.between(_.first_term, _.last_term).fill_null(True))
    rows = exists(rows, pairs, DUE, "perhaps")
    return subquery(rows.mutate(unsure=rows.unsure.fill_null(False) | rows.perhaps.fill_null(False)))


def _with_aid(due, paid, home):
    """Add to each due term aided (paid to the pupil, by number or by name in the household), x_typo (to a misread number of the name, or
    without any in the pupil's school), unsure (without any, who knows in which school) and later (the term in which arrears were paid
    last)."""
    pairs = {key: subquery(due.inner_join(paid.rename(lambda c: f"p_{c}"), [key])) for key in (("pupil", "p_pupil"), ("name", "p_name"))}
    by_no, by_name = pairs.values()
    fits, here = _of_kind(_.kind, _.p_kind) & _.t.between(_.p_first_term, _.p_last_term), plain(_.school) == plain(_.p_school)
    near = ibis.ifelse(_.p_pupil.isnull(), here, _.pupil.levenshtein(_.p_pupil).between(1, 2))
    rows = exists(due, by_no.filter(fits), DUE, "by_no")
    rows = exists(rows, home.filter(same_name(_.name, _.p_name)), DUE, "by_name")
    rows = exists(rows, by_name.filter(fits, near), DUE, "x_typo")
    rows = exists(rows, by_name.filter(fits, near.isnull()), DUE, "unsure")
    late = by_no.filter((_.kind == _.p_kind) | (_.p_kind == ANY), said("payment.arrears", _.p_remark))
    rows = lookup(rows, late.group_by("pupil", "kind").agg(later=_.p_first_term.max()), ["pupil", "kind"])
    return subquery(rows.mutate(aided=(_.by_no | _.by_name).fill_null(False), x_typo=_.x_typo.fill_null(False)))


def _at_home(due, paid):
    """Due terms with what was paid for them under another number in the household."""
    pairs = due.inner_join(paid.rename(lambda c: f"p_{c}"), [("hh_no", "p_hh")])
    others = _.p_pupil.isnull() | (_.p_pupil != _.pupil)
    return subquery(pairs.filter(_of_kind(_.kind, _.p_kind), _.t.between(_.p_first_term, _.p_last_term), others))


def _with_family(rows, home, student_register):
    """Add some (parents, who are no pupils, were paid for the term) and family: as many payments as there are pupils of the household
    waiting."""
    of_term = ["hh_no", "kind", "t"]
    parents = home.anti_join(student_register, [("p_pupil", "id_no")]).group_by(of_term).agg(parents=_.p_row_id.nunique())
    rows = subquery(lookup(rows, parents, of_term))
    waiting = (~rows.aided).cast("int64").sum().over(ibis.window(group_by=of_term))
    return rows.mutate(some=rows.parents.notnull(), family=(rows.parents >= waiting).fill_null(False))


def _covered(rows, percent: int, as_of):
    """The unpaid terms of those that the list covers: somebody was paid for them, and most were while the term still runs."""
    of = ibis.window(group_by=["cover", "t"])
    counted = rows.mutate(reached=(rows.aided | rows.family).cast("int64").sum().over(of), whole=rows.t.count().over(of))
    ended = term_end(counted.t) <= literal_date(as_of)
    return counted.filter(~_.aided, _.reached > 0, ended | (_.reached * 100 >= _.whole * percent))
