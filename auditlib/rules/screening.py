"""Routine screening (常态化排查): the register's own faults, changes not made, doubtful exits, the missed poor, faulty screening.

DOMAIN §2.10. Defects of the register: ``_register``; households outside of it: ``_missed``; the screening ledger: ``_screened``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _exits, _labelled, _missed, _register, _screened
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, deaths, fenced, known, literal_date, month, same_name

PLAN = "潍扶贫组发〔2019〕7号 四.6"
NO_AMOUNT = ibis.null(MONEY)


@rule(
    "SCREEN-01",
    title="Register invalid or incomplete",
    zh="建档立卡基础信息不准不全",
    basis=("screen.newborn_months", "screen.student_ages", "screen.labour_age_min", "screen.labour_age_max", "screen.reg_lag_months"),
    law=(PLAN,),
    phrase="信息不准",
    severity="D",
    strength="A",
    amount="N",
    answers="扶贫办",
    disposition="更正",
    procedure="核对户口簿、残疾证、学籍和扶贫系统原始信息",
    labels={
        "defect": "信息问题", "shown": "另一处记载",
        "x_newborn": "新生儿尚无证件号码", "x_export": "号码在导出时损坏，名册本身无从判断", "x_dead": "当年死亡、迁出成员仍在年度名册中",
        "x_lists": "同村另一份名单的户编号（两次导出混放）", "x_head": "户内近期有成员减少，户主变更中",
    },
)  # fmt: skip
def register_defects(poor_person, poor_household=None, register_change=None, *, policy, as_of):
    """Rows of the current register that are invalid, incomplete or contradict themselves; several defects of one row are several leads.

    Only each town's newest snapshot is judged. A column that nobody filled is no defect of a row. Schooling is held against the age by
    calendar years.
    """
    people = fenced(_register.current(poor_person, as_of).mutate(who=ibis.coalesce(_.id_no, _.name)))
    homes = people.filter(_.relation.re_search(_register.HEAD)) if poor_household is None else _register.current(poor_household, as_of)
    newborn = int(policy.value("screen.newborn_months"))
    ages = int(policy.value("screen.labour_age_min")), int(policy.value("screen.labour_age_max"))
    return ibis.union(
        _register.numbers(people, newborn),
        _register.duplicates(people, newborn),
        _register.heads(people, register_change, int(policy.value("screen.reg_lag_months"))),
        _register.counts(homes, people),
        _register.causes(homes),
        _register.contradictions(people, policy.value("screen.student_ages"), *ages, newborn),
    )


@rule(
    "SCREEN-02",
    title="Death or departure not entered in the register",
    zh="死亡、迁出、婚嫁人员未及时核减",
    basis="screen.reg_lag_months",
    law=(PLAN,),
    phrase="底数不清",
    severity="M",
    strength="B",
    amount="N",
    answers=("扶贫办", "镇街"),
    disposition="核减",
    procedure="核对死亡证明、户口注销或迁移记录，入户核实后核减并停发待遇",
    needs="death_register.id_no",
    downgrades={"x_name": "D"},
    labels={
        "event": "变动情况", "event_date": "死亡或迁出日期", "death_source": "死亡信息来源", "months": "距名册数据日期月数",
        "x_marked": "名册已标注死亡或减少", "x_change": "动态调整台账已有减少记录",
    },
)  # fmt: skip
def changes_not_made(poor_person, death_register, register_change=None, *, policy, as_of):
    """Person in the current register who had died, or moved away, longer before the snapshot than changes may take.

    The dead whom the list marks as dead, and those with an entry in the ledger of changes, are lawful. Moved out: the register's own
    flag or the cancelled hukou, while the person is still listed.
    """
    people = _register.current(poor_person, as_of).mutate(
        away=_.moved_out.fill_null(False) | _.hukou_cancelled_on.notnull(), snapshot=ibis.coalesce(_.snapshot_date, literal_date(as_of))
    )
    people = known(people, deaths(death_register, as_of).rename(dead_on="death_date"), "id_no")
    found = people.filter(_.dead_on.notnull() | _.away).mutate(
        event=ibis.ifelse(_.dead_on.notnull(), "死亡", "迁出"), event_date=ibis.ifelse(_.dead_on.notnull(), _.dead_on, ibis.coalesce(_.hukou_cancelled_on, _.decreased_on))
    )
    found = found.filter((_.event_date <= _.snapshot).fill_null(True))
    marked_dead = (_.alive == False).fill_null(False) | _.death_date.notnull()  # noqa: E712 - null is alive
    listed_as_left = _.decrease_reason.notnull() | _.decreased_on.notnull()
    found = found.mutate(months=month(found.snapshot) - month(found.event_date), marked=marked_dead | listed_as_left)
    found = _register.with_change(found, register_change, ("自然减少", "清退"), as_of)
    return found.select(
        "row_id", "event", "event_date", "death_source", "months",
        occurred_on=_.snapshot,
        questioned_amount=NO_AMOUNT,
        x_marked=_.marked,
        x_change=_.changed,
        x_lag=_.months <= int(policy.value("screen.reg_lag_months")),
        x_name=ibis.ifelse(_.event == "死亡", ~same_name(_.name, _.death_name), False),
        related=ibis.array([_.death_row]),
    )  # fmt: skip
