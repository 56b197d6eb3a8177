"""The case record, whichever database it lies in: it is only added to, it tells when it was changed, and it loses nothing that was accepted."""

import hashlib
import hmac
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.casework import record
from auditlib.casework.record import Entry, Record
from auditlib.errors import AuditError
from auditlib.project_key import PUBLISHED, Key
from tests.casework.conftest import execute, tamper

ROOT = Path(__file__).resolve().parents[2]
OURS = Key("another key, of the office, of 32 characters or more")
SOME = [
    Entry("370799", "FUND-01-a", "raised", {"sentence": "死亡后领取", "amount": "560.00"}, digest="d1"),
    Entry("370798", "LOAN-02-b", "raised", {"sentence": "户用企还", "amount": None}, digest="d2"),
    Entry("370799", "FUND-01-a", "move", {"state": "排除", "reason_code": "ACC"}, digest="d1", origin="核查表.xlsx 资金!K17"),
]


def opened(address: str, key: Key = PUBLISHED, write: bool = True) -> Record:
    return Record.open(address, Path(), key, write=write)


@pytest.fixture
def three(address: str) -> str:
    """Where a record of three entries is."""
    with opened(address) as cases:
        cases.append(SOME, "甲")
    return address


# what is recorded


def test_entries_are_numbered_named_dated_and_chained(address):
    with opened(address) as cases:
        first = cases.append(SOME[:1], " 甲 ")
        rest = cases.append(SOME[1:], "乙")
        stand = cases.entries()
        assert stand == first + rest
        assert [(entry.seq, entry.by) for entry in stand] == [(1, "甲"), (2, "乙"), (3, "乙")]
        assert [entry.before for entry in stand] == ["", stand[0].hash, stand[1].hash]
        assert [(entry.county, entry.thing, entry.kind, entry.data, entry.digest, entry.origin) for entry in stand] == [
            (entry.county, entry.thing, entry.kind, entry.data, entry.digest, entry.origin) for entry in SOME
        ]
        assert all(abs(time.time() - time.mktime(time.strptime(entry.at, "%Y-%m-%dT%H:%M:%SZ")) + time.timezone) < 60 for entry in stand)
        assert cases.head == (3, stand[2].hash)
        assert cases.verify() == []


