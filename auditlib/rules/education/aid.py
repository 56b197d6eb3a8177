"""Aid to pupils: not given, late, after leaving, twice (EDU-02 to EDU-05)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.dates import literal_date
from auditlib.models.vocabulary import lookup, says
from auditlib.rules.catalogue import rule
from auditlib.rules.education import _aid_cases
from auditlib.rules.education._aid import KIND_ZH, aid
from auditlib.rules.education._pupils import term_begin, term_end, term_name

AID_DOC = "财科教〔2019〕19号"


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
    answers=("教育和体育局", "扶贫办"),
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
    matter="thing",
    answers=("教育和体育局", "财政局"),
    disposition="整改，按学期及时发放",
    procedure="核对资金到位时间、学校造册时间和银行发放回单",
    labels={
        "term_name": "资助学期", "due": "应发放期限", "days": "逾期天数",
        "x_arrears": "提标补差或后认定补发", "x_retry": "期限内曾发放失败后重发",
    },
)  # fmt: skip
def late_aid(education_aid, *, policy, as_of):
    """Aid paid after the end of its term (31 January, 31 July), or later than the county's number of days after the term began.

    What one school's pupils got late on one day is one matter.
    """
    rows = aid(education_aid).filter(~_.termless, _.kind != "", _.pay_date <= literal_date(as_of))
    due = term_end(rows.last_term)
    if (days := policy.entered("edu.aid_days")) is not None:
        due = ibis.least(due, (term_begin(rows.last_term) + ibis.interval(days=int(days))).cast("date"))
    rows = rows.mutate(due=due, who=ibis.coalesce(rows.pupil, rows.name))
    tried = rows.filter(_.pay_status.re_search("失败|退").fill_null(False), _.pay_date <= _.due)
    tried = tried.select("who", "kind", "last_term", tried=ibis.literal(True)).distinct()
    rows = lookup(rows.filter(_.paid, _.pay_date > _.due), tried, ["who", "kind", "last_term"])
    return rows.select(
        "row_id", "due", "x_ret",
        term_name=term_name(rows.last_term),
        thing=ibis.coalesce(rows.school, "") + "｜" + ibis.coalesce(rows.aid_type, rows.kind) + "｜" + rows.pay_date.cast("string"),
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
    answers=("学校", "教育和体育局"),
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
    answers=("教育和体育局",),
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
