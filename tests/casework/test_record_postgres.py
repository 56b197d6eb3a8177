"""A case record on a server that a team shares: who may do what, what is said when the server does not, and that no password is ever shown."""

import sys
import threading
import time
import traceback
from pathlib import Path

import pytest

from auditlib.casework.record import Entry, Record
from auditlib.casework.store import PostgreSQL
from auditlib.errors import AuditError
from tests.casework.conftest import PASSWORD, execute
from tests.casework.test_record import SOME, opened


@pytest.fixture
def schema(server) -> str:
    return server.schema()


@pytest.fixture
def three(server, schema) -> str:
    """The address of a record of three entries."""
    with opened(server.address(schema)) as cases:
        cases.append(SOME, "甲")
    return server.address(schema)


def said(address: str, write: bool = False) -> str:
    """What is said, with all that an unforeseen caller could print beside it."""
    with pytest.raises(AuditError) as refused, opened(address, write=write) as cases:
        cases.append(SOME[:1], "甲") if write else cases.entries()
    shown = "".join(traceback.format_exception(refused.value))
    assert PASSWORD not in shown and "p%40ss" not in shown and "死亡后领取" not in shown
    return str(refused.value)


def test_reading_makes_nothing(server, schema):
    with opened(server.address(schema), write=False) as cases:
        assert cases.entries() == []
    assert execute(server.address(schema), f"SELECT * FROM pg_tables WHERE schemaname = '{schema}'") == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql+psycopg"])
def test_its_other_names(three, scheme):
    with opened(three.replace("postgresql", scheme, 1)) as cases:
        assert cases.head[0] == 3


def test_the_name_shows_host_and_database_only(server, three):
    with opened(three) as cases:
        assert cases.name == f"postgresql://{server.home}/postgres"
    assert PostgreSQL(_url("postgresql://u:secret@db.example:5433/audit?password=secret")).name == "postgresql://db.example:5433/audit"


def _url(address: str):
    import sqlalchemy

    return sqlalchemy.make_url(address)


# what is said


def test_the_wrong_password_and_a_database_that_is_not_there(server, schema):
    wrong = server.address(schema, password="wrong-word")
    assert "password authentication failed" in (told := said(wrong)) and "wrong-word" not in told
    assert 'database "none" does not exist' in said(server.address(schema, database="none"))


def test_a_server_that_is_not_there(tmp_path):
    assert "can not be reached (" in said(f"postgresql://u:p%40ss@/db?host={tmp_path}")
    told = said("postgresql://u:p%40ss@127.0.0.1:1/db", write=True)
    assert told.startswith("postgresql://127.0.0.1:1/db: ") and "Connection refused" in told


@pytest.mark.parametrize(
    "address", ["postgresql://u:p@ss@host/db", "postgresql://u:p@ss@host/db?x=1", "postgresql://h:p/d", "postgresql://[::1/db"]
)
def test_an_address_that_can_not_be_read_is_not_shown(address):
    told = said(address)
    assert told.startswith("the address of the case record can not be read; allowed: ") and "ss@host" not in told and ":p/" not in told


