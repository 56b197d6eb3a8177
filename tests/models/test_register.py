"""What the register says of a person or household in a span: each kind of time, each of the three ledgers missing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from auditlib.models.register import Register
from tests.models.tables import check

GIVEN = {
    "id": pa.string(),
    "name": pa.string(),
    "village": pa.string(),
    "hh": pa.string(),
    "acc": pa.string(),
    "from": pa.date32(),
    "to": pa.date32(),
}

#: A day of a year with a snapshot, before the first, in a gap, after the last.
TIME = """
poor_person
snapshot_date | id_no | hh_no | name | identified_on
2016-12-31    | P1    | H1    | 甲   | 2014-04-01
2017-12-31    | P1    | H1    | 甲   | 2014-04-01
2019-12-31    | P1    | H1    | 甲   | 2014-04-01
2016-12-31    | P2    | H2    | 乙   |
2019-12-31    | P3    | H3    | 丙   | 2018-06-01
2019-12-31    | P4    | H4    | 丁   |
2017-12-31    | P5    | H5    | 戊   | 2017-03-01
2016-12-31    | P7    | H7    | 庚   | 2015-01-01
2019-12-31    | P7    | H7    | 庚   | 2015-01-01

asked
row                                            | id | from       | to         | own_seen | own_listed | own_since  | own_first_seen | own_snapshot
in the list of the year                        | P1 | 2017-03-01 |            | 是       | 是         | 2014-04-01 | ?              | 2017-12-31
gap year: the nearest earlier list             | P1 | 2018-03-01 |            | 是       | 是         |            |                | 2017-12-31
before the first list, identified              | P1 | 2015-03-01 |            | 是       | 是         |            |                | ?
before the first list and before identification | P1 | 2013-03-01 |           | 是       | 否         |            |                | ?
after the last list                            | P1 | 2021-03-01 |            | 是       | 是         |            |                | 2019-12-31
no list of the time, no day told               | P2 | 2015-03-01 |            | 是       | ?          | ?          | ?              | ?
left after 2016                                | P2 | 2017-03-01 |            | 是       | 否         |            |                |
left after 2016, asked in the gap              | P2 | 2018-03-01 |            | 是       | 否         |            |                | 2017-12-31
one of two years                               | P2 | 2016-03-01 | 2017-03-01 | 是       | 是         |            |                |
identified within the gap                      | P3 | 2018-09-01 |            | 是       | 是         | 2018-06-01 | 2019-12-31     | 2017-12-31
before he was identified, in the gap           | P3 | 2018-03-01 |            | 是       | 否         |            |                |
first list later, no day told                  | P4 | 2018-09-01 |            | 是       | 否         | ?          | 2019-12-31     | 2017-12-31
the list of the year lacks him                 | P5 | 2016-03-01 |            | 是       | 否         |            |                |
identified later in the year whose list has him | P5 | 2017-02-01 |           | 是       | 是         | 2017-03-01 |                |
left out between two lists                     | P7 | 2017-06-01 |            | 是       | 否         |            |                |
left out, then in again, asked in the gap      | P7 | 2018-06-01 |            | 是       | 是         |            |                |
never in the register, a list of the year      | P6 | 2019-03-01 |            | 否       | 否         | ?          | ?              | 2019-12-31
never in the register, before the first list   | P6 | 2015-03-01 |            | 否       | ?          |            |                | ?
no number                                      |    | 2019-03-01 |            | ?        | ?          |            |                | ?
no day                                         | P1 |            |            | ?        | ?          |            |                | ?
"""

UNDATED = """
poor_person
snapshot_date | id_no | hh_no | policy_status
              | P1    | H1    | 脱贫不享受政策
              | P2    | H2    | 脱贫享受政策
2019-12-31    | P3    | H3    | 脱贫享受政策

asked
row                           | id | from       | own_listed | own_stopped | own_stopped_next
a list without a date holds   | P1 | 2015-03-01 | 是         | ?           | 是
for any time                  | P2 | 2021-03-01 | 是         | ?           | ?
and answers for the others    | P6 | 2015-03-01 | 否         |             |
also where a dated list is    | P3 | 2017-03-01 | 否         | ?           | ?
"""

#: The status: told before, later in the same year, only in a later year, by the household's list of another day.
STATUS = """
poor_person
snapshot_date | id_no | hh_no | first_identified | policy_status  | exit_status
2018-12-31    | P1    | H1    | 2014-04-20       | 脱贫享受政策   | 已脱贫
2019-06-30    | P1    | H1    | 2014-04-20       | 脱贫享受政策   | 已脱贫
2019-12-31    | P1    | H1    | 2014-04-20       | 脱贫不享受政策 | 已脱贫
2019-06-30    | P2    | H2    | 2014-04-20       | 脱贫享受政策   | 已脱贫
2019-12-31    | P3    | H3    |                  | 脱贫享受政策   | 已脱贫
2019-12-31    | P4    | H4    | 2014-04-20       | 脱贫不享受政策 | 已脱贫
2019-12-31    | P5    | H5    | 2014-04-20       |                | 已脱贫
2019-12-31    | P6    | H6    | 2014-04-20       |                | 未脱贫
2019-06-30    | P7    | H7    | 2014-04-20       |                | 已脱贫

