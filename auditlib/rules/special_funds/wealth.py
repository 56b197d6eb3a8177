"""What members of registered households own: cars, houses and shops, firms, with what speaks for each (FUND-03). DOMAIN §2.1."""

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.households import living, registered
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import at_home, certified, homes
from auditlib.models.register import STILL_POOR
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, breach, either, exists, first_true, kinds, likeliest, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule

EXCEPTIONS = ("x_liv", "x_aid", "x_given", "x_resettled", "x_gone", "x_before", "x_exit", "x_out")


@rule(
    "FUND-03",
    basis=("fund.vehicle_price_min", "fund.house_area_min", "fund.capital_min", "fund.small_trade_capital"),
    severity="M",
    strength="B",
    amount="I",
    matter="household",
    accuses=("poor_person", "poor_household"),
    decides=("poor_person.id_no", "poor_person.hh_no", "poor_household.hh_no"),
    against=("motor_vehicle.id_no", "real_estate.id_no", "business_registration.legal_rep_id|business_registration.id_no"),
    downgrades={"x_name": "D"},
    claims="x_resettled",
)
def registered_with_assets(
    poor_person,
    programme,
    programme_standard,
    poor_household=ABSENT,
    motor_vehicle=ABSENT,
    real_estate=ABSENT,
    business_registration=ABSENT,
    benefit_payment=ABSENT,
    disability=ABSENT,
    *,
    policy,
):
    """Household of the register with a car, a bought house or shop, or a firm, acquired between identification and exit.

    One lead per household and kind of asset; a car without a price and a firm without a capital are not judged. The amount is what the
    household was paid afterwards by means or for poverty: for checking, nothing is recovered automatically. Not tested: names lent or
    borrowed.
    """
    assets = {
        "车辆": _vehicles(motor_vehicle, policy.value("fund.vehicle_price_min")),
        "商品房": _houses(real_estate, policy.value("fund.house_area_min")),
        "企业": _firms(business_registration, policy.value("fund.capital_min"), policy.value("fund.small_trade_capital")),
    }
    owned = _owned(kinds(assets), _people(poor_person, disability), registered(poor_person, poor_household))
    found = _received_since(owned, payments(benefit_payment, programme, programme_standard), poor_person)
    return breach(
        found.mutate(row_id=_.accused_row),
        "kind asset owner_name acquired worth count policy_status exit_year received related "
        f"{' '.join(EXCEPTIONS)} x_name x_apart x_resettled_words not_judged",
        on="acquired",
        amount="received",
        owner_relation=_.relation,
        household=_.home,
        aspect=_.kind,
    )


def _vehicles(motor_vehicle: ir.Table, price_min: Decimal) -> ir.Table:
    """Vehicles from the price on, whatever their type: what works for a living is spared, not left out."""
    v = motor_vehicle.mutate(worth=_.price.nullif(0)).filter((_.worth >= money(price_min)).fill_null(True))
    working = said("wealth.working_vehicle", v.vehicle_type).fill_null(False) | (v.use_nature == "营运").fill_null(False)
    return v.select(
        "worth",
        **_owner(v.id_no, v.name),
        asset_row="row_id",
        asset=ibis.coalesce(v.plate, "") + " " + ibis.coalesce(v.brand, v.vehicle_type, ""),
        acquired="reg_date",
        x_liv=ibis.cases((working, True), (said("wealth.car", v.vehicle_type), False), else_=UNKNOWN),
        x_gone=said("wealth.disposed", v.status),
        x_aid=said("person.disabled", v.vehicle_type, v.use_nature, v.brand),
        not_judged=first_true({"车辆没有购置价格": v.worth.isnull()}),
    )


def _owner(number: ir.StringValue, name: ir.StringValue) -> dict[str, ir.StringValue]:
    return {"owner_id": number, "owner_name": name}


def _houses(real_estate: ir.Table, area_min: Decimal) -> ir.Table:
    """Buildings above the floor area; a row without an area counts."""
    h = real_estate.filter((_.area > money(area_min)).fill_null(True), ~said("wealth.no_dwelling", _.use).fill_null(False))
    given = said("wealth.given_home", h.acquire_type, h.use).fill_null(False)
    return h.select(
        **_owner(h.id_no, h.name),
        asset_row="row_id",
        shop=said("wealth.shop", h.use),
        asset=ibis.coalesce(h.location, h.cert_no, ""),
        acquired="reg_date",
        worth="price",
        x_gone=said("wealth.disposed", h.status),
        x_given=ibis.cases((given, True), (said("wealth.bought_home", h.acquire_type), False), else_=UNKNOWN),
        x_resettled=said("wealth.given_home", h.remark),
        x_resettled_words=quoted("wealth.given_home", h.remark),
    )


