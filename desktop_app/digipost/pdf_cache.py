"""Verdicts kept from one run to the next, by the hash of the file they are about."""

import sqlite3
import threading
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from desktop_app.base.files import make_private

_MOST_KEPT = 200_000


class VerdictStore(MutableMapping[str, str]):
    """A mapping from key to text in a small file of its own. Any thread may use it; close it at the end.

    Nothing depends on it: a file that is damaged is begun anew, and the oldest entries make room for new ones.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._connection = self._open()

    def __getitem__(self, key: str) -> str:
        row = self._execute("SELECT verdict FROM verdicts WHERE key = ?", key)
        if not row:
            raise KeyError(key)
        return str(row[0][0])

    def __setitem__(self, key: str, value: str) -> None:
        self._execute("INSERT OR REPLACE INTO verdicts (key, verdict) VALUES (?, ?)", key, value)

    def __delitem__(self, key: str) -> None:
        if not self._execute("DELETE FROM verdicts WHERE key = ? RETURNING key", key):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter([str(row[0]) for row in self._execute("SELECT key FROM verdicts")])

    def __len__(self) -> int:
        (row,) = self._execute("SELECT count(*) FROM verdicts")
        return int(str(row[0]))

    def prune(self, keep: int = _MOST_KEPT) -> None:
        """Forget all but the newest entries."""
        self._execute(
            "DELETE FROM verdicts WHERE rowid NOT IN (SELECT rowid FROM verdicts ORDER BY rowid DESC LIMIT ?)",
            keep,
        )

    def close(self) -> None:
        """Prune and close the file."""
        self.prune()
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        try:
            # A lost entry costs a check and no more, so the disk is not waited for.
            connection.execute("PRAGMA journal_mode = WAL").close()
            connection.execute("PRAGMA synchronous = OFF").close()
            connection.execute(
                "CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, verdict TEXT NOT NULL)"
            ).close()
        except sqlite3.DatabaseError:
            connection.close()
            raise
        make_private(self._path)
        return connection

    def _execute(self, statement: str, *values: str | int) -> list[tuple[object, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
