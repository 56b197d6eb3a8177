"""One synthetic county: its people, and its ledgers as typed rows before anybody has put them into files.

The lawful part is built first and is exactly consistent; planters then add their cases with people, projects and loans
of their own, so that no case touches another.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cache
from random import Random

from auditlib.contracts import load_ledgers
from auditlib.dated_values import Programme
from auditlib.errors import ParameterError
from auditlib.parameters import County, Parameters
from synthetic import words
from synthetic.people import AS_OF, Household, People, Person, Village, uscc

#: Share of a full county's size by kind of unit.
SIZES = {"kuiwen": 0.4, "gaoxin": 0.4, "jingji": 0.4, "binhai": 0.45, "xiashan": 0.5, "weicheng": 0.5, "fangzi": 0.6, "hanting": 0.6}
FEN = Decimal("0.01")

_contracts = cache(load_ledgers)


def yuan(value: Decimal | int | str) -> Decimal:
    return Decimal(value).quantize(FEN)


class World:
    """Typed rows of one county by ledger (`tables`), and the means to add lawful ones.

    `missing` names ledgers that this county does not hand in: nothing is planted that needs them.
    """

    def __init__(self, county: County, index: int, parameters: Parameters, scale: float, seed: int, missing: frozenset[str] = frozenset()):
        self.county, self.index, self.parameters, self.missing = county, index, parameters, missing
        self.contracts = _contracts(parameters.folder / "ledgers")
        self.rng = Random(seed + index)
        self.programmes = {programme.code: programme for programme in parameters.programmes_of(county)}
        self.size = SIZES.get(county.id, 1.0) * scale
        self.tables: dict[str, list[dict]] = defaultdict(list)
        self.villages = self._villages()
        self.people = People(self.rng, index, self.villages)
        self.households: list[Household] = []
        self.free: list[Household] = []
        self.outsiders: list[Person] = []
        #: By kind of data, persons and households whose rows a planter wrote itself: `lawful.after` leaves them alone.
        self.special: dict[str, set] = defaultdict(set)
        #: Loans of which only the bank's list is written yet: `lawful.after` writes what followed.
        self.loans: list = []
        #: Number of a project or of an asset → the project.
        self.projects: dict = {}
        self.firms: dict[str, dict] = {}
        self.forms: dict = {}
        self._numbers: dict[str, int] = defaultdict(int)

    def add(self, ledger: str, **row) -> dict:
        """A row of a ledger, kept unless the county does not hand this ledger in."""
        if ledger not in self.missing:
            self.tables[ledger].append(row)
        return row

    def has(self, *ledgers: str) -> bool:
        return not self.missing.intersection(ledgers)

    def number(self, kind: str) -> int:
        """A running number of its own for each kind of thing."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    def numbered(self, kind: str) -> int:
        """How many of a kind have a number so far."""
        return self._numbers[kind]

    def times(self, what: str) -> int:
        """How often a case is planted: larger counties have every other one twice."""
        return 2 if self.size > 0.7 and (sum(map(ord, what)) + self.index) % 2 else 1

    def programme(self, code: str) -> Programme:
        """A programme of the county's list. Raises ParameterError when an auditor has taken it out: the demo pays it."""
        if code not in self.programmes:
            raise ParameterError(
                f"programme {code} is missing", "parameters/programmes.yaml", None, "the demo pays it: keep it for `auditlib demo`"
            )
        return self.programmes[code]

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.rng.randrange((last - first).days + 1))

    def household(self, ages: list[int] | None = None, **changes) -> Household:
        """A further registered household."""
        household = self.people.household(ages, **changes)
        self.households.append(household)
        return household

    def outsider(self, age: int, **changes) -> Person:
        """Somebody who is in no register household."""
        person = self.people.person(age, **changes)
        self.outsiders.append(person)
        return person

    def settle(self, count: int) -> None:
        """The county's ordinary households: `free`, for no planter to touch."""
        for _ in range(count):
            self.household()
        self.free = list(self.households)

    def firm(self, tails: tuple[str, ...]) -> dict:
        """A firm: name, number, account; the name stands once in the county."""
        serial = self.number("firm")
        rank, head = divmod(serial, len(words.FIRM_HEADS))
        again, after = divmod(rank, len(words.VILLAGE_HEADS))
        name = f"{self.short}{words.FIRM_HEADS[head]}{(words.VILLAGE_HEADS[after] if rank else '') * (1 + again)}{self.rng.choice(tails)}"
        self.firms[name] = {"name": name, "uscc": uscc(f"{self.index:02d}{serial:05d}"), "account": f"9070{self.index:02d}{serial:010d}"}
        return self.firms[name]

    @property
    def here(self) -> dict[str, str]:
        """What examples call the county's own places and accounts → their names."""
        county, fund = self.county.name, f"1607{self.index:02d}88000"
        schools = {"甲高中": f"{county}第一中学", "甲职专": f"{county}职业中等专业学校"}
        return {"甲县": county, **schools, "县医院": f"{self.short}人民医院", "补偿金一户": f"{fund}1", "补偿金二户": f"{fund}2"}

    def new_village(self) -> Village:
        """A village that no list of the county knows."""
        near, serial = self.rng.choice(self.villages), self.number("new village")
        name = f"{near.name.removesuffix('社区').removesuffix('村')}{words.VILLAGE_HEADS[serial % 10]}{'岭坡沟湾'[serial // 10 % 4]}"
        code = f"{near.code[:9]}{300 + serial}" if near.code else None
        return Village(near.county, near.town, name + "村", code)

    @property
    def programme_names(self) -> set[str]:
        return {programme.name for programme in self.programmes.values()}

    @property
    def year_only_snapshots(self) -> bool:
        """The county's register names only the year of a snapshot: its first day is meant."""
        return self.index % 6 == 5

    @property
    def short(self) -> str:
        """The county's name without what kind of unit it is: 临朐县 → 临朐."""
        name = self.county.name
        return name[:-1] if name[-1] in "县市区" and len(name) < 5 else name.replace("潍坊", "")[:2]

    def _villages(self) -> list[Village]:
        towns = list(self.county.townships.items()) or [(None, "双杨街道"), (None, "北城街道")]
        names = [
            head + surname + tail
            for tail in words.VILLAGE_TAILS
            for surname in words.VILLAGE_NAMES
            for head in ("", *words.VILLAGE_HEADS[:3])
        ]
        self.rng.shuffle(names)
        ending = "社区" if self.county.id == "zhucheng" else "村"
        villages = []
        for code, town in towns[:9]:
            for place in range(self.rng.randint(3, 5)):
                village = f"{code}{200 + place}" if code else None
                villages.append(Village(self.county.name, town, names.pop() + ending, village))
        return villages


def alive(person: Person, day: dt.date = AS_OF) -> bool:
    return person.died_on is None or person.died_on > day
