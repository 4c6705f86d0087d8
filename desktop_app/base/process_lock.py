"""A lock on a file that the system itself gives back when a process dies: one at a time, on this computer."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.base.clock import SystemClock

_LOOK_AGAIN_SECONDS = 0.05

if sys.platform == "win32":
    import msvcrt

    def try_to_lock(stream: BinaryIO) -> bool:
        """Take the lock on this open file; False when somebody else has it."""
        stream.seek(0)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(stream: BinaryIO) -> None:
        """Give the lock back."""
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_to_lock(stream: BinaryIO) -> bool:
        """Take the lock on this open file; False when somebody else has it."""
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(stream: BinaryIO) -> None:
        """Give the lock back."""
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this file's lock, and hold it. For work that takes a moment, such as a write."""
    with path.open("a+b") as stream:
        while not try_to_lock(stream):
            SystemClock().wait(_LOOK_AGAIN_SECONDS)
        try:
            yield
        finally:
            unlock(stream)
