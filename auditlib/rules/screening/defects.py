"""What the register says against itself (SCREEN-01): one function per kind of defect, each adding ``shown``, what a reader sees of it."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date, month
from auditlib.models.identity import SPOILT
from auditlib.models.register import names_nobody
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, either, exists, filled, first_true, match, one_copy, one_per, subquery

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
#: What is wrong with the household, whichever member's row shows it.
OF_HOUSEHOLD = ("户内无户主", "户内有两个户主")
#: Of a person's many columns those that are looked at: every step of the SQL repeats what it is given.
PERSON = (
    "row_id source_file source_sheet snapshot_date town_name village_name hh_no person_no id_no id_no_note main_cause identified_on"
    " name relation sex birth_date student_status health labour work_months member_count"
).split()
HOUSEHOLD = "row_id source_file source_sheet snapshot_date hh_no name main_cause member_count".split()
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


def with_change(rows: ir.Table, changes: ir.Table, kinds: tuple[str, ...], as_of: dt.date) -> ir.Table:
    """Add ``changed``: the ledger of changes has such an entry for the person, or for the whole household; unknown without that ledger,
    and where the entry's kind is."""
    entries = changes.filter(_.change_type.isin(kinds).fill_null(True), (_.change_date <= literal_date(as_of)).fill_null(True))
    kind, marks = entries.change_type, {}
    for name, of in {"by": entries.filter(kind.notnull()), "perhaps": entries.filter(kind.isnull())}.items():
        asked = {"id_no": of, "person_no": of, "hh_no": of.filter(names_nobody(of))}
        asked = {key: of_key for key, of_key in asked.items() if key in rows.columns}
        for key, of_key in asked.items():
            rows = exists(rows, of_key, key, f"{name}_{key}")
        marks[name] = [f"{name}_{key}" for key in asked]
    met, perhaps = (ibis.or_(*(rows[mark].fill_null(False) for mark in marks[name])) for name in ("by", "perhaps"))
    return rows.mutate(changed=ibis.cases((met, True), (perhaps, UNKNOWN), else_=ibis.coalesce(*(rows[mark] for mark in marks["by"]))))


def people(poor_person: ir.Table, changes: ir.Table, as_of: dt.date) -> ir.Table:
    """The current register's persons with who (number, else name) and left: dead, moved out or taken off by the list or the changes."""
    rows = with_change(current(poor_person, as_of), changes, ("自然减少",), as_of)
    rows = rows.mutate(who=ibis.coalesce(rows.id_no, rows.name), left=gone(rows) | rows.changed.fill_null(False))
    return subquery(rows, *PERSON, "who", "left")


def homes(poor_household: ir.Table, people: ir.Table, as_of: dt.date) -> ir.Table:
    """The current register's households, of those that their own list lacks the head's row."""
    own = current(poor_household, as_of).select(*HOUSEHOLD)
    return subquery(either(own, people.filter(said("kin.head", _.relation)).select(*HOUSEHOLD).anti_join(own, "hh_no")))


def numbers(people: ir.Table, newborn_months: int) -> ir.Table:
    """No number, or one that cannot be right. A column that nobody of the list filled says nothing."""
    blank = people.id_no.isnull() & people.id_no_note.isnull() & filled(people.id_no)
    wrong = first_true({text: people.id_no_note == note for note, text in NOTES.items()})
    absent = blank | (people.id_no_note == "placeholder").fill_null(False)
    rows = people.mutate(
        shown=ibis.ifelse(blank, "空白", wrong),
        x_newborn=ibis.ifelse(absent, _young(people, newborn_months), False),
        x_export=people.id_no_note.isin(SPOILT).fill_null(False),
    )
    return rows.filter(_.shown.notnull())


def duplicates(people: ir.Table, newborn_months: int) -> ir.Table:
    """One number in two rows of a snapshot: all but the person identified first.

    A member of the same village under another household number in another list: the list of June lies with that of December (x_lists).
    """
    rows = one_copy(people.filter(people.id_no.notnull()), LISTED)
    order = [rows.identified_on.asc(nulls_first=False), rows.hh_no, rows.person_no, rows.row_id]
    rows = rows.mutate(nth=ibis.row_number().over(group_by="id_no", order_by=order), place=_place(rows))
    first = rows.filter(_.nth == 0).select("id_no", *(rows[c].name(f"first_{c}") for c in FIRST))
    again = rows.filter(_.nth > 0).inner_join(first, "id_no").filter((_.snapshot_date == _.first_snapshot_date).fill_null(True))
    same_hh, same_name = again.hh_no == again.first_hh_no, again.name == again.first_name
    home = ibis.cases((same_hh, "，同户"), (~same_hh, "，不同户"), else_="")
    young = ibis.ifelse(same_name, False, same_hh & _young(again, newborn_months))
    return again.mutate(
        shown=ibis.ifelse(same_name, "姓名相同", "姓名不同") + home,
        related=ibis.array([again.first_row_id]),
        x_newborn=ibis.ifelse(again.name.isnull() | again.first_name.isnull(), UNKNOWN, young),
        x_lists=~same_hh & (again.place != again.first_place) & (again.village_name == again.first_village_name),
    )


FIRST = ("row_id", "name", "hh_no", "village_name", "place", "snapshot_date")


def _headed(people: ir.Table) -> ir.Table:
    """Members of households with is_head and of their household: heads, told (relations at all); nth among those alike."""
    rows = one_copy(people.filter(people.hh_no.notnull()), LISTED).mutate(is_head=said("kin.head", _.relation).fill_null(False))
    home = ibis.window(group_by="hh_no")
    return rows.mutate(
        heads=rows.is_head.cast("int64").sum().over(home),
        told=rows.relation.count().over(home),
        living=(rows.is_head & ~rows.left).cast("int64").sum().over(home),
        nth=ibis.row_number().over(group_by=["hh_no", "is_head"], order_by=["person_no", "row_id"]),
    )


