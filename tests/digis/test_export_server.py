"""The address for Digis' own fetches: one path, one key, reading only, whatever comes."""

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.digis import export_server
from desktop_app.digis.export_door import ExportDoor, Fetch
from desktop_app.digis.export_server import PATH, ExportServer
from desktop_app.digis.exporting import ExportFormat, ExportStream
from desktop_app.digis.payload import PayloadRules
from tests.helpers.digis_crowd import fetch_and_watch, fill_with_members
from tests.helpers.digis_room import member_row, open_database, take_in, write_members

KEY = "a-long-and-random-key-0815"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path) as database:
        rows = [member_row(number) for number in range(3)]
        rows.append(member_row(3, subscriptionActive="false"))
        take_in(database, write_members(tmp_path / "members.csv", rows))
        yield database


@pytest.fixture
def fetches() -> list[Fetch]:
    return []


@pytest.fixture
def server(database: Database, fetches: list[Fetch]) -> Iterator[ExportServer]:
    def open_stream(form: ExportFormat) -> ExportStream:
        return ExportStream(database, PayloadRules(), form)

    server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, fetches.append)
    server.start()
    yield server
    server.stop()


def ask(
    server: ExportServer, path: str = PATH, method: str = "GET", key: str | None = KEY, **headers: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_the_right_key_gets_every_active_member(server: ExportServer, fetches: list[Fetch]) -> None:
    status, body = ask(server)
    assert status == 200
    assert [person["ExtInfo4"] for person in json.loads(body)] == ["1000", "1001", "1002"]
    assert fetches == [Fetch("127.0.0.1", "fetched", 3)]


def test_it_comes_as_csv_too(server: ExportServer) -> None:
    status, body = ask(server, f"{PATH}?format=csv")
    assert status == 200
    assert len(body.decode().splitlines()) == 4


def test_the_key_may_come_in_the_ways_that_others_send_keys(server: ExportServer) -> None:
    assert ask(server, key=None, **{"X-Api-Key": KEY})[0] == 200
    assert ask(server, f"{PATH}?key={KEY}", key=None)[0] == 200


@pytest.mark.parametrize("key", [None, "", "wrong", KEY[:-1], KEY + "x", KEY.upper()])
def test_a_wrong_key_gets_nothing(server: ExportServer, fetches: list[Fetch], key: str | None) -> None:
    assert ask(server, key=key) == (401, b"")
    assert [each.outcome for each in fetches] == ["wrong key"]


@pytest.mark.parametrize(
    "path", ["/", "/digisallactive", f"{PATH}/", f"{PATH}/..", f"/x{PATH}", "/etc/passwd"]
)
def test_anything_but_its_path_is_not_there(server: ExportServer, path: str) -> None:
    assert ask(server, path) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_it_only_reads(server: ExportServer, method: str) -> None:
    assert ask(server, method=method) == (405, b"")


@pytest.mark.parametrize("rubbish", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_rubbish_is_survived(server: ExportServer, rubbish: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as stranger:
        stranger.sendall(rubbish)
        stranger.shutdown(socket.SHUT_WR)
        while stranger.recv(4096):
            pass
    assert ask(server)[0] == 200


def test_a_short_key_or_an_open_address_is_refused(database: Database) -> None:
    def open_stream(form: ExportFormat) -> ExportStream:
        return ExportStream(database, PayloadRules(), form)

    for door in (ExportDoor("127.0.0.1", 0, "short"), ExportDoor("0.0.0.0", 0, KEY)):
        with pytest.raises(InputError):
            ExportServer(door, open_stream, lambda _fetch: None)
    assert KEY not in repr(ExportDoor("127.0.0.1", 0, KEY))


def test_a_flood_of_headers_is_refused(server: ExportServer) -> None:
    with contextlib.suppress(ConnectionError):  # it may hang up before all of them were sent
        headers = {f"X-{number}": "x" * 100 for number in range(500)}
        assert ask(server, key=KEY, **headers)[0] == 431
    assert ask(server)[0] == 200


def test_only_so_many_refusals_are_noted(server: ExportServer, fetches: list[Fetch]) -> None:
    """Each note is a write to the database, and a stranger needs no key to be refused."""
    statuses = {ask(server, key="wrong")[0] for _ in range(80)}
    assert statuses == {401}
    assert 60 <= len(fetches) <= 120  # twice sixty, should the minute turn meanwhile: never more
    ask(server)
    assert fetches[-1].outcome == "fetched"


def test_many_connections_that_say_nothing_keep_nobody_out_for_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_server, "_SECONDS", 0.3)

    def open_stream(form: ExportFormat) -> ExportStream:
        return ExportStream(database, PayloadRules(), form)

    server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, lambda _fetch: None)
    server.start()
    try:
        with contextlib.ExitStack() as stack:
            silent = [
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
                for _ in range(60)
            ]
            for each in silent:
                assert each.recv(1) == b""  # hung up on, at once or when its time was up
        assert ask(server)[0] == 200
    finally:
        server.stop()


def test_a_client_that_dribbles_is_hung_up_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_server, "_SECONDS", 0.5)

    def open_stream(form: ExportFormat) -> ExportStream:
        return ExportStream(database, PayloadRules(), form)

    server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, lambda _fetch: None)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=0.05) as stranger:
            ended, sent = False, 0
            while not ended and sent < 1000:  # each byte comes well within the half second
                with contextlib.suppress(TimeoutError):
                    stranger.sendall(b"GET /DigisAllActive HTTP/1.1\r\nX: "[sent : sent + 1] or b"x")
                    sent += 1
                    ended = stranger.recv(1) == b""
            assert ended
    except ConnectionError:
        pass  # a reset is an end as well
    finally:
        server.stop()


def test_stopping_ends_a_fetch_that_is_under_way(database: Database) -> None:
    begun = threading.Event()

    class Endless(ExportStream):
        def __iter__(self) -> Iterator[bytes]:
            begun.set()
            while True:
                yield b"x" * 65_536

    def open_stream(form: ExportFormat) -> ExportStream:
        return Endless(database, PayloadRules(), form)

    server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, lambda _fetch: None)
    server.start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(f"GET {PATH} HTTP/1.1\r\nX-Api-Key: {KEY}\r\n\r\n".encode())
        assert begun.wait(10)
        server.stop()
    assert not [each for each in threading.enumerate() if each.name == "listener"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read the way Linux shows it")
def test_a_hundred_thousand_members_are_served_in_flat_memory(tmp_path: Path) -> None:
    with open_database(tmp_path) as database:
        fill_with_members(database, 100_000, reachable=False)

        def open_stream(form: ExportFormat) -> ExportStream:
            return ExportStream(database, PayloadRules(), form)

        fetches: list[Fetch] = []
        server = ExportServer(ExportDoor("127.0.0.1", 0, KEY), open_stream, fetches.append)
        server.start()
        try:
            members, grown = fetch_and_watch(server.port, KEY)
        finally:
            server.stop()
    assert members == 100_000
    assert fetches == [Fetch("127.0.0.1", "fetched", 100_000)]
    assert grown < 24 * 1024 * 1024  # the export itself is 60 MB
