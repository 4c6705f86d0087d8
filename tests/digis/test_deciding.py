"""What people decide about somebody: sent again once, or marked as arrived; always with a reason, all or none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.base.database import Database
from desktop_app.digis.deciding import mark_as_arrived, queue_unknown_again, send_again
from desktop_app.digis.errors import DecisionRefused, PersonUnknown
from desktop_app.digis.history import history_of
from desktop_app.digis.outbox import Queued, enqueue, known_persons, write_intent, write_outcome
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.tables import digis, outbox, resends
from tests.helpers.digis_room import member_row, open_database, states, take_in, write_members
from tests.helpers.fake_clock import FakeClock

ANNA, BO, CARL = "1000", "1001", "1002"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path, clock: FakeClock) -> Iterator[Database]:
    """Anna and Bo wait; Carl's subscription is not active."""
    with open_database(tmp_path, clock) as database:
        rows = [member_row(0), member_row(1), member_row(2, subscriptionActive="false")]
        take_in(database, write_members(tmp_path / "members.csv", rows), clock=clock)
        yield database


def call(database: Database, clock: FakeClock, person: str, outcome: Outcome) -> bool:
    """One call; False when it was not allowed."""
    queued = Queued(person, str(int(person) - 1000))
    with database.begin() as connection:
        if not write_intent(connection, queued, clock.now()):
            return False
    clock.advance(1)
    with database.begin() as connection:
        write_outcome(connection, queued, outcome, clock.now())
    clock.advance(1)
    return True


def again(database: Database, clock: FakeClock, *persons: str, **options: bool) -> None:
    with database.begin() as connection:
        send_again(connection, persons, "deleted the app", clock.now(), **options)


def arrived(database: Database, clock: FakeClock, *persons: str, external_id: str | None = None) -> None:
    with database.begin() as connection:
        mark_as_arrived(connection, persons, "seen at Digis", clock.now(), external_id)


def kept(database: Database) -> list[tuple[str, str, str, str | None]]:
    columns = (resends.c.person_id, resends.c.decision, resends.c.state_before, resends.c.external_id_before)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(resends.c.id))]