def test_the_seal_is_what_the_decision_record_says_it_is(three):
    """Computed here a second time: a record of today is still proved by a version of tomorrow."""
    with opened(three) as cases:
        for entry in cases.entries():
            data = json.dumps(entry.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            values = [entry.seq, entry.at, entry.by, entry.county, entry.thing, entry.kind, data, entry.digest, entry.origin, entry.before]
            text = json.dumps(values, ensure_ascii=False)
            assert entry.hash == hmac.new(PUBLISHED.text.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_entries_of_a_county_and_until_a_number(three):
    with opened(three, write=False) as cases:
        assert [entry.seq for entry in cases.entries("370799")] == [1, 3]
        assert [entry.seq for entry in cases.entries(until=2)] == [1, 2]
        assert [entry.seq for entry in cases.entries("370799", until=2)] == [1]
        assert cases.entries("370797") == []


def test_whatever_json_holds_comes_back(address):
    words = st.text(st.characters(), max_size=20)  # with NUL, line breaks, halves of characters
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words, st.lists, max_leaves=5
    )

    with opened(address) as cases:

        @settings(max_examples=40)
        @given(st.dictionaries(words, values, max_size=5))
        def comes_back(data):
            added = cases.append([Entry("370799", "x", "move", data)], "甲")
            assert cases.entries(until=added[0].seq)[-1].data == data

        comes_back()
        assert cases.verify() == []


def test_what_came_from_outside_can_not_break_a_line_or_a_database(address):
    with opened(address) as cases:
        (entry,) = cases.append([Entry("370799", "x", "move", {}, origin="坏\x00表\n.xlsx")], "甲\x00\ud800\n")
        assert (entry.by, entry.origin) == ("甲〈U+0000〉〈U+D800〉", "坏〈U+0000〉表〈U+000A〉.xlsx")
        assert cases.entries() == [entry]


def test_nobody_decides_nothing(three):
    with opened(three) as cases, pytest.raises(AuditError, match="nobody is named"):
        cases.append(SOME, " ")


def test_a_record_that_is_not_there_is_empty_when_read(address):
    with opened(address, write=False) as cases:
        assert (cases.head, cases.entries(), cases.verify()) == ((0, ""), [], [])
        assert len(cases.verify([(3, "abc")])) == 1  # others knew of entries
    with pytest.raises(AuditError, match="there is no case record"):
        cases.copy("elsewhere.db")


def test_opened_for_nothing_it_stays_as_it_is(three):
    with opened(three) as cases:
        head = cases.head
        assert cases.append([], "甲") == []
        assert cases.append(lambda entries: [], "甲") == []
    with opened(three) as cases:
        assert cases.head == head


# one at a time


def test_a_decision_is_made_on_what_stands(three):
    with opened(three) as cases:
        seen = []
        cases.append(lambda entries: seen.extend(entries) or SOME[:1], "甲")
        assert seen == cases.entries(until=3)


def test_all_or_nothing(three):
    def breaks(entries):
        yield SOME[0]
        raise AuditError("a cell is refused")

    with opened(three) as cases:
        with pytest.raises(AuditError, match="a cell is refused"):
            cases.append(breaks, "甲")
        assert cases.head[0] == 3
        cases.append(SOME[:1], "甲")  # and nobody is kept out
        assert cases.verify() == []


WRITER = """
import sys, time
from pathlib import Path
from auditlib.casework.record import Entry, Record
from auditlib.project_key import PUBLISHED
address, name, rounds, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Record.open(address, Path(), PUBLISHED, write=True) as cases:
    for number in range(rounds):
        done = cases.append(lambda entries: [Entry("370799", f"{name}-{number}", "move", {"stood": len(entries)})] * each, name)
        print(done[-1].seq, done[-1].hash, flush=True)
"""


def writer(address: str, name: str, rounds: int, each: int = 1) -> subprocess.Popen:
    line = [sys.executable, "-c", WRITER, address, name, str(rounds), str(each)]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_imports_at_once_all_land_and_each_sees_the_ones_before(address):
    """Also the first ones ever, which make the record."""
    running = [writer(address, name, 12) for name in "甲乙丙丁"]
    assert [process.communicate()[0].count("\n") for process in running] == [12] * 4
    assert [process.returncode for process in running] == [0] * 4
    with opened(address) as cases:
        entries = cases.entries()
        assert sorted((entry.by, entry.thing) for entry in entries) == sorted(
            (name, f"{name}-{number}") for name in "甲乙丙丁" for number in range(12)
        )
        assert [entry.data["stood"] for entry in entries] == list(range(48))
        assert cases.verify() == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_at_any_moment_it_loses_nothing_accepted(address):
    chance, each, accepted = random.Random(14), 50, []
    for number in range(5):
        process = writer(address, f"w{number}", 10_000, each)
        accepted.append(process.stdout.readline())  # it has begun
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        accepted += process.communicate()[0].splitlines()
    heads = [
        (int(seq), seal)
        for seq, seal in (line.split() for line in accepted if len(line.split()) == 2 and len(line.split()[1]) == record.SEAL)
    ]
    assert len(heads) > 5
    with opened(address, write=False) as cases:
        assert cases.verify(heads) == []
        entries = cases.entries()
    assert len(entries) % each == 0  # each append as a whole
    assert len(heads) <= len(entries) // each <= len(heads) + 2 * 5  # at most what was under way, or not yet told, when it was killed


# a changed past


def test_the_database_itself_refuses_to_change_the_past(three):
    replace = "INSERT INTO case_entries SELECT * FROM case_entries WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET \"by\" = 'x'"
    statements = [
        "UPDATE case_entries SET data = '{}' WHERE seq = 2",
        "DELETE FROM case_entries WHERE seq = 3",
        "DELETE FROM case_entries",
        "UPDATE case_record SET value = 'x'",
        "DELETE FROM case_record",
        *(
            [replace, "TRUNCATE case_entries"]
            if "postgresql:" in three
            else ["REPLACE INTO case_entries SELECT * FROM case_entries WHERE seq = 2"]
        ),
    ]
    before = execute(three, "SELECT * FROM case_entries ORDER BY seq")
    for statement in statements:
        with pytest.raises(Exception, match="the case record is only added to"):
            execute(three, statement)
    assert execute(three, "SELECT * FROM case_entries ORDER BY seq") == before


CHANGED = "entry 2 was changed after it was recorded, or was not recorded by auditlib"


@pytest.mark.parametrize("column", ["at", "by", "county", "thing", "kind", "data", "digest", "origin"])
def test_a_change_of_any_value_is_found(three, column):
    tamper(three, f'UPDATE case_entries SET "{column}" = "{column}" || \' \' WHERE seq = 2')
    with opened(three) as cases:
        assert cases.verify() == [CHANGED]


def test_values_moved_from_one_column_to_the_next_are_found(three):
    tamper(three, "UPDATE case_entries SET thing = substr(thing, 1, 5), kind = substr(thing, 6) || kind WHERE seq = 2")
    with opened(three) as cases:
        assert cases.verify() == [CHANGED]


def test_a_seal_made_without_the_key_is_found(three):
    forged = hashlib.sha256(b"anything").hexdigest()
    tamper(three, f"UPDATE case_entries SET hash = '{forged}' WHERE seq = 2", f"UPDATE case_entries SET before = '{forged}' WHERE seq = 3")
    with opened(three) as cases:
        assert cases.verify() == [CHANGED, CHANGED.replace("2", "3")]


def test_an_entry_taken_out_is_found_and_so_is_one_put_in(three):
    tamper(three, "DELETE FROM case_entries WHERE seq = 2")
    with opened(three) as cases:
        assert cases.verify() == ["entries 2 to 2 are missing"]
    tamper(three, "UPDATE case_entries SET seq = 2 WHERE seq = 3")
    with opened(three) as cases:
        assert cases.verify() == ["entry 2 does not follow the entry before it", CHANGED]


def test_entries_in_another_order_are_found(three):
    tamper(three, *(f"UPDATE case_entries SET seq = {new} WHERE seq = {old}" for old, new in ((2, 9), (3, 2), (9, 3))))
    with opened(three) as cases:
        told = cases.verify()
    assert {CHANGED, CHANGED.replace("2", "3")} < set(told)


def test_an_entry_added_by_hand_is_found(three):
    values = '4, "at", "by", county, thing, kind, data, digest, origin, hash, hash'
    tamper(three, f"INSERT INTO case_entries SELECT {values} FROM case_entries WHERE seq = 3")
    with opened(three) as cases:
        assert cases.verify() == [CHANGED.replace("2", "4")]


def test_what_was_cut_off_at_the_end_is_found_by_who_knew_it(three):
    with opened(three) as cases:
        heads = [(0, ""), (1, cases.entries()[0].hash), cases.head]
        assert cases.verify(heads) == []
    tamper(three, "DELETE FROM case_entries WHERE seq > 1")
    with opened(three) as cases:
        assert cases.verify() == []  # in itself it is whole
        assert cases.verify(heads) == [
            "entry 3 was known once, and the record ends at 1: entries were lost, or an older back-up was put back"
        ]
        cases.append(SOME[1:], "乙")  # written anew, with the key
        assert cases.verify() == []
        assert cases.verify(heads) == ["entry 3 is not the one that was known once: the record was replaced by another, or written anew"]


def test_an_entry_that_can_not_be_read_any_more_is_said_without_what_it_holds(three):
    tamper(three, "UPDATE case_entries SET data = '{370799' WHERE seq = 2")
    with opened(three) as cases:
        with pytest.raises(AuditError, match="entry 2 was changed") as refused:
            cases.entries()
        assert "370799" not in str(refused.value)
        assert cases.verify() == [CHANGED]


# whose it is


def test_a_record_of_another_key_is_refused(address):
    with opened(address, OURS) as cases:
        cases.append(SOME, "甲")
    other = Key("a third key, that is nobody's, of 32 characters")
    with pytest.raises(AuditError) as refused:
        opened(address, other, write=False)
    assert (
        OURS.fingerprint in str(refused.value)
        and other.fingerprint in str(refused.value)
        and "parameters/project.key" in str(refused.value)
    )
    for key in (OURS, other):
        assert key.text not in str(refused.value)


def test_the_record_of_the_demo_is_told_as_such(three):
    with pytest.raises(AuditError, match="the demo's, made under its published key"):
        opened(three, OURS)


def test_a_record_of_a_later_version_is_refused(three):
    tamper(three, "UPDATE case_record SET value = '2' WHERE name = 'version'")
    with pytest.raises(AuditError, match=r"a later version of auditlib made it \(its form is 2, ours 1\); update auditlib"):
        opened(three)


def test_tables_of_a_record_that_are_not_its_own(three):
    tamper(three, "DROP TABLE case_entries")
    with opened(three, write=False) as cases, pytest.raises(AuditError, match="its tables are not those of a case record"):
        cases.entries()


# back-ups and moving


def test_a_copy_is_the_same_record_and_is_brought_up_to_date(three, tmp_path):
    backup = str(tmp_path / "backup.db")
    with opened(three) as cases:
        assert cases.copy(backup) == cases.head
        cases.append(SOME[:2], "丙")
        assert cases.copy(backup) == cases.head
        assert cases.copy(backup) == cases.head  # nothing to add
        with opened(backup, write=False) as copied:
            assert copied.entries() == cases.entries() and copied.verify([cases.head]) == []


def test_a_record_moves_to_a_server_and_back(server, tmp_path):
    here, there, back = str(tmp_path / "cases.db"), server.address(server.schema()), str(tmp_path / "back.db")
    with opened(here) as cases:
        entries = cases.append(SOME, "甲")
        cases.copy(there)
    with opened(there) as cases:
        entries += cases.append(SOME, "乙")
        cases.copy(back)
    with opened(back) as cases:
        assert cases.entries() == entries and cases.verify() == []


def test_a_copy_takes_nothing_away(three, tmp_path):
    other = str(tmp_path / "other.db")
    with opened(other) as cases:
        cases.append(SOME[:1], "乙")
    with opened(three) as cases:
        with pytest.raises(AuditError, match="it has entries that .* does not have; nothing was copied"):
            cases.copy(other)
        cases.copy(longer := str(tmp_path / "longer.db"))
    with opened(longer) as cases:
        cases.append(SOME[:1], "乙")
    with opened(three) as cases, pytest.raises(AuditError, match="it has entries that .* does not have"):
        cases.copy(longer)  # an older record over a newer one
    with opened(other) as cases:
        assert cases.head[0] == 1


def test_a_record_is_not_copied_onto_itself(three):
    with opened(three) as cases, pytest.raises(AuditError, match="not copied to where it is"):
        cases.copy(three)


def test_a_broken_record_spoils_no_back_up(three, tmp_path):
    backup = tmp_path / "backup.db"
    with opened(three) as cases:
        cases.copy(str(backup))
    kept = backup.read_bytes()
    tamper(three, "UPDATE case_entries SET data = '{}' WHERE seq < 3")
    with opened(three) as cases, pytest.raises(AuditError, match=r"is broken: entry 1 was changed .* \(and 1 more\)"):
        cases.copy(str(backup))
    assert backup.read_bytes() == kept


@pytest.mark.slow  # it reads the clock: a busy machine is no fault
def test_a_city_s_record_is_handled_in_seconds(address):
    """20,000 entries: processor time of this process, which others on the machine change little."""
    data = {
        "sentence": "该人死亡后仍领取补贴八个月, 合计4480.00元, 见发放批次和火化证明",
        "amount": "4480.00",
        "town": "某镇",
        "village": "某村",
    }
    with opened(address) as cases:
        began = time.process_time()
        cases.append([Entry("370799", f"FUND-01-{number:06}", "raised", data, digest="0123456789abcdef") for number in range(20_000)], "甲")
        added = time.process_time()
        assert len(cases.entries()) == 20_000
        read = time.process_time()
    assert added - began < 2 and read - added < 1
