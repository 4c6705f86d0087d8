"""The key stands in the address, and must stand nowhere else: looked for in every form, everywhere."""

import base64
import dataclasses
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.work import Unattended
from desktop_app.digis.client import DigisClient
from desktop_app.sandbox.digis_behaviour import RANDOM_FAULTS, DigisBehaviour, DigisCertificate, DigisFault
from desktop_app.sandbox.digis_server import DigisSandbox
from desktop_app.services import Services, build_services
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.digis_storm import endpoint_of
from tests.helpers.hasty_clock import HastyClock
from tests.helpers.key_search import leaks

FAULTS = (*RANDOM_FAULTS, DigisFault.REFUSED, DigisFault.ECHO)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DigisSandbox]:
    folder = tmp_path / "digis"
    folder.mkdir()
    with DigisSandbox(folder, DigisBehaviour(script=FAULTS, hold_s=1)) as running:
        yield running


@pytest.fixture
def services(tmp_path: Path, server: DigisSandbox) -> Iterator[Services]:
    secrets = MemorySecrets({"digis.url_postfix": server.url_postfix})
    built = build_services(tmp_path / "data", clock=HastyClock(), secrets=secrets, environment={})
    values = {
        "digis.enabled": "true",
        "digis.url": server.url,
        "digis.ca_file": str(server.ca_file),
        "digis.per_minute": "60000",
    }
    for key, value in values.items():
        built.settings.set(key, value)
    with built:
        yield built


def test_the_search_finds_the_key_in_each_form(server: DigisSandbox) -> None:
    """Or else the tests below could not fail."""
    token = server.token
    hidden = base64.b64encode(f"https://host/v1?token={token}&x".encode())
    assert set(leaks(token, {"plain": token.encode(), "coded": hidden})) == {"plain", "coded"}


def test_nothing_that_is_written_holds_the_key(
    services: Services, server: DigisSandbox, tmp_path: Path
) -> None:
    rows = (member_row(number) for number in range(len(FAULTS) + 2))
    table = services.digis.open_table(write_members(tmp_path / "members.csv", rows))
    services.digis.import_members(table, services.digis.suggest(table), Unattended())
    reports = [services.digis.sync(Unattended()) for _run in range(3)]
    assert sum(report.sent for report in reports) > 0
    assert sum(len(report.errors) for report in reports) > 0
    services.digis.test_connection()
    services.digis.export(tmp_path / "data" / "out.json", Unattended())
    said = repr(reports) + repr(list(services.digis.foresee())) + repr(services.digis.status())
    places = {"reports": said.encode()}
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert {"brevdue.sqlite", "scheduler_digis_sync.txt", "brevdue.log"} <= {path.name for path in files}
    places |= {str(path): path.read_bytes() for path in files}
    assert leaks(server.token, places) == []


@pytest.mark.parametrize("certificate", [DigisCertificate.OTHER_AUTHORITY, DigisCertificate.EXPIRED])
def test_no_error_and_no_description_holds_the_key(tmp_path: Path, certificate: DigisCertificate) -> None:
    with DigisSandbox(tmp_path / "digis", DigisBehaviour(certificate=certificate)) as server:
        endpoint = endpoint_of(server)
        with DigisClient(endpoint, HastyClock()) as client:
            outcome = client.send({"ExtInfo4": "1"}, Unattended())
        said = [repr(endpoint), str(endpoint), repr(outcome), endpoint.shown_address, repr(client)]
        assert leaks(server.token, {"said": "\n".join(said).encode()}) == []


def test_a_crash_report_during_a_call_does_not_hold_the_key(services: Services, server: DigisSandbox) -> None:
    endpoint = dataclasses.replace(endpoint_of(server), url="https://[broken")
    try:
        with DigisClient(endpoint, HastyClock()) as client:
            said = repr(client.send({"ExtInfo4": "1"}, Unattended()))
    except ValueError:
        said = traceback.format_exc()
    assert said
    assert leaks(server.token, {"said": said.encode()}) == []
