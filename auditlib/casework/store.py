"""Where a case record lies: an SQLite file, or a PostgreSQL database that a team shares. All that differs between the two stands here.

Both hold two tables to which rows are only ever added; triggers refuse the rest. Every failure is an AuditError that says what to do; none
shows a password, or what an entry holds.
"""

import contextlib
import os
import sqlite3
import stat
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from auditlib.errors import AuditError
from auditlib.messages import Message, _
from auditlib.outside import readable, shown

FILE = "cases.db"
#: Seconds that a command waits for others who hold the record, and for a server to answer at all.
WAIT, ANSWER = 60, 10
LOCKED = _("another program has held it locked for too long")
ADDRESSES = _("the path of a file, sqlite:///PATH, or postgresql://USER@HOST:PORT/DATABASE")
BACK_UP = _("put back the latest back-up (docs/case-record.md)")
STANDS = _("nothing of this was recorded, what was recorded before stands")

_TABLES = sa.MetaData()
#: What holds of the whole record: ``version`` of these tables; ``key``, the fingerprint of the project's key.
ABOUT = sa.Table("case_record", _TABLES, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
#: One row an entry, see `record.Entry`. ``data`` is canonical JSON.
ENTRIES = sa.Table(
    "case_entries",
    _TABLES,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in "at by county thing kind data digest origin before hash".split()),
)


class Store(ABC):
    """An open database. ``name`` is its address as it may be shown; ``lock`` keeps other writers out until the commit."""

    name: str
    #: The same for two stores of one database.
    place: object
    engine: sa.Engine
    lock: tuple[str, ...]
    guards: tuple[str, ...]
    #: What went wrong and what to do, by how the engine's code for it begins; the longest that fits, "" for all others.
    failures: Mapping[str, Message]

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is a record. Raises AuditError for what is there and is none."""

    @abstractmethod
    def make(self, about: Mapping[str, str]) -> None:
        """Make an empty record that says ``about`` itself; one that another process makes at the same time stays as it is."""

    @abstractmethod
    def code(self, error: BaseException) -> str:
        """The engine's code for an error, with which `failures` begin; what may be told of an error without one."""

    def damaged(self) -> bool:
        """Whether the database is damaged as far as its engine can tell; a server looks after its own."""
        return False

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """For one question: each sees the record as it is at that moment."""
        with self.failures_told(), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def adding(self) -> Iterator[sa.Connection]:
        """One transaction, with every other writer kept out from its beginning."""
        with self.failures_told(), self.engine.connect() as connection, connection.begin():
            for statement in self.lock:
                connection.exec_driver_sql(statement)
            yield connection

    @contextlib.contextmanager
    def failures_told(self) -> Iterator[None]:
        """Failures of the database as AuditErrors. Their own messages are not told: they may quote a row."""
        try:
            yield
        except (SQLAlchemyError, UnicodeDecodeError) as error:  # the latter when what SQLite says quotes a damaged name
            code = self.code(getattr(error, "orig", error))
            known = max((start for start in self.failures if code.startswith(start)), key=len)
            why = self.failures[known]
            told = Message(why.text, why.values | {"code": shown(code)})
            raise AuditError("{name}: {told}", name=self.name, told=told) from None

    def about(self) -> dict[str, str]:
        """What `make` was told."""
        with self.reading() as connection:
            return dict(connection.execute(sa.select(ABOUT.c.name, ABOUT.c.value)).all())

    def fill(self, connection: sa.Connection, about: Mapping[str, str]) -> None:
        """Make the tables, empty, and their guards."""
        _TABLES.create_all(connection)
        for statement in self.guards:
            connection.exec_driver_sql(statement)
        connection.execute(sa.insert(ABOUT), [{"name": name, "value": value} for name, value in about.items()])