def external_ids(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {row[0]: row[1] for row in connection.execute(select(digis.c.person_id, digis.c.external_id))}


def test_somebody_asked_for_again_is_sent_once_more_and_only_once(
    database: Database, clock: FakeClock
) -> None:
    call(database, clock, ANNA, Sent("X-1"))
    again(database, clock, ANNA)
    assert kept(database) == [(ANNA, "again", "sent", "X-1")]
    assert call(database, clock, ANNA, Sent("X-2"))
    with database.begin() as connection:
        enqueue(connection, [ANNA], "0", clock.now())
    assert not call(database, clock, ANNA, Sent("X-3"))
    assert external_ids(database) == {ANNA: "X-2"}


def test_a_clock_that_was_set_back_keeps_nobody_from_being_sent_again(
    database: Database, clock: FakeClock
) -> None:
    before = clock.now()
    clock.advance(86_400)
    call(database, clock, ANNA, Sent("X-1"))
    clock.set_wall_clock(before)
    again(database, clock, ANNA)
    assert call(database, clock, ANNA, Sent("X-2"))


def test_who_could_not_be_reached_stays_asked_for(database: Database, clock: FakeClock) -> None:
    call(database, clock, ANNA, Sent("X-1"))
    again(database, clock, ANNA)
    assert call(database, clock, ANNA, NotReached(503, ""))
    assert call(database, clock, ANNA, Sent("X-2"))


def test_an_unknown_person_who_arrived_counts_as_sent_and_is_known(
    database: Database, clock: FakeClock
) -> None:
    call(database, clock, ANNA, Unknown("ReadTimeout"))
    arrived(database, clock, ANNA, external_id="X-9")
    assert states(database)[ANNA] == "sent"
    assert kept(database) == [(ANNA, "arrived", "unknown", None)]
    assert external_ids(database) == {ANNA: "X-9"}
    with database.read() as connection:
        assert known_persons(connection, [ANNA]) == {ANNA}
    assert not call(database, clock, ANNA, Sent("X-10"))


def test_digis_own_id_may_be_unknown(database: Database, clock: FakeClock) -> None:
    for person in (ANNA, BO):
        call(database, clock, person, Unknown("ReadTimeout"))
    arrived(database, clock, ANNA, BO)
    assert external_ids(database) == {ANNA: "", BO: ""}


@pytest.mark.parametrize("outcome", [Sent("X-1"), Refused(400, "no"), NotReached(None, "")])
def test_only_who_is_unknown_can_be_marked(database: Database, clock: FakeClock, outcome: Outcome) -> None:
    call(database, clock, ANNA, Unknown(""))
    call(database, clock, BO, outcome)
    standing = states(database)
    with pytest.raises(DecisionRefused):
        arrived(database, clock, ANNA, BO)
    with pytest.raises(DecisionRefused):
        again(database, clock, ANNA, BO, only_unknown=True)
    assert states(database) == standing
    assert kept(database) == []


def test_who_cannot_be_sent_is_refused_and_the_others_with_them(database: Database, clock: FakeClock) -> None:
    call(database, clock, ANNA, Refused(400, "no such template"))
    with pytest.raises(DecisionRefused, match="no active subscription"):
        again(database, clock, ANNA, CARL)
    assert states(database)[ANNA] == "failed"
    with database.begin() as connection:
        assert write_intent(connection, Queued(BO, "1"), clock.now())
    with pytest.raises(DecisionRefused, match="being sent at this moment"):
        again(database, clock, BO)
    with pytest.raises(PersonUnknown):
        again(database, clock, "nobody")
    with pytest.raises(PersonUnknown):
        arrived(database, clock, "nobody")


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_decided_without_a_reason(database: Database, clock: FakeClock, reason: str) -> None:
    call(database, clock, ANNA, Unknown(""))
    for decide in (send_again, mark_as_arrived):
        with database.begin() as connection, pytest.raises(DecisionRefused):
            decide(connection, [ANNA], reason, clock.now())


def test_an_id_at_digis_is_one_persons(database: Database, clock: FakeClock) -> None:
    for person in (ANNA, BO):
        call(database, clock, person, Unknown(""))
    with pytest.raises(DecisionRefused):
        arrived(database, clock, ANNA, BO, external_id="X-1")


def test_somebody_never_queued_can_be_asked_for(database: Database, clock: FakeClock) -> None:
    with database.begin() as connection:
        connection.execute(outbox.delete().where(outbox.c.person_id == ANNA))
    again(database, clock, ANNA)
    assert states(database)[ANNA] == "waiting"
    assert kept(database) == [(ANNA, "again", "none", None)]


def test_a_setting_queues_the_unknown_again_and_keeps_why(database: Database, clock: FakeClock) -> None:
    call(database, clock, ANNA, Sent("X-1"))
    again(database, clock, ANNA)
    call(database, clock, ANNA, Unknown("ReadTimeout"))
    with database.begin() as connection:
        assert queue_unknown_again(connection, clock.now(), "the setting") == 1
    assert kept(database)[1:] == [(ANNA, "again", "unknown", "X-1")]
    assert call(database, clock, ANNA, Sent("X-2"))


def test_a_persons_history_tells_every_call_and_every_decision(database: Database, clock: FakeClock) -> None:
    call(database, clock, ANNA, NotReached(503, ""))
    call(database, clock, ANNA, Refused(400, "no such template"))
    again(database, clock, ANNA)
    call(database, clock, ANNA, Unknown("ReadTimeout"))
    arrived(database, clock, ANNA)
    clock.advance(1)
    again(database, clock, ANNA)
    call(database, clock, ANNA, Sent("X-1"))
    with database.read() as connection:
        history = history_of(connection, ANNA)
    assert [str(line.words).split(":")[0] for line in history] == [
        "Sent, id at Digis X-1",
        "Queued again",
        "Marked as arrived",
        "Unknown",
        "Queued again",
        "Failed",
        "Waiting",
    ]
    assert "no such template" in str(history[5].words)
    assert [line.at for line in history] == sorted((line.at for line in history), reverse=True)
