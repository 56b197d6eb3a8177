"""Money, rates, shares, quantities, terms, years, booleans (DOMAIN §1.99 items 6, 8, 10). Exact decimals from text, never a float."""

from auditlib.columns import Column
from auditlib.intake.clean import UNKNOWN, Cleaned, fits, quote

#: Digits before and after the point while a value is on its way to fen: a float's binary tail is rounded off at the 12th place first.
EXACT = "DECIMAL(27,12)"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_PLAIN = r"-?\d{1,15}(\.\d+)?"
_GROUPED = r"^[^\d,]*\d{1,3}(,\d{3})+(\.\d*)?[^\d,]*$"
MONEY_UNITS = {
    "亿元": 100_000_000, "亿": 100_000_000, "百万元": 1_000_000, "万元": 10_000, "万": 10_000,
    "千元": 1_000, "百元": 100, "元": 1, "圆": 1, "分": "0.01",
}  # fmt: skip

_CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十百千两零"


def _capital_form() -> tuple[str, dict[str, int]]:
    """The form of an amount in words after `_digits_of_capitals`, and what each of its groups is worth in fen."""
    form, weights = "", {}
    for section, value in (("亿", 10**8), ("万", 10**4), ("", 1)):
        digits = ""
        for mark, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
            digits += f"(?:([1-9]){mark})?"
            weights[f"g{len(weights)}"] = value * power * 100
        form += f"(?:{digits}{section})?" if section else digits
    for mark, value in (("角", 10), ("分", 1)):
        weights[f"g{len(weights)}"] = value
        form += ("元?" if mark == "角" else "") + f"(?:([1-9]){mark})?"
    return form, weights


_CAPITAL_FORM, _CAPITAL_WEIGHTS = _capital_form()


def _bare(text: str) -> str:
    """SQL: `t` without spaces, thousand commas and currency signs, full-width ones included (the text is NFKC already).

    `text`: what is left of `t` where it is no plain number. Any other comma stays, and is no number.
    """
    unsigned = f"regexp_replace({text}, '[\\s''\"¥$]|人民币|RMB|CNY|约等于', '', 'g')"
    grouped = f"regexp_matches({unsigned}, {quote(_GROUPED)})"
    return f"CASE WHEN {fits('t', _PLAIN)} THEN t WHEN {grouped} THEN replace({unsigned}, ',', '') ELSE {unsigned} END"


def _unless_plain(text: str, plain: str, otherwise: str) -> str:
    """SQL: nearly all numbers are plain, and need none of the patterns for the others."""
    return f"CASE WHEN {fits(text, _PLAIN)} THEN {plain} ELSE {otherwise} END"


def money(column: Column, unit: str | None) -> Cleaned:
    """Yuan to the fen, half up. A unit in the cell wins over header and unit row; those win over the contract.

    Words after the unit are dropped (120万元，省级资金) where they hold no other number; 500元/月 is an amount only where the contract says
    `per`.
    """
    words_after = rf"^([\d.,\s]+[万千亿]?元)\s*[{'/每' if column.per else ''},;、。(][^\d]*$"
    signed = r"regexp_replace(regexp_replace(a, '^-?\((.*)\)((?:亿|万|千)?元?)$', '-\1\2'), '^[△▲]|^负', '-')"
    pattern = quote(f"^({_NUMBER})(亿元|百万元|万元|千元|百元|元|圆|万|亿)?(?:整|正)?$")
    factors = " ".join(f"WHEN '{name}' THEN {factor}" for name, factor in MONEY_UNITS.items())
    own = MONEY_UNITS[unit if unit in MONEY_UNITS else column.unit or "元"]
    in_words = " + ".join(f"coalesce(TRY_CAST(capital.{part} AS BIGINT), 0) * {weight}" for part, weight in _CAPITAL_WEIGHTS.items())
    stages = (
        {"a": _bare(f"regexp_replace(t, {quote(words_after)}, '\\1')")},
        {"body": _unless_plain("a", "a", signed)},
        {
            "number": _unless_plain("body", "body", f"regexp_extract(body, {pattern}, 1)"),
            "suffix": _unless_plain("body", "''", f"regexp_extract(body, {pattern}, 2)"),
            "words": f"CASE WHEN regexp_matches(body, '^[{_CAPITALS}]') THEN {_digits_of_capitals('body')} END",
        },
        {
            "exact": f"TRY_CAST(number AS {EXACT})",
            "factor": f"CAST(CASE suffix {factors} ELSE {own} END AS DECIMAL(11,2))",
            "capital": f"CASE WHEN {fits('words', _CAPITAL_FORM)} "
            f"THEN regexp_extract(words, {quote(f'^{_CAPITAL_FORM}$')}, {list(_CAPITAL_WEIGHTS)}) END",
        },
        {
            "yuan": f"""CASE
                WHEN exact IS NOT NULL THEN TRY_CAST(round(exact * factor, 2) AS DECIMAL(18,2))
                WHEN capital IS NOT NULL THEN CAST(CAST({in_words} AS DECIMAL(17,0)) / 100 AS DECIMAL(18,2)) END"""
        },
    )
    return _or_reason("yuan", "不是金额（可写作 1234.56、1,234.56、500元、3.5万元）", stages)


