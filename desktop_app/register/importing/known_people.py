"""Rows about people who are in the register already: what differs, and writing that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from desktop_app.register.changes import read_recipients
from desktop_app.register.fields import split_tags
from desktop_app.register.identification import FOUND_BY_LOOKUP, settle
from desktop_app.register.importing.modes import ImportMode
from desktop_app.register.keys import full_name_of
from desktop_app.register.model import Recipient
from desktop_app.register.storage import update_recipient

_NAME_PARTS = ("first_name", "middle_name", "last_name")


@dataclass(frozen=True, slots=True)
class RowAbout:
    """A row about somebody known: the recipient's id, and the values of the file's fields."""

    recipient_id: int
    values: dict[str, str | None]


def with_row(stored: Recipient, values: dict[str, str | None], mode: ImportMode) -> Recipient:
    """The recipient as the row wants it. An empty cell says something only when replacing."""
    wanted: dict[str, Any] = {
        field: value
        for field, value in values.items()
        if value is not None or (mode == ImportMode.REPLACE and field not in FOUND_BY_LOOKUP)
    }
    if "birth_date" in wanted:
        wanted["birth_date"] = date.fromisoformat(wanted["birth_date"]) if wanted["birth_date"] else None
    if "tags" in wanted:
        wanted["tags"] = split_tags(wanted["tags"] or "")
    name = wanted.pop("full_name", None)
    edited = replace(stored, **wanted)
    return replace(edited, full_name=name or _full_name(stored, edited))


def _full_name(stored: Recipient, edited: Recipient) -> str:
    """The full name that the file does not give: it follows its parts when they change."""
    if all(getattr(stored, part) == getattr(edited, part) for part in _NAME_PARTS):
        return stored.full_name
    return full_name_of(edited.first_name, edited.middle_name, edited.last_name) or stored.full_name


def differing(
    connection: Connection, rows: Sequence[RowAbout], mode: ImportMode
) -> list[tuple[Recipient, Recipient, RowAbout]]:
    """The rows that would change somebody: as stored, as wanted, and the row."""
    stored = {one.id: one for one in read_recipients(connection, [row.recipient_id for row in rows])}
    pairs = [(stored[row.recipient_id], row) for row in rows]
    wanted = [(before, with_row(before, row.values, mode), row) for before, row in pairs]
    return [(before, after, row) for before, after, row in wanted if before != after]


def write(
    connection: Connection, differing_rows: Sequence[tuple[Recipient, Recipient, RowAbout]], now: datetime
) -> None:
    """Write what rows change; a lookup's answer that may be about somebody else now is forgotten."""
    for before, after, row in differing_rows:
        given = {field for field in FOUND_BY_LOOKUP if row.values.get(field)}
        update_recipient(connection, settle(before, after, now, given), now)
