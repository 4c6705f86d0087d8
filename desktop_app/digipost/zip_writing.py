"""Zip files whose bytes depend on nothing but what is put in: no clock, no user, no order of a folder."""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from desktop_app.digipost.compression import Engine, quickest

WHOLE_UP_TO = 4 << 20
"""Files up to this many bytes are compressed in memory; larger ones pass through in pieces."""

_CHUNK = 1 << 20
_STORED, _DEFLATED = 0, 8
_DATE = 0x0021  # 1 January 1980, the first day that a zip knows
_UTF8_NAME = 0x0800
_PRIVATE_FILE = 0o100600 << 16
_MADE_ON_UNIX = 3 << 8
_VERSION, _VERSION_64 = 20, 45
_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")


class Readable(Protocol):
    """Something to read from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class _Entry:
    name: bytes
    offset: int
    method: int = _STORED
    crc: int = 0
    packed: int = 0
    unpacked: int = 0

    @property
    def flags(self) -> int:
        return 0 if self.name.isascii() else _UTF8_NAME

    def local_header(self) -> bytes:
        return (
            _LOCAL.pack(
                b"PK\3\4",
                _VERSION,
                self.flags,
                self.method,
                0,
                _DATE,
                self.crc,
                self.packed,
                self.unpacked,
                len(self.name),
                0,
            )
            + self.name
        )

    def central_header(self) -> bytes:
        large = self.offset >= _MOST_32
        extra = struct.pack("<2HQ", 1, 8, self.offset) if large else b""
        version = _VERSION_64 if large else _VERSION
        return (
            _CENTRAL.pack(
                b"PK\1\2",
                version | _MADE_ON_UNIX,
                version,
                self.flags,
                self.method,
                0,
                _DATE,
                self.crc,
                self.packed,
                self.unpacked,
                len(self.name),
                len(extra),
                0,
                0,
                0,
                _PRIVATE_FILE,
                _MOST_32 if large else self.offset,
            )
            + self.name
            + extra
        )


class ZipWriter:
    """Writes one zip to a stream that it may seek in. Keeps about 80 bytes in memory for each file."""

    def __init__(self, out: BinaryIO, engine: Engine | None = None) -> None:
        self._out = out
        self._engine = engine or quickest()
        self._directory = bytearray()
        self._entries = 0

    def add(self, name: str, source: Readable) -> None:
        """Put a file in, which is read from where it stands to its end. At most 4 GB."""
        whole = source.read(WHOLE_UP_TO + 1)
        if len(whole) <= WHOLE_UP_TO:
            self.add_bytes(name, whole)
            return
        entry = _Entry(name.encode(), self._out.tell(), _DEFLATED)
        self._out.write(entry.local_header())
        self._stream(entry, whole, source)
        self._finish(entry)

    def add_bytes(self, name: str, data: bytes) -> None:
        """Put a file in that is in memory."""
        packed = self._engine.deflate(data)
        method = _DEFLATED
        if len(packed) >= len(data):
            packed, method = data, _STORED
        entry = _Entry(
            name.encode(), self._out.tell(), method, self._engine.crc32(data, 0), len(packed), len(data)
        )
        self._out.write(entry.local_header())
        self._out.write(packed)
        self._note(entry)

    def close(self) -> None:
        """Write the directory at the end. The stream stays open."""
        start, size = self._out.tell(), len(self._directory)
        self._out.write(self._directory)
        if self._entries >= _MOST_16 or start >= _MOST_32:
            self._write_large_end(start, size)
        entries = min(self._entries, _MOST_16)
        self._out.write(
            _END.pack(b"PK\5\6", 0, 0, entries, entries, min(size, _MOST_32), min(start, _MOST_32), 0)
        )

    def _stream(self, entry: _Entry, data: bytes, source: Readable) -> None:
        compressor = self._engine.deflater()
        while data:
            entry.crc = self._engine.crc32(data, entry.crc)
            entry.unpacked += len(data)
            entry.packed += self._out.write(compressor.compress(data))
            data = source.read(_CHUNK)
        entry.packed += self._out.write(compressor.flush())

    def _finish(self, entry: _Entry) -> None:
        """Fill in what is known only after the data."""
        if max(entry.unpacked, entry.packed) >= _MOST_32:
            raise ValueError(f"{entry.name.decode()} is larger than a zip's entry can be here")
        end = self._out.tell()
        self._out.seek(entry.offset)
        self._out.write(entry.local_header())
        self._out.seek(end)
        self._note(entry)

    def _note(self, entry: _Entry) -> None:
        self._directory += entry.central_header()
        self._entries += 1

    def _write_large_end(self, start: int, size: int) -> None:
        """What a zip with many files, or a long one, has before its usual end."""
        here = start + size
        count = self._entries
        self._out.write(
            _END_64.pack(
                b"PK\6\6",
                _END_64.size - 12,
                _VERSION_64 | _MADE_ON_UNIX,
                _VERSION_64,
                0,
                0,
                count,
                count,
                size,
                start,
            )
        )
        self._out.write(_LOCATOR_64.pack(b"PK\6\7", 0, here, 1))
