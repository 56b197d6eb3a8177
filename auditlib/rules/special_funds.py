"""Special poverty funds (财政专项扶贫资金): payments to the dead, to staff, twice, too much, to the unregistered; late and idle funds.

DOMAIN §2.1. How payment rows are made ready (programme, refunds, period paid for, lawful amount): ``_payments``;
groups of duplicates: ``_duplicates``; standing in the register: ``_entitled``; the payee's household: ``_households``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.rules import _duplicates, _entitled, _households
from auditlib.rules._payments import accusable, is_arrears, lawful_amount, payments, with_slot, with_standard
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import (
    MONEY,
    deaths,
    doc_no,
    literal_date,
    money,
    month,
    once,
    one_per,
    same_name,
    says,
    share,
    spells,
    year_month,
)

PENALTY = "财政违法行为处罚处分条例(国务院令第427号)"
#: Lawful after death whoever pays it, for programmes that the catalogue does not know (DOMAIN FUND-01).
BECAUSE_OF_DEATH = "丧葬|抚恤|遗属|流转|地力"
#: Not tested by means, for programmes that the catalogue does not know.
BY_LAND = "地力|流转|种粮|粮食直补|农机"
#: Kinds of staff that are no 财政供养 (DOMAIN §2.0 X-STAFF, FUND-02 traps).
NOT_STAFF = "离退休|退休|遗属|公益|村|社区|编外|临时|三支一扶|派遣|民办|代课|网格|协管|辅警|军|兵"
#: Accounts of the administration itself: money there is not yet spent (以拨代支).
FISCAL_PAYEE = "财政所|财政局|财政经管|财政专户|专户|镇人民政府|乡人民政府|镇政府|街道办事处|经管站|管委会"

#: Content that makes rows of two lists one allocation, one payment.
ALLOCATION = ("doc_no", "project_no", "recipient_unit", "received_on", "amount")
PAID_OUT = ("voucher_no", "budget_doc_no", "project_no", "pay_date", "payee", "payee_account", "amount")
UNKNOWN = ibis.null("boolean")


@rule(
    "FUND-01",
    title="Payment to a deceased person",
    zh="向已死亡人员发放补贴/扶贫资金",
    basis="death_grace_months",
    law=(f"{PENALTY} 第六条、第十四条", "国发〔2014〕8号（从次月起停止支付）"),
    phrase="虚报冒领",
    severity="H",
    strength="B",
    amount="V",
    answers=("主管部门", "镇街"),
    disposition="追缴；代领人为干部的移送",
    procedure="核对死亡证明、火化或注销记录和代领签字，入户核实",
    needs=("benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to", "death_register.id_no|death_register.death_date"),
    downgrades={"x_hh": "L", "x_name": "D"},
    labels={
        "death_date": "死亡日期", "death_source": "死亡信息来源", "days": "发放距死亡天数", "months_after": "死亡次月起的月数",
        "payee_level": "到户/到人", "after_death": "死亡后处理",
    },
)  # fmt: skip
def paid_after_death(benefit_payment, death_register, programme, programme_standard, poor_person=None, *, policy, as_of):
    """Benefit paid to a person for time after the month of death.

    With a period: judged by its months. A period that holds the month of death is divided only where the programme accrues monthly.
    Without one: by the day of payment and the months of grace. The time of a household's own benefit goes to its living members (L).
    """
    grace = ibis.coalesce(_.grace_months, int(policy.value("death_grace_months")))
    paid = accusable(with_slot(with_standard(payments(benefit_payment, programme), programme_standard)))
    found = paid.inner_join(deaths(death_register, as_of), "id_no")
    found = found.mutate(died=month(found.death_date), dated=found.stated.notnull() & (found.covers == found.stated))
    found = found.mutate(
        whole=_.dated & (_.slot_from > _.died),
        part=_.dated & (_.slot_from <= _.died) & (_.slot_to > _.died) & (_.accrual_rule == "monthly").fill_null(False),
        months_after=ibis.ifelse(_.dated, _.slot_to - ibis.greatest(_.died, _.slot_from - 1), ibis.null("int32")),
    ).filter((_.pay_date > _.death_date).fill_null(False) | (_.dated & (_.slot_to > _.died)))
    found = _households.with_living(found, poor_person, death_register, as_of)
    # An unknown programme: only what is plainly due because of death or by contract is spared.
    lawful_by_wording = ibis.ifelse(found.programme.re_search(BECAUSE_OF_DEATH), True, UNKNOWN)
    return found.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "payee_level", "after_death", "death_date", "death_source",
        "months_after",
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        days=_.pay_date.delta(_.death_date, unit="day"),
        questioned_amount=ibis.ifelse(_.part, share(_.amount, _.slot_to - _.died, _.slot_to - _.slot_from + 1), _.amount),
        x_acc=ibis.ifelse(_.dated, ~(_.whole | _.part), ibis.literal(False)),
        x_grace=ibis.ifelse(_.dated, ibis.literal(False), month(_.pay_date) <= _.died + grace),
        x_pol=ibis.coalesce(_.after_death.isin(["因死亡发放", "可继承"]), lawful_by_wording),
        x_ret=_.x_ret,
        x_hh=_.x_hh,
        x_name=~same_name(_.name, _.death_name),
        related=ibis.array([_.death_row]),
    )  # fmt: skip


@rule(
    "FUND-02",
    title="Fiscal-payroll person receives poverty benefits",
    zh="财政供养人员违规享受扶贫资金",
    basis="fund.staff_types",
    law=(f"{PENALTY} 第六条、第十四条",),
    phrase="违规发放",
    severity="H",
    strength="B",
    amount="V",
    answers=("扶贫办", "人社部门"),
    disposition="清退、追缴；隐瞒身份的移送",
    procedure="核对编制和工资发放记录，核对建档时的家庭成员信息",
    downgrades={"x_name": "D"},
    labels={
        "x_retired": "退休或离职", "x_spell": "不在任职期间", "matched": "财政供养的是", "employer": "工作单位", "staff_type": "人员性质",
        "staff_status": "在职状态", "first_month": "任职起始年月", "last_month": "任职截止年月", "new_job": "识别或脱贫后新就业",
    },
)  # fmt: skip
def staff_paid_benefits(benefit_payment, fiscal_payroll, programme, poor_person=None, poor_household=None, *, policy):
    """Means-tested benefit paid to a person on the fiscal payroll, or to a household with such a member when it was identified.

    A job taken after identification or exit is M: the household is due for the next adjustment. A payroll of a single month, or
    without months, says nothing of earlier ones (x_spell unknown).
    """
    paid = accusable(payments(benefit_payment, programme))
    persons = _households.persons_paid(paid, poor_person, poor_household)
    job = spells(fiscal_payroll)
    kinds = policy.value("fund.staff_types")
    pairs = persons.inner_join(job, [("person_id", "id_no")], rname="job_{name}")
    begins, ends = month(ibis.coalesce(pairs.period_from, pairs.pay_date)), month(ibis.coalesce(pairs.period_to, pairs.pay_date))
    last = ibis.coalesce(pairs.last_month, 999_999)
    outside = (ends < pairs.first_month) | (begins > last)
    inside = (begins >= pairs.first_month) & (ends <= last)
    paid_in_spell = month(pairs.pay_date).between(pairs.first_month, last)
    staff_proper = pairs.staff_type.isin(kinds) | (pairs.staff_type.re_search("|".join(kinds)) & ~pairs.staff_type.re_search(NOT_STAFF))
    known = ibis.coalesce(pairs.means_tested | pairs.poverty_only, pairs.means_tested, pairs.poverty_only)
    pairs = pairs.mutate(
        x_staff=ibis.cases((staff_proper, False), (pairs.staff_type.re_search(NOT_STAFF), True), else_=UNKNOWN),
        x_retired=ibis.cases((pairs.staff_status.re_search("退|离|调|辞|亡|停|除"), True), (pairs.staff_status.re_search("在"), False), else_=UNKNOWN),
        # A period that is only partly within the spell: the day of payment decides against, never for.
        x_spell=ibis.cases((outside, True), (inside, False), (~paid_in_spell, True), else_=UNKNOWN),
        x_pol=ibis.coalesce(~known, ibis.ifelse(pairs.programme.re_search(BY_LAND), True, UNKNOWN)),
        x_name=~same_name(pairs.person_name, pairs.staff_name),
        new_job=((pairs.first_month > month(pairs.identified)) | ((pairs.first_month - 1) // 12 > pairs.exit_year)) & pairs.first_known,
    )
    # Of another member only what is certain: staff proper, in service, on the payroll when the household was identified.
    at_identification = month(pairs.identified).between(pairs.first_month, last)
    pairs = pairs.filter((_.relation == "本人") | (~_.x_staff & ~_.x_retired & at_identification).fill_null(False))
    spared = sum(pairs[c].fill_null(False).cast("int32") for c in ("x_staff", "x_retired", "x_spell", "x_pol"))
    pairs = pairs.mutate(spared=spared, own=pairs.relation != "本人")
    best = one_per(pairs, "row_id", [_.spared, _.own, _.x_spell.fill_null(False), _.first_month, _.staff_row])
    return best.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "staff_type", "staff_status", "new_job",
        "x_staff", "x_retired", "x_spell", "x_pol", "x_name", "x_ret",
        matched="relation",
        employer="job_unit",
        first_month=year_month(_.first_month),
        last_month=year_month(_.last_month),
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.amount,
        severity=ibis.ifelse(_.new_job.fill_null(False), "M", "H"),
        related=ibis.array([_.staff_row]),
    )  # fmt: skip


@rule(
    "FUND-04",
    title="Duplicate payment of the same entitlement",
    zh="重复发放",
    law=(f"{PENALTY} 第六条、第十四条",),
    phrase="重复发放",
    severity="H",
    strength="A",
    amount="V",
    answers=("主管部门", "代发银行"),
    disposition="追缴",
    procedure="核对代发银行回盘文件和发放批次，确认每笔是否到账",
    needs=("benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",),
    downgrades={"x_name": "D"},
    labels=_duplicates.LABELS,
)
def paid_twice(benefit_payment, programme, programme_standard, poor_person=None):
    """The same entitlement paid more than once: to one person, to one household, or to one account under another person's number.

    The largest payment is taken for the lawful one (of equal ones the earliest); each of the others is a lead over its amount.
    """
    paid = with_slot(with_standard(payments(benefit_payment, programme), programme_standard))
    return _duplicates.repeated(paid, poor_person)


@rule(
    "FUND-06",
    title="Payment above the standard",
    zh="超标准发放",
    basis="fund.tolerance",
    law=(f"{PENALTY} 第六条第（四）项",),
    phrase="超标准发放",
    severity="M",
    strength="A",
    amount="V",
    answers=("主管部门",),
    disposition="追缴、规范",
    procedure="核对补贴文件、标准和数量",
    labels={"lawful": "按标准应发", "standard_in_force": "执行标准", "per": "标准单位", "months": "所属期月数", "x_arrears": "补发以前月份或补差"},
)
def paid_above_standard(benefit_payment, programme, programme_standard, *, policy):
    """Payment above the standard in force times quantity and period.

    The catalogue's standard counts, else the roster's own (standard × quantity). A benefit by 亩 without its area is not judged.
    """
    paid = accusable(with_slot(with_standard(payments(benefit_payment, programme), programme_standard)))
    paid = paid.mutate(lawful=lawful_amount(paid, paid.covers), known=paid.programme_code.notnull())
    over = paid.filter(_.amount > _.lawful + money(policy.value("fund.tolerance")))
    return over.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "standard", "quantity", "unit", "amount", "lawful", "per", "x_ret",
        standard_in_force=_.in_force,
        months=_.covers,
        occurred_on=ibis.coalesce(_.pay_date, _.period_from),
        questioned_amount=_.amount - _.lawful,
        x_pol=ibis.ifelse(_.known, _.top_up_doc.notnull(), UNKNOWN),
        x_arrears=is_arrears(_),
    )  # fmt: skip


@rule(
    "FUND-07",
    title="Beneficiary not registered or no longer entitled",
    zh="非建档立卡/不享受政策人员享受",
    law=(f"{PENALTY} 第六条、第十四条", "财农〔2017〕8号"),
    phrase="违规发放",
    severity="H",
    strength="B",
    amount="V",
    answers=("扶贫办", "主管部门"),
    disposition="追缴",
    procedure="核对各年度建档立卡数据和动态调整台账，入户核实",
    needs=("poor_person.id_no",),
    downgrades={"x_typo": "D"},
    labels=_entitled.LABELS,
)
def paid_to_unregistered(benefit_payment, poor_person, programme, poor_household=None, register_change=None):
    """Poverty-only benefit paid to a person who is not in the register of that year, or whose household no longer enjoys the policies."""
    paid = accusable(payments(benefit_payment, programme)).filter(_.poverty_only, _.id_no.notnull())
    return _entitled.not_entitled(paid, poor_person, poor_household, register_change)


@rule(
    "FUND-08",
    title="Funds passed down late",
    zh="扶贫资金分解下达/拨付不及时",
    basis="fund.pass_down_days",
    law=("预算法(2018修正) 第五十二条",),
    phrase="滞留",
    severity="M",
    strength="A",
    amount="I",
    answers=("财政局",),
    disposition="整改（加快拨付）",
    procedure="核对上级文件、收文登记和分解下达文件",
    needs=("budget_allocation.received_on", "budget_allocation.issued_on"),
    labels={
        "days": "自应计日起天数", "limit_days": "规定天数", "counted_from": "应计日", "x_advance": "提前下达指标，自次年1月1日起未超期",
        "x_award": "以奖代补，验收后兑付", "x_withheld": "上级要求暂缓下达",
    },
)  # fmt: skip
def passed_down_late(budget_allocation, *, policy, as_of):
    """Allocation broken down later than the days allowed after receipt, or not yet.

    An allocation for next year received in November or December counts from 1 January. A row without a date of issue of which
    money is already spent was issued some day: it is not judged.
    """
    today = literal_date(as_of)
    rows = once(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0, _.issued_on.notnull() | ~(_.used_amount > 0).fill_null(False))
    done = ibis.least(ibis.coalesce(rows.issued_on, today), today)
    next_year = ibis.date(rows.received_on.year() + 1, 1, 1)
    late_in_year = rows.received_on.month() >= int(policy.value("fund.advance_months"))
    in_advance = says("提前下达|提前告知|提前通知", rows.doc_name, rows.remark) | (rows.budget_year > rows.received_on.year())
    in_advance = ibis.cases((in_advance.fill_null(False), True), (rows.budget_year.notnull(), False), else_=UNKNOWN)
    advance = ibis.ifelse(late_in_year, in_advance, ibis.literal(False))
    limit = policy.at("fund.pass_down_days", rows.received_on)
    counted_from = ibis.ifelse(advance.fill_null(False), next_year, rows.received_on)
    rows = rows.mutate(
        counted_from=counted_from,
        limit_days=limit.cast("int32"),
        days=done.delta(counted_from, unit="day"),
        since_receipt=done.delta(rows.received_on, unit="day"),
        advance=advance,
    )
    late = rows.filter(_.since_receipt > _.limit_days)
    return late.select(
        "row_id", "doc_no", "doc_name", "received_on", "issued_on", "counted_from", "days", "limit_days", "amount", "recipient_unit",
        occurred_on="received_on",
        questioned_amount="amount",
        x_advance=_.advance & (_.days <= _.limit_days),
        x_award=says("以奖代补", _.doc_name, _.fund_type, _.remark),
        x_withheld=says("暂缓|暂停下达|上级.*(要求|通知).*(停|缓)", _.remark),
    )  # fmt: skip


@rule(
    "FUND-09",
    title="Idle or carried-over funds",
    zh="资金闲置（滞留）1年以上、2年以上",
    basis=("fund.idle_years_warn", "fund.idle_years_take_back"),
    law=("预算法(2018修正) 第四十二条", "国办发〔2014〕70号", "财预〔2015〕15号"),
    phrase="闲置",
    severity="M",
    strength="A",
    amount="I",
    answers=("财政局", "项目单位"),
    disposition="盘活、收回统筹",
    procedure="核对指标账、支付明细和镇街专户余额",
    needs=("budget_allocation.received_on",),
    labels={
        "idle": "闲置金额", "parked": "其中拨至镇街或专户未支出", "months": "闲置月数", "x_transit": "年末在途，次年初已支付",
        "x_retention": "未到期质保金", "x_litigation": "诉讼或冻结",
    },
)  # fmt: skip
def idle_funds(budget_allocation, treasury_payment=None, *, policy, as_of):
    """Balance of an allocation more than one year after receipt; from two years it should have been taken back (H).

    Money moved to a township or a special account is not spent (以拨代支). Payments are matched by project number, else by document
    where the document is one row; where neither fits only the allocation's own columns count.
    """
    today = literal_date(as_of)
    rows = _with_payments(once(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0), treasury_payment, as_of, int(policy.value("fund.transit_days")))
    spent_elsewhere = ibis.coalesce(rows.balance, rows.amount - rows.used_amount)
    idle = ibis.coalesce(spent_elsewhere + ibis.coalesce(rows.parked, money(0)), rows.amount - rows.spent)
    rows = rows.mutate(idle=ibis.ifelse(idle > rows.amount, rows.amount, idle).cast(MONEY))
    warn, back = (int(policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    held = share(rows.amount, (policy.at("retention_ratio_max", rows.received_on) * 100).cast("int64"), 10_000)
    old = rows.mutate(held=held).filter(_.idle > 0, _.received_on + ibis.interval(months=12 * warn) < today)
    retention = says("质保金|质量保证金|保修金", old.remark)
    return old.select(
        "row_id", "doc_no", "doc_name", "received_on", "amount", "used_amount", "balance", "idle", "parked", "recipient_unit",
        occurred_on="received_on",
        questioned_amount="idle",
        months=month(today) - month(old.received_on),
        severity=ibis.ifelse(_.received_on + ibis.interval(months=12 * back) <= today, "H", "M"),
        x_transit=_.in_transit >= _.idle,
        x_retention=ibis.cases((retention.fill_null(False), True), (retention.isnull() & (_.idle <= _.held), UNKNOWN), else_=False),
        x_litigation=says("诉讼|冻结|查封", _.remark),
    )  # fmt: skip


def _with_payments(allocations, treasury_payment, as_of, transit_days: int):
    """Add spent (paid to others than the administration), parked (moved to it and not paid on), in_transit (paid just after year end)."""
    nothing = ibis.null(MONEY)
    if treasury_payment is None:
        return allocations.mutate(spent=nothing, parked=nothing, in_transit=nothing)
    paid = once(treasury_payment, PAID_OUT).filter(_.amount.notnull(), _.pay_date.notnull()).mutate(doc=doc_no(_.budget_doc_no), fiscal=_.payee.re_search(FISCAL_PAYEE).fill_null(False))
    own = paid.filter(_.fiscal, _.payee_account.notnull()).select(own_account="payee_account").distinct()
    paid = paid.left_join(own, [("payer_account", "own_account")]).mutate(onward=_.own_account.notnull())
    end, late = literal_date(as_of), literal_date(as_of) + ibis.interval(days=transit_days)
    sums = {
        "to_others": _.amount.sum(where=~_.fiscal & (_.pay_date <= end)),
        "to_fiscal": _.amount.sum(where=_.fiscal & ~_.onward & (_.pay_date <= end)),
        "paid_on": _.amount.sum(where=_.onward & ~_.fiscal & (_.pay_date <= end)),
        "after": _.amount.sum(where=~_.fiscal & (_.pay_date > end) & (_.pay_date <= late)),
    }
    rows = allocations.mutate(doc=doc_no(allocations.doc_no))
    rows = rows.mutate(rows_of_doc=ibis._.row_id.count().over(group_by="doc"), rows_of_project=ibis._.row_id.count().over(group_by=["doc", "project_no"]))
    by_project = paid.filter(_.project_no.notnull()).group_by(p_doc=_.doc, p_no=_.project_no).agg(**sums)
    by_doc = paid.group_by(d_doc=_.doc).agg(**sums)
    of_project = (rows.rows_of_project == 1) & (rows.doc == by_project.p_doc) & (rows.project_no == by_project.p_no)
    rows = rows.left_join(by_project, of_project).rename({f"p_{c}": c for c in sums})
    rows = rows.left_join(by_doc, (rows.rows_of_doc == 1) & (rows.doc == by_doc.d_doc))
    found = {c: ibis.coalesce(rows[f"p_{c}"], rows[c]) for c in sums}
    zero = money(0)
    matched = (rows.rows_of_doc == 1) | rows.p_doc.notnull()
    parked = ibis.greatest(ibis.coalesce(found["to_fiscal"], zero) - ibis.coalesce(found["paid_on"], zero), zero)
    return rows.select(
        *allocations.columns,
        spent=ibis.ifelse(matched, ibis.coalesce(found["to_others"], zero), nothing).cast(MONEY),
        parked=ibis.ifelse(matched, parked, nothing).cast(MONEY),
        in_transit=ibis.coalesce(found["after"], zero).cast(MONEY),
    )
