"""In which unit a column counts where its header does not tell: one decision for the whole column, from all its values, and told (DOMAIN
§1.99 item 6).

88.50 beside 50000 is 88.50 元, not 万元; 0.35 under 年利率(%) beside 4.35 is 0.35 %; 20191 among months is January 2019. What a header or
unit row says comes first, what the county's parameters say (`units`) before that. A number that does not fit what was decided for its
column is not read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake import clean, clean_dates
from auditlib.intake.typed_cells import Source, texts_of

_NUMBER = r"^[+-]?\d{1,15}(\.\d+)?$"
_POINTS, _COMMAS = r"^[+-]?\d{1,3}(\.\d{3})+,\d+", r",\d{3}(\.\d*)?\D*$"
_SHORT, _YEAR_FIRST = r"^\d\d?[./-]\d\d?[./-]\d\d?$", r"^\d\d[./-](0?[1-9]|1[0-2])[./-](0?[1-9]|[12]\d|3[01])$"
_FIRST_MONTH, _TENTH_MONTH = r"^(19|20)\d\d\.1$", r"^(19|20)\d\d\.10$"
#: Below a fifth of a percent, or as a fraction below 20 %: no loan of these ledgers bears less, none bears more.
FRACTION = 0.2
#: Loans of up to five years; as months nobody grants so few.
YEARS = 5
#: Amounts none of which is more than so many times the border are few yuan, and may be 万元 after all.
FEW = 10
#: From which share of small amounts on the large ones are the odd ones.
NEARLY_ALL = 0.9
#: An amount in 万元 is at most so many times less than the usual large one, and more than the largest: 88.50 beside 50000 is none.
ALIKE = 2


@dataclass(frozen=True)
class Decision:
    """`unit` of the column, `told` with the reason; `doubt`: SQL on `{number}` and `{text}` for what does not fit; `asked`: somebody should
    say, `alone`: unless another column of the sheet does."""

    unit: str | None
    told: str = ""
    doubt: str = ""
    asked: bool = False
    alone: bool = False


def decided(sources: list[Source], table: pa.Table) -> list[tuple[Source, Decision | None]]:
    """Each source as it is to be read, and what was decided about it, where something was."""
    found = [_decided(source, table) for source in sources]
    in_yuan = any(source.column.type == "money" and source.unit == "元" and not (decision and decision.asked) for source, decision in found)
    return [(source, replace(decision, asked=False) if decision and decision.alone and in_yuan else decision) for source, decision in found]


def _decided(source: Source, table: pa.Table) -> tuple[Source, Decision | None]:
    kind, column = source.column.type, source.column
    if source.settled or kind not in _DECIDE or kind == "money" and not column.magnitude:
        return _pointed(source, table) if kind in ("money", "number") else (source, None)
    raw = texts_of(source, table)
    if not pa.types.is_string(raw.type) or _DECIDE[kind] is _date and _are_days(raw):
        return source, None
    source, pointed = _pointed(source, table)
    texts = clean.tidy(raw, kind)
    decision = _DECIDE[kind](source, clean.without_points(texts) if source.points else texts)
    source = replace(source, unit=decision.unit, doubt=decision.doubt)
    told = "；".join(filter(None, (pointed and pointed.told, decision.told)))
    return source, replace(decision, told=told) if told else None


def _are_days(texts: pa.ChunkedArray) -> bool:
    """Whether all are written as 2019-09-03."""
    try:
        texts.cast(pa.date32())
    except pa.ArrowInvalid:
        return False
    return True


def _pointed(source: Source, table: pa.Table) -> tuple[Source, Decision | None]:
    """Whether the column marks thousands by points and fractions by a comma (1.234,56)."""
    raw = texts_of(source, table)
    if not pa.types.is_string(raw.type) or not pc.any(pc.match_substring(raw, ",")).as_py():
        return source, None
    texts = clean.tidy(raw, source.column.type)
    pointed, grouped = (pc.any(pc.match_substring_regex(texts, form)).as_py() for form in (_POINTS, _COMMAS))
    if not pointed or grouped:
        return source, None
    return replace(source, points=True), Decision(
        source.unit, f"「{source.column.header}」以点分千位、逗号作小数点（如 1.234,56），整列照此读"
    )


def _sizes(texts: pa.ChunkedArray, low: float = 0, high: float = np.inf) -> np.ndarray:
    """How large the numbers without unit are, noughts left out, and what lies beyond what the column can plausibly hold."""
    plain = pc.replace_substring_regex(texts, r"[\s,¥]", "")
    numbers = plain.filter(pc.fill_null(pc.match_substring_regex(plain, _NUMBER), False)).cast(pa.float64()).to_numpy()
    return np.abs(numbers[(numbers != 0) & (numbers >= low) & (numbers <= high)])


def _money(source: Source, texts: pa.ChunkedArray) -> Decision:
    if source.unit:
        return Decision(source.unit)
    column, border = source.column, source.column.magnitude
    sizes = _sizes(texts, *(float(end) for end in column.bounds))
    small = int((sizes < border).sum())
    if not len(sizes):
        return Decision(None)
    if not small:
        few = (
            f"「{column.header}」未注明单位，最大的数为 {sizes.max():,g}，整列按元读；请核对是否为万元"
            if sizes.max() < FEW * border
            else ""
        )
        return Decision("元", few, asked=bool(few), alone=bool(few))
    if small == len(sizes):
        told = "" if column.unit == "万元" else f"「{column.header}」未注明单位，{small:,} 个数都小于 {border:,}，整列按万元读；请核对"
        return Decision("万元", told)
    if small > NEARLY_ALL * len(sizes):
        told = f"「{column.header}」未注明单位，{len(sizes):,} 个数中 {small:,} 个小于 {border:,}，整列按万元读，其余 {len(sizes) - small:,} 个存疑，未读"
        return Decision("万元", told, f"{{number}} >= {border}", asked=True)
    large = sizes[sizes >= border]
    low, high = float(np.median(large)) / ALIKE, float(large.max()) * ALIKE
    alike = int(((sizes < border) & (sizes * 10_000 >= low) & (sizes * 10_000 <= high)).sum())
    told = f"「{column.header}」未注明单位，有不小于 {border:,} 的数，整列按元读；其中 {small:,} 个小于 {border:,}，请核对"
    if not alike:
        return Decision("元", told)
    told += f"（{alike:,} 个按万元读便与其余的数相当，存疑，未读）"
    return Decision("元", told, f"{{number}} < {border} AND {{number}} * 10000 BETWEEN {low:g} AND {high:g}", asked=True)


def _rate(source: Source, texts: pa.ChunkedArray) -> Decision:
    unit, header = source.unit, source.column.header
    sizes = _sizes(texts)
    if not len(sizes) or unit in ("‰", "月%"):
        return Decision(unit)
    largest = sizes.max()
    if unit == "月率":
        unit = "‰" if largest >= 1 else "月%" if largest >= 0.05 else "月小数"
        return Decision(unit, f"「{header}」是月利率而未注明 ‰ 或 %，最大的数为 {largest:g}，整列按{_SAID[unit]}读；请核对")
    if largest < FRACTION:
        return Decision("小数", f"「{header}」的数都小于 {FRACTION:g}，整列按小数读（0.0435 即 4.35%）；请核对")
    if unit == "%":
        return Decision(unit)
    small = int((sizes < FRACTION).sum())
    if small:
        told = f"「{header}」未注明单位，整列按百分数读；其中 {small:,} 个小于 {FRACTION:g}，像是小数写法，存疑，未读"
        return Decision("%", told, f"{{number}} > 0 AND {{number}} < {FRACTION}", asked=True)
    if largest < 1:
        return Decision("%", f"「{header}」未注明单位，数都小于 1，整列按百分数读（0.35 即 0.35%）；请核对", asked=True)
    return Decision("%")


def _percent(source: Source, texts: pa.ChunkedArray) -> Decision:
    """Percent, or a fraction throughout: what Excel shows as 30% it stores as 0.3, under a header with % too."""
    header, sizes = source.column.header, _sizes(texts)
    if not len(sizes):
        return Decision(source.unit)
    largest, told_percent = sizes.max(), source.unit == "%"
    if largest < 1 or largest == 1 and not told_percent:
        return Decision(
            "小数", f"「{header}」的数都不超过 1，整列按小数读（0.3 即 30%）；请核对" if source.column.type == "percent" else ""
        )
    small = int((sizes <= 1).sum())
    if small and not told_percent:
        return Decision(
            "%", f"「{header}」未注明单位，有大于 1 的数，整列按百分数读；其中 {small:,} 个不超过 1，请核对", asked=2 * small >= len(sizes)
        )
    return Decision("%")


def _term(source: Source, texts: pa.ChunkedArray) -> Decision:
    if source.unit in ("年", "月", "个月"):
        return Decision("年" if source.unit == "年" else "月")
    header, sizes = source.column.header, _sizes(texts)
    short = int((sizes <= YEARS).sum())
    if not short:
        return Decision("月" if len(sizes) else None)
    if short == len(sizes):
        return Decision("年", f"「{header}」未注明单位，数都不超过 {YEARS}，整列按年读；请核对")
    told = f"「{header}」未注明单位，有大于 {YEARS} 的数，整列按月读；其中 {short:,} 个不超过 {YEARS}，像是年数，存疑，未读"
    return Decision("月", told, f"{{number}} > 0 AND {{number}} <= {YEARS}", asked=True)


def _tenth_month(source: Source, texts: pa.ChunkedArray) -> Decision | None:
    """Whether 2019.1 may be October: a number loses the last nought of 2019.10, which then stands nowhere in the column."""
    first, tenth = (pc.sum(pc.match_substring_regex(texts, form)).as_py() or 0 for form in (_FIRST_MONTH, _TENTH_MONTH))
    if not first or tenth:
        return None
    told = f"「{source.column.header}」有 {first:,} 个写作 2019.1 的年月，数字格会丢掉末位的 0，分不清是 1 月还是 10 月，存疑，未读；请写作 2019-01 或 2019-10"
    return Decision(None, told, f"regexp_matches({{text}}, '{_FIRST_MONTH}')")


def _period(source: Source, texts: pa.ChunkedArray) -> Decision:
    return _tenth_month(source, texts) or Decision(source.unit)


def _date(source: Source, texts: pa.ChunkedArray) -> Decision:
    if decision := _tenth_month(source, texts):
        return decision
    header = source.column.header
    short = texts.filter(pc.fill_null(pc.match_substring_regex(texts, _SHORT), False))
    strange = len(short) - (pc.sum(pc.match_substring_regex(short, _YEAR_FIRST)).as_py() or 0)
    if strange:
        told = f"「{header}」有 {len(short):,} 个只写两位年份的日期，其中 {strange:,} 个不是年在前，分不清年、月、日，都存疑，未读；请写全四位年份"
        return Decision(None, told, f"regexp_matches({{text}}, '{_SHORT}')")
    fives = texts.filter(pc.fill_null(pc.match_substring_regex(texts, rf"^{clean_dates.SERIAL}$"), False))
    months = pc.sum(pc.match_substring_regex(fives, f"^{clean_dates.MONTH}$")).as_py() or 0
    if not months:
        return Decision(None)
    if source.column.holds == "birth":
        return Decision(clean_dates.DAYS)
    if months == len(fives):
        return Decision(clean_dates.MONTHS, f"「{header}」有 {months:,} 个五位数字（如 {fives[0]}），整列都像年月，按年月读；请核对")
    told = f"「{header}」的五位数字多为 Excel 日期序号，其中 {months:,} 个也像年月，存疑，未读"
    return Decision(None, told, asked=True)


_SAID = {"‰": "月利率（‰）", "月%": "月利率（%）", "月小数": "月利率（小数）"}
_DECIDE: dict[str, Callable[[Source, pa.ChunkedArray], Decision]] = {
    "money": _money,
    "rate": _rate,
    "percent": _percent,
    "ratio": _percent,
    "term": _term,
    "date": _date,
    "snapshot": _date,
    "period": _period,
}