def _or_reason(value: str, reason: str, stages: tuple[dict[str, str], ...]) -> Cleaned:
    """A value, and why a text that says something has none."""
    return Cleaned(value, f"CASE WHEN t IS NOT NULL AND {value} IS NULL THEN {quote(reason)} END", stages)


def _digits_of_capitals(text: str) -> str:
    """SQL: 壹万贰仟叁佰元整 → 1万2千3百元. A 拾 without a digit before it is one ten."""
    plain = (
        f"translate(regexp_replace({text}, '整|正|零|〇', '', 'g'), "
        "'壹贰叁肆伍陆柒捌玖一二三四五六七八九两贰拾佰仟圆', '12345678912345678922十百千元')"
    )
    return f"regexp_replace({plain}, '(^|[^1-9])十', '\\11十', 'g')"


def _typed(pattern: str, value: str, reason: str, kind: str, text: str = "t") -> Cleaned:
    """A number with an optional suffix: `value` uses `number` (exact), `suffix` and the whole `a`."""
    stages = (
        {"a": _bare(text)},
        {"number": f"TRY_CAST(regexp_extract(a, {quote(pattern)}, 1) AS {EXACT})", "suffix": f"regexp_extract(a, {quote(pattern)}, 2)"},
        {"result": f"TRY_CAST({value} AS {kind})"},
    )
    return _or_reason("result", reason, stages)


def rate(column: Column, unit: str | None) -> Cleaned:
    """Percent per year. ‰ is per month (×12÷10), and so is 月 with %; a fraction (小数) is of the year, 月小数 of the month."""
    own = {"‰": "number * 12 / 10", "月%": "number * 12", "月小数": "number * 1200", "小数": "number * 100"}.get(unit or "", "number")
    value = f"""round(CASE
        WHEN suffix IN ('‰', '千分') THEN number * 12 / 10
        WHEN suffix = '%' AND regexp_matches(a, '月') THEN number * 12
        WHEN suffix = '%' THEN number
        ELSE {own} END, 6)"""
    pattern = rf"^(?:年|月)?(?:利率|息|化)*:?({_NUMBER})(%|‰)?(?:/?(?:年|月))?$"
    return _typed(pattern, value, "不是利率（可写作 4.35%、3.625‰、0.0435）", "DECIMAL(9,6)")


def percent(column: Column, unit: str | None) -> Cleaned:
    """Percent; a fraction where the column has fractions (小数)."""
    own = "number * 100" if unit == "小数" else "number"
    value = f"round(CASE WHEN suffix = '%' THEN number WHEN suffix = '‰' THEN number / 10 ELSE {own} END, 6)"
    return _typed(f"^({_NUMBER})(%|‰)?$", value, "不是百分比（可写作 30%、0.3）", "DECIMAL(9,6)")


def ratio(column: Column, unit: str | None) -> Cleaned:
    """A share from 0 to 1; percent where the column has percent; 1/33 is divided out."""
    own = "number / 100" if unit == "%" else "number"
    divided = "number / nullif(TRY_CAST(suffix[2:] AS DECIMAL(12,0)), 0)"
    value = f"round(CASE WHEN suffix = '%' THEN number / 100 WHEN suffix <> '' THEN {divided} ELSE {own} END, 8)"
    return _typed(rf"^({_NUMBER})(%|/\d{{1,6}})?$", value, "不是比例（可写作 0.3、30%、1/33）", "DECIMAL(12,8)")


def number(column: Column, unit: str | None) -> Cleaned:
    """A quantity with its unit and 约 dropped; hectares become mu (×15) where the contract counts in mu."""
    hectares = "WHEN suffix = '公顷' THEN number * 15" if column.unit == "亩" else ""
    otherwise = "number * 15" if column.unit == "亩" and unit == "公顷" else "number"
    value = f"round(CASE {hectares} WHEN suffix <> '' THEN number ELSE {otherwise} END, 4)"
    return _typed(rf"^约?({_NUMBER})(公顷|[^\d\s.,;/+*~()-]{{1,4}}\d?)?$", value, "不是数量（可写作 12、12.5、12.5亩）", "DECIMAL(18,4)")


