"""DOMAIN §1.99 items 1–3: identity numbers, names, accounts. One table per item; ids are of a prefix never issued."""

from __future__ import annotations

import pytest

from tests.intake.helpers import identity, table, typed

GOOD = identity()
WITH_X = next(n for n in (identity(sequence=f"{i:03}") for i in range(100)) if n.endswith("X"))
OTHER = identity("19600229", "123")

# original | kept | note
IDENTITIES = f"""
{GOOD}                         | {GOOD}   | ␀            | as it should be
{WITH_X[:-1]}x                 | {WITH_X} | ␀            | lower-case x
{WITH_X[:-1]}Ｘ                | {WITH_X} | ␀            | full-width Ｘ
{WITH_X[:-1]}×                 | {WITH_X} | ␀            | multiplication sign
{WITH_X[:-1]}*                 | {WITH_X} | ␀            | asterisk as check digit
'{GOOD}                        | {GOOD}   | ␀            | leading apostrophe
’{GOOD}                        | {GOOD}   | ␀            | typographic apostrophe
{GOOD[:6]}␠{GOOD[6:14]}␠{GOOD[14:]} | {GOOD} | ␀          | spaces inside
\u00a0{GOOD}\u200b             | {GOOD}   | ␀            | NBSP and zero-width space
３７０７９９{GOOD[6:]}          | {GOOD}   | ␀            | full-width digits
张三{GOOD}                     | {GOOD}   | ␀            | name glued before
{GOOD}（张三）                  | {GOOD}   | ␀            | name glued behind
{GOOD}41                       | {GOOD}   | ␀            | 20-digit disability number
{WITH_X}11B1                   | {WITH_X} | ␀            | disability card re-issued
{GOOD[:6]}{GOOD[8:17]}         | {GOOD}   | ␀            | 15 digits
3.70724E+17                    | ␀        | zeroed       | scientific notation
3.70724195001010E+17           | ␀        | zeroed       | a float as intake hands it over
370799195001010000             | ␀        | zeroed       | digits 16-18 zeroed by Excel
370799********0018             | ␀        | masked       | masked
3707991985****0018             | ␀        | masked       | masked in the middle
370799XXXXXXXX0018             | ␀        | masked       | masked with X
无                             | ␀        | placeholder  | no number
空                             | ␀        | placeholder  | no number
0                              | ␀        | placeholder  | no number
000                            | ␀        | placeholder  | no number
111111                         | ␀        | placeholder  | no number
未办理                          | ␀        | placeholder  | no number
{GOOD}、{OTHER}                | ␀        | two          | two numbers
{GOOD}␠{OTHER}                 | ␀        | two          | two numbers, only a space between
{GOOD}/{GOOD}                  | {GOOD}   | ␀            | the same twice is one
{GOOD[:17]}                    | ␀        | invalid      | a digit short
{GOOD}1                        | ␀        | invalid      | a digit too many
370799198502300011             | ␀        | invalid      | 30 February
370799085001010011             | ␀        | invalid      | birth year 0850
AB123456                       | ␀        | invalid      | another document
␀                              | ␀        | ␀            | blank
-                              | ␀        | ␀            | blank
{GOOD[:17]}{"1" if GOOD[17] != "1" else "2"} | {GOOD[:17]}{"1" if GOOD[17] != "1" else "2"} | checksum | wrong check digit
"""


@pytest.mark.parametrize("row", table(IDENTITIES), ids=lambda row: row[3])
def test_identity_numbers(row):
    original, kept, note, _ = row
    (result,) = typed("identity", [original])
    assert (result["value"] or "", result.get("x_note") or "") == (kept, note)
    assert result["reason"] is None, "an identity number never sends its row to quarantine"


OLD_PREFIXES = [
    *range(370702, 370706), *range(370721, 370730), *range(370781, 370787), 370772, 370799, 372200, 372201, *range(372221, 372232),
]  # fmt: skip


