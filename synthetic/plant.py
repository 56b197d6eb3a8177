"""Examples planted in a county: the rows that `examples/` marks, told of the county's own people and villages.

A mark in the column `plant` brings somebody to life: `@household 67,65`, `@outsider 44`, `@elder`, `@village`, `@new_village`. Whatever other
rows of the case name him, or his household, are written too, and no further ones in the ledgers that the case shows: the case is all there is
of him. Numbers, names and accounts become those of the county, a column that is not named takes a lawful value, and what a case says of him in
the register is what he is. `@` alone marks a further row whose lead the key must tell although it is none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from auditlib.contracts import Ledger
from auditlib.dated_values import PolicyValue
from auditlib.parameters import Parameters
from auditlib.rules import RULES
from auditlib.rules.examples import Case, read_examples, typed
from synthetic.key import AnswerKey
from synthetic.lawful import WRITERS
from synthetic.lawful.register import newest
from synthetic.people import Household, Person, Village
from synthetic.words import VARIANTS
from synthetic.world import World

#: Words of a mark beside the ages → how the household is made.
WORDS = {
    "五保": {"attr": "五保贫困户"},
    "低保": {"attr": "低保贫困户"},
    "一般": {"attr": "一般贫困户"},
    "2018": {"snapshots": (2018,)},
    "2014": {"first_identified": dt.date(2014, 3, 1)},
}
REGISTER = ("poor_person", "poor_household")
BESIDE = ("lead", "why", "plant", "matter")
REGION = ("county_name", "town_name", "village_name", "village_code", "villages", "natural_village")
#: Columns that hold a number of another column's kind.
SAME = {"budget_doc_no": "doc_no", "object_no": "project_no", "renewal_of": "loan_no"}
NUMBERS = ("supply_name", "project_name", "asset_name", "assist_hh", "plate", "renewal_of")
#: Offices and shops, each with those of the county that are meant.
BODIES = ("buyer", "resp_unit")


def plant(world: World, key: AnswerKey) -> None:
    """Plant every marked example that the county's ledgers can hold; larger counties have those of some rules twice."""
    policy = world.parameters.policy_of(world.county)
    for rule_id, cases in read_examples().items():
        marked = [case for case in cases if _marked(case) and _filled(case, policy)]
        if marked and world.has(*RULES[rule_id].ledgers):
            for time in range(world.times(rule_id) if RULES[rule_id].scope == "county" else 1):
                for case in marked:
                    if not time or "@county" not in case.text:  # the county itself there is only once
                        _Planting(world, key, rule_id, case).plant()


def unfilled_rules(parameters: Parameters) -> set[str]:
    """Rules whose marked examples all wait for a policy value that nobody has entered."""
    marked = {rule_id: [case for case in cases if _marked(case)] for rule_id, cases in read_examples().items()}
    return {rule_id for rule_id, cases in marked.items() if cases and not any(_filled(case, parameters.policy) for case in cases)}


def _marked(case: Case) -> bool:
    return any("plant" in table.columns for table in case.tables)


def _filled(case: Case, policy: dict[str, PolicyValue]) -> bool:
    """Whether the values that the case sets are entered at all: without them its rule cannot run."""
    ids = [row["id"] for table in case.tables if table.name == "policy" for row in table.rows]
    return all(any(dated.value is not None for dated in policy[id].values) for id in ids)


