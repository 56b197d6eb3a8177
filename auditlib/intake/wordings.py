"""Which category a wording says: the contract's own words, or a wording that holds exactly one of them and does not deny it.

"农村特困分散供养" holds 特困分散, "合格，同意交付使用" holds 合格; "未停保" denies 停保, "低保转特困" holds two: nobody knows what these
say.
"""

import re
from functools import lru_cache

import pyarrow as pa

from auditlib.columns import Column

#: Before a word in its clause: it is denied, doubted, wished for, or past.
DENIED = frozenset("未无没不非否待拟尚原曾疑")
#: How many characters before a word these reach.
REACH = 4
#: A longer text is a remark, not the name of a category.
LONGEST = 40
_CLAUSE = re.compile(r"[,，.。;；:：、()（）\[\]]")
_EITHER = re.compile(r"[/／、|和或至~-]")
_REMARK = re.compile(r"[(\[].*$")


def canonical(texts: pa.Array, column: Column) -> pa.Array:
    """The category of each text (tidy) under the column's `values`; null where nobody knows."""
    known = tuple(sorted(column.canonical.items(), key=lambda pair: (-len(pair[0]), pair[0])))
    return pa.array([text and category_of(text, known) for text in texts.to_pylist()], pa.string())


@lru_cache(10_000)
def category_of(text: str, known: tuple[tuple[str, str], ...]) -> str | None:
    """The category that `text` says. `known`: (wording, category), the longest wording first."""
    bare = "".join(text.split())
    words = dict(known)
    for whole in (bare, _REMARK.sub("", bare) if bare[-1:] in (")", "]") else bare):
        if whole in words:
            return words[whole]
    found, denied = _held(bare, known)
    found |= {words[part] for part in _EITHER.split(bare) if part in words}  # B/C级: of one letter, too
    return found.pop() if len(found) == 1 and not denied and len(bare) <= LONGEST else None


def _held(text: str, known: tuple[tuple[str, str], ...]) -> tuple[set[str], bool]:
    """The categories whose words the text holds, a longer word hiding the shorter ones within it; whether one of them is denied."""
    found, denied = set(), False
    for word, category in known:
        if len(word) < 2:
            break
        while (start := text.find(word)) >= 0:
            found.add(category)
            clause = _CLAUSE.split(text[:start])[-1]
            denied = denied or not DENIED.isdisjoint(clause[-REACH:])
            text = text[:start] + "\0" * len(word) + text[start + len(word) :]
    return found, denied
