"""A case record in a file: where it lies, whose it is, and whatever can befall a file. Each is said, and nothing decided before is lost."""

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from auditlib.casework import store
from auditlib.casework.record import Entry, Record
from auditlib.errors import AuditError
from auditlib.project_key import PUBLISHED
from auditlib.scratch import Scratch
from tests.casework.conftest import NOBODY
from tests.casework.test_record import SOME, opened

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")


@pytest.fixture
def file(tmp_path) -> Path:
    """A record of three entries."""
    path = tmp_path / "cases.db"
    with opened(str(path)) as cases:
        cases.append(SOME, "甲")
    return path


def said(path: Path, write: bool = False) -> str:
    """What is said when the record is opened and used."""
    with pytest.raises(AuditError) as refused, opened(str(path), write=write) as cases:
        cases.append(SOME[:1], "甲") if write else cases.entries()
    assert str(refused.value).startswith(f"{path}: ")
    return str(refused.value)


# where it lies


def test_it_lies_beside_the_run_and_outlives_it(tmp_path):
    run = tmp_path / "outputs" / "demo"
    run.mkdir(parents=True)
    with Record.open(None, run, PUBLISHED, write=True) as cases:
        entries = cases.append(SOME, "甲")
    assert [path.name for path in run.parent.iterdir() if path.is_file()] == ["cases.db"]
    shutil.rmtree(run)
    with Record.open(None, run.parent / "second", PUBLISHED) as cases:
        assert cases.entries() == entries


def test_reading_makes_nothing(tmp_path):
    with Record.open(None, tmp_path / "outputs", PUBLISHED) as cases:
        assert cases.entries() == []
    assert list(tmp_path.iterdir()) == []


@posix
def test_it_is_its_owner_s_alone_whatever_the_umask_also_its_journal(tmp_path):
    before = os.umask(0)
    try:
        with opened(str(tmp_path / "cases.db")) as cases:
            seen = []
            cases.append(lambda entries: seen.extend(_modes(tmp_path)) or SOME, "甲")
            with cases._store.adding() as connection:
                connection.exec_driver_sql("INSERT INTO case_record VALUES ('x', 'y')")
                seen += (modes := _modes(tmp_path))
                connection.rollback()
    finally:
        os.umask(before)
    assert len(modes) == 2 and set(seen) == {0o600}


def _modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()]


@pytest.mark.parametrize("name", ["案件 记录.db", "100%25?mode=memory#x&y.db", "it's.db"])
def test_its_name_may_be_any(tmp_path, name):
    for address in (str(tmp_path / name), f"sqlite:///{tmp_path / 'plain.db'}"):
        with opened(address) as cases:
            cases.append(SOME, "甲")
        with opened(address, write=False) as cases:
            assert cases.head[0] == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "plain.db"])


@pytest.mark.parametrize("address", ["mysql://root@host/db", "sqlite://", "http://host/cases.db", "postgresql+psycopg2://host/db"])
def test_other_databases_are_refused(tmp_path, address):
    with pytest.raises(AuditError, match="allowed: the path of a file, sqlite:///PATH, or postgresql://"):
        Record.open(address, tmp_path, PUBLISHED)


def test_no_commit_is_said_to_be_done_before_the_disk_has_it(file):
    with opened(str(file)) as cases, cases._store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3  # EXTRA
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


# what can befall it


def test_something_else_in_its_place(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "a folder, or no file at all, stands where the case record should be" in said(folder)
    letter = tmp_path / "letter.db"
    letter.write_text("no database, but a letter; " * 100)
    assert "is no SQLite database" in said(letter) and "is no SQLite database" in said(letter, write=True)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE songs (title)")
    before = other.read_bytes()
    assert "is no case record" in said(other) and "is no case record" in said(other, write=True)
    assert other.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path):
    assert "no case record can be made there (No such file or directory); choose a folder that is there" in said(
        tmp_path / "none" / "cases.db", write=True
    )


@posix
def test_a_path_that_leads_nowhere(tmp_path):
    (tmp_path / "letter").write_text("")
    assert "it can not be opened (Not a directory)" in said(tmp_path / "letter" / "cases.db")
    (tmp_path / "loop.db").symlink_to("loop.db")
    assert "it can not be opened (Too many levels of symbolic links)" in said(tmp_path / "loop.db", write=True)
    assert "it can not be opened (File name too long)" in said(tmp_path / ("x" * 300))


@pytest.mark.parametrize("share", [0, 0.001, 0.2, 0.5, 0.9])
def test_a_file_cut_off(tmp_path, share):
    path = tmp_path / "cases.db"
    with opened(str(path)) as cases:
        cases.append([Entry("370799", f"x{number}", "move", {"reason": "理由" * 50}) for number in range(200)], "甲")
        head = cases.head
    with open(path, "r+b") as file:
        file.truncate(int(path.stat().st_size * share))
    told = said(path) + said(path, write=True)
    assert "cut off" in told or "no SQLite database" in told and "put back the latest back-up" in told
    assert head[0] == 200


