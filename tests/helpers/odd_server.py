"""An SFTP server on loopback that misbehaves to order, with its files in memory.

It speaks SSH through paramiko and SFTP by hand, so that a test can turn any answer the wrong way: `OddFiles` is
a well-behaved server with a switch for each fault. `OddServer.logins` records every attempt to log in.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED

from desktop_app.digipost.host_keys import fingerprint_of
from desktop_app.digipost.sftp import SftpAccount
from desktop_app.digipost.sftp_packets import Kind, Packet, Status, encode, int32, int64, string
from tests.helpers.sshd import FOLDERS, make_key, write_key

USER = "prod_1234"


@dataclass
class OddFiles:
    """Files in memory, and the ways in which the server may be odd.

    `silent_on`, `garbage_on`, `hang_up_on` and `refuse` turn every answer to that kind of request. `shown_size`
    is what the server says about a size. `names` are the bytes that a listing gives instead of the files.
    """

    files: dict[str, bytearray] = field(default_factory=dict)
    folders: tuple[str, ...] = FOLDERS
    silent_on: frozenset[Kind] = frozenset()
    garbage_on: frozenset[Kind] = frozenset()
    hang_up_on: frozenset[Kind] = frozenset()
    refuse: dict[Kind, int] = field(default_factory=dict)
    refuse_write_from: int | None = None
    at_most_a_read: int = 1 << 20
    shown_size: Callable[[int], int] = lambda size: size
    taken_when_closed: bool = False
    knows_exclusive: bool = True
    free: int | None = None
    names: tuple[bytes, ...] | None = None
    handles: dict[bytes, str] = field(default_factory=dict)
    listed: set[bytes] = field(default_factory=set)

    def greeting(self) -> bytes:
        """The VERSION packet."""
        extensions = b"" if self.free is None else string(b"statvfs@openssh.com") + string(b"2")
        body = int32(3) + extensions
        return struct.pack(">IB", len(body) + 1, Kind.VERSION) + body

    def answer(self, packet: Packet) -> bytes | None:
        """The answer to a request; None for none at all."""
        kind = Kind(packet.kind)
        if kind in self.silent_on:
            return None
        if kind in self.garbage_on:
            return b"\xff" * 64
        if kind in self.hang_up_on:
            raise EOFError
        if kind in self.refuse:
            return status(packet, self.refuse[kind])
        handler: Callable[[Packet], bytes] = getattr(self, f"on_{kind.name.lower()}")
        return handler(packet)

    def on_open(self, packet: Packet) -> bytes:
        path, flags = packet.text(), packet.int32()
        creating, exclusive = flags & 0x08, flags & 0x20
        if exclusive and not self.knows_exclusive:
            return status(packet, Status.UNSUPPORTED)
        if path.rpartition("/")[0] not in self.folders or (not creating and path not in self.files):
            return status(packet, Status.NO_SUCH_FILE)
        if exclusive and path in self.files:
            return status(packet, Status.FAILURE)
        if creating:
            self.files[path] = bytearray()
        return self._handle(packet, path)

    def on_close(self, packet: Packet) -> bytes:
        path = self.handles.pop(packet.string())
        if self.taken_when_closed and path in self.files:
            del self.files[path]
        return status(packet, Status.OK)

    def on_write(self, packet: Packet) -> bytes:
        path, offset, data = self.handles[packet.string()], packet.int64(), packet.string()
        if self.refuse_write_from is not None and offset >= self.refuse_write_from:
            return status(packet, Status.FAILURE)
        content = self.files[path]
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data
        return status(packet, Status.OK)

    def on_read(self, packet: Packet) -> bytes:
        path, offset, length = self.handles[packet.string()], packet.int64(), packet.int32()
        data = bytes(self.files[path][offset : offset + min(length, self.at_most_a_read)])
        return encode(Kind.DATA, packet.number, string(data)) if data else status(packet, Status.EOF)

    def on_stat(self, packet: Packet) -> bytes:
        return self._attributes(packet, packet.text())

    def on_fstat(self, packet: Packet) -> bytes:
        return self._attributes(packet, self.handles[packet.string()])

    def on_opendir(self, packet: Packet) -> bytes:
        path = packet.text()
        return self._handle(packet, path) if path in self.folders else status(packet, Status.NO_SUCH_FILE)

    def on_readdir(self, packet: Packet) -> bytes:
        handle = packet.string()
        if handle in self.listed:
            return status(packet, Status.EOF)
        self.listed.add(handle)
        folder = self.handles[handle] + "/"
        names = self.names
        if names is None:
            names = tuple(
                path.removeprefix(folder).encode() for path in self.files if path.startswith(folder)
            )
        entries = [string(name) + string(b"") + int32(1) + int64(7) for name in (b".", b"..", *names)]
        return encode(Kind.NAME, packet.number, int32(len(entries)), *entries)

    def on_remove(self, packet: Packet) -> bytes:
        known = self.files.pop(packet.text(), None) is not None
        return status(packet, Status.OK if known else Status.NO_SUCH_FILE)

    def on_rename(self, packet: Packet) -> bytes:
        old, new = packet.text(), packet.text()
        if new in self.files:
            return status(packet, Status.FAILURE)
        self.files[new] = self.files.pop(old)
        return status(packet, Status.OK)

    def on_extended(self, packet: Packet) -> bytes:
        assert packet.text() == "statvfs@openssh.com"
        numbers = [1, 1, 1 << 30, self.free or 0, self.free or 0, 0, 0, 0, 0, 0, 255]
        return encode(Kind.EXTENDED_REPLY, packet.number, *(int64(number) for number in numbers))

    def _handle(self, packet: Packet, path: str) -> bytes:
        handle = b"h%d" % (len(self.handles) + len(self.listed) + 100)
        self.handles[handle] = path
        return encode(Kind.HANDLE, packet.number, string(handle))

    def _attributes(self, packet: Packet, path: str) -> bytes:
        if path in self.folders:
            return encode(Kind.ATTRS, packet.number, int32(4), int32(0o040755))
        if path not in self.files:
            return status(packet, Status.NO_SUCH_FILE)
        return encode(Kind.ATTRS, packet.number, int32(1), int64(self.shown_size(len(self.files[path]))))


def status(packet: Packet, code: int) -> bytes:
    """A STATUS answer, with words that are not fit to be shown as they are."""
    words = "" if code == Status.OK else "no\x07thing\nhelps"
    return encode(Kind.STATUS, packet.number, int32(code), string(words.encode()), string(b"en"))


@dataclass
class OddServer:
    """The running server. `on_login` turns attempts to log in down, or waits; it runs on the server's thread."""

    home: Path
    files: OddFiles
    host: str = "127.0.0.1"
    host_key_kinds: tuple[str, ...] = ("ed25519",)
    accepts_login: bool = True
    silent_on_login: bool = False
    gives_sftp: bool = True
    silent_on_channel: bool = False
    ciphers: tuple[str, ...] | None = None
    logins: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket | None = None
    _transports: list[paramiko.Transport] = field(default_factory=list)
    _sockets: list[socket.socket] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "OddServer":
        self.key_file = write_key(self.home / "user_key", make_key("ed25519"))
        self._host_keys = [
            write_key(self.home / f"host_{kind}", make_key(kind)) for kind in self.host_key_kinds
        ]
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.socket(family)
        self._listener.bind((self.host, 0))
        self._listener.listen(8)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="odd-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        assert self._listener is not None
        assert self._thread is not None
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for transport in self._transports:
            transport.close()
            transport.packetizer.complete_handshake()
            transport.join(10)
        for connection in self._sockets:
            connection.close()

    def account(self, **changes: Any) -> SftpAccount:
        """A login that works, with whatever a test wants otherwise."""
        values: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "user": USER,
            "key_file": self.key_file,
            "host_key": self.fingerprint(),
        }
        return SftpAccount(**(values | changes))

    def fingerprint(self, number: int = 0) -> str:
        """The fingerprint of one of the host keys."""
        return fingerprint_of(self._load(number).asbytes())

    def _load(self, number: int) -> paramiko.PKey:
        kinds = {"ed25519": paramiko.Ed25519Key, "ecdsa": paramiko.ECDSAKey, "rsa": paramiko.RSAKey}
        kind: type[paramiko.PKey] = kinds[self.host_key_kinds[number]]
        return kind.from_private_key_file(str(self._host_keys[number]))

    def _serve(self) -> None:
        assert self._listener is not None
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(connection)
            transport = paramiko.Transport(connection)
            transport.set_log_channel("brevdue.paramiko")
            if self.ciphers is not None:
                transport.get_security_options().ciphers = self.ciphers
            for number in range(len(self.host_key_kinds)):
                transport.add_server_key(self._load(number))
            transport.set_subsystem_handler("sftp", _OddSubsystem, self)
            self._transports.append(transport)
            with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
                transport.start_server(event=threading.Event(), server=_Door(self))


