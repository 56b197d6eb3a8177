"""What several audit rules need: months, names, texts, exact shares, one row per key, deaths, spells of employment, households.

Everything here is a table or column expression that runs on any engine: no Python per row, nothing executed.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

MONEY = "decimal(18,2)"
NO_AMOUNT = ibis.null(MONEY)
NO_DATE = ibis.null("date")
#: An exception that cannot be tested is unknown, never false: it spares nobody.
UNKNOWN = ibis.null("boolean")
FALSE = ibis.literal(False)
CREDIBLE_FROM = dt.date(1990, 1, 1)

#: 异体字 and simplified forms that two offices write for one surname or name.
VARIANTS = {"阎": "闫", "閆": "闫", "傅": "付", "萧": "肖", "蕭": "肖", "於": "于", "戴": "代", "邱": "丘", "蓝": "兰", "鍾": "钟", "锺": "钟", "峯": "峰"}
#: A rare character that an old system could not hold: ?, 〓, a mask, pinyin.
UNREADABLE = r"[?〓□*＊A-Za-z]"


def month(date: ir.DateValue) -> ir.IntegerValue:
    """Running number of the calendar month, the same on every engine (delta in months is not)."""
    return date.year() * 12 + date.month()


def year_month(running: ir.IntegerValue) -> ir.StringValue:
    """A running month as a reader writes it: 2019-07."""
    return ((running - 1) // 12).cast("string") + "-" + ((running - 1) % 12 + 1).cast("string").lpad(2, "0")


def literal_date(date: dt.date) -> ir.DateScalar:
    return ibis.literal(date, type="date")


def money(value: Decimal | int | str) -> ir.DecimalScalar:
    return ibis.literal(Decimal(value), type=MONEY)


def share(amount: ir.DecimalValue, part: ir.IntegerValue | int, whole: ir.IntegerValue | int) -> ir.DecimalValue:
    """amount × part ÷ whole to the fen, halves up (whole > 0); null where that is more than money can hold."""
    return fen_share((amount * 100).cast("int64"), part, whole)


def fen_share(fen: ir.IntegerValue, part: ir.IntegerValue | int, whole: ir.IntegerValue | int) -> ir.DecimalValue:
    """fen × part ÷ whole in 元, as `share`.

    Exact on every engine, though none divides integers of that length: a quotient through a float is near, and what it leaves, counted in
    decimals of 38 places, says by how much it is wrong.
    """
    part, whole = (ibis.literal(number, type="int64") if isinstance(number, int) else number for number in (part, whole))
    near = (fen.cast("float64") * part.cast("float64") / whole.cast("float64")).try_cast("int64")
    left = fen.cast("decimal(19,0)") * part.cast("decimal(19,0)") - near.cast("decimal(19,0)") * whole.cast("decimal(19,0)")
    wrong = ((left.cast("float64") * 2 + whole.cast("float64")) / (whole.cast("float64") * 2)).floor().cast("int64")
    return ((near + wrong).cast("decimal(22,2)") * ibis.literal(Decimal("0.01"), type="decimal(3,2)")).try_cast(MONEY)


def product(one: ir.DecimalValue, other: ir.DecimalValue) -> ir.DecimalValue:
    """one × other as money; null where that is more than money can hold. (DuckDB keeps a product of two decimals to 18 digits and breaks beyond.)"""
    return (one.cast("decimal(38,4)") * other).try_cast(MONEY)


def percent(part: ir.NumericValue, whole: ir.NumericValue) -> ir.DecimalValue:
    """part as a percentage of whole to two places, halves up; null when whole is zero (part ≥ 0)."""
    return fen_share(ibis.literal(10_000, type="int64"), (part * 100).cast("int64"), (whole * 100).cast("int64").nullif(0))


def says(pattern: str, *texts: ir.StringValue) -> ir.BooleanValue:
    """Whether one of the texts holds the pattern; unknown when all of them are blank."""
    found = reduce(or_, (text.re_search(pattern).fill_null(False) for text in texts))
    return ibis.cases((found, True), (ibis.coalesce(*texts).notnull(), False), else_=ibis.null(bool))


def listed(told: dict[str, ir.BooleanValue]) -> ir.StringValue:
    """The names of what is true, joined by 、."""
    named = (ibis.ifelse(true.fill_null(False), "、" + name, "") for name, true in told.items())
    return reduce(lambda text, part: text + part, named).re_replace("^、", "")


def same_name(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Equal up to 异体字; unknown when a name is missing or holds a character that could not be read."""
    unreadable = one.re_search(UNREADABLE) | other.re_search(UNREADABLE)
    return ibis.cases((unreadable, ibis.null(bool)), else_=folded(one) == folded(other))


