"""An outbox that came back from a backup: nobody who was sent since is sent again without a person's word."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.digis.deciding import send_again
from desktop_app.digis.errors import NewestFileNeeded
from desktop_app.digis.forecast import forecast
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.restored import mark_restored
from desktop_app.digis.syncing import SyncReport
from desktop_app.sandbox.digis_server import DigisSandbox
from tests.helpers.digis_room import member_row, open_database, states, take_in, write_members
from tests.helpers.digis_runs import parts_for, sync
from tests.helpers.digis_storm import endpoint_of
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DigisSandbox]:
    with DigisSandbox(tmp_path / "digis") as running:
        yield running


@pytest.fixture
def restored(tmp_path: Path, server: DigisSandbox) -> Iterator[Database]:
    """1000 waited in the backup and was sent after it, with 1001, whom a later file brought."""
    backup = tmp_path / "backup"
    backup.mkdir()
    with open_database(tmp_path) as database:
        take_in(database, write_members(tmp_path / "old.csv", [member_row(0)]))
        database.back_up(backup / "brevdue.sqlite")
        take_in(database, newest(tmp_path))
        assert sync(parts_for(database, tmp_path, endpoint_of(server))) == SyncReport(sent=2)
    with open_database(backup) as database:
        with database.begin() as connection:
            mark_restored(connection, FakeClock().now())
        yield database


def newest(folder: Path) -> Path:
    return write_members(folder / "new.csv", [member_row(0), member_row(1)])


def test_nobody_is_sent_before_the_newest_file_is_imported(
    restored: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    with pytest.raises(NewestFileNeeded):
        sync(parts_for(restored, tmp_path, endpoint_of(server), retry_unknown=True))
    take_in(restored, newest(tmp_path), dry_run=True)
    with pytest.raises(NewestFileNeeded):
        sync(parts_for(restored, tmp_path, endpoint_of(server)))
    assert server.received() == {"1000": 1, "1001": 1}


def test_after_the_import_whoever_waits_is_unknown_also_where_unknown_ones_are_tried_again(
    restored: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    take_in(restored, newest(tmp_path))
    assert states(restored) == dict.fromkeys(["1000", "1001"], DeliveryState.UNKNOWN)
    assert forecast(restored, retry_unknown=True).would_send == 0
    parts = parts_for(restored, tmp_path, endpoint_of(server), retry_unknown=True)
    assert sync(parts) == SyncReport()
    assert server.received() == {"1000": 1, "1001": 1}


def test_a_person_decides_and_later_members_are_sent_as_ever(
    restored: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    take_in(restored, newest(tmp_path))
    with restored.begin() as connection:
        send_again(connection, ["1001"], "Digis does not have them", FakeClock().now())
    take_in(restored, write_members(tmp_path / "later.csv", [member_row(2)]))
    assert sync(parts_for(restored, tmp_path, endpoint_of(server))) == SyncReport(sent=2)
    assert server.received() == {"1000": 1, "1001": 2, "1002": 1}
