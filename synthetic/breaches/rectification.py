"""RECT-01 … RECT-05: issues overdue, unproven, closed on paper, outside the ledger, and found again and again.

The county has entered in its own ledger whatever grave case was planted, but for a few. RECT-04 reads verified matters: of the grave
ones planted it must find those few, and only those, once an auditor has verified them; before, it says that nothing is verified.
"""

from __future__ import annotations

import datetime as dt

from auditlib.rules import RULES, SUBJECTS
from synthetic.breaches import planter
from synthetic.breaches.matched_payments import elder, quarterly
from synthetic.key import AnswerKey, Entry
from synthetic.lawful.rectification import issue, recovering, under_way
from synthetic.world import World, yuan

LEDGER = "issue_ledger"
CLOSED = dt.date(2019, 4, 12)


@planter("RECT-01", LEDGER)
def plant_rect_01(world: World, key: AnswerKey) -> None:
    late = {"origin": "省审计", "found_on": dt.date(2018, 5, 28)}
    row = under_way(world, "项目管护", "光伏电站无人管护", status="未整改", deadline=dt.date(2018, 12, 31), amount=yuan(80000), **late)
    key.breach("RECT-01", LEDGER, row, row["amount"], "超期一年未整改")
    row = under_way(world, "公益岗位", "公益岗位人员考勤不实", deadline=dt.date(2019, 12, 30), **late)
    key.breach("RECT-01", LEDGER, row, None, "超期一天")
    row = under_way(world, "土地流转", "流转合同未备案", deadline=dt.date(2019, 6, 30), progress="经批准延期至2020年3月底", **late)
    key.look_alike("RECT-01", LEDGER, row, "x_extended", "经批准延期")
    row = under_way(world, "村级财务", "账目公开不及时", deadline=dt.date(2019, 12, 31), **late)
    key.look_alike("RECT-01", LEDGER, row, "boundary", "期限恰为审计截止日")


@planter("RECT-02", LEDGER)
def plant_rect_02(world: World, key: AnswerKey) -> None:
    row = issue(world, "培训补贴", "培训补助人数不实", **recovering(12000, recovered=yuan(7000)))
    key.breach("RECT-02", LEDGER, row, yuan(5000), "追缴不足")
    row = issue(world, "雨露计划", "资助名单审核不严", evidence=None, evidence_date=None, **recovering(3000, recovered=yuan(3000)))
    key.breach("RECT-02", LEDGER, row, yuan(3000), "无佐证材料")
    row = issue(world, "就业扶贫", "车间吸纳人数不实", **recovering(9000, recovered=yuan(6000), remark="经核实核减3000元"))
    key.look_alike("RECT-02", LEDGER, row, "x_reduced", "经核实核减")


@planter("RECT-03", LEDGER, "benefit_payment")
def plant_rect_03(world: World, key: AnswerKey) -> None:
    row = issue(world, "档案管理", "收益分配公示记录缺失")
    row["evidence_date"] = row["closed_on"] + dt.timedelta(days=40)
    key.breach("RECT-03", LEDGER, row, None, "佐证材料晚于销号")
    row = _taken_back(world, "孝善养老补贴", period=1)
    key.breach("RECT-03", LEDGER, row, row["amount"], "退回后同一季度又付")
    row = _taken_back(world, "孝善基金", period=2)
    key.look_alike("RECT-03", LEDGER, row, "x_new_period", "整改后发放新季度")


def _taken_back(world: World, category: str, period: int) -> dict:
    """A payment for the first quarter taken back and closed; then one for a quarter of the same sum."""
    person = elder(world)
    paid = quarterly(world, person, "XSYL", 1, 20)
    quarterly(world, person, "XSYL", 1, 28, amount=-paid["amount"], remark="退回")
    if period == 1:
        quarterly(world, person, "XSYL", 1, pay_date=dt.date(2019, 5, 28))
    else:
        quarterly(world, person, "XSYL", 2)
    words = {"object": person.id_no, "found_on": dt.date(2018, 5, 28), "deadline": dt.date(2019, 6, 30)}
    dates = dict.fromkeys(("done_on", "closed_on", "evidence_date", "accepted_on"), CLOSED)
    return issue(world, category, "养老补贴发放依据不足", **recovering(paid["amount"], returned=paid["amount"]), **words, **dates)


@planter("RECT-05", LEDGER)
def plant_rect_05(world: World, key: AnswerKey) -> None:
    number = world.number("unit")
    again = {"origin": "市委巡察", "found_on": dt.date(2019, 3, 14), "deadline": dt.date(2019, 12, 31)}
    for kind, first, second in (
        ("饮水管护", "水表损坏未更换", "水表损坏仍未更换"),
        ("帮扶责任", "帮扶人长期不入户", "两名帮扶人长期不入户"),
    ):
        unit = {"resp_unit": f"第{number}工作队"}
        issue(world, kind, first, **unit)
        row = under_way(world, kind, second, **unit, **again | {"deadline": dt.date(2020, 3, 31)})
        key.breach("RECT-05", LEDGER, row, None, "同一单位同类问题次年再次发现")
    unit = {"resp_unit": f"第{number}工作队"}
    issue(world, "产业奖补", "奖补标准未公开", status="持续整改", deadline=dt.date(2020, 3, 31), done_on=None, closed_on=None, **unit)
    row = under_way(world, "产业奖补", "奖补标准未公开", **unit, **again | {"deadline": dt.date(2020, 3, 31)})
    key.look_alike("RECT-05", LEDGER, row, "x_carried", "同一问题转入巡察台账")


@planter("RECT-04", LEDGER, "benefit_payment", late=True)
def plant_rect_04(world: World, key: AnswerKey) -> None:
    """Every grave case planted stands in the ledger, but for two persons paid twice; a third is there for another matter, one was closed."""
    grave = [entry for entry in key.entries if _is_grave(entry)]
    paid_twice = list(
        dict.fromkeys(key.subject(entry) for entry in grave if entry.rule_id == "FUND-04" and entry.ledger == "benefit_payment")
    )
    left_out, other_matter, closed = paid_twice[:2], paid_twice[2], paid_twice[3]
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
            under_way(world, title, words, object=subject)
            continue
        row = issue(world, "多付补贴", words, object=subject)
        key.breach("RECT-03", LEDGER, row, None, "销号后同一对象再次发生")
        key.look_alike("RECT-04", entry.ledger, entry.row, "x_listed", "已列入整改台账")
    under_way(world, "住房安全", "住房方面：旧房未拆除", object=other_matter)


def _is_grave(entry: Entry) -> bool:
    """The audit will find it as a grave lead of strength A or B."""
    rule = RULES[entry.rule_id]
    alone = rule.scope == "county" and not {"lead", "finding"} & {*rule.ledgers, *rule.optional}
    return alone and entry.kind == "breach" and (entry.severity or rule.severity) == "H" and rule.strength in "AB"
