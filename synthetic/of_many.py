"""What no example can hold, because it is only seen of many at once: one person in two counties, one account or telephone of several,
the cadres' kin, screening on paper, and the issues that stand in no ledger."""

import datetime as dt

from auditlib.rules import RULES, SUBJECTS
from synthetic.days import later, month, quarter, year
from synthetic.key import AnswerKey, Entry
from synthetic.lawful.funds import pay
from synthetic.lawful.matches import serve
from synthetic.lawful.rectification import issue, under_way
from synthetic.lawful.register import change, newest
from synthetic.lawful.screening import screen
from synthetic.people import PREFIX, Person, with_check_digit
from synthetic.world import World, yuan

#: People whom two neighbouring counties have in common: name, birth. Their sequence digits belong to no county (see People.identity).
COMMON = (
    ("徐福堂", dt.date(1946, 3, 11)),
    ("郭秀芳", dt.date(1951, 8, 24)),
    ("宋志宝", dt.date(1949, 5, 6)),
    ("韩桂霞", dt.date(1953, 11, 2)),
)
#: Households for one checker in one day, and of one village without any problem (parameters/policy/screening.yaml).
TOO_MANY, A_VILLAGE = 31, 20


def plant(world: World, key: AnswerKey) -> None:
    """Larger counties have some of the cases twice; what counties have in common stands in each once."""
    _in_two_counties(world, key)
    for rule_id, cases in (
        ("SCREEN-01", (_number_twice,)),
        ("CROSS-02", (_one_telephone, _one_account)),
        ("CROSS-03", (_kin,)),
        ("SCREEN-06", (_on_paper,)),
    ):
        for _ in range(world.times(rule_id)):
            for case in cases:
                case(world, key)


def elder(world: World, **changes) -> Person:
    """Somebody old, living alone."""
    return world.household([world.rng.randrange(70, 90)], **changes).head


def _in_two_counties(world: World, key: AnswerKey) -> None:
    """The neighbour (of counties 0 and 1, 2 and 3, …) knows of each of these people once; of two payments the later is accused."""
    later_county = bool(world.index % 2)
    for which, code in ((0, "YBDJ"), (1, "THBX")):
        person = _common(world, which, elder(world, attr="一般贫困户"))
        key.breach("CROSS-01", "poor_person", newest(person), None, "两县同时建档")
        row = pay(world, person, code, year(2019), dt.date(2019, 3 if later_county else 2, 20))
        if later_county:
            key.breach("CROSS-01", "benefit_payment", row, row["amount"], "邻县已为其支付")
        else:
            key.look_alike("CROSS-01", "benefit_payment", row, "first", "两县重复, 先付的一笔不列")

    person = _common(world, 2, elder(world, attr="一般贫困户"))
    if not later_county:
        change(world, person, "自然减少", "迁出", dt.date(2019, 10, 15))
    key.look_alike("CROSS-01", "poor_person", newest(person), "x_moved", "当年迁往邻县")
    row = pay(world, _common(world, 3, world.outsider(66)), "GENGDI", year(2019), dt.date(2019, 7 if later_county else 6, 18), 3)
    key.look_alike("CROSS-01", "benefit_payment", row, "x_land" if later_county else "first", "两县都有承包地")


def _common(world: World, which: int, person: Person) -> Person:
    """`person` as one of those whom this county shares with its neighbour."""
    person.name, person.birth = COMMON[which]
    person.sex = "男" if which % 2 == 0 else "女"
    sequence = 960 + world.index // 2 * 4 + (1 if person.sex == "男" else 0)
    person.id_no = with_check_digit(f"{PREFIX}{person.birth:%Y%m%d}{sequence:03d}")
    return person


def _number_twice(world: World, key: AnswerKey) -> None:
    first = elder(world, first_identified=dt.date(2014, 5, 8))
    second = world.household([52], first_identified=dt.date(2016, 5, 8)).head
    second.written = {"id_no": first.id_no, "sex": first.sex, "birth_date": first.birth}
    key.breach("SCREEN-01", "poor_person", newest(second), note="与另一户成员同一证件号码")
    for person in (first, second):
        key.breach("CROSS-01", "poor_person", newest(person), note="同一证件号码而姓名不同", severity="D")


def _one_telephone(world: World, key: AnswerKey) -> None:
    for count in (4, 3):
        people = [elder(world) for _ in range(count)]
        for person in people:
            person.phone = people[0].phone
        first = newest(people[0].household)
        if count > 3:
            key.breach("CROSS-02", "poor_household", first, None, "四户同一电话")
        else:
            key.look_alike("CROSS-02", "poor_household", first, "boundary", "三户同一电话")


