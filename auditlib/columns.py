"""One column of a ledger: its headers, what type of values it holds, in which units, within which bounds.

Order of synonyms is priority: the canonical header has rank 0, the first synonym 1, and so on; `fallback`
headers, which a column takes only when no other column wants them, rank from 100.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import pyarrow as pa
from pydantic import Field, model_validator

from auditlib.errors import Wrong
from auditlib.outside import MARK, shown
from auditlib.strict_yaml import Strict


class Values(NamedTuple):
    """What the values of a type are.

    plausible  what a cell can hold, ends included; what lies beyond is a number in the wrong column or unit, and goes to the quarantine.
               A column whose cells are of another order says so itself. Wide: a thousand times what counties have, yet below a telephone
               number in yuan
    units      in which a column can count: what the county's parameters may say of a file's column that does not tell
    """

    arrow: pa.DataType = pa.string()
    plausible: tuple[int, int] | tuple[date, date] | None = None
    units: tuple[str, ...] = ()


DAYS = date(1900, 1, 1), date(2099, 12, 31)
TYPES = {
    **dict.fromkeys(("text", "name", "identity", "account", "phone", "category"), Values()),
    "money": Values(pa.decimal128(18, 2), (-10_000_000_000, 10_000_000_000), ("元", "分", "百元", "千元", "万元", "百万元", "亿元")),
    "rate": Values(pa.decimal128(9, 6), (-100, 100), ("%", "小数", "‰", "月%", "月小数")),
    "percent": Values(pa.decimal128(9, 6), (-100, 100), ("%", "小数")),
    "ratio": Values(pa.decimal128(12, 8), (0, 1), ("%", "小数")),
    "number": Values(pa.decimal128(18, 4), (-100_000_000, 100_000_000)),
    "integer": Values(pa.int32(), (0, 10_000_000)),
    "year": Values(pa.int32(), (1900, 2099)),
    "term": Values(pa.int32(), (0, 1200), ("年", "月")),
    "date": Values(pa.date32(), DAYS, ("年月", "日序")),
    "snapshot": Values(pa.date32(), DAYS, ("年月", "日序")),
    "period": Values(),
    "boolean": Values(pa.bool_()),
}
#: Types that say of whom a value tells.
PERSONAL = ("name", "identity", "account", "phone")
#: What else a column may hold, of persons or not. party: a person or an organisation; body: an organisation; place: where people live;
#: birth: a day of birth; identity: a number made of an identity number; account: where an account may stand; words: free text, which may
#: name anybody.
Holds = Literal["party", "body", "place", "birth", "identity", "account", "words"]

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}|<[^<>]*>|《[^《》]*》")
_NOISE = re.compile(r"[\s*:的]+")


def header_key(text: str) -> str:
    """A header as it is compared: NFKC, lower case, without spaces, 的, asterisks, colons, what nobody sees, and brackets with their
    content.

    When nothing but a bracket is there, its content stays: `(元)` → `元`.
    """
    text = MARK.sub("", shown(unicodedata.normalize("NFKC", text))).casefold()
    bare = _NOISE.sub("", _BRACKETED.sub("", text))
    return bare or re.sub(r"[()\[\]【】〔〕{}<>《》]", "", _NOISE.sub("", text))


class Column(Strict):
    """One column of a ledger.

    fallback   headers taken only when no other column takes them at a better rank
    unit       what a number means when neither header nor unit row tells: money 元 (default) or 万元; others free text
    magnitude  money only: when neither header nor unit row tells, a column of values below it counts in 万元, another in 元
    per        money only: an amount for each month, head or term; 110元/月 is 110
    required   the value must be present, or the row is quarantined
    fill_down  an empty cell takes the value above (merged cells)
    values     category: {canonical: [variants]}; a wording that holds one of them and does not deny it is that one, any other is
               unknown: null, and named in `unread`. Without values every wording is kept as written
               boolean: {是: [texts], 否: [texts]}, for a heading under which offices write other words than yes and no
    into       period: the two date columns filled with its first and last day
    part       a further text column kept from the same cell: of a period the half, season or instalment that it names,
               of a category the wording before it was mapped, of a text the identity number that it begins with
    plausible  numbers only: lowest and highest value, where those of the type (TYPES) are too narrow or too wide
    catalogue  the text names a programme: on opening it is looked up in the programme list and the ledger gains `programme_code`
    holds      what of persons it holds where the type does not tell: party (a person or an organisation), body (an organisation),
               place, birth, identity (a number made of one), account, words (free text). Pages mask by it
    """

    name: str = ""
    header: str
    synonyms: list[str] = []
    fallback: list[str] = []
    type: Literal[tuple(TYPES)] = "text"
    unit: str | None = None
    magnitude: int | None = None
    per: bool = False
    required: bool = False
    fill_down: bool = False
    values: dict[str, list[str]] = {}
    into: list[str] = Field(default=[], min_length=0, max_length=2)
    part: str | None = None
    plausible: list[int] = Field(default=[], min_length=2, max_length=2)
    catalogue: bool = False
    holds: Holds | None = None

    @property
    def kind(self) -> str | None:
        """What of a person the column holds, for masks: as `holds` says, else the type."""
        return self.holds or (self.type if self.type in PERSONAL else None)

    @property
    def bounds(self) -> tuple[int, int] | tuple[date, date] | None:
        """The lowest and the highest value that a cell can plausibly hold; None where any will do."""
        return (self.plausible[0], self.plausible[1]) if self.plausible else TYPES[self.type].plausible

    @property
    def arrow(self) -> pa.DataType:
        return TYPES[self.type].arrow

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Every header that may stand for this column, as `header_key` gives it → its rank (the best one)."""
        ranks: dict[str, int] = {}
        for rank, header in [*enumerate([self.header, *self.synonyms]), *enumerate(self.fallback, 100)]:
            ranks.setdefault(header_key(header), rank)
        return ranks

    @cached_property
    def canonical(self) -> dict[str, str]:
        """Category: every text of `values` (canonical and variant) → canonical."""
        return {text: canonical for canonical, variants in self.values.items() for text in (canonical, *variants)}

    @model_validator(mode="after")
    def _consistent(self) -> Column:
        if self.values and self.type not in ("category", "boolean"):
            raise Wrong("values are given for a column of type {type}; allowed: values only with type: category or boolean", type=self.type)
        if self.type == "boolean" and not self.values.keys() <= {"是", "否"}:
            raise Wrong("values {values} of a boolean; allowed: 是, 否", values=", ".join(self.values))
        texts = [text for canonical, variants in self.values.items() for text in (canonical, *variants)]
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            raise Wrong("{twice} stands under two values; allowed: each variant once", twice=", ".join(twice))
        if self.type == "period" and len(self.into) != 2 or self.type != "period" and self.into:
            raise Wrong("into does not fit the type; allowed: type: period with into: [first day, last day]")
        if self.type == "money" and self.unit not in (None, "元", "万元"):
            raise Wrong("unit {unit} of money; allowed: 元, 万元", unit=self.unit)
        if (self.magnitude is not None or self.per) and self.type != "money":
            raise Wrong("magnitude and per are for money; allowed: type: money")
        if self.plausible and (TYPES[self.type].plausible in (None, DAYS)):
            raise Wrong("plausible is for numbers, not for {type}; allowed: a type that counts or measures", type=self.type)
        if self.plausible and self.plausible[0] >= self.plausible[1]:
            raise Wrong("plausible leaves no value; allowed: [lowest, highest]")
        if self.catalogue and self.type != "text":
            raise Wrong("catalogue is for the text that names a programme, not for {type}; allowed: type: text", type=self.type)
        return self