poor_household
snapshot_date | hh_no | id_no | first_identified | policy_status  | account_no
2019-06-30    | H7    | P7    | 2014-04-20       | 脱贫享受政策   | A7
2019-12-31    | H7    | P7    | 2014-04-20       | 脱贫不享受政策 | A7
2019-06-30    | H8    | P8    | 2014-04-20       | 脱贫享受政策   | A8
2019-06-30    | H8    | P8    | 2014-04-20       | 脱贫不享受政策 | A8

asked
row                                   | id | acc | from       | own_stopped | own_stopped_on | own_stopped_next | own_stopped_next_on | own_stopped_by_end | own_entitled | house_entitled
told before the day                   | P1 |     | 2019-07-01 | 否          | ?              | 是               | 2019-12-31          | 是                 | 是           |
on the day of a list                  | P1 |     | 2019-12-31 | 是          | 2019-12-31     | ?                | ?                   | 是                 | 否           |
the nearest earlier list              | P1 |     | 2021-03-01 | 是          | 2019-12-31     | ?                | ?                   | 是                 | 否           |
the next list, identified before      | P2 |     | 2019-03-01 | 否          |                | 否               |                     | 否                 | 是           |
first list later in the year, silence | P3 |     | 2019-03-01 | ?           |                | 否               |                     | 否                 | ?            |
stopped at the end of the year        | P4 |     | 2019-03-01 | ?           | ?              | 是               | 2019-12-31          | 是                 | ?            |
no status told                        | P5 |     | 2020-03-01 | ?           |                |                  |                     | ?                  | ?            |
has not left poverty                  | P6 |     | 2020-03-01 | 否          |                |                  |                     | 否                 | 是           |
the household's status                | P7 | A7  | 2019-07-01 | 否          |                | 是               | 2019-12-31          | 是                 | 是           | 是
the household's status, later         | P7 | A7  | 2020-07-01 | 是          | 2019-12-31     |                  |                     |                    | 否           | 否
two entries of one list: in favour    | P8 | A8  | 2019-07-01 | 否          |                |                  |                     |                    |              | 是
not in the register                   | P9 | A9  | 2019-07-01 | ?           |                |                  |                     |                    | 否           | 否
"""

#: The head died: the household goes on under another number, its members know it. Changes of the head are the household's.
CHANGES = """
poor_person
snapshot_date | id_no | hh_no | relation | identified_on | policy_status
2017-12-31    | P1    | H1    | 户主     | 2014-04-20    | 脱贫享受政策
2017-12-31    | P2    | H1    | 配偶     | 2014-04-20    | 脱贫享受政策
2018-12-31    | P2    | H9    | 户主     | 2014-04-20    | 脱贫享受政策
2017-12-31    | P3    | H3    | 户主     | 2014-04-20    | 脱贫享受政策
2017-12-31    | P4    | H3    | 之子     | 2014-04-20    | 脱贫享受政策
2017-12-31    | P5    | H5    | 户主     | 2014-04-20    | 脱贫享受政策
2017-12-31    | P6    | H5    | 之子     | 2014-04-20    | 脱贫享受政策
2018-12-31    | P3    | H3    | 户主     | 2014-04-20    | 脱贫享受政策
2018-12-31    | P5    | H5    | 户主     | 2014-04-20    | 脱贫享受政策
2018-12-31    | P6    | H5    | 之子     | 2014-04-20    | 脱贫享受政策

register_change
hh_no | id_no | change_type | change_date
H1    | P1    | 自然减少    | 2018-03-01
H3    | P3    | 清退        | 2018-05-01
H5    | P6    | 清退        | 2018-05-01
H5    |       | 返贫        | 2018-02-01
H5    | P6    | 自然增加    | 2019-02-01
H7    | P7    | 即时帮扶    | 2019-05-01
H8    | P8    | 脱贫        |

