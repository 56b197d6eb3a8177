"""Headers as they are compared, the units they carry, and what all ledgers together know about them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import pyarrow as pa

from auditlib.columns import header_key as uncached_header_key
from auditlib.contracts import Ledger
from auditlib.intake.pinyin import USUAL, initials, is_abbreviation
from auditlib.outside import plain, shown
from auditlib.parameters import County

_UNIT = r"亿元|百万元|万元|千元|百元|元|分|%|‰|个月|月|年|天|日|公顷|亩"
_WHOLE_UNIT = re.compile(rf"(?:金额)?(?:单位:?)?(?:人民币)?({_UNIT})(?:[/每].*)?")
_TRAILING_UNIT = re.compile(r"/?(亿元|百万元|万元|千元|百元|元|%|‰|月|年|亩|公顷)$")
_BRACKETS = re.compile(r"[(\[【〔{<]([^()\[\]【】〔〕{}<>]*)[)\]】〕}>]")
_FORMAT = re.compile(
    r"格式.*|[如请应须需若按指含填见例注仅].*|y{2,4}.*|年月日?.*|文本.*|数字.*|数值.*|必填.*|选填.*|\d{4}[-/.]\d\d?[-/.]\d\d?(?:格式)?|[^:]{1,4}(?:[/、][^:/、]{1,4})+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^[*★※#☆]*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z]\d?)[).、．:]+)?[*★※#☆]*")
#: What is said of a header behind it: 实发金额③=①-②, 实发金额=应发-扣款; 入院日期/时间.
_SAID_BEHIND = re.compile(r"(?<=.)(?:[①-⑳].*|=.*|[/、](?:时间|日期|编?号|号码))$")
#: The same header in English beside it, and 必填, 注1 without brackets.
_BESIDE = re.compile(r"^\s*[A-Za-z][\w .'/-]*\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)）])\s+[A-Za-z][\w .'/-]*$", re.ASCII)
_ASIDE = re.compile(r"^[必选]填(?:项(?!目))?|(?:[必选]填项?|注\d+)$")
_EDGES = "*★※#☆:;,。.!-_/、\"'“”‘’《》"
#: What a group heading says besides its subject: 借款人信息 over 姓名.
_OF_GROUPS = re.compile(r"(?:的?基本)?(?:信息|情况|资料)$")
_BARE_NUMBER = re.compile(r"^\d{1,2}(?=[\u4e00-\u9fff])")
_ENDINGS = {"编号": ("号", "号码"), "号码": ("号", "编号"), "号": ("编号", "号码"), "日期": ("时间",), "时间": ("日期",)}
_UNIT_SAID = re.compile(rf"^([^:]{{4,}}?)[,;]?单位:?(?={_UNIT}$)")
#: What joins two headers over one column: 学段/年级.
JOINED = re.compile(r"[/／、|&＆]|及|和|与")
#: Where a title or a note names the unit of money: 单位：万元, 单位：户、人、万元, and at its end （万元）, （金额：万元）.
_MONEY = "亿元|百万元|万元|千元|百元|元|分"
_UNIT_ROW = re.compile(
    rf"单位(?:均?[为是]|:)?(?:[^:、,;]{{1,3}}[、,;/])*(?:人民币)?({_MONEY})(?![\u4e00-\u9fff])|[(](?:金额)?:?({_MONEY})[)]$"
)

#: Between group headings and header, in messages and in the synonyms of a county ("扶贫小额信贷/贷款金额").
STEP = "/"
#: Rank of a county's own synonyms: after the canonical header, before all others; with its group heading, before everything.
COUNTY_RANK, COUNTY_PATH_RANK = 0.5, -1.0
#: Rank of a header's Pinyin initials: after all headers that are written in full.
INITIALS_RANK = 50

#: Layout tries many places for a header: every text comes up dozens of times.
header_key = lru_cache(50_000)(uncached_header_key)


@dataclass(frozen=True)
class Header:
    """One column's header: 0-based place in the sheet, group headings from above, and the words themselves.

    `part` of `of`: which of how many headers that stand over the column together (学段/年级).
    """

    index: int
    path: tuple[str, ...]
    leaf: str
    part: int | None = None
    of: int = 1

    @property
    def text(self) -> str:
        """As shown to people: on one line, with its groups."""
        return STEP.join(shown("".join(part.split())) for part in (*self.path, self.leaf))

    @cached_property
    def key(self) -> str:
        return header_key(self.leaf)

    @cached_property
    def keys(self) -> list[str]:
        """What to look up, the most telling first: with its group (户主 + 姓名), as written, without remarks, in other usual words."""
        keys = [header_key(text) for text in (self.leaf, *_without_remarks(self.leaf))]
        keys += [_TRAILING_UNIT.sub("", key) for key in keys]
        keys = [header_key(_OF_GROUPS.sub("", self.path[-1])) + self.key, *keys] if self.path else keys
        keys += [key.removesuffix(end) + other for key in keys for end, others in _ENDINGS.items() if key.endswith(end) for other in others]
        return [key for key in dict.fromkeys(keys) if key]

    @cached_property
    def parts(self) -> list[Header]:
        """The headers that this one joins (学段/年级), each with its place among them; none where it is one header."""
        texts = JOINED.split(bare(self.leaf).partition(":")[0])
        return [replace(self, leaf=text, part=n, of=len(texts)) for n, text in enumerate(texts)] if len(texts) > 1 and all(texts) else []

    @cached_property
    def unit(self) -> str | None:
        """The unit that the header names: in brackets, at its end, or in a group heading's brackets."""
        return _unit_in(self.leaf) or next((u for u in map(_bracketed_unit, reversed(self.path)) if u), None)


