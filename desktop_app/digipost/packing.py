"""A job as one zip file, ready to upload."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.digipost.model import Interface, Job


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


def zip_name(job_id: str) -> str:
    """The name that a job's zip has here and on the server; another job never has the same."""
    raise NotImplementedError


def document_file_name(original: str, number: int) -> str:
    """A name for the zip made from what the person's file is called: ASCII, one dot, unique by `number`.

    A run of digits that could be an identity number is left out.
    """
    raise NotImplementedError


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
    raise NotImplementedError
