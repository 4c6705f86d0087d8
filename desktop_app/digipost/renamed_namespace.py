"""A job's XML as it would be in another version's namespace."""

import io
from typing import BinaryIO

_HEAD = 1 << 16


def in_namespace(stream: BinaryIO, old: str, new: str) -> BinaryIO:
    """The stream from where it stands, with one namespace replaced in the root element's start tag.

    A job names its namespace only there (the writer sees to that), so no more than the beginning is touched.
    """
    return io.BufferedReader(_Renamed(stream, old.encode(), new.encode()))


class _Renamed(io.RawIOBase):
    """First the changed beginning, then the rest as it is. Leaves the stream open."""

    def __init__(self, stream: BinaryIO, old: bytes, new: bytes) -> None:
        self._stream = stream
        head = stream.read(_HEAD)
        tag_end = head.find(b">", head.find(old)) + 1
        self._head = io.BytesIO(head[:tag_end].replace(old, new) + head[tag_end:])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        data = self._head.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
