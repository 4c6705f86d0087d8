"""Questions about the members and where they stand, answered in SQL so that 100,000 stay quick."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, or_, select

from desktop_app.base.database import Database
from desktop_app.digis.members import member_from
from desktop_app.digis.model import Gender, Member, Subscription
from desktop_app.digis.outbox import DeliveryState, Reason, uses_active_subscription
from desktop_app.digis.tables import digis, members, outbox, subscription_users, subscriptions
from desktop_app.register.keys import fold

NEVER_QUEUED = "none"
"""Stands for members who have no row in the outbox: their subscription was never active."""
_BATCH = 500


class MemberSort(StrEnum):
    """What a list of members can be sorted by."""

    NAME = "name"
    PERSON = "person_id"
    UNIT = "unit"
    CARD = "card_number"
    SUBSCRIPTION = "subscription_id"
    STATE = "state"
    CHANGED = "changed_at"


@dataclass(frozen=True, slots=True)
class MemberQuery:
    """Which members: `search` looks in names, ids, card numbers and e-mail; `states` are `DeliveryState` values
    or `NEVER_QUEUED`, empty for all.
    """

    search: str = ""
    states: frozenset[str] = frozenset()
    sort: MemberSort = MemberSort.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member as a list shows them. `state` is None for those who were never queued.

    `external_id` is None also for somebody who was marked as arrived without one.
    """

    person_id: str
    name: str
    unit: str | None
    card_number: str | None
    subscription_id: str | None
    state: DeliveryState | None
    reason: Reason | None
    status_code: int | None
    detail: str | None
    changed_at: datetime | None
    external_id: str | None
    sent_at: datetime | None


_SORTED_BY: Mapping[MemberSort, ColumnElement[Any]] = {
    MemberSort.NAME: members.c.sort_name,
    MemberSort.PERSON: members.c.person_id,
    MemberSort.UNIT: members.c.unit_name,
    MemberSort.CARD: members.c.card_number,
    MemberSort.SUBSCRIPTION: outbox.c.subscription_id,
    MemberSort.STATE: outbox.c.state,
    MemberSort.CHANGED: outbox.c.changed_at,
}
_LISTED = (
    members.c.person_id,
    members.c.first_name,
    members.c.last_name,
    members.c.unit_name,
    members.c.card_number,
    outbox.c.subscription_id,
    outbox.c.state,
    outbox.c.reason,
    outbox.c.status_code,
    outbox.c.detail,
    outbox.c.changed_at,
    digis.c.external_id,
    digis.c.sent_at,
)


def list_members(connection: Connection, query: MemberQuery, offset: int, limit: int) -> list[MemberView]:
    """A page of the members that a query finds."""
    order = _SORTED_BY[query.sort]
    in_order = (order.desc() if query.descending else order, members.c.person_id)
    # The page's persons are found first: what is skipped before them is then not joined and not read.
    found = with_their_state(select(members.c.person_id)).where(*_conditions(query))
    page = found.order_by(*in_order).offset(offset).limit(limit)
    wanted = with_their_state(select(*_LISTED)).where(members.c.person_id.in_(page)).order_by(*in_order)
    return [_view(row) for row in connection.execute(wanted).mappings()]


def count_members(connection: Connection, query: MemberQuery) -> int:
    """How many members a query finds."""
    wanted = with_their_state(select(func.count())).where(*_conditions(query))
    return int(connection.execute(wanted).scalar_one())


def find_member(connection: Connection, person_id: str) -> MemberView | None:
    """One member."""
    wanted = with_their_state(select(*_LISTED)).where(members.c.person_id == person_id)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _view(row)


def unknown_sex_count(connection: Connection) -> int:
    """How many active members have no known sex: they are sent as `Female`."""
    wanted = (
        select(func.count())
        .select_from(members)
        .where(members.c.gender == Gender.UNKNOWN, is_active_member())
    )
    return int(connection.execute(wanted).scalar_one())


def active_count(connection: Connection) -> int:
    """How many members use an active subscription."""
    return int(
        connection.execute(select(func.count()).select_from(members).where(is_active_member())).scalar_one()
    )


