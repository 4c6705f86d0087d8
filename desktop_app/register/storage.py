"""Recipients to and from rows of the database. Nothing here checks or decides."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from desktop_app.register.keys import search_text, sort_name
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.tables import recipient_search_pending, recipient_tags, recipients, tags

_FIELDS = tuple(item.name for item in fields(Recipient) if item.name != "tags")
_STATUS, _REASONS, _BIRTH_DATE = (_FIELDS.index(name) for name in ("status", "reasons", "birth_date"))

COLUMNS = tuple(recipients.c[name] for name in _FIELDS)
"""What is read of a recipient, in the order of its fields, the id last."""


_make: Callable[..., Recipient] = Recipient


def ids_in(column: ColumnElement[Any], values: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    """`column IN (values)` for any number of values, as one parameter."""
    return column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))


def recipient_from(row: Row[Any], tag_names: tuple[str, ...] = ()) -> Recipient:
    """A recipient from a row of `COLUMNS`."""
    values = list(row)
    if values[_STATUS] is not None:
        values[_STATUS] = LookupStatus(values[_STATUS])
    values[_REASONS] = tuple(values[_REASONS].split()) if values[_REASONS] else ()
    if values[_BIRTH_DATE] is not None:
        values[_BIRTH_DATE] = date.fromisoformat(values[_BIRTH_DATE])
    recipient_id = values.pop()
    return _make(*values, tags=tag_names, id=recipient_id)


def recipients_from(connection: Connection, rows: Sequence[Row[Any]]) -> list[Recipient]:
    """Recipients from rows of `COLUMNS`, with their tags."""
    tag_names = tags_of(connection, [row.id for row in rows])
    return [recipient_from(row, tag_names.get(row.id, ())) for row in rows]


def values_of(recipient: Recipient, now: datetime) -> dict[str, Any]:
    """What is stored of a recipient, id and tags excepted, as changed at `now`."""
    values = {column.name: getattr(recipient, column.name) for column in COLUMNS if column.name != "id"}
    return values | {
        "birth_date": recipient.birth_date.isoformat() if recipient.birth_date else None,
        "status": recipient.status.value if recipient.status else None,
        "reasons": " ".join(recipient.reasons) or None,
        "updated_at": now,
        "sort_name": sort_name(
            recipient.full_name,
            recipient.first_name,
            recipient.last_name,
            is_organisation=recipient.organisation_number is not None,
        ),
        "search_text": search_text_of(values),
    }


def search_text_of(values: Mapping[str, Any]) -> str:
    """The text that a recipient is searched in, from the stored fields."""
    return search_text(
        values["full_name"],
        values["customer_id"],
        values["address1"],
        values["address2"],
        f"{values['postcode'] or ''} {values['city'] or ''}".strip(),
        values["email"],
        values["phone"],
    )


def insert_recipient(connection: Connection, recipient: Recipient, now: datetime) -> int:
    """Write a new recipient, or one that was removed and comes back with its old id. Returns the id."""
    values = values_of(recipient, now)
    if recipient.id:
        values["id"] = recipient.id
        pending = sqlite_insert(recipient_search_pending).values(recipient_id=recipient.id)
        connection.execute(pending.on_conflict_do_nothing())
    new_id = int(
        connection.execute(insert(recipients).values(values).returning(recipients.c.id)).scalar_one()
    )
    set_tags(connection, new_id, recipient.tags)
    return new_id


def update_recipient(connection: Connection, recipient: Recipient, now: datetime) -> None:
    """Write all fields of a recipient that is there already."""
    connection.execute(
        update(recipients).where(recipients.c.id == recipient.id).values(values_of(recipient, now))
    )
    set_tags(connection, recipient.id, recipient.tags)


def write_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement with `?` for each row, past SQLAlchemy: with many rows its own work costs a third more."""
    if rows:
        cursor = connection.connection.cursor()
        cursor.executemany(statement, rows)
        cursor.close()


def read_many(connection: Connection, statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """Run a query whose one `?` is a JSON list of these values. Rows are plain tuples, as the database holds them."""
    cursor = connection.connection.cursor()
    rows: list[tuple[Any, ...]] = cursor.execute(statement, (json.dumps(values),)).fetchall()
    cursor.close()
    return rows


def tags_of(connection: Connection, recipient_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of some recipients, by id; who has none is not in it."""
    found: dict[int, list[str]] = {}
    query = (
        select(recipient_tags.c.recipient_id, tags.c.name)
        .join(tags, tags.c.id == recipient_tags.c.tag_id)
        .where(ids_in(recipient_tags.c.recipient_id, recipient_ids))
        .order_by(tags.c.name)
    )
    for recipient_id, name in connection.execute(query):
        found.setdefault(recipient_id, []).append(name)
    return {recipient_id: tuple(names) for recipient_id, names in found.items()}


def tag_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The ids of tags by name; tags that are not there yet are made."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    connection.execute(sqlite_insert(tags).on_conflict_do_nothing(), [{"name": name} for name in wanted])
    rows = connection.execute(select(tags.c.name, tags.c.id).where(ids_in(tags.c.name, wanted)))
    return {row.name: row.id for row in rows}


def set_tags(connection: Connection, recipient_id: int, names: Sequence[str]) -> None:
    """Give a recipient exactly these tags."""
    connection.execute(delete(recipient_tags).where(recipient_tags.c.recipient_id == recipient_id))
    ids = tag_ids(connection, names)
    if ids:
        pairs = [{"tag_id": tag_id, "recipient_id": recipient_id} for tag_id in ids.values()]
        connection.execute(insert(recipient_tags), pairs)
