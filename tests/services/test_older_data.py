"""What an older Brevdue wrote is opened by this one: copied first, brought to today's form, and no row is lost.

`tests/data` keeps one database of each form that ever left the house, as the program of that day wrote it (see the
README there). The people in it are invented.
"""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.base.encryption import FileForm, form_of
from desktop_app.mailing.states import State
from desktop_app.register.queries import RecipientQuery
from desktop_app.services import MIGRATIONS, Services, build_services, make_training_folder
from tests.helpers.fake_clock import FakeClock
from tests.helpers.key_ring import Ring

DATA = Path(__file__).resolve().parents[1] / "data"
KEPT = sorted(DATA.glob("brevdue-*.sqlite.gz"))
FIRST = DATA / "brevdue-2026-11-22.sqlite.gz"

WITH_ROWS = ("recipients", "letters", "receipts", "digis_outbox", "schedules", "wizard_drafts")

Rows = dict[str, set[tuple[object, ...]]]


def lay(kept: Path, folder: Path) -> Path:
    """Put a kept database into a data folder, as it was left there."""
    file = folder / "brevdue.sqlite"
    file.write_bytes(gzip.decompress(kept.read_bytes()))
    return file


def tables_of(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table with its columns; not what SQLite and the search index keep for themselves."""
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "recipient_search"))
    ]
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}


def rows_of(connection: sqlite3.Connection, tables: dict[str, list[str]]) -> Rows:
    """Each table's rows, in these columns."""
    return {
        name: set(connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall())
        for name, columns in tables.items()
    }


def start(folder: Path, ring: Ring) -> Services:
    return build_services(folder, clock=FakeClock(), secrets=ring, environment={})


def test_there_is_a_database_of_the_first_form() -> None:
    assert FIRST in KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.name)
def test_an_older_database_is_opened_with_every_row(kept: Path, tmp_path: Path) -> None:
    make_training_folder(tmp_path)  # where nothing is encrypted, so that the file can be read from outside
    file = lay(kept, tmp_path)
    with closing(sqlite3.connect(file)) as old:
        tables = tables_of(old)
        before = rows_of(old, tables)
    assert all(before[name] for name in WITH_ROWS)

    with start(tmp_path, Ring()) as services, services.database.read() as connection:
        applied = set(connection.exec_driver_sql("SELECT name FROM schema_migrations").scalars())
    assert applied == {migration.name for migration in MIGRATIONS}
    with closing(sqlite3.connect(file)) as new:
        after = rows_of(new, tables)
        assert new.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {name: rows - after[name] for name, rows in before.items() if rows - after[name]} == {}


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.name)
def test_before_it_is_changed_it_is_copied_as_it_was(kept: Path, tmp_path: Path) -> None:
    make_training_folder(tmp_path)
    file = lay(kept, tmp_path)
    with closing(sqlite3.connect(file)) as old:
        tables = tables_of(old)
        before = rows_of(old, tables)
    start(tmp_path, Ring()).close()
    (copy,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as backup:
        assert tables_of(backup) == tables
        assert rows_of(backup, tables) == before


def test_in_production_it_is_encrypted_too_with_its_copy(tmp_path: Path) -> None:
    file, ring = lay(FIRST, tmp_path), Ring()
    with start(tmp_path, ring) as services:
        assert services.protection.is_encrypted
        assert services.register.count(RecipientQuery()) == 48
    (copy,) = (tmp_path / "backups").iterdir()
    assert {form_of(file), form_of(copy)} == {FileForm.CLOSED}
    with start(tmp_path, ring) as services:
        assert len(services.mailing.mailings()) == 1
    assert list((tmp_path / "backups").iterdir()) == [copy], "nothing was left to change at the second start"


def test_what_the_older_program_knew_is_understood(tmp_path: Path) -> None:
    lay(FIRST, tmp_path)
    with start(tmp_path, Ring()) as services:
        (mailing,) = services.mailing.mailings()
        rows = list(services.mailing.iterate_remainder(mailing.id))
        assert (mailing.state, len(rows), [row.done_how for row in rows if row.done_at]) == (
            State.FINISHED,
            17,
            ["Ringt"],
        )
        assert [draft.name for draft in services.drafts.waiting()] == ["Årsmøte"]
        assert {"receipts", "lookup"} <= {view.name for view in services.schedule.views() if view.enabled}
        assert [tag.name for tag in services.register.tags()] == ["styret"]
