"""A mask never lets the whole original through, whatever the original is; and a column is masked as its contract says."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.columns import PERSONAL
from auditlib.contracts import load_ledgers
from auditlib.privacy.gate import Gate, Known
from auditlib.privacy.masks import MASKS, scrub
from auditlib.privacy.open_gates import UNTOLD, Gates

LEDGERS = load_ledgers(Path(__file__).parents[2] / "parameters" / "ledgers")
NOBODY = Gates([], LEDGERS)
#: Of a county with one person whose name ends like a village, in a village, with a firm.
COUNTY = Gates(
    [Gate(Known({}, frozenset({"李庄村", "阿依古丽买买提", "高峰"}), frozenset({"王庄村", "水务集团"}), frozenset({"高峰"})))], LEDGERS
)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
ANYTHING = st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "*" not in text)


@pytest.mark.parametrize(
    ("value", "kind", "masked"),
    [
        ("370799199001010018", "identity", "3707************18"),
        ("370799900101001", "identity", "3707*********01"),
        ("12345", "identity", "*****"),
        ("张三", "name", "张*"),
        ("张三丰", "name", "张*"),
        ("欧阳建国", "name", "欧阳*"),
        ("欧阳", "name", "欧*"),
        ("李", "name", "*"),
        ("张庄村", "name", "张*"),
        ("丁茂学组", "party", "丁*组"),
        ("县审计组", "party", "县审计组"),
        ("县扶贫办", "party", "县扶贫办"),
        ("刘会兰", "party", "刘*"),
        ("王庄村", "party", "王庄村"),
        ("李庄村", "party", "李*"),
        ("某某镇敬老院", "party", "某某镇敬老院"),
        ("水务集团", "party", "水务集团"),
        ("阿依古丽·买买提", "name", "阿*"),
        ("阿依古丽•买买提", "party", "阿*"),
        ("高峰", "party", "高*"),
        ("6222021234567890123", "account", "****0123"),
        ("1234", "account", "****"),
        ("村集体账户", "account", "村集体账户"),
        ("13812345678", "phone", "138****5678"),
        ("0536-8123456", "phone", "****3456"),
        ("1990-01-01", "birth", "****"),
        ("张三、李四，某某农业有限公司", "party", "张*、李*，某某农业有限公司"),
        ("张三和李四", "party", "张*和李*"),
        ("司马光明和李光站", "party", "司马*和李*"),
        ("水利局和林业局", "party", "水利局和林业局"),
        ("临朐和顺农业有限公司", "party", "临朐和顺农业有限公司"),
        ("张和平", "party", "张*"),
        ("张三等5人", "party", "张*等5人"),
        ("370799199001010018", "party", "3707************18"),
        ("电话13812345678，李庄村", "words", "电话138****5678，李*"),
        ("座机0536-8123456", "words", "座机****3456"),
        ("用水高峰", "words", "用水高峰"),
        ("3707860012345678901", None, "3707860012345678901"),
        ("370799199001010018", None, "370799199001010018"),  # wrong check digit: a loan number
        ("370799199001010011", None, "3707************11"),  # whoever has it: no chance makes a right check digit
        ("G370799199001010011", None, "G3707************11"),
        ("高峰", UNTOLD, "高*"),
        ("高峰期", UNTOLD, "高峰期"),
        (None, "identity", None),
        ("", "name", ""),
        (True, "name", True),
        (3, None, 3),
    ],
)
def test_cells(value, kind, masked):
    assert COUNTY.cell(value, kind) == masked


@pytest.mark.parametrize("kind", MASKS)
@given(original=ANYTHING)
def test_no_mask_contains_the_whole_original(kind, original):
    assert original.strip() not in MASKS[kind](original.strip())


@given(name=HAN)
def test_of_a_name_only_the_surname_is_left(name):
    assert len(MASKS["name"](name).rstrip("*")) <= 2 and MASKS["name"](name).endswith("*")


@given(
    values=st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["李庄村", "付李庄村工资", "高峰", "\x1e", "\n"]))),
    kind=st.sampled_from([None, "words", UNTOLD]),
)
def test_a_column_is_masked_as_its_cells_are(values, kind):
    assert COUNTY.column(values, kind) == [COUNTY.cell(value, kind) for value in values]


NUMBER = st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]|[1-9][0-9]{14}|[1-9][0-9]{15,18}|1[3-9][0-9]{9}", fullmatch=True)


@given(number=NUMBER, before=HAN, after=HAN)
def test_scrub_finds_numbers_of_persons_in_text(number, before, after):
    for text in (f"{before}{number}{after}", f"{before}：{number}。", f"({number})", number):
        assert number not in scrub(text)


@given(number=NUMBER)
def test_masking_twice_changes_nothing(number):
    once = scrub(f"卡号{number}，")
    assert scrub(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "2019-10-31 2019-11-01",
        "2019 2020 2021 2022",
        "50,000.00 元",
        "0.123456789012345678",
        "潍扶贫组发〔2019〕7号",
        "a1" * 32,
        "LOAN-02-1381234567",
        "138.12345678901",
    ],
)
def test_scrub_leaves_dates_amounts_and_digests(text):
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text", ["370799 19900101 0018", "138-1234-5678", "6222 0212 3456 7890 123", "３７０７９９１９９００１０１００１８", "8613812345678"]
)
def test_scrub_knows_numbers_written_apart(text):
    assert "*" in scrub(text) and text not in scrub(text)


def test_short_accounts_are_known_by_the_word_beside_them():
    assert scrub("账号连号：90800400000100至90800400000104") == "账号连号：****0100至****0104"
    assert scrub("项目 90800400000100，账户未开") == "项目 ****0100，账户未开"  # rather one number too many
    assert (
        scrub("项目 90800400000100，2019年") == "项目 90800400000100，2019年"
        and scrub("账户 2019-08-20 支付 1234567.00 元") == "账户 2019-08-20 支付 1234567.00 元"
    )


def test_facts_are_masked_key_by_key():
    facts = {
        "borrower_name": "王小明",
        "other": ["高峰"],
        "policy": [{"id": "loan.ceiling", "value": "50000"}],
        "way": "户贷企用",
        "age": 71,
    }
    shown = COUNTY.facts(facts)
    assert shown == {"borrower_name": "王*", "other": ["高*"], "policy": facts["policy"], "way": "户贷企用", "age": "****"}
    assert json.loads(COUNTY.cell(json.dumps(facts, ensure_ascii=False), "facts")) == shown


def test_every_column_of_a_person_says_so():
    """What a contract types as a person's is masked, in its ledger and in a table of which nobody knows the ledger."""
    personal = [(ledger, name) for ledger in LEDGERS.values() for name, column in ledger.columns.items() if column.type in PERSONAL]
    assert len(personal) > 90
    assert all(ledger.kinds[name] in (*PERSONAL, "party") and NOBODY.kind(name) in (*PERSONAL, "party") for ledger, name in personal)


def test_every_text_that_may_name_somebody_says_what_it_holds():
    """A new column of text is looked at by a person: it holds a party, free text, an organisation, a place, or it is a number, a code, a unit."""
    silent = {name for ledger in LEDGERS.values() for name, column in ledger.columns.items() if column.type == "text" and not column.kind}
    numbered = {name for name in silent if name.endswith(("_no", "_code")) or name in ("code", "uscc", "period", "notice_id")}
    assert (
        silent - numbered
        == {
            *"aid_type approval_doc basis_doc brand cash category change_doc class diagnosis disease enrol_place exclusive_with fee_item fund_source grade".split(),
            *"hospital_place identity_type items object_no plan_doc plate post product programme renewal_of school_place source subject_name tier title unit assist_hh name".split(),
        }
        - numbered
    )


def test_a_column_of_the_auditors_own_is_masked_as_declared():
    assert NOBODY.kind("helper") == UNTOLD and NOBODY.cell("王小明", "name") == "王*"
