"""What the built-in Digipost delivered to whom, and what it refused."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter that reached one person.

    `person` is the sandbox's own number for the human being, whichever identification was used;
    `identification` is the one that the job used (`fnr:…`, `org:…`, `adresse:…`, `alias:…`, `navn:…`).
    `document_sha256` belongs to the main document, as 64 lower-case hexadecimal digits.
    """

    person: int
    customer_id: str
    identification: str
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


class Ledger:
    """A SQLite file that outlives the server. Safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def deliveries(self, job_id: str | None = None) -> list[Delivery]:
        """Every letter that was delivered, in order of delivery; of one job, if it is named."""
        raise NotImplementedError

    def refused(self) -> list[RefusedJob]:
        """Every upload that was refused, in order."""
        raise NotImplementedError