@lru_cache(50_000)
def bare(text: str) -> str:
    """A header without white space, brackets with their content (one within the other, or never closed), asterisks and numbering."""
    text = plain(_SAID_BEHIND.sub("", "".join(text.split())))
    while (without := _BRACKETS.sub("", text)) != text:
        text = without
    opened = re.search(r"[(\[【〔{<]", text)
    text = text[: opened.start()] if opened and opened.start() else text
    text = _ASIDE.sub("", _NUMBERED.sub("", text.strip(_EDGES))).strip(_EDGES)
    return _UNIT_SAID.sub(r"\1", text)


def is_header_cell(text: str) -> bool:
    """No sentence such as "单位：元" or "填报日期：2019年9月3日"; what stands in brackets, a unit or a format after the colon is a
    remark."""
    before, colon, after = bare(text).partition(":")
    return len(plain(text)) <= 60 and not (colon and after and not (_is_remark(after) and not before.endswith("单位")))


def _is_remark(text: str) -> bool:
    return bool(_WHOLE_UNIT.fullmatch(text) or _FORMAT.fullmatch(text))


def _without_remarks(text: str) -> list[str]:
    """A header's forms without numbering, units, formats and hints, from the longest to the shortest."""
    first_line = unicodedata.normalize("NFKC", text).strip().splitlines()[:1]
    forms = [bare(text), *map(bare, first_line), bare(_BESIDE.sub("", text))]
    forms += [before for form in forms for before, colon, after in [form.partition(":")] if colon and _is_remark(after)]
    forms += [re.split(r"[,;。]", form)[0] for form in forms]
    return list(dict.fromkeys([*forms, *(_BARE_NUMBER.sub("", form) for form in forms)]))


def _unit_in(text: str) -> str | None:
    unit = _bracketed_unit(text)
    if unit is None and "月利率" in text:
        unit = "‰" if "‰" in text else "月%" if "%" in plain(text) else "月率"
    if unit is None and (end := _TRAILING_UNIT.search(plain(text))):
        unit = end.group(1)
    return "月%" if unit == "%" and "月" in text.split("%")[0] and "利" in text else unit


def _bracketed_unit(text: str) -> str | None:
    said = [part for content in _BRACKETS.findall(plain(text)) for part in re.split(r"[、,;]", content)]
    for part in [*said, *re.split(r"[:,;]", bare(text))[1:]]:
        if found := _WHOLE_UNIT.fullmatch(part):
            return found.group(1)
    return None


