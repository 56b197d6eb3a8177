"""Who was entitled to a renovation in the year it was planned, and which houses are no case for one (HOUSE-03).

Of the plan only the year is known, so a status that held on any day of that year holds; one without dates holds too.
"""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.houses import SAFE, newest
from auditlib.models.identity import folded
from auditlib.models.persons import at_home
from auditlib.models.texts import said
from auditlib.models.vocabulary import one_per

LOW_INCOME = ("农村低保", "城市低保", "特困分散", "特困")
VILLAGE_ENDING = "(村民委员会|居民委员会|村委会|居委会|社区|村|居)+$"
EVER = 2100


def entitled(rows: ir.Table, poor_person, poor_household, register_change, social_assistance, disability, places: ir.Table) -> ir.Table:
    """The rows (``row_id``) whose household was 建档立卡, 低保 or 分散特困, or had a disabled member, in the year planned."""
    helped = at_home(social_assistance, places).filter(_.assist_type.isin(LOW_INCOME))
    disabled = at_home(disability, places).filter(~_.status.re_search("注销|失效").fill_null(False))
    spans = [
        _registered(poor_person, poor_household, register_change, places),
        helped.select("home", since=_.from_date.year(), until=_.to_date.year()),
        disabled.select("home", since=_.cert_date.year(), until=ibis.null("int32")),
    ]
    spans = ibis.union(
        *(s.select(s_home="home", since=_.since.cast("int32").fill_null(0), until=_.until.cast("int32").fill_null(EVER)) for s in spans)
    )
    return rows.inner_join(spans, [("home", "s_home")]).filter(_.planned >= _.since, _.planned <= _.until).select("row_id").distinct()


def _registered(poor_person: ir.Table, poor_household: ir.Table | None, register_change: ir.Table | None, places: ir.Table) -> ir.Table:
    """Households of the register: since the first identification, until they were struck off (清退) and seen no more."""
    people = poor_person.select("id_no", "hh_no", "snapshot_date", on=ibis.coalesce(_.first_identified, _.identified_on))
    if poor_household is not None:
        people = people.union(poor_household.select("id_no", "hh_no", "snapshot_date", on=_.first_identified))
    rows = at_home(people, places).group_by("home").agg(since=_.on.year().min(), seen=_.snapshot_date.year().max())
    if register_change is None:
        return rows.select("home", "since", until=ibis.null("int32"))
    events = (
        at_home(register_change, places)
        .group_by(e_home=_.home)
        .agg(
            out=_.change_date.max(where=_.change_type == "清退"),
            back=_.change_date.max(where=_.change_type.isin(["新识别", "返贫", "即时帮扶"])),
        )
    )
    rows = rows.left_join(events, [("home", "e_home")])
    gone = rows.out.notnull() & ~(rows.back > rows.out).fill_null(False) & ~(rows.seen > rows.out.year()).fill_null(False)
    return rows.select("home", "since", until=ibis.ifelse(gone, rows.out.year().cast("int32"), ibis.null("int32")))


def misread(rows: ir.Table, poor_person: ir.Table) -> ir.Table:
    """The rows with a registered namesake of the same village whose number differs in at most two places."""
    people = poor_person.filter(_.id_no.notnull()).select(p_id="id_no", p_name=folded(_.name), p_village="village_name").distinct()
    asked = rows.select("row_id", "id_no", village="village_name", payee=folded(rows.name))
    met = asked.inner_join(people, [("payee", "p_name"), ("village", "p_village")])
    return met.filter(_.id_no != _.p_id, _.id_no.levenshtein(_.p_id) <= 2).select("row_id").distinct()


def appraised_before(rows: ir.Table, houses: ir.Table) -> ir.Table:
    """By row_id: whether one of the household's houses was C or D before the works (``was_dangerous``), by the newest appraisal of each."""
    known = houses.filter(_.level.notnull(), _.appraise_date.notnull()).select(
        "house", "level", "appraise_date", "dangerous", a_row="row_id", a_home="home"
    )
    met = rows.select("home", "began", "planned", of="row_id").inner_join(known, [("home", "a_home")])
    met = met.filter(ibis.ifelse(_.began.notnull(), _.appraise_date <= _.began, _.appraise_date.year() <= _.planned))
    last = newest(met.rename(row_id="a_row"), ["of", "house"])
    return last.group_by(a_of=_.of).agg(
        was_dangerous=_.dangerous.any(), all_safe=_.level.isin(SAFE).all(), appraised=_.appraise_date.max(), a_row=_.row_id.min()
    )


def other_house(rows: ir.Table, real_estate: ir.Table, places: ir.Table) -> ir.Table:
    """Rows whose household owned a registered house before the works; of several the largest. In the village itself it is most likely the old house."""
    owned = at_home(real_estate, places).filter(
        said("house.dwelling", _.use).fill_null(True), ~said("house.title_gone", _.status).fill_null(False)
    )
    owned = owned.select("reg_date", "location", "acquire_type", o_home="home", o_row="row_id", o_area="area")
    met = rows.inner_join(owned, [("home", "o_home")])
    met = met.filter((_.reg_date < _.began).fill_null(False) | (_.reg_date.year() < _.planned))
    village = met.village_name.re_replace(VILLAGE_ENDING, "")
    met = met.mutate(
        in_village=ibis.ifelse(village == "", ibis.null("boolean"), met.location.contains(village)),
        inherited=said("house.inherited", met.acquire_type),
    )
    return one_per(met, "row_id", [_.in_village.fill_null(False), _.inherited.fill_null(False), _.o_area.desc(), _.o_row])