class SQLite(Store):
    """A file. Without a write-ahead log, which does not work on network drives; each commit is on the disk before it is said to be done."""

    lock = ("BEGIN IMMEDIATE",)
    guards = (
        *(
            f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'the case record is only added to'); END"
            for table in (ABOUT.name, ENTRIES.name)
            for act in ("UPDATE", "DELETE")
        ),
        # INSERT OR REPLACE removes a row without its trigger
        f"CREATE TRIGGER {ENTRIES.name}_INSERT BEFORE INSERT ON {ENTRIES.name} "
        f"WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {ENTRIES.name}) "
        "BEGIN SELECT RAISE(ABORT, 'the case record is only added to'); END",
    )
    failures = {
        "": _("the database failed ({code}); {stands}", code="", stands=STANDS),
        "SQLITE_BUSY": _("{locked}; {stands}; close that program and do it again", locked=LOCKED, stands=STANDS),
        "SQLITE_ERROR": _("its tables are not those of a case record; {back_up}", back_up=BACK_UP),
        "SQLITE_READONLY": _("it may only be read; {stands}; give yourself the right to write this file and its folder", stands=STANDS),
        "SQLITE_CANTOPEN": _("it can not be opened; give yourself the right to read and write this file and its folder"),
        "SQLITE_PERM": _("it can not be opened; give yourself the right to read and write this file and its folder"),
        "SQLITE_NOTADB": _("the file is no SQLite database, or its beginning is damaged; {back_up}", back_up=BACK_UP),
        "SQLITE_CORRUPT": _("the file is damaged or was cut off; {back_up}", back_up=BACK_UP),
        "SQLITE_FULL": _("the disk is full; {stands}; make room and do it again", stands=STANDS),
        "SQLITE_IOERR": _(
            "the disk, or the network drive, failed; {stands}; see whether it is full or was disconnected, and do it again",
            stands=STANDS,
        ),
        "SQLITE_CONSTRAINT": _("its tables refused the row, entries are only ever added, one after the other; {stands}", stands=STANDS),
    }

    def __init__(self, path: Path):
        self.place = self.path = Path(os.path.realpath(path))
        self.name = readable(str(self.path))
        self.engine = sa.create_engine("sqlite://", creator=self._connect, poolclass=sa.NullPool, hide_parameters=True)

    def _connect(self) -> sqlite3.Connection:
        # rw also for those who only read: what a killed writer left half done is undone by the next who opens the file. Where it may not be
        # written SQLite makes it ro by itself. A path of Windows has no slash before it, one of a network drive has two.
        path = self.path.as_posix()
        uri = f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path))}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
        connection.text_factory = _text
        connection.execute("PRAGMA synchronous = EXTRA")  # FULL, and the folder too, from which the journal goes at a commit
        return connection

    def exists(self) -> bool:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise AuditError(
                "{name}: it can not be opened ({fault}); allowed: {addresses}, where you may read and write",
                name=self.name,
                fault=error.strerror,
                addresses=ADDRESSES,
            ) from None
        if not stat.S_ISREG(status.st_mode):
            raise AuditError(
                "{name}: a folder, or no file at all, stands where the case record should be; allowed: {addresses}",
                name=self.name,
                addresses=ADDRESSES,
            )
        if not status.st_size:
            raise AuditError(
                "{name}: the file is empty, so it was cut off: a case record never is; {back_up}", name=self.name, back_up=BACK_UP
            )
        with self.reading() as connection:
            if not sa.inspect(connection).has_table(ABOUT.name):
                raise AuditError("{name}: the database is no case record; allowed: {addresses}", name=self.name, addresses=ADDRESSES)
        return True

    def make(self, about: Mapping[str, str]) -> None:
        """For its owner only, as its journals will be; there as a whole or not at all: an empty file is one that was cut off."""
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        except OSError as error:
            what = _(
                "no case record can be made there ({fault}); choose a folder that is there and that you may write to",
                fault=error.strerror,
            )
            raise AuditError("{name}: {told}", name=self.name, told=what) from None
        os.close(handle)
        part = Path(name)
        try:
            made = SQLite(part)
            made.name = self.name
            with made.adding() as connection:
                made.fill(connection, about)
            try:
                os.link(part, self.path)
            except OSError:  # another's is there by now; or a file system without links, where nothing keeps two such moments apart
                if not self.path.exists():
                    part.rename(self.path)
        finally:
            part.unlink(missing_ok=True)

    def code(self, error: BaseException) -> str:
        return "SQLITE_CORRUPT" if isinstance(error, UnicodeDecodeError) else getattr(error, "sqlite_errorname", "")

    def damaged(self) -> bool:
        with self.reading() as connection:
            return connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok"


