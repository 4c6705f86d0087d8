"""The way of one person to Digis: the intent is on the disk before the call, the outcome after it.

A crash between the two leaves the row at *sending*. Nobody can know then whether Digis took the person, so at
the next start such a row becomes *unknown* and waits for a person (or a setting) to decide. So nobody is sent
twice silently, and nobody is forgotten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.base.database import UtcDateTime
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.tables import digis, members, outbox, resends, subscription_users, subscriptions


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


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody who is next: who, and the subscription that brought them."""

    person_id: str
    subscription_id: str


@dataclass(frozen=True, slots=True)
class Before:
    """How somebody stood when they were asked for again. `external_id` is None for the never sent."""

    state: DeliveryState
    external_id: str | None


def known_persons(connection: Connection, persons: Iterable[str]) -> set[str]:
    """Which of these persons are in the table `digis` or on their way there."""
    wanted = list(persons)
    on_their_way = and_(outbox.c.person_id.in_(wanted), outbox.c.state.in_(ON_THEIR_WAY))
    sent = connection.execute(select(digis.c.person_id).where(digis.c.person_id.in_(wanted))).scalars()
    queued = connection.execute(select(outbox.c.person_id).where(on_their_way)).scalars()
    return {*sent, *queued}


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
    found = connection.execute(select(outbox.c.person_id, outbox.c.subscription_id).where(sending)).all()
    values = {"state": DeliveryState.UNKNOWN, "reason": Reason.PROGRAM_ENDED, "changed_at": now}
    connection.execute(update(outbox).where(sending).values(values))
    return [Queued(row[0], row[1]) for row in found]


def queue_unknown_again(connection: Connection, now: datetime, reason: str) -> int:
    """Queue everybody who is unknown, because a setting says to; each is kept with the reason. Returns how many."""
    unknown = outbox.c.state == DeliveryState.UNKNOWN
    question = (
        select(
            outbox.c.person_id,
            literal(now, UtcDateTime),
            literal(reason),
            outbox.c.state,
            digis.c.external_id,
        )
        .join_from(outbox, digis, digis.c.person_id == outbox.c.person_id, isouter=True)
        .where(unknown)
    )
    columns = ["person_id", "at", "reason", "state_before", "external_id_before"]
    connection.execute(insert(resends).from_select(columns, question))
    values = {
        "state": DeliveryState.WAITING,
        "queued_at": now,
        "changed_at": now,
        "reason": None,
        "detail": None,
    }
    return int(connection.execute(update(outbox).where(unknown).values(values)).rowcount)


def withdraw_ended(connection: Connection, now: datetime) -> int:
    """Take those out of the queue who are no longer users of an active subscription. Returns how many."""
    waiting = update(outbox).where(outbox.c.state == DeliveryState.WAITING, ~_uses_an_active_subscription())
    values = {"state": DeliveryState.WITHDRAWN, "reason": Reason.SUBSCRIPTION_ENDED, "changed_at": now}
    return int(connection.execute(waiting.values(values)).rowcount)


def next_waiting(connection: Connection, after: str = "") -> Queued | None:
    """The next person in the queue behind `after` (a person id), in the order of the ids; None at its end.

    The subscription is the one that queued them while it is active and they use it, else another such one.
    """
    question = (
        select(outbox.c.person_id, subscriptions.c.id)
        .join(subscription_users, subscription_users.c.person_id == outbox.c.person_id)
        .join(subscriptions, subscriptions.c.id == subscription_users.c.subscription_id)
        .where(outbox.c.state == DeliveryState.WAITING, outbox.c.person_id > after, subscriptions.c.active)
        .order_by(outbox.c.person_id, subscriptions.c.id != outbox.c.subscription_id, subscriptions.c.id)
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
        .where(waiting, or_(not_sent, _was_asked_for_again(queued.person_id)))
        .values(
            state=DeliveryState.SENDING,
            subscription_id=queued.subscription_id,
            changed_at=now,
            attempts=outbox.c.attempts + 1,
        )
    )
    return connection.execute(statement).rowcount == 1


