"""Notices to the public (PROJ-10)."""

from __future__ import annotations

import ibis

from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.texts import claim
from auditlib.models.vocabulary import FALSE
from auditlib.rules.catalogue import rule
from auditlib.rules.projects import notice_points


@rule(
    "PROJ-10",
    basis=("notice.days_min", "notice.wait_days"),
    severity="L",
    strength="A",
    amount="N",
    accuses=("project", "public_notice"),
    decides=("public_notice.from_date", "public_notice.to_date"),
    claims=("x_photo", "x_combined"),
)
def not_announced(
    project, public_notice, acceptance=None, budget_allocation=None, asset_register=None, income_distribution=None, *, policy, as_of
):
    """A project without one of its notices (未公示), or a notice that stood for too few days (公示期不足).

    Called for: the year's plan, before works, after completion, the money, the sharing out of income; each once it has happened and
    some days have passed. A notice without dates is a notice; how long it stood is then not judged.
    """
    rows = projects(project)
    wanted = notice_points.needed(rows, acceptance, budget_allocation, asset_register, income_distribution, project)
    since = wanted.since + ibis.interval(days=int(policy.value("notice.wait_days")))
    wanted = wanted.filter(policy.at("notice.days_min", wanted.since).notnull(), since < literal_date(as_of))
    found = notice_points.missing(rows, wanted, notice_points.given(rows, public_notice, asset_register))
    found = claim(found, "x_photo", "notice.posted", found.remark)
    nothing, unknown = ibis.null("string"), ibis.null("int64")
    lacking = found.select(
        "row_id",
        "project_name",
        "missing",
        object_type=nothing,
        from_date=ibis.null("date"),
        to_date=ibis.null("date"),
        days=unknown,
        days_min=unknown,
        kind=ibis.literal("未公示"),
        occurred_on="since",
        x_combined="combined",
        x_photo="x_photo",
        x_photo_words="x_photo_words",
        x_again=FALSE,
    )
    brief = notice_points.short(public_notice, policy.at("notice.days_min", public_notice.from_date))
    brief = brief.select(
        "row_id",
        project_name="notice_object",
        missing=nothing,
        object_type="object_type",
        from_date="from_date",
        to_date="to_date",
        days="days",
        days_min="days_min",
        kind=ibis.literal("公示期不足"),
        occurred_on="from_date",
        x_combined=FALSE,
        x_photo=FALSE,
        x_photo_words=nothing,
        x_again="again",
    )
    return lacking.union(brief).mutate(questioned_amount=ibis.null("decimal(18,2)"))
