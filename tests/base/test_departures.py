"""What was sent is counted in the data and remembered outside it, so that an older copy is known for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.base.departures import MIGRATIONS, Departures, FileMemory, KeyringMemory, Memory
from tests.helpers.fake_clock import FakeClock
from tests.helpers.key_ring import Ring


def opened(file: Path) -> Database:
    return Database.open(file, MIGRATIONS, backups=None, clock=FakeClock())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = opened(tmp_path / "data.sqlite")
    yield found
    found.dispose()


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture(params=["file", "keyring"])
def memory(request: pytest.FixtureRequest, tmp_path: Path, ring: Ring) -> Memory:
    return FileMemory(tmp_path / "count.txt") if request.param == "file" else KeyringMemory(ring)


def are_missing(departures: Departures, database: Database) -> bool:
    with database.read() as connection:
        return departures.are_missing(connection)


def test_data_from_which_nothing_was_sent_misses_nothing(database: Database, memory: Memory) -> None:
    assert not are_missing(Departures(database, [memory]), database)


def test_the_data_itself_never_misses_what_it_sent(database: Database, memory: Memory) -> None:
    departures = Departures(database, [memory])
    for _ in range(3):
        departures.count_one()
        assert not are_missing(departures, database)
    assert memory.recall() == 3


def test_a_copy_from_before_the_last_departure_misses_it_until_it_has_caught_up(
    database: Database, memory: Memory, tmp_path: Path
) -> None:
    departures = Departures(database, [memory])
    departures.count_one()
    database.back_up(tmp_path / "copy.sqlite")
    departures.count_one()
    copy = opened(tmp_path / "copy.sqlite")
    of_copy = Departures(copy, [memory])
    assert are_missing(of_copy, copy)
    with copy.begin() as connection:
        of_copy.catch_up(connection)
    assert not are_missing(of_copy, copy)
    of_copy.count_one()
    assert memory.recall() == 3
    copy.dispose()


def test_a_crash_between_the_data_and_the_memory_makes_nothing_look_older(
    database: Database, memory: Memory
) -> None:
    class Dying:
        def recall(self) -> int:
            return 0

        def keep(self, count: int) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Departures(database, [Dying(), memory]).count_one()
    assert memory.recall() == 0
    assert not are_missing(Departures(database, [memory]), database)


def test_of_two_at_once_the_later_count_is_remembered(database: Database, memory: Memory) -> None:
    class Interrupted:
        """A memory that takes so long that somebody else sends something meanwhile."""

        def recall(self) -> int:
            return 0

        def keep(self, count: int) -> None:
            if count == 1:
                departures.count_one()

    departures = Departures(database, [Interrupted(), memory])
    departures.count_one()
    assert memory.recall() == 2


@pytest.mark.parametrize("content", [b"", b"many", b"-4", b"\xff\xfe", b"9" * 5000, "٣".encode()])
def test_a_damaged_file_says_nothing(database: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "count.txt").write_bytes(content)
    departures = Departures(database, [FileMemory(tmp_path / "count.txt")])
    assert not are_missing(departures, database)
    departures.count_one()
    assert FileMemory(tmp_path / "count.txt").recall() == 1


def test_a_memory_that_cannot_be_written_keeps_nothing_from_being_sent(
    database: Database, ring: Ring, tmp_path: Path
) -> None:
    ring.locked = True
    departures = Departures(database, [FileMemory(tmp_path / "nowhere" / "count.txt"), KeyringMemory(ring)])
    departures.count_one()
    assert not are_missing(departures, database)


def test_the_file_shows_when_the_keyring_has_forgotten_and_the_other_way_round(
    database: Database, ring: Ring, tmp_path: Path
) -> None:
    file = FileMemory(tmp_path / "count.txt")
    Departures(database, [file, KeyringMemory(ring)]).count_one()
    older = opened(tmp_path / "older.sqlite")
    assert are_missing(Departures(older, [file, KeyringMemory(Ring())]), older)
    assert are_missing(Departures(older, [FileMemory(tmp_path / "none"), KeyringMemory(ring)]), older)
    older.dispose()
