"""WATER-01 … WATER-04: households without safe water, supplies untested, unkept or out of use, lists that contradict each other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from synthetic import words
from synthetic.breaches import planter
from synthetic.key import AnswerKey
from synthetic.lawful.register import newest
from synthetic.lawful.villages import persons, record
from synthetic.lawful.water import LEDGER, evaluate, sample, supply
from synthetic.people import Household, Village
from synthetic.world import World

BELOW, UNTESTED, UNKEPT, CONTRADICTION = (f"WATER-0{n}" for n in range(1, 5))
PROJECT, TEST = "water_project", "water_test"


def dry(world: World, village: Village | None = None) -> Household:
    """A registered household, poor to this day, whose water nobody else writes about."""
    changes = {"attr": "低保贫困户", "exit_year": None, "exit_status": "未脱贫", "policy": {2018: "未脱贫", 2019: "未脱贫"}}
    household = world.household([67, 65], village=village, **changes)
    world.special[LEDGER].add(household)
    return household


def new_village(world: World) -> Village:
    """A village that is on no supply's list."""
    near, serial = world.rng.choice(world.villages), world.number("new village")
    name = f"{near.name.removesuffix('社区').removesuffix('村')}{words.VILLAGE_HEADS[serial % 10]}{'岭坡沟湾'[serial // 10]}"
    code = f"{near.code[:9]}{300 + serial}" if near.code else None
    return Village(near.county, near.town, name + "村", code)


def local(world: World, village: Village | None = None, kind: str = "供水站", **changes) -> dict:
    """A further supply of one village."""
    village = village or world.rng.choice(world.villages)
    people = changes.pop("population", None) or persons(world, village)
    return supply(
        world, village, f"{village.name}{kind}{world.number('station')}", changes.pop("villages", village.name), people, **changes
    )


@planter(BELOW, LEDGER)
def plant_water_01(world: World, key: AnswerKey) -> None:
    for changes, note in (
        ({"litres_pcd": Decimal(15), "result": "不达标"}, "人均每天15升"),
        ({"water_ok": False}, "水质不达标, 评价却为达标"),
        ({"minutes": Decimal(35), "distance_m": Decimal(1200), "water_source": "公共取水点"}, "往返35分钟、1200米"),
        ({"guarantee_rate": Decimal(85)}, "保证率85%"),
    ):
        row = evaluate(world, dry(world), **changes)
        key.breach(BELOW, LEDGER, row, None, note)

    for changes, exception, note in (
        ({"litres_pcd": Decimal(20)}, "boundary", "恰好20升"),
        ({"minutes": Decimal(25), "distance_m": Decimal(700), "vertical_m": Decimal(20)}, "distance", "时间超过, 距离符合"),
        ({"litres_pcd": Decimal(8), "absent": "是"}, "x_absent", "常年外出"),
        ({"water_ok": False, "remark": "汛期水浑，已加装过滤"}, "x_season", "汛期一次检测"),
    ):
        row = evaluate(world, dry(world), **changes)
        key.look_alike(BELOW, LEDGER, row, exception, note)


@planter(UNTESTED, PROJECT, TEST)
def plant_water_02(world: World, key: AnswerKey) -> None:
    row = local(world, tested=False)
    sample(world, row, dt.date(2018, 6, 4))
    key.breach(UNTESTED, PROJECT, row, None, "2019年没有检测")
    row = sample(world, local(world), dt.date(2019, 10, 10), items="氟化物", result="不合格")
    key.breach(UNTESTED, TEST, row, None, "氟化物超标后没有复检")

    station = local(world)
    row = sample(world, station, dt.date(2019, 6, 3), items="氟化物", result="不合格", action="更换水源")
    sample(world, station, dt.date(2019, 8, 5), items="氟化物")
    key.look_alike(UNTESTED, TEST, row, "retest", "整改后复检合格")
    row = sample(world, local(world, supply_type="分散"), dt.date(2019, 10, 8), items="总大肠菌群", result="不合格")
    key.look_alike(UNTESTED, TEST, row, "x_boiled", "分散供水微生物超标, 烧开饮用")
    row = sample(world, local(world), dt.date(2019, 10, 8), "户内水缸", result="不合格")
    key.look_alike(UNTESTED, TEST, row, "x_tank", "农户水缸采样")
    row = local(world, tested=False, built=dt.date(2019, 1, 1))
    key.look_alike(UNTESTED, PROJECT, row, "x_new", "2019年新建")


@planter(UNKEPT, PROJECT)
def plant_water_03(world: World, key: AnswerKey) -> None:
    for changes, note in (
        ({"outage_days": world.rng.randrange(37, 90)}, "停水超过36天"),
        ({"operator": None}, "没有管护单位"),
        ({"maint_fund": None, "fee_rate": Decimal(0)}, "没有水费和维修养护经费"),
    ):
        row = local(world, **changes)
        key.breach(UNKEPT, PROJECT, row, None, note)
    village = new_village(world)
    row = local(world, village, status="停用", population=260)
    key.breach(UNKEPT, PROJECT, row, None, "停用, 所列村没有其他供水")

    row = local(world, outage_days=36)
    key.look_alike(UNKEPT, PROJECT, row, "boundary", "恰好36天")
    row = local(world, kind="旧水厂", status="停用")
    key.look_alike(UNKEPT, PROJECT, row, "x_replaced", "所列村已由镇水厂供水")
    row = local(world, supply_type="分散", operator=None)
    key.look_alike(UNKEPT, PROJECT, row, "x_scattered", "分散供水, 农户自管")


@planter(CONTRADICTION, "poor_household", PROJECT, LEDGER, "village")
def plant_water_04(world: World, key: AnswerKey) -> None:
    for people, listed in ((500, 900), (700, 260)):
        village = new_village(world)
        row = local(world, village, population=listed)
        record(world, village, people)
        key.breach(CONTRADICTION, PROJECT, row, None, f"供水{listed}人, 村里{people}人", severity="D")
    village = new_village(world)
    row = local(world, village, population=480)
    record(world, village, 400)
    key.look_alike(CONTRADICTION, PROJECT, row, "boundary", "恰好多两成")
    village = new_village(world)
    row = local(world, village, population=200, remark="部分农户使用自备井")
    record(world, village, 400)
    key.look_alike(CONTRADICTION, PROJECT, row, "x_partial", "部分农户自备水源")
    # Villages on no list: the register calls their households' water safe all the same.
    household = dry(world, new_village(world))
    evaluate(world, household, supply_no=None)
    key.breach(CONTRADICTION, "poor_household", newest(household), None, "村里没有正常运行的供水工程")
    household = dry(world, new_village(world))
    evaluate(world, household, supply_no=None, water_source="自备井")
    key.look_alike(CONTRADICTION, "poor_household", newest(household), "x_well", "自备井供水")
