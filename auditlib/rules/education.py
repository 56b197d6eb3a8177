"""Compulsory schooling and education aid (义务教育与教育资助): children out of school, aid not paid, late, unlawful, fees. DOMAIN §2.5.

Pupils and terms: ``_pupils``; kinds of aid and what is due: ``_aid``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _aid_cases, _schooling
from auditlib.rules._aid import KIND_ZH, aid
from auditlib.rules._pupils import own_number, pupils, term_begin, term_end, term_name
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, fenced, known, literal_date, money, once, one_per, same_name, says, step, yearly

FEE = ("id_no", "student_no", "name", "school", "fee_item", "term_from", "amount", "charged_on", "receipt_no")
#: Policy value with the items that are free → stages.
FREE = {
    "compulsory_free_items": ["小学", "初中"], "high_school_tuition_waiver": ["普通高中"], "vocational_tuition_waiver": ["中职"],
}  # fmt: skip
NAMED_STAGE = (("中职|中专|职业|技工|技校", "中职"), ("高中|普高", "普通高中"), ("初中|初级中学", "初中"), ("小学", "小学"))
NO_TUITION = "助学|免学费|免杂费|贷款|国际|留学|住宿|伙食|资料|教辅|服装|保险|代收"
AID_DOC = "财科教〔2019〕19号"
BUREAU = "教育和体育局"


@rule(
    "EDU-01",
    title="School-age child not enrolled",
    zh="义务教育阶段适龄儿童失学辍学",
    basis=("edu.school_age", "edu.school_age_last", "edu.suspension_months"),
    law=("义务教育法 第四、五、十一条", "国办发〔2017〕72号"),
    phrase="失学辍学",
    severity="H",
    strength="B",
    amount="N",
    answers=(BUREAU, "镇街"),
    disposition="劝返复学，建立台账",
    procedure="查询全国学籍系统，入户核实是否在外省、民办学校就读或因身体原因不具备学习条件",
    labels=_schooling.LABELS,
)
def not_in_school(
    poor_person, student_register, disability=None, screening_ledger=None, register_change=None, death_register=None, *, policy, as_of
):
    """A registered child of compulsory school age who is in no school of the school register.

    The school year is the one of the newest school register, at most that of the audit date; the age is that of its 31 August. An entry
    of an older snapshot does not show that the child is still at school. Schools elsewhere are not in this register: unknown, unless a record says so.
    """
    ages = (int(policy.value("edu.school_age")), int(policy.value("edu.school_age_last")))
    months = int(policy.value("edu.suspension_months"))
    rows = _schooling.absent(poor_person, student_register, ages, as_of)
    return _schooling.judged(rows, poor_person, student_register, disability, screening_ledger, register_change, death_register, months, as_of)


@rule(
    "EDU-02",
    title="Entitled student not aided",
    zh="应助未助",
    basis=("edu.yulu", "edu.high_school_aid", "edu.vocational_aid", "edu.boarding_aid_primary", "edu.boarding_aid_junior", "edu.term_paid_share"),
    law=(AID_DOC, "国开办发〔2015〕19号"),
    phrase="应助未助",
    severity="M",
    strength="B",
    amount="I",
    answers=(BUREAU, "扶贫办"),
    disposition="补发",
    procedure="核对学校资助名单、雨露计划名单和家长银行卡流水，向学生本人核实",
    labels={
        "pupil_id": "学生身份证号", "aid": "应享受资助", "terms": "未资助学期数", "first_unpaid": "最早未资助学期", "last_unpaid": "最近未资助学期",
        "x_family": "资助打入家长名下", "x_later": "以后学期已补发", "x_declined": "本人放弃申请", "x_elsewhere": "外地学校就读，可能在就读地资助",
        "x_moved": "已迁出或自然减少", "x_died": "已死亡", "x_serving": "参军或服刑",
    },
)  # fmt: skip
def unaided(poor_person, student_register, education_aid, benefit_payment=None, register_change=None, poor_household=None, *, policy, as_of):
    """A registered pupil who got no aid of his stage (or no 雨露计划) in a term in which others got it; the amount is what should have been paid.

    Aid counts when it stands in the aid list or the one-card ledger, under the pupil's number, student number, or name in the household. A term is
    judged once it has ended and the list holds it, or earlier when most pupils have been paid. One lead a pupil and kind of aid.
    """
    return _aid_cases.unaided(poor_person, student_register, education_aid, benefit_payment, register_change, poor_household, policy, as_of)


@rule(
    "EDU-03",
    title="Aid paid late",
    zh="助学金发放不及时",
    basis="edu.aid_days",
    law=(AID_DOC,),
    phrase="资助不及时",
    severity="M",
    strength="A",
    amount="I",
    answers=(BUREAU, "财政局"),
    disposition="整改，按学期及时发放",
    procedure="核对资金到位时间、学校造册时间和银行发放回单",
    labels={
        "term_name": "资助学期", "due": "应发放期限", "days": "逾期天数",
        "x_arrears": "提标补差或后认定补发", "x_retry": "期限内曾发放失败后重发",
    },
)  # fmt: skip
def late_aid(education_aid, *, policy, as_of):
    """Aid paid after the end of its term (31 January, 31 July), or later than the county's number of days after the term began."""
    rows = aid(education_aid).filter(~_.termless, _.kind != "", _.pay_date <= literal_date(as_of))
    due = term_end(rows.last_term)
    if (days := policy.entered("edu.aid_days")) is not None:
        due = ibis.least(due, (term_begin(rows.last_term) + ibis.interval(days=int(days))).cast("date"))
    rows = rows.mutate(due=due, who=ibis.coalesce(rows.pupil, rows.name))
    tried = rows.filter(_.pay_status.re_search("失败|退").fill_null(False), _.pay_date <= _.due)
    tried = tried.select("who", "kind", "last_term", tried=ibis.literal(True)).distinct()
    rows = known(rows.filter(_.paid, _.pay_date > _.due), tried, ["who", "kind", "last_term"])
    return rows.select(
        "row_id", "due", "x_ret",
        term_name=term_name(rows.last_term),
        occurred_on="pay_date",
        questioned_amount="amount",
        days=_.pay_date.delta(_.due, unit="day"),
        x_arrears=says("补差|提标|后认定|新认定|新识别|补申请|补报", _.remark),
        x_retry=_.tried.fill_null(False),
    )  # fmt: skip


