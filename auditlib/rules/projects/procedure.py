"""The steps of projects: into the library before money (PROJ-01), and in their order (PROJ-02).

How projects, contracts and acceptances find each other: ``auditlib.models.contracts``.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.contracts import accepted, contracts, projects, with_acceptance
from auditlib.models.dates import NO_DATE, literal_date
from auditlib.models.texts import claim, quoted, said
from auditlib.models.vocabulary import FALSE, breach, one_per
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.projects import library

#: The steps in their order: column, name, belongs to the contract (else to the project).
STEPS = (
    ("approval_date", "批复", False), ("notice_date", "招标公告", True), ("bid_open_date", "开标", True), ("award_date", "中标", True),
    ("contract_date", "合同", True), ("start_date", "开工", False), ("finish_date", "完工", False), ("accept_date", "验收", False),
    ("settled_on", "结算", False),
)  # fmt: skip
TENDER_STEPS = ["招标公告", "开标", "中标"]
#: As many projects approved by one document on one day are a batch approval (DOMAIN PROJ-02 trap).
BATCH = 10
#: What PROJ-01 compares of a project, whichever ledger tells of it.
_FUNDED = (
    "row_id", "project_no", "project_name", "town_name", "village_name", "plan_year", "plan_doc", "approval_date", "status", "remark",
    "funded", "issued", "amount", "thing",
)  # fmt: skip


@rule(
    "PROJ-01",
    basis="project.library_start",
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    accuses=("project", "budget_allocation"),
    decides="project.project_no|project.project_name",
    claims="x_emergency",
)
def not_in_library(project, project_library, budget_allocation=ABSENT, *, policy):
    """A funded project that is not in the county's library, or entered it after its plan was approved.

    It is in the library by its number or its name. A project that only the budget knows is accused by the rows that give it money. Without the
    day of approval or of entry only a missing entry is accused.
    """
    rows = library.funded(projects(project), budget_allocation).mutate(amount=_.funded, thing=ibis.null("string"))
    budgeted = library.unlisted(budget_allocation, project)
    budgeted = budgeted.mutate(issued=_.funded, status=ibis.null("string"), thing=_.project_no).select(*_FUNDED)
    rows = library.with_entry(rows.select(*_FUNDED).union(budgeted), project_library)
    undated = rows.entry_row.notnull() & (rows.entry_date.isnull() | rows.approval_date.isnull())
    unknown = ibis.cases((rows.funded.isnull(), "“批复投资”为空"), (undated, "批复日期或入库时间为空"), else_=ibis.null("string"))
    found = rows.mutate(not_judged=unknown).filter(_.not_judged.notnull() | _.entry_row.isnull() | (_.entry_date > _.approval_date))
    start = dt.date.fromisoformat(policy.value("project.library_start"))
    year = ibis.cases((found.plan_year < start.year, True), (found.plan_year > start.year, False), else_=ibis.null("boolean"))
    found = claim(found, "x_emergency", "project.emergency", _.project_name, _.remark)
    return breach(
        found,
        "project_no project_name plan_doc approval_date entry_date funded thing not_judged x_emergency x_emergency_words",
        on="approval_date",
        amount="amount",
        kind=ibis.ifelse(_.entry_row.isnull(), "未入库", "入库晚于批复"),
        related=ibis.array([ibis.coalesce(_.entry_row, _.renamed_row)]),
        x_before=ibis.coalesce(_.approval_date < literal_date(start), year),
        x_renamed=_.renamed_row.notnull() & _.entry_row.isnull(),
        x_cancelled=ibis.ifelse(said("project.cancelled", _.status), _.issued == 0, FALSE),
    )


@rule(
    "PROJ-02",
    severity="M",
    strength="A",
    amount="I",
    downgrades={"x_year_typo": "D"},
    claims="x_batch",
)
def steps_inverted(project, procurement_contract=None, acceptance=None):
    """Two neighbouring steps of a project in the wrong order: approval, notice, opening, award, contract, start, finish, acceptance, settlement.

    Only dates that are there are compared, each with the next one. Of several contracts only the first signed is held against the start.
    """
    chain = _chain(project, procurement_contract, acceptance)
    parts = [
        chain.select(
            "row_id",
            "scope",
            order=ibis.literal(n),
            step=ibis.literal(label),
            date=chain[column],
            own=ibis.literal(True) if own else (chain.accepted_alone if label in ("验收", "结算") else ibis.literal(False)),
        )
        for n, (column, label, own) in enumerate(STEPS)
    ]
    line = ibis.window(group_by=["row_id", "scope"], order_by="order")
    steps = ibis.union(*parts).filter(_.date.notnull())
    steps = steps.mutate(
        a=steps.date.lag().over(line),
        before_a=steps.date.lag(2).over(line),
        after_b=steps.date.lead().over(line),
        a_step=steps.step.lag().over(line),
        a_own=steps.own.lag().over(line),
    )
    found = steps.filter(_.date < _.a).inner_join(chain, ["row_id", "scope"])
    year = ibis.interval(months=12)
    b_later, a_earlier = (found.date + year).cast("date"), (found.a - year).cast("date")
    fits = b_later.between(found.a, found.after_b) | a_earlier.between(found.before_a, found.date)
    # A step that really took place within nine months leaves three when its year is mistyped; less is no slip of the pen.
    typo = fits & (found.a.delta(found.date, unit="day") > 90)
    of_contract = found.own | found.a_own
    tender = found.step.isin(TENDER_STEPS) | found.a_step.isin(TENDER_STEPS)
    from_approval = found.a_step == "批复"
    batch = ibis.cases(
        (~from_approval, False),
        (said("project.batch_approved", found.remark), True),
        (found.batch >= BATCH, ibis.null("boolean")),
        else_=False,
    )
    pair = found.a_step + "→" + found.step
    found = found.mutate(
        pair=pair,
        aspect=pair + ibis.ifelse(of_contract & (found.number_of > 1), "｜" + found.scope, ""),
        questioned_amount=ibis.coalesce(ibis.ifelse(of_contract, found.contract_amount, found.contract_total), found.approved_amount),
        x_year_typo=ibis.ifelse(found.before_a.isnull() & found.after_b.isnull(), ibis.null("boolean"), typo),
        x_no_tender=ibis.ifelse(tender, said("project.no_tender", found.method), False),
        x_batch=batch,
        x_batch_words=quoted("project.batch_approved", found.remark),
        x_service=ibis.ifelse(from_approval & of_contract, found.category == "服务", False),
    )
    found = one_per(found, ["row_id", "aspect"], [_.date, _.scope])
    return breach(
        found,
        "project_name aspect pair method x_year_typo x_no_tender x_batch x_batch_words x_service",
        on="date",
        amount="questioned_amount",
        earlier_step="a",
        later_step="date",
        days=_.a.delta(_.date, unit="day"),
        related=ibis.array([_.contract_row]),
    )


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
        return whole.mutate(
            **empty,
            scope=ibis.literal(""),
            number_of=0,
            accept_date=whole.whole_accept,
            settled_on=whole.whole_settled,
            accepted_alone=ibis.literal(False),
        )
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project).filter(_.project_no.notnull())
    per = ibis.window(group_by="project_no")
    works = ibis.ifelse(signed.category == "服务", NO_DATE, signed.contract_date)
    signed = signed.mutate(first_signed=works.min().over(per), contract_total=signed.contract_amount.sum().over(per))
    of_contract = (
        "number_of",
        "method",
        "category",
        "contract_amount",
        "contract_total",
        "accepted_alone",
        *(c for c, _label, own in STEPS if own),
    )
    signed = signed.select(
        "contract",
        *of_contract,
        c_accept="accept_date",
        c_settled="settled_on",
        c_project="project_no",
        contract_row="row_id",
        later=((_.contract_date > _.first_signed) | (_.category == "服务")).fill_null(False) & (_.number_of > 1),
    )
    chain = whole.left_join(signed, [("project_no", "c_project")])
    of_project = ("row_id", "project_name", "approved_amount", "remark", "batch", "approval_date", "finish_date")
    return chain.select(
        *of_project,
        *of_contract,
        "contract_row",
        scope=ibis.coalesce(chain.contract, ""),
        # A later contract, or one for services, may be signed after works began under the first.
        start_date=ibis.ifelse(chain.later.fill_null(False), NO_DATE, chain.start_date),
        accept_date=ibis.ifelse(chain.contract.isnull(), chain.whole_accept, chain.c_accept),
        settled_on=ibis.ifelse(chain.contract.isnull(), chain.whole_settled, chain.c_settled),
    )


def _with_batch(rows, project):
    """Add batch: how many projects the same document approved on the same day."""
    same = project.filter(_.plan_doc.notnull()).group_by(b_doc=_.plan_doc, b_date=_.approval_date).agg(batch=_.project_no.nunique())
    return rows.left_join(same, [("plan_doc", "b_doc"), ("approval_date", "b_date")]).select(*rows.columns, "batch")
