"""How often something was sent from this data, counted in the data and remembered outside it.

A database that was copied into its place looks like any other. But what remembers the count outside of it is then
ahead of the data's own: something was sent since the copy was made, and nothing in the copy knows what.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import Column, Connection, Integer, Table, insert, select, update

from desktop_app.base.database import Database, Migration, metadata
from desktop_app.base.files import write_atomically
from desktop_app.base.secrets import KeyringClosed, NoKeyring, SecretStore

_KEPT_AS = "register.departures"

departures = Table("departures", metadata, Column("count", Integer, nullable=False))
"""One row, made with the first departure."""


def _make_table(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE departures (count INTEGER NOT NULL)")


MIGRATIONS = (Migration("departures-0001-count", _make_table),)


class Memory(Protocol):
    """A place outside of the database that remembers the highest count. It is an aid: it may fail or forget."""

    def recall(self) -> int:
        """The count, or 0 where there is none to be had."""
        ...

    def keep(self, count: int) -> None:
        """Remember a count, if that can be done."""
        ...


class FileMemory:
    """A file beside the database: it tells when the database alone is put back."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recall(self) -> int:
        try:
            return _number(self._path.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError):
            return 0

    def keep(self, count: int) -> None:
        with contextlib.suppress(OSError), write_atomically(self._path) as stream:
            stream.write(b"%d\n" % count)


class KeyringMemory:
    """The system's keyring: it tells when the whole folder is put back, as an office's own backup does."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets

    def recall(self) -> int:
        return _number(self._secrets.get(_KEPT_AS) or "")

    def keep(self, count: int) -> None:
        with contextlib.suppress(NoKeyring, KeyringClosed):
            self._secrets.set(_KEPT_AS, str(count))


class Departures:
    """Counts before something is sent, and tells whether this data is older than what was sent from it."""

    def __init__(self, database: Database, memories: Sequence[Memory]) -> None:
        self._database = database
        self._memories = tuple(memories)

    def count_one(self) -> None:
        """Before something is sent. Counted in the data first, so that no memory is ahead of it by itself."""
        with self._database.begin() as connection:
            count = _count_in(connection) + 1
            _put(connection, count)
        for memory in self._memories:
            if memory.recall() < count:  # another lane or process may have counted on meanwhile
                memory.keep(count)

    def are_missing(self, connection: Connection) -> bool:
        """Whether something was sent that this data does not know of."""
        return self._highest() > _count_in(connection)

    def catch_up(self, connection: Connection) -> None:
        """From here on this data is the newest there is."""
        _put(connection, max(self._highest(), _count_in(connection)))

    def _highest(self) -> int:
        return max((memory.recall() for memory in self._memories), default=0)


def count_nothing() -> None:
    """For data that nobody puts an older copy in the place of: a trial's, a benchmark's."""


def _count_in(connection: Connection) -> int:
    return connection.execute(select(departures.c.count)).scalar() or 0


def _put(connection: Connection, count: int) -> None:
    if connection.execute(update(departures).values(count=count)).rowcount == 0:
        connection.execute(insert(departures).values(count=count))


def _number(written: str) -> int:
    """A count as it was written; 0 for what is none. So many digits no count ever has."""
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0
