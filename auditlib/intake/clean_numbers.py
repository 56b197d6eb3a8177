"""Money, rates, shares, quantities, terms, years, booleans (DOMAIN §1.99 items 6, 8, 10). Exact decimals from text, never a float."""

from __future__ import annotations

from auditlib.columns import Column
from auditlib.intake.clean import UNKNOWN, Cleaned, quote

#: Digits before and after the point while a value is on its way to fen: a float's binary tail is rounded off at the 12th place first.
EXACT = "DECIMAL(27,12)"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_PLAIN = r"-?\d{1,15}(\.\d+)?"
_GROUPED = r"^[^\d,]*\d{1,3}(,\d{3})+(\.\d*)?[^\d,]*$"
MONEY_UNITS = {
    "亿元": 100_000_000,
    "亿": 100_000_000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 1_000_000,
    "千元": 1_000,
    "百元": 100,
    "元": 1,
    "圆": 1,
    "分": "0.01",
}

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


def _is(expression: str, pattern: str) -> str:
    return f"regexp_full_match({expression}, {quote(pattern)})"


def _bare(t: str, shortened: str = "") -> str:
    """Without spaces, thousand commas and currency signs, full-width ones included (the text is NFKC already).

    Any other comma stays, and is no number.
    """
    unsigned = f"regexp_replace({shortened or t}, '[\\s''\"¥$]|人民币|RMB|CNY|约等于', '', 'g')"
    grouped = f"regexp_matches({unsigned}, {quote(_GROUPED)})"
    return f"CASE WHEN {_is(t, _PLAIN)} THEN {t} WHEN {grouped} THEN replace({unsigned}, ',', '') ELSE {unsigned} END"


def money(t: str, column: Column, unit: str | None) -> Cleaned:
    """Yuan to the fen, half up. A unit in the cell wins over header and unit row; those win over the contract.

    Words after the unit are dropped (120万元，省级资金) where they hold no other number; 500元/月 is an amount only where the contract says `per`.
    """
    a, body, number, suffix, fen = f"{t}_a", f"{t}_body", f"{t}_number", f"{t}_suffix", f"{t}_yuan"
    signed = f"regexp_replace(regexp_replace({a}, '^-?\\((.*)\\)((?:亿|万|千)?元?)$', '-\\1\\2'), '^[△▲]|^负', '-')"
    pattern = quote(f"^({_NUMBER})(亿元|百万元|万元|千元|百元|元|圆|万|亿)?(?:整|正)?$")
    exact, words, capital = f"{t}_exact", f"{t}_words", f"{t}_capital"
    words_after = rf"^([\d.,\s]+[万千亿]?元)\s*[{'/每' if column.per else ''},;、。(][^\d]*$"
    first = {a: _bare(t, f"regexp_replace({t}, {quote(words_after)}, '\\1')")}
    second = {body: f"CASE WHEN {_is(a, _PLAIN)} THEN {a} ELSE {signed} END"}
    third = {
        number: f"CASE WHEN {_is(body, _PLAIN)} THEN {body} ELSE regexp_extract({body}, {pattern}, 1) END",
        suffix: f"CASE WHEN {_is(body, _PLAIN)} THEN '' ELSE regexp_extract({body}, {pattern}, 2) END",
        words: f"CASE WHEN regexp_matches({body}, '^[{_CAPITALS}]') THEN {_digits_of_capitals(body)} END",
    }
    fourth = {
        exact: f"TRY_CAST({number} AS {EXACT})",
        capital: f"CASE WHEN {_is(words, _CAPITAL_FORM)} THEN "
        f"regexp_extract({words}, {quote(f'^{_CAPITAL_FORM}$')}, {list(_CAPITAL_WEIGHTS)}) END",
    }
    factors = " ".join(f"WHEN '{name}' THEN {factor}" for name, factor in MONEY_UNITS.items())
    own = MONEY_UNITS[unit if unit in MONEY_UNITS else column.unit or "元"]

    factor = f"CASE {suffix} {factors} ELSE {own} END"
    yuan = f"TRY_CAST(round({exact} * CAST({factor} AS DECIMAL(11,2)), 2) AS DECIMAL(18,2))"
    in_words = " + ".join(f"coalesce(TRY_CAST({capital}.{part} AS BIGINT), 0) * {weight}" for part, weight in _CAPITAL_WEIGHTS.items())
    fifth = {
        fen: f"CASE WHEN {exact} IS NOT NULL THEN {yuan} "
        f"WHEN {capital} IS NOT NULL THEN CAST(CAST({in_words} AS DECIMAL(17,0)) / 100 AS DECIMAL(18,2)) END"
    }
    reason = f"CASE WHEN {t} IS NOT NULL AND {fen} IS NULL THEN '不是金额（可写作 1234.56、1,234.56、500元、3.5万元）' END"
    return Cleaned(fen, reason, (first, second, third, fourth, fifth))


