"""The gates that stand open in this process, as one; and cells of tables masked by what their column holds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from auditlib.contracts import Ledger, load_ledgers
from auditlib.parameters import home
from auditlib.privacy.gate import Found, Gate, Known, squeezed
from auditlib.privacy.masks import MASKS, body, person, pieces, scrub
from auditlib.rules.catalogue import FACTS

#: A column of which no contract tells anything: a cell that is a known name from end to end is one.
UNTOLD = "untold"
#: Between the cells of a column that are masked at once; no file as received holds it.
CELLS = "\n\x1e\n"


class Gates:
    """Several gates: what one of them knows is masked."""

    def __init__(self, gates: Iterable[Gate] = (), contracts: Mapping[str, Ledger] | None = None):
        self.gates = list(gates)
        if contracts is not None:
            self.kinds = kinds_of(contracts)

    @cached_property
    def kinds(self) -> dict[str, str | None]:
        """Column → what it holds, in whatever ledger it stands; by the shipped contracts until a county is opened."""
        return kinds_of(load_ledgers(home() / "parameters" / "ledgers"))

    def open(self, gate: Gate, contracts: Mapping[str, Ledger]) -> None:
        """Let nothing of this county pass from now on."""
        if gate not in self.gates:
            self.gates.append(gate)
        self.kinds = kinds_of(contracts)

    def found(self, text: str) -> list[Found]:
        return [find for gate in self.gates or [NOBODY] for find in gate.found(text)]

    def mask(self, text: str) -> str:
        """The text with every name and number of the counties masked; a number with a right check digit is one, whoever has it."""
        for gate in self.gates or [NOBODY]:
            text = gate.mask(text)
        return text

    def words(self, text: str) -> str:
        """Free text masked: also what only looks like a number of a person."""
        return scrub(self.mask(text))

    def kind(self, column: str) -> str | None:
        return self.kinds.get(column, UNTOLD)

    def cell(self, value: object, kind: str | None) -> object:
        """One value as a page may show it; see :meth:`column`."""
        return self.column([value], kind)[0]

    def column(self, values: Sequence[object], kind: str | None) -> list[object]:
        """The values of a column as a page may show them; empty ones and truths stay, numbers and dates where it holds nothing of persons.

        kind, as the contract says: name, identity, account, phone, birth, party, body, place, words, facts (of a lead), None or UNTOLD.
        """
        if kind in ("name", "identity", "phone", "birth", "account", "party", "facts"):
            known: dict[object, object] = {}
            return [known[v] if v in known else known.setdefault(v, self._one(v, kind)) if _held(v) else v for v in map(_hashable, values)]
        places = [place for place, value in enumerate(values) if isinstance(value, str) and value]
        shown = list(values)
        if places:
            texts = self.mask(CELLS.join(values[place].replace("\x1e", " ") for place in places)).split(CELLS)
            for place, text in zip(places, texts, strict=True):
                shown[place] = scrub(text) if kind == "words" else self._whole(text) if kind == UNTOLD else text
        return shown

    def facts(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts of a lead, masked key by key (policy values cited stay as they are)."""
        return {key: value if key == "policy" else self._deep(value, self.kind(key)) for key, value in facts.items()}

    def deep(self, value: object) -> object:
        """Every text in lists and dicts masked, keys and numbers too."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value if (shown := self.mask(str(value))) == str(value) else shown
        if isinstance(value, Mapping):
            return {self.deep(key): self.deep(item) for key, item in value.items()}
        return [self.deep(item) for item in value] if isinstance(value, (list, tuple)) else value

    def _deep(self, value: object, kind: str | None) -> object:
        if isinstance(value, Mapping):
            return self.facts(value)
        return [self._deep(item, kind) for item in value] if isinstance(value, (list, tuple)) else self.cell(value, kind)

    def _one(self, value: object, kind: str) -> str:
        text = str(value).strip()
        if kind == "facts":
            return json.dumps(self.facts(json.loads(text)), ensure_ascii=False, default=str)
        if kind == "account" and not any(c.isdigit() for c in text):
            kind = "party"  # 村集体账户; also whose account it is
        return self._party(text) if kind == "party" else MASKS[kind](text)

    def _party(self, text: str) -> str:
        """甲乙、丙丁 → 甲*、丙*; a firm, an office, a village stay."""
        if self._is_name(text):
            return MASKS["name"](text)
        parts = pieces(text)
        parts[::2] = map(self._one_party, parts[::2])
        return "".join(parts)

    def _one_party(self, text: str) -> str:
        who = person(text) if not (body(text) or self._is_public(text)) else ""
        if not who and self._is_name(text):
            who = text
        return MASKS["name"](who) + self.words(text[len(who) :]) if who else self.words(text)

    def _whole(self, text: str) -> str:
        parts = pieces(text)
        parts[::2] = [MASKS["name"](part) if self._is_name(part) else part for part in parts[::2]]
        return "".join(parts)

    def _is_name(self, text: str) -> bool:
        flat = squeezed(text)
        return any(flat in gate.known.names for gate in self.gates) and not self._is_public(text)

    def _is_public(self, text: str) -> bool:
        flat = squeezed(text)
        return any(flat in gate.known.public for gate in self.gates)


#: Knows no county: what everybody can tell of a number remains.
NOBODY = Gate(Known())


def kinds_of(contracts: Mapping[str, Ledger]) -> dict[str, str | None]:
    """Column → what it holds in any of the ledgers, the most personal first: a table joined from several tells no more of which it is."""
    order = ("identity", "account", "phone", "birth", "name", "party", "words", "body", "place", None)
    kinds: dict[str, str | None] = {}
    for name, kind in chain.from_iterable(contract.kinds.items() for contract in contracts.values()):
        kinds[name] = min(kinds.get(name, kind), kind, key=order.index)
    return FACTS | kinds


def _held(value: object) -> bool:
    return not (value is None or value != value or value == "" or isinstance(value, bool))


def _hashable(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


#: Of this process: notebooks open a county's when they open the county.
OPEN = Gates()
