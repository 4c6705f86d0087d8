"""Everything that the register holds about one person, and making it gone."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete

from desktop_app.base.database import Database
from desktop_app.register.changes import former_ids_of
from desktop_app.register.history import LookupEvent, events_of
from desktop_app.register.model import Recipient
from desktop_app.register.tables import recipients


@dataclass(frozen=True, slots=True)
class HeldAbout:
    """What the register knows of a person. What was sent to them is in the ledger."""

    recipient: Recipient
    lookups: tuple[LookupEvent, ...]
    former_customer_ids: tuple[str, ...]

    def to_plain(self) -> dict[str, Any]:
        """The same as values that JSON can hold; fields without a value are left out."""
        return {
            "recipient": _plain(asdict(self.recipient)),
            "lookups": [_plain(asdict(event)) for event in self.lookups],
            "former_customer_ids": list(self.former_customer_ids),
        }


def held_about(connection: Connection, recipient: Recipient) -> HeldAbout:
    """Everything that hangs on this recipient."""
    former = former_ids_of(connection, [recipient.id])
    return HeldAbout(
        recipient,
        tuple(events_of(connection, [recipient.id])),
        tuple(customer_id for customer_id, _ in former),
    )


def forget(connection: Connection, recipient: Recipient) -> None:
    """Remove a recipient with all that hangs on it. `wipe_traces` afterwards reaches the rest of the file."""
    connection.execute(delete(recipients).where(recipients.c.id == recipient.id))


def wipe_traces(database: Database) -> None:
    """Overwrite what forgotten people left in the search index's old parts and in the write-ahead log.

    Freed pages are overwritten with zeros by the database itself; the search index keeps removed words until its
    parts are put together, and the log keeps old pages until it is emptied.
    """
    with database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO recipient_search (recipient_search) VALUES ('optimize')")
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items() if value not in (None, "", ())}


def _plain_value(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
