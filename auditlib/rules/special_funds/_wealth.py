"""What members of registered households own (FUND-03): cars, houses and shops, firms, with what speaks for each.

Three registers are brought to one form: owner_id, owner_name, kind, asset, acquired, worth, x_liv, x_gone, x_given, x_aid, asset_row.
"""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import household_of
from auditlib.models.vocabulary import FALSE, UNKNOWN, latest, lookup, one_per, says, subquery

CAR = "轿车|客车|越野|乘用|商务|SUV|MPV|小型汽车|小车"
WORKING_VEHICLE = "三轮|摩托|货|农用|拖拉机|低速|牵引|挂车|专项|作业"
LIFE_AID = "残疾|代步"
SOLD = "注销|报废|转|过户|作废|灭失|已售|出售|历史|失效|撤销"
#: Land, woods and what stands beside a house say nothing of wealth.
NO_BUILDING = "耕|林|承包|农用|养殖|大棚|车位|车库|储藏|地下室"
GIVEN = "安置|拆迁|征收|回迁|搬迁|继承|赠与|分家|宅基地|集体|自建|翻建|农村住"
BOUGHT = "购|买|商品房|转让|网签|预告|拍卖"
SMALL_TRADE = "个体"
CO_OP = "合作社"
CLOSED = "注销|吊销|撤销|迁出|歇业"
OWNER_ROLES = "法定|法人|股东|投资|合伙|出资|董事长|理事长|负责人|经营者"
APART = "子|女|媳|婿"

ASSET = ("owner_id", "owner_name", "kind", "asset", "acquired", "worth", "x_liv", "x_gone", "x_given", "x_aid", "asset_row")
EXCEPTIONS = ("x_liv", "x_aid", "x_given", "x_gone", "x_before", "x_exit", "x_out")


def vehicles(motor_vehicle: ir.Table, price_min: Decimal) -> ir.Table:
    """Vehicles from the price on, whatever their type: what works for a living is spared, not left out."""
    v = motor_vehicle.filter(_.id_no.notnull(), _.price >= money(price_min))
    working = v.vehicle_type.re_search(WORKING_VEHICLE).fill_null(False) | (v.use_nature == "营运").fill_null(False)
    return v.select(
        owner_id=v.id_no,
        owner_name=v.name,
        kind=ibis.literal("车辆"),
        asset=ibis.coalesce(v.plate, "") + " " + ibis.coalesce(v.brand, v.vehicle_type, ""),
        acquired=v.reg_date,
        worth=v.price,
        x_liv=ibis.cases((working, True), (v.vehicle_type.re_search(CAR), False), else_=UNKNOWN),
        x_gone=v.status.re_search(SOLD),
        x_given=FALSE,
        x_aid=says(LIFE_AID, v.vehicle_type, v.use_nature, v.brand),
        asset_row=v.row_id,
    )  # fmt: skip


def houses(real_estate: ir.Table, area_min: Decimal) -> ir.Table:
    """Buildings above the floor area; a row without an area counts."""
    h = real_estate.filter(
        _.id_no.notnull(),
        ~_.use.re_search(NO_BUILDING).fill_null(False),
        (_.area > ibis.literal(area_min, type="decimal(18,2)")).fill_null(True),
    )
    given = says(GIVEN, h.acquire_type, h.use, h.remark).fill_null(False)
    return h.select(
        owner_id=h.id_no,
        owner_name=h.name,
        kind=ibis.ifelse(h.use.re_search("商业|商铺|商服|门市|办公|店").fill_null(False), "商铺", "商品房"),
        asset=ibis.coalesce(h.location, h.cert_no, ""),
        acquired=h.reg_date,
        worth=h.price,
        x_liv=FALSE,
        x_gone=h.status.re_search(SOLD),
        x_given=ibis.cases((given, True), (h.acquire_type.re_search(BOUGHT), False), else_=UNKNOWN),
        x_aid=FALSE,
        asset_row=h.row_id,
    )


def firms(business_registration: ir.Table, capital_min: Decimal) -> ir.Table:
    """Firms from the capital on, by their legal representative and by each shareholder; a member list's other members own nothing."""
    b = business_registration.filter(_.reg_capital >= money(capital_min))
    owns = b.role.isnull() | b.role.re_search(OWNER_ROLES) | (b.share_ratio > 0).fill_null(False) | b.role.re_search("成员|社员")
    persons = ibis.union(
        b.filter(b.legal_rep_id.notnull()).mutate(owner_id=_.legal_rep_id, owner_name=_.legal_rep, leads=ibis.literal(True)),
        b.filter(b.id_no.notnull(), owns.fill_null(False)).mutate(
            owner_id=_.id_no, owner_name=_.name, leads=(_.id_no == _.legal_rep_id).fill_null(False)
        ),
    )
    co_op = says(CO_OP, persons.ent_type, persons.ent_name)
    small = says(SMALL_TRADE, persons.ent_type)
    return persons.select(
        "owner_id",
        "owner_name",
        kind=ibis.literal("企业"),
        asset=persons.ent_name,
        acquired=persons.est_date,
        worth=persons.reg_capital,
        x_liv=ibis.cases((small.fill_null(False) | (co_op.fill_null(False) & ~persons.leads), True), (small.isnull() & co_op.isnull(), UNKNOWN), else_=False),
        x_gone=persons.status.re_search(CLOSED),
        x_given=FALSE,
        x_aid=FALSE,
        asset_row=persons.row_id,
    )  # fmt: skip


