"""The gate at the exit: whether a text holds a name or number of a county's own ledgers, and the same text with each of them masked.

Patterns can be written around (``1.370799…``, ``(138)12345678``, a name with a blank inside); but whatever must not appear stands in the
ledgers. So the text is squeezed (no blanks, dots, dashes, brackets; full-width digits as plain ones) and searched for all of them at once.
Why this way, and what it cannot know: docs/decisions/0015-the-gate.md.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, Implementation

from auditlib.privacy.masks import MASKS, TITLES, identities

#: What people put between the digits of a number or the characters of a name; never a line's end.
BLANKS = (
    " \t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u200e\u200f\u061c"
)
DOTS = "·•・･‧∙⋅●○ᐧ᛫⸱▪.．｡-‐‑‒–—―−－_＿"
BETWEEN = BLANKS + DOTS + "/／\\,，()（）[]［］"
DROPPED = re.compile(f"[{re.escape(BETWEEN)}\u2066-\u2069\u202a-\u202e]+")
#: What may stand inside a name.
INSIDE = re.compile(f"(?:[{re.escape(BLANKS)}]{{1,4}}|[{re.escape(BLANKS)}]?[{re.escape(DOTS)}][{re.escape(BLANKS)}]?)\\Z")
#: The same character otherwise written: digits of other widths and scripts, full-width letters, compatibility ideographs.
UNUSUAL = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uf900-\ufaff]|[^\D0-9]")
#: Numbers of fewer digits are no number of a person to a text search: years, amounts and counts are like them.
LEAST = 7
#: From so many digits on, a number is never met by chance; from LOOSE on, only where it begins and ends as a number of its own.
SURE, LOOSE = 15, 11
DIGEST = re.compile(r"(?<![0-9A-Za-z])(?:(?=[0-9]*[a-f])[0-9a-f]{16,64}|[A-Z]{3,}-\d\d[a-z]?-[0-9a-f]{10})(?![0-9A-Za-z])")
LONG = re.compile(r"\d{17}")
MONEY = re.compile(r"\d[\d,]*\.\d{1,2}(?!\d)")
DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\Z")
#: Before a name that could also be a word: the headers under which names stand (户主、承包人 …). Behind it: 等3人, 同志.
CALLED = re.compile(rf"(?:{TITLES})[:：]?[ \u3000]?\Z")
FOLLOWED = re.compile(r"(?:等\d*[人户名]|同志|（已故）|\(已故\))")
ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Found:
    """Where in a text something of a person stands, and what: name, identity, account or phone. Never the value."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """What must not appear: digits → kind, and names without blanks and dots.

    public  places and firms, in which a name gives nobody away
    common  names that are also places, firms or words of our own pages: no search can judge them, they count where a title calls them
    """

    numbers: dict[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


def squeezed(text: str) -> str:
    """The text without what people put between digits and characters, all digits plain. Lines stay lines."""
    if not text.isascii() and UNUSUAL.search(text):
        text = UNUSUAL.sub(_plain, text)
    return DROPPED.sub("", text)


def _plain(found: re.Match) -> str:
    digit, same = unicodedata.decimal(found[0], None), unicodedata.normalize("NFKC", found[0])
    return str(digit) if digit is not None else same if len(same) == 1 else found[0]


class Gate:
    """One county's gate."""

    def __init__(self, known: Known):
        self.known = known
        public = known.public - known.names
        small = {number.lower(): kind for number, kind in known.numbers.items() if number.endswith("X")}
        self.patterns = [*known.numbers, *small, *known.names, *public]
        self.kinds = [*known.numbers.values(), *small.values(), *["name"] * len(known.names), *["public"] * len(public)]

    @cached_property
    def _search(self) -> AhoCorasick | None:
        return AhoCorasick(self.patterns, implementation=Implementation.ContiguousNFA, store_patterns=False) if self.patterns else None

    def found(self, text: str) -> list[Found]:
        """What of a person the text holds, where it stands; overlapping finds are one. Escapes (``\\u738b``) are read, too."""
        return self._find(text) or (self._find(unescaped(text)) if "\\u" in text else [])

    def mask(self, text: str) -> str:
        """The text with everything found in it masked (DOMAIN §6.4)."""
        if "\\u" in text and self._find(plain := unescaped(text)):
            text = plain
        return _masked(text, self._find(text))

    def _find(self, text: str) -> list[Found]:
        finds = [Found("identity", start, end) for start, end in identities(text)] if LONG.search(text) else []
        if self._search is not None:
            flat = squeezed(text)
            hits = self._search.find_matches_as_indexes(flat, overlapping=True)
            if any(self.kinds[hit[0]] != "public" for hit in hits):
                finds += self._judged(text, flat, hits)
        return _merged(finds)

    def _judged(self, text: str, flat: str, hits: list[tuple[int, int, int]]) -> Iterable[Found]:
        """The hits in the squeezed text that are finds in the text: line by line, for a line stays one when it is squeezed."""
        begins = [0, *accumulate(len(line) + 1 for line in flat.split("\n"))]
        lines, places = text.split("\n"), defaultdict(list)
        for number, start, end in hits:
            places[bisect_right(begins, start) - 1].append((self.kinds[number], start, end, flat[start:end]))
        offsets = [0, *accumulate(len(line) + 1 for line in lines)]
        for line, found in places.items():
            if any(kind != "public" for kind, *_ in found):
                for find in self._of_line(lines[line], begins[line], found):
                    yield Found(find.kind, find.start + offsets[line], find.end + offsets[line])

    def _of_line(self, text: str, begin: int, hits: list[tuple[str, int, int, str]]) -> Iterable[Found]:
        kept = _kept(text)
        spans = [(kind, kept[start - begin], kept[end - begin - 1] + 1, value) for kind, start, end, value in hits]
        public = [(start, end) for kind, start, end, _ in spans if kind == "public"]
        digests = [found.span() for found in DIGEST.finditer(text)]
        for kind, start, end, value in spans:
            if kind == "public":
                continue
            if kind == "name":
                if _is_name(text, start, end, value, value in self.known.common) and not _within(start, end, public):
                    yield Found(kind, start, end)
            elif len(value) >= SURE and _sure(text, start, end, kind):
                yield Found(kind, start, _tail(text, end) if kind == "identity" else end)
            elif len(value) < SURE and not _within(start, end, digests) and _is_number(text, start, end, value, kind):
                yield Found(kind, start, end)


