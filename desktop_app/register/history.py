"""What lookups said over time: one event each time an answer differed from the one before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from desktop_app.register.model import LookupStatus
from desktop_app.register.storage import ids_in
from desktop_app.register.tables import lookup_history


class LookupChange(StrEnum):
    """How an answer differs from the one before. `FIRST` has none before it.

    `CLEARED`: an address or alias that was named is nobody's, or another person's, and was taken out.
    """

    FIRST = "first"
    BECAME_DIGITAL = "became_digital"
    LEFT_DIGITAL = "left_digital"
    OTHER_ADDRESS = "other_address"
    IDENTIFIED = "identified"
    OTHER_ALIAS = "other_alias"
    NEWLY_UNIDENTIFIED = "newly_unidentified"
    NEWLY_AMBIGUOUS = "newly_ambiguous"
    NEWLY_INVALID = "newly_invalid"
    OTHER_REASONS = "other_reasons"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class LookupEvent:
    """One difference: what the answer was, and what was known before it.

    An address or alias that was there before and is not now has been cleared by this answer.
    """

    recipient_id: int
    job_id: str
    answered_at: datetime
    change: LookupChange
    status: LookupStatus | None
    previous_status: LookupStatus | None
    digipost_address: str | None
    previous_address: str | None
    person_alias: str | None
    previous_alias: str | None
    reasons: tuple[str, ...]


_EVENT_COLUMNS = tuple(column for column in lookup_history.columns if column.name != "id")


def events_of(connection: Connection, recipient_ids: list[int]) -> list[LookupEvent]:
    """All events of some recipients, the oldest first."""
    query = select(*_EVENT_COLUMNS).where(ids_in(lookup_history.c.recipient_id, recipient_ids))
    return [_event_from(row) for row in connection.execute(query.order_by(lookup_history.c.id))]


def keep_events(connection: Connection, events: tuple[LookupEvent, ...]) -> None:
    """Write events, for instance those of a recipient who comes back."""
    if events:
        connection.execute(insert(lookup_history), [_values_of(event) for event in events])


def hand_over_events(connection: Connection, from_ids: list[int], to_id: int) -> None:
    """Let what lookups said of some recipients be said of another, into whom they are merged."""
    moved = ids_in(lookup_history.c.recipient_id, from_ids)
    connection.execute(update(lookup_history).where(moved).values(recipient_id=to_id))


def give_back_events(connection: Connection, from_id: int, events: tuple[LookupEvent, ...]) -> None:
    """Take handed over events away from a recipient again; `keep_events` gives them to their own."""
    for event in events:
        connection.execute(
            delete(lookup_history).where(
                lookup_history.c.recipient_id == from_id,
                lookup_history.c.job_id == event.job_id,
                lookup_history.c.answered_at == event.answered_at,
                lookup_history.c.change == event.change.value,
                lookup_history.c.digipost_address.is_not_distinct_from(event.digipost_address),
            )
        )


def count_events_before(connection: Connection, moment: datetime) -> int:
    """How many events `drop_events_before` would remove."""
    return int(
        connection.execute(select(func.count()).select_from(lookup_history).where(*_old(moment))).scalar_one()
    )


def drop_events_before(connection: Connection, moment: datetime) -> int:
    """Remove old events, but never the newest one of a recipient. Returns how many."""
    return connection.execute(delete(lookup_history).where(*_old(moment))).rowcount


def _old(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    newest = select(func.max(lookup_history.c.id)).group_by(lookup_history.c.recipient_id)
    return lookup_history.c.answered_at < moment, lookup_history.c.id.not_in(newest)


def _event_from(row: Row[Any]) -> LookupEvent:
    values = {column.name: getattr(row, column.name) for column in _EVENT_COLUMNS}
    for name in ("status", "previous_status"):
        values[name] = LookupStatus(values[name]) if values[name] else None
    values["change"] = LookupChange(values["change"])
    values["reasons"] = tuple((values["reasons"] or "").split())
    return LookupEvent(**values)


def _values_of(event: LookupEvent) -> dict[str, Any]:
    values = {column.name: getattr(event, column.name) for column in _EVENT_COLUMNS}
    return values | {
        "change": event.change.value,
        "status": event.status.value if event.status else None,
        "previous_status": event.previous_status.value if event.previous_status else None,
        "reasons": " ".join(event.reasons) or None,
    }
