"""Nobody is sent twice, and nobody is forgotten, wherever the program stops."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from desktop_app.base.database import Database
from desktop_app.digis.migrations import MIGRATIONS
from desktop_app.digis.outbox import (
    Before,
    DeliveryState,
    Queued,
    Reason,
    ask_again,
    counts_by_state,
    enqueue,
    known_persons,
    next_waiting,
    queue_unknown_again,
    settle_interrupted,
    withdraw_ended,
    write_intent,
    write_outcome,
)
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.tables import digis, members, outbox, resends, subscription_users, subscriptions
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path, clock: FakeClock) -> Iterator[Database]:
    database = Database.open(tmp_path / "brevdue.sqlite", MIGRATIONS, backups=tmp_path, clock=clock)
    with database.begin() as connection:
        for person in ("anna", "bo", "carl"):
            connection.execute(
                insert(members).values(
                    person_id=person, gender="unknown", allows_email=False, allows_sms=False,
                    sort_name=person, changed_at=clock.now(),
                )
            )  # fmt: skip
        for number, active in (("863", True), ("900", True), ("999", False)):
            connection.execute(insert(subscriptions).values(id=number, active=active, changed_at=clock.now()))
        for number, person in (("863", "anna"), ("863", "bo"), ("900", "anna"), ("999", "carl")):
            connection.execute(insert(subscription_users).values(subscription_id=number, person_id=person))
    yield database
    database.dispose()


def queue(database: Database, clock: FakeClock, *persons: str) -> None:
    with database.begin() as connection:
        enqueue(connection, persons, "863", clock.now())


def try_to_send(database: Database, clock: FakeClock, person: str, outcome: Outcome) -> DeliveryState | None:
    queued = Queued(person, "863")
    with database.begin() as connection:
        if not write_intent(connection, queued, clock.now()):
            return None
    with database.begin() as connection:
        return write_outcome(connection, queued, outcome, clock.now())


def state(database: Database, person: str) -> tuple[str, str | None]:
    with database.read() as connection:
        question = select(outbox.c.state, outbox.c.reason).where(outbox.c.person_id == person)
        row = connection.execute(question).one()
    return row[0], row[1]


def test_whoever_was_taken_stands_in_the_table_with_the_external_id(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "anna")
    assert try_to_send(database, clock, "anna", Sent("X-1")) is DeliveryState.SENT
    with database.read() as connection:
        assert connection.execute(select(digis.c.person_id, digis.c.external_id)).all() == [("anna", "X-1")]
        assert known_persons(connection, ["anna", "bo"]) == {"anna"}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Refused(400, "no such template"), (DeliveryState.FAILED, Reason.REFUSED)),
        (Refused(200, "error"), (DeliveryState.FAILED, Reason.NO_EXTERNAL_ID)),
        (NotReached(503, ""), (DeliveryState.WAITING, Reason.NOT_REACHED)),
        (Unknown("ReadTimeout"), (DeliveryState.UNKNOWN, Reason.NO_ANSWER)),
    ],
)
def test_each_outcome_has_its_state_and_reason(
    database: Database, clock: FakeClock, outcome: Outcome, expected: tuple[DeliveryState, Reason]
) -> None:
    queue(database, clock, "anna")
    try_to_send(database, clock, "anna", outcome)
    assert state(database, "anna") == expected


def test_a_second_attempt_at_somebody_sent_or_unknown_is_refused(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "anna", "bo")
    try_to_send(database, clock, "anna", Sent("X-1"))
    try_to_send(database, clock, "bo", Unknown("ReadTimeout"))
    assert try_to_send(database, clock, "anna", Sent("X-2")) is None
    assert try_to_send(database, clock, "bo", Sent("X-2")) is None


def test_even_a_wrongly_queued_person_is_not_sent_again(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna")
    try_to_send(database, clock, "anna", Sent("X-1"))
    queue(database, clock, "anna")
    assert try_to_send(database, clock, "anna", Sent("X-2")) is None


def test_a_program_that_ended_during_the_call_leaves_an_unknown(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna", "bo")
    with database.begin() as connection:
        assert write_intent(connection, Queued("anna", "863"), clock.now())
    with database.begin() as connection:
        assert settle_interrupted(connection, clock.now()) == [Queued("anna", "863")]
    assert state(database, "anna") == (DeliveryState.UNKNOWN, Reason.PROGRAM_ENDED)
    assert state(database, "bo") == (DeliveryState.WAITING, None)
    with database.read() as connection:
        assert known_persons(connection, ["anna"]) == {"anna"}


def test_the_queue_is_walked_once_through_in_order(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "bo", "anna")
    with database.read() as connection:
        first = next_waiting(connection)
        assert first == Queued("anna", "863")
        second = next_waiting(connection, first.person_id)
        assert second == Queued("bo", "863")
        assert next_waiting(connection, second.person_id) is None


def test_somebody_whose_subscription_ended_is_withdrawn_before_they_are_sent(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "carl", "anna")
    with database.begin() as connection:
        assert withdraw_ended(connection, clock.now()) == 1
    assert state(database, "carl") == (DeliveryState.WITHDRAWN, Reason.SUBSCRIPTION_ENDED)
    assert state(database, "anna")[0] == DeliveryState.WAITING


def test_a_person_asked_for_again_is_sent_once_more_and_only_once(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "anna")
    try_to_send(database, clock, "anna", Sent("X-1"))
    clock.advance(timedelta(hours=1).total_seconds())
    with database.begin() as connection:
        before = ask_again(connection, "anna", "Anna has deleted the app", clock.now())
    assert before == Before(DeliveryState.SENT, "X-1")
    clock.advance(1)
    assert try_to_send(database, clock, "anna", Sent("X-2")) is DeliveryState.SENT
    queue(database, clock, "anna")
    assert try_to_send(database, clock, "anna", Sent("X-3")) is None
    with database.read() as connection:
        assert connection.execute(select(digis.c.external_id)).scalars().all() == ["X-2"]


def test_somebody_who_is_being_sent_cannot_be_asked_for_again(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna")
    with database.begin() as connection:
        assert write_intent(connection, Queued("anna", "863"), clock.now())
        before = ask_again(connection, "anna", "I am impatient", clock.now())
        assert before == Before(DeliveryState.SENDING, None)
        assert connection.execute(select(resends.c.id)).all() == []
    assert state(database, "anna")[0] == DeliveryState.SENDING


def test_a_setting_queues_the_unknown_again_and_keeps_why(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna", "bo")
    try_to_send(database, clock, "anna", Unknown("ReadTimeout"))
    with database.begin() as connection:
        assert queue_unknown_again(connection, clock.now(), "the setting") == 1
    with database.read() as connection:
        kept = connection.execute(select(resends.c.person_id, resends.c.state_before, resends.c.reason)).all()
    assert kept == [("anna", DeliveryState.UNKNOWN, "the setting")]
    assert try_to_send(database, clock, "anna", Sent("X-1")) is DeliveryState.SENT


def test_somebody_never_queued_cannot_be_asked_for_again(database: Database, clock: FakeClock) -> None:
    with database.begin() as connection:
        assert ask_again(connection, "nobody", "why not", clock.now()) is None


def test_the_counts_name_every_state(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna", "bo")
    try_to_send(database, clock, "bo", Unknown(""))
    with database.read() as connection:
        counts = counts_by_state(connection)
    assert counts[DeliveryState.WAITING] == counts[DeliveryState.UNKNOWN] == 1
    assert set(counts) == set(DeliveryState)
    assert sum(counts.values()) == 2
