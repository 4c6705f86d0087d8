"""Forgetting a member, and telling everything that the sync holds about one.

Whoever Digis may have is never sent again, whatever happens: in the place of the person a mark stays (`marks`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.digis.marks import mark_of, marked_among
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.tables import (
    attempts,
    digis,
    forgotten,
    members,
    outbox,
    resends,
    subscription_users,
    subscriptions,
)
from desktop_app.register.keys import fold

_TABLES_BY_PERSON = (subscription_users, outbox, digis, resends, attempts, members)
_LOCAL_DIGITS = 8
_MAY_BE_THERE = frozenset({DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN})


class MemberUnderWay(InputError):
    """The member is being sent at this moment."""

    def __init__(self) -> None:
        super().__init__(
            title=text("This member cannot be forgotten yet."),
            message=text("They are being sent to Digis at this moment."),
            hint=text("Wait until the sync has ended. Then try again."),
        )


@dataclass(frozen=True, slots=True)
class Likeness:
    """What tells that somebody in the register and a member of the gym are the same person."""

    customer_id: str
    full_name: str
    birth_date: date | None
    email: str | None
    phone: str | None


def members_like(connection: Connection, person: Likeness) -> list[str]:
    """The person ids of the members who are certainly this person: the same name, and one thing more.

    That is the same id, birth date, e-mail address or telephone number. A name alone is many people's.
    """
    words = fold(person.full_name).split()
    if not words:
        return []
    found = connection.execute(
        select(members.c.person_id, members.c.sort_name).where(
            members.c.sort_name.contains(words[-1], autoescape=True),
            or_(*_further(person)),
        )
    )
    return [row.person_id for row in found if _is_named(row.sort_name, words)]


def refuse_if_under_way(connection: Connection, person_ids: Iterable[str]) -> None:
    """Raise `MemberUnderWay` while one of them is being sent."""
    sending = select(outbox.c.person_id).where(
        outbox.c.person_id.in_(list(person_ids)), outbox.c.state == DeliveryState.SENDING
    )
    if connection.execute(sending).first() is not None:
        raise MemberUnderWay


def forget_member(connection: Connection, person_id: str) -> None:
    """Remove everything about a member. If Digis may have them, a mark stays, so that they are never sent again."""
    refuse_if_under_way(connection, [person_id])
    sent = connection.execute(select(digis.c.person_id).where(digis.c.person_id == person_id)).first()
    perhaps = select(outbox.c.person_id).where(
        outbox.c.person_id == person_id, outbox.c.state.in_(_MAY_BE_THERE)
    )
    may_be_there = sent is not None or connection.execute(perhaps).first() is not None
    if may_be_there and not marked_among(connection, [person_id]):
        connection.execute(insert(forgotten).values(mark=mark_of(person_id)))
    used = list(
        connection.execute(
            select(subscription_users.c.subscription_id).where(subscription_users.c.person_id == person_id)
        ).scalars()
    )
    for table in _TABLES_BY_PERSON:
        connection.execute(delete(table).where(table.c.person_id == person_id))
    connection.execute(update(subscriptions).where(subscriptions.c.payer == person_id).values(payer=None))
    still_used = select(subscription_users.c.subscription_id)
    connection.execute(
        delete(subscriptions).where(subscriptions.c.id.in_(used), subscriptions.c.id.not_in(still_used))
    )


def held_about_member(connection: Connection, person_id: str) -> dict[str, Any]:
    """All rows about one member, as values that JSON can hold."""
    held: dict[str, Any] = {}
    for table in _TABLES_BY_PERSON:
        rows = connection.execute(select(table).where(table.c.person_id == person_id)).mappings()
        held[table.name] = [
            {name: _plain(value) for name, value in row.items() if value is not None} for row in rows
        ]
    return held


def _further(person: Likeness) -> list[ColumnElement[bool]]:
    """The one thing more than the name."""
    signs: list[ColumnElement[bool]] = [members.c.person_id == person.customer_id]
    if person.birth_date is not None:
        signs.append(members.c.birth_date == person.birth_date)
    if person.email:
        signs.append(members.c.email == person.email)
    if number := _last_digits(person.phone):
        digits: ColumnElement[Any] = members.c.mobile
        for separator in " -+()":
            digits = func.replace(digits, separator, "")
        signs.append(digits.endswith(number))
    return signs


def _last_digits(phone: str | None) -> str | None:
    """A telephone number without its country code, or None for one that is too short to tell anybody."""
    digits = "".join(filter(str.isdigit, phone or ""))[-_LOCAL_DIGITS:]
    return digits if len(digits) == _LOCAL_DIGITS else None


def _is_named(sort_name: str, words: list[str]) -> bool:
    """Whether a member's name has the first and the last word of a name as whole words."""
    return {words[0], words[-1]} <= set(sort_name.split())


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else value.isoformat()
