"""What the register says against itself (SCREEN-01): one function per kind of defect, each returning candidates of one form."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date, month
from auditlib.models.vocabulary import breach, lookup, one_copy, one_per

HEAD = "^(户主|本人|本人或户主|户主本人|户主或本人|01)$"
NUMBER = r"^\d{17}[\dX]$"
#: Notes of intake on a number that is not one person's valid number, as a reader is told.
NOTES = {
    "invalid": "号码无效",
    "checksum": "校验码不符",
    "two": "一格多个号码",
    "placeholder": "占位号码",
    "masked": "号码被遮盖",
    "zeroed": "末位被表格软件抹零",
}
#: Spoilt on the way out of the system, so that the list cannot show what the register holds.
BY_EXPORT = ("masked", "zeroed")
FACTS = ("name", "relation", "sex", "birth_date", "student_status", "health", "labour", "work_months", "member_count")
EXCEPTIONS = ("x_newborn", "x_export", "x_dead", "x_lists", "x_head")
#: What is wrong with the household, whichever member's row shows it.
OF_HOUSEHOLD = ("户内无户主", "户内有两个户主")
#: Of a person's many columns those that are looked at: every step of the SQL repeats what it is given.
PERSON = (
    "row_id", "source_file", "source_sheet", "snapshot_date", "town_name", "village_name", "hh_no", "person_no", "id_no", "id_no_note", "main_cause",
    "identified_on", *FACTS,
)  # fmt: skip
#: A member's own row in every list: two lists may both hold it.
LISTED = ("snapshot_date", "hh_no", "who")


def current(register: ir.Table, as_of: dt.date) -> ir.Table:
    """The rows of each town's newest snapshot up to the audit date; a list without dates counts as current."""
    dated = register.filter((_.snapshot_date <= literal_date(as_of)).fill_null(True))
    rows = dated.mutate(newest=dated.snapshot_date.max().over(ibis.window(group_by="town_name")))
    return rows.filter((_.snapshot_date == _.newest) | _.newest.isnull()).drop("newest")


def gone(rows: ir.Table) -> ir.BooleanValue:
    """The list itself marks the person as dead, moved out or taken off."""
    flagged = (rows.alive == False).fill_null(False) | rows.moved_out.fill_null(False)  # noqa: E712 - null is alive
    return flagged | rows.death_date.notnull() | rows.decreased_on.notnull() | rows.decrease_reason.notnull()


def with_change(rows: ir.Table, changes: ir.Table | None, kinds: tuple[str, ...], as_of: dt.date) -> ir.Table:
    """Add ``changed``: the ledger of changes has such an entry for the person, or for the whole household; unknown without that ledger."""
    if changes is None:
        return rows.mutate(changed=ibis.null("boolean"))
    entries = changes.filter(_.change_type.isin(kinds), (_.change_date <= literal_date(as_of)).fill_null(True))
    whole = entries.filter(_.id_no.isnull(), _.person_no.isnull())
    for key, of_key in (("id_no", entries), ("person_no", entries), ("hh_no", whole)):
        if key in rows.columns:
            rows = lookup(rows, of_key.filter(_[key].notnull()).select(key).distinct().mutate(**{f"by_{key}": ibis.literal(True)}), key)
    found = [rows[f"by_{key}"].fill_null(False) for key in ("id_no", "person_no", "hh_no") if f"by_{key}" in rows.columns]
    return rows.mutate(changed=reduce(or_, found))


def numbers(people: ir.Table, newborn_months: int) -> ir.Table:
    """No number, or one that cannot be right. A column that nobody filled says nothing."""
    filled = people.id_no.count().over(ibis.window()) > 0
    blank = people.id_no.isnull() & people.id_no_note.isnull() & filled
    wrong = ibis.coalesce(*(ibis.ifelse(people.id_no_note == note, text, ibis.null("string")) for note, text in NOTES.items()))
    absent = blank | (people.id_no_note == "placeholder").fill_null(False)
    return _defects(
        people.mutate(blank=blank, wrong=wrong).filter(_.blank | _.wrong.notnull()),
        "证件号码缺失或无效",
        ibis.coalesce(wrong, "空白"),
        x_newborn=ibis.ifelse(absent, _young(people, newborn_months), False),
        x_export=people.id_no_note.isin(BY_EXPORT).fill_null(False),
    )