class _Door(paramiko.ServerInterface):
    def __init__(self, server: OddServer) -> None:
        self._server = server

    def get_allowed_auths(self, username: str) -> str:
        return "publickey,password"

    def check_auth_none(self, username: str) -> int:
        return self._tried("none", username)

    def check_auth_password(self, username: str, password: str) -> int:
        return self._tried("password", username)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        self._tried("publickey", username)
        if self._server.silent_on_login:
            self._server.released.wait(30)
        return AUTH_SUCCESSFUL if self._server.accepts_login else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if self._server.silent_on_channel:
            self._server.released.wait(30)
        return OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        return self._server.gives_sftp and super().check_channel_subsystem_request(channel, name)

    def _tried(self, method: str, user: str) -> int:
        self._server.logins.append((method, user))
        return AUTH_FAILED


class _OddSubsystem(paramiko.SubsystemHandler):
    def __init__(
        self, channel: paramiko.Channel, name: str, server: paramiko.ServerInterface, odd: OddServer
    ) -> None:
        super().__init__(channel, name, server)
        self._channel = channel
        self._odd = odd

    def start_subsystem(self, name: str, transport: paramiko.Transport, channel: paramiko.Channel) -> None:
        with contextlib.suppress(EOFError, OSError, paramiko.SSHException):
            files = self._odd.files
            self._take(struct.unpack(">I", self._take(4))[0])
            if Kind.INIT in files.silent_on:
                self._odd.released.wait(30)
                return
            channel.sendall(files.greeting())
            for packet in self._requests():
                answer = files.answer(packet)
                if answer is not None:
                    channel.sendall(answer)

    def _requests(self) -> Iterator[Packet]:
        while True:
            payload = self._take(struct.unpack(">I", self._take(4))[0])
            yield Packet(payload[0], int.from_bytes(payload[1:5], "big"), payload, 5)

    def _take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            more = self._channel.recv(count - len(taken))
            if not more:
                raise EOFError
            taken += more
        return taken
