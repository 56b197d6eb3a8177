"""Visits: one to a village for all rules; who was visited lately is left alone unless it is grave; nothing is dropped. Figures by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from auditlib.casework.visits import Look, Terms, Visited, plan, savings

AUDIT = dt.date(2019, 12, 31)
TERMS = Terms(AUDIT, revisit_days=30, stops=2, weights={"H": 9, "M": 3, "L": 1, "D": 1})


def look(
    number: int, check: str, home: str, village: str | None = "东村", severity: str = "M", town: str | None = "城关街道", **more
) -> Look:
    fields = {
        "id": f"{check}-M{number}",
        "title": "试",
        "household": home,
        "place": home,
        "name": "",
        "amount": None,
        "wrong": "",
        "see": "",
    }
    return Look(check=check, town=town, village=village, severity=severity, **(fields | more))


def ids(plan_) -> list[list[str]]:
    return [[one.id for one in village.looks] for village in plan_.villages]


def test_one_visit_covers_all_rules():
    """East: three rules, two households of which one has two matters; one visit instead of three, three knocks become two."""
    made = plan([look(1, "FUND-01", "H1"), look(2, "HOUSE-01", "H1"), look(3, "MED-01", "H2"), look(4, "FUND-01", "H3", "西村")], {}, TERMS)
    east, west = made.villages
    assert (east.name, east.separate, east.saved, east.doors_saved, east.households, east.days) == ("东村", 3, 2, 1, 2, 1)
    assert (west.name, west.separate, west.saved, west.doors_saved) == ("西村", 1, 0, 0)
    assert (made.separate, made.saved, made.doors_saved) == (4, 2, 1)


def test_no_more_than_a_team_manages_in_a_day():
    """Five households of two a day: three days, the gravest first; a household's matters are never torn apart."""
    made = plan(
        [*(look(n, "FUND-01", f"H{n}") for n in range(1, 6)), look(6, "HOUSE-01", "H5", severity="H"), look(7, "MED-01", "H5")], {}, TERMS
    )
    (village,) = made.villages
    assert [(stop.place, stop.day, len(stop.looks)) for stop in village.stops] == [
        ("H5", 1, 3),
        ("H1", 1, 1),
        ("H2", 2, 1),
        ("H3", 2, 1),
        ("H4", 3, 1),
    ]
    assert village.days == 3


def test_the_weightiest_village_comes_first():
    """Three middling matters (9) against one grave one (9): the grave one decides; against four (12) it does not."""
    three = [look(n, "FUND-01", f"H{n}", "甲村") for n in range(3)]
    grave = look(8, "HOUSE-01", "H8", "乙村", "H")
    assert [village.name for village in plan([*three, grave], {}, TERMS).villages] == ["乙村", "甲村"]
    assert [village.name for village in plan([*three, look(4, "FUND-01", "H4", "甲村"), grave], {}, TERMS).villages] == ["甲村", "乙村"]


def test_who_was_visited_lately_is_left_alone():
    """Thirty days before the audit date are lately, thirty-one are not; a grave matter goes all the same, with all else of that household."""
    visits = {home: Visited(AUDIT - dt.timedelta(days), "帮扶干部") for home, days in {"H1": 30, "H2": 31, "H3": 0, "H4": 5}.items()}
    items = [
        look(1, "FUND-01", "H1"),
        look(2, "FUND-01", "H2"),
        look(3, "HOUSE-01", "H3", severity="H"),
        look(4, "MED-01", "H3"),
        look(5, "MED-01", "H4", "西村"),
    ]
    made = plan(items, visits, TERMS)
    assert ids(made) == [["HOUSE-01-M3", "MED-01-M4", "FUND-01-M2"]]
    assert [(stop.place, stop.visited.on) for stop in made.rested] == [("H1", dt.date(2019, 12, 1)), ("H4", dt.date(2019, 12, 26))]
    assert made.saved == 2  # HOUSE-01, MED-01 and FUND-01 in 东村; what is left alone saves nothing


def test_who_was_drawn_is_visited():
    """A unit left out of a sample would have to count as wrong."""
    made = plan([look(1, "入户核查样本", "H1", severity="L", drawn=True), look(2, "MED-01", "H1")], {"H1": Visited(AUDIT, "")}, TERMS)
    assert ids(made) == [["MED-01-M2", "入户核查样本-M1"]] and made.rested == ()


def test_a_site_has_no_door_to_spare():
    """An asset is no household: it is never left alone, however often somebody called on its village."""
    site = look(1, "ASSET-09", "", place="ZC1")
    made = plan([site, replace(site, id="PROJ-09-M2", check="PROJ-09")], {"ZC1": Visited(AUDIT, "")}, TERMS)
    (village,) = made.villages
    assert (village.sites, village.households, village.saved, village.doors_saved, made.rested) == (1, 0, 1, 0, ())


def test_villages_of_one_name_in_two_towns_are_two():
    assert len(plan([look(1, "FUND-01", "H1"), look(2, "FUND-01", "H2", town="五井镇")], {}, TERMS).villages) == 2


def test_what_has_no_village_is_not_lost():
    items = [look(1, "FUND-01", "H1"), look(2, "RECT-03", "", None, "H"), look(3, "FUND-01", "H3", "")]
    made = plan(items, {}, TERMS)
    assert ids(made) == [["FUND-01-M1"]] and [one.id for one in made.nowhere] == ["RECT-03-M2", "FUND-01-M3"]


def test_the_order_of_what_comes_in_is_nothing():
    items = [look(n, f"FUND-0{n % 3 + 1}", f"H{n % 5}", f"{'甲乙丙'[n % 3]}村", "HML"[n % 2]) for n in range(20)]
    assert plan(items, {}, TERMS) == plan(items[::-1], {}, TERMS)


def test_the_table_of_the_report():
    """A matter at two households of two villages is one matter; samples count like rules."""
    loan = look(1, "LOAN-07", "H1")
    sample = look(2, "sample-1", "H1")
    made = plan([loan, replace(loan, household="H2", place="H2", village="西村"), sample, look(3, "RECT-03", "", None)], {}, TERMS)
    assert savings({"临朐县": made, "安丘市": plan([], {}, TERMS)}) == [
        {
            "单位": "临朐县",
            "村": 2,
            "进村天数": 2,
            "户": 2,
            "现场": 0,
            "事项": 2,
            "分开核查进村（次）": 3,
            "合并进村（次）": 2,
            "少进村（次）": 1,
            "少入户（次）": 1,
            "近期已走访暂不入户（户）": 0,
            "村名不明（项）": 1,
        },
        {
            "单位": "安丘市",
            "村": 0,
            "进村天数": 0,
            "户": 0,
            "现场": 0,
            "事项": 0,
            "分开核查进村（次）": 0,
            "合并进村（次）": 0,
            "少进村（次）": 0,
            "少入户（次）": 0,
            "近期已走访暂不入户（户）": 0,
            "村名不明（项）": 0,
        },
    ]
