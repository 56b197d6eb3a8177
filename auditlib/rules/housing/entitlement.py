"""Who had no right to a renovation (HOUSE-03): households of none of the four kinds, safe houses, owners of another house.

Of the plan only the year is known, so a status that held on any day of that year holds; one without dates holds too.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.houses import local_fund, newest
from auditlib.models.persons import at_home, certified, mistyped
from auditlib.models.register import Register
from auditlib.models.texts import said
from auditlib.models.villages import core
from auditlib.models.vocabulary import FALSE, UNKNOWN, covers, first_true, lookup, match, one_per

LOW_INCOME = ("农村低保", "城市低保", "特困分散", "特困")


def of_no_kind(rows: ir.Table, register: Register, social_assistance, disability, places: ir.Table) -> ir.Table:
    """Rows whose household was not 建档立卡, 低保 or 分散特困, and had no disabled member, in the year planned."""
    rows = rows.mutate(begins=ibis.date(_.planned, 1, 1), ends=ibis.date(_.planned, 12, 31))
    rows = register.ask(rows, on="begins", until="ends", house={"hh": "hh_no", "homes_of": "id_no"})
    helped = at_home(social_assistance, places).drop("name").filter(_.assist_type.isin(LOW_INCOME))
    rows = match(rows, helped, "home", "helped", lambda p: covers(p.helped_from_date.year(), p.helped_to_date.year(), p.planned))
    disabled = at_home(certified(disability), places).drop("name")
    rows = match(rows, disabled, "home", "disabled", lambda p: (p.disabled_cert_date.year() <= p.planned).fill_null(True))
    # Of a household that the register never knew, aid and disability are known by its number alone.
    nameless = rows.id_no.isnull() & ~rows.house_seen.fill_null(False)
    entitled = _registered(rows) | rows.helped | rows.disabled
    rows = rows.mutate(entitled=entitled, nameless=nameless, x_snapshot=ibis.ifelse(rows.house_listed.isnull(), UNKNOWN, FALSE))
    rows = mistyped(rows.filter(~_.entitled.fill_null(False)), register.persons)
    unknown = first_true({"“证件号码”为空，无从核对低保、特困、残疾": rows.nameless, "计划年度是否已建档不明": rows.entitled.isnull()})
    return rows.mutate(x_typo=rows.mistyped, x_local_fund=local_fund(rows), not_judged=unknown)


def _registered(rows: ir.Table) -> ir.BooleanValue:
    """Whom no list ever holds was not in those before the first, either, unless struck off since: accused, with x_snapshot unknown."""
    listed = ibis.coalesce(rows.house_listed, ibis.ifelse(rows.house_seen, UNKNOWN, FALSE))
    return listed & ~rows.house_edge.fill_null(False) & rows.house_removed_on.isnull()


def safe_house(rows: ir.Table, houses: ir.Table) -> ir.Table:
    """Rows that the list itself gives a safe level, or all of whose household's houses were safe before the works by the newest appraisal
    of each.

    x_dangerous: an appraisal says otherwise than the list.
    """
    pairs = rows.select("home", "began", "planned", of="row_id").inner_join(
        houses.filter(_.level.notnull(), _.appraise_date.notnull()), "home"
    )
    pairs = pairs.filter(ibis.ifelse(_.began.notnull(), _.appraise_date <= _.began, _.appraise_date.year() <= _.planned))
    told = (
        newest(pairs, ["of", "house"])
        .group_by(row_id=_.of)
        .agg(x_dangerous=_.dangerous.any(), all_safe=_.safe.all(), of_house=_.row_id.min())
    )
    found = lookup(rows, told, "row_id").filter(_.level.isin(["A", "B"]) | _.all_safe.fill_null(False))
    return found.mutate(related=ibis.array([_.of_house]))


def other_house(rows: ir.Table, real_estate: ir.Table, places: ir.Table) -> ir.Table:
    """Rows whose household owned a registered house before the works; of several the largest. In the village itself it is most likely the
    old house."""
    owned = at_home(real_estate, places).filter(
        said("house.dwelling", _.use).fill_null(True), ~said("house.title_gone", _.status).fill_null(False)
    )
    owned = owned.select("home", "reg_date", "location", "acquire_type", of_house="row_id", o_area="area")
    pairs = rows.inner_join(owned, "home").filter((_.reg_date < _.began).fill_null(False) | (_.reg_date.year() < _.planned))
    pairs = pairs.mutate(
        x_own_house=_.location.contains(core(_.village_name, _.town_name)), x_inherited=said("house.inherited", _.acquire_type)
    )
    found = one_per(pairs, "row_id", [_.x_own_house.fill_null(False), _.x_inherited.fill_null(False), _.o_area.desc(), _.of_house])
    return found.mutate(related=ibis.array([_.of_house]))
