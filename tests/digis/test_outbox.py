"""Nobody is sent twice, and nobody is forgotten, wherever the program stops."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from desktop_app.base.database import Database
from desktop_app.digis.migrations import MIGRATIONS
from desktop_app.digis.outbox import (
    DeliveryState,
    Queued,
    Reason,
    counts_by_state,
    enqueue,
    known_persons,
    queued_as,
    settle_interrupted,
    waiting_persons,
    withdraw_ended,
    write_intent,
    write_outcome,
)
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.tables import digis, members, outbox, subscription_users, subscriptions
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
        return write_outcome(connection, queued, outcome, clock.now())[0]


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


def test_those_tried_least_often_come_first(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "bo", "anna")
    try_to_send(database, clock, "anna", NotReached(500, ""))
    with database.read() as connection:
        assert waiting_persons(connection) == ["bo", "anna"]


def test_a_person_is_sent_for_the_subscription_that_queued_them_while_it_is_active(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "anna", "carl")
    with database.begin() as connection:
        assert queued_as(connection, "anna") == Queued("anna", "863")
        connection.execute(update(subscriptions).where(subscriptions.c.id == "863").values(active=False))
        assert queued_as(connection, "anna") == Queued("anna", "900")
        assert queued_as(connection, "carl") is None
        assert queued_as(connection, "bo") is None


def test_somebody_whose_subscription_ended_is_withdrawn_before_they_are_sent(
    database: Database, clock: FakeClock
) -> None:
    queue(database, clock, "carl", "anna")
    with database.begin() as connection:
        assert withdraw_ended(connection, clock.now()) == 1
    assert state(database, "carl") == (DeliveryState.WITHDRAWN, Reason.SUBSCRIPTION_ENDED)
    assert state(database, "anna")[0] == DeliveryState.WAITING


def test_the_counts_name_every_state(database: Database, clock: FakeClock) -> None:
    queue(database, clock, "anna", "bo")
    try_to_send(database, clock, "bo", Unknown(""))
    with database.read() as connection:
        counts = counts_by_state(connection)
    assert counts[DeliveryState.WAITING] == counts[DeliveryState.UNKNOWN] == 1
    assert set(counts) == set(DeliveryState)
    assert sum(counts.values()) == 2
