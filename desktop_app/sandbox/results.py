"""The result of a job, read back from the store item by item."""

import json
from collections.abc import Iterator
from datetime import datetime

from desktop_app.digipost.model import (
    Channel,
    DocumentFault,
    DocumentFaultDetail,
    DocumentFaultType,
    Failure,
    FailureCode,
    Interface,
    JobKind,
    JobStatus,
    LetterFault,
    LetterFaultType,
    LetterResult,
    PrintSummary,
    RecipientResult,
    RecipientStatus,
    RecipientSummary,
    ResultHeader,
    ResultItem,
)
from desktop_app.sandbox.people import reasons_from_text
from desktop_app.sandbox.store import Connection, Row
from desktop_app.sandbox.timeline import OpenJob

_COUNTS = """
SELECT count(*) AS total,
  sum(status = 'DIGIPOST' AND NOT washed) AS digipost, sum(status = 'DIGIPOST' AND washed) AS digipost_washed,
  sum(status = 'IDENTIFISERT' AND NOT washed) AS identified,
  sum(status = 'IDENTIFISERT' AND washed) AS identified_washed,
  sum(status = 'UIDENTIFISERT' AND reasons NOT LIKE '%FLERE_TREFF%') AS unidentified,
  sum(status = 'UIDENTIFISERT' AND reasons LIKE '%FLERE_TREFF%') AS unidentified_ambiguous,
  sum(status = 'UGYLDIG') AS invalid
FROM recipients WHERE job = ?
"""


def header_of(job: OpenJob, status: JobStatus, now: datetime) -> ResultHeader:
    """What stands above the lists, without summaries."""
    return ResultHeader(
        kind=job.kind,
        interface=job.interface,
        status=status,
        job_id=job.job_id,
        sender_id=job.sender_id,
        processor_id=job.processor_id,
        started_at=job.received_at,
        finished_at=None if status is JobStatus.MOTTATT else now,
    )


def summaries_of(connection: Connection, job: OpenJob) -> tuple[RecipientSummary, PrintSummary | None]:
    """The counts of a job; those of print only where a letter could be printed."""
    counts = connection.execute(_COUNTS, (job.number,)).fetchone()
    recipients = RecipientSummary(**{name: counts[name] for name in counts.keys()})  # noqa: SIM118
    printed = connection.execute(
        "SELECT count(*), sum(channel = 'PRINT'), sum(fault = 'UGYLDIG_FOR_PRINT') FROM letters"
        " WHERE job = ? AND printable",
        (job.number,),
    ).fetchone()
    return recipients, PrintSummary(printed[1] or 0, printed[2] or 0) if printed[0] else None


def items_of(connection: Connection, job: OpenJob) -> Iterator[ResultItem]:
    """Recipients, then documents with faults, then letters, in the job's own order."""
    number = (job.number,)
    for row in connection.execute("SELECT * FROM recipients WHERE job = ? ORDER BY number", number):
        yield _recipient(row)
    bad = "SELECT * FROM documents WHERE job = ? AND fault IS NOT NULL ORDER BY document_id"
    for row in connection.execute(bad, number):
        detail = DocumentFaultDetail(DocumentFaultType(row["fault"]), (row["message"],))
        yield DocumentFault(row["document_id"], (detail,))
    has_uuids = job.interface is Interface.V2_1
    for row in connection.execute("SELECT * FROM letters WHERE job = ? ORDER BY number", number):
        yield _letter(row, has_uuids=has_uuids)


def failure_header(
    kind: JobKind, interface: Interface, job_id: str, sender_id: int | None, reason: str, now: datetime
) -> ResultHeader:
    """The whole of the answer to a job that was refused."""
    return ResultHeader(
        kind=kind,
        interface=interface,
        status=JobStatus.FEILET,
        job_id=job_id,
        sender_id=sender_id or 0,
        started_at=now,
        finished_at=now,
        failure=Failure(FailureCode.VALIDERING_FEILET, reason),
    )


def _recipient(row: Row) -> RecipientResult:
    unidentified, refused = reasons_from_text(row["reasons"])
    return RecipientResult(
        customer_id=row["customer_id"],
        status=RecipientStatus(row["status"]),
        digipost_address=row["address"],
        person_alias=row["alias"],
        unidentified_reasons=unidentified,
        invalid_reasons=refused,
        washed=bool(row["washed"]),
    )


def _letter(row: Row, *, has_uuids: bool) -> LetterResult:
    attachments = tuple(uuid for _, uuid in json.loads(row["attachments"]) if uuid)
    messages = (row["message"],) if row["message"] else ()
    return LetterResult(
        letter_id=row["letter_id"],
        main_uuid=row["uuid"] if has_uuids else None,
        attachment_uuids=attachments if has_uuids else (),
        sent=bool(row["sent"]),
        channel=Channel(row["channel"]) if row["channel"] else None,
        faults=(LetterFault(LetterFaultType(row["fault"]), messages),) if row["fault"] else (),
    )
