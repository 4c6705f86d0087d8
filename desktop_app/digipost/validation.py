"""Jobs are held against the schemas before they are packed."""

from pathlib import Path
from typing import BinaryIO

from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.model import Interface, JobKind

__all__ = ["JobInvalid", "validate_job"]


def validate_job(
    source: Path | BinaryIO,
    kind: JobKind,
    interface: Interface,
    schema_folder: Path | None = None,
    context: WorkContext | None = None,
) -> None:
    """Hold a job's XML against the program's own schema, and its ids and references against each other.

    With `schema_folder` (a newer starter pack) the job is held against that one too, in its namespace. Works
    in flat memory. Raises `JobInvalid`, which names the letter by number and customer id. A stream must be
    seekable, and is read from where it stands.
    """
    context = context or Unattended()
    raise NotImplementedError
