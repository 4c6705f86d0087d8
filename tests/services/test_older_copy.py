"""Data that somebody put back by hand is known for an older copy as it is opened, and sends nothing by itself."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.base.departures import Departures
from desktop_app.mailing.tables import restorations
from desktop_app.services import Services, build_services
from desktop_app.services.restoring import memories_of
from tests.helpers.fake_clock import FakeClock
from tests.helpers.key_ring import Ring


@pytest.fixture
def ring() -> Ring:
    return Ring()


def start(folder: Path, ring: Ring) -> Services:
    return build_services(folder, clock=FakeClock(), secrets=ring, environment={})


def send_something(services: Services) -> None:
    """What every sending does before its first byte."""
    Departures(services.database, memories_of(services.folder, services.secrets)).count_one()


def times_noticed(services: Services) -> int:
    with services.database.read() as connection:
        return connection.execute(select(func.count()).select_from(restorations)).scalar_one()


def test_a_folder_that_is_put_back_whole_is_told_by_the_keyring(tmp_path: Path, ring: Ring) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    start(data, ring).close()
    shutil.copytree(data, backup)
    with start(data, ring) as services:
        send_something(services)
    with start(data, ring) as services:
        assert times_noticed(services) == 0
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    with start(data, ring) as services:
        assert times_noticed(services) == 1


def test_it_is_told_once(tmp_path: Path, ring: Ring) -> None:
    start(tmp_path, ring).close()
    copy = shutil.copyfile(tmp_path / "brevdue.sqlite", tmp_path / "copy")
    with start(tmp_path, ring) as services:
        send_something(services)
    shutil.copyfile(copy, tmp_path / "brevdue.sqlite")
    for _ in range(2):
        with start(tmp_path, ring) as services:
            assert times_noticed(services) == 1


def test_data_begun_anew_in_the_same_place_is_not_taken_for_an_older_copy(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path / "data", ring) as services:
        send_something(services)
    shutil.rmtree(tmp_path / "data")
    with start(tmp_path / "data", ring) as services:
        assert times_noticed(services) == 0
        send_something(services)
    with start(tmp_path / "data", ring) as services:
        assert times_noticed(services) == 0
