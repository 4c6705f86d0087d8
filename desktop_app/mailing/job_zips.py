"""A job's zip file on this computer: where it lies, and whether it is still the one that was built."""

from pathlib import Path

from desktop_app.base.files import sha256_of
from desktop_app.mailing.ledger import JobRecord
from desktop_app.mailing.workshop import Workshop


def zip_path(workshop: Workshop, job: JobRecord) -> Path:
    """Where a job's zip lies on this computer."""
    return workshop.folder.job_files / job.zip_name


def zip_is_as_built(workshop: Workshop, job: JobRecord) -> bool:
    """True when the zip on the disk is the very one that was built."""
    path = zip_path(workshop, job)
    try:
        return path.stat().st_size == job.zip_size and sha256_of(path) == job.zip_sha256
    except OSError:
        return False