def is_active_member() -> ColumnElement[bool]:
    """Of a row in the members' table: whether the person uses an active subscription."""
    return uses_active_subscription(members.c.person_id)


def subscription_ids(connection: Connection, person_id: str) -> list[str]:
    """The subscriptions a person uses, the active ones first."""
    wanted = (
        select(subscriptions.c.id)
        .join(subscription_users, subscription_users.c.subscription_id == subscriptions.c.id)
        .where(subscription_users.c.person_id == person_id)
        .order_by(subscriptions.c.active.desc(), subscriptions.c.id)
    )
    return list(connection.execute(wanted).scalars())


def active_members(database: Database) -> Iterator[tuple[Member, Subscription]]:
    """Every active member once, with the first of their active subscriptions, in the order of the person ids.

    Read in batches, each in a short read of its own: nobody who reads slowly holds up the database. The
    subscription's `users` are left empty.
    """
    after = ""
    while True:
        with database.read() as connection:
            rows = connection.execute(_active_batch(after)).mappings().all()
        for row in rows:
            if row["person_id"] != after:
                after = row["person_id"]
                yield member_from(row), _subscription(row)
        if len(rows) < _BATCH:
            return


def _active_batch(after: str) -> Select[Any]:
    """The next rows behind a person: one a member and active subscription, of which the first is taken."""
    used = subscriptions.alias()
    first = (
        select(func.min(used.c.id))
        .join(subscription_users, subscription_users.c.subscription_id == used.c.id)
        .where(subscription_users.c.person_id == members.c.person_id, used.c.active)
        .correlate(members)
        .scalar_subquery()
    )
    return (
        select(
            members,
            subscriptions.c.id.label("of_subscription"),
            subscriptions.c.payer,
            subscriptions.c.start,
            subscriptions.c.last_end_date,
        )
        .select_from(members)
        .join(subscriptions, subscriptions.c.id == first)
        .where(members.c.person_id > after)
        .order_by(members.c.person_id)
        .limit(_BATCH)
    )


def _subscription(row: RowMapping) -> Subscription:
    return Subscription(
        id=row["of_subscription"],
        active=True,
        users=frozenset(),
        payer=row["payer"],
        start=row["start"],
        last_end_date=row["last_end_date"],
    )


def with_their_state(wanted: Select[Any]) -> Select[Any]:
    """A question about members, each beside their rows in the outbox and in `digis`, where they have any."""
    table = members.outerjoin(outbox, outbox.c.person_id == members.c.person_id)
    return wanted.select_from(table.outerjoin(digis, digis.c.person_id == members.c.person_id))


def _conditions(query: MemberQuery) -> Iterator[ColumnElement[bool]]:
    if query.states:
        named = outbox.c.state.in_(query.states - {NEVER_QUEUED})
        yield or_(named, outbox.c.state.is_(None)) if NEVER_QUEUED in query.states else named
    yield from searched(query.search)


def searched(words: str) -> Iterator[ColumnElement[bool]]:
    """Of a member with their state: whether each of the words is found in what a list is searched by."""
    for word in words.split():
        folded = fold(word)
        yield or_(
            members.c.sort_name.contains(folded, autoescape=True),
            members.c.email.contains(word, autoescape=True),
            members.c.person_id == word,
            members.c.card_number.startswith(word, autoescape=True),
            outbox.c.subscription_id == word,
            digis.c.external_id == word,
        )


def _view(row: RowMapping) -> MemberView:
    return MemberView(
        person_id=row["person_id"],
        name=" ".join(part for part in (row["first_name"], row["last_name"]) if part),
        unit=row["unit_name"],
        card_number=row["card_number"],
        subscription_id=row["subscription_id"],
        state=None if row["state"] is None else DeliveryState(row["state"]),
        reason=None if row["reason"] is None else Reason(row["reason"]),
        status_code=row["status_code"],
        detail=row["detail"],
        changed_at=row["changed_at"],
        external_id=row["external_id"] or None,
        sent_at=row["sent_at"],
    )
