"""A room for tests of the sync: a database, a clock that stands still, and the gym's files written on the spot."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digis.importing import MemberImportReport, import_members, map_columns
from desktop_app.digis.migrations import MIGRATIONS
from desktop_app.digis.tables import outbox
from desktop_app.register.importing import read_table
from tests.helpers.fake_clock import FakeClock

HEADINGS = (
    "p_id;customerNumber;firstName;lastName;organization;businessUnit;birthDate;personNumber;gender;email;"
    "streetAddress;postalCode;postalCity;homePhone;workPhone;mobilePhone;category;region;groups;jobTitle;"
    "cardNumber;subscriptionId;subscriptionStart;subscriptionEnd;subscriptionActive;payer;users"
).split(";")
"""The interchange format's columns."""


def member_row(number: int, **cells: str) -> dict[str, str]:
    """One invented member with a subscription of their own; `cells` go before."""
    person = str(1000 + number)
    return {
        "p_id": person,
        "firstName": f"Förnamn{number}",
        "lastName": f"Åkerlund{number}",
        "organization": "Exempelgymmet AB",
        "businessUnit": "Centrum",
        "birthDate": "1990-05-17",
        "gender": "female",
        "email": f"medlem{number}@example.org",
        "streetAddress": "Storgatan 1",
        "postalCode": "411 10",
        "postalCity": "Göteborg",
        "mobilePhone": f"070-12{number % 10} 45 {number % 90 + 10}",
        "cardNumber": str(34230000 + number),
        "subscriptionId": str(number),
        "subscriptionStart": "2026-01-01",
        "subscriptionEnd": "2026-12-31",
        "subscriptionActive": "true",
        "payer": person,
        "users": person,
        **cells,
    }


def write_members(file: Path, rows: Iterable[Mapping[str, str]], headings: Iterable[str] = HEADINGS) -> Path:
    """Write a file of the gym's system; returns its path."""
    columns = list(headings)
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(";".join(columns) + "\r\n")
        stream.writelines(";".join(row.get(name, "") for name in columns) + "\r\n" for row in rows)
    return file


@contextmanager
def open_database(folder: Path, clock: Clock | None = None) -> Iterator[Database]:
    """The sync's tables in a file of this folder."""
    file = folder / "brevdue.sqlite"
    database = Database.open(file, MIGRATIONS, backups=folder, clock=clock or FakeClock())
    try:
        yield database
    finally:
        database.dispose()


def take_in(
    database: Database,
    file: Path,
    *overrides: tuple[str, str],
    clock: Clock | None = None,
    context: WorkContext | None = None,
    dry_run: bool = False,
    complete: bool = False,
) -> MemberImportReport:
    """Import a file as the program does."""
    table = read_table(file)
    return import_members(
        database,
        table,
        map_columns(table.headings, overrides),
        region="SE",
        dry_run=dry_run,
        clock=clock or FakeClock(),
        context=context or Unattended(),
        complete=complete,
    )


def states(database: Database) -> dict[str, str]:
    """Everybody in the outbox and where they stand."""
    with database.read() as connection:
        rows = connection.execute(select(outbox.c.person_id, outbox.c.state).order_by(outbox.c.person_id))
        return {row[0]: row[1] for row in rows}
