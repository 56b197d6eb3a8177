"""Notices to the public (PROJ-10)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.texts import claim
from auditlib.models.vocabulary import breach, kinds
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.projects import notice_points


@rule(
    "PROJ-10",
    basis=("notice.days_min", "notice.wait_days"),
    severity="L",
    strength="A",
    amount="N",
    accuses=("project", "public_notice"),
    decides=("public_notice.from_date", "public_notice.to_date"),
    exceeds="notice.days_min",
    claims=("x_photo", "x_combined"),
)
def not_announced(
    project, public_notice, acceptance=ABSENT, budget_allocation=ABSENT, asset_register=ABSENT, income_distribution=ABSENT, *, policy, as_of
):
    """A project without one of its notices (未公示), or a notice that stood for too few days (公示期不足).

    Called for: the year's plan, before works, after completion, the money, the sharing out of income; each once it has happened and some
    days have passed. A notice without dates is a notice; how long it stood is then not judged.
    """
    rows = projects(project)
    wanted = notice_points.needed(rows, acceptance, budget_allocation, asset_register, income_distribution, project)
    since = wanted.since + ibis.interval(days=int(policy.value("notice.wait_days")))
    wanted = wanted.filter(policy.at("notice.days_min", wanted.since).notnull(), since < literal_date(as_of))
    found = notice_points.missing(rows, wanted, notice_points.given(rows, public_notice, asset_register))
    lacking = claim(found.rename(x_combined="combined"), "x_photo", "notice.posted", _.remark)
    brief = notice_points.short(public_notice, policy.at("notice.days_min", public_notice.from_date)).rename(x_again="again")
    brief = brief.mutate(project_name=_.notice_object, since=_.from_date)
    told = {
        "未公示": lacking.select(*"row_id project_name missing since x_combined x_photo x_photo_words not_judged".split()),
        "公示期不足": brief.select(*"row_id project_name since object_type from_date to_date days days_min x_again".split()),
    }
    found = kinds(told)
    facts = "project_name missing object_type from_date to_date days days_min kind x_combined x_photo x_photo_words x_again not_judged"
    strength = ibis.ifelse(found.aspect == "公示期不足", ibis.null("string"), "A")
    return breach(found.rename(kind="aspect"), facts, on="since", amount=NO_AMOUNT, strength=strength)
