"""Project construction (扶贫项目建设): order of the steps, payment above contract or settlement, ahead of progress, delay. DOMAIN §2.2.

How projects, contracts, payments and acceptances find each other: ``_contracts``.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.rules._contracts import accepted, contracts, paid, projects, with_acceptance
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, literal_date, money, one_per, says, share, with_project_no

#: The steps in their order: column, name, belongs to the contract (else to the project).
STEPS = (
    ("approval_date", "批复", False), ("notice_date", "招标公告", True), ("bid_open_date", "开标", True), ("award_date", "中标", True),
    ("contract_date", "合同", True), ("start_date", "开工", False), ("finish_date", "完工", False), ("accept_date", "验收", False),
    ("settled_on", "结算", False),
)  # fmt: skip
TENDER_STEPS = ["招标公告", "开标", "中标"]
NO_TENDER = "一事一议|四议两公开|直接发包|直接委托"
#: As many projects approved by one document on one day are a batch approval (DOMAIN PROJ-02 trap).
BATCH = 10
#: 未完工, 预计完工, 完成80% are not done.
DONE = "(^|[^未有不将计])(完工|竣工|验收|建成|投产|运营)|已完成$|^完成$"
NO_DATE = ibis.null("date")
GOING_ON = "在建|施工|实施中|建设中|已开工"


@rule(
    "PROJ-02",
    title="Timeline inversion",
    zh="先实施后立项、先施工后招标、补签合同",
    law=("招标投标法 第四条", "政府投资条例(国务院令第712号)"),
    phrase="未按规定程序实施",
    severity="M",
    strength="A",
    amount="I",
    answers=("实施单位",),
    disposition="整改",
    procedure="核对批复、招标、合同、开工报告、验收和结算审核文件原件",
    downgrades={"x_year_typo": "D"},
    labels={
        "pair": "颠倒的环节", "earlier_step": "应在先的日期", "later_step": "应在后的日期", "days": "颠倒天数", "method": "招标方式",
        "x_year_typo": "日期年份疑似录入差错", "x_no_tender": "不需招标的村级项目", "x_batch": "成批批复", "x_service": "设计等前期服务合同",
    },
)  # fmt: skip
def steps_inverted(project, procurement_contract=None, acceptance=None):
    """Two neighbouring steps of a project in the wrong order: approval, notice, opening, award, contract, start, finish, acceptance, settlement.

    Only dates that are there are compared, each with the next one. Of several contracts only the first signed is held against the start.
    """
    chain = _chain(project, procurement_contract, acceptance)
    parts = [
        chain.select(
            "row_id", "scope", order=ibis.literal(n), step=ibis.literal(label), date=chain[column],
            own=ibis.literal(True) if own else (chain.accepted_alone if label in ("验收", "结算") else ibis.literal(False)),
        )
        for n, (column, label, own) in enumerate(STEPS)
    ]  # fmt: skip
    line = ibis.window(group_by=["row_id", "scope"], order_by="order")
    steps = ibis.union(*parts).filter(_.date.notnull())
    steps = steps.mutate(
        a=steps.date.lag().over(line), before_a=steps.date.lag(2).over(line), after_b=steps.date.lead().over(line),
        a_step=steps.step.lag().over(line), a_own=steps.own.lag().over(line),
    )  # fmt: skip
    found = steps.filter(_.date < _.a).inner_join(chain, ["row_id", "scope"])
    year = ibis.interval(months=12)
    b_later, a_earlier = (found.date + year).cast("date"), (found.a - year).cast("date")
    fits = b_later.between(found.a, found.after_b) | a_earlier.between(found.before_a, found.date)
    # A step that really took place within nine months leaves three when its year is mistyped; less is no slip of the pen.
    typo = fits & (found.a.delta(found.date, unit="day") > 90)
    of_contract = found.own | found.a_own
    tender = found.step.isin(TENDER_STEPS) | found.a_step.isin(TENDER_STEPS)
    from_approval = found.a_step == "批复"
    batch = ibis.cases((~from_approval, False), (says("批量补办", found.remark).fill_null(False), True), (found.batch >= BATCH, ibis.null("boolean")), else_=False)
    pair = found.a_step + "→" + found.step
    found = found.mutate(
        pair=pair,
        aspect=pair + ibis.ifelse(of_contract & (found.number_of > 1), "｜" + found.scope, ""),
        questioned_amount=ibis.coalesce(ibis.ifelse(of_contract, found.contract_amount, found.contract_total), found.approved_amount),
        x_year_typo=ibis.ifelse(found.before_a.isnull() & found.after_b.isnull(), ibis.null("boolean"), typo),
        x_no_tender=ibis.ifelse(tender, found.method.re_search(NO_TENDER), False),
        x_batch=batch,
        x_service=ibis.ifelse(from_approval & of_contract, found.category == "服务", False),
    )
    found = one_per(found, ["row_id", "aspect"], [_.date, _.scope])
    return found.select(
        "row_id", "project_name", "aspect", "pair", "method", "questioned_amount", "x_year_typo", "x_no_tender", "x_batch", "x_service",
        earlier_step="a",
        later_step="date",
        days=_.a.delta(_.date, unit="day"),
        occurred_on="date",
        related=ibis.array([_.contract_row]),
    )  # fmt: skip


def _chain(project, procurement_contract, acceptance):
    """One row per project and contract with all dates of STEPS; scope is the contract, "" for a project without one."""
    whole = _with_batch(projects(project), project)
    if acceptance is None:
        whole = whole.mutate(whole_accept=NO_DATE, whole_settled=NO_DATE)
    else:
        found = accepted(acceptance, None, project).select("a_project", whole_accept="accept_date", whole_settled="settled_on")
        whole = whole.left_join(found, [("project_no", "a_project")]).drop("a_project")
    if procurement_contract is None:
        empty = {c: NO_DATE for c, _label, own in STEPS if own} | {c: ibis.null("string") for c in ("method", "category")}
        empty |= {c: ibis.null(MONEY) for c in ("contract_amount", "contract_total")} | {"contract_row": ibis.null("int64")}
        return whole.mutate(**empty, scope=ibis.literal(""), number_of=0, accept_date=whole.whole_accept, settled_on=whole.whole_settled, accepted_alone=ibis.literal(False))
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project).filter(_.project_no.notnull())
    per = ibis.window(group_by="project_no")
    works = ibis.ifelse(signed.category == "服务", NO_DATE, signed.contract_date)
    signed = signed.mutate(first_signed=works.min().over(per), contract_total=signed.contract_amount.sum().over(per))
    of_contract = ("number_of", "method", "category", "contract_amount", "contract_total", "accepted_alone", *(c for c, _label, own in STEPS if own))
    signed = signed.select(
        "contract", *of_contract, c_accept="accept_date", c_settled="settled_on", c_project="project_no", contract_row="row_id",
        later=((_.contract_date > _.first_signed) | (_.category == "服务")).fill_null(False) & (_.number_of > 1),
    )  # fmt: skip
    chain = whole.left_join(signed, [("project_no", "c_project")])
    of_project = ("row_id", "project_name", "approved_amount", "remark", "batch", "approval_date", "finish_date")
    return chain.select(
        *of_project, *of_contract, "contract_row",
        scope=ibis.coalesce(chain.contract, ""),
        # A later contract, or one for services, may be signed after works began under the first.
        start_date=ibis.ifelse(chain.later.fill_null(False), NO_DATE, chain.start_date),
        accept_date=ibis.ifelse(chain.contract.isnull(), chain.whole_accept, chain.c_accept),
        settled_on=ibis.ifelse(chain.contract.isnull(), chain.whole_settled, chain.c_settled),
    )  # fmt: skip


def _with_batch(rows, project):
    """Add batch: how many projects the same document approved on the same day."""
    same = project.filter(_.plan_doc.notnull()).group_by(b_doc=_.plan_doc, b_date=_.approval_date).agg(batch=_.project_no.nunique())
    return rows.left_join(same, [("plan_doc", "b_doc"), ("approval_date", "b_date")]).select(*rows.columns, "batch")


@rule(
    "PROJ-05",
    title="Payment exceeds contract or audited settlement",
    zh="超合同、超结算审定额支付",
    basis="project.amount_tolerance",
    law=("财建〔2004〕369号", "财政违法行为处罚处分条例(国务院令第427号) 第九条"),
    phrase="多付工程款",
    severity="H",
    strength="A",
    amount="V",
    answers=("实施单位",),
    disposition="追缴多付",
    procedure="核对合同、变更批复、结算审核报告和付款凭证",
    labels={
        "paid": "累计支付", "audited": "结算审定金额", "payable": "应付上限", "last_paid": "最近付款日期", "x_variation": "有变更批复，未超审定额",
    },
)  # fmt: skip
def paid_above_contract(procurement_contract, project_payment, acceptance=None, project=None, *, policy, as_of):
    """Cumulative payment above the contract (without an approved change) or above the audited settlement.

    Payments go by contract number, else to the project's only contract; tax rows and other parties' fees are left out. An audited
    amount of a project with several contracts is held against all its payments, and its largest contract is accused.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project)
    payments = paid(project_payment, signed, project, as_of)
    tolerance = money(policy.value("project.amount_tolerance"))
    each = _against_contract(signed, payments, project, tolerance)
    if acceptance is None:
        return each
    return each.union(_against_project(signed, payments, accepted(acceptance, signed, project), each, tolerance))


