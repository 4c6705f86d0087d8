"""The sandbox's memory: one SQLite file that survives restarts and may be read while it is written."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.files import make_private, make_private_folder

if TYPE_CHECKING:  # the same interface, and only this one has types
    from sqlite3 import Connection, IntegrityError, Row, connect
else:  # a newer SQLite than Python's own, whose write-ahead log can be trusted
    from sqlcipher3.dbapi2 import Connection, IntegrityError, Row, connect

__all__ = ["DIGEST_KEY", "Connection", "IntegrityError", "Row", "Store", "connect"]

_BUSY_S = 30.0
DIGEST_KEY = "digest key"
"""The name of the secret with which identifications are digested."""

_TABLES = """
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    person INTEGER PRIMARY KEY, customer_id TEXT NOT NULL, slug TEXT NOT NULL,
    status TEXT NOT NULL, reasons TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS people_customer ON people (customer_id);
CREATE TABLE IF NOT EXISTS identifications (
    kind TEXT NOT NULL, digest BLOB NOT NULL, person INTEGER NOT NULL REFERENCES people,
    PRIMARY KEY (kind, digest)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS identifications_person ON identifications (person, kind);
CREATE TABLE IF NOT EXISTS given_out (
    kind TEXT NOT NULL, value TEXT NOT NULL COLLATE NOCASE, person INTEGER NOT NULL REFERENCES people,
    generation INTEGER NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS given_out_person ON given_out (person, kind, generation);
CREATE TABLE IF NOT EXISTS jobs (
    job INTEGER PRIMARY KEY, kind TEXT NOT NULL, interface TEXT NOT NULL, zip_name TEXT NOT NULL,
    job_id TEXT NOT NULL, sender_id INTEGER, processor_id INTEGER, auto_approve INTEGER NOT NULL,
    deliver_at TEXT, state TEXT NOT NULL, received_at TEXT NOT NULL, acknowledged_at TEXT,
    approved_at TEXT, preliminary_at TEXT, finished_at TEXT);
CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state);
CREATE TABLE IF NOT EXISTS seen_job_ids (job_id TEXT PRIMARY KEY, job INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen_uuids (uuid TEXT PRIMARY KEY, job INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recipients (
    job INTEGER NOT NULL, number INTEGER NOT NULL, customer_id TEXT NOT NULL, person INTEGER,
    identified_by TEXT NOT NULL, status TEXT NOT NULL, address TEXT, alias TEXT, reasons TEXT NOT NULL,
    washed INTEGER NOT NULL, PRIMARY KEY (job, number), UNIQUE (job, customer_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    job INTEGER NOT NULL, document_id TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    fault TEXT, message TEXT, PRIMARY KEY (job, document_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS letters (
    job INTEGER NOT NULL, number INTEGER NOT NULL, letter_id TEXT NOT NULL, uuid TEXT,
    document_id TEXT NOT NULL, attachments TEXT NOT NULL, printable INTEGER NOT NULL,
    sent INTEGER NOT NULL, channel TEXT, fault TEXT, message TEXT, PRIMARY KEY (job, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    folder TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refusals (
    number INTEGER PRIMARY KEY, job_id TEXT, zip_name TEXT NOT NULL, reason TEXT NOT NULL,
    refused_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS receipts (
    number INTEGER PRIMARY KEY, job INTEGER, kind TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL,
    written_at TEXT NOT NULL);
"""


class Store:
    """Opens connections to the file. Each belongs to one thread, and whoever opens one closes it, by `with`.

    Between `hold` and `release` it keeps one connection open itself: as long as there is any, writing does not
    wait for the disk each time, since SQLite then leaves its log in place.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: Connection | None = None
        make_private_folder(file.parent)
        with self.reading() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)
            connection.execute(
                "INSERT OR IGNORE INTO secret VALUES (?, ?)", (DIGEST_KEY, secrets.token_bytes(32))
            )
        make_private(file)

    def hold(self) -> None:
        """Begin a time of much writing. May be repeated."""
        if self._held is None:
            self._held = connect(self.file, timeout=_BUSY_S, check_same_thread=False)
            self._held.execute("SELECT name FROM secret").fetchall()  # only a used connection counts

    def release(self) -> None:
        """End it, and have everything in the one file. May be repeated."""
        held, self._held = self._held, None
        if held is not None:
            held.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions, closed afterwards."""
        connection = connect(self.file, timeout=_BUSY_S, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.row_factory = Row
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing when the block fails."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
