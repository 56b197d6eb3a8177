"""The words of remarks: what an office writes when it says a thing, and what takes it back. Loaded strictly from ``parameters/words/``.

A *concept* (``loan.extended``) is a list of wordings with the compounds that hold one of them and say something else. What denies any
concept stands once, in ``negation.yaml``. `Words.reading` makes of a concept the few regular expressions that ``models/texts.py`` runs on
an engine; they use only what DuckDB (RE2), Spark (Java) and Sail (Rust) share, so there is no lookaround.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, model_validator

from auditlib.errors import Wrong
from auditlib.strict_yaml import Faults, Strict, with_ids

#: Where a clause (分句) ends; a point ends one too, unless a digit follows it.
ENDS = r"，。；、,;！!？?：:（）()【】{}《》“”\"\s　\[\]"
#: Characters after which a negation before them acts no longer: 未按期缴纳但已退回.
AGAIN = "已但因却仍又"
#: How far a negation reaches within its clause, in characters.
REACH = 10
#: Stands for a wording that was read, for one that is denied, and for what says nothing.
SAID, DENIED, MUTE = "◆", "◇", "□"

#: What some engine refuses or reads otherwise than Python (looked for where escaped characters are left out), and our own signs.
UNSHARED = re.compile(rf"\(\?|\\[1-9]|\[\^?\]|\[[^\]]*\[|[{SAID}{DENIED}{MUTE}]")

Kind = Literal["name", "purpose", "event", "act", "grant"]


def _content(stops: str) -> str:
    """Up to `REACH` characters of one clause, none of ``stops`` among them."""
    return f"(?:[^{ENDS}.．{SAID}{stops}]|[.．][0-9]){{0,{REACH}}}"


#: What may stand in the gap of a wording (不涉及…追缴), which holds over no negation.
GAP = _content("未不无没")


def _wording(value: Any) -> str:
    """A wording as a regular expression: plain text escaped, ``{pattern: …}`` in brackets; … is a gap in the clause. Raises ValueError."""
    if isinstance(value, str) and value:
        return re.sub(r"([][.^$*+?{}()|\\])", r"\\\1", value).replace("…", GAP)
    if not isinstance(value, dict) or list(value) != ["pattern"] or not isinstance(value["pattern"], str) or not value["pattern"]:
        raise Wrong("no wording; allowed: text, or {{pattern: a regular expression}}")
    pattern = value["pattern"]
    if UNSHARED.search(re.sub(r"\\[^1-9]", "", pattern)):
        raise Wrong("not all engines know this expression; allowed: one without (?…), \\1, a bare [ or ] among characters, and ◆ ◇ □")
    try:
        re.compile(pattern)
    except re.error as error:
        raise Wrong("no regular expression ({error}); allowed: one as in 第[一二三]批", error=error) from None
    return f"(?:{pattern.replace('…', GAP)})"


Wording = Annotated[str, BeforeValidator(_wording)]


class Concept(Strict):
    """What a remark may say, and how it is written.

    kind: name (a name or a code: nothing denies it), purpose (also said when only planned), event (happens by itself: 未/拟
    before it deny),
    act (somebody does it: also denied after it, 展期未办理), grant (somebody must consent: a refusal anywhere in the text denies it).
    says: wordings; unless: compounds that hold one of them and do not say it; denied_by: negations beside the general ones;
    denies: wordings that say no outright, wherever in the text they stand.
    """

    id: str = ""
    file: str = ""
    description: str = Field(min_length=2)
    kind: Kind
    says: list[Wording] = Field(min_length=1)
    unless: list[Wording] = []
    denied_by: list[Wording] = []
    denies: list[Wording] = []

    @model_validator(mode="after")
    def _consistent(self) -> Concept:
        for name in ("says", "unless", "denied_by", "denies"):
            texts = getattr(self, name)
            if twice := [text for text in texts if texts.count(text) > 1]:
                raise Wrong("{name}: {text} stands twice; allowed: each wording once", name=name, text=twice[0])
        if self.kind == "name" and (self.denied_by or self.denies):
            raise Wrong("nothing denies a name; allowed: says, unless")
        for text in self.unless:
            if "(" not in text and not re.search(either(self.says), text):
                raise Wrong("unless: {text} holds none of the wordings; allowed: compounds of what stands under says", text=text)
        return self


class Negation(Strict):
    """What denies any concept (negation.yaml).

    before: negations that stand before a wording; not_yet: intentions and duties before it; under_way: what before it says that an act is
    not done, and an event happens; after: what takes an act back behind it; refused: refusals that deny a grant anywhere in the text;
    granted: consent that makes an application an act; innocent: compounds that hold a word of these lists and deny nothing.
    """

    before: list[Wording] = Field(min_length=1)
    not_yet: list[Wording] = Field(min_length=1)
    under_way: list[Wording] = Field(min_length=1)
    after: list[Wording] = Field(min_length=1)
    refused: list[Wording] = Field(min_length=1)
    granted: list[Wording] = Field(min_length=1)
    innocent: list[Wording] = []


class WordsFile(RootModel[dict[Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$")], Concept]]):
    """One file of parameters/words/: concept id → concept."""

    _named = model_validator(mode="before")(with_ids)


@dataclass(frozen=True)
class Reading:
    """How a text is read for one concept: does it hold a ``wording``; after the ``steps`` (what is replaced, by what), does `SAID` stand in
    it.

    ``denies``: what denies it outright, anywhere in the text; ``refused``: what does so where the text speaks of it at all (None: nothing).
    """

    wording: str
    steps: tuple[tuple[str, str], ...]
    denies: str | None
    refused: str | None

    @property
    def alone(self) -> bool:
        """Whether nothing takes the wording back: a name without compounds."""
        return len(self.steps) == 1 and not (self.denies or self.refused)

    def says(self, text: str) -> bool:
        """Whether a text says the concept, as `models.texts.said` reads it on an engine."""
        read = text
        for pattern, mark in self.steps:
            read = re.sub(pattern, mark, read)
        return SAID in read and not any(re.search(refusal, text) for refusal in (self.denies, self.refused) if refusal)


@dataclass(frozen=True, eq=False)
class Words:
    """All concepts by id, and what denies them (None: there are no concepts)."""

    concepts: dict[str, Concept]
    negation: Negation | None = None
    _readings: dict[str, Reading] = field(default_factory=dict, compare=False, repr=False)

    def reading(self, id: str) -> Reading:
        """How texts are read for a concept. Raises KeyError for one that is in no file."""
        if id not in self.concepts:
            raise KeyError(f"concept {id!r} is in no file of parameters/words/")
        if id not in self._readings:
            self._readings[id] = _reading(self.concepts[id], self.negation)
        return self._readings[id]

    def get(self, id: str) -> Reading | None:
        """As `reading`; None for a concept that is in no file."""
        return self.reading(id) if id in self.concepts else None


def either(wordings: list[str]) -> str:
    """A pattern for any of the wordings, longer ones first, so that 不再居住 is read before 居住."""
    return "|".join(sorted(wordings, key=lambda text: (-len(text), text)))


def _reading(concept: Concept, negation: Negation) -> Reading:
    wording = either(concept.says)
    steps = [(either(concept.unless), MUTE)] if concept.unless else []
    for sign in AGAIN:  # 没用完已退回: the 已 of 已退 ends the negation too
        if begun := [text for text in concept.says if text.startswith(sign)]:
            steps.append((either(begun), sign + SAID))
    steps.append((wording, SAID))
    if concept.kind != "name":
        steps += _denials(concept, negation)
    refused = either(negation.refused) if concept.kind == "grant" else None
    return Reading(wording, tuple(steps), either(concept.denies) or None, refused)


def _denials(concept: Concept, negation: Negation) -> list[tuple[str, str]]:
    """The steps that make of a denied wording `DENIED`: innocent compounds first, then consent, then negation."""
    innocent = list(negation.innocent)
    if concept.kind != "grant":  # 未经批准抵押 says that it was pledged, and that nobody consented
        innocent.append("未经")
    between, along = _content(AGAIN), f"(?:[、和及或与等/]?{SAID})*"
    before = [f"(?:{either([*negation.before, *concept.denied_by])})[获经因由]?\\s?{between}{SAID}{along}"]
    steps = [(either(innocent), MUTE)] if innocent else []
    not_yet = negation.not_yet if concept.kind == "event" else [*negation.not_yet, *negation.under_way]
    if concept.kind != "purpose":
        before.append(f"(?:{either(not_yet)}){_content(AGAIN + '经获后')}{SAID}{along}")
    if concept.kind in ("act", "grant"):
        wish, consent, open_ = either(not_yet), either(negation.granted), _content("未不无没否")
        steps.append((f"(?:(?:{wish}){open_}{SAID}|{SAID}{open_}(?:{wish})){open_}(?:{consent})", SAID))
        before.append(f"{SAID}(?:[（(]|：|:)?{_content(AGAIN)}(?:{either(negation.after)})")
    before.append(f"{SAID}[：:]\\s?(?:无|否|没有|不)")
    return [*steps, ("|".join(before), DENIED)]


@cache
def words_of(folder: Path) -> Words:
    """The words below ``folder`` (parameters/) without the rest of it, read once in a process. Raises ParameterError."""
    faults = Faults()
    words = load_words(folder, faults)
    faults.tell()
    return words


def load_words(folder: Path, faults: Faults) -> Words:
    """The words below ``folder`` (parameters/); ``faults`` takes what is wrong in them."""
    denial = folder / "words" / "negation.yaml"
    concepts = faults.entries({*denial.parent.glob("*.yaml")} - {denial}, WordsFile)
    return Words(concepts, faults.load(denial, Negation) if concepts else None)
