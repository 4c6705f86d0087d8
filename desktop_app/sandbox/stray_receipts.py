"""Receipts of other people's jobs, by the thousand: what a folder that nobody cleans up looks like."""

from datetime import UTC, datetime
from pathlib import Path

from desktop_app.digipost.model import Failure, FailureCode, Interface, JobKind, JobStatus, ResultHeader
from desktop_app.sandbox.receipt_writer import zip_result

_LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)


def put_stray_receipts(home: Path, work_folder: Path, wanted: int) -> None:
    """See that so many were put into both receipt folders; those that were removed do not come back."""
    for kind in JobKind:
        memory = work_folder / f"strays-{kind}"
        made = int(memory.read_text("ascii")) if memory.exists() else 0
        for number in range(made + 1, wanted + 1):
            _put(home / kind.receipt_folder, kind, f"andre-{number:06}")
        if wanted > made:
            memory.write_text(str(wanted), "ascii")


def _put(folder: Path, kind: JobKind, job_id: str) -> None:
    header = ResultHeader(
        kind=kind,
        interface=Interface.V2_1,
        status=JobStatus.FEILET,
        job_id=job_id,
        sender_id=1,
        started_at=_LONG_AGO,
        finished_at=_LONG_AGO,
        failure=Failure(FailureCode.GENERELL_FEIL, "En annen jobb."),
    )
    with (folder / f"{job_id}.zip.resultat.20260101-130000000.zip").open("wb") as stream:
        zip_result(header, (), stream)