def unit_of_rows(texts: list[str]) -> str | None:
    """The money unit that title rows, notes and names give, if they give exactly one."""
    found = {unit for text in texts for units in _UNIT_ROW.findall(plain(text)) for unit in units if unit}
    return found.pop() if len(found) == 1 else None


class Vocabulary:
    """Every header that some ledger of this county knows."""

    def __init__(self, ledgers: dict[str, Ledger], county: County):
        self.ledgers = ledgers
        self._ranks: dict[str, dict[str, list[tuple[float, str]]]] = {
            name: self._ranks_of(ledger, county.synonyms.get(name, {})) for name, ledger in ledgers.items()
        }
        self._initials = {name: self._initials_of(ranks) for name, ranks in self._ranks.items()}
        known_by = Counter(key for known in (self._ranks, self._initials) for ranks in known.values() for key in ranks)
        #: A header that few ledgers know says more about which ledger it is.
        self.weight = {key: math.log(1 + len(ledgers) / count) for key, count in known_by.items()}

    @staticmethod
    def _ranks_of(ledger: Ledger, added: dict[str, list[str]]) -> dict[str, list[tuple[float, str]]]:
        ranks: dict[str, dict[str, float]] = {}
        for column in ledger.columns.values():
            for key, rank in column.ranks.items():
                ranks.setdefault(key, {})[column.name] = rank
            for header in added.get(column.name, ()):
                key = STEP.join(map(header_key, header.split(STEP)))
                rank = COUNTY_PATH_RANK if STEP in key else COUNTY_RANK
                own = ranks.setdefault(key, {})
                own[column.name] = min(own.get(column.name, rank), rank)
        return {key: sorted((rank, column) for column, rank in columns.items()) for key, columns in ranks.items()}

    @staticmethod
    def _initials_of(ranks: dict[str, list[tuple[float, str]]]) -> dict[str, str]:
        """Initials of headers → the one column that they stand for; of several that whose own name they are, or none."""
        found: dict[str, dict[str, float]] = {}
        for key, columns in ranks.items():
            for rank, column in columns if initials(key) else ():
                own = found.setdefault(initials(key), {})
                own[column] = min(rank, own.get(column, rank))
        first = {letters: [column for column, rank in own.items() if rank == 0 or len(own) == 1] for letters, own in found.items()}
        usual = {letters: [column for _, column in ranks.get(key, ())] for letters, key in USUAL.items()}
        return {letters: columns[0] for letters, columns in (first | usual).items() if len(columns) == 1}

    def knows(self, header: Header) -> str | None:
        """The key under which any ledger knows this header, or one of the headers that it joins."""
        return next((key for one in (header, *header.parts) for key in self._keys(one) if key in self.weight), None)

    def candidates(self, ledger: str, header: Header) -> Iterator[tuple[float, str]]:
        """(rank, column) of a ledger that this header may stand for."""
        ranks = self._ranks[ledger]
        for key in self._keys(header):
            if key in ranks:
                yield from ranks[key]
                return
        if header.leaf in self._initials[ledger]:
            yield INITIALS_RANK, self._initials[ledger][header.leaf]

    def ledgers_of(self, headers: list[Header]) -> list[str]:
        """The ledgers that must have no more than these headers."""
        fed = {name: {column for header in headers for _, column in self.candidates(name, header)} for name in self.ledgers}
        return [name for name, ledger in self.ledgers.items() if all(fed[name] & {*group} for group in ledger.recognise)]

    @staticmethod
    def _keys(header: Header) -> list[str]:
        whole = STEP.join(map(header_key, (*header.path, header.leaf)))
        keys = [whole, *header.keys] if header.path else header.keys
        return [*keys, header.leaf] if is_abbreviation(header.leaf) else keys

    @cached_property
    def raw_texts(self) -> pa.Array:
        """Headers as written in the contracts, to find rows that may be headers at the speed of a table."""
        return pa.array(
            sorted(
                {
                    form
                    for ledger in self.ledgers.values()
                    for column in ledger.columns.values()
                    for text in (column.header, *column.synonyms)
                    for form in (text, text.replace("(", "（").replace(")", "）"))
                }
            ),
            pa.string(),
        )
