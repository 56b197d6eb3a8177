"""What is counted in public gives no small count away: not shown, not by subtraction, not by holding one margin against the other."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from auditlib.publish.audience import PUBLIC
from auditlib.publish.cells import dominated, shown

LEAST, SHARE = PUBLIC.smallest, PUBLIC.dominance
MONEY = st.decimals(0, 100_000, places=2)
#: Crossings of county and problem, each with the amounts of what is counted there; mostly small.
CROSSINGS = st.dictionaries(
    st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from("一二三四五")),
    st.lists(MONEY, min_size=1, max_size=7),
    min_size=1,
    max_size=12,
)


def margin(crossings: dict, side: int) -> dict[str, list[Decimal]]:
    parts: dict[str, list[Decimal]] = {}
    for names, amounts in crossings.items():
        parts.setdefault(names[side], []).extend(amounts)
    return parts


@given(CROSSINGS)
def test_every_row_shown_is_large_enough_and_nothing_is_left_over(crossings):
    for side in (0, 1):
        parts = margin(crossings, side)
        split = shown(parts, LEAST, SHARE)
        if split is None:
            continue
        alone, merged = split
        assert sorted([*alone, *merged]) == sorted(parts)  # total minus what is shown: nothing
        for names in [*([name] for name in alone), *([merged] if merged else [])]:
            amounts = [amount for name in names for amount in parts[name]]
            assert len(amounts) >= 5 and not (sum(amounts) and max(amounts) > Decimal("0.8") * sum(amounts))


@given(CROSSINGS)
def test_whatever_is_few_could_as_well_be_five(crossings):
    """For each crossing of fewer than five there is another table with the same rows shown in which it is five or more."""
    splits = [shown(margin(crossings, side), LEAST, SHARE) for side in (0, 1)]
    if None in splits:
        return
    group = [{**{name: name for name in alone}, **dict.fromkeys(merged, "merged")} for alone, merged in splits]
    sizes = [Counter(), Counter()]
    for names, amounts in crossings.items():
        for side in (0, 1):
            sizes[side][group[side][names[side]]] += len(amounts)
    for names, amounts in crossings.items():
        if len(amounts) < 5:
            another = filled(sizes, group[0][names[0]], group[1][names[1]])
            assert another[group[0][names[0]], group[1][names[1]]] >= 5
            assert all(
                sum(n for at, n in another.items() if at[side] == name) == size for side in (0, 1) for name, size in sizes[side].items()
            )


def filled(sizes: list[Counter], row: str, column: str) -> Counter:
    """A table with these margins and as much as can be at one crossing: that first, then the others in turn."""
    left, made = [Counter(sizes[0]), Counter(sizes[1])], Counter()
    crossings = [(row, column), *((a, b) for a in sizes[0] for b in sizes[1])]
    for a, b in crossings:
        part = min(left[0][a], left[1][b])
        made[a, b] += part
        left[0][a] -= part
        left[1][b] -= part
    return made


def test_a_small_part_takes_the_smallest_safe_one_with_it():
    parts = {"甲": [Decimal(1)] * 9, "乙": [Decimal(1)] * 6, "丙": [Decimal(1)] * 2}
    assert shown(parts, 5, 0.8) == (["甲"], ["丙", "乙"])


def test_few_in_all_are_not_shown():
    assert shown({"甲": [Decimal(1)] * 2, "乙": [Decimal(1)] * 2}, 5, 0.8) is None


def test_one_that_makes_nearly_all_is_not_shown_alone():
    parts = {"甲": [Decimal(1)] * 5 + [Decimal(500)], "乙": [Decimal(100)] * 6}
    assert dominated(parts["甲"], 0.8) and shown(parts, 5, 0.8) == ([], ["甲", "乙"])