def _firms(business_registration: ir.Table, capital_min: Decimal, small_trade: Decimal) -> ir.Table:
    """Firms from the capital on, by owner. A trade of one's own (个体工商户) is for a living up to a capital of ``small_trade``."""
    p = _owners(business_registration.mutate(worth=_.reg_capital.nullif(0)).filter((_.worth >= money(capital_min)).fill_null(True)))
    co_op = said("firm.co_operative", p.ent_type, p.ent_name)
    small = said("firm.small_trade", p.ent_type) & (p.worth <= money(small_trade)).fill_null(True)
    modest = small.fill_null(False) | (co_op.fill_null(False) & ~p.leads)
    return p.select(
        *"owner_id owner_name worth".split(),
        asset_row="row_id",
        asset="ent_name",
        acquired="est_date",
        x_liv=ibis.cases((modest, True), (small.isnull() & co_op.isnull(), UNKNOWN), else_=False),
        x_gone=said("wealth.disposed", p.status),
        not_judged=first_true({"企业没有注册资本": p.worth.isnull()}),
    )


def _owners(firms: ir.Table) -> ir.Table:
    """Each firm by whoever ``leads`` it and by each shareholder; a member list's other members own nothing."""
    owns = firms.role.isnull() | said("firm.owner", firms.role) | (firms.share_ratio > 0).fill_null(False) | said("firm.member", firms.role)
    heads = firms.mutate(**_owner(firms.legal_rep_id, firms.legal_rep), leads=TRUE)
    others = firms.mutate(
        **_owner(firms.id_no, firms.name), leads=((_.id_no == _.legal_rep_id) | said("firm.head", _.role)).fill_null(False)
    )
    return either(heads, others.filter(owns.fill_null(False)))


def _people(poor_person: ir.Table, disability: ir.Table) -> ir.Table:
    """Who is in the register: owner_id, member_name, relation, home, ``disabled`` by the register or by a certificate."""
    people = exists(living(poor_person), certified(disability), "id_no", "certified")
    disabled = said("person.disabled", people.health).fill_null(False) | people.certified.fill_null(False)
    return people.select("relation", owner_id="id_no", member_name="name", home="hh_no", disabled=disabled)


def _owned(assets: ir.Table, people: ir.Table, families: ir.Table) -> ir.Table:
    """One row per household and kind of asset: the asset for which least speaks, ``count`` of assets and their rows (``related``)."""
    key = ["accused_row", "kind"]
    rows = _tested(subquery(subquery(assets.inner_join(people, "owner_id")).inner_join(families, "home")))
    rows = subquery(rows.mutate(kind=first_true({"商铺": _.shop}, _.aspect)))
    best = likeliest(rows, key, EXCEPTIONS, [_.not_judged.notnull(), _.x_name.fill_null(False), _.acquired, _.asset_row])
    return subquery(lookup(best, rows.group_by(key).agg(count=_.asset_row.nunique(), related=_.asset_row.collect()), key))


def _tested(rows: ir.Table) -> ir.Table:
    """The exceptions that rest on owner and household."""
    in_year = rows.acquired.year() - rows.exit_year
    return rows.mutate(
        # An owner with a disability and an ordinary car: perhaps the family's means to move them.
        x_aid=ibis.ifelse((rows.aspect == "车辆") & ~rows.x_aid.fill_null(False) & rows.disabled, UNKNOWN, rows.x_aid),
        x_before=rows.acquired < rows.identified,
        # Exit is decided at the end of a year: what was acquired in that year is before or after it.
        x_exit=ibis.cases(
            (rows.exit_year.isnull(), ibis.ifelse(rows.exit_status.isin(STILL_POOR), FALSE, UNKNOWN)),
            (in_year == 0, UNKNOWN),
            else_=in_year > 0,
        ),
        x_name=~same_name(rows.owner_name, rows.member_name),
        x_apart=ibis.ifelse(said("kin.grown_child", rows.relation).fill_null(False), UNKNOWN, FALSE),
    )


def _received_since(found: ir.Table, paid: ir.Table, poor_person: ir.Table) -> ir.Table:
    """``found`` with ``received``: what its household was paid, by means or for poverty, after the asset was acquired (null: not known)."""
    counted = accusable(paid).filter(~_.x_ret, (_.means_tested | _.poverty_only).fill_null(False))
    counted = at_home(counted, homes(poor_person)).select("amount", "back", "pay_date", "home")
    key = ["accused_row", "kind"]
    sums = found.select(*key, "home", "acquired").inner_join(counted, "home").filter(_.pay_date > _.acquired)
    found = lookup(found, sums.group_by(key).agg(received=(_.amount - _.back).sum().cast(MONEY)), key)
    nothing = NO_AMOUNT if absent(paid) else ibis.ifelse(found.acquired.notnull(), money(0), NO_AMOUNT)
    return subquery(found.mutate(received=ibis.coalesce(found.received, nothing)))
