"""One sender at a time: a lock on the data folder that the system itself gives back when a process dies.

The ledger's own compare-and-set already keeps two processes from moving the same job. This lock is one level
above: it keeps the second one from doing half a job's work for nothing.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.base.clock import Clock
from desktop_app.base.files import make_private
from desktop_app.mailing.errors import BusyElsewhere

_LOCK_FILE = "sending.lock"
_BETWEEN_TRIES_SECONDS = 0.2


@contextlib.contextmanager
def sending_lock(root: Path, clock: Clock, patience_seconds: float = 0.0) -> Iterator[None]:
    """Hold the data folder's sending lock. Raises `BusyElsewhere` when somebody else holds it all that time."""
    path = root / _LOCK_FILE
    with path.open("ab") as stream:
        make_private(path)
        deadline = clock.monotonic() + patience_seconds
        while not _try_to_lock(stream):
            if clock.monotonic() >= deadline:
                raise BusyElsewhere
            clock.wait(_BETWEEN_TRIES_SECONDS)
        try:
            yield
        finally:
            _unlock(stream)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(stream: BinaryIO) -> bool:
        stream.seek(0)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_to_lock(stream: BinaryIO) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
