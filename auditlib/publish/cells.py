"""What may be counted in public: parts of a whole, the small ones merged, so that nothing small is shown nor left over by subtraction.

Only margins are shown (by county, and by problem), never their crossing, and every part shown holds at least the smallest count. A crossing
can then be as large as the smaller of its two parts, so none under that count follows from them, whatever else is zero (Fréchet's bounds).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal


def dominated(amounts: Sequence[Decimal], share: float) -> bool:
    """Whether one alone makes more than this share of a sum."""
    return sum(amounts) > 0 and max(amounts) > Decimal(str(share)) * sum(amounts)


def shown(parts: Mapping[str, Sequence[Decimal]], least: int, share: float) -> tuple[list[str], list[str]] | None:
    """The parts that are shown by themselves, and those that are shown as one row; None where not even the whole may be shown.

    ``parts``: name → the amount of each thing counted. What is safe alone joins the merged row, the smallest first, until that is safe too.
    """

    def safe(names: Sequence[str]) -> bool:
        amounts = [amount for name in names for amount in parts[name]]
        return len(amounts) >= least and not dominated(amounts, share)

    alone = sorted((name for name in parts if safe([name])), key=lambda name: (-len(parts[name]), name))
    merged = sorted(parts.keys() - set(alone))
    while merged and not safe(merged):
        if not alone:
            return None
        merged.append(alone.pop())
    return alone, merged
