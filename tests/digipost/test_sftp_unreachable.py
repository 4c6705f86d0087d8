"""Servers that are not there, do not answer, or are something else: each is told apart, and none is awaited long."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled, EnvironmentFailure
from desktop_app.base.work import Unattended
from desktop_app.digipost.reaching import Address, look_up, reach
from desktop_app.digipost.sftp import SftpAccount, Timeouts, check_connection, connect
from desktop_app.digipost.sftp_errors import (
    ConnectionLost,
    ConnectionRefused,
    HostKeyChanged,
    HostKeyUnknown,
    HostNotFound,
    IncompatibleServer,
    LoginRefused,
    NotAnSshServer,
    Phase,
    SftpRefused,
    TimedOut,
    Unreachable,
)
from tests.helpers.odd_server import USER, OddFiles, OddServer
from tests.helpers.sshd import free_port, make_key, write_key
from tests.helpers.tcp import black_hole, listener
from tests.helpers.watching import Watching

SHORT = Timeouts(lookup=1, connect=1, banner=1, key_exchange=3, login=3, channel=3, reply=0.5, cleaning=1)
PATIENT = Timeouts()
LONGEST_TEST_SECONDS = 30.0


@pytest.fixture(autouse=True)
def _soon_over() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONGEST_TEST_SECONDS, "a wait was not bounded"


@pytest.fixture
def account(tmp_path: Path) -> Callable[..., SftpAccount]:
    key = write_key(tmp_path / "key", make_key("ed25519"))

    def at(port: int, host: str = "127.0.0.1") -> SftpAccount:
        return SftpAccount(host=host, port=port, user="prod_1", key_file=key)

    return at


def test_a_name_that_nobody_knows() -> None:
    def knows_nothing(host: str, port: int) -> Sequence[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(HostNotFound, match=r"sftp\.digipost\.example"):
        look_up("sftp.digipost.example", 22, 1, Unattended(), knows_nothing)


@pytest.mark.parametrize("host", ["", "a" * 300, "ikke et navn", "..", "\udcff"])
def test_a_name_that_is_none(host: str) -> None:
    with pytest.raises((HostNotFound, ConnectionRefused)):
        reach(host, 1, look_up(host, 1, 5, Unattended()), 1, Unattended())


def test_a_name_server_that_is_silent() -> None:
    released = threading.Event()

    def silent(host: str, port: int) -> Sequence[Address]:
        released.wait(10)
        return []

    with pytest.raises(TimedOut) as caught:
        look_up("sftp.digipost.example", 22, 0.2, Unattended(), silent)
    released.set()
    assert caught.value.phase is Phase.LOOKUP


def test_a_port_where_nothing_listens(account: Callable[..., SftpAccount]) -> None:
    with pytest.raises(ConnectionRefused):
        connect(account(free_port()), SHORT)


def test_a_port_that_swallows_the_call(account: Callable[..., SftpAccount]) -> None:
    with black_hole() as port, pytest.raises(TimedOut) as caught:
        connect(account(port), SHORT)
    assert caught.value.phase is Phase.CONNECT


def test_no_way_to_the_network(monkeypatch: pytest.MonkeyPatch, account: Callable[..., SftpAccount]) -> None:
    def no_route(self: socket.socket, address: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", no_route)
    with pytest.raises(Unreachable):
        connect(account(22), SHORT)


def test_the_next_address_is_tried_when_the_first_refuses() -> None:
    with listener() as port:
        addresses = [
            (socket.AF_INET, ("127.0.0.1", free_port())),
            (socket.AF_INET, ("127.0.0.1", port)),
        ]
        with reach("host", port, addresses, 2, Unattended()) as reached:
            assert reached.getpeername()[1] == port


def test_a_connection_that_comes_too_late_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    late = threading.Event()
    closed = threading.Event()

    class LateSocket(socket.socket):
        def connect(self, address: object) -> None:
            late.wait(10)

        def close(self) -> None:
            super().close()
            closed.set()

    monkeypatch.setattr("desktop_app.digipost.reaching.GuardedSocket", LateSocket)
    with pytest.raises(TimedOut):
        reach("host", 22, [(socket.AF_INET, ("127.0.0.1", 22))], 0.1, Unattended())
    assert not closed.is_set()
    late.set()
    assert closed.wait(5)


def test_a_stop_is_heeded_while_connecting(account: Callable[..., SftpAccount]) -> None:
    stopped = Watching()
    stopped.is_stopped = True
    patient = Timeouts(connect=60, banner=60)
    with black_hole() as port, pytest.raises(Cancelled):
        connect(account(port), patient, context=stopped)
    with listener() as port, pytest.raises(Cancelled):
        connect(account(port), patient, context=stopped)


def test_a_server_that_never_greets(account: Callable[..., SftpAccount]) -> None:
    with listener() as port, pytest.raises(TimedOut) as caught:
        connect(account(port), SHORT)
    assert caught.value.phase is Phase.BANNER


def test_a_server_that_hangs_up_at_once(account: Callable[..., SftpAccount]) -> None:
    with listener(lambda connection: connection.close()) as port, pytest.raises(ConnectionLost) as caught:
        connect(account(port), SHORT)
    assert caught.value.phase is Phase.BANNER


@pytest.mark.parametrize(
    "greeting",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 mail.example ESMTP\r\n",
        b"\0" * 400,
        b"\xff\xfe\n" * 200,
        b"x" * 50,
    ],
)
@pytest.mark.parametrize("hangs_up", [True, False])
def test_something_that_is_no_ssh_server(
    account: Callable[..., SftpAccount], greeting: bytes, hangs_up: bool
) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(greeting)
        if hangs_up:
            connection.shutdown(socket.SHUT_WR)

    with listener(talk) as port, pytest.raises(NotAnSshServer):
        connect(account(port), SHORT)


def test_a_server_that_is_silent_after_its_greeting(account: Callable[..., SftpAccount]) -> None:
    quick = Timeouts(key_exchange=0.4, cleaning=1)
    with (
        listener(lambda connection: connection.sendall(b"SSH-2.0-Silent\r\n")) as port,
        pytest.raises(TimedOut) as caught,
    ):
        connect(account(port), quick)
    assert caught.value.phase is Phase.KEY_EXCHANGE


@pytest.mark.parametrize("after", [b"\0" * 64, b"\xff" * 64, b"\0\0\0\x0c\x0a" + b"\x14" * 32])
def test_nonsense_after_the_greeting(account: Callable[..., SftpAccount], after: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"SSH-2.0-Odd\r\n" + after)
        connection.shutdown(socket.SHUT_WR)

    with listener(talk) as port, pytest.raises(EnvironmentFailure) as caught:
        connect(account(port), SHORT)
    assert isinstance(caught.value, (IncompatibleServer, ConnectionLost, TimedOut))


def test_an_ssh_server_of_the_first_version(account: Callable[..., SftpAccount]) -> None:
    with (
        listener(lambda connection: connection.sendall(b"SSH-1.5-Old\r\n")) as port,
        pytest.raises(IncompatibleServer),
    ):
        connect(account(port), SHORT)


def test_no_cipher_in_common(tmp_path: Path) -> None:
    with (
        OddServer(tmp_path, OddFiles(), ciphers=("aes128-cbc", "3des-cbc")) as server,
        pytest.raises(IncompatibleServer),
    ):
        connect(server.account(), PATIENT)


# --- Who the server is, before anything is said ------------------------------------------------------


def test_nothing_is_said_to_an_unknown_server(tmp_path: Path) -> None:
    with OddServer(tmp_path, OddFiles()) as server:
        with pytest.raises(HostKeyUnknown):
            connect(server.account(host_key=None), PATIENT)
        assert server.logins == []


def test_nothing_is_said_to_a_server_with_another_key(tmp_path: Path) -> None:
    with OddServer(tmp_path, OddFiles(), host_key_kinds=("ed25519", "ecdsa")) as server:
        pin = "SHA256:" + "A" * 43
        with pytest.raises(HostKeyChanged) as caught:
            connect(server.account(host_key=pin), PATIENT)
        assert server.logins == []
    assert caught.value.expected == pin
    assert caught.value.found == server.fingerprint(0)


def test_only_the_key_is_tried_once_and_never_a_password(tmp_path: Path) -> None:
    with OddServer(tmp_path, OddFiles(), accepts_login=False) as server:
        account = server.account(passphrase="hemmelig")
        with pytest.raises(LoginRefused):
            connect(account, PATIENT)
        assert set(server.logins) == {("publickey", USER)}


# --- After the key -----------------------------------------------------------------------------------


def test_a_login_that_is_never_answered(tmp_path: Path) -> None:
    quick = Timeouts(login=0.4, cleaning=1)
    with OddServer(tmp_path, OddFiles(), silent_on_login=True) as server, pytest.raises(TimedOut) as caught:
        connect(server.account(), quick)
    assert caught.value.phase is Phase.LOGIN


def test_a_channel_that_is_never_opened(tmp_path: Path) -> None:
    quick = Timeouts(channel=0.4, cleaning=1)
    with OddServer(tmp_path, OddFiles(), silent_on_channel=True) as server, pytest.raises(TimedOut) as caught:
        connect(server.account(), quick)
    assert caught.value.phase is Phase.CHANNEL


def test_a_login_without_files(tmp_path: Path) -> None:
    with OddServer(tmp_path, OddFiles(), gives_sftp=False) as server, pytest.raises(SftpRefused):
        connect(server.account(), PATIENT)


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_address_of_the_new_kind(tmp_path: Path, host: str) -> None:
    try:
        with (
            OddServer(tmp_path, OddFiles(), host="::1") as server,
            connect(server.account(host=host), PATIENT) as transport,
        ):
            assert transport.host_key.fingerprint == server.fingerprint()
    except OSError:
        pytest.skip("this machine has no IPv6 on its loopback")


def test_the_check_tells_what_failed_and_how_far_it_came(account: Callable[..., SftpAccount]) -> None:
    report = check_connection(account(free_port()), SHORT)
    assert isinstance(report.failure, ConnectionRefused)
    assert not report.logged_in
    assert report.host_key is None
