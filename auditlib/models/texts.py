"""One reader of remarks for all rules: does a text say a thing, deny it, or not speak of it. Expressions only, on any engine.

A remark is a claim. What says a thing, and what takes it back, stands in ``parameters/words/`` (see `auditlib.words`); a rule names the
concept:

    said("loan.extended", rows.remark)      # 展期6个月 → true;  未办理展期, 申请展期 → false;  no remark → null

Several texts of one row are read as one. Negation acts within its clause and on one wording (无抵押、质押 on both); another clause that
affirms the thing makes it said: 未展期，后经批准展期 says 展期.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from operator import or_

import ibis
from ibis.expr import types as ir

from auditlib.fingerprint import WORDS
from auditlib.models.amounts import SUM, sum_named
from auditlib.parameters import home
from auditlib.words import DENIED, SAID, Reading, Words, words_of

#: Characters quoted on either side of a wording.
QUOTED = 60
#: What stands beside a wording in its phrase.
PHRASE = "[^、，,;；。/及和与 ]*"

_bound: ContextVar[tuple[Words, set[str]] | None] = ContextVar("words", default=None)


@contextmanager
def reading(words: Words, asked: set[str]) -> Iterator[set[str]]:
    """Read texts by these words within (outside, by those of `home()`); ``asked`` takes the concepts asked for, as words:loan.extended."""
    token = _bound.set((words, asked))
    try:
        yield asked
    finally:
        _bound.reset(token)


def said(concept: str, *texts: ir.StringValue) -> ir.BooleanValue:
    """Whether one of the texts says the concept, undenied; false where none does, null where all are blank."""
    joined, how = _joined(texts), _reading(concept)
    if how.alone:
        return joined.re_search(how.wording)
    found = _read(joined, how).contains(SAID)
    for refusal in filter(None, (how.denies, how.refused)):
        found &= ~joined.re_search(refusal)
    return ibis.cases((joined.isnull(), ibis.null("boolean")), (joined.re_search(how.wording), found), else_=False)


def denied(concept: str, *texts: ir.StringValue) -> ir.BooleanValue:
    """Whether the texts speak of the concept only to deny it (未办理展期, 拟展期, 减免未获批准); null where all are blank."""
    joined, how = _joined(texts), _reading(concept)
    read = _read(joined, how)
    found = read.contains(DENIED) & ~read.contains(SAID)
    if how.refused:
        found |= read.contains(SAID) & joined.re_search(how.refused)
    if how.denies:
        found |= joined.re_search(how.denies)
    return ibis.cases((joined.isnull(), ibis.null("boolean")), else_=found)


def answered(cell: ir.StringValue, *concepts: str) -> ir.StringValue:
    """A cell that should name a thing (a document, a pledge): null where it says that there is none (无, 待补), or denies one of the
    concepts."""
    none = said("cell.nothing", cell) | reduce(or_, (denied(concept, cell) for concept in concepts), ibis.literal(False))
    return ibis.ifelse(none, ibis.null("string"), cell)


def quoted(concept: str, *texts: ir.StringValue) -> ir.StringValue:
    """What is said, as it stands, with up to `QUOTED` characters on either side; null where the concept is not said."""
    words = f"(?s).{{0,{QUOTED}}}(?:{_reading(concept).wording}).{{0,{QUOTED}}}"
    return ibis.cases((said(concept, *texts), _joined(texts).re_extract(words, 0)), else_=ibis.null("string"))


def sum_said(concept: str, *texts: ir.StringValue) -> ir.DecimalValue:
    """The sum in yuan that stands behind what is said: 3000 of 会议纪要同意减免3000元; null where none does."""
    return sum_named(_read(_joined(texts), _reading(concept)).re_extract(f"{SAID}[^0-9，。；]{{0,8}}{SUM}", 0))


def worded(concept: str, text: ir.StringValue) -> ir.StringValue:
    """The wording itself by which a text says the concept (第二批); null where it does not."""
    return ibis.cases((said(concept, text), text.re_extract(f"({_reading(concept).wording})", 0)), else_=ibis.null("string"))


def percent_said(concept: str, *texts: ir.StringValue) -> ir.IntegerValue:
    """The percentage within the wording by which it is said: 60 of 贫困户占60%; null where none is."""
    return worded(concept, _joined(texts)).re_extract(r"([0-9]{1,3})[%％]", 1).nullif("").cast("int64")


def less(concept: str, text: ir.StringValue) -> ir.StringValue:
    """The text without the wordings of the concept themselves: 甲村道路二标段 without what names a part is 甲村道路."""
    return text.re_replace(_reading(concept).wording, "")


def without(concept: str, text: ir.StringValue) -> ir.StringValue:
    """The text less every phrase, up to a 、 or 和, that says the concept: 建养殖房、结婚 without what is for farming is 结婚."""
    read = _read(text, _reading(concept))
    return ibis.ifelse(read.contains(SAID), read.re_replace(f"{PHRASE}{SAID}{PHRASE}", ""), text)


def claim(rows: ir.Table, column: str, concept: str, *texts: ir.StringValue) -> ir.Table:
    """``rows`` with an exception that rests on words alone: ``column`` (said) and ``column``_words (the quotation, where it is said).

    A rule names such columns in ``claims``: whom they alone spare is listed for a person to read.
    """
    bound = [rows.bind(text)[0] for text in texts]
    return rows.mutate(**{column: said(concept, *bound), f"{column}_words": quoted(concept, *bound)})


def words_at_home() -> Words:
    """The words of `home()`. Raises ParameterError."""
    return words_of(home() / "parameters")


def words_bound() -> tuple[Words, set[str]]:
    """The words by which texts are read here, and the set that takes the concepts asked for."""
    return _bound.get() or (words_at_home(), set())


def _reading(concept: str) -> Reading:
    words, asked = words_bound()
    asked.add(WORDS + concept)
    return words.reading(concept)


def _joined(texts: tuple[ir.StringValue, ...]) -> ir.StringValue:
    return reduce(lambda one, other: ibis.coalesce(one + "；" + other, one, other), texts)


def _read(text: ir.StringValue, how: Reading) -> ir.StringValue:
    """The text with a mark for each wording that is said and for each that is denied."""
    for pattern, replacement in how.steps:
        text = text.re_replace(pattern, replacement)
    return text
