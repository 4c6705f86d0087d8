"""The migrations make exactly the tables that the code asks."""

from pathlib import Path

from sqlalchemy import Table, inspect

from desktop_app.base.database import Database, metadata
from desktop_app.mailing import tables
from desktop_app.mailing.migrations import MIGRATIONS
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from tests.helpers.fake_clock import FakeClock

OURS = (
    tables.mailings,
    tables.jobs,
    tables.documents,
    tables.letters,
    tables.attachments,
    tables.lookup_rows,
    tables.receipts,
    tables.remote_receipts,
    tables.deviations,
    tables.restorations,
    tables.acceptances,
    tables.letter_events,
)


def opened(folder: Path) -> Database:
    return Database.open(
        folder / "a.sqlite", (*REGISTER_MIGRATIONS, *MIGRATIONS), backups=folder, clock=FakeClock()
    )


def test_the_database_has_the_columns_and_indices_that_the_code_knows(tmp_path: Path) -> None:
    database = opened(tmp_path)
    found = inspect(database.engine)
    for table in OURS:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert list(columns) == [column.name for column in table.columns]
        required = {name for name, column in columns.items() if not column["nullable"]}
        assert required == {column.name for column in table.columns if not column.nullable}
        assert {index["name"] for index in found.get_indexes(table.name)} >= {
            str(index.name) for index in table.indexes
        }
    database.dispose()


def test_no_table_of_this_room_is_forgotten() -> None:
    of_this_module = {table.name for table in vars(tables).values() if isinstance(table, Table)}
    assert of_this_module == {table.name for table in OURS}
    assert of_this_module <= set(metadata.tables)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    opened(tmp_path).dispose()
    again = opened(tmp_path)
    with again.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM schema_migrations").scalars().all()
    assert [name for name in names if name.startswith("mailing-")] == [step.name for step in MIGRATIONS]
    again.dispose()