def _kept(text: str) -> list[int]:
    """Where each character of the squeezed text stands in the text."""
    kept, last = [], 0
    for gone in DROPPED.finditer(text):
        kept += range(last, gone.start())
        last = gone.end()
    return [*kept, *range(last, len(text))]


def _within(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _is_name(text: str, start: int, end: int, value: str, common: bool) -> bool:
    written = text[start:end]
    if len(written) != len(value) and not all(INSIDE.match(gap.group()) for gap in DROPPED.finditer(written)):
        return False
    if value[0].isascii() and text[max(0, start - 1) : start].isalnum() or value[-1].isascii() and text[end : end + 1].isalnum():
        return False
    return not common or bool(CALLED.search(text, max(0, start - 16), start)) or bool(FOLLOWED.match(text, end))


def _sure(text: str, start: int, end: int, kind: str) -> bool:
    """A long number in one piece, or in groups that begin and end with it; columns of money between blanks are no account."""
    if kind == "identity" or not DROPPED.search(text, start, end):
        return True
    columns = bool(re.search(r"\s", text[start:end])) and bool(MONEY.search(text, start, end + 3))
    return not (text[max(0, start - 1) : start].isdigit() or text[end : end + 1].isdigit() or columns)


def _is_number(text: str, start: int, end: int, value: str, kind: str) -> bool:
    """A shorter number of its own, not a part of another, an amount, a code with letters before it (ZF20190704…), a day."""
    before, after = text[max(0, start - 4) : start], text[end : end + 3]
    if before[-1:].isdigit() and not re.search(r"(?<!\d)(?:\+|00)?86\Z", before) or after[:1].isdigit():
        return False
    written = text[start:end]
    if re.search(r"(?<!\d)0\.\Z", before) or MONEY.fullmatch(written) or "," in written and re.match(r"\.\d", after):
        return False
    if len(value) >= LOOSE:
        return kind == "phone" or not re.search(r"[A-Za-z]\Z", before)
    if re.search(r"[0-9A-Za-z][.,]?\Z", before) or re.match(r"[A-Za-z元万]|[.,]\d|,\d", after) or DAY.match(value):
        return False
    return not re.search(r"[.,，/_\\]", written)


def _tail(text: str, end: int) -> int:
    """Behind an identity number: kind, degree and reissue of a disability certificate."""
    return re.compile(r"(?:\d\d(?:B\d)?)?(?![0-9A-Za-z])").match(text, end).end() if re.match(r"\d\d", text[end : end + 2]) else end


def _merged(finds: list[Found]) -> list[Found]:
    merged: list[Found] = []
    for find in sorted(finds, key=lambda f: (f.start, -f.end)):
        if merged and find.start < merged[-1].end:
            merged[-1] = Found(merged[-1].kind, merged[-1].start, max(find.end, merged[-1].end))
        else:
            merged.append(find)
    return merged


def _masked(text: str, finds: list[Found]) -> str:
    for find in reversed(finds):
        text = text[: find.start] + MASKS[find.kind](squeezed(text[find.start : find.end])) + text[find.end :]
    return text


def unescaped(text: str) -> str:
    """``\\u738b`` as JSON and Python write it → 王."""
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