def folded(name: ir.StringValue) -> ir.StringValue:
    """A name with 异体字 brought to one form."""
    return reduce(lambda text, pair: text.replace(*pair), VARIANTS.items(), name)


def step(table: ir.Table, *columns: str) -> ir.Table:
    """The table as a step of its own in the SQL, with all or the named columns: for what is read more than once, and after each join.

    Ibis folds a join on a join into one, and a projection into what reads it, and repeats both wherever they are read again. A limit is not
    folded, and a limit to no number of rows leaves no trace in the SQL. (A DISTINCT costs a pass, and Sail drops columns from it.)
    """
    return (table.select(*columns) if columns else table).limit(None)


def one_per(table: ir.Table, by: str | list[str], order: list) -> ir.Table:
    """The first row per key in the given order; state an order that leaves no ties in content."""
    return table.mutate(nth=ibis.row_number().over(group_by=by, order_by=order)).filter(_.nth == 0).drop("nth")


def latest(table: ir.Table, by: str, *order: str) -> ir.Table:
    """The row of the newest snapshot per key, which is never null in the result."""
    return one_per(table.filter(table[by].notnull()), by, [table.snapshot_date.desc(), *order, "row_id"])


def standing(table: ir.Table) -> ir.Table:
    """The rows of the register's newest year (whoever left it before is in none of them), and those without a date."""
    year = table.snapshot_date.year()
    newest = year.max().over(ibis.window())
    return step(table.mutate(newest_year=newest).filter((year == _.newest_year) | _.snapshot_date.isnull()), *table.columns)