def test_no_prefix_and_no_birth_year_is_a_reason_to_refuse():
    numbers = [identity(f"{year}0101", "010", str(prefix)) for prefix in OLD_PREFIXES for year in (1910, 1940, 1965, 1985, 2015)]
    results = typed("identity", numbers)
    assert [r["value"] for r in results] == numbers
    assert {r.get("x_note") for r in results} == {None}


NAMES = """
张三           | 张三     | as it should be
张␠三          | 张三     | inner space
张　三         | 张三     | full-width space
张\u200b三     | 张三     | zero-width space
张三（已故）    | 张三     | remark
张三(户主)     | 张三     | remark
张三已故       | 张三     | remark without brackets
张?            | 张?      | rare character lost: kept
〓小明         | 〓小明   | rare character lost: kept
㙍小明         | 㙍小明   | rare character
阿卜杜•热西提   | 阿卜杜·热西提 | middle dot
张三370799198501010011 | 张三 | number glued
John Smith    | John Smith | Latin letters keep their space
无            | ␀       | nothing
"""


@pytest.mark.parametrize("row", table(NAMES), ids=lambda row: row[2] + row[0])
def test_names(row):
    (result,) = typed("name", [row[0].encode().decode("unicode_escape") if "\\u" in row[0] else row[0]])
    assert (result["value"] or "", result["reason"]) == (row[1], None)


def test_a_number_is_no_name():
    (result,) = typed("name", ["37079919850101001X"])
    assert result["value"] is None and "不是姓名" in result["reason"]


ACCOUNTS = """
6217 0000 0000 0000 001 | 6217000000000000001 | spaces
'6217000000000000001   | 6217000000000000001 | apostrophe
6.21700000000000E+18   | ␀                  | last digits lost in Excel
9070101011101          | 9070101011101      | short enough for Excel
123456789012.0         | 123456789012       | a float's point
"""


@pytest.mark.parametrize("row", table(ACCOUNTS), ids=lambda row: row[2])
def test_accounts(row):
    (result,) = typed("account", [row[0]])
    assert (result["value"] or "", bool(result["reason"])) == (row[1], not row[1])


def test_a_long_number_that_lost_its_digits_is_no_number():
    (result,) = typed("text", ["1.23456789012346E+18"])
    assert result["value"] is None and "Excel" in result["reason"]


TEXTS = """
鲁财农指[2019]12号    | 鲁财农指〔2019〕12号
鲁财农指（2019）12号  | 鲁财农指〔2019〕12号
鲁财农指【2019】第012号 | 鲁财农指〔2019〕12号
鲁财农指〔2019〕12号  | 鲁财农指〔2019〕12号
3号大棚              | 3号大棚
ＡＢＣ－０１          | ABC-01
暂无                 | ␀
"""


@pytest.mark.parametrize("row", table(TEXTS), ids=lambda row: row[0])
def test_texts(row):
    assert (typed("text", [row[0]])[0]["value"] or "") == row[1]


def test_categories_map_variants_and_what_they_do_not_know_is_unknown():
    values = {"闲置": ["停用", "空置"], "在用": []}
    results = typed("category", ["停 用", "在用", "待建", None], values=values, part="detail")
    assert [r["value"] for r in results] == ["闲置", "在用", None, None]
    assert [bool(r["reason"]) for r in results] == [False, False, True, False]
    assert [r["detail"] for r in results] == ["停用", "在用", "待建", None]
    assert [r["value"] for r in typed("category", ["待建", "其他"])] == ["待建", "其他"], "an open category keeps what is written"


@pytest.mark.parametrize("text", ["A-\x1b001", "A-\x00001", "A-\u2066001\x85", "A-\u202e001"])
def test_what_nobody_sees_is_no_part_of_a_text(text):
    """Also in a column of plain ASCII, as numbers of contracts are."""
    assert [row["value"] for row in typed("text", [text, "A-001"])] == ["A-001", "A-001"]
