"""The steps of a project in their order, and neighbouring ones that stand the wrong way round (PROJ-02).

How projects, contracts and acceptances find each other: ``auditlib.models.contracts``.
"""

import datetime as dt
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.contracts import accepted_projects, contracts, projects, with_acceptance
from auditlib.models.dates import NO_DATE, literal_date
from auditlib.models.vocabulary import FALSE, TRUE, lookup, subquery

#: The steps in their order: name, column, belongs to the contract (else to the project).
STEPS = (
    ("批复", "approval_date", False), ("招标公告", "notice_date", True), ("开标", "bid_open_date", True), ("中标", "award_date", True),
    ("合同", "contract_date", True), ("开工", "start_date", False), ("完工", "finish_date", False), ("验收", "accept_date", False),
    ("结算", "settled_on", False),
)  # fmt: skip
TENDER = ("招标公告", "开标", "中标")
ACCEPTED = ("验收", "结算")
OF_CONTRACT = tuple(column for _name, column, own in STEPS if own)


def chain(project: ir.Table, procurement_contract: ir.Table, acceptance: ir.Table) -> ir.Table:
    """One row per project and contract with all dates of STEPS; ``scope`` is the contract, "" for a project without one.

    A later contract, or one for services, may be signed after works began under the first: of it there is no start. ``batch``: how many
    projects the same document approved on the same day; ``contract_total``: what all contracts of the project come to.
    """
    same = project.filter(_.plan_doc.notnull(), _.approval_date.notnull()).group_by("plan_doc", "approval_date")
    whole = lookup(projects(project), same.agg(batch=_.project_no.nunique()), ["plan_doc", "approval_date"])
    done = accepted_projects(acceptance, project).select("project_no", w_accept="accept_date", w_settled="settled_on")
    whole = lookup(whole, done, "project_no")
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project).filter(_.project_no.notnull())
    per, service = ibis.window(group_by="project_no"), (signed.category == "服务").fill_null(False)
    first = ibis.ifelse(service, NO_DATE, signed.contract_date).min().over(per)
    signed = signed.mutate(
        later=(service | (signed.contract_date > first)).fill_null(False) & (signed.number_of > 1),
        contract_total=signed.contract_amount.sum().over(per),
    )
    facts = "project_no contract method category contract_amount contract_total number_of accepted_alone later".split()
    signed = signed.select(*facts, *OF_CONTRACT, c_accept="accept_date", c_settled="settled_on", contract_row="row_id")
    rows = subquery(lookup(whole, subquery(signed), "project_no"))
    return rows.mutate(
        scope=ibis.coalesce(rows.contract, ""),
        start_date=ibis.ifelse(rows.later.fill_null(False), NO_DATE, rows.start_date),
        accept_date=ibis.ifelse(rows.contract.isnull(), rows.w_accept, rows.c_accept),
        settled_on=ibis.ifelse(rows.contract.isnull(), rows.w_settled, rows.c_settled),
    )


def inverted(chain: ir.Table, as_of: dt.date) -> ir.Table:
    """Pairs of neighbouring dates of one chain of which the later step (``step``, ``date``) was taken before the earlier (``a_step``,
    ``a``).

    ``of_contract``: a step of the contract is one of them. ``typo``: with another year one of both dates fits between its neighbours;
    unknown where it has none. The neighbour of the last step, when that is acceptance or settlement, is the audit date. A step that really
    took place within nine months leaves three when its year is mistyped; less is no slip of the pen.
    """
    parts = [
        chain.select("row_id", "scope", order=ibis.literal(n), step=ibis.literal(name), date=chain[column], own=TRUE if own else alone)
        for n, (name, column, own) in enumerate(STEPS)
        for alone in [chain.accepted_alone if name in ACCEPTED else FALSE]
    ]
    steps, line = ibis.union(*parts).filter(_.date.notnull()), ibis.window(group_by=["row_id", "scope"], order_by="order")
    before = {f"a{name}": steps[column].lag().over(line) for name, column in (("", "date"), ("_step", "step"), ("_own", "own"))}
    steps = steps.mutate(**before, before_a=steps.date.lag(2).over(line), after_b=steps.date.lead().over(line))
    last = ibis.ifelse(steps.step.isin(ACCEPTED), literal_date(as_of), NO_DATE)
    steps = steps.mutate(after_b=ibis.coalesce(steps.after_b, last))
    found = subquery(steps.filter(_.date < _.a).inner_join(chain.drop("contract"), ["row_id", "scope"]))
    year = ibis.interval(months=12)
    later, earlier = (found.date + year).cast("date"), (found.a - year).cast("date")
    fits = later.between(found.a, found.after_b) | earlier.between(found.before_a, found.date)
    alone = found.before_a.isnull() & found.after_b.isnull()
    return found.mutate(
        of_contract=found.own | found.a_own,
        typo=ibis.ifelse(alone, ibis.null("boolean"), fits & (found.a.delta(found.date, unit="day") > 90)),
    )


def alone(chain: ir.Table) -> ir.Table:
    """Projects of which no two dates are known, so that nothing can be in the wrong order: ``row_id``, ``not_judged``."""
    dates = reduce(add, (chain[column].notnull().cast("int32") for _name, column, _own in STEPS))
    most = chain.mutate(dates=dates).group_by("row_id").agg(dates=_.dates.max())
    return most.filter(_.dates < 2).select("row_id", not_judged=ibis.literal("各步日期不足两个"))