def deaths(death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """One row per id_no with the earliest credible death date: id_no, death_date, death_name, death_source, death_row."""
    credible = death_register.filter(
        _.id_no.notnull(), _.death_date.between(literal_date(CREDIBLE_FROM), literal_date(as_of))
    )
    first = one_per(credible, "id_no", [_.death_date, _.source, _.name, _.row_id])
    return first.select("id_no", "death_date", death_name="name", death_source="source", death_row="row_id")


def spells(fiscal_payroll: ir.Table) -> ir.Table:
    """Spells on the payroll, in running months: one row per person, unit, kind of staff and status.

    Columns id_no, unit, staff_type, staff_status, staff_name, first_month, last_month, first_known, staff_row. A spell that reaches
    the newest month of the payroll is still open (last_month null). A spell that begins with the oldest month may have begun
    earlier: first_known is false, and when the payroll is of a single month first_month is null. Without months all are null.
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
    )


def household_of(poor_person: ir.Table) -> ir.Table:
    """One row per registered id_no, newest snapshot: id_no, reg_hh, reg_name, reg_relation, reg_identified (earliest date of any snapshot)."""
    identified = poor_person.group_by("id_no").agg(reg_identified=ibis.coalesce(_.identified_on, _.first_identified).min())
    newest = latest(poor_person, "id_no", "hh_no").select("id_no", reg_hh="hh_no", reg_name="name", reg_relation="relation")
    return newest.inner_join(identified, "id_no").select("id_no", "reg_hh", "reg_name", "reg_relation", "reg_identified")


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


def homes(*tables: ir.Table | None) -> ir.Table:
    """Which household a number stands for: ``number`` (an id_no or hh_no, each once) and ``home``, that household's present hh_no.

    ``tables`` have id_no and hh_no, with or without snapshot_date. A household that got another hh_no (its head died) is the one of its
    members' newest snapshot; one that stands in that snapshot too keeps its own (the family divided).
    """
    given = [t for t in tables if t is not None]
    seen = [t.select("id_no", "hh_no", seen=t.snapshot_date if "snapshot_date" in t.columns else ibis.null("date")) for t in given]
    pairs = reduce(lambda one, other: one.union(other), seen).filter(_.hh_no.notnull()).distinct()
    present = one_per(pairs.filter(_.id_no.notnull()), "id_no", [_.seen.desc(), _.hh_no]).select(of="id_no", now="hh_no", at="seen")
    follows = pairs.inner_join(present, [("id_no", "of")]).select("now", "at", was="hh_no")
    itself = pairs.select(now="hh_no", at="seen", was="hh_no")
    follows = follows.union(itself).mutate(own=_.was == _.now).distinct()
    household = step(one_per(follows, "was", [_["at"].desc(), _.own.desc(), _.now]).select("was", home="now"))
    people = present.inner_join(household, [("now", "was")]).select("home", number="of")
    return step(one_per(people.union(household.select("home", number="was")), "number", ["home"]))


def at_home(table: ir.Table, places: ir.Table) -> ir.Table:
    """Add ``home`` to rows with id_no (and hh_no): the household by ``places`` (see `homes`), else the row's own number; and ``registered``."""
    by_id = places.select(i_number="number", i_home="home")
    joined = table.left_join(by_id, [("id_no", "i_number")])
    found, own = [joined.i_home], [joined.id_no]
    if "hh_no" in table.columns:
        joined = step(joined).left_join(places.select(h_number="number", h_home="home"), [("hh_no", "h_number")])
        found, own = [joined.i_home, joined.h_home], [joined.hh_no, joined.id_no]
    return step(joined.select(*table.columns, home=ibis.coalesce(*found, *own), registered=ibis.coalesce(*found).notnull()))


def doc_no(text: ir.StringValue) -> ir.StringValue:
    """A document number as it is compared: without spaces, all brackets as 〔〕."""
    bare = text.re_replace(r"[\s　]", "")
    return bare.re_replace(r"[\[\(（【［﹝]", "〔").re_replace(r"[\]\)）】］﹞]", "〕")


def with_project_no(table: ir.Table, project: ir.Table | None) -> ir.Table:
    """The table with a missing project_no filled from the project's name, where that name stands for one project only."""
    if project is None:
        return table
    named = project.filter(_.project_name.notnull(), _.project_no.notnull()).group_by("project_name").agg(
        named_no=_.project_no.min(), projects=_.project_no.nunique()
    )
    one = named.filter(_.projects == 1).select("named_no", of_name="project_name")
    joined = table.left_join(one, [table.project_name == one.of_name])
    others = [c for c in table.columns if c != "project_no"]
    return step(joined.select(*others, project_no=ibis.coalesce(joined.project_no, joined.named_no)), *table.columns)


def once(table: ir.Table, columns: tuple[str, ...], first: str = "row_id") -> ir.Table:
    """One copy of an entry that two lists (files, sheets) both hold; entries alike within one list all stay.

    ``columns`` are the content that makes two entries the same; of the copies the one stays whose ``first`` is least.
    """
    listed = ibis.window(group_by=[*columns, "source_file", "source_sheet"], order_by="row_id")
    rows = table.mutate(nth=ibis.row_number().over(listed))
    alike = ibis.window(group_by=[*columns, "nth"], order_by=[_[first].asc(nulls_first=False), "row_id"])
    return rows.mutate(copy=ibis.row_number().over(alike)).filter(_.copy == 0).select(*table.columns)


def known(left: ir.Table, right: ir.Table, key: str | list[str]) -> ir.Table:
    """``left`` with what ``right`` (one row per key) knows about its key; nulls where it knows nothing."""
    joined = left.left_join(right, key)
    return joined.drop(*[c for c in joined.columns if c.endswith("_right")])


#: Register entries of people who are no longer there, by what became of them.
MOVED = "迁出|婚出|嫁出|外嫁|农转非|失联|失踪|户籍注销"
SERVING = "参军|入伍|服役|现役|服刑|判刑|收监|羁押"
STOPPED = "不享受|不再享受"


def yearly(poor_person: ir.Table, as_of: dt.date, poor_household: ir.Table | None = None) -> ir.Table:
    """One row per registered id_no and year of the snapshot (the newest within the year), with ``year`` and ``stopped`` (policies ended).

    The national export of persons names no policy status: it is the household's of that year then.
    """
    of_year = ibis.coalesce(_.snapshot_date.year(), as_of.year).cast("int32")
    rows = poor_person.filter(_.id_no.notnull()).mutate(year=of_year)
    rows = one_per(rows, ["id_no", "year"], [_.snapshot_date.desc(), _.hh_no, _.row_id])
    if poor_household is None:
        return step(rows.mutate(stopped=rows.policy_status.re_search(STOPPED)))
    homes = poor_household.filter(_.hh_no.notnull(), _.policy_status.notnull()).mutate(year=of_year)
    homes = one_per(homes, ["hh_no", "year"], [_.snapshot_date.desc(), _.row_id]).select("hh_no", "year", hh_status="policy_status")
    rows = known(rows, homes, ["hh_no", "year"])
    return step(rows.mutate(stopped=ibis.coalesce(rows.policy_status, rows.hh_status).re_search(STOPPED)).drop("hh_status"))


def departed(rows: ir.Table, register_change: ir.Table | None, death_register: ir.Table | None, as_of: dt.date) -> ir.Table:
    """``rows`` of the register with x_died, x_moved and x_serving (army, prison): what register, changes and deaths say up to the audit date."""
    today, reason = literal_date(as_of), rows.decrease_reason
    died = (rows.death_date <= today).fill_null(False) | ~rows.alive.fill_null(True) | reason.re_search("死亡|去世").fill_null(False)
    moved = rows.moved_out.fill_null(False) | reason.re_search(MOVED).fill_null(False)
    said = rows.mutate(s_died=died, s_moved=moved, s_serving=reason.re_search(SERVING).fill_null(False))
    if register_change is not None:
        change = register_change.filter(_.id_no.notnull(), ibis.coalesce(_.change_date, _.entered_on) <= today)
        words = [text.re_replace("自然减少(人口)?|成员减少", "").nullif("") for text in (change.change_detail, change.reason)]
        left = change.mutate(
            # An entry that only says 自然减少 shows that the person is not there any more.
            died=says("死亡|去世", *words).fill_null(False), moved=says(MOVED, *words).fill_null(True), serving=says(SERVING, *words).fill_null(False),
        ).filter(_.change_type == "自然减少")  # fmt: skip
        left = left.group_by("id_no").agg(c_died=_.died.any(), c_moved=_.moved.any(), c_serving=_.serving.any())
        said = known(said, left, "id_no")
        said = said.mutate(**{f"s_{c}": said[f"s_{c}"] | said[f"c_{c}"].fill_null(False) for c in ("died", "moved", "serving")})
    if death_register is not None:
        said = known(said, deaths(death_register, as_of).select("id_no", "death_name", d_date="death_date"), "id_no")
        # A death under the same number but another name is a wrong number.
        said = said.mutate(s_died=said.s_died | (said.d_date.notnull() & same_name(said.name, said.death_name).fill_null(True)))
    return step(said.select(*rows.columns, x_died=said.s_died, x_moved=said.s_moved, x_serving=said.s_serving))


def misread(rows: ir.Table, listed: ir.Table, registered: ir.Table) -> ir.Table:
    """``row_id`` of the rows whose person stands in ``listed`` under a misread number (two places at most), or without one in the same village.

    A listed number that belongs to another registered person is no misread one.
    """
    people = listed.select("id_no", "village_name", listed_name=folded(listed.name)).distinct()
    people = people.anti_join(registered.select(of_other="id_no").distinct(), [("id_no", "of_other")])
    wanted = rows.select("row_id", wanted_id="id_no", wanted_village="village_name", listed_name=folded(rows.name))
    pairs = wanted.inner_join(people, "listed_name")
    near = ibis.ifelse(pairs.id_no.isnull(), pairs.wanted_village == pairs.village_name, pairs.wanted_id.levenshtein(pairs.id_no) <= 2)
    return pairs.filter(near.fill_null(False)).select("row_id").distinct()


def born(id_no: ir.StringValue, birth_date: ir.DateValue) -> ir.IntegerValue:
    """Day of birth as a number 20120831: of the identity number, else as listed."""
    of_number = id_no.re_extract(r"^\d{6}((?:19|20)\d{6})\d{3}[\dX]$", 1).nullif("").cast("int32")
    return ibis.coalesce(of_number, (birth_date.year() * 10000 + birth_date.month() * 100 + birth_date.day()).cast("int32"))
