"""The household behind a row: who else of it lives on a day, and how it stands in the newest list."""

import datetime as dt

import pyarrow as pa

from auditlib.models.households import others_alive, registered
from auditlib.models.vocabulary import lookup
from tests.models.tables import check

PAYEE = {"id_no": pa.string(), "hh_no": pa.string(), "name": pa.string(), "on": pa.date32()}

OTHERS = """
asked
row | id_no | hh_no | name | on         | others_alive | why
A   | P1    |       | 甲   | 2019-06-30 | 是           | the wife lives
B   | P3    |       | 乙   | 2019-06-30 | 否           | alone
C   | P4    |       | 丙   | 2019-06-30 | 是           | boundary: the wife died the day after
D   | P4    |       | 丙   | 2019-07-01 | 否           | the day of her death
E   | P6    |       | 丁   | 2019-06-30 | 否           | the register knows her as dead, without a day
F   | Q1    | H9    | 外人 | 2019-06-30 | ?            | a household that the register does not know
G   | Q2    | H1    | 外人 | 2019-06-30 | 是           | by the number of the household
H   | P8    |       | 戊   | 2019-06-30 | 否           | the household got another number, the other died

poor_person
hh_no | name | id_no | snapshot_date | alive | death_date
H1    | 甲   | P1    | 2019-12-31    |       |
H1    | 甲妻 | P2    | 2019-12-31    |       |
H2    | 乙   | P3    | 2019-12-31    |       |
H3    | 丙   | P4    | 2019-12-31    |       |
H3    | 丙妻 | P5    | 2019-12-31    | 否    |
H4    | 丁   | P6    | 2019-12-31    |       |
H4    | 丁妻 | P7    | 2019-12-31    | 否    |
H5    | 戊   | P8    | 2018-12-31    |       |
H5    | 戊父 | P9    | 2018-12-31    |       |
H6    | 戊   | P8    | 2019-12-31    |       |

death_register
name | id_no | death_date
丙妻 | P5    | 2019-07-01
戊父 | P9    | 2019-02-01
"""


def test_others_alive(engine):
    def answer(ledger):
        asked = ledger("asked")
        return others_alive(asked, asked.on, ledger("poor_person"), ledger("death_register"), dt.date(2019, 12, 31))

    check(OTHERS, engine, PAYEE, answer)


STANDING = """
asked
row | home | x_out | identified | policy_status  | why
A   | H1   | 否    | 2014-05-01 | 脱贫享受政策   | the earlier of two days of identification
B   | H2   | 是    | 2015-01-01 | 脱贫不享受政策 | no longer under the policies
C   | H3   | 是    | 2015-01-01 |                | not in the newest list
D   | H4   | ?     | 2015-01-01 |                | out of poverty, and nothing said of the policies
E   | H5   | 否    | 2016-01-01 |                | only in the list of persons
F   | H6   | 否    | 2015-01-01 | 脱贫不享受政策 | has not left poverty, whatever the column says

poor_household
hh_no | snapshot_date | exit_status | policy_status  | first_identified
H1    | 2018-12-31    | 已脱贫      | 脱贫不享受政策 | 2015-01-01
H1    | 2019-12-31    | 已脱贫      | 脱贫享受政策   | 2015-01-01
H2    | 2019-12-31    | 已脱贫      | 脱贫不享受政策 | 2015-01-01
H3    | 2018-12-31    | 未脱贫      |                | 2015-01-01
H4    | 2019-12-31    | 已脱贫      |                | 2015-01-01
H6    | 2019-12-31    | 未脱贫      | 脱贫不享受政策 | 2015-01-01

poor_person
hh_no | name | id_no | snapshot_date | relation | first_identified | exit_status
H1    | 甲   | P1    | 2019-12-31    | 户主     | 2014-05-01       |
H5    | 戊   | P5    | 2019-12-31    | 户主     | 2016-01-01       | 未脱贫
"""


def test_standing_of_households(engine):
    def answer(ledger):
        return lookup(ledger("asked"), registered(ledger("poor_person"), ledger("poor_household")), "home")

    check(STANDING, engine, {"home": pa.string()}, answer)
