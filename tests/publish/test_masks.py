"""A mask never lets the whole original through, whatever the original is."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.contracts import load_ledgers
from auditlib.report.masks import PERSONAL, kind_of, mask, mask_facts, mask_table, scrub, scrub_identities

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
        ("丁茂学组", "party", "丁*组"),
        ("县审计组", "party", "县审计组"),
        ("G370799199001010011", "key", "G3707************11"),
        ("90800400000100", "holder", "****0100"),
        ("刘会兰", "holder", "刘*"),
        ("某某镇敬老院", "holder", "某某镇敬老院"),
        ("阿依古丽·买买提", "name", "阿*"),
        ("6222021234567890123", "account", "****0123"),
        ("1234", "account", "****"),
        ("13812345678", "phone", "138****5678"),
        (13812345678, "phone", "138****5678"),
        ("0536-8123456", "phone", "****3456"),
        ("1990-01-01", "birth", "****"),
        ("张三、李四，某某农业有限公司", "party", "张*、李*，某某农业有限公司"),
        ("张三等5人", "party", "张*等5人"),
        ("王庄村", "party", "王庄村"),
        ("370799199001010018", "party", "3707************18"),
        ("3707860012345678901", "key", "3707860012345678901"),
        ("370799199001010018", "key", "370799199001010018"),  # wrong check digit: a loan number
        ("370799199001010011", "key", "3707************11"),  # a valid identity number used as a key
        (None, "identity", None),
        ("", "name", ""),
        (True, "name", True),
        (3, None, 3),
    ],
)
def test_masks(value, kind, masked):
    assert mask(value, kind) == masked


@pytest.mark.parametrize("kind", ["name", "identity", "account", "phone", "birth"])
@given(original=ANYTHING)
def test_no_mask_contains_the_whole_original(kind, original):
    assert original.strip() not in mask(original, kind)


@given(name=HAN)
def test_of_a_name_only_the_surname_is_left(name):
    assert len(mask(name, "name").rstrip("*")) <= 2 and mask(name, "name").endswith("*")


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


def test_scrub_identities_takes_only_valid_ones():
    assert scrub_identities("370799199001010018 370799199001010011") == "370799199001010018 3707************11"


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("name", "name head_name borrower_name account_name proxy_name relative_name legal_rep death_name 姓名 户主姓名 户主"),
        ("identity", "id_no borrower_id head_id proxy_id legal_rep_id relative_id 身份证号 证件号码"),
        ("account", "account_no payee_account payer_account counterparty_account account 银行卡号"),
        ("phone", "phone hh_phone 联系电话"),
        ("birth", "birth_date age 出生日期"),
        ("party", "subject payee counterparty operator owner members"),
        ("key", "lead_id row_id rule_id notice_id loan_no hh_no project_no uscc source_file evidence_digest village_code"),
        (
            None,
            "town_name village_name county_name project_name asset_name ent_name doc_name bank_name x_name x_hh remark amount id_no_note severity",
        ),
    ],
)
def test_kinds_by_column_name(kind, columns):
    assert {column: kind_of(column) for column in columns.split()} == dict.fromkeys(columns.split(), kind)


def test_tables_are_masked_in_both_forms():
    rows = {
        "name": ["王小明", None],
        "id_no": ["370799199001010018", ""],
        "remark": ["电话13812345678", None],
        "amount": [1, 2],
        "x_name": [True, None],
    }
    arrow, frame = mask_table(pa.table(rows)), mask_table(pd.DataFrame(rows))
    for masked in (arrow.to_pylist(), frame.to_dict("records")):
        assert masked[0] == {"name": "王*", "id_no": "3707************18", "remark": "电话138****5678", "amount": 1, "x_name": True}
    assert arrow["name"].to_pylist() == ["王*", None]


def test_facts_are_masked_key_by_key():
    facts = {
        "borrower_name": "王小明",
        "borrower_ids": ["370799199001010018"],
        "policy": [{"id": "loan.ceiling", "value": "50000"}],
        "way": "户贷企用",
    }
    shown = mask_facts(facts)
    assert shown == {"borrower_name": "王*", "borrower_ids": ["3707************18"], "policy": facts["policy"], "way": "户贷企用"}
    assert json.loads(mask(json.dumps(facts, ensure_ascii=False), "facts")) == shown


def test_every_column_of_a_person_is_masked_by_its_name():
    """A fact of a lead has no contract beside it, only its name."""
    ledgers = load_ledgers(Path(__file__).parents[2] / "parameters" / "ledgers")
    personal = {(name, column) for name, ledger in ledgers.items() for column, spec in ledger.columns.items() if spec.type in PERSONAL}
    assert len(personal) > 90 and not [place for place in personal if kind_of(place[1]) is None]


def test_a_column_of_the_auditors_own_is_masked_as_declared():
    assert kind_of("helper") is None and kind_of("helper", "name") == "name" and kind_of("helper", "text") is None
    assert kind_of("checker", "name") == "party"  # the name knows more: a bureau that checked stays readable


def test_short_accounts_are_known_by_the_word_beside_them():
    assert scrub("账号连号：90800400000100至90800400000104") == "账号连号：****0100至****0104"
    assert scrub("项目 90800400000100，账户未开") == "项目 ****0100，账户未开"  # rather one number too many
    assert scrub("项目 90800400000100，2019年") == "项目 90800400000100，2019年" and scrub("账户 2019-08-20 支付 1234567.00 元") == "账户 2019-08-20 支付 1234567.00 元"


def test_a_disability_certificate_begins_with_the_identity_number():
    assert [mask(f"370799199001010011{tail}", "key") for tail in ("", "43", "43B1")] == [f"3707************11{'*' * n}" for n in (0, 2, 4)]
    assert mask("鲁(2019)临朐县不动产权第0001234号", "key") == "鲁(2019)临朐县不动产权第0001234号"
