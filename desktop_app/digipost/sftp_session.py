"""SFTP's own language, version 3, spoken over a channel.

paramiko has a client for this, which is not used: in its fast way of writing it drops the server's answers to the
last hundred writes, so that a full disk goes unnoticed, and it can neither be stopped between two packets nor
bounds its waits. Here every write's answer is looked at, many are under way at once, and each wait is bounded.

A request that the server refuses raises `Refusal`, an answer that makes no sense `Malformed`; the caller knows
what was meant and finds the words. What ends the conversation raises a `TransportFailure`.
"""

from collections import deque
from collections.abc import Callable, Container, Iterator
from typing import BinaryIO

import paramiko

from desktop_app.digipost.sftp_errors import Phase, SftpRefused
from desktop_app.digipost.sftp_packets import (
    Attributes,
    Entry,
    Kind,
    Malformed,
    Packet,
    Refusal,
    Status,
    encode,
    int32,
    int64,
    name_bytes,
    string,
)
from desktop_app.digipost.ssh_connection import SshConnection

Count = Callable[[int], None]
"""Told how many bytes have safely arrived so far."""

_VERSION = 3
_LARGEST_PACKET = 1 << 20
_RECEIVE_BYTES = 1 << 18
_LOOK_SECONDS = 0.2
_MOST_ENTRIES = 1_000_000

_WRITE_BYTES = 32 * 1024 - 64 - 25
"""A write that, with its fields and what paramiko keeps free, fits into one SSH packet costs a third less."""

_READ_BYTES = 32 * 1024
_UNDER_WAY = 64
"""So many reads or writes are under way at once: 2 MB, enough for 100 Mbit/s over a path of 160 ms."""

_FOR_READING = 0x01
_FOR_WRITING_ANEW = 0x02 | 0x08
_ONLY_WHEN_FREE = 0x20
_FREE_SPACE = b"statvfs@openssh.com"


class SourceTooShort(Exception):
    """The file to be sent ended before its size."""