def _digits_of_capitals(text: str) -> str:
    """SQL: 壹万贰仟叁佰元整 → 1万2千3百元. A 拾 without a digit before it is one ten."""
    plain = (
        f"translate(regexp_replace({text}, '整|正|零|〇', '', 'g'), "
        "'壹贰叁肆伍陆柒捌玖一二三四五六七八九两贰拾佰仟圆', '12345678912345678922十百千元')"
    )
    return f"regexp_replace({plain}, '(^|[^1-9])十', '\\11十', 'g')"


def _typed(t: str, pattern: str, value: str, reason: str, kind: str) -> Cleaned:
    """A number with an optional suffix: stage by stage to `value`, which uses `number` (exact) and `suffix`."""
    a, number, suffix, result = f"{t}_a", f"{t}_number", f"{t}_suffix", f"{t}_result"
    stages = (
        {a: _bare(t)},
        {
            number: f"TRY_CAST(regexp_extract({a}, {quote(pattern)}, 1) AS {EXACT})",
            suffix: f"regexp_extract({a}, {quote(pattern)}, 2)",
        },
        {result: f"TRY_CAST({value.format(number=number, suffix=suffix, a=a)} AS {kind})"},
    )
    return Cleaned(result, f"CASE WHEN {t} IS NOT NULL AND {result} IS NULL THEN {quote(reason)} END", stages)


def rate(t: str, column: Column, unit: str | None) -> Cleaned:
    """Percent per year. ‰ is per month (×12÷10), and so is 月 with %; a fraction (小数) is of the year, 月小数 of the month."""
    own = {"‰": "{number} * 12 / 10", "月%": "{number} * 12", "月小数": "{number} * 1200", "小数": "{number} * 100"}.get(
        unit or "", "{number}"
    )
    value = f"""round(CASE
        WHEN {{suffix}} IN ('‰', '千分') THEN {{number}} * 12 / 10
        WHEN {{suffix}} = '%' AND regexp_matches({{a}}, '月') THEN {{number}} * 12
        WHEN {{suffix}} = '%' THEN {{number}}
        ELSE {own} END, 6)"""
    pattern = rf"^(?:年|月)?(?:利率|息|化)*:?({_NUMBER})(%|‰)?(?:/?(?:年|月))?$"
    return _typed(t, pattern, value, "不是利率（可写作 4.35%、3.625‰、0.0435）", "DECIMAL(9,6)")


def percent(t: str, column: Column, unit: str | None) -> Cleaned:
    """Percent; a fraction where the column has fractions (小数)."""
    own = "{number} * 100" if unit == "小数" else "{number}"
    value = f"round(CASE WHEN {{suffix}} = '%' THEN {{number}} WHEN {{suffix}} = '‰' THEN {{number}} / 10 ELSE {own} END, 6)"
    return _typed(t, f"^({_NUMBER})(%|‰)?$", value, "不是百分比（可写作 30%、0.3）", "DECIMAL(9,6)")


def ratio(t: str, column: Column, unit: str | None) -> Cleaned:
    """A share from 0 to 1; percent where the column has percent; 1/33 is divided out."""
    own = "{number} / 100" if unit == "%" else "{number}"
    divided = "{number} / nullif(TRY_CAST({suffix}[2:] AS DECIMAL(12,0)), 0)"
    value = f"round(CASE WHEN {{suffix}} = '%' THEN {{number}} / 100 WHEN {{suffix}} <> '' THEN {divided} ELSE {own} END, 8)"
    return _typed(t, rf"^({_NUMBER})(%|/\d{{1,6}})?$", value, "不是比例（可写作 0.3、30%、1/33）", "DECIMAL(12,8)")


def number(t: str, column: Column, unit: str | None) -> Cleaned:
    """A quantity with its unit and 约 dropped; hectares become mu (×15) where the contract counts in mu."""
    hectares = "WHEN {suffix} = '公顷' THEN {number} * 15" if column.unit == "亩" else ""
    otherwise = "{number} * 15" if column.unit == "亩" and unit == "公顷" else "{number}"
    value = f"round(CASE {hectares} WHEN {{suffix}} <> '' THEN {{number}} ELSE {otherwise} END, 4)"
    return _typed(t, rf"^约?({_NUMBER})(公顷|[^\d\s.,;/+*~()-]{{1,4}}\d?)?$", value, "不是数量（可写作 12、12.5、12.5亩）", "DECIMAL(18,4)")


def integer(t: str, column: Column, unit: str | None) -> Cleaned:
    """A whole number, with or without a counting word (3人), also 三 and 约3人."""
    value = "CASE WHEN {number} = floor({number}) THEN {number} END"
    cleaned = _typed(f"{t}_d", rf"^约?({_NUMBER})([^\d\s.,;/+*~()-]{{1,3}})?$", value, "不是整数（可写作 3、3人）", "INTEGER")
    return Cleaned(
        cleaned.value, cleaned.reason.replace(f"{t}_d IS NOT NULL", f"{t} IS NOT NULL"), ({f"{t}_d": _digits(t)}, *cleaned.stages)
    )


