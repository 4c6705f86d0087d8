"""Who the built-in Digis received, how many times, and what each request met."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.base.files import make_private, make_private_folder
from desktop_app.sandbox.store import Connection, connect

_TABLES = """
CREATE TABLE IF NOT EXISTS people (number INTEGER PRIMARY KEY, person_id TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, person_id TEXT, outcome TEXT NOT NULL, accepted INTEGER NOT NULL,
    at TEXT NOT NULL, header TEXT, message TEXT);
CREATE INDEX IF NOT EXISTS requests_person ON requests (person_id, accepted);
"""
_BUSY_S = 30.0
_FIRST_EXTERNAL_ID = 700_000


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request that reached the server. `outcome` is the fault it met, `ok`, or why it was refused."""

    person_id: str | None
    outcome: str
    accepted: bool
    """The member counts as received, whether or not the client was told."""
    at: datetime
    authorization: str | None


class DigisLedger:
    """A SQLite file that outlives the server. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        make_private_folder(file.parent)
        with self._connection() as connection:
            connection.executescript(_TABLES)
        make_private(file)

    def record(
        self,
        person_id: str | None,
        outcome: str,
        at: datetime,
        *,
        accepted: bool = False,
        authorization: str | None = None,
        message: object = None,
    ) -> None:
        """Remember one request."""
        with self._lock, self._connection() as connection:
            connection.execute(
                "INSERT INTO requests (person_id, outcome, accepted, at, header, message)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    person_id,
                    outcome,
                    accepted,
                    at.isoformat(),
                    authorization,
                    json.dumps(message) if accepted else None,
                ),
            )

    def external_id(self, person_id: str) -> str:
        """The id that Digis gives this person, always the same."""
        with self._lock, self._connection() as connection:
            connection.execute("INSERT OR IGNORE INTO people (person_id) VALUES (?)", (person_id,))
            row = connection.execute("SELECT number FROM people WHERE person_id = ?", (person_id,)).fetchone()
        return str(_FIRST_EXTERNAL_ID + int(row[0]))

    def attempts(self, person_id: str) -> int:
        """How many requests about this person came before."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT count(*) FROM requests WHERE person_id = ?", (person_id,)
            ).fetchone()
        return int(row[0])

    def received(self) -> dict[str, int]:
        """Person id and how many times that person was received."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT person_id, count(*) FROM requests WHERE accepted GROUP BY person_id ORDER BY min(number)"
            )
            return {row[0]: row[1] for row in rows}

    def messages(self, person_id: str) -> list[dict[str, Any]]:
        """The messages with which this person was received, in order."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT message FROM requests WHERE accepted AND person_id = ? ORDER BY number", (person_id,)
            )
            return [json.loads(row[0]) for row in rows]

    def requests(self) -> list[SeenRequest]:
        """Every request, in order of its outcome."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT person_id, outcome, accepted, at, header FROM requests ORDER BY number"
            )
            return [
                SeenRequest(row[0], row[1], bool(row[2]), datetime.fromisoformat(row[3]), row[4])
                for row in rows
            ]

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection of one's own for a moment. What was written survives a killed process."""
        connection = connect(self._file, timeout=_BUSY_S, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
        finally:
            connection.close()