class _Planting:
    """One case: who stands for whom."""

    def __init__(self, world: World, key: AnswerKey, rule_id: str, case: Case):
        self.world, self.key, self.rule_id, self.case = world, key, rule_id, case
        self.people: dict[str, Person] = {}
        self.homes: dict[str, Household] = {}
        self.villages: dict[str, Village] = {}
        #: (kind of number, number) of the example → the place where it is or whose it is, and the number in the county.
        self.places: dict[tuple[str, str], Village | Person] = {}
        self.numbers: dict[tuple[str, str], object] = {}
        self.names: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        #: Whom the register calls living, whatever befell him.
        self.unmarked: list[Person] = []
        #: Where it stands that a row tells of nobody, and the case is of the county.
        self.county_wide: Village | None = None

    def plant(self) -> None:
        for ledger, row in self._rows():
            if row.get("plant", "").startswith("@") and row["plant"] != "@":
                self._make(ledger, row)
        for ledger, row in self._rows():
            if (who := self._who(ledger, row)) and ledger not in REGISTER and (ledger != "village" or who not in self.world.villages):
                self._tell(row, ledger, self._write(ledger, who, row))
            elif who and ledger in REGISTER:
                self._tell(row, ledger, newest(who if ledger == "poor_person" else who.household))
        for person in self.unmarked:
            person.died_on = None

    def _rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        for table in self.case.tables:
            for row in table.rows if table.name not in ("as_of", "policy") else ():
                yield table.name, row

    def _contract(self, ledger: str) -> Ledger:
        return self.key.contracts[ledger]

    # --- who ----------------------------------------------------------------------------------------------------------

    def _make(self, ledger: str, row: dict[str, str]) -> None:
        """Bring to life whom a mark names, unless the county does not hand in a ledger that tells of him."""
        kind, *words = row["plant"].split()
        told = [name for name, other in self._rows() if name not in REGISTER and self._same(ledger, row, name, other)]
        if not self.world.has(*told) or ("dated" in words and self.world.year_only_snapshots):
            return
        if kind == "@county":
            self.county_wide = self._village(row, new=False)
            return
        if kind in ("@village", "@new_village"):
            for number in self._numbered(ledger, row):
                self.places.setdefault(number, self._village(row, new=kind == "@new_village"))
            return
        ages = [int(age) for word in words if word[0].isdigit() and word not in WORDS for age in word.split(",")]
        changes = {name: value for word in words for name, value in WORDS.get(word, {}).items()}
        if "new_village" in words or row.get("village_name"):
            changes["village"] = self._village(row, new="new_village" in words)
        person = self._person(kind, ages, row, changes)
        if re.fullmatch(r"\d{17}[\dX]", _id(row)):
            self.world.people.reborn(person, dt.date(int(_id(row)[6:10]), int(_id(row)[10:12]), int(_id(row)[12:14])))
        if (surname := row.get("name", "")[:1]) in VARIANTS:
            person.name = surname + person.name[1:]
        self._bind(ledger, row, person)
        if person.household:
            self._members(row, person)
        shown = {table.name for table in self.case.tables} | {word[1:] for word in words if word[0] == "-"}
        if RULES[self.rule_id].subject != "screening":
            shown -= {"screening_ledger"}  # whoever is screened for one thing is screened for the others too
        for name in shown:
            self.world.special[name] |= {person, person.household}

    def _bind(self, ledger: str, row: dict[str, str], person: Person) -> None:
        self.people[_id(row) or row.get("hh_no") or self._numbered(ledger, row)[0][1]] = person
        for number in self._numbered(ledger, row):
            self.places.setdefault(number, person)
        name = row.get("name") or row.get("borrower_name") or ""
        self.names.setdefault(name, person.name)
        if name[:1] in VARIANTS:
            self.names[VARIANTS[name[0]] + name[1:]] = VARIANTS[name[0]] + person.name[1:]
        if person.household and self._single(row.get("hh_no", "")):
            self.homes.setdefault(row["hh_no"], person.household)

    def _person(self, kind: str, ages: list[int], row: dict[str, str], changes: dict) -> Person:
        if kind == "@outsider":
            return self.world.outsider(*ages, **changes)
        said = [(name, other) for name, other in self._rows() if name in REGISTER and self._same("poor_person", row, name, other)]
        said.sort(key=lambda pair: pair[1].get("snapshot_date", ""))
        ages = ages or [self.world.rng.randrange(*{"@elder": (70, 90), "@adult": (48, 59), "@borrower": (36, 58)}[kind])]
        household = self.world.household(ages, **_household([other for _, other in said]) | changes)
        person = household.members[-1] if kind == "@child" else household.head
        for name, other in said:
            self._describe(person, name, other)
        return person

    def _single(self, hh_no: str) -> bool:
        """Whether the number is one household's: examples give many people one number where it does not matter."""
        registered = ("@household", "@elder", "@adult", "@borrower", "@child")
        marked = [row for _, row in self._rows() if row.get("hh_no") == hh_no and row.get("plant", "@").startswith(registered)]
        return bool(hh_no) and len(marked) == 1

    def _members(self, row: dict[str, str], person: Person) -> None:
        """The others of his household whom the case names are its other members."""
        others = [member for member in person.household.members if member is not person] if self._single(row.get("hh_no", "")) else []
        for ledger, other in self._rows():
            if others and other.get("hh_no") == row["hh_no"] and _id(other) not in ("", *self.people):
                self._bind(ledger, other, others.pop(0))
                for name, told in self._rows():
                    if name == "poor_person" and _id(told) == _id(other):
                        self._describe(self.people[_id(other)], name, told)

    def _describe(self, person: Person, ledger: str, row: dict[str, str]) -> None:
        """What the register says of a person, and what stands there empty in the very row of which something is said."""
        kinds = {field.name: field.type for field in self._contract(ledger).schema()}
        said = {column: typed(text, kinds[column]) for column, text in row.items() if column in kinds and (text or row.get("plant"))}
        if said.get("birth_date"):
            self.world.people.reborn(person, said["birth_date"])
        for column, word in PERSON.items():
            if said.get(column):
                setattr(person, word, said[column])
        written = {column: value for column, value in said.items() if column not in UNSAID}
        (person if ledger == "poor_person" else person.household).written.update(written)
        if RULES[self.rule_id].subject == "screening" and row.get("alive", "否") != "否":
            self.unmarked.append(person)

    def _village(self, row: dict[str, str], new: bool) -> Village:
        name = row.get("village_name") or row.get("villages") or str(len(self.villages))
        if name not in self.villages:
            self.villages[name] = self.world.new_village() if new else self.world.rng.choice(self.world.villages)
        return self.villages[name]

    def _same(self, ledger: str, row: dict[str, str], name: str, other: dict[str, str]) -> bool:
        """Whether another row tells of the one whom this row tells of."""
        if _id(row) and ("id_no" in other or "borrower_id" in other):
            return _id(other) == _id(row)
        if row.get("hh_no") and other.get("hh_no"):
            return other["hh_no"] == row["hh_no"]
        return bool(set(self._numbered(ledger, row)) & set(self._numbered(name, other)))

    def _is_number(self, ledger: str, column: str) -> bool:
        known = self.key.contracts[ledger].columns.get(column) if ledger in self.key.contracts else None
        numbered = column in NUMBERS or column.endswith("_no") and column not in ("id_no", "hh_no", "person_no", "line_no")
        return bool(known) and numbered and known.type not in ("account", "identity")

    def _numbered(self, ledger: str, row: dict[str, str]) -> list[tuple[str, str]]:
        brackets = str.maketrans("[]", "〔〕")
        return [(SAME.get(c, c), row[c].translate(brackets)) for c in row if row[c] and self._is_number(ledger, c)]

    def _who(self, ledger: str, row: dict[str, str]) -> Person | Village | None:
        """Whom a row tells of, if he is planted."""
        if ledger == "village":
            return self.villages.get(row.get("village_name", ""))
        if _id(row):
            return self.people.get(_id(row)) or self._misread(_id(row))
        if "id_no" in row and row.get("name") in self.names:
            return next(person for person in self.people.values() if person.name == self.names[row["name"]])
        if home := self.homes.get(row.get("hh_no", "")):
            return home.head
        found = [self.places[number] for number in self._numbered(ledger, row) if number in self.places]
        return found[0] if found else self.county_wide

    def _misread(self, id_no: str) -> Person | None:
        """A number that differs from somebody's in a digit or two is his, misread."""
        numbers = (text for text in self.people if len(text) == len(id_no) == 18)
        near = (text for text in numbers if sum(a != b for a, b in zip(text, id_no, strict=True)) <= 2)
        return self.people.get(next(near, ""))

    # --- what ---------------------------------------------------------------------------------------------------------

    def _write(self, ledger: str, who: Person | Village, row: dict[str, str]) -> dict:
        kinds = {field.name: field.type for field in self._contract(ledger).schema()}
        numbers = dict(zip((c for c in row if row[c] and self._is_number(ledger, c)), self._numbered(ledger, row), strict=True))
        given: dict = {c: self.numbers[number] for c, number in numbers.items() if number in self.numbers}
        for column, text in row.items():
            if column in BESIDE or column in REGION or column in numbers or column not in self._contract(ledger).columns:
                continue
            if column == "hh_no":
                if not text and ledger == "micro_loan":
                    given[column] = None
                elif text in self.homes and isinstance(who, Person) and not who.household:
                    given[column] = self.homes[text].hh_no
                continue
            if column in ("id_no", "borrower_id"):
                if text not in self.people:
                    given[column] = self.world.people.misread(who.id_no) if text else None
                    if text and "account_no" in kinds:
                        given["account_no"] = f"6224{self.world.index:02d}{self.world.number('account'):013d}"
            elif column in ("name", "borrower_name") and isinstance(who, Person):
                if text and self.names.get(text) != who.name:
                    given[column] = self.names.get(text, text)
            else:
                given[column] = typed(self._here(self._contract(ledger).columns[column].type, column, text, who), kinds[column])
        written = WRITERS[ledger](self.world, who, **given)
        for column, number in numbers.items():
            self.numbers.setdefault(number, written[column])
            self.places.setdefault(number, who)
            for table in self.case.tables:
                self.world.special[table.name].add(written[column])
        return written

    def _here(self, kind: str, column: str, text: str, who: Person | Village) -> str:
        """A text of the example as this county writes it: its own schools and offices, the people's own names and numbers."""
        if column in BODIES and text:
            return self.bodies.setdefault(text, f"{self.world.short}{text}{self.world.number('body')}")
        if text in self.world.here:
            return self.world.here[text]
        if kind == "account" and text:
            run = text[:-4] if len(text) > 4 else text
            serial = self.bodies.setdefault(run, f"9{self.world.index:02d}{self.world.number('account'):07d}")
            return serial + text[len(run) :].rjust(4, "0")
        if kind == "identity" and text and text not in self.people:
            self.people[text] = self.world.outsider(50)
        if text in self.people:
            return self.people[text].id_no
        if isinstance(who, Village):
            text = text.replace("甲镇", who.town).replace("甲村", who.name)
        for said, meant in (*self.world.here.items(), *self.names.items()):
            if said and said in text:
                text = text.replace(said, meant)
        return text

    def _tell(self, row: dict[str, str], ledger: str, written) -> None:
        """What the key says of a row: its leads, and of a marked row without one that it is lawful."""
        note = row.get("why", "")
        for lead in dict.fromkeys(part.strip() for part in row.get("lead", "").split(";")):
            amount, _, severity = lead.partition(" ")
            if lead.startswith("x_"):
                self.key.look_alike(self.rule_id, ledger, written, lead, note)
            elif not lead:
                if row.get("plant") and "lead" in row:
                    self.key.look_alike(self.rule_id, ledger, written, "lawful", note)
            elif amount == "0" and severity:
                exception = next(x for x, to in RULES[self.rule_id].downgrades.items() if to == severity)
                self.key.downgraded(self.rule_id, ledger, written, exception, severity, note)
            else:
                self.key.breach(self.rule_id, ledger, written, None if amount == "-" else Decimal(amount), note, severity)


