"""Hospital bills, chronic patients and abnormal settlements (MED-04 to MED-07)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import literal_date, month
from auditlib.models.persons import departed
from auditlib.models.register import yearly
from auditlib.models.vocabulary import UNKNOWN, lookup, says, subquery
from auditlib.rules.catalogue import rule
from auditlib.rules.medical import _abnormal
from auditlib.rules.medical._settlements import NOTHING, PERSON, assisted, entitlement, far_away, registered, stays, third_party


@rule(
    "MED-04",
    title="Assistance chain not applied",
    zh="大病保险、医疗救助、机构减免、商业补充未落实",
    basis=("med.assistance_ratio", "med.self_pay_min", "med.critical_deductible", "med.critical_ratio", "med.assistance_cap"),
    law=("医保发〔2018〕18号", "国卫扶贫发〔2019〕45号"),
    phrase="救助未落实",
    severity="M",
    strength="B",
    amount="I",
    matter="id_no",
    answers=("医保局", "卫健局"),
    disposition="补报",
    procedure="核对结算单、医疗救助审批和商业补充保险赔付记录",
    downgrades={"x_name": "D"},
    labels={
        "own_share": "政策范围内个人自付", "identified_on": "识别日期", "x_far": "外地就医尚未结算", "x_unlisted": "非定点医疗机构就医", "x_third": "有第三方责任",
        "x_pending": "结算未满办理期限", "x_other": "同次住院另有救助或赔付", "x_paid_later": "救助金已另行发放", "x_not_yet": "出院后才识别", "x_stopped": "当年不享受政策",
    },
)  # fmt: skip
def chain_not_applied(medical_settlement, poor_person, benefit_payment=None, poor_household=None, *, policy, as_of):
    """An inpatient stay of a registered person with a share of his own in the covered costs, and nothing of the four further payers.

    The amount is what was due: the critical illness insurance above its (lowered) deductible, as far as the county has entered it, and the
    assistance on the rest, up to the county's cap. Without those values it is a lower bound: assistance on the whole share.
    """
    rows = stays(medical_settlement).filter(_.inpatient, _.id_no.notnull(), _.discharge <= literal_date(as_of), ~_.refund)
    helped = rows.filter(_.payers > _.basic_pay).select("id_no", "discharge").distinct().mutate(helped=ibis.literal(True))
    rows = rows.mutate(own_share=(rows.in_scope_fee - rows.basic_pay).cast(MONEY)).filter(
        _.payers == _.basic_pay, _.own_share > money(policy.value("med.self_pay_min"))
    )
    rows = registered(rows, poor_person, poor_household, as_of, rows.discharge, rows.discharge.year())
    rows = assisted(lookup(rows, helped, ["id_no", "discharge"]), benefit_payment)
    days = literal_date(as_of).delta(ibis.coalesce(rows.settled_on, rows.discharge), unit="day")
    return rows.select(
        "row_id", "hospital", "admit", "discharge", "own_share", "identified_on", "x_not_yet", "x_stopped", "x_name", "x_paid_later",
        occurred_on="discharge",
        questioned_amount=entitlement(rows.own_share, policy),
        related="rows",
        x_far=far_away(rows) | rows.n_pending,
        x_unlisted=rows.n_unlisted | says("非定点|民营", rows.hospital_level).fill_null(False),
        x_third=third_party(rows),
        x_pending=days <= int(policy.value("med.pending_days")),
        x_other=rows.helped.fill_null(False),
    )  # fmt: skip


@rule(
    "MED-05",
    title="One-stop settlement and treatment before payment not applied",
    zh="一站式结算、先诊疗后付费未落实",
    law=("国卫扶贫发〔2019〕45号",),
    phrase="便民结算政策未落实",
    severity="L",
    strength="A",
    amount="N",
    matter="id_no",
    answers=("卫健局", "医院"),
    disposition="整改",
    procedure="核对住院押金收据和结算单，询问患者",
    downgrades={"x_name": "D"},
    labels={
        "problem": "未落实事项", "x_outside": "非县域内医疗机构", "x_third": "有第三方责任", "x_not_yet": "入院后才识别", "x_stopped": "当年不享受政策",
    },
)  # fmt: skip
def not_one_stop(medical_settlement, poor_person=None, poor_household=None, *, as_of):
    """An inpatient of a county hospital who had to pay a deposit, or was not settled in one place.

    With the poverty register, only its persons under policies; without it, everybody in the list.
    """
    rows = stays(medical_settlement).filter(_.inpatient, ~_.refund, _.day <= literal_date(as_of))
    deposit, divided = (rows.prepaid > 0).fill_null(False), ~rows.one_stop.fill_null(True)
    problem = ibis.cases((deposit & divided, "收取押金、未一站式结算"), (deposit, "收取押金"), else_="未一站式结算")
    rows = subquery(rows.mutate(problem=problem).filter(deposit | divided))
    if poor_person is None:
        rows = rows.mutate(x_not_yet=UNKNOWN, x_stopped=UNKNOWN, x_name=UNKNOWN)
    else:
        rows = registered(rows, poor_person, poor_household, as_of, ibis.coalesce(rows.admit, rows.day), rows.day.year())
    higher = rows.hospital_level.re_search("省|市级|三级|三甲|部属|^市$")
    county = rows.hospital_level.re_search("县|二级|一级|二甲|乡|镇|卫生院|社区|区级")
    return rows.select(
        "row_id", "hospital", "hospital_level", "prepaid", "one_stop", "problem", "x_not_yet", "x_stopped", "x_name",
        occurred_on="day",
        questioned_amount=ibis.null(MONEY),
        related="rows",
        x_outside=ibis.cases((far_away(rows).fill_null(False) | (higher & ~county).fill_null(False), True), (county, False), else_=UNKNOWN),
        x_third=third_party(rows),
    )  # fmt: skip


@rule(
    "MED-06",
    title="Chronic patient without family doctor or visits",
    zh="慢病签约服务不到位",
    basis=("med.visits_min", "med.migrant_months"),
    law=("国家基本公共卫生服务规范", "国卫扶贫发〔2019〕45号"),
    phrase="签约服务不到位",
    severity="L",
    strength="B",
    amount="N",
    answers=("卫健局",),
    disposition="整改",
    procedure="核对签约协议和随访记录，电话或入户询问",
    labels={
        "problem": "存在问题", "visits_made": "实际随访次数", "visits_due": "应随访次数", "signed_on": "签约日期", "x_refused": "本人拒绝服务",
        "x_migrant": "常年外出务工", "x_died": "已死亡", "x_moved": "已迁出或自然减少", "x_serving": "服役或服刑", "x_stopped": "当年不享受政策",
    },
)  # fmt: skip
def chronic_unserved(poor_person, doctor_contract, register_change=None, death_register=None, poor_household=None, *, policy, as_of):
    """A chronically ill registered person without a family doctor's contract, or with hypertension or diabetes and too few visits.

    Years are judged that both lists cover. Of a year signed late, or not over at the audit date, the visits due are those of the months left.
    """
    persons = yearly(poor_person, as_of, poor_household).filter(_.health.re_search("慢性病|慢病"), _.year <= as_of.year).select(*PERSON)
    contracts = doctor_contract.mutate(of_year=ibis.coalesce(_.year, _.sign_date.year()).cast("int32"))
    refused = ((contracts.refused.notnull() & ~contracts.refused.re_search(NOTHING)) | says("拒", contracts.remark)).fill_null(False)
    contracts = subquery(contracts.mutate(no=refused, signed=contracts.sign_date.notnull() | contracts.doctor.notnull(), ill=contracts.disease.re_search("高血压|糖尿病")))
    years = contracts.select(year="of_year").filter(_.year.notnull()).distinct()
    of_year = contracts.filter(_.id_no.notnull()).group_by("id_no", year=_.of_year).agg(
        signed=_.signed.any(), refused=_.no.any(), visits_made=_.visits.sum().cast("int64"), ill=_.ill.any(), signed_on=_.sign_date.min()
    )
    # A contract that names no year runs on from its signing.
    running = contracts.filter(_.id_no.notnull(), _.year.isnull(), _.signed).group_by("id_no").agg(since=_.of_year.min())
    rows = lookup(lookup(persons.inner_join(years, "year"), of_year, ["id_no", "year"]), running, "id_no")
    rows = departed(subquery(rows), register_change, death_register, as_of)
    last = ibis.least(ibis.date(rows.year, ibis.literal(12), ibis.literal(31)), literal_date(as_of))
    first = ibis.greatest(ibis.coalesce(rows.signed_on, ibis.date(rows.year, 1, 1)), ibis.date(rows.year, 1, 1))
    months = ibis.greatest(month(last) - month(first) + 1, 0)
    due = (months * int(policy.value("med.visits_min")) // 12).cast("int64")
    unsigned = ~rows.signed.fill_null(False) & ~(rows.since <= rows.year).fill_null(False)
    few = rows.ill.fill_null(False) & (rows.visits_made < due).fill_null(False)
    rows = rows.mutate(visits_due=due, problem=ibis.ifelse(unsigned, "未签约", "随访不足")).filter(unsigned | few)
    return rows.select(
        "row_id", "problem", "signed_on", "visits_made", "visits_due", "x_died", "x_moved", "x_serving",
        occurred_on=ibis.least(ibis.date(rows.year, ibis.literal(12), ibis.literal(31)), literal_date(as_of)),
        questioned_amount=ibis.null(MONEY),
        x_refused=rows.refused.fill_null(False),
        x_migrant=rows.work_months >= int(policy.value("med.migrant_months")),
        x_stopped=rows.stopped,
    )  # fmt: skip


@rule(
    "MED-07",
    title="Abnormal settlement",
    zh="死亡后结算、报销超过费用、单日多机构",
    basis=("med.settle_tolerance", "med.institutions_a_day", "med.settlements_a_year", "med.short_stay_days", "med.readmission_days", "med.short_stays_min"),
    law=("社会保险法 第八十七、八十八条",),
    phrase="违规支付医保基金",
    severity="H",
    strength="B",
    amount="V",
    matter="id_no",
    answers=("医保局",),
    disposition="追回，涉嫌骗保的移送",
    procedure="调取病历、费用清单和结算单，核对死亡时间和就诊人",
    downgrades={"x_name": "D"},
    labels=_abnormal.LABELS,
)
def abnormal_settlement(medical_settlement, death_register=None, *, policy, as_of):
    """A settlement for treatment after death, payers above the fee, several institutions on one day, or too many settlements in a year.

    Treatment, not the day of settlement, is compared with the death. All rows of one settlement count once. Short stays and quick
    readmissions are a pattern (strength C) and given once a person and year, without an amount.
    """
    return _abnormal.found(stays(medical_settlement), death_register, policy, as_of)