def _against_contract(signed, payments, project, tolerance):
    sums = payments.filter(_.contract.notnull()).group_by(p_contract=_.contract).agg(paid=_.amount.sum(), last_paid=_.pay_date.max(), related=_.row_id.collect())
    rows = signed.inner_join(sums, [("contract", "p_contract")])
    doc, flag = rows.change_doc, ibis.literal(False)
    if project is not None:
        whole = projects(project).filter(_.project_no.notnull()).select(w_no="project_no", w_doc="change_doc", w_flag="change_flag")
        rows = rows.left_join(whole, [("project_no", "w_no")])
        doc, flag = ibis.coalesce(rows.change_doc, ibis.ifelse(rows.number_of == 1, rows.w_doc, ibis.null("string"))), rows.w_flag | rows.w_doc.notnull()
    changed = ibis.cases((doc.notnull(), True), (flag.fill_null(False), ibis.null("boolean")), else_=False)
    rows = rows.mutate(
        over_contract=(rows.paid > rows.contract_amount.nullif(0) + tolerance).fill_null(False),
        over_audit=(rows.paid > rows.audited.nullif(0) + tolerance).fill_null(False),
        changed=changed,
    ).filter(_.over_contract | _.over_audit)
    by_contract = rows.over_contract & ~(rows.over_audit & rows.changed.fill_null(False))
    limit = ibis.cases((by_contract & rows.over_audit, ibis.least(rows.contract_amount, rows.audited)), (by_contract, rows.contract_amount), else_=rows.audited)
    return _excess(rows.mutate(payable=limit, x_variation=ibis.ifelse(rows.over_audit, False, rows.changed)), "")


