"""What the built-in Digipost delivered to whom, and what it refused."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.digipost.model import Identification
from desktop_app.sandbox.people import People
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.store import Connection, Row, Store


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter that reached one person.

    `person` is the sandbox's own number for the human being, whichever identification was used, and None
    for somebody who was printed to without being looked for. `document_sha256` belongs to the main document,
    as 64 lower-case hexadecimal digits.
    """

    person: int | None
    customer_id: str
    identified_by: str
    """How the job named the person: `fnr`, `org`, `adresse`, `alias` or `navn`."""
    letter_id: str
    uuid: str | None
    """The main document's uuid; None in interface 2_0, which has none."""
    document_sha256: str
    attachment_sha256s: tuple[str, ...]
    channel: str
    """`WEB` or `PRINT`."""
    job_id: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedJob:
    """An upload that was not carried out, and why (Digipost's words)."""

    job_id: str | None
    zip_name: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class SeenJob:
    """A job that was accepted. `state`: received, acknowledged, approved, finished, or lost (overwritten)."""

    job_id: str
    kind: str
    zip_name: str
    state: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """A file that the processing put into a receipt folder. `what`: acknowledgement, result, …"""

    job_id: str | None
    what: str
    name: str


_DELIVERIES = """
SELECT r.person, r.customer_id, r.identified_by, l.letter_id, l.uuid, d.sha256, l.attachments, l.channel,
       j.job_id, j.finished_at, j.job
FROM letters l
JOIN jobs j ON j.job = l.job
JOIN recipients r ON r.job = l.job AND r.number = l.number
JOIN documents d ON d.job = l.job AND d.document_id = l.document_id
WHERE l.sent AND j.state = 'finished'
"""


class Ledger:
    """Questions to a SQLite file that outlives the server. May be asked from any thread or process."""

    def __init__(self, file: Path) -> None:
        self._store = Store(file)

    def deliveries(self, job_id: str | None = None) -> list[Delivery]:
        """Every letter that was delivered, in order of delivery; of one job, if it is named."""
        with self._store.reading() as connection:
            rows = connection.execute(
                f"{_DELIVERIES} AND (?1 IS NULL OR j.job_id = ?1) ORDER BY j.finished_at, l.job, l.number",
                (job_id,),
            )
            return [_delivery(row, _hashes(connection, row)) for row in rows]

    def delivery_count(self) -> int:
        """How many letters were delivered in all."""
        with self._store.reading() as connection:
            return int(connection.execute(f"SELECT count(*) FROM ({_DELIVERIES})").fetchone()[0])  # noqa: S608

    def refused(self) -> list[RefusedJob]:
        """Every upload that was refused, in order."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT * FROM refusals ORDER BY number")
            return [
                RefusedJob(row["job_id"], row["zip_name"], row["reason"], _time(row["refused_at"]))
                for row in rows
            ]

    def jobs(self) -> list[SeenJob]:
        """Every job that was accepted, in order of arrival."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT * FROM jobs ORDER BY job")
            return [
                SeenJob(row["job_id"], row["kind"], row["zip_name"], row["state"], _time(row["received_at"]))
                for row in rows
            ]

    def receipts(self) -> list[WrittenReceipt]:
        """Every receipt that was written, in order, those that the client has removed included."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT j.job_id, r.what, r.name FROM receipts r LEFT JOIN jobs j USING (job) ORDER BY r.number"
            )
            return [WrittenReceipt(row["job_id"], row["what"], row["name"]) for row in rows]

    def person(self, identification: Identification, population: Population | None = None) -> int | None:
        """The person whom this identification means, if it was met or given out before."""
        with self._store.reading() as connection:
            return People(connection, population or Population()).find(identification)


def _hashes(connection: Connection, row: Row) -> tuple[str, ...]:
    found = []
    for document_id, _ in json.loads(row["attachments"]):
        document = connection.execute(
            "SELECT sha256 FROM documents WHERE job = ? AND document_id = ?", (row["job"], document_id)
        ).fetchone()
        found.append(str(document["sha256"]))
    return tuple(found)


def _delivery(row: Row, attachments: tuple[str, ...]) -> Delivery:
    return Delivery(
        person=row["person"],
        customer_id=row["customer_id"],
        identified_by=row["identified_by"],
        letter_id=row["letter_id"],
        uuid=row["uuid"],
        document_sha256=row["sha256"],
        attachment_sha256s=attachments,
        channel=row["channel"],
        job_id=row["job_id"],
        delivered_at=_time(row["finished_at"]),
    )


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
