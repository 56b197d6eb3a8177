"""What a roster's title says for all its rows: the programme and the period, when they have no column of their own."""

import re
import unicodedata

from auditlib.dated_values import Programme
from auditlib.outside import plain

_PERIOD = re.compile(
    r"(?:19|20)\d\d年?(?:度)?"
    r"(?:第?[一二三四1-4](?:季度|[-~至][一二三四1-4]季度)|[上下]半年|[春秋]季?(?:学期)?|(?:1[0-2]|[1-9])(?:月份?)?[-~至](?:1[0-2]|[1-9])月份?|(?:1[0-2]|0?[1-9])月份?)?"
    r"(?![\d月-])"
)


def programme_in(places: dict[str, str], programmes: list[Programme]) -> tuple[str, str] | None:
    """(programme name, where it stands), from the first place that names any; None when it names several or none does."""
    names = {plain(text): programme for programme in programmes for text in (programme.name, *programme.aliases)}
    for place, text in places.items():
        text = plain(text)
        inside = [name for name in names if name in text]
        longest = [name for name in inside if not any(name != other and name in other for other in inside)]
        found = {names[name].code: names[name].name for name in longest}
        if found:
            return (next(iter(found.values())), place) if len(found) == 1 else None
    return None


def period_in(places: dict[str, str]) -> tuple[str, str] | None:
    """(period text, where it stands), likewise. A year with a quarter beats the bare year beside it."""
    for place, text in places.items():
        found = {
            match.group()
            for match in _PERIOD.finditer(plain(unicodedata.normalize("NFKC", text)))
            if "年" in match.group() or len(match.group()) == 4
        }
        longest = {one for one in found if not any(one != other and other.startswith(one.rstrip("度年")) for other in found)}
        if longest:
            return (longest.pop(), place) if len(longest) == 1 else None
    return None