def write_outcome(connection: Connection, queued: Queued, outcome: Outcome, now: datetime) -> DeliveryState:
    """Say, after the call, what became of it, and put whoever was taken into the table `digis`."""
    values = _outcome_values(outcome)
    connection.execute(
        update(outbox).where(outbox.c.person_id == queued.person_id).values(changed_at=now, **values)
    )
    if isinstance(outcome, Sent):
        row = {
            "external_id": outcome.external_id,
            "sent_at": now,
            "subscription_id": queued.subscription_id,
        }
        statement = upsert(digis).values(person_id=queued.person_id, **row)
        connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))
    return DeliveryState(str(values["state"]))


def ask_again(connection: Connection, person_id: str, reason: str, now: datetime) -> Before | None:
    """Queue one person again because somebody asked for it; the reason is kept for good.

    Returns how they stood until now, or None when the person was never in the outbox. Somebody who is being sent
    at this moment is left alone: the `state` in the answer is `SENDING` then. Who waits already goes on waiting.
    """
    row = connection.execute(
        select(outbox.c.state, digis.c.external_id)
        .join_from(outbox, digis, digis.c.person_id == outbox.c.person_id, isouter=True)
        .where(outbox.c.person_id == person_id)
    ).first()
    if row is None:
        return None
    before = Before(DeliveryState(row[0]), row[1])
    if before.state is DeliveryState.SENDING:
        return before
    connection.execute(
        insert(resends).values(
            person_id=person_id,
            at=now,
            reason=reason,
            state_before=before.state,
            external_id_before=before.external_id,
        )
    )
    connection.execute(
        update(outbox)
        .where(outbox.c.person_id == person_id)
        .values(state=DeliveryState.WAITING, queued_at=now, changed_at=now, reason=None, detail=None)
    )
    return before


def counts_by_state(connection: Connection) -> Mapping[DeliveryState, int]:
    """How many persons stand where. States that nobody is in are there with 0."""
    rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    found: dict[str, int] = {row[0]: int(row[1]) for row in rows}
    return {state: found.get(state.value, 0) for state in DeliveryState}


def forget(connection: Connection, person_id: str) -> None:
    """Remove a person's own fields and subscriptions. That they were sent stays, so that they never are again."""
    connection.execute(delete(subscription_users).where(subscription_users.c.person_id == person_id))
    connection.execute(delete(members).where(members.c.person_id == person_id))


def _uses_an_active_subscription() -> ColumnElement[bool]:
    """Of a row in the outbox: whether the person still uses an active subscription."""
    return (
        select(subscription_users.c.person_id)
        .join(subscriptions, subscriptions.c.id == subscription_users.c.subscription_id)
        .where(subscription_users.c.person_id == outbox.c.person_id, subscriptions.c.active)
        .exists()
    )


def _was_asked_for_again(person_id: str) -> ColumnElement[bool]:
    """Whether somebody gave a reason to send this person once more, later than they were sent."""
    return (
        select(resends.c.id)
        .join(digis, digis.c.person_id == resends.c.person_id)
        .where(resends.c.person_id == person_id, resends.c.at >= digis.c.sent_at)
        .exists()
    )


def _outcome_values(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Sent():
            return {"state": DeliveryState.SENT, "reason": None, "detail": None, "status_code": None}
        case Refused(status, detail):
            reason = Reason.NO_EXTERNAL_ID if status in _TAKEN else Reason.REFUSED
            return {"state": DeliveryState.FAILED, "reason": reason, "detail": detail, "status_code": status}
        case NotReached(status, detail):
            reason = Reason.NOT_REACHED
            return {"state": DeliveryState.WAITING, "reason": reason, "detail": detail, "status_code": status}
        case Unknown(detail):
            reason = Reason.NO_ANSWER
            return {"state": DeliveryState.UNKNOWN, "reason": reason, "detail": detail, "status_code": None}
