"""The door for Digis' own fetches follows the settings, and training never leaves the computer."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.work import Unattended
from desktop_app.digis.tables import fetches
from desktop_app.services import Services, build_services
from tests.helpers.digis_room import member_row, write_members

KEY = "a-long-and-random-key-0815"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    secrets = MemorySecrets({"digis.export_key": KEY})
    with build_services(tmp_path, secrets=secrets, environment={}) as built:
        yield built


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def port_after_a_look(services: Services) -> int | None:
    services.digis_export.follow_settings()
    return services.digis_export.port


def status_at(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/DigisAllActive", headers={"Authorization": f"Bearer {KEY}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_it_is_closed_until_the_settings_open_it_and_closes_again(services: Services) -> None:
    settings = services.settings
    assert port_after_a_look(services) is None
    settings.set("digis.export_port", str(free_port()))
    settings.set("digis.export_enabled", "true")
    port = port_after_a_look(services)
    assert port is not None
    assert status_at(port) == 200
    with services.database.read() as connection:
        noted = connection.execute(select(fetches.c.remote, fetches.c.outcome, fetches.c.members)).all()
    assert noted == [("127.0.0.1", "fetched", 0)]
    settings.set("digis.export_enabled", "false")
    assert port_after_a_look(services) is None


def test_without_a_key_it_stays_closed_and_says_why(services: Services) -> None:
    services.secrets.set("digis.export_key", "")
    services.settings.set("digis.export_enabled", "true")
    services.digis_export.follow_settings()
    assert services.digis_export.port is None
    assert services.digis_export.problem is not None


def test_an_address_beyond_this_computer_needs_a_certificate(services: Services) -> None:
    services.settings.set("digis.export_host", "0.0.0.0")
    services.settings.set("digis.export_enabled", "true")
    services.digis_export.follow_settings()
    assert services.digis_export.port is None
    assert services.digis_export.problem is not None


def test_training_goes_to_the_built_in_digis_and_nowhere_else(services: Services) -> None:
    services.settings.set("app.environment", "training")
    assert services.digis.test_connection().reached
    assert services.training.digis().received() == {}
    assert services.settings.text("digis.url") == "https://api.iqey.org"


def test_the_sync_and_the_export_are_in_the_schedule_and_off(services: Services) -> None:
    views = {view.name: view for view in services.schedule.views()}
    assert not views["digis"].enabled
    assert not views["digis-export"].enabled


def test_the_nightly_export_writes_both_forms_into_the_folder_of_the_settings(
    services: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "for digis"
    folder.mkdir()
    services.settings.set("digis.export_folder", str(folder))
    table = services.digis.open_table(write_members(tmp_path / "members.csv", map(member_row, range(3))))
    services.digis.import_members(table, services.digis.suggest(table), Unattended())
    assert services.schedule.run_now("digis-export").job.wait(20)
    as_json = json.loads((folder / "DigisAllActive.json").read_text("utf-8"))
    assert [person["ExtInfo4"] for person in as_json] == ["1000", "1001", "1002"]
    assert len((folder / "DigisAllActive.csv").read_text("utf-8").splitlines()) == 4
