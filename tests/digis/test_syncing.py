"""A run of the sync: everybody in the queue once, what becomes of each, and when it is better to stop."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled
from desktop_app.base.stored_texts import from_stored
from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.digis.errors import SyncBusy
from desktop_app.digis.events import DigisChanged
from desktop_app.digis.outbox import DeliveryState, Reason
from desktop_app.digis.outcomes import NotReached, Outcome, Refused, Sent, Unknown
from desktop_app.digis.payload import Payload
from desktop_app.digis.stopping import IN_VAIN_AT_MOST, KEY_REFUSED_AT_MOST, REFUSED_AT_MOST
from desktop_app.digis.syncing import SyncParts, SyncReport, settle_what_was_interrupted
from desktop_app.digis.tables import digis, outbox, runs
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisFault
from desktop_app.sandbox.digis_server import DigisSandbox
from tests.helpers.digis_room import member_row, open_database, states, take_in, write_members
from tests.helpers.digis_runs import CHECKPOINTS, another_process_syncs, parts_for, run_killed, sync
from tests.helpers.digis_storm import endpoint_of, storm
from tests.helpers.killed import SIGKILLED

Answer = Callable[[Payload], Outcome]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path) as database:
        yield database


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DigisSandbox]:
    with DigisSandbox(tmp_path / "digis", DigisBehaviour(hold_s=2)) as running:
        yield running


def queue_members(database: Database, folder: Path, count: int, **cells: str) -> None:
    rows = (member_row(number, **cells) for number in range(count))
    assert take_in(database, write_members(folder / "members.csv", rows)).queued == count


class Scripted:
    """A sender whose answers are given beforehand. It keeps whom it was asked to send."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.sent: list[object] = []

    def send(self, payload: Payload, context: WorkContext) -> Outcome:
        self.sent.append(payload["ExtInfo4"])
        return self._answer(payload)


def scripted(database: Database, folder: Path, answer: Answer) -> tuple[SyncParts, Scripted]:
    sender = Scripted(answer)
    with DigisSandbox(folder / "unused") as unused:
        parts = parts_for(database, folder, endpoint_of(unused))
    return dataclasses.replace(parts, open_sender=lambda: contextlib.nullcontext(sender)), sender


class StopAfter:
    """Somebody who presses Cancel when so many are done."""

    def __init__(self, done: int) -> None:
        self._done, self._left = done, False

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        self._left = done >= self._done

    def check_cancelled(self) -> None:
        if self._left:
            raise Cancelled


