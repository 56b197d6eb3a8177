"""Headers of .dbf files, whose names hold ten letters: the initials of a Chinese header's Pinyin (XM 姓名, SFZH 身份证号, FFRQ
发放日期)."""

import re
from bisect import bisect_right
from functools import cache

#: GB 2312 keeps its 3,755 usual characters in the order of their Pinyin; these are the first ones of each initial.
_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST = [character.encode("gb2312") for character in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LAST = "座".encode("gb2312")
#: What is read in several ways: 银行, 支行, but 行政村.
_OTHERWISE = re.compile("行(?!政)")
#: What has one meaning for everybody, though other headers have the same initials (县名).
USUAL = {"XM": "姓名"}
_ABBREVIATION = re.compile("[A-Z]{2,10}")


def is_abbreviation(header: str) -> bool:
    """Whether a header may be the initials of another."""
    return _ABBREVIATION.fullmatch(header) is not None


@cache  # of the headers of the contracts, which every county asks for again
def initials(header: str) -> str:
    """The initials of a header's characters; nothing where one of them is not in the usual ones."""
    letters = ""
    for character in _OTHERWISE.sub("H", header):
        code = character.encode("gb2312", "ignore")
        if character.isascii():
            letters += character.upper()
        elif _FIRST[0] <= code <= _LAST:
            letters += _INITIALS[bisect_right(_FIRST, code) - 1]
        else:
            return ""
    return letters if is_abbreviation(letters) else ""
