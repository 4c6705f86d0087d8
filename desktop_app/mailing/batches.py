"""Long streams in pieces that fit into one short transaction."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 2_000
"""How many rows are written in one go: some tens of milliseconds of work."""


def in_batches(stream: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The stream's items in lists of at most `size`."""
    iterator = iter(stream)
    while batch := list(islice(iterator, size)):
        yield batch
