"""Deflate, by Intel's library where there is one for this processor, else by zlib. Both give the same format."""

import importlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

_RAW = -15  # no header: a zip has its own


class Deflater(Protocol):
    """Compresses piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """One library with the level at which it is used."""

    compressobj: Callable[..., Any]
    crc32: Callable[[bytes, int], int]
    level: int

    def deflater(self) -> Deflater:
        """A new compressor that gives raw deflate data."""
        compressor: Deflater = self.compressobj(self.level, zlib.DEFLATED, _RAW)
        return compressor

    def deflate(self, data: bytes) -> bytes:
        """All of it at once."""
        compressor = self.deflater()
        return compressor.compress(data) + compressor.flush()


PLAIN = Engine(zlib.compressobj, zlib.crc32, 6)


def quickest() -> Engine:
    """Intel's library at level 1, which is several times as quick as zlib's 6 and as small, or zlib."""
    try:
        isal = importlib.import_module("isal.isal_zlib")
    except ImportError:  # a processor for which it is not made
        return PLAIN
    return Engine(isal.compressobj, isal.crc32, 1)