def test_everybody_in_the_queue_is_received_once(
    database: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    queue_members(database, tmp_path, 5)
    told: list[object] = []
    parts = parts_for(database, tmp_path, endpoint_of(server))
    parts.events.subscribe(DigisChanged, told.append)
    assert sync(parts) == SyncReport(sent=5)
    assert sync(parts) == SyncReport()
    assert server.received() == {str(1000 + number): 1 for number in range(5)}
    assert told


def test_each_run_leaves_a_row_with_its_numbers(database: Database, tmp_path: Path) -> None:
    queue_members(database, tmp_path, 3)
    answers: dict[str, Outcome] = {
        "1000": Sent("X-1"),
        "1001": Refused(400, "no"),
        "1002": Unknown("ReadTimeout"),
    }
    parts, _sender = scripted(database, tmp_path, lambda payload: answers[str(payload["ExtInfo4"])])
    report = sync(parts)
    with database.read() as connection:
        row = connection.execute(select(runs)).mappings().one()
    assert (row["sent"], row["failed"], row["unknown"], row["skipped"]) == (1, 1, 1, 0)
    assert row["finished_at"] is not None
    assert row["stopped"] is None
    assert [(each.person_id, each.state, each.reason) for each in report.errors] == [
        ("1001", DeliveryState.FAILED, Reason.REFUSED),
        ("1002", DeliveryState.UNKNOWN, Reason.NO_ANSWER),
    ]


def test_who_left_the_queue_is_skipped_and_not_sent(database: Database, tmp_path: Path) -> None:
    queue_members(database, tmp_path, 2)
    ended = member_row(0, subscriptionActive="false")
    assert take_in(database, write_members(tmp_path / "later.csv", [ended])).ended == 1
    parts, sender = scripted(database, tmp_path, lambda _payload: Sent("X"))
    assert sync(parts) == SyncReport(sent=1, skipped=1, withdrawn=1)
    assert sender.sent == ["1001"]


@pytest.mark.parametrize(
    ("outcome", "calls", "state"),
    [
        (NotReached(None, "ConnectionError"), IN_VAIN_AT_MOST, "waiting"),
        (Unknown("ReadTimeout"), IN_VAIN_AT_MOST, "unknown"),
        (Refused(401, "who are you"), KEY_REFUSED_AT_MOST, "failed"),
        (Refused(400, "no such template"), REFUSED_AT_MOST, "failed"),
    ],
)
def test_a_run_in_vain_stops_and_the_others_go_on_waiting(
    database: Database, tmp_path: Path, outcome: Outcome, calls: int, state: str
) -> None:
    queue_members(database, tmp_path, 30)
    parts, sender = scripted(database, tmp_path, lambda _payload: outcome)
    report = sync(parts)
    assert len(sender.sent) == calls
    assert report.stopped is not None
    assert list(states(database).values()).count(state) == (30 if state == "waiting" else calls)
    with database.read() as connection:
        assert from_stored(connection.execute(select(runs.c.stopped)).scalar_one()) == report.stopped


def test_one_answer_in_between_shows_that_the_server_is_there(database: Database, tmp_path: Path) -> None:
    queue_members(database, tmp_path, 20)

    def every_fourth(payload: Payload) -> Outcome:
        return Sent("X") if int(str(payload["ExtInfo4"])) % 4 == 0 else Unknown("ReadTimeout")

    report = sync(scripted(database, tmp_path, every_fourth)[0])
    assert report.stopped is None
    assert (report.sent, report.unknown) == (5, 15)


def test_a_server_that_cannot_be_reached_leaves_everybody_waiting(
    database: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    queue_members(database, tmp_path, 8)
    endpoint = endpoint_of(server)
    server.stop()
    report = sync(parts_for(database, tmp_path, endpoint))
    assert (report.sent, report.unknown, report.failed, report.skipped) == (0, 0, 0, 8)
    assert set(states(database).values()) == {"waiting"}


def test_cancelling_keeps_what_was_done_and_the_next_run_goes_on(
    database: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    queue_members(database, tmp_path, 6)
    parts = parts_for(database, tmp_path, endpoint_of(server))
    with pytest.raises(Cancelled):
        sync(parts, StopAfter(2))
    assert sorted(states(database).values()) == ["sent"] * 2 + ["waiting"] * 4
    assert sync(parts).sent == 4
    assert set(server.received().values()) == {1}


def test_cancelling_during_a_pause_puts_the_person_back_into_the_queue(
    database: Database, tmp_path: Path
) -> None:
    queue_members(database, tmp_path, 2)

    def stopped(_payload: Payload) -> Outcome:
        raise Cancelled

    with pytest.raises(Cancelled):
        sync(scripted(database, tmp_path, stopped)[0])
    assert set(states(database).values()) == {"waiting"}


def test_a_fault_of_the_program_leaves_the_person_unknown_at_the_next_run(
    database: Database, tmp_path: Path
) -> None:
    queue_members(database, tmp_path, 1)

    def broken(_payload: Payload) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sync(scripted(database, tmp_path, broken)[0])
    parts, sender = scripted(database, tmp_path, lambda _payload: Sent("X"))
    report = sync(parts)
    assert (report.settled, report.unknown) == (1, 1)
    assert sender.sent == []
    assert states(database) == {"1000": "unknown"}


def test_two_runs_at_once_are_refused(database: Database, tmp_path: Path) -> None:
    queue_members(database, tmp_path, 1)
    refused: list[BaseException] = []

    def meanwhile(_payload: Payload) -> Outcome:
        with pytest.raises(SyncBusy) as second:
            sync(parts)
        refused.append(second.value)
        return Sent("X")

    parts, _sender = scripted(database, tmp_path, meanwhile)
    assert sync(parts).sent == 1
    assert len(refused) == 1


def test_the_command_line_and_the_window_at_once_send_nobody_twice(
    database: Database, tmp_path: Path, server: DigisSandbox
) -> None:
    """Two processes over one folder: the second is refused as long as the first has the lock."""
    queue_members(database, tmp_path, 8)
    server.behaviour = DigisBehaviour(fault_rate=1, fault_kinds=(DigisFault.SLOW,), slow_s=0.05)
    parts = parts_for(database, tmp_path, endpoint_of(server))
    refused, here = 0, SyncReport()
    with another_process_syncs(tmp_path, endpoint_of(server)) as other:
        while other.poll() is None:
            try:
                here = sync(parts)
            except SyncBusy:
                refused += 1
    assert refused > 0
    assert here.sent == sync(parts).sent == 0
    assert server.received() == {str(1000 + number): 1 for number in range(8)}
    assert set(states(database).values()) == {"sent"}


def test_unknown_ones_are_sent_again_only_when_the_setting_says_so(
    database: Database, tmp_path: Path
) -> None:
    queue_members(database, tmp_path, 2)
    sync(scripted(database, tmp_path, lambda _payload: Unknown("ReadTimeout"))[0])
    parts, sender = scripted(database, tmp_path, lambda _payload: Sent("X"))
    assert sync(parts).sent == 0
    assert sender.sent == []
    assert sync(dataclasses.replace(parts, retry_unknown=True)).sent == 2


def test_the_line_of_each_person_has_the_words_the_staff_search_for(
    database: Database, tmp_path: Path
) -> None:
    row = member_row(1, subscriptionId="863", cardNumber="34231451")
    take_in(database, write_members(tmp_path / "members.csv", [row]))
    parts, _sender = scripted(database, tmp_path, lambda _payload: Sent("X-7"))
    sync(parts)
    (line,) = parts.log.find("ExtInfo1:863, ExtInfo20:34231451")
    assert line.message == "sent ExtInfo1:863, ExtInfo20:34231451, externalId:X-7"


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_a_killed_run_sends_nobody_twice_and_forgets_nobody(
    database: Database, tmp_path: Path, server: DigisSandbox, checkpoint: str
) -> None:
    queue_members(database, tmp_path, 4)
    number = 1 if checkpoint == "run_begun" else 2
    assert run_killed(tmp_path, endpoint_of(server), checkpoint, number) == SIGKILLED
    report = sync(parts_for(database, tmp_path, endpoint_of(server)))
    in_the_middle = checkpoint in {"before_call", "after_call"}
    assert report.settled == report.unknown == int(in_the_middle)
    received, standing = server.received(), states(database)
    assert set(received.values()) == {1}
    assert {person for person, state in standing.items() if state == "sent"} <= set(received)
    assert {person for person, state in standing.items() if state != "sent"} == (
        {"1001"} if in_the_middle else set()
    )


def test_faults_of_every_kind_and_kills_in_between(tmp_path: Path) -> None:
    """The small sister of `benchmarks/digis_storm.py`, which does the same with 10,000 members."""
    after = storm(tmp_path, 500, kills=5)
    assert after.kills == 5
    assert set(after.received.values()) == {1}
    assert set(after.states) == {str(1000 + number) for number in range(500)}
    assert set(after.by_state) == {"sent", "unknown", "failed"}
    for person, state in after.states.items():
        if state == "sent":
            assert person in after.received
        if state == "failed":
            assert person not in after.received


def test_a_wrong_table_entry_is_never_sent_over(database: Database, tmp_path: Path) -> None:
    """Even if somebody edits the outbox by hand, the table `digis` has the last word."""
    queue_members(database, tmp_path, 1)
    parts, sender = scripted(database, tmp_path, lambda _payload: Sent("X"))
    sync(parts)
    with database.begin() as connection:
        connection.execute(update(outbox).values(state="waiting"))
        assert connection.execute(select(digis.c.person_id)).scalars().all() == ["1000"]
    sync(parts)
    assert sender.sent == ["1000"]


def test_those_who_always_fail_do_not_keep_the_others_waiting(database: Database, tmp_path: Path) -> None:
    """Digis breaks down over five persons: the run stops at them, but each run begins with somebody else."""
    queue_members(database, tmp_path, 8)
    poison = {str(1000 + number) for number in range(IN_VAIN_AT_MOST)}

    def answer(payload: Payload) -> Outcome:
        return NotReached(500, "") if payload["ExtInfo4"] in poison else Sent("X")

    parts, _sender = scripted(database, tmp_path, answer)
    assert sync(parts).stopped is not None
    assert sync(parts).sent == 3


def test_what_was_interrupted_is_settled_without_a_run_but_not_during_one(
    database: Database, tmp_path: Path
) -> None:
    queue_members(database, tmp_path, 1)
    during: list[dict[str, str]] = []

    def settle() -> None:
        settle_what_was_interrupted(database, tmp_path, parts.log, parts.clock)

    def broken(_payload: Payload) -> Outcome:
        settle()
        during.append(states(database))
        raise ZeroDivisionError

    parts, _sender = scripted(database, tmp_path, broken)
    with pytest.raises(ZeroDivisionError):
        sync(parts)
    assert during == [{"1000": "sending"}]
    settle()
    assert states(database) == {"1000": "unknown"}
    assert len(list(parts.log.find("unknown ExtInfo1:0"))) == 1
