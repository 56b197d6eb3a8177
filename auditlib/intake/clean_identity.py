"""Identity numbers, names, accounts, phones (DOMAIN §1.99 items 1–3).

A number that can not be matched is null and its note says why: zeroed (Excel lost the last digits), masked,
placeholder, two (numbers in one cell), invalid (length, characters or birth date). `checksum`: kept, but the check
digit is wrong. The six-digit prefix is never a reason to refuse: prefixes change, numbers do not.
"""

from dataclasses import replace

from auditlib.columns import Column
from auditlib.intake.clean import CATEGORY, NOTHING, UNKNOWN, Cleaned, quote

#: GB 11643: the check digit is the one of CHECK_DIGITS at the weighted sum of the 17 before it, modulo 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
_PLACEHOLDERS = [*NOTHING, *"无身份证 无证件 无证 未办理 未办 未上户 未落户 新生儿 不详 未知 待补 待补充 123456789012345678".split()]
#: A number of which the last digits are lost: as Excel shows it, or as a spreadsheet's float.
SCIENTIFIC = r"\d(\.\d+)?E\+?\d{2}|\d{16,}\.0+"


def check_digit(digits: str) -> str:
    """SQL for the check digit of 17 digits (GB 11643)."""
    total = " + ".join(f"{weight} * CAST(substr({digits}, {place}, 1) AS INT)" for place, weight in enumerate(WEIGHTS, 1))
    return f"substr('{CHECK_DIGITS}', ({total}) % 11 + 1, 1)"


#: An identity number, stage by stage: without marks; its runs of digits and what kind of writing it is; the number as of 18 (17, where
#: it is of the old kind); its 17 digits, where they hold a day of birth; their check digit; the note.
_WHOLE = r"regexp_full_match(t, '\d{17}[\dX]')"
_STAGES = (
    {
        "a": rf"""CASE WHEN {_WHOLE} THEN t ELSE
            regexp_replace(regexp_replace(upper(t), '[\s''‘’`]', '', 'g'), '(\d{{17}})[×✕✖Х*]', '\1X') END""",
    },
    {
        "runs": rf"""CASE WHEN a = t AND {_WHOLE} THEN NULL ELSE
            list_distinct(list_filter(regexp_extract_all(a, '\d+X?'), x -> len(x) IN (15, 18, 20))) END""",
        "kind": rf"""CASE
            WHEN a IS NULL THEN NULL
            WHEN a = t AND {_WHOLE} THEN 'number'
            WHEN regexp_full_match(a, '{SCIENTIFIC}') THEN 'zeroed'
            WHEN a IN ({", ".join(map(quote, _PLACEHOLDERS))}) OR len(replace(a, a[1], '')) = 0 THEN 'placeholder'
            WHEN regexp_matches(a, '\d[*X×#•●]{{2,}}|[*×#•●]{{2,}}') THEN 'masked'
            WHEN regexp_full_match(a, '(\d{{17}}[\dX]|\d{{15}}){{2,}}') AND len(a) > 20 THEN 'two'
            ELSE 'search' END""",
    },
    {
        "number": """CASE
            WHEN kind = 'number' THEN a
            WHEN kind <> 'search' OR len(runs) <> 1 THEN NULL
            WHEN len(runs[1]) IN (18, 20) AND NOT contains(runs[1][:17], 'X') THEN runs[1][:18]
            WHEN len(runs[1]) = 15 AND NOT contains(runs[1], 'X') THEN runs[1][:6] || '19' || runs[1][7:] END""",
    },
    {
        "digits": r"""CASE WHEN number IS NOT NULL AND regexp_full_match(number[7:10], '(19|20)\d\d')
            AND try_strptime(number[7:14], '%Y%m%d') IS NOT NULL THEN number[:17] END""",
    },
    {"checked": f"CASE WHEN digits IS NOT NULL THEN {check_digit('digits')} END"},
    {
        "note": """CASE
            WHEN kind IS NULL THEN NULL
            WHEN kind NOT IN ('number', 'search') THEN kind
            WHEN kind = 'search' AND len(runs) > 1 THEN 'two'
            WHEN number IS NULL OR digits IS NULL THEN 'invalid'
            WHEN len(number) = 17 OR number[18] = checked THEN NULL
            WHEN number[16:18] = '000' THEN 'zeroed'
            ELSE 'checksum' END""",
    },
)
_VALUE = """CASE WHEN digits IS NOT NULL AND (note IS NULL OR note = 'checksum') THEN
    CASE WHEN len(number) = 17 THEN digits || checked ELSE number END END"""
