"""The gate finds a county's names and numbers in whatever way they are written, masks them so that nothing is found again, and leaves all else alone."""

from __future__ import annotations

import html
import json
import urllib.parse

import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditlib.contracts import load_ledgers
from auditlib.intake import read_county
from auditlib.parameters import home, load_parameters
from auditlib.privacy.gate import Gate, Known, squeezed
from auditlib.privacy.known import gate_of
from auditlib.privacy.markup import masked, said
from tests.publish.planted import GROUPS, NAMED, groupings, persons, spellings, words

EVERYBODY = persons()
NUMBERS = {p.id_no: "identity" for p in EVERYBODY} | {p.account: "account" for p in EVERYBODY} | {p.phone: "phone" for p in EVERYBODY}
NUMBERS |= {squeezed(p.landline): "phone" for p in EVERYBODY} | {"80400112233": "account", "7654321": "phone"}
GATE = Gate(
    Known(
        NUMBERS,
        frozenset(squeezed(p.name) for p in EVERYBODY) | {"高峰", "王家庄"},
        frozenset({"王家庄", "褚钰璟养殖有限公司"}),
        frozenset({"高峰", "王家庄"}),
    )
)
PERSONS = st.sampled_from(EVERYBODY)
#: What stands around: no digits, and none of the marks.
AROUND = st.text(st.characters(categories=("Lo", "Po", "Zs"), max_codepoint=0x4EFF), max_size=6)
SEPARATOR = st.sampled_from(["", "-", ".", "/", "_", " ", "\u00a0", "\u3000", "\t", "\u200b", "－", "．", "·", ")", " - "])


@given(st.data(), st.sampled_from(sorted(NUMBERS)), AROUND, AROUND)
def test_a_number_is_found_in_any_grouping(data, number, before, after):
    """Cut anywhere, set apart by one sign (a short telephone number by a dash or a blank only: like amounts are written, it is no number of a person)."""
    separator = data.draw(SEPARATOR if len(number) > 10 else st.sampled_from(["", "-", " ", "\u00a0"]))
    cuts = data.draw(st.sets(st.integers(1, len(number) - 1), max_size=1 if len(number) < 11 else 6))
    parts = [number[a:b] for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), len(number)], strict=True)]
    text = f"{before}：{separator.join(parts)}，{after}"
    assert GATE.found(text)
    assert not GATE.found(GATE.mask(text)) and GATE.mask(GATE.mask(text)) == GATE.mask(text)


@pytest.mark.parametrize("number", [EVERYBODY[0].id_no, EVERYBODY[1].account, EVERYBODY[2].phone])
def test_the_groupings_that_people_use(number):
    for written in groupings(number):
        for around in GROUPS:
            assert GATE.found(around.format(written)), around.format(written)


def test_a_numbered_remark():
    one, two, three = EVERYBODY[0].id_no, EVERYBODY[1].phone, EVERYBODY[2].account
    shown = GATE.mask(f"1.{one} 2.{two} 3.{three}")
    assert shown == f"1.{one[:4]}{'*' * 12}{one[-2:]} 2.{two[:3]}****{two[-4:]} 3.****{three[-4:]}"


@given(PERSONS, PERSONS, st.sampled_from(NAMED), AROUND)
def test_a_name_is_found_in_any_spelling(who, other, around, after):
    assume(other.name[0] not in who.name[1:])  # the other's first character stays
    for written in spellings(who.name):
        text = f"{around.format(written, other.name)}{after}"
        assert GATE.found(text), text
        shown = GATE.mask(text)
        assert squeezed(who.name)[1:] not in squeezed(shown) and not GATE.found(shown)


@given(st.integers(0, 5000))
def test_masked_once_nothing_is_left(number):
    shown = GATE.mask(words(number, EVERYBODY))
    assert not GATE.found(shown) and GATE.mask(shown) == shown


@given(
    st.decimals(0, 10**13, places=2),
    st.dates(),
    st.lists(st.tuples(st.floats(0, 999), st.floats(0, 999)), max_size=30),
    st.binary(min_size=32, max_size=32),
)
def test_money_dates_coordinates_and_digests_are_nobodys(amount, day, points, digest):
    """Also amounts whose digits are a telephone number's or an account's."""
    path = " ".join(f"L {x:.3f} {y:.3f}" for x, y in points)
    texts = [
        f"{amount:,.2f} 元",
        f"{amount:.2f}",
        f"{day} {day:%Y%m%d} {day.year}年{day.month}月",
        digest.hex(),
        f"LOAN-02-{digest.hex()[:10]}",
        path,
    ]
    texts += [
        "19,973,518,264.00",
        "804,001,122.33",
        "7,654,321.00",
        "7654321.50 元",
        "7654321元",
        "0.19973518264",
        "ZF80400112233",
        "潍扶贫组发〔2019〕7号",
    ]
    for text in texts:
        assert not GATE.found(text), text
        assert GATE.mask(text) == text


