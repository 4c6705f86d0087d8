"""The gyms' card readers, and which of them count for external entries: a list that goes with the order to Digis."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digis.tables import readers
from desktop_app.register.spreadsheets import write_table


@dataclass(frozen=True, slots=True)
class CardReader:
    """One reader. `external` is the gym system's mark "Används för externa inpasseringar via API"."""

    id: str
    name: str
    unit: str
    external: bool = True


def all_readers(database: Database) -> list[CardReader]:
    """All readers, by gym and name."""
    wanted = select(readers).order_by(readers.c.unit, readers.c.name, readers.c.id)
    with database.read() as connection:
        return [CardReader(*row) for row in connection.execute(wanted)]


def save_reader(database: Database, reader: CardReader) -> None:
    """Add a reader, or change the one with this id. The id is an `InputError` when it is empty."""
    if not reader.id.strip():
        raise InputError(
            title=text("The reader was not kept."),
            message=text("Its id is missing."),
            hint=text("Write the id that the gym's system shows for it."),
        )
    values = {"name": reader.name, "unit": reader.unit, "external": reader.external}
    statement = upsert(readers).values(id=reader.id.strip(), **values)
    with database.begin() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def mark_readers(database: Database, reader_ids: Sequence[str], *, external: bool) -> None:
    """Mark readers as used for external entries, or as not used."""
    with database.begin() as connection:
        connection.execute(update(readers).where(readers.c.id.in_(reader_ids)).values(external=external))


def remove_reader(database: Database, reader_id: str) -> None:
    """Take a reader off the list."""
    with database.begin() as connection:
        connection.execute(delete(readers).where(readers.c.id == reader_id))


def export_readers(
    database: Database, target: Path, headings: tuple[str, str, str, str], context: WorkContext
) -> int:
    """Write the list for the order to a CSV or Excel file; returns how many are marked as external.

    `headings` are the words for id, name, gym and the mark, whose cells say `x` or nothing.
    """
    found = all_readers(database)
    rows = ((each.id, each.name, each.unit, "x" if each.external else "") for each in found)
    write_table(target, headings, rows, context=context)
    return sum(each.external for each in found)