def headless(people: ir.Table, changes: ir.Table, lag_months: int) -> ir.Table:
    """A household without a head; its head may have left just before the list (x_head)."""
    rows = _headed(people).filter((_.heads == 0) & (_.told > 0) & (_.nth == 0)).mutate(shown=ibis.literal("无人登记为户主"))
    left = changes.filter(_.change_type == "自然减少").select("hh_no", "row_id", on="change_date")

    def recent(pair):
        return (month(pair.snapshot_date) - month(pair.x_head_on) <= lag_months) & (pair.x_head_on <= pair.snapshot_date)

    return match(rows, left, "hh_no", "x_head", recent)


def two_heads(people: ir.Table) -> ir.Table:
    """A household with two heads. One may be the old head, who ``left`` and is kept in the year's list."""
    rows = _headed(people).filter((_.heads > 1) & _.is_head & (_.nth > 0))
    return rows.mutate(shown=rows.heads.cast("string") + "人登记为户主", x_dead=rows.living <= 1)


def counts(homes: ir.Table, people: ir.Table) -> ir.Table:
    """A household's number of members that fits no list of its members, neither with the dead of the year nor without (x_dead)."""
    members = people.filter(_.hh_no.notnull()).mutate(place=_place(people))
    listed = members.group_by("hh_no", "place").agg(listed=_.who.nunique(), living=_.who.nunique(where=~_.left))
    stated = homes.filter(_.member_count.notnull(), _.hh_no.notnull())
    by_hh = stated.select("hh_no", "member_count").inner_join(listed, "hh_no").group_by("hh_no")
    by_hh = by_hh.agg(
        agrees=(_.member_count == _.listed).any(), x_dead=_.member_count.between(_.living, _.listed).any(), most=_.listed.max()
    )
    rows = one_per(stated, "hh_no", [_.row_id]).inner_join(by_hh.filter(~_.agrees), "hh_no")
    return rows.mutate(shown="成员名单" + _.most.cast("string") + "人")


def causes(homes: ir.Table) -> ir.Table:
    """No cause of poverty, in a list that has causes."""
    rows = homes.mutate(told=filled(homes.main_cause)).filter(_.told, _.hh_no.notnull())
    rows = one_per(rows, "hh_no", [_.main_cause.isnull(), _.row_id])
    return rows.filter(_.main_cause.isnull()).mutate(shown=ibis.literal("空白"))


def _by_number(people: ir.Table) -> ir.Table:
    """Add what a valid number tells: by_id (digits of the day of birth), sex_by_id."""
    valid, nothing = (people.id_no.re_search(NUMBER) & people.id_no_note.isnull()).fill_null(False), ibis.null("string")
    sex = ibis.ifelse(people.id_no.substr(16, 1).isin(list("13579")), "男", "女")
    return people.mutate(by_id=ibis.ifelse(valid, people.id_no.substr(6, 8), nothing), sex_by_id=ibis.ifelse(valid, sex, nothing))


def unlike_number(people: ir.Table, labour_age_min: int, newborn_months: int) -> dict[str, ir.Table]:
    """Sex or birth against the number; a newborn without one is often entered under the head's. Lists that give year and month only are
    read as the first day."""
    rows = _by_number(people)
    older = rows.birth_date.year() - rows.by_id.substr(0, 4).cast("int32") >= labour_age_min
    rows = rows.mutate(x_newborn=_young(rows, newborn_months) & older)
    digits = rows.birth_date.cast("string").replace("-", "")
    month_only = (rows.birth_date.day() == 1) & (rows.by_id.substr(0, 6) == digits.substr(0, 6))
    return {
        "性别与证件号码不符": rows.filter(rows.sex != rows.sex_by_id).mutate(shown="证件号码为" + _.sex_by_id),
        "出生日期与证件号码不符": rows.filter((rows.by_id != digits) & ~month_only).mutate(shown=ibis.literal("与证件号码第7至14位不符")),
    }


def contradictions(people: ir.Table, student_ages: list[str], ages: tuple[int, int]) -> dict[str, ir.Table]:
    """Schooling against age; labour against age, health and months of work."""
    rows = _by_number(people)
    rows = rows.mutate(age=rows.snapshot_date.year() - ibis.coalesce(rows.birth_date.year(), rows.by_id.substr(0, 4).cast("int32")))
    rows = rows.mutate(shown=rows.age.cast("string") + "岁")
    unlike = []
    for entry in student_ages:
        stage, span = entry.rsplit(" ", 1)
        low, high = map(int, span.split("-"))
        unlike.append(rows.student_status.re_search(stage) & ~rows.age.between(low, high))
    pupil = ~said("person.no_pupil", rows.student_status).fill_null(True)
    able, unable = rows.labour.isin(["普通劳动力", "技能劳动力"]), rows.labour.isin(["丧失劳动力", "无劳动力"])
    idle = unable & rows.age.between(*ages) & (rows.health == "健康") & ~pupil
    odd = (able & (rows.age < ages[0])) | idle | ((rows.labour == "丧失劳动力") & (rows.work_months > 0))
    return {"年龄与在校生状况矛盾": rows.filter(ibis.or_(*unlike)), "健康、年龄或务工与劳动能力矛盾": rows.filter(odd)}


def _young(rows: ir.Table, months: int) -> ir.BooleanValue:
    """Born within so many months before the snapshot; unknown without a date of birth."""
    return month(rows.snapshot_date) - month(rows.birth_date) <= months


def _place(rows: ir.Table) -> ir.StringValue:
    return rows.source_file + "|" + ibis.coalesce(rows.source_sheet, "")
