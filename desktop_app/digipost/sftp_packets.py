"""The packets of SFTP version 3 (draft-ietf-secsh-filexfer-02): put together and taken apart."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Kind(IntEnum):
    """The packets that are sent and understood here."""

    INIT = 1
    VERSION = 2
    OPEN = 3
    CLOSE = 4
    READ = 5
    WRITE = 6
    FSTAT = 8
    OPENDIR = 11
    READDIR = 12
    REMOVE = 13
    STAT = 17
    RENAME = 18
    STATUS = 101
    HANDLE = 102
    DATA = 103
    NAME = 104
    ATTRS = 105
    EXTENDED = 200
    EXTENDED_REPLY = 201


class Status(IntEnum):
    """A server's answer to a request. The last two belong to later versions, and are sent all the same."""

    OK = 0
    EOF = 1
    NO_SUCH_FILE = 2
    PERMISSION_DENIED = 3
    FAILURE = 4
    BAD_MESSAGE = 5
    UNSUPPORTED = 8
    FILE_EXISTS = 11
    NO_SPACE = 14
    QUOTA_EXCEEDED = 15


class Malformed(Exception):
    """A packet ends before what it announces."""


class Refusal(Exception):
    """The server answered a request with a status other than OK."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the server says about a file; None where it says nothing."""

    size: int | None = None
    permissions: int | None = None
    modified: int | None = None

    @property
    def is_plain_file(self) -> bool:
        """Whether it is an ordinary file; a server that says nothing about the kind is believed to mean one."""
        kind = (self.permissions or 0) & 0o170000
        return kind in (0, 0o100000)

    @property
    def modified_at(self) -> datetime | None:
        """The time of the last change, in UTC."""
        return None if self.modified is None else datetime.fromtimestamp(self.modified, UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder. Bytes that are not UTF-8 survive as surrogates, so that the name can be sent back."""

    name: str
    attributes: Attributes


class Packet:
    """An answer being read, from its first field after the request's number to its last."""

    def __init__(self, kind: int, number: int, payload: bytes, start: int) -> None:
        self.kind = kind
        self.number = number
        self._payload = payload
        self._at = start

    def int32(self) -> int:
        """The next four bytes."""
        return int(struct.unpack(">I", self._take(4))[0])

    def int64(self) -> int:
        """The next eight bytes."""
        return int(struct.unpack(">Q", self._take(8))[0])

    def string(self) -> bytes:
        """The next string: its length, then its bytes."""
        return self._take(self.int32())

    def text(self) -> str:
        """The next string as text."""
        return self.string().decode("utf-8", "surrogateescape")

    @property
    def at_end(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._payload)

    def attributes(self) -> Attributes:
        """The next block of attributes."""
        flags = self.int32()
        size = self.int64() if flags & 0x1 else None
        if flags & 0x2:
            self._take(8)
        permissions = self.int32() if flags & 0x4 else None
        modified = None
        if flags & 0x8:
            self._take(4)
            modified = self.int32()
        if flags & 0x80000000:
            for _ in range(self.int32()):
                self.string()
                self.string()
        return Attributes(size, permissions, modified)

    def entries(self) -> list[Entry]:
        """The names of a NAME packet."""
        found = []
        for _ in range(self.int32()):
            name = self.text()
            self.string()
            found.append(Entry(name, self.attributes()))
        return found

    def refusal(self) -> Refusal | None:
        """What a STATUS packet refuses; None when it says OK."""
        code = self.int32()
        if code == Status.OK:
            return None
        return Refusal(code, "" if self.at_end else self.text())

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._payload):
            raise Malformed
        taken = self._payload[self._at : end]
        self._at = end
        return taken


def name_bytes(name: str) -> bytes:
    """A name or path as it goes over the wire."""
    return name.encode("utf-8", "surrogateescape")


def int32(value: int) -> bytes:
    """A number of four bytes."""
    return struct.pack(">I", value)


def int64(value: int) -> bytes:
    """A number of eight bytes."""
    return struct.pack(">Q", value)


def string(value: bytes) -> bytes:
    """A string: its length, then its bytes."""
    return struct.pack(">I", len(value)) + value


def encode(kind: Kind, number: int, *fields: bytes) -> bytes:
    """A whole request, its fields made by the functions above."""
    body = b"".join(fields)
    return struct.pack(">IBI", len(body) + 5, kind, number) + body
