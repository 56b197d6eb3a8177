"""Routine screening (常态化排查): the register's own faults, changes not made, doubtful exits, the missed poor, faulty screening.

DOMAIN §2.10. Defects of the register: ``_register``; households outside of it: ``_missed``; the screening ledger: ``_screened``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _exits, _labelled, _missed, _register, _screened
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, deaths, fenced, known, literal_date, money, month, same_name

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
    people = _register.with_change(_register.current(poor_person, as_of), register_change, ("自然减少",), as_of)
    left = _register.gone(people) | people.changed.fill_null(False)
    people = fenced(people.select(*_register.PERSON, who=ibis.coalesce(_.id_no, _.name), left=left))
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


@rule(
    "SCREEN-03",
    title="Exit questionable",
    zh="收入或三保障不达标即脱贫",
    basis=("line.shandong", "exit.rounding", "exit.unstable_income"),
    law=(PLAN, "厅字〔2016〕16号 关于建立贫困退出机制的意见"),
    phrase="错退",
    severity="H",
    strength="B",
    amount="N",
    answers="扶贫办",
    disposition="重新核查",
    procedure="调阅脱贫年度收入测算表、退出公示和入户核查表，入户核实收入与三保障",
    labels={
        "ground": "存疑情形", "line": "当年省定扶贫标准(元)", "registered_income": "退出年度登记人均纯收入", "surveyed_income": "收入登记表人均纯收入",
        "stable_income": "剔除不稳定项目后的人均纯收入", "open_item": "退出时未解决的保障", "x_rounding": "四舍五入差额", "x_items": "剔除项目本未计入纯收入",
    },
)  # fmt: skip
def exit_questionable(poor_household, household_income=None, screening_ledger=None, *, policy, as_of):
    """Household marked as having left poverty whose income in that year was below the provincial line, or with a guarantee problem then open.

    Income: as registered in the exit year's snapshot, as surveyed, and as surveyed without the items that are not stable income. Without
    any of that year's income a household is not judged by income. The line must be entered (line.shandong): it is not public.
    """
    rows = _exits.exited(poor_household, as_of)
    rows = rows.mutate(line=policy.at("line.shandong", rows.exit_day).cast(MONEY))
    rows = _exits.with_stable_income(rows, household_income, policy.value("exit.unstable_income"))
    rows = fenced(_exits.with_open_problem(rows, screening_ledger))
    told = ibis.least(rows.registered_income, rows.surveyed_income)
    below, unstable = (told < rows.line).fill_null(False), (rows.stable_income < rows.line).fill_null(False)
    trouble = rows.open_item.notnull()
    found = rows.mutate(told=told, below=below, unstable=unstable, trouble=trouble).filter(_.below | _.unstable | _.trouble)
    return found.select(
        "row_id", "exit_year", "line", "registered_income", "surveyed_income", "stable_income", "open_item",
        occurred_on=_.exit_day,
        questioned_amount=NO_AMOUNT,
        ground=ibis.cases((_.below, "人均纯收入低于省定标准"), (_.trouble, "三保障问题未解决即退出"), else_="剔除不稳定收入后低于省定标准"),
        x_rounding=_.below & ~_.trouble & (_.told >= _.line - policy.value("exit.rounding")),
        x_items=ibis.ifelse(_.below | _.trouble, False, ~_.counted),
        related=ibis.ifelse(_.trouble, ibis.array([_.problem_row]), ibis.null("array<int64>")),
    )  # fmt: skip


@rule(
    "SCREEN-04",
    title="Missed poor, not screened",
    zh="漏识、新致贫返贫未纳入、即时帮扶不力",
    basis=("screen.big_medical_selfpay", "screen.reg_lag_months"),
    law=(PLAN, "厅字〔2016〕16号 关于建立贫困退出机制的意见"),
    phrase="漏查漏报漏管",
    severity="H",
    strength="B",
    amount="N",
    answers=("扶贫办", "镇街"),
    disposition="即时帮扶",
    procedure="入户核实家庭收入和三保障，核对民主评议和排查记录",
    downgrades={"x_typo": "D"},
    labels={
        "ground": "困难情形", "since": "自何时起", "selfpay": "当年医疗自付合计", "x_screened": "已排查并有记录", "x_change": "动态调整台账已有记录",
        "x_hh_listed": "同一保障户成员已建档", "x_urban": "非农村户籍", "x_family": "家庭赡养或经评议不符合条件", "x_dead": "已死亡", "x_lag": "新发生，尚在排查期内",
    },
)  # fmt: skip
def missed_poor(
    social_assistance, poor_person, screening_ledger, disability=None, medical_settlement=None, medical_enrol=None, register_change=None,
    death_register=None, *, policy, as_of,
):  # fmt: skip
    """Rural household on assistance, with a severe disability or large medical costs of its own, neither registered nor ever screened.

    One lead per household (保障户, else person): assistance before disability before medical costs of the year. Urban assistance is no
    candidate; of the others, who is no villager is known only from remarks and employee insurance.
    """
    limit = money(policy.value("screen.big_medical_selfpay"))
    found = _missed.people(social_assistance, disability, medical_settlement, limit, as_of)
    found = _missed.registered(found, social_assistance, poor_person).filter(_.listed.isnull())
    found = _register.with_change(found, register_change, ("新识别", "返贫", "自然增加", "即时帮扶", "清退", "自然减少", "脱贫"), as_of)
    found = fenced(_missed.urban(_missed.dead(found, death_register, as_of), medical_enrol))
    found = known(known(found, _missed.similar(found, poor_person), "row_id"), _missed.screened(found, social_assistance, screening_ledger), "row_id")
    nameless = found.name.isnull() | found.village_name.isnull()
    lag = int(policy.value("screen.reg_lag_months"))
    return found.select(
        "row_id", "ground", "since", "selfpay",
        occurred_on=ibis.coalesce(_.since, literal_date(as_of)),
        questioned_amount=NO_AMOUNT,
        # The ledger names heads: of somebody whose household is not known it does not tell.
        x_screened=ibis.cases((_.seen.fill_null(False), True), (_.rank == 0, False), else_=ibis.null("boolean")),
        x_change=_.changed,
        x_hh_listed=_.family_listed.fill_null(False),
        x_urban=_.town_folk,
        x_family=_missed.supported(found),
        x_dead=_.died,
        x_lag=_.since >= literal_date(as_of) - ibis.interval(days=30 * lag),
        x_typo=ibis.ifelse(nameless, ibis.null("boolean"), _.similar.fill_null(False)),
    )  # fmt: skip


@rule(
    "SCREEN-05",
    title="Departments disagree with the register",
    zh="行业部门与扶贫办台账数据不一致",
    law=(PLAN,),
    phrase="底数不清",
    severity="D",
    strength="A",
    amount="N",
    answers=("行业部门", "扶贫办"),
    disposition="比对",
    procedure="与行业部门逐户逐人核对名单并更正",
    needs="medical_enrol.identity_type|house_renovation.category|education_aid.tier|education_aid.remark",
    labels={
        "office": "部门", "label": "部门标注", "difference": "差异", "office_count": "部门名单中该村建档立卡人数", "register_count": "名册中该村人数",
        "x_change": "动态调整台账已有减少记录", "x_member": "同户成员在册", "x_typo": "证件号码疑似录入差错", "x_before": "早于名册数据年度",
        "x_status": "名册中不享受政策，或其后才识别",
    },
)  # fmt: skip
def departments_disagree(
    poor_person, medical_enrol=None, house_renovation=None, education_aid=None, register_change=None, *, as_of
):  # fmt: skip
    """Person whom an office's list calls registered poor but the register does not hold, or holds while the list calls them ordinary.

    Lists of insurance, house renovation and school aid that carry such a label; each with the numbers of both sides for the village.
    """
    people = fenced(poor_person.filter(_.id_no.notnull(), (_.snapshot_date <= literal_date(as_of)).fill_null(True)))
    listed = _labelled.labels(medical_enrol, house_renovation, education_aid)
    rows = known(listed, _labelled.in_register(people), "id_no")
    wrong = rows.filter(ibis.ifelse(rows.poor, rows.reg_status.isnull(), rows.reg_status.notnull()))
    wrong = known(known(wrong, _labelled.by_village(listed, people), ["office", "village_name"]), _labelled.homes(people), "hh_no")
    wrong = fenced(_register.with_change(wrong.mutate(person_no=ibis.null("string")), register_change, ("自然减少", "清退", "脱贫"), as_of))
    wrong = known(wrong, _missed.similar(wrong, people), "row_id").cross_join(people.agg(first_year=_.snapshot_date.min().year()))
    absent = wrong.poor
    return wrong.select(
        "row_id", "office", "label", "office_count", "register_count",
        occurred_on=ibis.date(_.year, 12, 31),
        questioned_amount=NO_AMOUNT,
        difference=ibis.ifelse(absent, "部门有、名册无", "名册有、部门标为一般"),
        x_change=ibis.ifelse(absent, _.changed, False),
        x_member=absent & _.home_listed.fill_null(False),
        x_typo=absent & _.similar.fill_null(False),
        x_before=ibis.ifelse(absent, _.year < _.first_year, False),
        x_status=~absent & ((_.reg_status == "脱贫不享受政策") | (_.reg_since.year() >= _.year)).fill_null(False),
        aspect=_.office,
    )  # fmt: skip


@rule(
    "SCREEN-06",
    title="Screening ledger defective",
    zh="排查台账不健全、问题未闭环",
    basis=("screen.solve_days", "screen.households_per_checker_day", "screen.village_households_min"),
    law=(PLAN,),
    phrase="台账不健全不完善",
    severity="L",
    strength="A",
    amount="N",
    answers="镇街",
    disposition="完善台账",
    procedure="核对入户排查原始表，缺项补查，未解决问题落实措施和时限",
    labels={
        "defect": "台账问题", "shown": "具体情形", "x_term": "有措施且在解决期限内", "x_later": "后续排查已有保障", "x_new": "排查后才识别",
    },
)  # fmt: skip
def screening_defective(screening_ledger, poor_household, poor_person, death_register=None, *, policy, as_of):
    """Household not screened for an item, problem not closed (M), too many households a day for one checker, village without any problem (C).

    Education is asked only of households with a child of school age. A village where nothing is wrong only ranks samples.
    """
    people = fenced(_register.current(poor_person, as_of))
    dead = people.mutate(dead_on=ibis.null("date")) if death_register is None else known(people, deaths(death_register, as_of).rename(dead_on="death_date"), "id_no")
    homes = _register.current(poor_household, as_of)
    screened = _screened.by_household(screening_ledger, people, homes)
    last = screening_ledger.agg(last_check=_.check_date.max())
    missing = _screened.missing_items(homes, dead, screened, _register.gone(dead) | dead.dead_on.notnull()).cross_join(last)
    open_ = _screened.unsolved(screening_ledger)
    recent = (open_.check_date >= literal_date(as_of) - ibis.interval(days=int(policy.value("screen.solve_days")))) & open_.measure.notnull()
    crowded = _screened.crowded_days(screening_ledger, int(policy.value("screen.households_per_checker_day")))
    flawless = _screened.flawless_villages(screening_ledger, int(policy.value("screen.village_households_min")))
    return ibis.union(
        _defect(missing, "排查缺项", on=ibis.coalesce(missing.last_check, missing.snapshot_date), x_new=missing.first_identified > missing.last_check),
        _defect(open_, "问题未闭环", on=open_.check_date, severity="M", x_term=recent, x_later=open_.later),
        _defect(crowded, "一人一日排查户数过多", on=crowded.check_date),
        _defect(flawless, "全村无问题", on=flawless.check_date, strength="C"),
    )


def _defect(rows, defect, on, severity="L", strength="A", **exceptions):
    tested = {x: exceptions.get(x, ibis.literal(False)) for x in ("x_term", "x_later", "x_new")}
    return rows.select(
        "row_id",
        "shown",
        occurred_on=on,
        questioned_amount=NO_AMOUNT,
        severity=ibis.literal(severity),
        strength=ibis.literal(strength),
        defect=ibis.literal(defect),
        aspect=ibis.literal(defect),
        **tested,
    )
