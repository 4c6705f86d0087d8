"""What a full, failing or write-protected disk makes of the database and of files, in words."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import OperationalError

from desktop_app.mailing.errors import DatabaseBusy, DiskRefused

_DISK_WORDS = ("full", "readonly", "read-only", "disk i/o", "unable to open")
_DISK_NUMBERS = frozenset({errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EPERM})


@contextlib.contextmanager
def disk_faults_in_words(database_file: Path) -> Iterator[None]:
    """Turn a disk's refusal into a `DiskRefused`. Whatever was being written was rolled back by then."""
    try:
        yield
    except OperationalError as error:
        words = str(error.orig).lower()
        if "locked" in words or "busy" in words:
            raise DatabaseBusy from error
        if any(word in words for word in _DISK_WORDS):
            raise DiskRefused(database_file, str(error.orig)) from error
        raise
    except OSError as error:
        if error.errno not in _DISK_NUMBERS:
            raise
        raise DiskRefused(Path(error.filename or database_file), error.strerror or str(error)) from error
