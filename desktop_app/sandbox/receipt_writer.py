"""Puts receipts into the receipt folders: whole, or wrong in the way that a test asked for."""

import contextlib
import io
import os
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from desktop_app.digipost.model import Failure, FailureCode, JobKind, JobStatus, ResultHeader, ResultItem
from desktop_app.digipost.result_writing import write_result
from desktop_app.sandbox.behaviour import ReceiptFault
from desktop_app.sandbox.store import Store

_NORWAY = ZoneInfo("Europe/Oslo")
_GARBAGE_BYTES = 4096
_BUFFER = 1 << 16
_STRANGE_XML = b'<?xml version="1.0"?><kvittering xmlns="http://example.org/annet"><ok/></kvittering>'


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt to be written. `items` is called for each copy, since it can be read only once.

    `what` is the ledger's word for it and `mark` the word in its name; `job` is the store's number, None
    for a job that was refused.
    """

    job: int | None
    header: ResultHeader
    zip_name: str
    what: str
    mark: str
    items: Callable[[], Iterable[ResultItem]] = tuple


class ReceiptWriter:
    """Writes below one account's folder. Files are made in `work_folder` and appear by a rename."""

    def __init__(self, home: Path, work_folder: Path, store: Store) -> None:
        self._home = home
        self._work_folder = work_folder
        self._halves = work_folder / "halves"
        self._halves.mkdir(parents=True, exist_ok=True)
        self._store = store

    def write(self, receipt: Receipt, faults: frozenset[ReceiptFault], now: datetime) -> int:
        """Write the receipt, and beside it what the faults ask for. Returns how many files came of it."""
        is_result = receipt.mark == "resultat"
        if ReceiptFault.HALF_ZIP in faults and is_result:
            return self._put_half(receipt, now)
        written = self._put_xml(receipt, now)
        if ReceiptFault.DUPLICATED in faults:
            written += self._put_xml(receipt, now)
        if is_result and receipt.header.status is JobStatus.SUKSESS:
            written += self._put_odd_ones(receipt, faults, now)
        return written

    def complete_halves(self) -> int:
        """Make whole what was put out half at an earlier round."""
        completed = 0
        for whole in sorted(self._halves.iterdir()):
            kind, _, name = whole.name.partition("@")
            whole.replace(self._folder(JobKind(kind)) / name)
            completed += 1
        return completed

    def _put_odd_ones(self, receipt: Receipt, faults: frozenset[ReceiptFault], now: datetime) -> int:
        written = 0
        if ReceiptFault.CONTRADICTING in faults:
            written += self._put_xml(_failed(receipt, "Jobben feilet.", receipt.header.job_id), now)
        if ReceiptFault.UNKNOWN_JOB in faults:
            strange = f"{receipt.header.job_id[:80]}-ukjent"
            written += self._put_xml(_failed(receipt, "Ukjent jobb.", strange), now)
        if ReceiptFault.GARBAGE in faults:
            noise = random.Random(receipt.zip_name).randbytes(_GARBAGE_BYTES)  # noqa: S311 - noise, no secret
            written += self._put_bytes(receipt, now, lambda stream: stream.write(noise))
        if ReceiptFault.WRONG_SCHEMA in faults:
            name = receipt.header.kind.result_file
            written += self._put_bytes(receipt, now, lambda stream: _zip_bytes(name, _STRANGE_XML, stream))
        return written

    def _put_xml(self, receipt: Receipt, now: datetime) -> int:
        return self._put_bytes(
            receipt, now, lambda stream: zip_result(receipt.header, receipt.items(), stream)
        )

    def _put_bytes(self, receipt: Receipt, now: datetime, fill: Callable[[BinaryIO], object]) -> int:
        kind = receipt.header.kind
        name = self._free_name(receipt, now)
        with _appearing(self._folder(kind) / name, self._work_folder) as stream:
            fill(stream)
        self._record(receipt.job, kind, receipt.what, name, now)
        return 1

    def _put_half(self, receipt: Receipt, now: datetime) -> int:
        kind = receipt.header.kind
        name = self._free_name(receipt, now)
        whole = self._halves / f"{kind}@{name}"
        with whole.open("wb") as stream:
            zip_result(receipt.header, receipt.items(), stream)
        with whole.open("rb") as stream:
            half = stream.read(whole.stat().st_size // 2)
        (self._folder(kind) / name).write_bytes(half)
        self._record(receipt.job, kind, receipt.what, name, now)
        return 1

    def _free_name(self, receipt: Receipt, now: datetime) -> str:
        """`<zip>.resultat.<yyyyMMdd-HHmmssSSS>.zip`, a thousandth later where that was taken before."""
        moment = now.astimezone(_NORWAY)
        while True:
            stamp = f"{moment:%Y%m%d-%H%M%S}{moment.microsecond // 1000:03}"
            name = f"{receipt.zip_name}.{receipt.mark}.{stamp}.zip"
            if not self._recorded(name, receipt.header.kind):
                return name
            moment += timedelta(milliseconds=1)

    def _folder(self, kind: JobKind) -> Path:
        return self._home / kind.receipt_folder

    def _recorded(self, name: str, kind: JobKind) -> bool:
        with self._store.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM receipts WHERE name = ? AND kind = ?", (name, kind)
            ).fetchone()
        return found is not None

    def _record(self, job: int | None, kind: JobKind, what: str, name: str, now: datetime) -> None:
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO receipts (job, kind, what, name, written_at) VALUES (?, ?, ?, ?, ?)",
                (job, kind, what, name, now.isoformat()),
            )


def zip_result(header: ResultHeader, items: Iterable[ResultItem], out: BinaryIO) -> None:
    """Write a receipt's zip: one XML file of this kind of result, streamed."""
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(header.kind.result_file, "w", force_zip64=True) as stream,
        io.BufferedWriter(stream, _BUFFER) as buffered,
    ):
        write_result(header, items, buffered)


def _zip_bytes(name: str, content: bytes, out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)


def _failed(receipt: Receipt, reason: str, job_id: str) -> Receipt:
    """A receipt in the place of this one, which says that the job failed."""
    header = replace(
        receipt.header,
        status=JobStatus.FEILET,
        job_id=job_id,
        recipient_summary=None,
        print_summary=None,
        failure=Failure(FailureCode.ENGINE_FEIL, reason),
    )
    return replace(receipt, header=header, what="false result", items=tuple)


@contextlib.contextmanager
def _appearing(target: Path, work_folder: Path) -> Iterator[BinaryIO]:
    """A file that is whole when it takes its name, and never lies half in the target's folder."""
    handle, name = tempfile.mkstemp(dir=work_folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
