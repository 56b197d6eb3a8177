"""Persons as all ledgers know them: deaths, spells on the payroll, the household behind a number, who lives in it, who has left."""

import datetime as dt
from collections.abc import Sequence

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import folded, same_name
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, UNKNOWN, either, latest, lookup, one_per, subquery

CREDIBLE_FROM = dt.date(1990, 1, 1)


@prepared
def deaths(death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """The earliest credible day per number and name: id_no, dead_on, death_name, death_source, death_row."""
    credible = death_register.filter(_.id_no.notnull(), _.death_date.between(literal_date(CREDIBLE_FROM), literal_date(as_of)))
    first = one_per(credible, ["id_no", "name"], [_.death_date, _.source, _.row_id])
    return first.select("id_no", dead_on="death_date", death_name="name", death_source="source", death_row="row_id")


def own_death(rows: ir.Table, dead: ir.Table, by: str | list[str] = "row_id", number: str = "id_no", name: str = "name") -> ir.Table:
    """The rows (told apart by ``by``) whose number stands among the `deaths`, with that entry. Of several under one number the one in the
    own name: another's is a wrong number; then the earliest."""
    met = subquery(rows.inner_join(dead.rename(of_dead="id_no"), [(number, "of_dead")]).drop("of_dead"))
    own = same_name(met[name], met.death_name)
    return one_per(met.mutate(place=ibis.cases((own, 0), (~own, 2), else_=1)), by, ["place", "dead_on", "death_row"]).drop("place")


def with_death(rows: ir.Table, dead: ir.Table, by: str | list[str] = "row_id", number: str = "id_no", name: str = "name") -> ir.Table:
    """``rows`` with `own_death`, empty where the number is not among them, and ``dead``: it is, and not in another's name only."""
    keys = [by] if isinstance(by, str) else by
    found = own_death(rows.select(*{*keys, number, name}), dead, by, number, name)
    found = found.mutate(dead=same_name(found[name], found.death_name).fill_null(True))
    found = lookup(rows, found.select(*keys, "dead_on", "death_name", "death_source", "death_row", "dead"), keys)
    return subquery(found.mutate(dead=found.dead.fill_null(False)))


@prepared
def spells(fiscal_payroll: ir.Table) -> ir.Table:
    """Spells on the payroll, in running months: one row per person, unit, kind of staff and status.

    Columns id_no, unit, staff_type, staff_status, staff_name, first_month, last_month, first_known, seen_from and seen_to (as listed),
    staff_row. A spell that reaches the newest month of the payroll is still open (last_month null). A spell that begins with the oldest
    month may have begun earlier: first_known is false, and when the payroll is of a single month first_month is null. Without months all
    are null.
    """
    paid = fiscal_payroll.filter(_.id_no.notnull()).mutate(m=month(_.month))
    whole = fiscal_payroll.agg(oldest=month(_.month).min(), newest=month(_.month).max())
    spell = paid.group_by("id_no", "unit", "staff_type", "status").agg(
        staff_name=_.name.min(), first=_.m.min(), last=_.m.max(), staff_row=_.row_id.min()
    )
    return spell.cross_join(whole).select(
        "id_no",
        "unit",
        "staff_type",
        "staff_name",
        "staff_row",
        staff_status=_.status,
        first_month=ibis.cases((_.oldest == _.newest, ibis.null("int32")), else_=_["first"].cast("int32")),
        last_month=ibis.cases((_["last"] == _.newest, ibis.null("int32")), else_=_["last"].cast("int32")),
        first_known=(_["first"] > _.oldest).fill_null(False),
        seen_from=_["first"].cast("int32"),
        seen_to=_["last"].cast("int32"),
    )


def in_service(fiscal_payroll: ir.Table, kinds: Sequence[str]) -> ir.Table:
    """Who of these kinds of staff is listed as in service: id_no, name, unit, staff_type, begins and ends (running months), first_known,
    row_id.

    ``begins`` is the first month listed: of what lies before the oldest list (not first_known) nothing is known. The newest list holds on:
    its spells have no end (null), and a list without months holds for any time.
    """
    job = spells(fiscal_payroll).filter(_.staff_type.isin(kinds), (_.staff_status == "在职").fill_null(True))
    return job.select(
        "id_no", "unit", "staff_type", "first_known", name="staff_name", row_id="staff_row", begins="seen_from", ends="last_month"
    )


def certified(disability: ir.Table) -> ir.Table:
    """The certificates of the disabled that are in force."""
    return disability.filter(~said("disability.ended", disability.status).fill_null(False))


@prepared
def household_of(poor_person: ir.Table) -> ir.Table:
    """One row per registered id_no, newest snapshot: id_no, reg_hh, reg_name, reg_county, reg_relation, reg_identified (earliest date of
    any snapshot)."""
    identified = poor_person.group_by("id_no").agg(reg_identified=ibis.coalesce(_.identified_on, _.first_identified).min())
    newest = latest(poor_person, "id_no", "hh_no").select(
        "id_no", reg_hh="hh_no", reg_name="name", reg_county="county_name", reg_relation="relation"
    )
    return newest.inner_join(identified, "id_no").select("id_no", "reg_hh", "reg_name", "reg_county", "reg_relation", "reg_identified")


def housed(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Add ``home`` to rows with id_no and hh_no: their own household under its present number, else the register's."""
    places = homes(poor_person)
    rows = lookup(lookup(rows, places.rename(hh_no="number", now="home"), "hh_no"), places.rename(id_no="number", reg_hh="home"), "id_no")
    return rows.mutate(home=ibis.coalesce(rows.now, rows.hh_no, rows.reg_hh)).drop("now", "reg_hh")


@prepared
def members(poor_person: ir.Table) -> ir.Table:
    """The members of each household in its newest snapshot: reg_hh, member_id, member_name, member_relation, alive, died_on, identified."""
    known = poor_person.filter(_.hh_no.notnull())
    newest = known.group_by("hh_no").agg(newest=_.snapshot_date.max()).select("newest", of_hh="hh_no")
    now = known.inner_join(newest, [known.hh_no == newest.of_hh]).filter(
        (_.snapshot_date == _.newest) | (_.snapshot_date.isnull() & _.newest.isnull())
    )
    return now.select(
        "alive",
        reg_hh="hh_no",
        member_id="id_no",
        member_name="name",
        member_relation="relation",
        died_on="death_date",
        identified=ibis.coalesce(_.identified_on, _.first_identified),
    ).distinct()


@prepared
def homes(*tables: ir.Table) -> ir.Table:
    """Which household a number stands for: ``number`` (an id_no or hh_no, each once) and ``home``, that household's present hh_no.

    ``tables`` have id_no and hh_no, with or without snapshot_date. A household that got another hh_no (its head died) is the one of its
    members' newest snapshot; one that stands in that snapshot too keeps its own (the family divided).
    """
    seen = [t.select("id_no", "hh_no", seen=t.snapshot_date if "snapshot_date" in t.columns else ibis.null("date")) for t in tables]
    pairs = either(*seen).filter(_.hh_no.notnull()).distinct()
    present = one_per(pairs.filter(_.id_no.notnull()), "id_no", [_.seen.desc(), _.hh_no]).select(of="id_no", now="hh_no", at="seen")
    follows = pairs.inner_join(present, [("id_no", "of")]).select("now", "at", was="hh_no")
    itself = pairs.select(now="hh_no", at="seen", was="hh_no")
    follows = follows.union(itself).mutate(own=_.was == _.now).distinct()
    household = subquery(one_per(follows, "was", [_["at"].desc(), _.own.desc(), _.now]).select("was", home="now"))
    people = present.inner_join(household, [("now", "was")]).select("home", number="of")
    return subquery(one_per(people.union(household.select("home", number="was")), "number", ["home"]))


def at_home(table: ir.Table, places: ir.Table) -> ir.Table:
    """Add ``home`` to rows with id_no (and hh_no): the household by ``places`` (see `homes`), else the row's own number; and
    ``registered``."""
    by_id = places.select(i_number="number", i_home="home")
    joined = table.left_join(by_id, [("id_no", "i_number")])
    found, own = [joined.i_home], [joined.id_no]
    if "hh_no" in table.columns:
        joined = subquery(joined).left_join(places.select(h_number="number", h_home="home"), [("hh_no", "h_number")])
        found, own = [joined.i_home, joined.h_home], [joined.hh_no, joined.id_no]
    return subquery(joined.select(*table.columns, home=ibis.coalesce(*found, *own), registered=ibis.coalesce(*found).notnull()))


def departed(
    rows: ir.Table, register_change: ir.Table, death_register: ir.Table, as_of: dt.date, by: ir.DateValue | None = None
) -> ir.Table:
    """``rows`` of the register with x_died, x_moved and x_serving (army, prison): what register, changes and deaths say up to the day
    ``by`` of each row, without it up to the audit date.

    Unknown where none of them tells, and where an entry of the changes has no day or no kind.
    """
    told = rows.mutate(day=literal_date(as_of) if by is None else by)
    told = with_death(lookup(told, _left(register_change), "id_no"), deaths(death_register, as_of))
    reason = told.decrease_reason
    died = (told.death_date <= told.day).fill_null(False) | (~told.alive.fill_null(True) & told.death_date.isnull())
    died |= (told.dead_on <= told.day).fill_null(False) & told.dead
    answers = {
        "died": died | said("person.died", reason).fill_null(False),
        "moved": told.moved_out.fill_null(False) | said("person.moved_away", reason).fill_null(False),
        "serving": said("person.serving", reason).fill_null(False),
    }
    silent = {
        "died": told.alive.isnull() if absent(death_register) else FALSE,
        "moved": told.moved_out.isnull() if absent(register_change) else FALSE,
        "serving": ibis.literal(absent(register_change)),
    }
    marks = {}
    for what, here in answers.items():
        met = here | (told[f"{what}_on"] <= told.day).fill_null(False)
        marks[f"x_{what}"] = ibis.cases((met, True), (told[f"{what}_perhaps"].fill_null(False) | silent[what], UNKNOWN), else_=False)
    return subquery(told.select(*rows.columns, **marks))


def _left(register_change: ir.Table) -> ir.Table:
    """Of whom the changes say that they are not there any more: id_no, died_on, moved_on, serving_on, and …_perhaps: an entry without a
    day, or of an unknown kind. An entry that only says 自然减少 is a move."""
    change = register_change.filter(_.id_no.notnull(), (_.change_type == "自然减少").fill_null(True))
    change = change.mutate(on=ibis.coalesce(change.change_date, change.entered_on))
    words = [text.re_replace("自然减少(人口)?|成员减少", "").nullif("") for text in (change.change_detail, change.reason)]
    concepts = {"died": "person.died", "moved": "person.moved_away", "serving": "person.serving"}
    why = {what: said(concept, *words).fill_null((what == "moved") & change.change_type.notnull()) for what, concept in concepts.items()}
    days = {f"{what}_on": change.on.min(where=told) for what, told in why.items()}
    perhaps = {f"{what}_perhaps": ((told & change.on.isnull()) | (change.change_type.isnull() & ~told)).any() for what, told in why.items()}
    return change.group_by("id_no").agg(**days, **perhaps)


def mistyped(rows: ir.Table, people: ir.Table, *, name: str = "name", number: str = "id_no", village: str = "village_name") -> ir.Table:
    """``rows`` with ``mistyped``: ``people`` hold a person of the row's name and village whose number differs in one or two places (or is
    empty).

    Unknown where a name or a village is missing on either side, where the number is, or without people (absent). Namesakes are many: ask it
    only of rows whose number was found nowhere. (`misread` asks the other way round: whether a list holds a registered person.)
    """
    known = people.select(of_name=folded(people.name), of_id=people.id_no, of_village=people.village_name).distinct()
    asked = rows.select("row_id", wanted=rows[number], wanted_village=rows[village], of_name=folded(rows[name]))
    pairs = asked.inner_join(known, "of_name")
    near = ibis.ifelse(pairs.of_id.isnull(), True, pairs.wanted.levenshtein(pairs.of_id).between(1, 2))
    met = (
        pairs.filter(near)
        .mutate(same=pairs.of_village == pairs.wanted_village)
        .group_by("row_id")
        .agg(same=_.same.fill_null(False).any(), doubt=_.same.isnull().any())
    )
    joined = lookup(rows, met, "row_id")
    blank = joined[number].isnull() | joined[name].isnull() | joined.doubt.fill_null(False) | absent(people)
    return subquery(
        joined.mutate(mistyped=ibis.cases((joined.same.fill_null(False), True), (blank, UNKNOWN), else_=False)).drop("same", "doubt")
    )


def misread(rows: ir.Table, listed: ir.Table, registered: ir.Table) -> ir.Table:
    """``row_id`` of the rows whose person stands in ``listed`` under a misread number (two places at most), or without one in the same
    village.

    A listed number that belongs to another registered person is no misread one.
    """
    people = listed.select("id_no", "village_name", listed_name=folded(listed.name)).distinct()
    people = people.anti_join(registered.select(of_other="id_no").distinct(), [("id_no", "of_other")])
    wanted = rows.select("row_id", wanted_id="id_no", wanted_village="village_name", listed_name=folded(rows.name))
    pairs = wanted.inner_join(people, "listed_name")
    near = ibis.ifelse(pairs.id_no.isnull(), pairs.wanted_village == pairs.village_name, pairs.wanted_id.levenshtein(pairs.id_no) <= 2)
    return pairs.filter(near.fill_null(False)).select("row_id").distinct()