def registered(poor_person: ir.Table, poor_household: ir.Table | None) -> ir.Table:
    """The household's row of its newest snapshot with what that says: accused_row, home, identified, exit_year, x_out, snapshot_date.

    Rows of the household list where the county hands it in; else, and for households that it lacks, the head's row of the person list.
    """
    newest_of_all = poor_person.agg(newest=_.snapshot_date.max())
    persons = poor_person.mutate(is_head=(_.relation == "户主").fill_null(False).cast("int8"))
    persons = one_per(persons.filter(_.hh_no.notnull()), "hh_no", [_.snapshot_date.desc(), _.is_head.desc(), _.row_id])
    columns = ("row_id", "hh_no", "snapshot_date", "policy_status", "exit_status", "first_identified", "village_name")
    rows = persons.select(*columns, exit_year=ibis.null("int32"))
    if poor_household is not None:
        households = latest(poor_household, "hh_no").select(*columns, exit_year=_.exit_year.cast("int32"))
        rows = ibis.union(households, rows.anti_join(households, "hh_no").select(*households.columns))
    first = poor_person.group_by(of_hh=_.hh_no).agg(identified=_.first_identified.min())
    rows = rows.left_join(first, [("hh_no", "of_hh")]).cross_join(newest_of_all)
    stopped = ibis.cases(
        (rows.policy_status.notnull(), rows.policy_status.re_search("不享受|不再享受")),
        (rows.exit_status == "已脱贫", UNKNOWN),
        else_=False,
    )
    left = (rows.snapshot_date < rows.newest).fill_null(False)
    return subquery(
        rows.select(
            "snapshot_date", "exit_year", "exit_status", "policy_status", "village_name",
            accused_row="row_id", home="hh_no",
            identified=ibis.ifelse(rows.first_identified < rows.identified, rows.first_identified, ibis.coalesce(rows.identified, rows.first_identified)),
            x_out=left | stopped,
        )
    )  # fmt: skip


def owned(assets: list[ir.Table], poor_person: ir.Table, homes: ir.Table, disability: ir.Table | None) -> ir.Table:
    """One row per household and kind of asset: the asset for which least speaks, ``count`` of assets and their rows (``related``)."""
    living = latest(poor_person, "id_no", "hh_no").filter((_.alive != False).fill_null(True), (_.moved_out != True).fill_null(True))  # noqa: E712
    people = living.select("relation", "health", member_id="id_no", member_name="name", of_home="hh_no")
    disabled = people.health.re_search("残疾").fill_null(False)
    if disability is not None:
        holders = disability.filter(_.id_no.notnull()).select(member_id="id_no", certified=ibis.literal(True)).distinct()
        people = lookup(people, holders, "member_id")
        disabled = people.health.re_search("残疾").fill_null(False) | people.certified.fill_null(False)
    people = subquery(people.mutate(disabled=disabled))
    found = ibis.union(*assets) if len(assets) > 1 else assets[0]
    rows = found.inner_join(people, [("owner_id", "member_id")]).inner_join(homes, [("of_home", "home")])
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
        x_apart=ibis.ifelse(_.relation.re_search(APART).fill_null(False), UNKNOWN, FALSE),
    )
    spared = sum(rows[c].fill_null(False).cast("int32") for c in EXCEPTIONS)
    rows = subquery(rows.mutate(spared=spared))
    all_of = rows.group_by(r_row=_.accused_row, r_kind=_.kind).agg(count=_.asset_row.nunique(), related=_.asset_row.collect())
    best = one_per(rows, ["accused_row", "kind"], [_.spared, _.x_name.fill_null(False), _.acquired, _.asset_row])
    joined = best.inner_join(all_of, [("accused_row", "r_row"), ("kind", "r_kind")])
    return subquery(joined.drop("r_row", "r_kind"))


def received_since(found: ir.Table, benefit_payment: ir.Table | None, programme: ir.Table, poor_person: ir.Table) -> ir.Table:
    """``found`` with ``received``: what its household was paid, by means or for poverty, after the asset was acquired (null: not known)."""
    if benefit_payment is None:
        return found.mutate(received=ibis.null(MONEY))
    paid = accusable(payments(benefit_payment, programme)).filter(~_.x_ret, (_.means_tested | _.poverty_only).fill_null(False))
    register = household_of(poor_person).select("reg_hh", of_id="id_no")
    paid = paid.left_join(register, [("id_no", "of_id")]).select("amount", "pay_date", paid_home=ibis.coalesce(register.reg_hh, paid.hh_no))
    own = found.select("accused_row", "kind", "of_home", "acquired")
    sums = own.inner_join(paid, [own.of_home == paid.paid_home, paid.pay_date > own.acquired])
    sums = sums.group_by(s_row=_.accused_row, s_kind=_.kind).agg(received=_.amount.sum().cast(MONEY))
    joined = found.left_join(sums, [("accused_row", "s_row"), ("kind", "s_kind")])
    return joined.drop("s_row", "s_kind").mutate(
        received=ibis.ifelse(found.acquired.isnull(), ibis.null(MONEY), ibis.coalesce(_.received, money(0)))
    )