def _one_account(world: World, key: AnswerKey) -> None:
    account = f"6226{world.index:02d}{world.number('account'):013d}"
    told = {"period": quarter(2019, 2), "account_no": account}
    rows = [pay(world, elder(world), "XSYL", on=dt.date(2019, 6, 20 + place), amount=yuan(180 - place), **told) for place in range(4)]
    key.breach("CROSS-02", "benefit_payment", rows[0], None, "四户同一账号")
    key.breach("FUND-11", "benefit_payment", rows[0], sum(row["amount"] for row in rows), "四户四人同一账号")

    home, account = world.rng.choice(world.villages), f"6227{world.index:02d}{world.number('account'):013d}"
    told = {"period": month(2019, 5), "on": dt.date(2019, 5, 10), "account_no": account, "account_name": f"{home.town}中心敬老院"}
    rows = [pay(world, elder(world, village=home, attr="五保贫困户"), "TEKUN", amount=yuan(560 - place), **told) for place in range(4)]
    key.look_alike("CROSS-02", "benefit_payment", rows[-1], "x_institution", "集中供养, 敬老院账户")


def _kin(world: World, key: AnswerKey) -> None:
    for kin, note in ((4, "四户亲属受益"), (5, "五户亲属受益"), (2, "只有两户亲属受益")):
        village = world.villages[world.number("kin village") % len(world.villages)]
        cadre, rows = world.outsider(54, village=village), []
        for relation in ("父亲", "母亲", "岳父", "伯父", "姑母")[:kin]:
            relative = elder(world, village=village, attr="一般贫困户")
            rows.append(serve(world, cadre, relative, post="村委会主任", relation=relation))
            pay(world, relative, "XSYL", quarter(2019, 4), dt.date(2019, 12, 20))
        if kin > 2:
            key.breach("CROSS-03", "village_cadre", rows[0], None, note)
        else:
            key.look_alike("CROSS-03", "village_cadre", rows[0], "boundary", note)


def _on_paper(world: World, key: AnswerKey) -> None:
    """Too many households for one person on one day; a whole village in which nothing is wrong."""
    told = {"checker": world.people.name("男"), "item": "住房"}
    on = later(dt.date(2019, 10, 15), world.rng, 0, 15)
    rows = [screen(world, world.outsider(58), check_date=on, **told) for _ in range(TOO_MANY)]
    key.breach("SCREEN-06", "screening_ledger", min(rows, key=lambda row: row["id_no"]), note="一人一天31户")

    village, told = world.new_village(), told | {"checker": told["checker"] + "组"}
    days = [dt.date(2019, 10, 20) + dt.timedelta(days=place // 10) for place in range(A_VILLAGE)]
    rows = [screen(world, world.outsider(55, village=village), check_date=day, **told) for day in days]
    first = min(rows, key=lambda row: (row["check_date"], row["id_no"]))
    key.breach("SCREEN-06", "screening_ledger", first, note="20户全部无问题")


def plant_issues(world: World, key: AnswerKey) -> None:
    """RECT-04, when all else is written: the county's own ledger holds every grave case that was planted, but for a few.

    Two persons paid twice stand outside, a third is there for another matter, a fourth was closed. The rule reads verified matters.
    """
    key.settle(world.tables)
    grave = [entry for entry in key.entries if _is_grave(entry)]
    twice = list(dict.fromkeys(key.subject(entry) for entry in grave if entry.rule_id == "FUND-04" and entry.ledger == "benefit_payment"))
    left_out, other_matter, closed = twice[:2], twice[2], twice[3]
    matters: dict[tuple[str, str], list[Entry]] = {}
    for entry in grave:
        matters.setdefault((entry.rule_id, key.subject(entry)), []).append(entry)
    listed = {}
    for (rule_id, subject), entries in matters.items():
        first, amounts = entries[0], [entry.amount for entry in entries if entry.amount is not None]
        if subject in left_out:
            key.breach("RECT-04", first.ledger, first.row, sum(amounts) if amounts else None, f"{rule_id}, 台账外")
        elif subject == other_matter:
            key.downgraded("RECT-04", first.ledger, first.row, "x_similar", "L", "台账内有该对象的其他问题")
        else:
            rule = RULES[rule_id]
            listed.setdefault((rule.zh, f"{SUBJECTS[rule.subject].short}方面：{rule.zh}", subject), first)
    for (title, words, subject), entry in listed.items():
        if subject != closed:
            under_way(world, category=title, description=words, object=subject)
            continue
        row = issue(world, category="多付补贴", description=words, object=subject)
        key.breach("RECT-03", "issue_ledger", row, None, "销号后同一对象再次发生")
        key.look_alike("RECT-04", entry.ledger, entry.row, "x_listed", "已列入整改台账")
    under_way(world, category="住房安全", description="住房方面：旧房未拆除", object=other_matter)


def _is_grave(entry: Entry) -> bool:
    """The audit will find it as a grave lead of strength A or B."""
    rule = RULES[entry.rule_id]
    alone = rule.scope == "county" and not {"lead", "finding"} & {*rule.ledgers, *rule.optional}
    return alone and entry.kind == "breach" and (entry.severity or rule.severity) == "H" and rule.strength in "AB"
