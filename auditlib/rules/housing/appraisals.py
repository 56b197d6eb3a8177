"""Irregular appraisals (HOUSE-02): incomplete, too late, in conflict, too many in a day."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.houses import SAFE
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, one_per, true_names

NEEDED = {"report_no": "报告编号", "institution": "鉴定机构", "appraise_date": "鉴定日期"}


def _finding(rows: ir.Table, aspect: str, **columns: ir.Value) -> ir.Table:
    """Rows in the form that all four kinds share."""
    usual = {
        "detail": ibis.literal(aspect), "other_date": ibis.null("date"), "other_level": ibis.null("string"), "houses": ibis.null("int64"),
        "related": ibis.null("array<int64>"), "thing": ibis.null("string"), "x_after": FALSE, "x_review": FALSE, "x_renovated": FALSE,
        "x_disaster": FALSE,
    }  # fmt: skip
    facts = ("row_id", "home", "level", "appraise_date", "institution", "appraiser", "report_no")
    return rows.select(*facts, aspect=ibis.literal(aspect), occurred_on=rows.appraise_date, **usual | columns)


def incomplete(rows: ir.Table) -> ir.Table:
    """Without number, institution or date, where the county's list has that column at all."""
    counts = rows.agg(**{f"n_{c}": rows[c].count() for c in NEEDED})
    kept = rows.cross_join(counts)
    lacks = {name: kept[c].isnull() & (kept[f"n_{c}"] > 0) for c, name in NEEDED.items()}
    found = kept.mutate(lacking=true_names(lacks)).filter(_.lacking != "")
    return _finding(found, "资料不全", detail="缺" + found.lacking)


def late(rows: ir.Table, renovated: ir.Table) -> ir.Table:
    """The first appraisal of a house came after the works or the payment had begun. One that comes before another renovation is that one's."""
    works = renovated.filter(_.began.notnull()).select(
        "began", w_home="home", w_row="row_id", ended=ibis.coalesce(_.accept_date, _.done_on)
    )
    met = rows.inner_join(works, [("home", "w_home")])
    before = (met.appraise_date <= met.began).fill_null(True)
    met = met.mutate(had_one=before.any().over(ibis.window(group_by="w_row")), of_another=before.any().over(ibis.window(group_by="row_id")))
    met = met.filter(~_.had_one, ~_.of_another)
    first = one_per(one_per(met, "w_row", [_.appraise_date, _.row_id]), "row_id", [_.began.desc(), _.w_row])
    after = first.level.isin(SAFE) & (first.appraise_date >= first.ended).fill_null(False)
    return _finding(first, "鉴定滞后", other_date=first.began, related=ibis.array([first.w_row]), x_after=after)


def conflicting(rows: ir.Table, renovated: ir.Table | None, days: int) -> ir.Table:
    """Two appraisals of one house within some days come to different levels: the later one."""
    line = ibis.window(group_by=["home", "house"], order_by=["appraise_date", "row_id"])
    rows = rows.filter(_.home.notnull(), _.appraise_date.notnull(), _.level.notnull())
    rows = rows.mutate(
        other_date=rows.appraise_date.lag().over(line), other_level=rows.level.lag().over(line), other_row=rows.row_id.lag().over(line)
    )
    found = rows.filter(_.level != _.other_level, _.appraise_date.delta(_.other_date, unit="day") <= days)
    if renovated is None:
        between = ibis.null("boolean")
    else:
        done = renovated.select(d_home="home", done=ibis.coalesce(_.accept_date, _.done_on))
        met = (
            found.inner_join(done, [("home", "d_home")])
            .filter(_.done.between(_.other_date, _.appraise_date))
            .select(d_row="row_id")
            .distinct()
        )
        found = found.left_join(met, [("row_id", "d_row")])
        between = found.d_row.notnull()
    return _finding(
        found,
        "结论不一",
        other_date=found.other_date,
        other_level=found.other_level,
        related=ibis.array([found.other_row]),
        x_review=said("house.reviewed", found.remark),
        x_renovated=between,
        x_disaster=said("disaster", found.remark),
    )


def too_many(rows: ir.Table, most: int) -> ir.Table:
    """Appraisals of a day on which their appraiser signed for more houses than one can see."""
    signed = rows.filter(_.appraiser.notnull(), _.appraise_date.notnull()).mutate(one=_.home + "|" + _.house)
    days = signed.group_by("appraiser", "appraise_date").agg(houses=_.one.nunique()).filter(_.houses > most)
    found = signed.inner_join(days, ["appraiser", "appraise_date"])
    return _finding(found, "一日多户", houses=found.houses, thing=found.appraiser + "｜" + found.appraise_date.cast("string"))
