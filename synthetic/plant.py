"""Examples planted in a county: the rows that `examples/` marks, told of the county's own people and villages.

A mark in the column `plant` brings somebody to life: `@household 67,65`, `@outsider 44`, `@elder`, `@village`, `@new_village`, or a project
with all that belongs to it: `@project 2018`, `@project 2019 在建`. Whatever other rows of the case name him, or his household, are written too,
and no further ones in the ledgers that the case shows: the case is all there is of him. Numbers, names and accounts become those of the county, a column that is not named takes a lawful value, and what a case says of him in
the register is what he is. `@` alone marks a further row whose lead the key must tell although it is none.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import partial

from auditlib.contracts import Ledger
from auditlib.dated_values import PolicyValue
from auditlib.parameters import Parameters
from auditlib.rules import RULES
from auditlib.rules.examples import Case, read_examples, typed
from synthetic.key import AnswerKey
from synthetic.lawful import write
from synthetic.lawful.chains import CHAIN, grow
from synthetic.lawful.projects import Project, place, plan
from synthetic.lawful.register import newest
from synthetic.people import Household, Person, Village
from synthetic.said import LEASED, PERSON, REGION, SAID, SAID_OF_VALUES, STATUS, UNSAID, WORDS, as_registered
from synthetic.words import FIRM_BUILDERS, PROJECTS, VARIANTS
from synthetic.world import World

#: Firms of an example, and the columns that name them; each is a firm of the county.
FIRM = re.compile("[甲乙丙丁戊己庚辛壬癸](?:公司|合作社)")
FIRMS = ("supplier", "bidder", "payee", "operator", "ent_name", "owner")
REGISTER = ("poor_person", "poor_household")
BESIDE = ("lead", "why", "plant", "matter", "also", "asset_name")
#: Columns that hold a number of another column's kind.
SAME = {"budget_doc_no": "doc_no", "object_no": "project_no", "renewal_of": "loan_no"}
NUMBERS = ("supply_name", "project_name", "assist_hh", "plate", "renewal_of")
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
        self.world, self.key, self.rule_id, self.tables = world, key, rule_id, case.tables
        self.rows = [(table.name, row) for table in self.tables if table.name not in ("as_of", "policy") for row in table.rows]
        self.people: dict[str, Person] = {}
        self.homes: dict[str, Household] = {}
        self.villages: dict[str, Village] = {}
        #: (kind of number, number) of the example → the place where it is or whose it is, and the number in the county.
        self.places: dict[tuple[str, str], Village | Person | Project] = {}
        self.numbers: dict[tuple[str, str], object] = {}
        self.names: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        #: Projects, each with the numbers that are its own in the example.
        self.projects: dict[Project, set[tuple[str, str]]] = {}
        #: Whom the register calls living, whatever befell him.
        self.unmarked: list[Person] = []
        #: Where it stands that a row tells of nobody, and the case is of the county.
        self.county_wide: Village | None = None

    def plant(self) -> None:
        marked = [(ledger, row) for ledger, row in self.rows if row.get("plant", "@") != "@" and row["plant"]]
        for ledger, row in sorted(marked, key=lambda pair: not pair[1]["plant"].startswith("@project")):
            self._make(ledger, row)
        for project, numbers in self.projects.items():
            grow(self.world, project, {table.name for table in self.tables}, partial(self._tell_of, project, numbers))
        for ledger, row in self.rows:
            if ledger in CHAIN:
                continue
            if (who := self._who(ledger, row)) and ledger not in REGISTER and (ledger != "village" or who not in self.world.villages):
                self._tell(row, ledger, self._write(ledger, who, row))
            elif who and ledger in REGISTER:
                self._tell(row, ledger, newest(who if ledger == "poor_person" else who.household))
        for person in self.unmarked:
            person.died_on = None

    def _tell_of(self, project: Project, numbers: set[tuple[str, str]], ledger: str) -> None:
        """The rows of a ledger that tell of a project."""
        for name, row in self.rows:
            known = _id(row) in self.people if _id(row) else True
            if name == ledger and known and numbers & set(self._numbered(name, row)):
                self._tell(row, ledger, self._write(ledger, self._who(ledger, row) or project, row))

    def _contract(self, ledger: str) -> Ledger:
        return self.key.contracts[ledger]

    # --- who ----------------------------------------------------------------------------------------------------------

    def _make(self, ledger: str, row: dict[str, str]) -> None:
        """Bring to life whom a mark names, unless the county does not hand in a ledger that tells of him."""
        kind, *words = row["plant"].split()
        told = [name for name, other in self.rows if name not in REGISTER and self._same(ledger, row, name, other)]
        if not self.world.has(*told) or ("dated" in words and self.world.year_only_snapshots):
            return
        if kind == "@project":
            if self.world.has(*(table.name for table in self.tables)):
                self._project(ledger, row, words)
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
        shown = {table.name for table in self.tables} | {word[1:] for word in words if word[0] == "-"}
        if RULES[self.rule_id].subject != "screening":
            shown -= {"screening_ledger"}  # whoever is screened for one thing is screened for the others too
        for name in shown:
            self.world.special[name] |= {person, person.household}

    def _project(self, ledger: str, row: dict[str, str], words: list[str]) -> None:
        """Plan the project of a row: its year, and where they are said its status and kind; the case's other rows say the rest."""
        year, *words = words
        numbers, before = set(self._numbered(ledger, row)), 0
        while len(numbers) > before:
            before = len(numbers)
            numbers.update(*(own for name, other in self.rows if numbers & (own := set(self._numbered(name, other)))))
        said: dict = {}
        for name, other in self.rows:
            if name in CHAIN and numbers & set(self._numbered(name, other)):
                kinds = self._contract(name).fields()
                for column in SAID.get(name, SAID_OF_VALUES) & set(other):
                    said.setdefault(column, typed(other[column], kinds[column]))
        known = {kind[0]: kind for kind in PROJECTS}
        kind = next((known.get(word, (word, "产业扶贫", "只", "到户类")) for word in words if word not in STATUS), PROJECTS[0])
        status = next((word for word in words if word in STATUS), "完工")
        if (name := row.get("village_name", "")) and name not in self.villages:
            self.villages[name] = place(self.world, int(year), kind)
        leased = any(table.name in LEASED for table in self.tables)
        project = plan(self.world, int(year), status, kind, self.villages.get(name), leased, **said)
        self.projects[project] = numbers
        for number in (*numbers, ("village", name)):
            self.places.setdefault(number, project)
        self.numbers |= {number: project.number for number in numbers if number[0] == "project_no"}
        for table in self.tables:
            self.world.special[table.name].add(project.number)

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
        said = [(name, other) for name, other in self.rows if name in REGISTER and self._same("poor_person", row, name, other)]
        said.sort(key=lambda pair: pair[1].get("snapshot_date", ""))
        ages = ages or [self.world.rng.randrange(*{"@elder": (70, 90), "@adult": (48, 59), "@borrower": (36, 58)}[kind])]
        paid = [other.get("programme", "") for name, other in self.rows if name == "benefit_payment" and self._same(name, row, name, other)]
        # whom the case pays 低保 or 特困供养 the county's own lists grant neither: they would exclude each other
        granted = {"attr": "一般贫困户"} if any(word in programme for programme in paid for word in ("低保", "特困")) else {}
        household = self.world.household(ages, **granted | as_registered([other for _, other in said]) | changes)
        person = household.members[-1] if kind == "@child" else household.head
        for name, other in said:
            self._describe(person, name, other)
        return person

    def _single(self, hh_no: str) -> bool:
        """Whether the number is one household's: examples give many people one number where it does not matter."""
        registered = ("@household", "@elder", "@adult", "@borrower", "@child")
        marked = [row for _, row in self.rows if row.get("hh_no") == hh_no and row.get("plant", "@").startswith(registered)]
        return bool(hh_no) and len(marked) == 1

    def _members(self, row: dict[str, str], person: Person) -> None:
        """The others of his household whom the case names are its other members."""
        others = [member for member in person.household.members if member is not person] if self._single(row.get("hh_no", "")) else []
        for ledger, other in self.rows:
            if others and other.get("hh_no") == row["hh_no"] and _id(other) not in ("", *self.people):
                self._bind(ledger, other, others.pop(0))
                for name, told in self.rows:
                    if name == "poor_person" and _id(told) == _id(other):
                        self._describe(self.people[_id(other)], name, told)

    def _describe(self, person: Person, ledger: str, row: dict[str, str]) -> None:
        """What the register says of a person, and what stands there empty in the very row of which something is said."""
        kinds = self._contract(ledger).fields()
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

    def _is_number(self, ledger: str, column: str, text: str) -> bool:
        """Whether a cell holds a number, or a name that stands for one; 未办理 is none."""
        known = self.key.contracts[ledger].columns.get(column) if ledger in self.key.contracts else None
        apart = column.endswith("_no") and column not in ("id_no", "hh_no", "person_no", "line_no")
        numbered = text and (column in NUMBERS or apart and re.search("[0-9A-Za-z]", text))
        return bool(known and numbered) and known.type not in ("account", "identity")

    def _numbered(self, ledger: str, row: dict[str, str]) -> list[tuple[str, str]]:
        brackets = str.maketrans("[]", "〔〕")
        return [(SAME.get(c, c), row[c].translate(brackets)) for c in row if self._is_number(ledger, c, row[c])]

    def _who(self, ledger: str, row: dict[str, str]) -> Person | Village | Project | None:
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
        return found[0] if found else self.places.get(("village", row.get("village_name", "")), self.county_wide)

    def _misread(self, id_no: str) -> Person | None:
        """A number that differs from somebody's in a digit or two is his, misread."""
        numbers = (text for text in self.people if len(text) == len(id_no) == 18)
        near = (text for text in numbers if sum(a != b for a, b in zip(text, id_no, strict=True)) <= 2)
        return self.people.get(next(near, ""))

    # --- what ---------------------------------------------------------------------------------------------------------

    def _write(self, ledger: str, who: Person | Village | Project, row: dict[str, str]) -> dict:
        kinds = self._contract(ledger).fields()
        numbers = dict(zip((c for c in row if self._is_number(ledger, c, row[c])), self._numbered(ledger, row), strict=True))
        given: dict = {c: self.numbers[number] for c, number in numbers.items() if number in self.numbers}
        if isinstance(who, Project) and row.get("village_name"):
            given |= self._village(row, new=False).columns
        for column, text in row.items():
            if column in BESIDE or column in REGION or column not in self._contract(ledger).columns:
                continue
            if column in numbers and not (isinstance(who, Project) and ledger not in CHAIN and numbers[column] not in self.numbers):
                continue
            if isinstance(who, Project) and not text and column in ("hh_no", "id_no", "name"):
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
        written = write(self.world, ledger, who, **given)
        for column, number in numbers.items():
            self.numbers.setdefault(number, written[column])
            self.places.setdefault(number, who)
            for table in self.tables:
                self.world.special[table.name].add(written[column])
        return written

    def _here(self, kind: str, column: str, text: str, who: Person | Village | Project) -> str:
        """A text of the example as this county writes it: its own schools and offices, the people's own names and numbers."""
        if column in BODIES and text:
            return self.bodies.setdefault(text, f"{self.world.short}{text}{self.world.number('body')}")
        for firm in FIRM.findall(text) if column in FIRMS else ():
            if firm not in self.names:
                self.names[firm] = self.world.firm(("果蔬专业合作社",) if firm.endswith("合作社") else FIRM_BUILDERS)["name"]
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
        village = who if isinstance(who, Village) else who.village
        text = text.replace("甲镇", village.town).replace("甲村", village.name)
        for said, meant in (*self.world.here.items(), *self.names.items()):
            if said and said in text:
                text = text.replace(said, meant)
        return text

    def _tell(self, row: dict[str, str], ledger: str, written) -> None:
        """What the key says of a row: its leads, and of a marked row without one that it is lawful."""
        note = row.get("why", "")
        for also in filter(None, (part.strip() for part in row.get("also", "").split(";"))):
            rule_id, amount, *severity = also.split()
            self.key.breach(rule_id, ledger, written, None if amount == "-" else Decimal(amount), note, "".join(severity))
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


def _id(row: dict[str, str]) -> str:
    """The number of the person whom a row tells of."""
    return row.get("id_no") or row.get("borrower_id") or ""
