"""Synthetic people: households, persons, firms, with numbers that can belong to nobody.

Shape after DOMAIN.md §4.3: median age over 65, 1.7–2.2 persons a household, causes 因病 50 %, 因残 25 %, 缺劳力 15 %.
Every identity number starts with 370799, an area code that was never issued; its check digit is right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from random import Random

from auditlib.errors import AuditError
from synthetic import words

PREFIX = "370799"
AS_OF = dt.date(2019, 12, 31)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_check_digit(first17: str) -> str:
    """An 18-digit identity number from its first 17 digits (GB 11643)."""
    return first17 + _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def uscc(serial: str) -> str:
    """A unified social credit code (GB 32100) of the area that was never issued."""
    body = f"91{PREFIX}MA{serial:0>7}"
    total = sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _USCC[(31 - total % 31) % 31]


def _weighted(rng: Random, often: dict[str, int]) -> str:
    return rng.choices(list(often), list(often.values()))[0]


def age_on(birth: dt.date, day: dt.date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass
class Village:
    county: str
    town: str
    name: str
    code: str | None

    @property
    def columns(self) -> dict:
        """The region columns of every ledger."""
        return {"county_name": self.county, "town_name": self.town, "village_name": self.name, "village_code": self.code}


@dataclass(eq=False)
class Person:
    name: str
    id_no: str
    sex: str
    birth: dt.date
    village: Village
    account: str
    bank: str
    phone: str
    relation: str = "户主"
    household: Household | None = None
    person_no: str | None = None
    identified_on: dt.date | None = None
    health: str = "健康"
    labour: str = "普通劳动力"
    died_on: dt.date | None = None
    #: What the register's clerk wrote of the person instead.
    written: dict = field(default_factory=dict)

    def age(self, day: dt.date = AS_OF) -> int:
        return age_on(self.birth, day)

    @property
    def columns(self) -> dict:
        """What ledgers say of a person: where and who he is, his household, and where he is paid."""
        home = {"hh_no": self.household.hh_no if self.household else None, "person_no": self.person_no, "relation": self.relation}
        account = {"bank_name": self.bank, "account_no": self.account, "account_name": self.name, "phone": self.phone}
        return {**self.village.columns, "name": self.name, "id_no": self.id_no, "sex": self.sex, **home, **account}


@dataclass(eq=False)
class Household:
    hh_no: str
    village: Village
    members: list[Person] = field(default_factory=list)
    attr: str = "一般贫困户"
    exit_status: str = "已脱贫"
    policy: dict[int, str] = field(default_factory=dict)
    first_identified: dt.date = dt.date(2014, 4, 1)
    exit_year: int | None = 2017
    cause: str = "因病"
    income: Decimal = Decimal("6200.00")
    monitored: str | None = None
    snapshots: tuple[int, ...] = (2018, 2019)
    #: What the register's clerk wrote of the household instead.
    written: dict = field(default_factory=dict)

    @property
    def head(self) -> Person:
        return self.members[0]


class People:
    """Makes people of one county; the same seed gives the same people."""

    def __init__(self, rng: Random, index: int, villages: list[Village]):
        self.rng, self.index, self.villages = rng, index, villages
        self._taken: set[str] = set()
        self._serial = 0
        self._households = 0

    def number(self) -> int:
        self._serial += 1
        return self._serial

    def identity(self, birth: dt.date, sex: str) -> str:
        """A number that nobody else of the sixteen units has: each unit draws from its own sequence digits."""
        for tries in count(1):
            sequence = self.index * 60 + self.rng.randrange(30) * 2 + (sex == "男")
            number = with_check_digit(f"{PREFIX}{birth:%Y%m%d}{sequence:03d}")
            if number not in self._taken:
                self._taken.add(number)
                return number
            if not tries % 30:
                birth += dt.timedelta(days=self.rng.choice((-3, -2, -1, 1, 2, 3)))
        raise AssertionError("count() has no end")

    def misread(self, id_no: str) -> str:
        """Another valid number at an edit distance of at most two: one digit of the sequence misread, and the check digit with it.

        It is of this unit's own sequence digits, too, or two units might misread theirs as one.
        """
        for place in (15, 16, 14):
            for digit in "0123456789":
                other = with_check_digit(id_no[:place] + digit + id_no[place + 1 : 17])
                if other not in self._taken and int(other[14:17]) // 60 == self.index:
                    self._taken.add(other)
                    return other
        raise AuditError("demo: no free identity number beside one that is to be misread")

    def reborn(self, person: Person, birth: dt.date) -> Person:
        """The same person born on a given day."""
        person.id_no = self.identity(birth, person.sex)
        person.birth = dt.date(int(person.id_no[6:10]), int(person.id_no[10:12]), int(person.id_no[12:14]))
        return person

    def name(self, sex: str, surname: str | None = None) -> str:
        surname = surname or _weighted(self.rng, words.SURNAMES)
        given = words.GIVEN_MEN if sex == "男" else words.GIVEN_WOMEN
        return surname + "".join(self.rng.sample(given, self.rng.choice((1, 2, 2, 2))))

    def person(
        self, age: int, sex: str | None = None, village: Village | None = None, surname: str | None = None, relation: str = "户主"
    ) -> Person:
        """One person of about that age at the audit date, in no household."""
        sex = sex or self.rng.choice("男女")
        birth = dt.date(AS_OF.year - age, 1, 1) + dt.timedelta(days=self.rng.randrange(1, 355))
        id_no = self.identity(birth, sex)
        birth = dt.date(int(id_no[6:10]), int(id_no[10:12]), int(id_no[12:14]))
        serial = self.number()
        bank = _weighted(self.rng, words.BANKS)
        account = f"62{list(words.BANKS).index(bank) + 1}319{self.index:02d}{self.rng.randrange(100, 1000)}{serial:08d}"
        phone = f"129{self.index:02d}{serial:06d}"
        return Person(self.name(sex, surname), id_no, sex, birth, village or self.rng.choice(self.villages), account, bank, phone, relation)

    def household(self, ages: list[int] | None = None, village: Village | None = None, **changes) -> Household:
        """A registered household. `ages` fixes its members: the head, the spouse, then children and grandchildren."""
        rng, village = self.rng, village or self.rng.choice(self.villages)
        self._households += 1
        household = Household(f"{4100000000 + self.index * 1000000 + self._households * 37 + rng.randrange(30)}", village)
        household.cause = _weighted(rng, words.CAUSES)
        household.attr = rng.choices(("一般贫困户", "低保贫困户", "五保贫困户"), (50, 40, 10))[0]
        household.first_identified = dt.date(rng.choice((2014, 2014, 2014, 2015, 2016)), rng.randrange(2, 12), rng.randrange(1, 28))
        household.exit_year = rng.choice((2016, 2017, 2018, None)) if household.attr == "低保贫困户" else rng.choice((2016, 2017, 2018))
        household.exit_status = "已脱贫" if household.exit_year else "未脱贫"
        status = "脱贫享受政策" if household.exit_year else "未脱贫"
        household.policy = {2018: status, 2019: status}
        household.income = Decimal(rng.randrange(460000, 980000)) / 100
        for field_name, value in changes.items():
            setattr(household, field_name, value)
        for age, relation in self._composition(ages):
            self.join(household, age, relation)
        return household

    def join(self, household: Household, age: int, relation: str) -> Person:
        """A new member of a household."""
        head = household.members[0] if household.members else None
        if head and relation == "配偶":
            sex = "女" if head.sex == "男" else "男"
        else:
            known = {"之女": "女", "之孙女": "女", "之子": "男", "之孙子": "男"}
            sex = known.get(relation) or self.rng.choice("男女" if head else "男男男女")
        surname = head.name[0] if head and relation in ("之子", "之女", "之孙子", "之孙女") else None
        person = self.person(age, sex, household.village, surname, relation)
        person.household = household
        person.person_no = f"{household.hh_no}{len(household.members) + 1:02d}"
        person.identified_on = household.first_identified
        if person.age() >= 60:
            person.health = self.rng.choices(("健康", "长期慢性病", "残疾", "患有大病", "长期慢性病,残疾"), (20, 50, 15, 8, 7))[0]
            person.labour = self.rng.choice(("弱劳动力或半劳动力", "丧失劳动力", "无劳动力"))
        elif person.age() < 16:
            person.labour = "无劳动力"
        household.members.append(person)
        return person

    def _composition(self, ages: list[int] | None) -> list[tuple[int, str]]:
        rng = self.rng
        if ages is not None:
            younger = (("之子", "之女", "之孙子") * 3)[: max(0, len(ages) - 2)]
            return list(zip(ages, ("户主", "配偶", *younger), strict=False))
        size = rng.choices((1, 2, 3, 4), (38, 40, 13, 9))[0]
        if size > 2 and rng.random() < 0.5:  # three generations
            head = rng.randrange(68, 82)
            members = [(head, "户主"), (head - rng.randrange(22, 28), "之子"), (head - rng.randrange(55, 63), "之孙子"), (head - 1, "配偶")]
            return members[:size]
        head = rng.choices((rng.randrange(67, 90), rng.randrange(46, 67)), (82, 18))[0] if size < 3 else rng.randrange(40, 62)
        members = [(head, "户主"), (max(24, head - rng.randrange(-2, 4)), "配偶")]
        young = max(6, min(21, head - rng.randrange(24, 32)))
        children = [(young, rng.choice(("之子", "之女"))), (max(3, young - 4), rng.choice(("之子", "之女")))]
        return [*members, *children][:size]