asked
row                              | id | hh | from       | to         | own_listed | own_removed_on | own_entitled | own_admitted_on | own_again_on | own_left_before | own_left_ever | own_decreased_later | house_listed | house_removed_on
the dead head's number           | P1 | H1 | 2018-06-01 |            | 否         | ?              |              |                 |              | 是              | 是            | 否                  | 是           | ?
payable up to his death          | P1 | H1 | 2018-02-01 |            | 否         |                |              |                 |              | 否              | 是            | 是                  |              |
the widow under the new number   | P2 | H1 | 2018-06-01 |            | 是         | ?              | 是           | ?               |              | 否              | 否            | 否                  | 是           |
struck off: the whole household  | P4 | H3 | 2018-06-01 |            | 否         | 2018-05-01     | 否           |                 |              |                 |               |                     | 是           | 2018-05-01
struck off on the very day       | P3 | H3 | 2018-05-01 |            | 是         | ?              | 是           |                 |              |                 |               |                     |              | ?
a member struck off, not the head | P5 | H5 | 2018-06-01 |           | 是         | ?              | 是           | 2018-02-01      | 2018-02-01   | 否              | 否            |                     | 是           | ?
the member himself               | P6 | H5 | 2018-06-01 |            |            | 2018-05-01     | 否           |                 |              |                 |               |                     |              |
taken in again within the span   | P6 | H5 | 2018-06-01 | 2019-06-01 |            | ?              | 是           |                 |              |                 |               |                     |              |
only in the changes              | P7 | H7 | 2019-06-01 |            | 是         |                | 是           | 2019-05-01      | 2019-05-01   |                 |               |                     | 是           |
a change without a day           | P8 | H8 | 2019-06-01 |            |            |                |              | ?               |              | 否              | 是            |                     |              |
"""

EDGE = """
poor_person
snapshot_date | id_no | hh_no | monitored_type | household_attr | risk_identified_on | first_identified
2020-12-31    | P1    | H1    | 边缘户         |                | 2020-03-01         | 2019-01-01
2020-12-31    | P2    | H2    | 边缘户         | 一般贫困户     | 2020-03-01         | 2015-01-01
2020-12-31    | P3    | H3    |                | 一般贫困户     |                    | 2015-01-01

asked
row                               | id | from       | own_edge | own_since  | own_edge_since
no poor household                 | P1 | 2020-06-01 | 是       | ?          | 2020-03-01
a poor household that is watched  | P2 | 2020-06-01 | 否       | 2015-01-01 | ?
a poor household                  | P3 | 2020-06-01 | 否       | 2015-01-01 | ?
"""

#: The head's own day of identification outweighs the household's (a new head).
HEAD = """
poor_person
snapshot_date | id_no | hh_no | identified_on | first_identified
2019-12-31    | P1    | H1    | 2019-06-01    | 2015-12-01

poor_household
snapshot_date | hh_no | id_no | first_identified
2019-12-31    | H1    | P1    | 2015-12-01

asked
row                     | id | hh | from       | own_since  | house_since
the person, the home    | P1 | H1 | 2018-06-01 | 2019-06-01 | 2015-12-01
"""


def ask(ledger):
    register = Register(ledger("poor_person"), ledger("poor_household"), ledger("register_change"))
    house = {"hh": "hh", "acc": "acc", "homes_of": "id"}
    return register.ask(ledger("asked"), on="from", until="to", own={"id": "id"}, house=house)


@pytest.mark.parametrize("text", [TIME, UNDATED, STATUS, CHANGES, EDGE, HEAD], ids=["time", "undated", "status", "changes", "edge", "head"])
def test_register(text, engine):
    check(text, engine, GIVEN, ask)


def test_nothing_is_known_without_lists(engine):
    text = """
    asked
    row        | id | hh | from       | own_seen | own_listed | own_stopped | own_entitled | house_listed | own_left_ever
    no ledgers | P1 | H1 | 2019-06-01 | ?        | ?          | ?           | ?            | ?            | ?
    """
    check(text, engine, GIVEN, ask)


def test_a_list_of_heads_says_nothing_of_others(engine):
    text = """
    poor_household
    snapshot_date | hh_no | id_no | policy_status
    2018-12-31    | H1    | P1    | 脱贫享受政策

    asked
    row             | id | hh | from       | own_seen | own_listed | house_listed | own_left_ever
    the head        | P1 | H1 | 2019-06-01 | 是       | 是         | 是           | ?
    another person  | P2 | H1 | 2019-06-01 | ?        | ?          | 是           | ?
    another house   | P3 | H3 | 2019-06-01 | ?        | ?          | 否           | ?
    """
    check(text, engine, GIVEN, ask)