class SftpSession:
    """Requests and answers. One thread at a time; the connection is owned by whoever made it.

    `is_usable` is False once a request was broken off in its middle: nothing more can be said then.
    `reply_seconds` is how long the silence may last during a request.
    """

    def __init__(self, connection: SshConnection, channel: paramiko.Channel, reply_seconds: float) -> None:
        self._connection = connection
        self._silence = connection.silence
        self._channel = channel
        self._channel.settimeout(_LOOK_SECONDS)
        self.reply_seconds = reply_seconds
        self._buffer = bytearray()
        self._last_number = 0
        self._abandoned: set[int] = set()
        self._extensions: frozenset[bytes] = frozenset()
        self.is_usable = True

    def greet(self) -> None:
        """Agree on the version. Raises `SftpRefused` when the server says nothing or something else."""
        self._transmit(encode(Kind.INIT, _VERSION))
        packet = self._receive()
        if packet.kind != Kind.VERSION:
            raise SftpRefused(self._connection.host)
        names = set()
        while not packet.at_end:
            names.add(packet.string())
            packet.string()
        self._extensions = frozenset(names)
        self._silence.end()

    def stat(self, path: str) -> Attributes | None:
        """What is known about a file or folder; None when it is not there."""
        try:
            return self._ask(Kind.STAT, string(name_bytes(path)), answer=Kind.ATTRS).attributes()
        except Refusal as refusal:
            if refusal.code == Status.NO_SUCH_FILE:
                return None
            raise

    def stat_open(self, handle: bytes) -> Attributes:
        """What is known about an open file."""
        return self._ask(Kind.FSTAT, string(handle), answer=Kind.ATTRS).attributes()

    def open_for_reading(self, path: str) -> bytes:
        """A handle."""
        return self._open(path, _FOR_READING)

    def open_new(self, path: str) -> bytes:
        """A handle for writing a file that is not there yet. An existing one is refused by the server.

        A server that does not know how to refuse is asked without; the caller has looked before.
        """
        try:
            return self._open(path, _FOR_WRITING_ANEW | _ONLY_WHEN_FREE)
        except Refusal as refusal:
            if refusal.code not in (Status.UNSUPPORTED, Status.BAD_MESSAGE):
                raise
        return self._open(path, _FOR_WRITING_ANEW)

    def close_handle(self, handle: bytes) -> None:
        """Close a file or folder. A refusal can mean that what was written is lost."""
        self._ask(Kind.CLOSE, string(handle))

    def remove(self, path: str) -> None:
        """Remove a file."""
        self._ask(Kind.REMOVE, string(name_bytes(path)))

    def rename(self, old: str, new: str) -> None:
        """Give a file another name. This version of SFTP refuses a name that is taken."""
        self._ask(Kind.RENAME, string(name_bytes(old)), string(name_bytes(new)))

    def free_bytes(self, path: str) -> int | None:
        """The room left on the server's disk; None when it does not say."""
        if _FREE_SPACE not in self._extensions:
            return None
        packet = self._ask(
            Kind.EXTENDED, string(_FREE_SPACE), string(name_bytes(path)), answer=Kind.EXTENDED_REPLY
        )
        _, fragment_bytes, _, _, fragments = (packet.int64() for _ in range(5))
        return fragment_bytes * fragments

    def entries(self, folder: str) -> Iterator[Entry]:
        """Everything in a folder but itself and its parent, in the server's order."""
        handle = self._ask(Kind.OPENDIR, string(name_bytes(folder)), answer=Kind.HANDLE).string()
        count = 0
        try:
            while found := self._next_entries(handle):
                count += len(found)
                if count > _MOST_ENTRIES:
                    raise Malformed
                yield from (entry for entry in found if entry.name not in (".", ".."))
        finally:
            if self.is_usable:
                self.close_handle(handle)

    def write(self, handle: bytes, source: BinaryIO, size: int, arrived: Count) -> None:
        """Send `size` bytes of the source. Returns when the server has acknowledged every one of them."""
        under_way: dict[int, int] = {}
        sent = acknowledged = 0
        chunk = _WRITE_BYTES - len(handle)
        self._silence.begin(Phase.TRANSFER, self.reply_seconds)
        try:
            while sent < size or under_way:
                while sent < size and len(under_way) < _UNDER_WAY:
                    data = _exactly(source, min(chunk, size - sent))
                    number = self._send(Kind.WRITE, string(handle), int64(sent), string(data))
                    under_way[number] = len(data)
                    sent += len(data)
                packet = self._answer(under_way)
                acknowledged += under_way.pop(packet.number)
                _demand(packet, Kind.STATUS)
                arrived(acknowledged)
        finally:
            self._abandoned.update(under_way)
        self._silence.end()

    def read(self, handle: bytes, size: int, sink: BinaryIO, arrived: Count) -> None:
        """Fetch `size` bytes into the sink. Raises `Refusal` with `Status.EOF` when the file is shorter."""
        under_way: dict[int, tuple[int, int]] = {}
        parts = _Parts(size)
        received = 0
        self._silence.begin(Phase.TRANSFER, self.reply_seconds)
        try:
            while parts.are_left or under_way:
                while parts.are_left and len(under_way) < _UNDER_WAY:
                    offset, length = parts.take()
                    number = self._send(Kind.READ, string(handle), int64(offset), int32(length))
                    under_way[number] = (offset, length)
                packet = self._answer(under_way)
                offset, length = under_way.pop(packet.number)
                data = _demand(packet, Kind.DATA).string()
                parts.came(offset, length, len(data))
                if sink.tell() != offset:
                    sink.seek(offset)
                sink.write(data)
                received += len(data)
                arrived(received)
        finally:
            self._abandoned.update(under_way)
        self._silence.end()

    def _open(self, path: str, flags: int) -> bytes:
        no_attributes = int32(0)
        return self._ask(
            Kind.OPEN, string(name_bytes(path)), int32(flags), no_attributes, answer=Kind.HANDLE
        ).string()

    def _next_entries(self, handle: bytes) -> list[Entry]:
        try:
            return self._ask(Kind.READDIR, string(handle), answer=Kind.NAME).entries()
        except Refusal as refusal:
            if refusal.code == Status.EOF:
                return []
            raise

    def _ask(self, kind: Kind, *fields: bytes, answer: Kind = Kind.STATUS) -> Packet:
        """One request and its answer."""
        self._silence.begin(Phase.REPLY, self.reply_seconds)
        number = self._send(kind, *fields)
        try:
            packet = self._answer((number,))
        except BaseException:
            self._abandoned.add(number)
            raise
        self._silence.end()
        return _demand(packet, answer)

    def _send(self, kind: Kind, *fields: bytes) -> int:
        self._last_number = (self._last_number + 1) & 0xFFFFFFFF
        self._transmit(encode(kind, self._last_number, *fields))
        return self._last_number

    def _answer(self, awaited: Container[int]) -> Packet:
        """The next answer to one of these requests. Answers that nobody waits for any more are passed over."""
        while True:
            packet = self._receive()
            self._silence.progressed()
            if packet.number in awaited:
                return packet
            if packet.number not in self._abandoned:
                raise Malformed
            self._abandoned.remove(packet.number)

    def _transmit(self, data: bytes) -> None:
        whole = len(data)
        while data:
            try:
                count = self._channel.send(data)
            except TimeoutError:
                # The server takes nothing for the moment.
                self._look(len(data) == whole)
                continue
            except (paramiko.SSHException, EOFError, OSError):
                count = 0
            if count == 0:
                self.is_usable = False
                raise self._ended() from None
            data = data[count:]

    def _receive(self) -> Packet:
        while (size := self._announced()) is None or len(self._buffer) < size + 4:
            try:
                data = self._channel.recv(_RECEIVE_BYTES)
            except TimeoutError:
                self._look(at_packet_border=True)
                continue
            if not data:
                self.is_usable = False
                raise self._ended()
            self._buffer += data
        payload = bytes(self._buffer[4 : size + 4])
        del self._buffer[: size + 4]
        return Packet(payload[0], int.from_bytes(payload[1:5], "big"), payload, 5)

    def _announced(self) -> int | None:
        """The size of the packet that is coming, when that much is known."""
        if len(self._buffer) < 4:
            return None
        size = int.from_bytes(self._buffer[:4], "big")
        if not 5 <= size <= _LARGEST_PACKET:
            self.is_usable = False
            raise Malformed
        return size

    def _look(self, at_packet_border: bool) -> None:
        """While waiting: has somebody asked to stop, or has it been silent for too long?"""
        try:
            self._silence.context.check_cancelled()
        except BaseException:
            self.is_usable = at_packet_border
            raise
        if self._silence.is_exceeded():
            self.is_usable = False
            raise self._connection.failure()

    def _ended(self) -> Exception:
        """Why nothing comes any more: the server closed the channel, or the connection is gone."""
        if self._silence.phase is Phase.CHANNEL and self._connection.is_alive:
            return SftpRefused(self._connection.host)
        return self._connection.failure()


class _Parts:
    """Which parts of a file are still to be asked for. A server may give less than was asked."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._next = 0
        self._again: deque[tuple[int, int]] = deque()

    @property
    def are_left(self) -> bool:
        return bool(self._again) or self._next < self._size

    def take(self) -> tuple[int, int]:
        """The offset and length to ask for next."""
        if self._again:
            return self._again.popleft()
        offset = self._next
        length = min(_READ_BYTES, self._size - offset)
        self._next += length
        return offset, length

    def came(self, offset: int, asked: int, given: int) -> None:
        """So many bytes came of those asked for; the rest is asked for again."""
        if not 0 < given <= asked:
            raise Malformed
        if given < asked:
            self._again.append((offset + given, asked - given))


def _demand(packet: Packet, kind: Kind) -> Packet:
    """The packet, when it is of that kind. Raises the `Refusal` in a STATUS packet."""
    if packet.kind == Kind.STATUS:
        refusal = packet.refusal()
        if refusal is not None:
            raise refusal
    if packet.kind != kind:
        raise Malformed
    return packet


def _exactly(source: BinaryIO, count: int) -> bytes:
    data = source.read(count)
    if len(data) != count:
        raise SourceTooShort
    return data