def test_a_word_or_place_that_is_also_a_name_counts_where_a_person_is_meant():
    assert GATE.mask("用水高峰期，王家庄村") == "用水高峰期，王家庄村"
    assert GATE.mask("户主高峰，承包人：王家庄") == "户主高*，承包人：王*"
    assert GATE.mask("高峰等3人") == "高*等3人"


def test_a_firm_called_by_a_person_keeps_its_name():
    assert GATE.mask("褚钰璟养殖有限公司付褚钰璟") == "褚钰璟养殖有限公司付褚*"


@pytest.mark.parametrize(
    "page",
    [
        "<td>{0}<td>1</td>",
        '<a title="{0}" href=x>…</a>',
        "<p aria-label='{0}'></p>",
        "<p><b>{1}</b>{2}</p>",
        "<svg><text x='1.5'>{0}</text></svg>",
        "<p>&#{3};{2}</p>",
        '<a href="?q={4}">…</a>',
        '<div data-who="{5}"></div>',
        '<script type="application/json">[["1","{0}"]]</script>',
    ],
)
@pytest.mark.parametrize("mark", [EVERYBODY[1].name, EVERYBODY[1].id_no, EVERYBODY[1].account])
def test_a_page_is_read_as_people_read_it(page, mark):
    escaped = html.escape(json.dumps({"who": mark}))
    page = page.format(mark, mark[0], mark[1:], ord(mark[0]), urllib.parse.quote(mark), escaped)
    assert GATE.found(said(page))
    if "<b>" not in page:
        assert not GATE.found(said(masked(page, GATE.mask))) and mark not in masked(page, GATE.mask)


def test_form_and_pictures_of_a_page_say_nothing():
    phone = EVERYBODY[0].phone
    page = f'<style>.a{{width:{phone}px}}</style><svg viewBox="0 0 {phone} 1"><path d="M{phone} 0"/></svg><img src="data:image/png;base64,{phone}AA==">'
    assert not GATE.found(said(page))


@pytest.mark.parametrize("escaped", [json.dumps, ascii])
def test_escapes_are_read(escaped):
    text = escaped({"who": EVERYBODY[3].name})
    assert GATE.found(text) and not GATE.found(GATE.mask(text)) and EVERYBODY[3].name not in GATE.mask(text)


def test_a_header_that_stands_again_among_the_rows_is_nobodys_name(tmp_path):
    """The second page of a printed list: its header row is set aside, and 户主姓名 stays a header wherever it is shown."""
    parameters, contracts = load_parameters(), load_ledgers(home() / "parameters" / "ledgers")
    received, out = tmp_path / "临朐县", tmp_path / "linqu"
    received.mkdir()
    head = "乡(镇),行政村,姓名,证件号码,补贴项目,实发金额,发放日期\n"
    row = "城关街道,东村,{},{},高龄津贴,100,2019-05-{}\n"
    pages = [row.format("王小明", "370799194501010018", day) for day in range(10, 14)] + [row.format("刘会兰", "370799194701010025", 15)]
    (received / "发放.csv").write_text(head + head.join(pages), encoding="utf-8")
    read_county(received, parameters.county("linqu"), parameters, contracts, out)
    gate = gate_of(out, parameters, contracts)
    assert "姓名" in str(pq.read_table(out / "set_aside.parquet")["cells"].to_pylist())
    assert gate.mask("户主姓名：王小明") == "户主姓名：王*" and not gate.found("户主姓名 借款人姓名 户主")


def test_a_text_in_the_place_of_a_name_costs_no_hours(tmp_path):
    """An automaton of one pattern of 200,000 letters is never ready: such a cell is no name, and the others are known."""
    parameters, contracts = load_parameters(), load_ledgers(home() / "parameters" / "ledgers")
    received, out = tmp_path / "临朐县", tmp_path / "linqu"
    received.mkdir()
    text = "赡养人王小明丙" * 30_000
    rows = [f"{text},370799194501010018,2019-05-10", "刘会兰,370799195202020025,2019-06-10"]
    (received / "死亡.csv").write_text("姓名,身份证号,死亡日期\n" + "\n".join(rows) + "\n", encoding="utf-8")
    read_county(received, parameters.county("linqu"), parameters, contracts, out)
    gate = gate_of(out, parameters, contracts)
    assert gate.mask("刘会兰") == "刘*" and "0025" not in gate.mask("见 370799195202020025")