_TOLD = {
    "证件号码被 Excel 抹去末位数字，不能按号码比对": "note = 'zeroed'",
    "证件号码校验位不符，保留但需核实": "note = 'checksum'",
    "证件号码为占位、遮盖、多个或无效，不能按号码比对": "note IN ('placeholder', 'masked', 'two', 'invalid')",
}


def identity(column: Column, unit: str | None) -> Cleaned:
    """18 digits, or null with a note. A cell never sends its row to quarantine."""
    return Cleaned(_VALUE, stages=_STAGES, extra={f"{column.name}_note": "note"}, warnings=_TOLD)


def name(column: Column, unit: str | None) -> Cleaned:
    """A person's name without inner spaces between characters, remarks in brackets, or a number glued to it; a number alone is no name."""
    stage = {
        "bare": r"""CASE WHEN NOT regexp_matches(t, '[\s()\[\]【】0-9•‧∙・]|已故|去世') THEN t ELSE
            trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
                '[(\[【][^)\]】]*[)\]】]?', '', 'g'),
                '([^A-Za-z])\s+|\s+([^A-Za-z])', '\1\2', 'g'),
                '[0-9]{15,20}[Xx]?$|(已故|已去世|去世)$', ''),
                '[•‧∙・]', '·', 'g')) END""",
        "number": "coalesce(regexp_matches(t, '^[0-9]{6,}[Xx]?$'), false)",
    }
    value = "CASE WHEN NOT number THEN coalesce(nullif(bare, ''), t) END"
    return Cleaned(value, "CASE WHEN number THEN '是一个号码，不是姓名' END", (stage,))


def account(column: Column, unit: str | None) -> Cleaned:
    """Digits of a bank account without spaces and hyphens; null where Excel has lost its last digits."""
    bare = r"regexp_replace(regexp_replace(upper(t), '[\s-]', '', 'g'), '^(\d{1,15})\.0+$', '\1')"
    return _with_lost_digits(rf"CASE WHEN regexp_full_match(t, '\d+') THEN t ELSE {bare} END")


def phone(column: Column, unit: str | None) -> Cleaned:
    """A telephone number as written, without spaces."""
    return Cleaned(r"regexp_replace(regexp_replace(t, '\s', '', 'g'), '^(\d+)\.0+$', '\1')")


def text(column: Column, unit: str | None) -> Cleaned:
    """Text as written; brackets of document numbers become 〔〕; line breaks become spaces.

    `part` is an identity column: a disability certificate's number is the holder's with two digits more.
    """
    of_documents = r"\s*[\[(【〔{]\s*((?:19|20)\d\d)\s*(?:年)?\s*[\])】〕}]\s*(?:第)?\s*0*(\d+)\s*号"
    cleaned = _with_lost_digits(
        rf"""CASE WHEN t IS NULL OR NOT regexp_matches(t, '号|\s') THEN t
            ELSE regexp_replace(regexp_replace(t, '\s+', ' ', 'g'), '{of_documents}', '〔\1〕\2号', 'g') END"""
    )
    return replace(cleaned, stages=(*cleaned.stages, *_STAGES), extra={column.part: _VALUE}) if column.part else cleaned


def category(column: Column, unit: str | None) -> Cleaned:
    """The category that the wording says (`wordings`). Where the contract lists none, the wording without spaces."""
    stages = ({"bare": r"regexp_replace(t, '\s', '', 'g')"},)
    extra = {column.part: "bare"} if column.part else {}
    if not column.values:
        return Cleaned("bare", stages=stages, extra=extra)
    return Cleaned(CATEGORY, f"CASE WHEN t IS NOT NULL AND {CATEGORY} IS NULL THEN {quote(UNKNOWN)} END", stages, extra)


def _with_lost_digits(bare: str) -> Cleaned:
    """A text that is null where Excel has lost its last digits."""
    stages = {"bare": bare}, {"lost": r"coalesce(regexp_full_match(bare, '(?i:\d(\.\d{2,})?E\+?\d{2}|\d{16,}\.0+)'), false)"}
    reason = "CASE WHEN lost THEN '数字过长，末位已被 Excel 抹去；请按文本格式重新导出' END"
    return Cleaned("CASE WHEN NOT lost THEN bare END", reason, stages)
