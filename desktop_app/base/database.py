"""One SQLite file for the register, the ledger and the outbox, so that one transaction can span them.

Write-ahead logging, `synchronous=FULL` (what was committed survives a power cut), foreign keys on, deleted
content overwritten. The driver is SQLCipher's build of SQLite: with a key the file is encrypted, without
one it is an ordinary SQLite file, and either way the SQLite inside is newer than the one in Python.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Dialect,
    Engine,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from desktop_app.base.clock import Clock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import make_private, touch_private
from desktop_app.base.texts import text

_BUSY_TIMEOUT_MS = 60_000
"""Longer than the longest write: importing a million recipients holds the lock for about 13 seconds."""


_CACHE_KB = 8_000
_CACHE_KB_ENCRYPTED = 16_000


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, stored as ISO 8601 text that sorts by time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_stored_time(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def to_stored_time(moment: datetime) -> str:
    """The text that `UtcDateTime` stores, for statements written by hand. The moment must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


metadata = MetaData()
"""The tables of all rooms, so that a foreign key can point from one to another."""

schema_migrations = Table(
    "schema_migrations",
    metadata,
    Column("name", String, primary_key=True),
    Column("applied_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One named step of the database's form. Once released, neither its name nor its acts change."""

    name: str
    apply: Callable[[Connection], None]


class DatabaseUnreadable(EnvironmentFailure):
    """The file is encrypted with another key, damaged, or no database."""


class DatabaseTooNew(EnvironmentFailure):
    """A newer version of the program has written this file."""


class Database:
    """Owns the engine. Reading and writing go through `read` and `begin`, on any thread."""

    def __init__(self, engine: Engine, key: bytes | None = None) -> None:
        self.engine = engine
        self._key = key

    @property
    def is_encrypted(self) -> bool:
        """Whether the file is of use only with its key."""
        return self._key is not None

    @classmethod
    def open(
        cls,
        path: Path,
        migrations: Sequence[Migration],
        *,
        backups: Path | None,
        clock: Clock,
        key: bytes | None = None,
    ) -> "Database":
        """Open the file, making it where it is missing, and bring it to the newest form.

        `key` is 32 bytes, or None for a file that is not encrypted. Before an existing file is changed,
        a copy is put into `backups`; None says that there is one already. Raises `DatabaseUnreadable` or
        `DatabaseTooNew`.
        """
        database = cls(_create_engine(path, key), key)
        try:
            database._bring_up_to_date(path, migrations, backups, clock)
        except DatabaseError as error:
            database.dispose()
            raise _unreadable(path) from error
        except BaseException:
            database.dispose()
            raise
        make_private(path)
        return database

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A write transaction: all of it is kept, or, when the block raises, none of it.

        It takes the write lock at its beginning, so it never fails half-way because somebody else writes.
        """
        with self.engine.connect() as connection:
            writing = connection.execution_options(brevdue_begin="BEGIN IMMEDIATE")
            with writing.begin():
                yield writing

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state for as long as the block lasts."""
        with self.engine.connect() as connection:
            yield connection

    def back_up(self, target: Path) -> None:
        """Copy the database to `target` with SQLite's own backup, consistent while others write.

        The copy is encrypted with the same key as the database, or not at all, and takes its name when it is whole.
        """
        unfinished = target.with_name(f".{target.name}.part")
        unfinished.unlink(missing_ok=True)
        touch_private(unfinished)
        copy = connect_raw(unfinished, self._key)
        try:
            with self.engine.connect() as connection:
                connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
        finally:
            copy.close()
        unfinished.replace(target)

    def open_copy(self, path: Path) -> sqlite.Connection:
        """A bare connection to a backup of this database; the caller closes it. One from before encryption opens too.

        Raises the driver's `DatabaseError` when it cannot be read.
        """
        for key in (self._key, None):
            connection = connect_raw(path, key)
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlite.DatabaseError:
                connection.close()
                if key is None:
                    raise
            else:
                return connection
        raise AssertionError("the last key is None")

    def dispose(self) -> None:
        """Close all connections. The file is whole on disk afterwards."""
        self.engine.dispose()

    def _bring_up_to_date(
        self,
        path: Path,
        migrations: Sequence[Migration],
        backups: Path | None,
        clock: Clock,
    ) -> None:
        applied = self._applied_migrations()
        newer = applied - {migration.name for migration in migrations}
        if newer:
            raise DatabaseTooNew(
                title=text("The data was written by a newer Brevdue."),
                message=text("{file} holds changes that this version does not know.", file=path.name),
                hint=text("Install the newest version of Brevdue and start it again. Nothing was changed."),
            )
        pending = [migration for migration in migrations if migration.name not in applied]
        if applied and pending and backups is not None:
            self.back_up(backups / f"{path.stem}-before-{pending[0].name}.sqlite")
        for migration in pending:
            with self.begin() as connection:
                migration.apply(connection)
                connection.execute(
                    insert(schema_migrations).values(name=migration.name, applied_at=clock.now())
                )

    def _applied_migrations(self) -> set[str]:
        with self.begin() as connection:
            schema_migrations.create(connection, checkfirst=True)
            return set(connection.execute(select(schema_migrations.c.name)).scalars())


def connect_raw(path: Path, key: bytes | None) -> sqlite.Connection:
    """A bare connection to a file, for upkeep that no transaction of the program's may be part of."""
    connection = sqlite.connect(str(path), isolation_level=None)
    if key is not None:
        _unlock(connection, key)
    return connection


def _create_engine(path: Path, key: bytes | None) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: `begin` below does it, with the right lock.
        connection.isolation_level = None
        if key is not None:
            _unlock(connection, key)
        for pragma in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            # A page of an encrypted file that is read again is decrypted again, unless it is still at hand.
            f"cache_size=-{_CACHE_KB if key is None else _CACHE_KB_ENCRYPTED}",
            # Sorting a million rows in memory takes 60 MB. Of an encrypted file nothing goes to disk in the clear.
            f"temp_store={'FILE' if key is None else 'MEMORY'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("brevdue_begin", "BEGIN"))

    return engine


def _unlock(connection: Any, key: bytes) -> None:
    # SQLCipher would write about a wrong key to standard error, in its own words.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key_literal(key)}")


def key_literal(key: bytes) -> str:
    """The key as SQLCipher takes it in a statement: as it is, without deriving another from it."""
    return f"\"x'{key.hex()}'\""


def _unreadable(path: Path) -> DatabaseUnreadable:
    return DatabaseUnreadable(
        title=text("Brevdue cannot read its data."),
        message=text(
            "{file} is damaged, or it is encrypted with a key that this computer does not have.",
            file=str(path),
        ),
        hint=text(
            "Ask whoever looks after this computer to come back to the newest copy in the folder “backups”, with"
            " “brevdue-cli database restore --backup FILE”."
        ),
    )
