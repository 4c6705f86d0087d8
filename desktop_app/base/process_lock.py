"""A lock on a file that the system itself gives back when a process dies: one at a time, on this computer."""

import sys
from typing import BinaryIO

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
