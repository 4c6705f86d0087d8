"""Lanes: one worker each, cancel at every moment, an end that waits. No test here sleeps."""

import functools
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from desktop_app.base.errors import Cancelled, EnvironmentFailure, InputError
from desktop_app.base.events import Events
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.lanes import (
    PROGRESS_INTERVAL_SECONDS,
    FailureKind,
    Job,
    JobContext,
    JobProgressed,
    JobState,
    JobStateChanged,
    Lane,
    Lanes,
    LanesClosedError,
)
from tests.helpers.fake_clock import FakeClock

NAME = text("Work")
LONG = 20.0
"""Seconds after which a wait in a test has failed; no test that passes waits for it."""


class Gate:
    """Work that says when it has begun and goes on when it is let."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()

    def __call__(self, context: WorkContext) -> str:
        self.begun.set()
        assert self.open.wait(LONG)
        context.check_cancelled()
        return "through"


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def lanes(events: Events, clock: FakeClock) -> Iterator[Lanes]:
    made = Lanes(events, clock)
    yield made
    assert made.shutdown(cancel=True, seconds=LONG)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


@pytest.fixture
def states(events: Events) -> list[tuple[int, JobState]]:
    seen: list[tuple[int, JobState]] = []
    events.subscribe(JobStateChanged, lambda event: seen.append((event.job.id, event.job.state)))
    return seen


def measure(payload: bytearray, _context: WorkContext) -> int:
    return len(payload)


def failing(error: BaseException) -> Callable[[WorkContext], None]:
    def work(_context: WorkContext) -> None:
        raise error

    return work


def test_the_result_of_the_work_is_carried_home(lanes: Lanes) -> None:
    job = lanes.submit(Lane.FILES, NAME, lambda _context: 7)
    assert job.result(LONG) == 7
    assert job.state is JobState.DONE


def test_a_lane_may_be_named_by_its_word(lanes: Lanes) -> None:
    assert lanes.submit("digis", NAME, lambda _context: None).lane is Lane.DIGIS


def test_an_unknown_lane_is_refused(lanes: Lanes) -> None:
    with pytest.raises(ValueError, match="kitchen"):
        lanes.submit("kitchen", NAME, lambda _context: None)


def test_each_state_is_told_once_and_in_order(lanes: Lanes, states: list[tuple[int, JobState]]) -> None:
    job = lanes.submit(Lane.FILES, NAME, lambda _context: None)
    job.result(LONG)
    assert states == [(job.id, JobState.QUEUED), (job.id, JobState.RUNNING), (job.id, JobState.DONE)]


def test_who_waits_for_the_result_finds_the_end_already_told(lanes: Lanes, events: Events) -> None:
    told = threading.Event()
    events.subscribe(JobStateChanged, lambda event: told.set() if event.job.state.is_final else None)
    lanes.submit(Lane.FILES, NAME, lambda _context: None).result(LONG)
    assert told.is_set()


def test_a_lane_runs_its_jobs_one_after_another_in_order(lanes: Lanes) -> None:
    running: list[int] = []
    overlaps: list[int] = []

    def work(number: int) -> Callable[[WorkContext], int]:
        def run(_context: WorkContext) -> int:
            running.append(number)
            overlaps.extend(running[:-1])
            running.remove(number)
            return number

        return run

    jobs = [lanes.submit(Lane.DIGIPOST, NAME, work(number)) for number in range(50)]
    assert [job.result(LONG) for job in jobs] == list(range(50))
    assert overlaps == []
    assert [view.id for view in reversed(lanes.history())] == [job.id for job in jobs]


def test_one_lane_does_not_wait_for_another(lanes: Lanes, gate: Gate) -> None:
    lanes.submit(Lane.DIGIPOST, NAME, gate)
    assert gate.begun.wait(LONG)
    assert lanes.submit(Lane.FILES, NAME, lambda _context: "not held up").result(LONG) == "not held up"


def test_jobs_under_way_are_listed_in_the_order_they_came(lanes: Lanes, gate: Gate) -> None:
    first = lanes.submit(Lane.DIGIPOST, text("First"), gate)
    assert gate.begun.wait(LONG)
    second = lanes.submit(Lane.DIGIPOST, text("Second"), lambda _context: None)
    assert [(view.id, view.state) for view in lanes.jobs()] == [
        (first.id, JobState.RUNNING),
        (second.id, JobState.QUEUED),
    ]
    gate.open.set()
    second.result(LONG)
    assert lanes.jobs() == ()


def test_the_times_of_a_job_come_from_the_clock(lanes: Lanes, clock: FakeClock) -> None:
    queued_at = clock.now()
    job = lanes.submit(Lane.FILES, NAME, lambda _context: clock.advance(90))
    job.result(LONG)
    view = job.view()
    assert (view.queued_at, view.started_at) == (queued_at, queued_at)
    assert view.finished_at is not None
    assert (view.finished_at - queued_at).total_seconds() == 90


class TestCancelling:
    def test_a_queued_job_ends_at_once_and_never_runs(
        self, lanes: Lanes, gate: Gate, states: list[tuple[int, JobState]]
    ) -> None:
        ran = threading.Event()
        lanes.submit(Lane.FILES, NAME, gate)
        assert gate.begun.wait(LONG)
        queued = lanes.submit(Lane.FILES, NAME, lambda _context: ran.set())
        queued.cancel()
        assert queued.state is JobState.CANCELLED
        with pytest.raises(Cancelled):
            queued.result(LONG)
        gate.open.set()
        lanes.submit(Lane.FILES, NAME, lambda _context: None).result(LONG)
        assert not ran.is_set()
        assert [state for number, state in states if number == queued.id] == [
            JobState.QUEUED,
            JobState.CANCELLED,
        ]

    def test_a_running_job_ends_where_it_next_asks(self, lanes: Lanes, gate: Gate) -> None:
        job = lanes.submit(Lane.FILES, NAME, gate)
        assert gate.begun.wait(LONG)
        job.cancel()
        assert job.view().cancelling
        gate.open.set()
        with pytest.raises(Cancelled):
            job.result(LONG)
        assert job.state is JobState.CANCELLED
        assert not job.view().cancelling

    def test_work_that_no_longer_asks_is_done(self, lanes: Lanes) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def work(_context: WorkContext) -> str:
            begun.set()
            assert go_on.wait(LONG)
            return "sent"

        job = lanes.submit(Lane.DIGIPOST, NAME, work)
        assert begun.wait(LONG)
        job.cancel()
        go_on.set()
        assert job.result(LONG) == "sent"
        assert job.state is JobState.DONE

    def test_cancelling_what_has_ended_changes_nothing(
        self, lanes: Lanes, states: list[tuple[int, JobState]]
    ) -> None:
        job = lanes.submit(Lane.FILES, NAME, lambda _context: 1)
        job.result(LONG)
        told = list(states)
        job.cancel()
        job.cancel()
        assert job.state is JobState.DONE
        assert states == told

    def test_a_job_is_cancelled_by_its_number(self, lanes: Lanes, gate: Gate) -> None:
        job = lanes.submit(Lane.FILES, NAME, gate)
        assert lanes.cancel(job.id)
        gate.open.set()
        with pytest.raises(Cancelled):
            job.result(LONG)
        assert not lanes.cancel(job.id)

    def test_a_wait_of_the_work_can_end_at_once(self, lanes: Lanes) -> None:
        waiting = threading.Event()

        def work(context: JobContext) -> None:
            waiting.set()
            assert context.stop.wait(LONG)
            context.check_cancelled()

        job = lanes.submit(Lane.DIGIPOST, NAME, work)
        assert waiting.wait(LONG)
        job.cancel()
        with pytest.raises(Cancelled):
            job.result(LONG)


class TestFailures:
    def test_what_the_person_can_mend_keeps_its_words(self, lanes: Lanes) -> None:
        error = InputError(title=text("No rows"), message=text("Empty."), hint=text("Choose another."))
        job = lanes.submit(Lane.FILES, NAME, failing(error))
        with pytest.raises(InputError):
            job.result(LONG)
        failure = job.view().failure
        assert failure is not None
        assert (failure.kind, failure.title, failure.report) == (FailureKind.INPUT, text("No rows"), None)

    def test_the_surroundings_are_told_apart(self, lanes: Lanes) -> None:
        error = EnvironmentFailure(title=text("Cut"), message=text("Off."), hint=text("Later."))
        job = lanes.submit(Lane.DIGIPOST, NAME, failing(error))
        assert job.wait(LONG)
        failure = job.view().failure
        assert failure is not None
        assert failure.kind is FailureKind.ENVIRONMENT

    def test_anything_else_is_a_bug_with_a_report_without_values(self, lanes: Lanes) -> None:
        def inner(number: str) -> None:
            raise KeyError(number)

        job = lanes.submit(Lane.FILES, NAME, lambda _context: inner("01819012345"))
        with pytest.raises(KeyError):
            job.result(LONG)
        failure = job.view().failure
        assert failure is not None
        assert failure.kind is FailureKind.BUG
        assert failure.report is not None
        assert "KeyError" in failure.report
        assert "in inner" in failure.report
        assert "01819012345" not in failure.report

    def test_work_that_exits_does_not_take_its_lane_along(self, lanes: Lanes) -> None:
        job = lanes.submit(Lane.FILES, NAME, failing(SystemExit(3)))
        assert job.wait(LONG)
        assert job.state is JobState.FAILED
        assert lanes.submit(Lane.FILES, NAME, lambda _context: "alive").result(LONG) == "alive"

    def test_a_listener_that_fails_does_not_take_the_lane_along(
        self, lanes: Lanes, events: Events, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reported: list[threading.ExceptHookArgs] = []
        monkeypatch.setattr(threading, "excepthook", reported.append)

        def listener(_event: JobStateChanged) -> None:
            raise RuntimeError("listener")

        events.subscribe(JobStateChanged, listener)
        assert lanes.submit(Lane.FILES, NAME, lambda _context: "alive").result(LONG) == "alive"
        assert [str(told.exc_value) for told in reported] == ["listener"] * 3


class TestProgress:
    def test_the_latest_counts_are_always_exact(self, lanes: Lanes) -> None:
        job = lanes.submit(Lane.FILES, NAME, lambda context: context.progress(3, 8, text("Rows")))
        job.result(LONG)
        view = job.view()
        assert (view.done, view.total, view.label) == (3, 8, text("Rows"))

    def test_a_hundred_thousand_reports_are_a_handful_of_events(
        self, lanes: Lanes, events: Events, clock: FakeClock
    ) -> None:
        seen: list[JobProgressed] = []
        events.subscribe(JobProgressed, seen.append)
        step = 10 * PROGRESS_INTERVAL_SECONDS / 100_000

        def work(context: WorkContext) -> None:
            for done in range(100_000):
                context.progress(done, 100_000)
                clock.advance(step)

        lanes.submit(Lane.FILES, NAME, work).result(LONG)
        assert 9 <= len(seen) <= 11
        assert [event.job.done for event in seen] == sorted(event.job.done for event in seen)

    def test_the_time_left_follows_the_pace(self, lanes: Lanes, clock: FakeClock) -> None:
        guesses: list[float | None] = []
        job: Job[None]
        ready = threading.Event()

        def work(context: WorkContext) -> None:
            assert ready.wait(LONG)
            context.progress(0, 400)
            guesses.append(job.view().seconds_left)
            clock.advance(10)
            context.progress(100, 400)
            guesses.append(job.view().seconds_left)

        job = lanes.submit(Lane.FILES, NAME, work)
        ready.set()
        job.result(LONG)
        assert guesses == [None, pytest.approx(30)]
        assert job.view().seconds_left is None

    def test_a_new_stretch_of_work_starts_a_new_guess(self, lanes: Lanes, clock: FakeClock) -> None:
        guesses: list[float | None] = []
        job: Job[None]
        ready = threading.Event()

        def work(context: WorkContext) -> None:
            assert ready.wait(LONG)
            context.progress(0, 10, text("Reading"))
            clock.advance(100)
            context.progress(0, 10, text("Uploading"))
            clock.advance(5)
            context.progress(5, 10, text("Uploading"))
            guesses.append(job.view().seconds_left)

        job = lanes.submit(Lane.FILES, NAME, work)
        ready.set()
        job.result(LONG)
        assert guesses == [pytest.approx(5)]

    @pytest.mark.parametrize(
        ("done", "total", "fraction"), [(1, 4, 0.25), (9, 4, 1.0), (3, None, None), (0, 0, None)]
    )
    def test_the_fraction_needs_a_total(
        self, lanes: Lanes, events: Events, done: int, total: int | None, fraction: float | None
    ) -> None:
        seen: list[float | None] = []
        events.subscribe(JobProgressed, lambda event: seen.append(event.job.fraction))
        lanes.submit(Lane.FILES, NAME, lambda context: context.progress(done, total)).result(LONG)
        assert seen == [fraction]


class TestShuttingDown:
    def test_no_work_is_taken_afterwards(self, lanes: Lanes) -> None:
        assert lanes.shutdown()
        with pytest.raises(LanesClosedError):
            lanes.submit(Lane.FILES, NAME, lambda _context: None)

    def test_it_waits_for_what_was_accepted(self, lanes: Lanes, gate: Gate) -> None:
        running = lanes.submit(Lane.FILES, NAME, gate)
        assert gate.begun.wait(LONG)
        queued = lanes.submit(Lane.FILES, NAME, lambda _context: "also done")
        assert not lanes.shutdown(wait=False)
        assert not lanes.shutdown(seconds=0)
        gate.open.set()
        assert lanes.shutdown(seconds=LONG)
        assert (running.result(0), queued.result(0)) == ("through", "also done")

    def test_with_cancel_it_drops_the_queue_and_asks_the_running(self, lanes: Lanes, gate: Gate) -> None:
        running = lanes.submit(Lane.FILES, NAME, gate)
        assert gate.begun.wait(LONG)
        queued = lanes.submit(Lane.FILES, NAME, lambda _context: None)
        lanes.shutdown(wait=False, cancel=True)
        assert queued.state is JobState.CANCELLED
        assert running.view().cancelling
        gate.open.set()
        assert lanes.shutdown(seconds=LONG)
        assert running.state is JobState.CANCELLED

    def test_a_job_that_comes_in_while_the_lanes_close_is_dropped(self, lanes: Lanes, events: Events) -> None:
        def close(_event: JobStateChanged) -> None:
            lanes.shutdown(wait=False)

        events.subscribe(JobStateChanged, close)
        job = lanes.submit(Lane.FILES, NAME, lambda _context: None)
        assert job.state is JobState.CANCELLED

    def test_a_worker_cannot_wait_for_its_own_end(self, lanes: Lanes) -> None:
        job = lanes.submit(Lane.FILES, NAME, lambda _context: lanes.shutdown())
        with pytest.raises(RuntimeError, match="its own end"):
            job.result(LONG)

    def test_no_thread_is_left(self, lanes: Lanes) -> None:
        for lane in Lane:
            lanes.submit(lane, NAME, lambda _context: None)
        assert lanes.shutdown(seconds=LONG)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("lane-")]


def test_a_job_cannot_wait_for_itself(lanes: Lanes) -> None:
    job: Job[None]
    ready = threading.Event()

    def work(_context: WorkContext) -> None:
        assert ready.wait(LONG)
        job.result()

    job = lanes.submit(Lane.FILES, NAME, work)
    ready.set()
    with pytest.raises(RuntimeError, match="wait for itself"):
        job.result(LONG)


def test_a_listener_to_the_end_may_ask_for_the_result(lanes: Lanes, events: Events) -> None:
    results: list[object] = []
    job: Job[str]

    def listener(event: JobStateChanged) -> None:
        if event.job.state is JobState.DONE:
            results.append(job.result())

    events.subscribe(JobStateChanged, listener)
    gate = Gate()
    job = lanes.submit(Lane.FILES, NAME, gate)
    gate.open.set()
    job.result(LONG)
    assert results == ["through"]


def test_waiting_for_a_slow_job_gives_up_in_time(lanes: Lanes, gate: Gate) -> None:
    job = lanes.submit(Lane.FILES, NAME, gate)
    with pytest.raises(TimeoutError):
        job.result(0)


def test_five_thousand_jobs_leave_a_bounded_history_and_no_work_behind(lanes: Lanes) -> None:
    payload = bytearray(1000)
    held_before = sys.getrefcount(payload)
    for _ in range(5000):
        lanes.submit(Lane.FILES, NAME, functools.partial(measure, payload))
    assert lanes.shutdown(seconds=LONG)
    assert len(lanes.history()) == 200
    assert sys.getrefcount(payload) == held_before