def duplicates(people: ir.Table, newborn_months: int) -> ir.Table:
    """One number in two rows of a snapshot: all but the person identified first.

    A member of the same village under another household number in another list: the list of June lies with that of December (x_lists).
    """
    rows = one_copy(people.filter(people.id_no.notnull()), LISTED)
    order = [rows.identified_on.asc(nulls_first=False), rows.hh_no, rows.person_no, rows.row_id]
    rows = rows.mutate(nth=ibis.row_number().over(group_by="id_no", order_by=order), place=_place(rows))
    first = rows.filter(_.nth == 0).select(
        "id_no",
        first_row="row_id",
        first_name="name",
        first_hh="hh_no",
        first_village="village_name",
        first_place="place",
        first_date="snapshot_date",
    )
    again = rows.filter(_.nth > 0).inner_join(first, "id_no")
    again = again.filter((_.snapshot_date == _.first_date).fill_null(True))
    same_hh = (again.hh_no == again.first_hh).fill_null(False)
    return _defects(
        again,
        "同一证件号码重复登记",
        ibis.ifelse(again.name == again.first_name, "姓名相同", "姓名不同") + ibis.ifelse(same_hh, "，同户", "，不同户"),
        related=ibis.array([again.first_row]),
        x_newborn=ibis.ifelse(same_hh & (again.name != again.first_name), _young(again, newborn_months), False),
        x_lists=~same_hh & (again.place != again.first_place) & (again.village_name == again.first_village),
    )


def heads(people: ir.Table, changes: ir.Table | None, lag_months: int) -> ir.Table:
    """A household without a head, or with two. Of two, one may be the old head, who ``left`` and is kept in the year's list."""
    rows = one_copy(people.filter(people.hh_no.notnull()), LISTED).mutate(is_head=_.relation.re_search(HEAD).fill_null(False))
    home = ibis.window(group_by="hh_no")
    rows = rows.mutate(
        heads=rows.is_head.cast("int64").sum().over(home),
        told=rows.relation.count().over(home),
        nth=ibis.row_number().over(group_by=["hh_no", "is_head"], order_by=["person_no", "row_id"]),
    )
    rows = rows.mutate(living=(rows.is_head & ~rows.left).cast("int64").sum().over(home))
    if changes is None:
        rows = rows.mutate(decreased=ibis.null("date"))
    else:
        left = changes.filter(_.change_type == "自然减少").group_by("hh_no").agg(decreased=_.change_date.max())
        rows = lookup(rows, left.filter(_.hh_no.notnull()), "hh_no")
    recent = (month(rows.snapshot_date) - month(rows.decreased) <= lag_months) & (rows.decreased <= rows.snapshot_date)
    none = rows.filter((_.heads == 0) & (_.told > 0) & (_.nth == 0))
    return ibis.union(
        _defects(
            none, "户内无户主", ibis.literal("无人登记为户主"), x_head=ibis.null("boolean") if changes is None else recent.fill_null(False)
        ),
        _defects(
            rows.filter((_.heads > 1) & _.is_head & (_.nth > 0)),
            "户内有两个户主",
            rows.heads.cast("string") + "人登记为户主",
            x_dead=rows.living <= 1,
        ),
    )


def counts(homes: ir.Table, people: ir.Table) -> ir.Table:
    """A household's number of members that fits no list of its members, neither with the dead of the year nor without (x_dead)."""
    members = people.filter(_.hh_no.notnull()).mutate(place=_place(people))
    listed = members.group_by("hh_no", "place").agg(listed=_.who.nunique(), living=_.who.nunique(where=~_.left))
    stated = homes.filter(_.member_count.notnull(), _.hh_no.notnull())
    pairs = stated.select("hh_no", "member_count").inner_join(listed, "hh_no")
    by_hh = pairs.group_by("hh_no").agg(
        agrees=(_.member_count == _.listed).any(), between=_.member_count.between(_.living, _.listed).any(), most=_.listed.max()
    )
    rows = lookup(one_per(stated, "hh_no", [_.row_id]), by_hh, "hh_no").filter(_.agrees == False)  # noqa: E712 - null: no list of members
    return _defects(rows, "户人数与成员行数不符", ibis.literal("成员名单") + rows.most.cast("string") + "人", x_dead=rows.between)


def causes(homes: ir.Table) -> ir.Table:
    """No cause of poverty, in a list that has causes."""
    filled = homes.main_cause.count().over(ibis.window()) > 0
    rows = one_per(homes.mutate(filled=filled).filter(_.filled, _.hh_no.notnull()), "hh_no", [_.main_cause.isnull(), _.row_id])
    return _defects(rows.filter(_.main_cause.isnull()), "致贫原因空白", ibis.literal("空白"))


