"""The way of one person to Digis: the intent is on the disk before the call, the outcome after it.

A crash between the two leaves the row at *sending*. Nobody can know then whether Digis took the person, so at
the next start such a row becomes *unknown* and waits for a person (or a setting) to decide. So nobody is sent
twice silently, and nobody is forgotten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.digis.marks import marked_among
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.tables import (
    attempts,
    digis,
    outbox,
    subscription_users,
    subscriptions,
)


class DeliveryState(StrEnum):
    """Where somebody's way to Digis stands."""

    WAITING = "waiting"
    """Queued; the next sync sends them."""
    SENDING = "sending"
    """Written before the call. Found at a start, it means that the program ended in between."""
    SENT = "sent"
    """Digis has them; they stand in the table `digis`."""
    FAILED = "failed"
    """Digis refused them. A change of their subscription, or a person, sends them again."""
    UNKNOWN = "unknown"
    """The call went out and no answer came. A person or a setting decides."""
    WITHDRAWN = "withdrawn"
    """Queued, but their subscription ended before they were sent."""


_TAKEN = range(200, 300)

ON_THEIR_WAY = frozenset({DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN})
"""States in which saving a subscription queues nobody: they are queued, or may have been sent."""


class Reason(StrEnum):
    """Why somebody failed or is unknown, as a code that the window puts into words."""

    REFUSED = "refused"
    NO_EXTERNAL_ID = "no_external_id"
    NO_ANSWER = "no_answer"
    PROGRAM_ENDED = "program_ended"
    NOT_REACHED = "not_reached"
    SUBSCRIPTION_ENDED = "subscription_ended"
    RESTORED = "restored"
    """They waited when the data came back from a backup, and may have been sent after it was made."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody who is next: who, and the subscription that brought them."""

    person_id: str
    subscription_id: str


def known_persons(connection: Connection, persons: Iterable[str]) -> set[str]:
    """Which of these persons are in the table `digis`, were there before they were forgotten, or are on their way."""
    wanted = list(persons)
    on_their_way = and_(outbox.c.person_id.in_(wanted), outbox.c.state.in_(ON_THEIR_WAY))
    sent = connection.execute(select(digis.c.person_id).where(digis.c.person_id.in_(wanted))).scalars()
    queued = connection.execute(select(outbox.c.person_id).where(on_their_way)).scalars()
    return {*sent, *queued, *marked_among(connection, wanted)}


def enqueue(connection: Connection, persons: Iterable[str], subscription_id: str, now: datetime) -> None:
    """Queue persons whom the trigger rule named. In the transaction that saves their subscription."""
    enqueue_all(connection, ((person_id, subscription_id) for person_id in sorted(persons)), now)