@rule(
    "EDU-04",
    title="Aid after leaving school or not enrolled",
    zh="已毕业、休退学仍领取资助",
    law=(AID_DOC,),
    phrase="违规资助",
    severity="H",
    strength="B",
    amount="V",
    answers=("学校", BUREAU),
    disposition="追缴",
    procedure="核对学籍异动记录、学校考勤和资助发放名单",
    downgrades={"x_name": "D", "x_typo": "D"},
    labels={
        "kind_zh": "情形", "left_on": "离校日期", "register_status": "学籍状态", "register_school": "学籍学校", "register_name": "学籍姓名", "term_name": "资助学期",
        "x_back": "补发离校前学期", "x_internship": "中职顶岗实习", "x_elsewhere": "不在本县学籍学校就读", "x_moved_school": "转学后由新学校发放",
        "x_family": "以家长名义发放",
    },
)  # fmt: skip
def aided_after_leaving(education_aid, student_register, poor_person=None, *, as_of):
    """Aid for a term after the pupil had left school (graduated, dropped out, suspended), or for somebody in no school register.

    The term paid for counts, not the day of payment. Of a school year only the terms after leaving are questioned. Somebody in no register is
    accused only where the school that the aid names is in it, and for terms that the register reaches back to.
    """
    return _aid_cases.after_leaving(education_aid, student_register, poor_person, as_of)


@rule(
    "EDU-05",
    title="Duplicate or over-standard aid",
    zh="重复、超标准资助",
    basis=("edu.high_school_aid_top", "edu.vocational_aid", "edu.yulu", "edu.boarding_aid_primary", "edu.boarding_aid_junior", "edu.university_aid_top"),
    law=(AID_DOC, "国开办发〔2015〕19号"),
    phrase="重复资助",
    severity="M",
    strength="A",
    amount="V",
    answers=(BUREAU,),
    disposition="追缴",
    procedure="核对资助审批表、档次认定和发放名单",
    labels={
        "kind_zh": "资助种类", "term_name": "资助学期", "times": "同学期发放次数", "ceiling": "标准上限", "other": "同学期另一资助", "x_parts": "分批或补差发放，合计未超标准",
        "x_arrears": "含补发以前学期", "x_pol": "当地提标文件",
    },
)  # fmt: skip
def aid_twice_or_above(education_aid, student_register=None, *, policy, as_of):
    """Aid of one kind paid twice for one term, aid of two stages in one term, or an amount above the (highest) standard; the excess is questioned.

    The two copies of a payment that two lists hold are one. Of duplicates the largest is taken for the lawful one.
    """
    rows = aid(education_aid).filter(_.paid, _.kind.isin(list(KIND_ZH)), _.first_term.notnull(), _.pupil.notnull())
    return _aid_cases.excess(rows, student_register, policy, as_of)


