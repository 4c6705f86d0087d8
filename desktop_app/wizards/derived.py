"""Values that are worked out from answers, kept beside what they were made from so that none can go stale."""

import hashlib
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class Derived(Generic[T]):
    """Keeps the last value that was worked out. It is only given out for the answers it was made from."""

    def __init__(self) -> None:
        self._made_from: str | None = None
        self._value: T | None = None

    def get(self, made_from: str) -> T | None:
        """The value for these answers, or None when it has to be worked out."""
        return self._value if made_from == self._made_from else None

    def put(self, made_from: str, value: T) -> None:
        """Keep a value in place of the last one."""
        self._made_from, self._value = made_from, value

    def forget(self) -> None:
        """Have it worked out again, because something outside the answers changed."""
        self._made_from = self._value = None


def fingerprint(*parts: object) -> str:
    """A short text that changes when any of these plain values does. Dataclasses count by their `repr`."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def file_mark(path: str | Path) -> tuple[int, int]:
    """What changes when a file or folder does: its time and size; zeros when it is not there."""
    try:
        status = Path(path).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
