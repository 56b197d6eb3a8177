"""DOMAIN §1.99 items 6, 8, 10: units, amounts, rates, shares, terms, booleans."""

from __future__ import annotations

from decimal import Decimal

from tests.intake.helpers import table, typed


def check(kind: str, text: str) -> None:
    """Each line: original | unit of header or unit row | value, or ! where the row is refused."""
    for original, unit, expected in table(text):
        (result,) = typed(kind, [original], unit or None)
        assert (result["value"] is None and result["reason"] is not None) == (expected == "!"), (original, unit, result)
        if expected != "!":
            found = "" if result["value"] is None else str(result["value"])
            same = found == expected or (found and expected and Decimal(found) == Decimal(expected))
            assert same, (original, unit, result)


def test_money():
    check(
        "money",
        """
        1234.56        | ␀    | 1234.56
        1,234.56       | ␀    | 1234.56
        1，234.56      | ␀    | 1234.56
        １２３４.５６    | ␀    | 1234.56
        ¥1,234         | ␀    | 1234.00
        ￥500          | ␀    | 500.00
        500元          | ␀    | 500.00
        500元整        | ␀    | 500.00
        500元          | 万元  | 500.00
        3.5万元        | ␀    | 35000.00
        3.5万          | 元    | 35000.00
        3.5            | 万元  | 35000.00
        0.123456       | 万元  | 1234.56
        12.3456785     | 万元  | 123456.79
        2              | 千元  | 2000.00
        2              | 百元  | 200.00
        2              | 百万元 | 2000000.00
        -500           | ␀    | -500.00
        (1,234.00)     | ␀    | -1234.00
        （500元）       | ␀    | -500.00
        △300          | ␀    | -300.00
        1.23E+05       | ␀    | 123000.00
        39981.70       | ␀    | 39981.70
        0.1000000000000000055 | ␀ | 0.10
        1234.5600000000001    | ␀ | 1234.56
        1.005          | ␀    | 1.01
        -1.005         | ␀    | -1.01
        2.675          | ␀    | 2.68
        0              | ␀    | 0.00
        ␠8000␠         | ␀    | 8000.00
        -              | ␀    | ␀
        —              | ␀    | ␀
        /              | ␀    | ␀
        无             | ␀    | ␀
        壹万元整        | ␀    | 10000.00
        壹万贰仟叁佰元整 | ␀    | 12300.00
        伍佰零叁元伍角   | ␀    | 503.50
        拾万元整        | ␀    | 100000.00
        人民币叁仟元整   | ␀    | 3000.00
        贰佰壹拾元零伍分 | ␀    | 210.05
        一千二百元      | ␀    | 1200.00
        叁拾贰万零壹佰元 | ␀    | 320100.00
        500+300        | ␀    | !
        约500          | ␀    | !
        500元/月       | ␀    | !
        待定           | ␀    | !
        12345678901234567890 | ␀ | !
        """,
    )


def test_magnitude_decides_only_where_neither_header_nor_unit_row_tells():
    small = typed("money", ["5", "3.5", "5元"], magnitude=100)
    assert [r["value"] for r in small] == [Decimal("50000.00"), Decimal("35000.00"), Decimal("5.00")]
    told = typed("money", ["5", "50000"], "元", magnitude=100)
    assert [r["value"] for r in told] == [Decimal("5.00"), Decimal("50000.00")]


def test_the_contracts_unit_holds_where_nothing_else_is_said():
    assert typed("money", ["12.5"], unit=None, magnitude=None)[0]["value"] == Decimal("12.50")
    (result,) = typed("money", ["12.5"], "万元")
    assert result["value"] == Decimal("125000.00")


def test_rates():
    check(
        "rate",
        """
        4.35        | ␀   | 4.35
        4.35%       | ␀   | 4.35
        4.35％      | ␀   | 4.35
        0.0435      | ␀   | 4.35
        0.0435      | %   | 4.35
        3.625‰     | ␀   | 4.35
        3.625       | ‰  | 4.35
        月利率3.625‰ | ␀  | 4.35
        年利率4.35%  | ␀  | 4.35
        4.35%/年    | ␀   | 4.35
        0.3625%/月  | ␀   | 4.35
        0.3625      | 月% | 4.35
        3.625       | 月率 | 4.35
        0.3625      | 月率 | 4.35
        0.003625    | 月率 | 4.35
        5.004‰     | ␀   | 6.0048
        基准利率     | ␀   | !
        435         | ␀   | !
        -           | ␀   | ␀
        """,
    )