def test_without_the_package(server, schema, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'auditlib[postgres]'" in said(server.address(schema))


def test_a_database_that_holds_no_chinese(server, schema):
    execute_alone(server, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    try:
        assert "the database can not hold Chinese: make it with ENCODING 'UTF8'" in said(
            server.address("public", database="latin"), write=True
        )
    finally:
        execute_alone(server, "DROP DATABASE latin")


def execute_alone(server, statement: str) -> None:
    """Outside of a transaction."""
    import psycopg

    with psycopg.connect(server.address("public"), autocommit=True) as connection:
        connection.execute(statement)


def test_the_client_s_own_encoding_changes_nothing(three, monkeypatch):
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    with opened(three) as cases:
        assert cases.entries()[0].data["sentence"] == "死亡后领取" and cases.verify() == []


def test_a_member_of_the_team_needs_to_read_and_to_add_and_nothing_else(server, schema, three):
    for statement in (
        f"CREATE ROLE {schema} LOGIN PASSWORD '{PASSWORD}'",
        f"GRANT USAGE ON SCHEMA {schema} TO {schema}",
        f"GRANT SELECT, INSERT ON {schema}.case_entries TO {schema}",
        f"GRANT SELECT ON {schema}.case_record TO {schema}",
    ):
        execute(three, statement)
    member = server.address(schema, user=schema)
    with opened(member) as cases:
        cases.append(SOME[:1], "乙")
        assert cases.head[0] == 4 and cases.verify() == []
    execute(three, f"REVOKE INSERT ON {schema}.case_entries FROM {schema}")
    assert "this user may not do that" in said(member, write=True)
    execute(three, f"CREATE SCHEMA {schema}_empty AUTHORIZATION postgres")
    execute(three, f"GRANT USAGE ON SCHEMA {schema}_empty TO {schema}")
    assert "this user may not do that; who writes first makes the tables" in said(
        server.address(f"{schema}_empty", user=schema), write=True
    )


def test_a_server_that_may_only_be_read(three):
    standby = three.replace("options=", "options=-cdefault_transaction_read_only%3Don%20")
    with opened(standby, write=False) as cases:
        assert cases.head[0] == 3
    assert "it may only be read; nothing of this was recorded" in said(standby, write=True)


def test_a_record_that_another_holds_too_long(three, monkeypatch):
    with opened(three) as holder, holder._store.adding():
        monkeypatch.setattr(PostgreSQL, "lock", ("SET LOCAL lock_timeout = '200ms'", *PostgreSQL.lock[1:]))
        assert "another program has held it locked for too long; nothing of this was recorded" in said(three, write=True)
        with opened(three, write=False) as reader:  # who reads waits for nobody
            assert reader.head[0] == 3
    with opened(three) as cases:
        assert cases.head[0] == 3


@pytest.mark.parametrize("isolation", ["serializable", "repeatable%20read"])
def test_who_waited_sees_what_the_one_before_has_added(three, isolation):
    """Whatever isolation the server has for its default."""
    address = three.replace("options=", f"options=-cdefault_transaction_isolation%3D{isolation.replace('%20', '%5C%20')}%20")
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    seen = []

    def second():
        with opened(address) as cases:
            cases.append(lambda entries: seen.extend(entry.seq for entry in entries) or SOME[:1], "乙")

    def first(_):
        after.start()
        while execute(three, waiting) == [(0,)]:
            time.sleep(0.02)
        return SOME[:1]

    after = threading.Thread(target=second)
    with opened(address) as cases:
        cases.append(first, "甲")
        after.join()
        assert seen == [1, 2, 3, 4]
        assert [entry.by for entry in cases.entries()][3:] == ["甲", "乙"] and cases.verify() == []


# what is lost: nothing


def test_no_commit_is_said_to_be_done_before_the_disk_has_it(three):
    """Whatever the server's default."""
    with opened(three.replace("options=", "options=-csynchronous_commit%3Doff%20")) as cases, cases._store.adding() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_connection_that_breaks_off_in_the_middle(three):
    def broken_off(entries):
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()"
        assert execute(three, others) == [(True,)]
        return SOME

    with opened(three) as cases:
        with pytest.raises(AuditError, match="the server failed, or can not be reached .* what was recorded before stands"):
            cases.append(broken_off, "乙")
        assert cases.head[0] == 3
        cases.append(SOME[:1], "乙")  # and it goes on
        assert cases.head[0] == 4 and cases.verify() == []


def test_a_server_that_crashes_has_all_that_it_accepted(server, three):
    with opened(three) as cases:
        heads = [cases.append([Entry("370799", f"x{number}", "move", {})], "甲")[-1] for number in range(20)]
        server.stop("immediate")  # no shutdown: as when its machine loses power
        try:
            assert "the server failed, or can not be reached (" in said(three)
        finally:
            server.start()
        assert cases.verify((entry.seq, entry.hash) for entry in heads) == []
        assert cases.head == (23, heads[-1].hash)


def test_it_is_copied_to_another_schema_but_not_to_itself(server, three):
    with opened(three) as cases:
        assert cases.copy(server.address(server.schema())) == cases.head
        with pytest.raises(AuditError, match="not copied to where it is"):
            cases.copy(three.replace("postgresql", "postgres", 1))


def test_it_is_copied_from_the_server_to_the_run_s_side(three, tmp_path):
    with opened(three) as cases:
        cases.copy(str(tmp_path / "cases.db"))
        with Record.open(None, Path(tmp_path, "outputs"), cases._key) as beside:
            assert beside.entries() == cases.entries() and len(beside.entries()) == 3
