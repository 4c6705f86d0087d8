"""An upload becomes a job: unpacked, read, checked, and each recipient and letter decided. All or nothing."""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.model import (
    Document,
    DocumentFaultType,
    Interface,
    JobHeader,
    JobItem,
    JobKind,
    Letter,
    Recipient,
    RecipientResult,
)
from desktop_app.digipost.reading import read_job
from desktop_app.digipost.validation import validate_job
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.document_checks import Check, document_check
from desktop_app.sandbox.letter_outcomes import outcome_of
from desktop_app.sandbox.people import People, reasons_as_text
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.store import Connection, IntegrityError, Store
from desktop_app.sandbox.upload_scan import Upload, remember_upload

_HEAD_BYTES = 8192
_JOB_ID_USED = "Jobb-id er allerede brukt."


class NoWholeZip(Exception):
    """The upload is no readable zip: half of one, or still on its way. It is left where it is."""


class JobRefused(Exception):
    """The upload cannot be carried out. `job_id` is known where the file is at least that readable."""

    def __init__(self, reason: str, head: "JobHead") -> None:
        super().__init__(reason)
        self.reason = reason
        self.head = head


@dataclass(frozen=True, slots=True)
class JobHead:
    """What can be told of a job without reading all of it, however broken it is."""

    job_id: str | None = None
    sender_id: int | None = None
    interface: str = "2_1"


class JobIntake:
    """Takes uploads in. Shares nothing between calls but what is in the store."""

    def __init__(self, store: Store, work_folder: Path) -> None:
        self._store = store
        self._work_folder = work_folder

    def take(self, upload: Upload, population: Population, behaviour: Behaviour, now: datetime) -> str:
        """Read the upload into the store and return the job id. Raises `NoWholeZip` or `JobRefused`.

        That the upload was handled is remembered together with the job, or not at all.
        """
        kind = upload.kind
        with self._opened(upload.file) as archive, self._unpacked(archive, kind) as xml:
            head = _head_of(xml)
            try:
                with (
                    self._store.writing() as connection,
                    document_check(behaviour.document_check, self._work_folder) as check,
                ):
                    _refuse_known_job(connection, head)
                    filing = _Filing(connection, archive, People(connection, population), behaviour, check)
                    remember_upload(connection, upload)
                    return self._file(filing, xml, kind, upload.file.name, now)
            except IntegrityError as error:
                raise JobRefused(_words_for(str(error)), head) from error
            except (JobInvalid, _BadJob) as error:
                raise JobRefused(str(error), head) from error

    @contextmanager
    def _opened(self, upload: Path) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(upload) as archive:
                yield archive
        except (zipfile.BadZipFile, EOFError, FileNotFoundError) as error:
            raise NoWholeZip(upload.name) from error

    @contextmanager
    def _unpacked(self, archive: zipfile.ZipFile, kind: JobKind) -> Iterator[BinaryIO]:
        """The job's XML, seekable: it is read twice."""
        names = archive.namelist()
        if kind.job_file not in names:
            raise JobRefused(f"Zip-filen mangler {kind.job_file}.", JobHead())
        with tempfile.TemporaryFile(dir=self._work_folder) as xml:
            with archive.open(kind.job_file) as packed:
                copyfileobj(packed, xml, 1 << 18)
            if kind is JobKind.LOOKUP and len(names) != 1:
                raise JobRefused("Zip-filen skal bare inneholde mottakersplitt.xml.", _head_of(xml))
            yield xml

    def _file(self, filing: "_Filing", xml: BinaryIO, kind: JobKind, zip_name: str, now: datetime) -> str:
        xml.seek(0)
        job = filing.open_job(kind, zip_name, now)
        header = read_job(xml, filing.add)
        xml.seek(0)
        if header.kind is not kind:
            raise _BadJob(f"Jobben hører ikke hjemme i mappen {kind.folder}.")
        validate_job(xml, header.kind, header.interface)
        filing.close_job(job, header)
        return header.settings.job_id


class _BadJob(Exception):
    """The job breaks a rule that is not in the schema."""


