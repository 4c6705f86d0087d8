"""Many texts compared with each other in little memory: what is there twice, and what is not there."""

import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

_BUCKETS = 256
_SEPARATOR = "\0"  # no XML can hold it, so no text does


class TextPool:
    """Keeps up to `held` texts in memory and the others in a temporary file, spread over buckets by hash.

    Texts that are equal always meet in the same bucket, so a bucket can be examined by itself: however many
    texts there are, only a small part of them is in memory at once. Close it, or use it as a context manager.
    """

    def __init__(self, held: int = 8192) -> None:
        self._held = held
        self._pending: list[str] = []
        self._file: IO[bytes] | None = None
        self._runs: list[array[int]] = []
        """For each spill where its buckets begin, and where the last one ends (byte offsets)."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def extend(self, texts: list[str]) -> None:
        """Remember texts. They hold no NUL (no XML does)."""
        self._pending += texts
        if len(self._pending) >= self._held:
            self._spill()

    def add(self, text: str) -> None:
        """Remember one text."""
        self._pending.append(text)
        if len(self._pending) >= self._held:
            self._spill()

    def shared_with(self, other: "TextPool") -> Iterator[str]:
        """Each text that was added to both pools, in no particular order."""
        for mine, theirs in zip(self.buckets(), other.buckets(), strict=True):
            yield from set(mine) & set(theirs)

    def repeated(self) -> Iterator[str]:
        """Each text that was added more than once, once, in no particular order."""
        for bucket in self.buckets():
            seen: set[str] = set()
            twice: set[str] = set()
            for text in bucket:
                (twice if text in seen else seen).add(text)
            yield from twice

    def missing_from(self, other: "TextPool") -> Iterator[str]:
        """Each text that was added here but not to the other pool, in no particular order."""
        for mine, theirs in zip(self.buckets(), other.buckets(), strict=True):
            yield from set(mine) - set(theirs)

    def buckets(self) -> Iterator[list[str]]:
        """All texts, one bucket after the other; equal texts are in buckets of equal number in every pool."""
        held = _spread(self._pending)
        for number in range(_BUCKETS):
            yield held[number] + self._on_disk(number)

    def _on_disk(self, number: int) -> list[str]:
        texts: list[str] = []
        for run in self._runs:
            texts += self._read(run[number], run[number + 1])
        return texts

    def _read(self, start: int, end: int) -> list[str]:
        if self._file is None or start == end:
            return []
        self._file.seek(start)
        return self._file.read(end - start).decode(errors="surrogatepass").split(_SEPARATOR)[:-1]

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the pool
        offset = self._file.seek(0, 2)
        run = array("Q", [offset])
        for bucket in _spread(self._pending):
            if bucket:
                offset += self._file.write(
                    (_SEPARATOR.join(bucket) + _SEPARATOR).encode(errors="surrogatepass")
                )
            run.append(offset)
        self._runs.append(run)
        self._pending.clear()


def _spread(texts: list[str]) -> list[list[str]]:
    buckets: list[list[str]] = [[] for _ in range(_BUCKETS)]
    for text in texts:
        buckets[hash(text) % _BUCKETS].append(text)
    return buckets
