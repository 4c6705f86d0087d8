"""The database keeps what was committed, and never opens what it does not understand."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop_app.base.database import (
    Database,
    DatabaseTooNew,
    DatabaseUnreadable,
    Migration,
    UtcDateTime,
    to_stored_time,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.quick_databases import databases_as_delivered

KEY = bytes(range(32))


def make_people(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE people (name TEXT PRIMARY KEY)")


def add_age(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE people ADD COLUMN age INTEGER")


def fail_half_way(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE people ADD COLUMN height INTEGER")
    raise RuntimeError("power cut")


FIRST = Migration("test-0001-people", make_people)
SECOND = Migration("test-0002-age", add_age)


def open_database(
    folder: Path, migrations: Sequence[Migration] = (FIRST,), key: bytes | None = None
) -> Database:
    (folder / "backups").mkdir(exist_ok=True)
    return Database.open(
        folder / "brevdue.sqlite", migrations, backups=folder / "backups", clock=FakeClock(), key=key
    )


def add_person(database: Database, name: str) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO people (name) VALUES (?)", (name,))


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.exec_driver_sql("SELECT name FROM people ORDER BY name").scalars())


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    first = open_database(tmp_path)
    add_person(first, "Åse")
    first.dispose()
    second = open_database(tmp_path)
    assert names(second) == ["Åse"]
    second.dispose()


def test_a_failing_block_leaves_nothing_behind(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with pytest.raises(RuntimeError), database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO people (name) VALUES ('half')")
        raise RuntimeError
    assert names(database) == []
    database.dispose()


def test_the_file_survives_power_cuts_by_its_settings(tmp_path: Path) -> None:
    with databases_as_delivered():
        database = open_database(tmp_path)
    with database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    database.dispose()


def test_a_writer_waits_for_another_writer_instead_of_failing(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    inside, release = threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        with database.begin() as connection:
            connection.exec_driver_sql("INSERT INTO people (name) VALUES ('first')")
            inside.set()
            release.wait(10)

    holder = threading.Thread(target=hold_the_lock)
    holder.start()
    assert inside.wait(10)
    waiter = threading.Thread(target=add_person, args=(database, "second"))
    waiter.start()
    release.set()
    holder.join(10)
    waiter.join(10)
    assert names(database) == ["first", "second"]
    database.dispose()


def test_pending_migrations_are_applied_after_a_backup(tmp_path: Path) -> None:
    old = open_database(tmp_path)
    add_person(old, "Kåre")
    old.dispose()
    new = open_database(tmp_path, (FIRST, SECOND))
    with new.begin() as connection:
        connection.exec_driver_sql("UPDATE people SET age = 7")
    new.dispose()
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name == "brevdue-before-test-0002-age.sqlite"
    restored = Database.open(backup, (FIRST,), backups=tmp_path, clock=FakeClock())
    assert names(restored) == ["Kåre"]
    restored.dispose()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    open_database(tmp_path).dispose()
    with pytest.raises(RuntimeError, match="power cut"):
        open_database(tmp_path, (FIRST, Migration("test-0002-height", fail_half_way)))
    database = open_database(tmp_path, (FIRST, SECOND))
    with database.read() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(people)")]
    assert columns == ["name", "age"]
    database.dispose()


def test_data_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_database(tmp_path, (FIRST, SECOND)).dispose()
    before = (tmp_path / "brevdue.sqlite").read_bytes()
    with pytest.raises(DatabaseTooNew):
        open_database(tmp_path, (FIRST,))
    assert (tmp_path / "brevdue.sqlite").read_bytes() == before


def test_with_a_key_the_file_shows_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path, key=KEY)
    add_person(database, "Åse Ødegård")
    database.dispose()
    for path in tmp_path.iterdir():
        if path.is_file():
            assert "Ødegård".encode() not in path.read_bytes()
            assert b"SQLite format" not in path.read_bytes()
    reopened = open_database(tmp_path, key=KEY)
    assert names(reopened) == ["Åse Ødegård"]
    reopened.dispose()


@pytest.mark.parametrize("key", [None, bytes(32)])
def test_a_wrong_key_is_said_in_words(tmp_path: Path, key: bytes | None) -> None:
    open_database(tmp_path, key=KEY).dispose()
    with pytest.raises(DatabaseUnreadable):
        open_database(tmp_path, key=key)


def test_a_file_that_is_no_database_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "brevdue.sqlite").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DatabaseUnreadable):
        open_database(tmp_path)


def test_an_encrypted_backup_opens_with_the_same_key(tmp_path: Path) -> None:
    database = open_database(tmp_path, key=KEY)
    add_person(database, "Kåre")
    database.back_up(tmp_path / "copy.sqlite")
    database.dispose()
    assert "Kåre".encode() not in (tmp_path / "copy.sqlite").read_bytes()
    copy = Database.open(tmp_path / "copy.sqlite", (FIRST,), backups=tmp_path, clock=FakeClock(), key=KEY)
    assert names(copy) == ["Kåre"]
    copy.dispose()


def test_moments_are_stored_in_utc_and_come_back_aware() -> None:
    moment = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    stored = to_stored_time(moment)
    assert stored == "2026-03-29T01:30:00.000000+00:00"
    column = UtcDateTime()
    assert column.process_result_value(stored, None) == moment  # type: ignore[arg-type]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        to_stored_time(datetime.now(UTC).replace(tzinfo=None))