def contradictions(people: ir.Table, student_ages: list[str], labour_age_min: int, labour_age_max: int, newborn_months: int) -> ir.Table:
    """Sex or birth against the number; schooling against age; labour against age, health and months of work.

    A newborn without a number is often entered under the head's (x_newborn).
    """
    valid = (people.id_no.re_search(NUMBER) & people.id_no_note.isnull()).fill_null(False)
    rows = people.mutate(
        by_id=ibis.ifelse(valid, people.id_no.substr(6, 8), ibis.null("string")),
        sex_by_id=ibis.ifelse(valid, _sex(people.id_no), ibis.null("string")),
    )
    born = ibis.coalesce(rows.birth_date.year(), rows.by_id.substr(0, 4).cast("int32"))
    rows = rows.mutate(
        age=rows.snapshot_date.year() - born, pupil=rows.student_status.notnull() & ~rows.student_status.re_search("^非|不在校|无")
    )
    # Lists that give year and month only are read as the first day.
    month_only = (rows.birth_date.day() == 1) & (rows.by_id.substr(0, 6) == _digits(rows.birth_date).substr(0, 6))
    unlike = rows.age.notnull() & ibis.literal(False)
    for entry in student_ages:
        stage, span = entry.rsplit(" ", 1)
        low, high = map(int, span.split("-"))
        unlike |= rows.student_status.re_search(stage) & ~rows.age.between(low, high)
    able, unable = rows.labour.isin(["普通劳动力", "技能劳动力"]), rows.labour.isin(["丧失劳动力", "无劳动力"])
    grown = rows.age.between(labour_age_min, labour_age_max)
    odd = (
        (able & (rows.age < labour_age_min))
        | (unable & grown & (rows.health == "健康") & ~rows.pupil)
        | ((rows.labour == "丧失劳动力") & (rows.work_months > 0))
    )
    at_age = rows.age.cast("string") + "岁"
    borrowed = _young(rows, newborn_months) & (rows.birth_date.year() - rows.by_id.substr(0, 4).cast("int32") >= labour_age_min)
    rows = rows.mutate(borrowed=borrowed)
    unlike_id, not_born = rows.filter(rows.sex != rows.sex_by_id), rows.filter((rows.by_id != _digits(rows.birth_date)) & ~month_only)
    return ibis.union(
        _defects(unlike_id, "性别与证件号码不符", ibis.literal("证件号码为") + unlike_id.sex_by_id, x_newborn=unlike_id.borrowed),
        _defects(not_born, "出生日期与证件号码不符", ibis.literal("与证件号码第7至14位不符"), x_newborn=not_born.borrowed),
        _defects(rows.filter(unlike), "年龄与在校生状况矛盾", at_age),
        _defects(rows.filter(odd), "健康、年龄或务工与劳动能力矛盾", at_age),
    )


def _young(rows: ir.Table, months: int) -> ir.BooleanValue:
    """Born within so many months before the snapshot; unknown without a date of birth."""
    return month(rows.snapshot_date) - month(rows.birth_date) <= months


def _place(rows: ir.Table) -> ir.StringValue:
    return rows.source_file + "|" + ibis.coalesce(rows.source_sheet, "")


def _digits(date: ir.DateValue) -> ir.StringValue:
    """A date as the digits 7 to 14 of an identity number."""
    return date.year().cast("string") + date.month().cast("string").lpad(2, "0") + date.day().cast("string").lpad(2, "0")


def _sex(id_no: ir.StringValue) -> ir.StringValue:
    return ibis.ifelse(id_no.substr(16, 1).isin(list("13579")), "男", "女")


def _defects(rows: ir.Table, defect: str, shown: ir.StringValue, related: ir.ArrayValue | None = None, **exceptions) -> ir.Table:
    facts = {
        c: rows[c]
        if c in rows.columns
        else ibis.null("int32" if c in ("work_months", "member_count") else "date" if c == "birth_date" else "string")
        for c in FACTS
    }
    of_home = {"thing": rows.hh_no if defect in OF_HOUSEHOLD else ibis.null("string")}
    tested = {x: exceptions.get(x, ibis.literal(False)) for x in EXCEPTIONS}
    return breach(
        rows,
        on=rows.snapshot_date,
        amount=ibis.null("decimal(18,2)"),
        **facts,
        **tested,
        **of_home,
        defect=ibis.literal(defect),
        aspect=ibis.literal(defect),
        shown=shown,
        related=ibis.null("array<int64>") if related is None else related,
    )