@dataclass(slots=True)
class _Filing:
    """Writes one job's rows as its items come in."""

    connection: Connection
    archive: zipfile.ZipFile
    people: People
    behaviour: Behaviour
    check: Check
    job: int = 0
    number: int = 0
    faults: dict[str, DocumentFaultType] = field(default_factory=dict)

    def open_job(self, kind: JobKind, zip_name: str, now: datetime) -> int:
        cursor = self.connection.execute(
            "INSERT INTO jobs (kind, interface, zip_name, job_id, auto_approve, state, received_at)"
            " VALUES (?, '', ?, '', 0, 'received', ?)",
            (kind, zip_name, now.isoformat()),
        )
        self.job = int(cursor.lastrowid or 0)
        return self.job

    def close_job(self, job: int, header: JobHeader) -> None:
        settings = header.settings
        if header.interface is Interface.V2_1:
            self._require_uuids()
        self.connection.execute(
            "UPDATE jobs SET interface = ?, job_id = ?, sender_id = ?, processor_id = ?, auto_approve = ?,"
            " deliver_at = ? WHERE job = ?",
            (
                header.interface,
                settings.job_id,
                settings.sender_id,
                settings.processor_id,
                settings.auto_approve,
                settings.deliver_at.isoformat() if settings.deliver_at else None,
                job,
            ),
        )
        self.connection.execute("INSERT INTO seen_job_ids VALUES (?, ?)", (settings.job_id, job))

    def _require_uuids(self) -> None:
        row = self.connection.execute(
            "SELECT letter_id FROM letters WHERE job = ? AND uuid IS NULL", (self.job,)
        ).fetchone()
        if row is not None:
            raise _BadJob(f"Brev {row['letter_id']} mangler uuid.")

    def add(self, item: JobItem) -> None:
        match item:
            case Recipient():
                self.number += 1
                self._recipient(item)
            case Letter():
                self.number += 1
                self._letter(item)
            case Document():
                self._document(item)

    def _recipient(self, recipient: Recipient) -> RecipientResult:
        met = self.people.meet(recipient)
        result = met.result
        self.connection.execute(
            "INSERT INTO recipients VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.job,
                self.number,
                result.customer_id,
                met.person,
                met.identified_by,
                result.status,
                result.digipost_address,
                result.person_alias,
                reasons_as_text(result.unidentified_reasons, result.invalid_reasons),
                bool(result.washed),
            ),
        )
        return result

    def _document(self, document: Document) -> None:
        try:
            packed = self.archive.open(document.file)
        except KeyError:
            raise _BadJob(f"Filen {document.file} finnes ikke i zip-filen.") from None
        with packed:
            checked = self.check(packed)  # type: ignore[arg-type]  # a zip's entry is a binary stream
        if checked.fault is not None:
            self.faults[document.id] = checked.fault
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (self.job, document.id, document.file, checked.sha256, checked.fault, checked.message),
        )

    def _letter(self, letter: Letter) -> None:
        result = self._recipient(letter.recipient)
        parts = (letter.main, *letter.attachments)
        self.connection.executemany(
            "INSERT INTO seen_uuids VALUES (?, ?)", [(part.uuid, self.job) for part in parts if part.uuid]
        )
        faults = frozenset(self.faults[part.document_id] for part in parts if part.document_id in self.faults)
        outcome = outcome_of(letter, result.status, faults, self.behaviour)
        self.connection.execute(
            "INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.job,
                self.number,
                letter.id,
                letter.main.uuid,
                letter.main.document_id,
                json.dumps([[part.document_id, part.uuid] for part in letter.attachments]),
                letter.physical_print is not None,
                outcome.sent,
                outcome.channel,
                outcome.fault,
                outcome.message,
            ),
        )


def _refuse_known_job(connection: Connection, head: JobHead) -> None:
    """Before anything else of the job is looked at: it may be the same upload once more."""
    known = connection.execute("SELECT 1 FROM seen_job_ids WHERE job_id = ?", (head.job_id,)).fetchone()
    if known is not None:
        raise JobRefused(_JOB_ID_USED, head)


def _head_of(xml: BinaryIO) -> JobHead:
    """Job id, sender and version as they stand near the top, even where the XML is broken further down."""
    xml.seek(0)
    top = xml.read(_HEAD_BYTES)
    job_id = re.search(rb"<(?:\w+:)?jobb-id>([a-zA-Z0-9_.-]{1,100})<", top)
    sender = re.search(rb"<(?:\w+:)?avsender-id>(\d{1,18})<", top)
    return JobHead(
        job_id=job_id[1].decode() if job_id else None,
        sender_id=int(sender[1]) if sender else None,
        interface="2_0" if b"xsd/avsender2_0" in top else "2_1",
    )


def _words_for(broken_rule: str) -> str:
    """Digipost's words for the rule that the database found broken."""
    for table, words in (
        ("seen_job_ids", _JOB_ID_USED),
        ("seen_uuids", "Et dokument har en uuid som er brukt før."),
        ("recipients", "To mottakere i jobben har samme kunde-id."),
        ("documents", "To dokumenter i jobben har samme id."),
    ):
        if table in broken_rule:
            return words
    return "Jobben er ikke gyldig."
