"""What people decide about a person: to send them again, or that Digis has them after all. Each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, literal, select, update

from desktop_app.base.database import UtcDateTime
from desktop_app.base.texts import text
from desktop_app.digis.errors import DecisionRefused, PersonUnknown
from desktop_app.digis.outbox import (
    DeliveryState,
    Queued,
    enqueue,
    keep_as_sent,
    may_be_tried_again,
    uses_active_subscription,
)
from desktop_app.digis.queries import NEVER_QUEUED, subscription_ids
from desktop_app.digis.tables import digis, members, outbox, resends


class Decision(StrEnum):
    """What was decided."""

    AGAIN = "again"
    """They are sent again."""
    ARRIVED = "arrived"
    """Nobody knew whether Digis had taken them. Somebody looked: it had."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Whom a decision was about and how they stood before: a `DeliveryState`, or `NEVER_QUEUED`."""

    person_id: str
    subscription_id: str
    card_number: str | None
    state_before: str


def send_again(
    connection: Connection, persons: Sequence[str], reason: str, now: datetime, *, only_unknown: bool = False
) -> list[Decided]:
    """Queue these persons because somebody asked for it; the reason is kept for good.

    Who waits already goes on waiting. Raises `PersonUnknown`, or `DecisionRefused` for somebody who is being sent at
    this moment, uses no active subscription, or is not unknown where that is asked for: then nobody is queued.
    """
    found = [_standing(connection, person) for person in persons]
    if only_unknown:
        _refuse_the_known(found)
    return [_send_one_again(connection, row, _reason(reason), now) for row in found]


def mark_as_arrived(
    connection: Connection, persons: Sequence[str], reason: str, now: datetime, external_id: str | None = None
) -> list[Decided]:
    """Say of unknown persons that Digis has them: they are never sent again by themselves.

    `external_id` is Digis' id for them where somebody has looked it up; for one person alone. Raises `PersonUnknown`,
    or `DecisionRefused` for somebody who is not unknown: then nobody is marked.
    """
    if external_id and len(persons) > 1:
        raise DecisionRefused(text("An id at Digis belongs to one person."), text("Mark them one by one."))
    found = [_standing(connection, person) for person in persons]
    _refuse_the_known(found)
    return [_mark_one(connection, row, _reason(reason), now, external_id or "") for row in found]


def queue_unknown_again(connection: Connection, now: datetime, reason: str) -> int:
    """Queue everybody who is unknown after a call, because a setting says to; each is kept with the reason.

    Returns how many.
    """
    unknown = may_be_tried_again()
    question = (
        select(
            outbox.c.person_id,
            literal(now, UtcDateTime),
            literal(reason),
            literal(Decision.AGAIN),
            outbox.c.state,
            digis.c.external_id,
        )
        .join_from(outbox, digis, digis.c.person_id == outbox.c.person_id, isouter=True)
        .where(unknown)
    )
    columns = ["person_id", "at", "reason", "decision", "state_before", "external_id_before"]
    connection.execute(insert(resends).from_select(columns, question))
    return int(connection.execute(update(outbox).where(unknown).values(_queued_again(now))).rowcount)


def _send_one_again(connection: Connection, row: RowMapping, reason: str, now: datetime) -> Decided:
    person_id = row["person_id"]
    if row["state"] == DeliveryState.SENDING:
        raise DecisionRefused(
            text("{person} is being sent at this moment.", person=person_id),
            text("Wait until the sync has ended."),
        )
    if not connection.execute(select(uses_active_subscription(literal(person_id)))).scalar_one():
        raise DecisionRefused(
            text("{person} uses no active subscription.", person=person_id),
            text("Import the gym system's file again if that is not so."),
        )
    if row["state"] is None:
        enqueue(connection, [person_id], subscription_ids(connection, person_id)[0], now)
    decided = _keep(connection, row, Decision.AGAIN, reason, now)
    this_person = outbox.c.person_id == person_id
    connection.execute(update(outbox).where(this_person).values(_queued_again(now)))
    return decided


def _mark_one(
    connection: Connection, row: RowMapping, reason: str, now: datetime, external_id: str
) -> Decided:
    decided = _keep(connection, row, Decision.ARRIVED, reason, now)
    values = {
        "state": DeliveryState.SENT,
        "reason": None,
        "detail": None,
        "status_code": None,
        "again": False,
    }
    this_person = outbox.c.person_id == row["person_id"]
    connection.execute(update(outbox).where(this_person).values(changed_at=now, **values))
    # They were taken when the call was made, which is the last that happened to an unknown person.
    queued = Queued(row["person_id"], row["subscription_id"])
    keep_as_sent(connection, queued, external_id, row["changed_at"])
    return decided


def _refuse_the_known(found: Sequence[RowMapping]) -> None:
    for row in found:
        if row["state"] != DeliveryState.UNKNOWN:
            raise DecisionRefused(
                text("Of {person} it is known whether Digis has them.", person=row["person_id"]),
                text("This is only for those who are unknown."),
            )


def _reason(written: str) -> str:
    if not written.strip():
        raise DecisionRefused(
            text("The reason is missing."), text("Say why: it is kept, for whoever asks later.")
        )
    return written.strip()


def _standing(connection: Connection, person_id: str) -> RowMapping:
    """How somebody stands, be they a member still, in the outbox, or both."""
    one = select(literal(person_id).label("person_id")).subquery()
    question = (
        select(
            one.c.person_id,
            members.c.person_id.label("member"),
            members.c.card_number,
            outbox.c.state,
            outbox.c.subscription_id,
            outbox.c.changed_at,
            digis.c.external_id,
        )
        .select_from(one)
        .outerjoin(members, members.c.person_id == one.c.person_id)
        .outerjoin(outbox, outbox.c.person_id == one.c.person_id)
        .outerjoin(digis, digis.c.person_id == one.c.person_id)
    )
    row = connection.execute(question).mappings().one()
    if row["member"] is None and row["state"] is None:
        raise PersonUnknown(person_id)
    return row


def _keep(connection: Connection, row: RowMapping, decision: Decision, reason: str, now: datetime) -> Decided:
    before = row["state"] or NEVER_QUEUED
    connection.execute(
        insert(resends).values(
            person_id=row["person_id"],
            at=now,
            reason=reason,
            decision=decision,
            state_before=before,
            external_id_before=row["external_id"],
        )
    )
    return Decided(row["person_id"], row["subscription_id"] or "-", row["card_number"], before)


def _queued_again(now: datetime) -> dict[str, object]:
    return {
        "state": DeliveryState.WAITING,
        "queued_at": now,
        "changed_at": now,
        "reason": None,
        "detail": None,
        "status_code": None,
        "again": True,
    }
