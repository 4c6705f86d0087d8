"""One sender at a time: a lock on the data folder that the system itself gives back when a process dies.

The ledger's own compare-and-set already keeps two processes from moving the same job. This lock is one level
above: it keeps the second one from doing half a job's work for nothing.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.base.files import make_private
from desktop_app.base.process_lock import try_to_lock, unlock
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
        while not try_to_lock(stream):
            if clock.monotonic() >= deadline:
                raise BusyElsewhere
            clock.wait(_BETWEEN_TRIES_SECONDS)
        try:
            yield
        finally:
            unlock(stream)
