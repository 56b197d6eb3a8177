"""Text from outside as it is shown: nothing that a terminal obeys or nobody sees, and no two names as one."""

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditlib.columns import header_key
from auditlib.outside import readable, shown

TEXTS = st.text(st.characters(exclude_characters="/"), max_size=12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("贷款（2019）台账　一.xlsx", "贷款（2019）台账　一.xlsx"),
        ("甲\nverified: 89 results", "甲〈U+000A〉verified: 89 results"),
        ("\x1b]0;标题\x07", "〈U+001B〉]0;标题〈U+0007〉"),
        ("表\u202excod.xslx", "表〈U+202E〉xcod.xslx"),
        ("a\x9bm\u200bb\ufeff\ue816\U000e0041", "a〈U+009B〉m〈U+200B〉b〈U+FEFF〉〈U+E816〉〈U+E0041〉"),
        ("半\ud800", "半〈U+D800〉"),
        ("〈关于贷款〉𫠆", "〈关于贷款〉𫠆"),
        ("像〈U+001B〉的名字", "像〈U+3008〉U+001B〉的名字"),
    ],
)
def test_what_does_not_print_is_shown_by_its_number(text, told):
    assert readable(text) == told


def test_names_of_chinese_windows_and_of_no_encoding_at_all():
    assert readable(os.fsdecode("临朐县/贷款.xlsx".encode("gb18030"))) == "临朐县/贷款.xlsx"
    assert readable(os.fsdecode(b"\xff\xfe.xlsx")) != readable(os.fsdecode(b"\xfe\xff.xlsx"))
    readable(os.fsdecode(b"\xff\xfe.xlsx")).encode()


@given(TEXTS)
@example("a\x00\x1b\x85\u2028\U0010ffff")
def test_shown_text_is_one_line_that_can_be_written_and_stays_as_it_is(text):
    once = shown(text)
    assert shown(once) == once and len(once.splitlines()) <= 1
    once.encode()


@given(TEXTS, TEXTS)
@example("\x1b", "〈U+001B〉")
@example("〈U+001B〉", "〈U+3008〉U+001B〉")
def test_different_names_stay_different(one, other):
    assert one == other or readable(one) != readable(other)


@given(TEXTS)
@example("姓\u200b名\x1b(元)")
def test_a_header_pasted_as_it_was_shown_is_the_header_as_it_came(text):
    assert header_key(shown(text)) == header_key(text)
