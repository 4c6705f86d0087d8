"""Functions for the PDF child to run that do what a hostile file might make a library do."""

import os
import threading


def answer(value: object) -> object:
    """Give the value back."""
    return value


def fail(words: str) -> None:
    """Raise."""
    raise ValueError(words)


def crash() -> None:
    """Die at once, as from a fault in C."""
    os.abort()


def hang() -> None:
    """Never end."""
    threading.Event().wait()


def devour() -> int:
    """Ask for more memory than is allowed."""
    return len(bytearray(8 << 30))


def number() -> int:
    """The number of the process."""
    return os.getpid()
