"""The address for Digis' own fetches: one path, one key, reading only, whatever comes."""

import http.client
import json
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.digis.export_door import ExportDoor, Fetch
from desktop_app.digis.export_server import PATH, ExportServer
from desktop_app.digis.exporting import ExportFormat, ExportStream
from desktop_app.digis.payload import PayloadRules
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


def test_a_hundred_thousand_members_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    """The members are put in straight, since reading a file is another test's matter."""
    count = 100_000
    with open_database(tmp_path) as database:
        with database.begin() as connection:
            numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
            connection.exec_driver_sql(
                f"{numbers} INSERT INTO digis_members (person_id, gender, allows_email, allows_sms, sort_name,"
                " changed_at, first_name)"
                " SELECT 'p' || i, 'female', 0, 0, 'x', '2026-01-01T00:00:00+00:00', 'Åse' FROM n"
            )
            connection.exec_driver_sql(
                f"{numbers} INSERT INTO digis_subscriptions (id, active, changed_at)"
                " SELECT 's' || i, 1, '2026-01-01T00:00:00+00:00' FROM n"
            )
            connection.exec_driver_sql(
                f"{numbers} INSERT INTO digis_subscription_users (subscription_id, person_id)"
                " SELECT 's' || i, 'p' || i FROM n"
            )
        stream = ExportStream(database, PayloadRules(), ExportFormat.JSON)
        pieces = iter(stream)
        for _warming_up in range(20):
            next(pieces)
        tracemalloc.start()
        largest = max(len(piece) for piece in pieces)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert stream.members == count
    assert largest < 400_000
    assert peak < 8_000_000