def integer(column: Column, unit: str | None) -> Cleaned:
    """A whole number, with or without a counting word (3人), also 三 and 约3人."""
    value = "CASE WHEN number = floor(number) THEN number END"
    pattern = rf"^约?({_NUMBER})([^\d\s.,;/+*~()-]{{1,3}})?$"
    return _typed(pattern, value, "不是整数（可写作 3、3人）", "INTEGER", text=_digits("t"))


def year(column: Column, unit: str | None) -> Cleaned:
    """A calendar year: 2019, 2019年, 2019年度, or the year of a date."""
    pattern = r"^((?:19|20)\d\d)(?:\.0+|年度?|[年./-]\d{1,2}(?:[月./-].*)?)?$"
    found = f"CAST(nullif(regexp_extract(CAST(t AS VARCHAR), '{pattern}', 1), '') AS INTEGER)"
    return _or_reason("year", "不是年份（可写作 2019、2019年）", ({"year": found},))


def _digits(text: str) -> str:
    """Chinese numerals up to 99 as digits (三 → 3, 十二 → 12, 二十 → 20)."""
    digits = f"translate({text}, '一二三四五六七八九两〇零', '123456789200')"
    for form, instead in (("([1-9])十([1-9])", r"\1\2"), ("([1-9])十", r"\10"), ("十([1-9])", r"1\1"), ("十", "10")):
        digits = f"regexp_replace({digits}, '{form}', '{instead}', 'g')"
    return f"CASE WHEN regexp_matches({text}, '[一二三四五六七八九两十]') THEN {digits} ELSE {text} END"


def term(column: Column, unit: str | None) -> Cleaned:
    """Months: 36, 36个月, 3年, 三年, 1年6个月, 一年半, 半年. A bare number counts in the column's unit, years or months."""
    pattern = quote(r"^(?:(\d+(?:\.\d+)?)年)?(半)?(?:零|又)?(?:(\d+(?:\.0+)?)(?:个月|月))?(半年)?(?:期)?$")
    bare = "number * 12" if unit == "年" else "number"
    stages = (
        {"a": f"regexp_replace({_digits('t')}, '[\\s,]', '', 'g')"},
        {
            "number": f"CASE WHEN {fits('a', _PLAIN)} THEN TRY_CAST(a AS DECIMAL(9,4)) END",
            "parts": f"CASE WHEN a <> '' AND regexp_matches(a, {pattern}) THEN regexp_extract(a, {pattern}, ['y', 'half', 'm', 'late']) END",
        },
        {
            "months": f"""CASE
                WHEN {fits("a", _PLAIN)} THEN {bare}
                WHEN parts IS NOT NULL THEN coalesce(TRY_CAST(parts.y AS DECIMAL(9,4)) * 12, 0)
                    + coalesce(TRY_CAST(parts.m AS DECIMAL(9,4)), 0)
                    + CASE WHEN parts.half <> '' OR parts.late <> '' THEN 6 ELSE 0 END END"""
        },
        {"whole": "CASE WHEN months = floor(months) THEN CAST(months AS INTEGER) END"},
    )
    return _or_reason("whole", "不是期限（可写作 36、36个月、3年、1年6个月）", stages)


_YES = r"是的?|有|Y|YES|TRUE|T|1|√|✓|✔|☑|对|真|享受|参加|符合|健在|在世"
_NO = r"否|无|N|NO|FALSE|F|0|×|✗|✘|X|错|假|不是|没有|未|不|非|去世|死亡|已故|已去世|已死亡"
#: Say yes or no of whatever the header asks for, together with its own words: 已参加, 未参保, 不享受低保.
_VERBS = "是有在属于参加办理享受符合纳入存的"


def boolean(column: Column, unit: str | None) -> Cleaned:
    """Yes, no, or null. Blank is null: nobody has said no. What other words say nobody knows: 不清楚, 有待核实, or 已改造 of a dangerous
    house."""
    own = " ".join(f"WHEN a = {quote(text.upper())} THEN {says == '是'}" for text, says in column.canonical.items())
    words = {c for text in (_VERBS, column.header, *column.synonyms, *column.canonical) for c in text if c.isalpha()}
    asked = "".join(sorted(words - {*"不未非无没否"}))
    yes, no = rf"{_YES}|(?:是|有|已|已经)[{asked}]{{1,8}}", rf"{_NO}|(?:不|未|非|无|没|没有|否)[{asked}]{{1,8}}"
    stages = (
        {"a": "regexp_replace(upper(regexp_replace(t, '[\\s。.]', '', 'g')), '\\(.*\\)$', '')"},
        {"said": f"CASE {own} WHEN {fits('a', no)} THEN false WHEN {fits('a', yes)} THEN true END"},
    )
    return _or_reason("said", UNKNOWN, stages)