@rule(
    "EDU-06",
    title="Unlawful school charges",
    zh="应免未免、违规收费",
    basis=("edu.high_school_tuition_waiver", "edu.vocational_tuition_waiver", "edu.compulsory_free_items"),
    law=("财教〔2016〕292号", "义务教育法 第二条"),
    phrase="违规收费",
    severity="M",
    strength="B",
    amount="V",
    answers=("学校",),
    disposition="退费",
    procedure="核对收费票据、学校收费公示和免学费名单",
    labels={
        "fee_stage": "收费学段", "free_items": "应免项目", "identified_on": "识别日期", "x_refunded": "已退费", "x_not_yet": "收费时尚未建档", "x_stopped": "当年已不享受政策",
        "x_private": "民办学校收费",
    },
    downgrades={"x_name": "D"},
)  # fmt: skip
def unlawful_fee(school_fee, poor_person, student_register=None, poor_household=None, *, policy, as_of):
    """A registered pupil charged what must be free: tuition of senior high and vocational schools, any tuition or sundries in compulsory school.

    The stage is the fee list's, else the school register's, else that of the item or the school's name. Private schools may charge above the public rate.
    """
    rows = once(school_fee, FEE).mutate(on=ibis.coalesce(_.term_from, _.charged_on), pupil=ibis.coalesce(_.id_no, own_number(_.student_no)))
    if student_register is None:
        rows = rows.mutate(r_stage=ibis.null("string"))
    else:
        entries = one_per(pupils(student_register, as_of), "pupil", [_.enrolled_on.desc(), _.row_id])
        rows = known(rows, entries.select("pupil", r_stage="stage"), "pupil")
    by_name = ibis.cases(*((rows.fee_item.re_search(w) | rows.school.re_search(w), stage) for w, stage in NAMED_STAGE), else_=ibis.null("string"))
    rows = fenced(rows.mutate(fee_stage=ibis.coalesce(rows.stage, rows.r_stage, by_name)))
    no_day = ibis.null("date")
    free = ibis.coalesce(*(policy.at(f"edu.{value}", ibis.ifelse(rows.fee_stage.isin(stages), rows.on, no_day)) for value, stages in FREE.items()))
    rows = rows.mutate(free_items=free).filter(_.amount > 0, _.fee_item.re_search(_.free_items), ~_.fee_item.re_search(NO_TUITION))
    persons = yearly(poor_person, as_of, poor_household)
    since = ibis.coalesce(persons.identified_on, persons.first_identified)
    persons = persons.select(pupil="id_no", year="year", identified_on=since, p_name=persons.name, stopped=persons.stopped)
    newest = one_per(persons, "pupil", [_.year.desc()]).select("pupil", "p_name", "identified_on")
    of_year = persons.select("pupil", "year", "stopped")
    rows = known(step(rows.mutate(year=rows.on.year().cast("int32"))).inner_join(newest, "pupil"), of_year, ["pupil", "year"])
    refunded = ibis.coalesce(rows.refunded, money(0))
    return rows.select(
        "row_id", "fee_stage", "free_items", "identified_on",
        occurred_on=ibis.coalesce(rows.charged_on, rows.on),
        questioned_amount=ibis.greatest(rows.amount - refunded, money(0)).cast(MONEY),
        x_refunded=(refunded >= rows.amount) | says("已退|退还|退费完成", rows.remark).fill_null(False),
        x_not_yet=rows.identified_on > rows.on,
        x_stopped=rows.stopped,
        x_private=says("民办|私立", rows.school, rows.remark),
        x_name=~same_name(rows.name, rows.p_name),
    )  # fmt: skip