def test_percentages_and_shares():
    check(
        "percent",
        """
        30%    | ␀ | 30
        0.3    | ␀ | 30
        30     | ␀ | 30
        5      | % | 5
        1      | ␀ | 100
        1      | % | 1
        百分之五 | ␀ | !
        """,
    )
    check(
        "ratio",
        """
        0.5    | ␀ | 0.5
        50%    | ␀ | 0.5
        50     | ␀ | 0.5
        1/33   | ␀ | 0.03030303
        100%   | ␀ | 1
        1      | ␀ | 1
        120%   | ␀ | !
        1/0    | ␀ | !
        """,
    )


def test_terms():
    check(
        "term",
        """
        36       | ␀ | 36
        36       | 月 | 36
        3        | 年 | 36
        3        | 月 | 3
        3        | ␀ | 36
        3年      | ␀ | 36
        三年     | ␀ | 36
        两年     | ␀ | 24
        一年     | ␀ | 12
        36个月   | ␀ | 36
        36月     | 年 | 36
        十二个月  | ␀ | 12
        1年6个月 | ␀ | 18
        一年半   | ␀ | 18
        半年     | ␀ | 6
        1.5年    | ␀ | 18
        长期     | ␀ | !
        """,
    )


def test_counts_years_quantities():
    check(
        "integer",
        """
        3     | ␀ | 3
        3人   | ␀ | 3
        3.0   | ␀ | 3
        三    | ␀ | 3
        十二人 | ␀ | 12
        二十三 | ␀ | 23
        2.5   | ␀ | !
        若干  | ␀ | !
        """,
    )
    check(
        "year",
        """
        2019       | ␀ | 2019
        2019年     | ␀ | 2019
        2019年度   | ␀ | 2019
        2019-06-01 | ␀ | 2019
        2019年6月  | ␀ | 2019
        19         | ␀ | !
        2018-2019  | ␀ | !
        """,
    )
    check(
        "number",
        """
        12      | ␀ | 12
        12.5亩  | ␀ | 12.5
        1,200只 | ␀ | 1200
        12平方米 | ␀ | 12
        3*4     | ␀ | !
        """,
    )


def test_hectares_become_mu_only_where_the_contract_counts_in_mu():
    assert typed("number", ["2公顷"])[0]["value"] == 2
    assert typed("number", ["2公顷"], contract_unit="亩")[0]["value"] == 30
    assert [r["value"] for r in typed("number", ["2", "30亩"], "公顷", contract_unit="亩")] == [30, 30]


def test_booleans():
    yes = ["是", "有", "Y", "y", "1", "√", "已参加", "是 ", "有（2018年）", "参加", "健在", "有危房"]
    no = ["否", "无", "N", "0", "×", "未参加", "不是", "没有", "不享受", "非", "非危房", "没有危房"]
    blank = [None, "", "-", "/", "—"]
    unknown = ["待核实", "不清楚", "不详", "未核实", "无法核实", "有待核实", "已改造", "未改造", "不再是", "是否"]

    def read(texts):
        return [(r["value"], bool(r["reason"])) for r in typed("boolean", texts, synonyms=["是否危房户"])]

    assert read(yes) == [(True, False)] * len(yes)
    assert read(no) == [(False, False)] * len(no)
    assert read(blank) == [(None, False)] * len(blank), "blank is unknown, not no"
    assert read(unknown) == [(None, True)] * len(unknown), "neither yes nor no nor blank"


def test_booleans_under_headings_where_offices_write_other_words():
    water = {"是": ["达标", "合格"], "否": ["超标", "有异味"]}
    assert [r["value"] for r in typed("boolean", ["达标", "超标", "有异味", "不合格", "是", "待检"], values=water)] == [
        True,
        False,
        False,
        False,
        True,
        None,
    ]


def test_words_after_an_amount():
    """Dropped where they hold no other number; a rate for each month or head only where the contract says so."""
    texts = ["120万元，省级专项资金", "500元。", "500元（含税）", "500元，2人", "110元/月", "110元每人"]
    money = [Decimal(1200000), Decimal(500), Decimal(500), None]
    assert [r["value"] for r in typed("money", texts)] == [*money, None, None]
    assert [r["value"] for r in typed("money", texts, per=True)] == [*money, Decimal(110), Decimal(110)]


def test_a_header_in_fen_and_amounts_of_any_size_in_any_unit():
    assert [row["value"] for row in typed("money", ["50000", "12345.5"], unit="分")] == [Decimal("500"), Decimal("123.46")]
    huge = typed("money", ["99999999999", "1"], unit="亿元")
    assert huge[0]["value"] is None and huge[0]["reason"] and huge[1]["value"] == 100_000_000