def test_no_byte_of_the_file_can_change_unnoticed(tmp_path):
    """A byte changed anywhere is said, told by `verify`, or changes nothing of what is recorded."""
    chance, path = random.Random(14), tmp_path / "cases.db"
    with opened(str(path)) as cases:
        cases.append([Entry("370799", f"x{number}", "move", {"reason": "理由" * 20}) for number in range(100)], "甲")
        head, entries = cases.head, cases.entries()
    whole, told = path.read_bytes(), 0
    for _ in range(300):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ chance.randrange(1, 256)]) + whole[place + 1 :])
        try:
            with opened(str(path), write=False) as cases:
                found = cases.verify([head])
                assert found or cases.entries() == entries, place
        except AuditError:
            found = True
        told += bool(found)
    assert told > 150  # most of the file is entries


def test_bytes_that_are_no_text_are_named(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER case_entries_UPDATE")
        connection.execute("UPDATE case_entries SET data = CAST(x'ff7b7d' AS TEXT) WHERE seq = 1")
        connection.execute("UPDATE case_entries SET thing = x'00ff' WHERE seq = 2")
    with opened(str(file)) as cases:
        assert [line.split(" was ")[0] for line in cases.verify()] == ["entry 1", "entry 2"]


@contextmanager
def without_rights():
    """Root may write everything: nobody then."""
    if os.geteuid():
        yield
    else:
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)


@posix
def test_a_file_that_may_only_be_read(file):
    with Scratch("/tmp") as folder:  # pytest's own are closed to others than root
        path = folder / "cases.db"
        shutil.copy(file, path)
        path.chmod(0o444)
        path.parent.chmod(0o555)
        with without_rights():
            with opened(str(path), write=False) as cases:
                assert cases.head[0] == 3
            assert "it may only be read; nothing of this was recorded" in said(path, write=True)
            assert "no case record can be made there (Permission denied)" in said(path.with_name("new.db"), write=True)
        path.chmod(0o000)
        with without_rights():
            assert "it can not be opened; give yourself the right" in said(path)
        path.chmod(0o600)
        path.parent.chmod(0o700)
        with opened(str(path)) as cases:
            assert cases.head[0] == 3 and cases.verify() == []


def test_a_file_that_another_program_holds(file, monkeypatch):
    monkeypatch.setattr(store, "WAIT", 0.2)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "another program has held it locked for too long" in said(file)
        assert "another program has held it locked for too long" in said(file, write=True)
        other.execute("ROLLBACK")
    with opened(str(file)) as cases:
        cases.append(SOME[:1], "甲")
        assert cases.head[0] == 4 and cases.verify() == []


def test_a_full_disk(file):
    with opened(str(file)) as cases:

        @sa.event.listens_for(cases._store.engine, "connect")
        def full(connection, _):
            connection.execute("PRAGMA max_page_count = 1")  # never less than there is

        with pytest.raises(AuditError, match="the disk is full; nothing of this was recorded, what was recorded before stands; make room"):
            cases.append([Entry("370799", "x", "move", {"reason": "理由" * 10_000})], "甲")
        assert cases.head[0] == 3 and cases.verify() == []


@posix
def test_what_a_killed_writer_left_half_done_is_undone_also_for_who_reads(file):
    half = "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN');"
    half += "c.execute('DROP TRIGGER case_entries_UPDATE'); c.execute('UPDATE case_entries SET data = hex(zeroblob(100000))'); os.kill(os.getpid(), 9)"
    whole = file.read_bytes()
    assert subprocess.run([sys.executable, "-c", half, file]).returncode == -signal.SIGKILL
    assert file.read_bytes() != whole and file.with_name("cases.db-journal").exists()  # half of it is in the file
    with opened(str(file), write=False) as cases:
        assert len(cases.entries()) == 3 and cases.verify() == []


def test_two_that_make_it_at_once_make_one(tmp_path):
    """The second has found none when it looked, and finds the first one's when it is done."""
    path = str(tmp_path / "cases.db")
    second = store.store(path, tmp_path)
    assert not second.exists()
    with opened(path) as cases:
        cases.append(SOME, "甲")
    second.make({"version": "1", "key": "another"})
    with opened(path) as cases:
        assert cases.head[0] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["cases.db"]


def test_a_file_system_without_links(tmp_path, monkeypatch):
    def none(*_):
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", none)
    path = str(tmp_path / "cases.db")
    with opened(path) as cases:
        cases.append(SOME, "甲")
    store.store(path, tmp_path).make({"version": "1", "key": "another"})
    with opened(path) as cases:
        assert cases.head[0] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["cases.db"]
