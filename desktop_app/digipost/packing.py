"""A job as one zip file, ready to upload."""

import errno
import glob
import hashlib
import operator
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import make_private_folder, write_atomically
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.document_names import document_file_name, zip_name
from desktop_app.digipost.errors import DocumentChanged
from desktop_app.digipost.model import Document, Interface, Job, LookupJob
from desktop_app.digipost.refusals import TITLE, fault_of_program, shown_id
from desktop_app.digipost.text_pool import TextPool
from desktop_app.digipost.validation import validate_job
from desktop_app.digipost.writing import write_job
from desktop_app.digipost.zip_writing import ZipWriter

__all__ = ["DocumentFile", "PackedJob", "document_file_name", "pack_job", "zip_name"]

_Record = TypeVar("_Record")
_AT_A_TIME = 256


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One file for the zip: its path in there, where it lies here, and the SHA-256 it was confirmed with."""

    name: str
    path: Path
    sha256: str | None = None
    """64 lower-case hexadecimal digits; a file that differs stops the job. `None`: not checked."""


@dataclass(frozen=True, slots=True)
class PackedJob:
    """A zip that is safely on the disk. `sha256` is 64 lower-case hexadecimal digits, `size` bytes."""

    path: Path
    size: int
    sha256: str


def pack_job(
    target: Path,
    job: Job,
    interface: Interface,
    documents: Mapping[str, Path] | Iterable[DocumentFile],
    context: WorkContext,
    *,
    schema_folder: Path | None = None,
) -> PackedJob:
    """Write the job, validate it, and zip it with its documents into `target`, which appears whole or not at all.

    `documents` are exactly the files that the job names, each once; `Document.file` is the name. Equal input
    gives equal bytes. Raises `JobInvalid` (`DocumentChanged` for a file that differs from its SHA-256),
    `EnvironmentFailure` for a disk that refuses, and `Cancelled`; then nothing is left behind.
    """
    with _disk_failures_told(target), _working_folder(target) as folder, _Names(job.kind.job_file) as names:
        xml = folder / job.kind.job_file
        with xml.open("wb") as out:
            write_job(_watched_job(job, names, context), out, interface)
        validate_job(xml, job.kind, interface, schema_folder, context)
        with write_atomically(target) as out:
            archive = ZipWriter(out)
            with xml.open("rb") as source:
                archive.add(xml.name, source)
            for document in _document_files(documents, context):
                names.put_in(document.name)
                _add_document(archive, document)
            names.check()
            archive.close()
            size = out.tell()
            digest = _sha256(out)
        return PackedJob(target, size, digest)


class _Names(ExitStack):
    """The files that the job names and those that are put into the zip, which are to be the same."""

    def __init__(self, job_file: str) -> None:
        super().__init__()
        self._wanted = self.enter_context(TextPool())
        self._there = self.enter_context(TextPool())
        self._there_folded = self.enter_context(TextPool())
        self._there_folded.add(job_file)

    def want(self, document: Document) -> Document:
        """Remember a document's file on its way to the writer."""
        self._wanted.add(document.file)
        return document

    def put_in(self, name: str) -> None:
        """Remember a file that goes into the zip."""
        self._there.add(name)
        self._there_folded.add(name.casefold())

    def check(self) -> None:
        """Raises `JobInvalid` unless the two are the same, each name once whatever its capitals."""
        for name in sorted(self._there_folded.repeated()):
            raise fault_of_program(text("The file {name} is there more than once.", name=shown_id(name)))
        for name in sorted(self._wanted.missing_from(self._there)):
            raise fault_of_program(text("The file {name} is missing.", name=shown_id(name)))
        for name in sorted(self._there.missing_from(self._wanted)):
            raise fault_of_program(
                text("The file {name} belongs to no letter in the job.", name=shown_id(name))
            )


def _watched_job(job: Job, names: _Names, context: WorkContext) -> Job:
    """The job with progress, cancelling and the documents' names taken on the way to the writer."""
    if isinstance(job, LookupJob):
        return replace(job, recipients=_watched(job.recipients, context))
    documents = map(names.want, _watched(job.documents, context))
    return replace(job, documents=documents, letters=_watched(job.letters, context))


def _watched(records: Iterable[_Record], context: WorkContext) -> Iterator[_Record]:
    total = operator.length_hint(records) or None
    for number, record in enumerate(records):
        if number % _AT_A_TIME == 0:
            context.progress(number, total, text("Writing the job"))
            context.check_cancelled()
        yield record


def _document_files(
    documents: Mapping[str, Path] | Iterable[DocumentFile], context: WorkContext
) -> Iterator[DocumentFile]:
    total = operator.length_hint(documents) or None
    files = (
        (DocumentFile(name, path) for name, path in documents.items())
        if isinstance(documents, Mapping)
        else documents
    )
    for number, document in enumerate(files):
        context.progress(number, total, text("Packing the letters"))
        context.check_cancelled()
        yield document


def _add_document(archive: ZipWriter, document: DocumentFile) -> None:
    shown_name = shown_id(document.path.name)
    try:
        with document.path.open("rb") as source:
            hashed = _Hashed(source)
            archive.add(document.name, source if document.sha256 is None else hashed)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise _changed(
            text("The file {file} is no longer there, or cannot be read.", file=shown_name)
        ) from None
    if document.sha256 not in (None, hashed.sha256()):
        raise _changed(text("The file {file} was changed after the letters were confirmed.", file=shown_name))


def _changed(problem: Text) -> DocumentChanged:
    hint = text("Look at the letters again and confirm them, or put the file back as it was.")
    return DocumentChanged(title=TITLE, message=problem, hint=hint)


def _sha256(stream: BinaryIO) -> str:
    """The SHA-256 of all that is in the stream."""
    hashed = _Hashed(stream)
    stream.seek(0)
    while hashed.read(1 << 20):
        pass
    return hashed.sha256()


class _Hashed:
    """Takes the SHA-256 of what is read through it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    def sha256(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target that is gone afterwards, and with it what a killed run left there."""
    folder = target.with_name(f".{target.name}.work")
    _remove_leftovers(target, folder)
    make_private_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(target: Path, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    for part in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        part.unlink(missing_ok=True)


@contextmanager
def _disk_failures_told(target: Path) -> Iterator[None]:
    """Turns what the disk refuses into words."""
    try:
        yield
    except OSError as error:
        reason = text("The disk is full.") if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise EnvironmentFailure(
            title=text("The job could not be written."),
            message=text("{folder}: {reason}", folder=str(target.parent), reason=reason),
            hint=text("Make room on the disk or check that it can be written to, and build the job again."),
        ) from error