#: What the register says of a household → the world's word for it; of a person likewise.
HOUSEHOLD = {"household_attr": "attr", "exit_year": "exit_year", "exit_status": "exit_status", "monitored_type": "monitored"}
PERSON = {"health": "health", "labour": "labour"}
#: What goes without saying, or is said by the household.
UNSAID = {
    "snapshot_date",
    "hh_no",
    "person_no",
    "name",
    "id_no",
    "policy_status",
    "identified_on",
    "first_identified",
    "alive",
    "birth_date",
    *REGION,
    *HOUSEHOLD,
    *PERSON,
}


def _id(row: dict[str, str]) -> str:
    """The number of the person whom a row tells of."""
    return row.get("id_no") or row.get("borrower_id") or ""


def _household(said: list[dict[str, str]]) -> dict:
    """How a household must be made for the register to say this of it."""
    changes: dict = {}
    for row in said:
        changes |= {word: int(row[column]) if word == "exit_year" else row[column] for column, word in HOUSEHOLD.items() if row.get(column)}
        if on := row.get("first_identified") or row.get("identified_on"):
            changes["first_identified"] = dt.date.fromisoformat(on)
        if status := row.get("policy_status"):
            year = int(row.get("snapshot_date", "2019")[:4])
            changes["policy"] = {2018: status, 2019: status} | {y: s for y, s in changes.get("policy", {}).items() if y < year}
            usual = {"脱贫不享受政策": 2016, "脱贫享受政策": 2017}.get(status)
            changes = {"exit_year": usual, "exit_status": "已脱贫" if usual else "未脱贫"} | changes
    if (on := changes.get("first_identified")) and on.year == 2019:
        changes |= {"snapshots": (2019,), "policy": {2018: None, 2019: "未脱贫"}, "exit_year": None, "exit_status": "未脱贫"}
    return changes