def enqueue_all(connection: Connection, pairs: Iterable[tuple[str, str]], now: datetime) -> None:
    """Queue many persons, each with the subscription that brings them."""
    rows = [
        {
            "person_id": person_id,
            "subscription_id": subscription_id,
            "state": DeliveryState.WAITING,
            "queued_at": now,
            "changed_at": now,
            "status_code": None,
            "reason": None,
            "detail": None,
        }
        for person_id, subscription_id in pairs
    ]
    if not rows:
        return
    statement = upsert(outbox)
    new = {name: statement.excluded[name] for name in rows[0] if name != "person_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=new), rows)


def settle_interrupted(connection: Connection, now: datetime) -> list[Queued]:
    """At a start: whoever was being sent when the program ended is unknown from now on. Returns who.

    Only for who holds the lock that a sync runs under: another process may be in the middle of a call.
    """
    sending = outbox.c.state == DeliveryState.SENDING
    rows = connection.execute(select(outbox.c.person_id, outbox.c.subscription_id).where(sending)).all()
    found = [Queued(row[0], row[1]) for row in rows]
    values = {"state": DeliveryState.UNKNOWN, "reason": Reason.PROGRAM_ENDED}
    connection.execute(update(outbox).where(sending).values(changed_at=now, **values))
    for each in found:
        _remember(connection, each, now, values)
    return found


def withdraw_ended(connection: Connection, now: datetime) -> int:
    """Take those out of the queue who are no longer users of an active subscription. Returns how many."""
    waiting = update(outbox).where(
        outbox.c.state == DeliveryState.WAITING, ~uses_active_subscription(outbox.c.person_id)
    )
    values = {
        "state": DeliveryState.WITHDRAWN,
        "reason": Reason.SUBSCRIPTION_ENDED,
        "again": False,
        "changed_at": now,
    }
    return int(connection.execute(waiting.values(values)).rowcount)


def waiting_persons(connection: Connection) -> list[str]:
    """Who waits, those who were tried least often first: nobody who always fails may stand in others' way."""
    waiting = select(outbox.c.person_id).where(outbox.c.state == DeliveryState.WAITING)
    return list(connection.execute(waiting.order_by(outbox.c.attempts, outbox.c.person_id)).scalars())


def queued_as(connection: Connection, person_id: str) -> Queued | None:
    """The person with the subscription they are sent for; None when they do not wait or use none that is active.

    It is the one that queued them while it is active and they use it, else another such one.
    """
    question = (
        select(outbox.c.person_id, subscriptions.c.id)
        .join(subscription_users, subscription_users.c.person_id == outbox.c.person_id)
        .join(subscriptions, subscriptions.c.id == subscription_users.c.subscription_id)
        .where(
            outbox.c.person_id == person_id,
            outbox.c.state == DeliveryState.WAITING,
            subscriptions.c.active,
        )
        .order_by(subscriptions.c.id != outbox.c.subscription_id, subscriptions.c.id)
        .limit(1)
    )
    row = connection.execute(question).first()
    return None if row is None else Queued(row[0], row[1])


def write_intent(connection: Connection, queued: Queued, now: datetime) -> bool:
    """Say, before the call, that it is about to be made. False when the person is no longer waiting."""
    waiting = and_(outbox.c.person_id == queued.person_id, outbox.c.state == DeliveryState.WAITING)
    not_sent = ~select(digis.c.person_id).where(digis.c.person_id == queued.person_id).exists()
    statement = (
        update(outbox)
        .where(waiting, or_(not_sent, outbox.c.again))
        .values(
            state=DeliveryState.SENDING,
            subscription_id=queued.subscription_id,
            changed_at=now,
            attempts=outbox.c.attempts + 1,
        )
    )
    return connection.execute(statement).rowcount == 1


def write_outcome(
    connection: Connection, queued: Queued, outcome: Outcome, now: datetime
) -> tuple[DeliveryState, Reason | None]:
    """Say, after the call, what became of it, and put whoever was taken into the table `digis`."""
    state, reason = _standing(outcome)
    values: dict[str, object] = {
        "state": state,
        "reason": reason,
        "status_code": getattr(outcome, "status", None),
        "detail": getattr(outcome, "detail", None),
    }
    again = outbox.c.again if state is DeliveryState.WAITING else False
    this_person = outbox.c.person_id == queued.person_id
    connection.execute(update(outbox).where(this_person).values(changed_at=now, again=again, **values))
    if isinstance(outcome, Sent):
        keep_as_sent(connection, queued, outcome.external_id, now)
        values["external_id"] = outcome.external_id
    _remember(connection, queued, now, values)
    return state, reason


def put_back(connection: Connection, queued: Queued, now: datetime) -> None:
    """Say that the call was not made after all: somebody stopped the run before it."""
    this_person = outbox.c.person_id == queued.person_id
    values = {"state": DeliveryState.WAITING, "changed_at": now}
    connection.execute(update(outbox).where(this_person).values(values))


def keep_as_sent(connection: Connection, queued: Queued, external_id: str, sent_at: datetime) -> None:
    """Put somebody into the table `digis`, over what stood there of them."""
    row = {"external_id": external_id, "sent_at": sent_at, "subscription_id": queued.subscription_id}
    statement = upsert(digis).values(person_id=queued.person_id, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))


def counts_by_state(connection: Connection) -> Mapping[DeliveryState, int]:
    """How many persons stand where. States that nobody is in are there with 0."""
    rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    found: dict[str, int] = {row[0]: int(row[1]) for row in rows}
    return {state: found.get(state.value, 0) for state in DeliveryState}


def may_be_tried_again() -> ColumnElement[bool]:
    """Whether the setting to try unknown ones again is about a row. Who came back from a backup needs a person."""
    return and_(
        outbox.c.state == DeliveryState.UNKNOWN, outbox.c.reason.is_distinct_from(Reason.RESTORED.value)
    )


def uses_active_subscription(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the person in this column uses an active subscription."""
    return (
        select(subscription_users.c.person_id)
        .join(subscriptions, subscriptions.c.id == subscription_users.c.subscription_id)
        .where(subscription_users.c.person_id == person_id, subscriptions.c.active)
        .exists()
    )


def _remember(connection: Connection, queued: Queued, now: datetime, values: Mapping[str, object]) -> None:
    """Keep what became of one call in the person's history."""
    row = {"person_id": queued.person_id, "subscription_id": queued.subscription_id, "at": now, **values}
    connection.execute(insert(attempts).values(row))


def _standing(outcome: Outcome) -> tuple[DeliveryState, Reason | None]:
    match outcome:
        case Sent():
            return DeliveryState.SENT, None
        case Refused(status):
            reason = Reason.NO_EXTERNAL_ID if status in _TAKEN else Reason.REFUSED
            return DeliveryState.FAILED, reason
        case NotReached():
            return DeliveryState.WAITING, Reason.NOT_REACHED
        case Unknown():
            return DeliveryState.UNKNOWN, Reason.NO_ANSWER
