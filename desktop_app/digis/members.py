"""Members and subscriptions in the database: reading them whole, and saving what an import brings."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.digis.model import Gender, Member, Subscription, Unit
from desktop_app.digis.tables import members, subscription_users, subscriptions
from desktop_app.register.keys import fold


def member_from(row: RowMapping) -> Member:
    """The member in a row that has all columns of the table."""
    has_unit = row["unit_id"] or row["unit_name"]
    return Member(
        person_id=row["person_id"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        country=row["country"],
        birth_date=row["birth_date"],
        email=row["email"],
        mobile=row["mobile"],
        gender=Gender(row["gender"]),
        card_number=row["card_number"],
        unit=Unit(id=row["unit_id"] or "", name=row["unit_name"] or "") if has_unit else None,
        allows_email=row["allows_email"],
        allows_sms=row["allows_sms"],
    )


def load_members(connection: Connection, persons: Iterable[str]) -> dict[str, Member]:
    """These persons' members, by person id; those who are not there are left out. At most some thousand."""
    found = connection.execute(select(members).where(members.c.person_id.in_(list(persons)))).mappings()
    return {row["person_id"]: member_from(row) for row in found}


def existing_persons(connection: Connection, persons: Iterable[str]) -> set[str]:
    """Which of these persons are members. At most some thousand at once."""
    question = select(members.c.person_id).where(members.c.person_id.in_(list(persons)))
    return set(connection.execute(question).scalars())


def save_members(connection: Connection, changed: Collection[Member], now: datetime) -> None:
    """Insert these members, or replace what is known of them."""
    if not changed:
        return
    statement = upsert(members)
    new = {
        column.name: statement.excluded[column.name]
        for column in members.columns
        if column.name != "person_id"
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_=new),
        [_member_values(member, now) for member in changed],
    )


def load_subscriptions(connection: Connection, ids: Iterable[str]) -> dict[str, Subscription]:
    """These subscriptions with their users, by id; those that are not there are left out."""
    wanted = list(ids)
    users: dict[str, set[str]] = {}
    question = select(subscription_users).where(subscription_users.c.subscription_id.in_(wanted))
    for subscription_id, person_id in connection.execute(question):
        users.setdefault(subscription_id, set()).add(person_id)
    rows = connection.execute(select(subscriptions).where(subscriptions.c.id.in_(wanted))).mappings()
    return {row["id"]: _subscription_from(row, users.get(row["id"], set())) for row in rows}


def save_subscriptions(
    connection: Connection,
    changed: Collection[Subscription],
    before: Mapping[str, Subscription],
    now: datetime,
) -> None:
    """Insert or replace these subscriptions with their users. `before` is how they stood, where they did.

    Every user must be a member already.
    """
    if not changed:
        return
    statement = upsert(subscriptions)
    new = {
        column.name: statement.excluded[column.name]
        for column in subscriptions.columns
        if column.name != "id"
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=new),
        [_subscription_values(each, now) for each in changed],
    )
    gone, come = [], []
    for each in changed:
        known = before[each.id].users if each.id in before else frozenset()
        gone += [(each.id, person) for person in known - each.users]
        come += [{"subscription_id": each.id, "person_id": person} for person in sorted(each.users - known)]
    for subscription_id, person_id in gone:
        connection.execute(
            delete(subscription_users).where(
                subscription_users.c.subscription_id == subscription_id,
                subscription_users.c.person_id == person_id,
            )
        )
    if come:
        connection.execute(insert(subscription_users), come)


def sort_name(member: Member) -> str:
    """What a member is sorted and searched by: the last name first, folded."""
    return fold(" ".join(part for part in (member.last_name, member.first_name) if part))


def _member_values(member: Member, now: datetime) -> dict[str, Any]:
    unit = member.unit
    return {
        "person_id": member.person_id,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "street": member.street,
        "postcode": member.postcode,
        "city": member.city,
        "country": member.country,
        "birth_date": member.birth_date,
        "email": member.email,
        "mobile": member.mobile,
        "gender": member.gender,
        "card_number": member.card_number,
        "unit_id": unit.id or None if unit else None,
        "unit_name": unit.name or None if unit else None,
        "allows_email": member.allows_email,
        "allows_sms": member.allows_sms,
        "sort_name": sort_name(member),
        "changed_at": now,
    }


def _subscription_from(row: RowMapping, users: Iterable[str]) -> Subscription:
    return Subscription(
        id=row["id"],
        active=row["active"],
        users=frozenset(users),
        payer=row["payer"],
        start=row["start"],
        last_end_date=row["last_end_date"],
    )


def _subscription_values(subscription: Subscription, now: datetime) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "active": subscription.active,
        "payer": subscription.payer,
        "start": subscription.start,
        "last_end_date": subscription.last_end_date,
        "changed_at": now,
        "ended_at": None if subscription.active else now,
    }
