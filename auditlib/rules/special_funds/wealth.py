"""What members of registered households own: cars, houses and shops, firms, with what speaks for each (FUND-03). DOMAIN §2.1."""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.households import living, registered
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import at_home, homes
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, either, exists, likeliest, subquery
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
    decides=("poor_person.id_no", "poor_household.hh_no"),
    against=("motor_vehicle", "real_estate", "business_registration"),
    downgrades={"x_name": "D"},
    claims="x_resettled",
)
def registered_with_assets(
    poor_person,
    programme,
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

    One lead per household and kind of asset; a car without a price and a firm without a capital are not judged. The amount is what the household
    was paid afterwards by means or for poverty: for checking, nothing is recovered automatically. Not tested: names lent or borrowed.
    """
    assets = either(
        _vehicles(motor_vehicle, policy.value("fund.vehicle_price_min")),
        _houses(real_estate, policy.value("fund.house_area_min")),
        _firms(business_registration, policy.value("fund.capital_min"), policy.value("fund.small_trade_capital")),
    )
    owned = _owned(assets, _people(poor_person, disability), registered(poor_person, poor_household))
    found = _received_since(owned, benefit_payment, programme, poor_person)
    return found.select(
        "kind",
        "asset",
        "owner_name",
        "acquired",
        "worth",
        "count",
        "policy_status",
        "exit_year",
        "received",
        "related",
        *EXCEPTIONS,
        "x_name",
        "x_apart",
        "x_resettled_words",
        "not_judged",
        row_id=_.accused_row,
        owner_relation=_.relation,
        household=_.home,
        occurred_on=_.acquired,
        questioned_amount=_.received,
        aspect=_.kind,
    )


def _asset(table: ir.Table, owner: ir.Value, name: ir.Value, **told: ir.Value) -> ir.Table:
    """One form for the three registers: owner_id, owner_name, kind, asset, acquired, worth, x_gone, x_liv, x_given, x_aid, x_resettled, asset_row."""
    usual = {"x_liv": FALSE, "x_given": FALSE, "x_aid": FALSE, "x_resettled": FALSE, "x_resettled_words": ibis.null("string")}
    told = usual | {"not_judged": ibis.null("string")} | told
    return table.filter(owner.notnull()).select(owner_id=owner, owner_name=name, asset_row=table.row_id, **dict(sorted(told.items())))


def _vehicles(motor_vehicle: ir.Table, price_min: Decimal) -> ir.Table:
    """Vehicles from the price on, whatever their type: what works for a living is spared, not left out."""
    v = motor_vehicle.mutate(price=motor_vehicle.price.nullif(0))
    v = v.filter((v.price >= money(price_min)) | v.price.isnull())
    working = said("wealth.working_vehicle", v.vehicle_type).fill_null(False) | (v.use_nature == "营运").fill_null(False)
    return _asset(
        v,
        v.id_no,
        v.name,
        kind=ibis.literal("车辆"),
        asset=ibis.coalesce(v.plate, "") + " " + ibis.coalesce(v.brand, v.vehicle_type, ""),
        acquired=v.reg_date,
        worth=v.price,
        x_liv=ibis.cases((working, True), (said("wealth.car", v.vehicle_type), False), else_=UNKNOWN),
        x_gone=said("wealth.disposed", v.status),
        x_aid=said("person.disabled", v.vehicle_type, v.use_nature, v.brand),
        not_judged=ibis.ifelse(v.price.isnull(), "车辆没有购置价格", ibis.null("string")),
    )


def _houses(real_estate: ir.Table, area_min: Decimal) -> ir.Table:
    """Buildings above the floor area; a row without an area counts."""
    h = real_estate.filter(
        ~said("wealth.no_dwelling", real_estate.use).fill_null(False),
        (_.area > ibis.literal(area_min, type="decimal(18,2)")).fill_null(True),
    )
    given = said("wealth.given_home", h.acquire_type, h.use).fill_null(False)
    return _asset(
        h,
        h.id_no,
        h.name,
        kind=ibis.ifelse(said("wealth.shop", h.use).fill_null(False), "商铺", "商品房"),
        asset=ibis.coalesce(h.location, h.cert_no, ""),
        acquired=h.reg_date,
        worth=h.price,
        x_gone=said("wealth.disposed", h.status),
        x_given=ibis.cases((given, True), (said("wealth.bought_home", h.acquire_type), False), else_=UNKNOWN),
        x_resettled=said("wealth.given_home", h.remark),
        x_resettled_words=quoted("wealth.given_home", h.remark),
    )


def _firms(business_registration: ir.Table, capital_min: Decimal, small_trade: Decimal) -> ir.Table:
    """Firms from the capital on, by their legal representative and by each shareholder; a member list's other members own nothing.

    A trade of one's own (个体工商户) is for a living up to a capital of ``small_trade``.
    """
    b = business_registration.mutate(reg_capital=business_registration.reg_capital.nullif(0))
    b = b.filter((b.reg_capital >= money(capital_min)) | b.reg_capital.isnull())
    owns = b.role.isnull() | said("firm.owner", b.role) | (b.share_ratio > 0).fill_null(False) | said("firm.member", b.role)
    heads = b.mutate(owner_id=_.legal_rep_id, owner_name=_.legal_rep, leads=TRUE)
    others = b.filter(owns.fill_null(False)).mutate(owner_id=_.id_no, owner_name=_.name, leads=(_.id_no == _.legal_rep_id).fill_null(False))
    p = heads.union(others)
    co_op = said("firm.co_operative", p.ent_type, p.ent_name)
    small = said("firm.small_trade", p.ent_type) & (p.reg_capital <= money(small_trade)).fill_null(True)
    modest = small.fill_null(False) | (co_op.fill_null(False) & ~p.leads)
    return _asset(
        p,
        p.owner_id,
        p.owner_name,
        kind=ibis.literal("企业"),
        asset=p.ent_name,
        acquired=p.est_date,
        worth=p.reg_capital,
        x_liv=ibis.cases((modest, True), (small.isnull() & co_op.isnull(), UNKNOWN), else_=False),
        x_gone=said("wealth.disposed", p.status),
        not_judged=ibis.ifelse(p.reg_capital.isnull(), "企业没有注册资本", ibis.null("string")),
    )


def _people(poor_person: ir.Table, disability: ir.Table) -> ir.Table:
    """Who is in the register: member_id, member_name, relation, of_home, ``disabled`` by the register or by a certificate."""
    people = exists(living(poor_person), disability, "id_no", "certified")
    return people.select(
        "relation",
        member_id="id_no",
        member_name="name",
        of_home="hh_no",
        disabled=said("person.disabled", people.health).fill_null(False) | people.certified.fill_null(False),
    )


def _owned(assets: ir.Table, people: ir.Table, families: ir.Table) -> ir.Table:
    """One row per household and kind of asset: the asset for which least speaks, ``count`` of assets and their rows (``related``)."""
    rows = subquery(assets.inner_join(people, [("owner_id", "member_id")])).inner_join(families, [("of_home", "home")])
    rows = subquery(rows).mutate(
        # An owner with a disability and an ordinary car: perhaps the family's means to move them.
        x_aid=ibis.ifelse((_.kind == "车辆") & ~_.x_aid.fill_null(False) & _.disabled, UNKNOWN, _.x_aid),
        x_before=_.acquired < _.identified,
        # Exit is decided at the end of a year: what was acquired in that year is before or after it.
        x_exit=ibis.cases(
            (_.exit_year.isnull(), ibis.ifelse(_.exit_status == "已脱贫", UNKNOWN, FALSE)),
            (_.acquired.year() == _.exit_year, UNKNOWN),
            else_=_.acquired.year() > _.exit_year,
        ),
        x_name=~same_name(_.owner_name, _.member_name),
    )
    rows = subquery(rows.mutate(x_apart=ibis.ifelse(said("kin.grown_child", rows.relation).fill_null(False), UNKNOWN, FALSE)))
    all_of = rows.group_by(r_row=_.accused_row, r_kind=_.kind).agg(count=_.asset_row.nunique(), related=_.asset_row.collect())
    best = likeliest(
        rows, ["accused_row", "kind"], EXCEPTIONS, [_.not_judged.notnull(), _.x_name.fill_null(False), _.acquired, _.asset_row]
    )
    return subquery(best.inner_join(all_of, [("accused_row", "r_row"), ("kind", "r_kind")]).drop("r_row", "r_kind"))


def _received_since(found: ir.Table, benefit_payment: ir.Table, programme: ir.Table, poor_person: ir.Table) -> ir.Table:
    """``found`` with ``received``: what its household was paid, by means or for poverty, after the asset was acquired (null: not known)."""
    if absent(benefit_payment):
        return found.mutate(received=NO_AMOUNT)
    paid = accusable(payments(benefit_payment, programme)).filter(~_.x_ret, (_.means_tested | _.poverty_only).fill_null(False))
    paid = at_home(paid, homes(poor_person)).select("amount", "pay_date", paid_home="home")
    own = found.select("accused_row", "kind", "home", "acquired")
    sums = own.inner_join(paid, [own.home == paid.paid_home, paid.pay_date > own.acquired])
    sums = sums.group_by(s_row=_.accused_row, s_kind=_.kind).agg(received=_.amount.sum().cast(MONEY))
    joined = found.left_join(sums, [("accused_row", "s_row"), ("kind", "s_kind")]).drop("s_row", "s_kind")
    return subquery(joined.mutate(received=ibis.ifelse(joined.acquired.isnull(), NO_AMOUNT, ibis.coalesce(joined.received, money(0)))))