def year(t: str, column: Column, unit: str | None) -> Cleaned:
    """A calendar year: 2019, 2019年, 2019年度, or the year of a date."""
    text = f"CAST({t} AS VARCHAR)"
    result = (
        f"CAST(nullif(regexp_extract({text}, '^((?:19|20)\\d\\d)(?:\\.0+|年度?|[年./-]\\d{{1,2}}(?:[月./-].*)?)?$', 1), '') AS INTEGER)"
    )
    return Cleaned(
        f"{t}_year", f"CASE WHEN {t} IS NOT NULL AND {t}_year IS NULL THEN '不是年份（可写作 2019、2019年）' END", ({f"{t}_year": result},)
    )


def _digits(t: str) -> str:
    """Chinese numerals up to 99 as digits (三 → 3, 十二 → 12, 二十 → 20)."""
    plain = f"translate({t}, '一二三四五六七八九两〇零', '123456789200')"
    return (
        f"CASE WHEN {t} IS NULL OR NOT regexp_matches({t}, '[一二三四五六七八九两十]') THEN {t} ELSE "
        f"regexp_replace(regexp_replace(regexp_replace(regexp_replace({plain}, '([1-9])十([1-9])', '\\1\\2', 'g'), "
        f"'([1-9])十', '\\10', 'g'), "
        f"'十([1-9])', '1\\1', 'g'), '十', '10', 'g') END"
    )


def term(t: str, column: Column, unit: str | None) -> Cleaned:
    """Months: 36, 36个月, 3年, 三年, 1年6个月, 一年半, 半年. A bare number counts in the column's unit, years or months."""
    d, a, years, months = f"{t}_d", f"{t}_a", f"{t}_years", f"{t}_months"
    pattern = quote(r"^(?:(\d+(?:\.\d+)?)年)?(半)?(?:零|又)?(?:(\d+(?:\.0+)?)(?:个月|月))?(半年)?(?:期)?$")
    bare = f"{years} * 12" if unit == "年" else years
    stages = (
        {d: _digits(t)},
        {a: f"regexp_replace({d}, '[\\s,]', '', 'g')"},
        {
            years: f"CASE WHEN {_is(a, _PLAIN)} THEN TRY_CAST({a} AS DECIMAL(9,4)) ELSE "
            f"TRY_CAST(nullif(regexp_extract({a}, {pattern}, 1), '') AS DECIMAL(9,4)) END",
            months: f"""CASE WHEN {_is(a, _PLAIN)} OR NOT regexp_matches({a}, {pattern}) OR {a} = '' THEN NULL ELSE
                coalesce(TRY_CAST(nullif(regexp_extract({a}, {pattern}, 3), '') AS DECIMAL(9,4)), 0)
                + CASE WHEN regexp_extract({a}, {pattern}, 2) <> '' OR regexp_extract({a}, {pattern}, 4) <> '' THEN 6 ELSE 0 END END""",
        },
        {f"{t}_term": f"CASE WHEN {_is(a, _PLAIN)} THEN {bare} WHEN {months} IS NOT NULL THEN coalesce({years}, 0) * 12 + {months} END"},
        {f"{t}_result": f"CASE WHEN {t}_term = floor({t}_term) THEN CAST({t}_term AS INTEGER) END"},
    )
    reason = f"CASE WHEN {t} IS NOT NULL AND {t}_result IS NULL THEN '不是期限（可写作 36、36个月、3年、1年6个月）' END"
    return Cleaned(f"{t}_result", reason, stages)


_YES = r"是的?|有|Y|YES|TRUE|T|1|√|✓|✔|☑|对|真|享受|参加|符合|健在|在世"
_NO = r"否|无|N|NO|FALSE|F|0|×|✗|✘|X|错|假|不是|没有|未|不|非|去世|死亡|已故|已去世|已死亡"
#: Say yes or no of whatever the header asks for, together with its own words: 已参加, 未参保, 不享受低保.
_VERBS = "是有在属于参加办理享受符合纳入存的"


def boolean(t: str, column: Column, unit: str | None) -> Cleaned:
    """Yes, no, or null. Blank is null: nobody has said no. What other words say nobody knows: 不清楚, 有待核实, or 已改造 of a dangerous house."""
    a = f"{t}_a"
    own = " ".join(f"WHEN {a} = {quote(text.upper())} THEN {says == '是'}" for text, says in column.canonical.items())
    asked = "".join(
        sorted(
            {c for text in (_VERBS, column.header, *column.synonyms, *column.canonical) for c in text if c.isalpha()} - {*"不未非无没否"}
        )
    )
    yes, no = rf"{_YES}|(?:是|有|已|已经)[{asked}]{{1,8}}", rf"{_NO}|(?:不|未|非|无|没|没有|否)[{asked}]{{1,8}}"
    stages = (
        {a: f"regexp_replace(upper(regexp_replace({t}, '[\\s。.]', '', 'g')), '\\(.*\\)$', '')"},
        {f"{t}_result": f"CASE {own} WHEN {_is(a, no)} THEN false WHEN {_is(a, yes)} THEN true END"},
    )
    unknown = f"{t} IS NOT NULL AND {t}_result IS NULL"
    return Cleaned(f"{t}_result", f"CASE WHEN {unknown} THEN {quote(UNKNOWN)} END", stages)
