"""Appraisals and renovations by household, and what remarks say of the house: HOUSE-01 … HOUSE-06, STD-03."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.persons import at_home
from auditlib.models.vocabulary import one_copy, one_per, says

DANGEROUS, SAFE = ("C", "D"), ("A", "B")
#: Lives somewhere safe: with children, rented, in a home for the old, in another house.
ELSEWHERE = (
    "(^|[^不未没愿])随(其)?(儿|女|子|父|母|孙|侄)|(儿子|女儿|子女|亲属|亲戚|兄弟|侄子)家|投亲|借住|租房|租住|租赁|敬老院|养老院|福利院|幸福院|集中供养"
    "|另有(其他)?(安全)?(住房|房屋|住处|新房)|(居住|住|搬迁?)(在|到|进|入|至).{0,8}(楼|小区|新房|新居|公寓)|周转房|公租房|他处居住"
)
#: The old house is sealed or gone; 未封存 and 拟拆除 are not.
GONE = "已(经)?(拆|封|灭失|倒塌|搬离|腾空)|拆除完毕|(^|[^未待拟需应])(封存|封停|封门)|无人居住|不再居住|不住人"
#: What is only intended or refused: 建议随子女居住, 不愿入住敬老院.
INTENDED = "(拟|计划|建议|动员|准备|劝说|不愿|拒绝|不同意)[^，。；,;、]{0,8}(住|搬|送|随|租|投)"
NOT_LIVED_IN = "^(否|不|非|无|空置|闲置|未)"
DISASTER = "灾|台风|洪|地震|火烧|失火|暴雨"
#: Money of another fund than that for the four kinds of key households.
LOCAL_FUND = "县级|县财政|市级|市财政|区级|区财政|镇级|本级|地方|自筹|慈善|捐|灾"
CENTRAL_FUND = "中央|省"
RETURNED = "退回|追回|收回|已退|退还"


def appraisals(house_appraisal: ir.Table, places: ir.Table) -> ir.Table:
    """Appraisals, each once, with home, house (the address as compared, "" without one) and dangerous."""
    rows = at_home(house_appraisal, places)
    rows = rows.mutate(house=_.address.re_replace(r"[\s　,，、]|号$", "").fill_null(""), dangerous=_.level.isin(DANGEROUS))
    return one_copy(rows, ("home", "house", "level", "appraise_date"), "report_no")


def renovations(house_renovation: ir.Table, places: ir.Table) -> ir.Table:
    """Renovations, each once, with home, planned (year of the plan) and began (first day: works, else payment)."""
    rows = at_home(house_renovation, places).mutate(
        planned=ibis.coalesce(_.plan_year, _.start_date.year(), _.pay_date.year(), _.accept_date.year()),
        began=ibis.coalesce(_.start_date, _.pay_date),
    )
    return one_copy(rows, ("home", "planned", "subsidy"), "accept_date")


def newest(rows: ir.Table, by: list[str]) -> ir.Table:
    """The newest appraisal per key; of two of one day that differ, the better level (HOUSE-02 asks about the two)."""
    return one_per(rows, by, [_.appraise_date.desc(), _.level, _.row_id])


def elsewhere(*texts: ir.StringValue) -> ir.BooleanValue:
    """Whether the texts say that the household lives somewhere safe; unknown without texts."""
    return says(ELSEWHERE, *texts) & ~says(INTENDED, *texts)


def lives_elsewhere(rows: ir.Table) -> ir.BooleanValue:
    """What an appraisal says of living somewhere safe."""
    return elsewhere(rows.remark, rows.address) | rows.lived_in.re_search(NOT_LIVED_IN)


def local_fund(rows: ir.Table) -> ir.BooleanValue:
    """Paid by another fund than the central one; unknown when nothing says so."""
    return says(LOCAL_FUND, rows.fund_source, rows.remark) & ~says(CENTRAL_FUND, rows.fund_source).fill_null(False)
