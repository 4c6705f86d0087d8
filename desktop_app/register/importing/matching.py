"""Whom a row without a customer id is about: found by number, else by name and address.

A file from a member list often has no customer ids. Somebody who is in the register already is recognised, so
that importing the same file again changes nothing; somebody new gets an id of the program's own (`K000231`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from desktop_app.register.importing.columns import Chunk
from desktop_app.register.keys import fold, sort_name
from desktop_app.register.storage import ids_in
from desktop_app.register.tables import recipients

Key = tuple[str, ...]
"""What a person without a customer id is known by: the kind of the key, and the values."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The customer ids that go with keys; a key that fits several people is in `ambiguous` instead."""

    customer_ids: dict[Key, str]
    ambiguous: frozenset[Key]


def key_of(chunk: Chunk, index: int) -> Key:
    """The key of a row: its number where it has one, else folded name, postcode and street."""
    values = {name: column[index] for name, column in chunk.columns.items()}
    for field in ("national_id", "organisation_number"):
        number = values.get(field)
        if number:
            return (field, number)
    name = sort_name(
        values["full_name"] or "", values.get("first_name"), values.get("last_name"), is_organisation=False
    )
    return ("name", name, values.get("postcode") or "", fold(values.get("address1") or ""))


def find_matches(connection: Connection, keys: Sequence[Key]) -> Matches:
    """The recipients in the register that the keys fit."""
    found: dict[Key, set[str]] = {}
    for field in ("national_id", "organisation_number"):
        numbers = [key[1] for key in keys if key[0] == field]
        for number, customer_id in _by_number(connection, recipients.c[field], numbers):
            found.setdefault((field, number), set()).add(customer_id)
    names = {key[1] for key in keys if key[0] == "name"}
    for key, customer_id in _by_name(connection, names):
        found.setdefault(key, set()).add(customer_id)
    return Matches(
        {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1},
        frozenset(key for key, ids in found.items() if len(ids) > 1),
    )


def own_customer_ids(connection: Connection, recipient_ids: Sequence[int]) -> list[str]:
    """Customer ids for people who came without one, made of their ids in the register, and not taken yet."""
    wanted = [f"K{recipient_id:06d}" for recipient_id in recipient_ids]
    query = select(recipients.c.customer_id).where(ids_in(recipients.c.customer_id, wanted))
    taken = set(connection.execute(query).scalars())
    return [_free(connection, one) if one in taken else one for one in wanted]


def _free(connection: Connection, taken: str) -> str:
    """A customer id like one that somebody else has been given by hand."""
    alike = recipients.c.customer_id.startswith(f"{taken}-", autoescape=True)
    others = set(connection.execute(select(recipients.c.customer_id).where(alike)).scalars())
    return next(
        f"{taken}-{number}" for number in range(2, len(others) + 3) if f"{taken}-{number}" not in others
    )


def _by_number(
    connection: Connection, column: ColumnElement[str], numbers: Sequence[str]
) -> Iterable[tuple[str, str]]:
    if not numbers:
        return []
    rows = connection.execute(select(column, recipients.c.customer_id).where(ids_in(column, numbers)))
    return [(row[0], row[1]) for row in rows]


def _by_name(connection: Connection, names: set[str]) -> Iterable[tuple[Key, str]]:
    if not names:
        return []
    columns = (recipients.c.sort_name, recipients.c.postcode, recipients.c.address1, recipients.c.customer_id)
    rows = connection.execute(select(*columns).where(ids_in(recipients.c.sort_name, names)))
    return [
        (("name", name, postcode or "", fold(street or "")), owner) for name, postcode, street, owner in rows
    ]
