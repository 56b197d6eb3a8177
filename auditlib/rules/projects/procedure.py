"""The steps of projects: into the library before money (PROJ-01), and in their order (PROJ-02)."""

import ibis
from ibis import _

from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, first_true, kinds, one_per
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.projects import library, steps

#: As many projects approved by one document on one day are a batch approval (DOMAIN PROJ-02 trap).
BATCH = 10


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

    It is in the library by its number or its name. A project that only the budget knows is accused by the rows that give it money. Without
    the day of approval or of entry only a missing entry is accused, and that only where row and library tell numbers, or names, both.
    """
    listed = library.funded(projects(project), budget_allocation, project).mutate(amount=_.funded)
    rows = library.with_entry(kinds({"": listed, "预算": library.unlisted(budget_allocation, project)}).drop("aspect"), project_library)
    rows = rows.mutate(not_judged=_not_comparable(rows))
    found = rows.filter(_.not_judged.notnull() | _.entry_row.isnull() | (_.entry_date > _.approval_date))
    start = policy.day("project.library_start")
    year = ibis.cases((found.plan_year < start.year, True), (found.plan_year > start.year, False), else_=UNKNOWN)
    found = claim(found, "x_emergency", "project.emergency", _.project_name, _.remark)
    renamed = ibis.cases((_.entry_row.notnull(), False), (_.renamed_row.notnull(), True), (_.renamable, False), else_=UNKNOWN)
    return breach(
        found,
        "project_no project_name plan_doc approval_date entry_date funded thing not_judged x_emergency x_emergency_words",
        on="approval_date",
        amount="amount",
        kind=ibis.ifelse(_.entry_row.isnull(), "未入库", "入库晚于批复"),
        related=ibis.array([ibis.coalesce(_.entry_row, _.renamed_row)]),
        x_before=ibis.coalesce(_.approval_date < literal_date(start), year),
        x_renamed=renamed,
        x_cancelled=said("project.cancelled", _.status) & (_.issued == 0),
    )


def _not_comparable(rows):
    """Why a project cannot be held against the library: entered in time it is lawful whatever money it was given."""
    entered = ibis.ifelse(rows.entry_row.notnull(), rows.entry_date, rows.renamed_day)
    known = rows.entry_row.notnull() | rows.renamed_row.notnull()
    in_time = (rows.entry_date <= rows.approval_date).fill_null(False)
    undated = known & (entered.isnull() | rows.approval_date.isnull())
    return first_true(
        {
            "“批复投资”为空": rows.funded.isnull() & ~in_time,
            "批复日期或入库时间为空": undated,
            "与项目库没有可比对的编号、名称": rows.entry_row.isnull() & ~rows.comparable,
        }
    )


@rule("PROJ-02", severity="M", strength="A", amount="I", downgrades={"x_year_typo": "D"}, claims="x_batch")
def steps_inverted(project, procurement_contract=ABSENT, acceptance=ABSENT, *, as_of):
    """Two neighbouring steps of a project in the wrong order: approval, notice, opening, award, contract, start, finish, acceptance,
    settlement.

    Only dates that are there are compared, each with the next one. Of several contracts only the first signed is held against the start.
    """
    chain = steps.chain(project, procurement_contract, acceptance)
    found = claim(steps.inverted(chain, as_of), "x_batch", "project.batch_approved", _.remark)
    approval, tender = found.a_step == "批复", found.step.isin(steps.TENDER) | found.a_step.isin(steps.TENDER)
    pair, of_several = found.a_step + "→" + found.step, found.of_contract & (found.number_of > 1)
    amount = ibis.ifelse(found.of_contract, found.contract_amount, found.contract_total)
    many = ibis.ifelse(found.batch >= BATCH, UNKNOWN, FALSE)
    found = found.mutate(
        pair=pair,
        inversion=pair + ibis.ifelse(of_several, "｜" + found.scope, ""),
        amount=ibis.coalesce(amount, found.approved_amount),
        x_year_typo="typo",
        x_no_tender=ibis.ifelse(tender, said("project.no_tender", found.method), False),
        x_batch=ibis.cases((~approval, False), (found.x_batch, True), else_=many),
        x_service=ibis.ifelse(approval & found.of_contract, found.category == "服务", False),
        days=found.a.delta(found.date, unit="day"),
        related=ibis.array([found.contract_row]),
    )
    found = one_per(found, ["row_id", "inversion"], [_.date, _.scope]).rename(earlier_step="a", later_step="date")
    found = kinds({"": found, "未判断": steps.alone(chain)}).mutate(aspect=_.inversion)
    facts = "project_name aspect pair method x_year_typo x_no_tender x_batch x_batch_words x_service earlier_step later_step days related"
    return breach(found, f"{facts} not_judged", on="later_step", amount="amount")