def _against_project(signed, payments, settled, each, tolerance):
    """The largest contract of each project of several contracts whose payments exceed the settlement of the whole, when no contract does."""
    whole = settled.filter(_.a_contract.isnull(), _.audited > 0).select("a_project", whole_audited="audited")
    sums = payments.filter(~_.fee, _.project_no.notnull()).group_by(p_project=_.project_no).agg(paid=_.amount.sum(), last_paid=_.pay_date.max(), related=_.row_id.collect())
    largest = one_per(signed.filter(_.number_of > 1), "project_no", [_.contract_amount.desc(), _.contract])
    breaches = each.select(e_row="row_id")
    accused = signed.inner_join(breaches, [("row_id", "e_row")]).select(e_project="project_no").distinct()
    rows = largest.inner_join(whole, [("project_no", "a_project")])
    rows = rows.inner_join(sums, [("project_no", "p_project")])
    rows = rows.anti_join(accused, [("project_no", "e_project")])
    rows = rows.filter(_.paid > _.whole_audited + tolerance)
    return _excess(rows.mutate(audited=_.whole_audited, payable=_.whole_audited, x_variation=ibis.literal(False)), "项目")


def _excess(rows, aspect: str):
    return rows.select(
        "row_id", "contract_no", "supplier", "contract_amount", "audited", "payable", "last_paid", "related", "x_variation",
        paid=_.paid.cast(MONEY),
        aspect=ibis.literal(aspect),
        occurred_on="last_paid",
        questioned_amount=(_.paid - _.payable).cast(MONEY),
    ).select(
        "row_id", "contract_no", "supplier", "contract_amount", "audited", "payable", "paid", "last_paid", "occurred_on", "questioned_amount",
        "aspect", "x_variation", "related",
    )  # fmt: skip