def _text(value: bytes) -> str:
    """Also of bytes that somebody put there and that are no text, so that `Record.verify` can name the entry."""
    return value.decode(errors="replace")


class PostgreSQL(Store):
    """A database of a server. Who writes to it first makes the tables; the others need no more than to read them and to add rows."""

    lock = (
        f"SET LOCAL lock_timeout = '{WAIT}s'",
        "SET LOCAL synchronous_commit = on",
        "SELECT pg_advisory_xact_lock(4919014)",  # any number that others do not use; a lock on the table would need more rights
    )
    guards = (
        "CREATE OR REPLACE FUNCTION case_record_guard() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the case record is only added to' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {table}_{scope} BEFORE {acts} ON {table} FOR EACH {scope} EXECUTE FUNCTION case_record_guard()"
            for table in (ABOUT.name, ENTRIES.name)
            for scope, acts in (("ROW", "UPDATE OR DELETE"), ("STATEMENT", "TRUNCATE"))
        ),
    )
    failures = {
        # not even the server's answer to a commit need arrive
        "": _(
            "the server failed, or can not be reached ({code}); what was recorded before stands; "
            "see whether this was, and if not do it again",
            code="",
        ),
        "22P05": _("the database can not hold Chinese: make it with ENCODING 'UTF8'"),
        "23": _("its tables refused the row, entries are only ever added, one after the other; {stands}", stands=STANDS),
        "25006": _("it may only be read; {stands}", stands=STANDS),
        "42P01": _("its tables are not those of a case record"),
        "42501": _(
            "this user may not do that; who writes first makes the tables, the others need SELECT on both and INSERT on case_entries",
        ),
        "53100": _("the server's disk is full; {stands}; make room and do it again", stands=STANDS),
        "55P03": _("{locked}; {stands}; do it again", locked=LOCKED, stands=STANDS),
    }

    def __init__(self, url: sa.URL):
        host = url.host or str(url.query.get("host", "localhost"))
        self.name = shown(f"postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database or ''}")
        self.place = host, url.port or 5432, url.database, url.query
        url, how = url.set(drivername="postgresql+psycopg"), {"connect_timeout": ANSWER, "client_encoding": "utf8"}
        try:
            # a server may have another isolation for its default, with which a writer would not see what it has waited for
            self.engine = sa.create_engine(
                url, isolation_level="READ COMMITTED", connect_args=how, poolclass=sa.NullPool, hide_parameters=True
            )
        except ImportError:
            raise AuditError(
                "{name}: PostgreSQL needs a package that is not installed: pip install 'auditlib[postgres]'", name=self.name
            ) from None

    def exists(self) -> bool:
        with self.reading() as connection:
            return sa.inspect(connection).has_table(ABOUT.name)

    def make(self, about: Mapping[str, str]) -> None:
        with self.adding() as connection:
            if not sa.inspect(connection).has_table(ABOUT.name):
                self.fill(connection, about)

    def code(self, error: BaseException) -> str:
        # what has no code comes from the connection, not from a table, and quotes no row
        return getattr(error, "sqlstate", None) or " ".join(str(error).split())[:300]


def store(address: str | None, outputs: Path) -> Store:
    """The store at ``address``; without one ``cases.db`` beside the folder of the run. Opens and makes nothing. Raises AuditError."""
    if address is None:
        return SQLite(outputs.resolve().parent / FILE)
    if "://" not in address:
        return SQLite(Path(address))
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):
        url = None
    # of a password with @ in it, what follows would be taken, and shown, for the host
    if url is None or address.count("@") != (url.username is not None):
        signs = _("in a password @ and % are written as %40 and %25")
        raise AuditError("the address of the case record can not be read; allowed: {addresses}; {signs}", addresses=ADDRESSES, signs=signs)
    if url.drivername == "sqlite" and url.database:
        return SQLite(Path(url.database))
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return PostgreSQL(url)
    raise AuditError(
        "{drivername}: no kind of database that a case record can lie in; allowed: {addresses}",
        drivername=shown(url.drivername),
        addresses=ADDRESSES,
    )