@rule(
    "PROJ-06",
    title="Paid ahead of progress or before acceptance",
    zh="超进度付款、未验收全额付款、未留质保金",
    basis=("progress_ratio_max", "project.retention_months"),
    law=("财建〔2004〕369号", "建质〔2017〕138号"),
    phrase="超进度付款",
    severity="M",
    strength="A",
    amount="I",
    answers=("实施单位", "财政所"),
    disposition="整改",
    procedure="核对合同付款条款、工程进度签证、验收单和付款凭证",
    labels={
        "paid": "累计支付", "payable": "应付上限", "base": "计算基数", "crossed": "超付发生日", "x_goods": "货物或服务合同，不按工程进度付款",
        "x_guarantee": "以保函替代质保金",
    },
)  # fmt: skip
def paid_ahead(procurement_contract, project_payment, acceptance, project=None, *, policy, as_of):
    """Before acceptance more than the progress ceiling of the contract was paid (超进度), or after it no retention was kept (质保金).

    Not accepted: counted up to the audit date. Settled without a date of acceptance: not judged.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project).filter(_.contract_amount > 0)
    days = paid(project_payment, signed, project, as_of).filter(_.contract.notnull(), _.pay_date.notnull())
    days = days.group_by(p_contract=_.contract, pay_date=_.pay_date).agg(day_paid=_.amount.sum(), rows=_.row_id.min())
    rows = signed.inner_join(days, [("contract", "p_contract")])
    settled_undated = rows.accept_date.isnull() & (rows.settled_on.notnull() | rows.audited.notnull())
    before = rows.filter(~settled_undated, (rows.pay_date < rows.accept_date) | rows.accept_date.isnull())
    ceiling = policy.at("progress_ratio_max", before.pay_date)
    ahead = _crossing(before.mutate(base=before.contract_amount, payable=_percent(before.contract_amount, ceiling)), "超进度", policy)
    months = int(policy.value("project.retention_months"))
    kept = rows.filter(rows.retention_ratio > 0, rows.pay_date < rows.accept_date + ibis.interval(months=months))
    base = ibis.coalesce(kept.audited, kept.submitted, kept.contract_amount)
    return ahead.union(_crossing(kept.mutate(base=base, payable=_percent(base, 100 - kept.retention_ratio)), "质保金", policy))


def _percent(amount, percent):
    return share(amount.cast(MONEY), (percent * 100).cast("int64"), 10_000)


def _crossing(rows, aspect: str, policy):
    """Contracts whose payments in these rows end above the limit, with the day on which they first did."""
    tolerance = money(policy.value("project.amount_tolerance"))
    so_far = rows.day_paid.sum().over(ibis.cumulative_window(group_by="contract", order_by="pay_date"))
    rows = rows.mutate(so_far=so_far)
    facts = ("row_id", "contract", "contract_no", "supplier", "contract_amount", "retention_ratio", "accept_date", "category", "remark", "base")
    crossed = rows.pay_date.min(where=rows.so_far > rows.payable + tolerance)
    found = rows.group_by(*facts).agg(paid=rows.day_paid.sum(), payable=rows.payable.max(), crossed=crossed, related=rows.rows.collect())
    found = found.filter(_.paid > _.payable + tolerance)
    over = found.paid - found.payable
    # Above the whole base it is no matter of retention but of PROJ-05.
    over = ibis.least(over, found.base - found.payable) if aspect == "质保金" else over
    return found.select(
        "row_id", "contract_no", "supplier", "contract_amount", "retention_ratio", "accept_date", "crossed", "related",
        aspect=ibis.literal(aspect),
        base=_.base.cast(MONEY),
        payable=_.payable.cast(MONEY),
        paid=_.paid.cast(MONEY),
        occurred_on=_.crossed,
        questioned_amount=over.cast(MONEY),
        x_goods=_.category.isin(["货物", "服务"]),
        x_guarantee=says("保函|保证保险", _.remark) if aspect == "质保金" else ibis.literal(False),
    )  # fmt: skip


@rule(
    "PROJ-08",
    title="Slow or not started",
    zh="项目进展缓慢、未开工",
    basis=("project.start_delay", "project.delay_days"),
    law=("国开办发〔2018〕10号", "国办发〔2018〕35号"),
    phrase="项目进展缓慢",
    severity="M",
    strength="A",
    amount="I",
    answers=("实施单位",),
    disposition="整改",
    procedure="现场查看，核对开工报告、进度和付款",
    needs=("project.planned_start|project.planned_end",),
    labels={
        "due": "计划日期", "days": "逾期天数", "allowed": "允许天数", "paid": "已支付", "x_epidemic": "扣除疫情影响后未逾期",
        "x_cancelled": "已取消、出库或调整", "x_done": "已完工或验收",
    },
)  # fmt: skip
def slow_project(project, project_payment=None, acceptance=None, *, policy, as_of):
    """Not started (未开工) or not finished (未完工) long after the planned day.

    A project listed several times is judged once. The amount is what was approved and is not paid; unknown without the payments.
    """
    today = literal_date(as_of)
    rows = projects(project)
    going_on = rows.status.re_search(f"{GOING_ON}|{DONE}").fill_null(False)
    started = (rows.start_date <= today).fill_null(False) | (rows.finish_date <= today).fill_null(False) | going_on
    finished = (rows.finish_date <= today).fill_null(False)
    start_delay, end_delay = int(policy.value("project.start_delay")), int(policy.value("project.delay_days"))
    rows = rows.mutate(
        late_start=~started & (today.delta(rows.planned_start, unit="day") > start_delay).fill_null(False),
        late_end=~finished & (today.delta(rows.planned_end, unit="day") > end_delay).fill_null(False),
    ).filter(_.late_start | _.late_end)
    rows = rows.mutate(due=ibis.ifelse(_.late_start, _.planned_start, _.planned_end), allowed=ibis.ifelse(_.late_start, start_delay, end_delay))
    first, last = (literal_date(dt.date.fromisoformat(policy.value(f"project.epidemic_{end}"))) for end in ("from", "to"))
    rows = rows.mutate(days=today.delta(rows.due, unit="day"))
    epidemic = ibis.greatest(ibis.least(last, today).delta(ibis.greatest(first, rows.due), unit="day") + 1, 0)
    rows = _with_done(_with_paid(rows, project, project_payment, today), project, acceptance, today)
    return rows.select(
        "row_id", "project_name", "planned_start", "planned_end", "start_date", "status", "approved_amount", "paid", "due", "days", "allowed",
        aspect=ibis.ifelse(_.late_start, "未开工", "未完工"),
        occurred_on="due",
        questioned_amount=ibis.ifelse(_.paid > _.approved_amount, money(0), _.approved_amount - _.paid).cast(MONEY),
        x_epidemic=rows.days - epidemic <= rows.allowed,
        x_cancelled=says("取消|终止|出库|调整|撤销", _.status),
        x_done=_.done | says(DONE, _.status),
    )  # fmt: skip


def _with_paid(rows, project, project_payment, today):
    if project_payment is None:
        return rows.mutate(paid=ibis.null(MONEY))
    payments = with_project_no(project_payment, project).filter((_.pay_date <= today) | _.pay_date.isnull())
    sums = payments.group_by(p_no=_.project_no).agg(paid=_.amount.sum().cast(MONEY))
    joined = rows.left_join(sums, [("project_no", "p_no")])
    return joined.select(*rows.columns, paid=ibis.coalesce(joined.paid, money(0)))


def _with_done(rows, project, acceptance, today):
    if acceptance is None:
        return rows.mutate(done=ibis.null("boolean"))
    found = accepted(acceptance, None, project).filter(_.accept_date <= today).select("a_project")
    joined = rows.left_join(found, [("project_no", "a_project")])
    return joined.select(*rows.columns, done=joined.a_project.notnull())
