"""The schedule over a database and lanes, with a clock that is moved by hand."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from desktop_app.base.database import Database
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.events import Events
from desktop_app.base.texts import Text, text
from desktop_app.jobs.lanes import JobContext, Lane, Lanes
from desktop_app.jobs.migrations import MIGRATIONS
from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Daily, EveryHours, Rule, Weekly
from desktop_app.jobs.schedule import (
    NETWORK_PAUSES_SECONDS,
    Schedule,
    ScheduleChanged,
    ScheduledRunEnded,
    ScheduledTask,
    Started,
    UnknownSchedule,
)
from desktop_app.jobs.schedule_store import LEASE, FoundBy, RunQuery, ScheduleStore
from tests.helpers.fake_clock import FakeClock

LONG = 20.0
OSLO = ZoneInfo("Europe/Oslo")
AT_THREE = Daily(time(3, 0))
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


class Office:
    """A computer in an office: its clock, its place, its network, and a program with a schedule."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(MONDAY_NOON)
        self.zone: tzinfo = OSLO
        self.online = True
        self.probes = 0
        self.events = Events()
        self.database = Database.open(folder / "office.sqlite", MIGRATIONS, backups=folder, clock=self.clock)
        self.store = ScheduleStore(self.database, self.clock)
        self.ran: list[tuple[str, datetime]] = []
        self.lanes = Lanes(self.events, self.clock)

    def schedule(self, *tasks: ScheduledTask) -> Schedule:
        """The program is started: a new schedule over the same database, looked at for the first time."""
        made = Schedule(
            tasks,
            self.store,
            self.lanes,
            self.events,
            self.clock,
            zone=lambda: self.zone,
            network=self._probe,
        )
        self.look(made)
        return made

    def task(self, name: str = "lookup", rule: Rule = AT_THREE, **more: object) -> ScheduledTask:
        """A job that notes when it ran."""

        def work(_context: JobContext) -> Text:
            self.ran.append((name, self.clock.now()))
            return text("{count} looked up", count=3)

        choices: dict[str, object] = {
            "name": name,
            "title": text("Lookup"),
            "rule": rule,
            "lane": Lane.FILES,
            "work": work,
            "catches_up": True,
            "enabled": True,
        }
        return ScheduledTask(**{**choices, **more})  # type: ignore[arg-type]

    def look(self, schedule: Schedule) -> list[Started]:
        """Look at the schedule and wait until what it began has ended."""
        started = schedule.look()
        for run in started:
            assert run.job.wait(LONG)
        return started

    def live(self, schedule: Schedule, *, hours: float, step_minutes: float = 30) -> None:
        """Let time pass while the program looks again and again."""
        for _ in range(round(hours * 60 / step_minutes)):
            self.clock.advance(step_minutes * 60)
            self.look(schedule)

    def outcomes(self, name: str = "lookup") -> dict[str, Outcome]:
        """What became of each slot that counts, by its wall-clock time."""
        records = self.store.history(name, limit=10_000)
        slots = [record for record in records if record.slot and not record.withdrawn]
        assert max(Counter(record.slot for record in slots).values(), default=1) == 1
        return {f"{record.slot:%m-%d %H:%M}": record.outcome for record in reversed(slots)}

    def _probe(self) -> bool:
        self.probes += 1
        return self.online


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    assert made.lanes.shutdown(cancel=True, seconds=LONG)
    made.database.dispose()


def failing(error: Exception) -> Callable[[JobContext], Text]:
    def work(_context: JobContext) -> Text:
        raise error

    return work


class TestRunning:
    def test_a_new_job_does_not_look_back(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        assert office.look(schedule) == []
        assert office.outcomes() == {}

    def test_a_slot_runs_once_and_its_outcome_is_stored(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=24)
        assert office.outcomes() == {"03-03 03:00": Outcome.DONE}
        [record] = schedule.history("lookup")
        assert record.trigger is Trigger.ON_TIME
        assert record.message == text("{count} looked up", count=3)
        assert record.slot_at == datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
        assert record.finished_at == office.ran[0][1]

    def test_the_times_come_from_the_rule_and_not_from_the_last_run(self, office: Office) -> None:
        def slow(_context: JobContext) -> Text:
            office.clock.advance(25 * 60)
            return text("done")

        schedule = office.schedule(office.task(rule=EveryHours(2, time(0, 10)), work=slow))
        office.live(schedule, hours=4, step_minutes=5)
        assert list(office.outcomes())[:3] == ["03-02 12:10", "03-02 14:10", "03-02 16:10"]

    def test_a_job_that_is_off_has_no_slots(self, office: Office) -> None:
        schedule = office.schedule(office.task(enabled=False))
        office.live(schedule, hours=48)
        assert (office.outcomes(), schedule.views()[0].next) == ({}, None)

    def test_switching_on_does_not_look_back(self, office: Office) -> None:
        schedule = office.schedule(office.task(enabled=False))
        office.live(schedule, hours=48)
        schedule.switch("lookup", on=True)
        office.look(schedule)
        assert office.outcomes() == {}
        office.live(schedule, hours=24)
        assert office.outcomes() == {"03-05 03:00": Outcome.DONE}

    def test_other_times_hold_from_now_on(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        schedule.set_rule("lookup", Weekly(frozenset({2}), time(8, 0)))
        office.live(schedule, hours=72)
        assert office.outcomes() == {"03-04 08:00": Outcome.DONE}

    def test_a_failure_is_stored_with_its_words(self, office: Office) -> None:
        error = EnvironmentFailure(title=text("Cut."), message=text("Off."), hint=text("Later."))
        schedule = office.schedule(office.task(work=failing(error)))
        office.live(schedule, hours=24)
        [record] = schedule.history()
        assert record.outcome is Outcome.FAILED
        assert str(record.message) == "Cut. Off."

    def test_a_bug_does_not_end_the_schedule_and_says_nothing_of_the_data(self, office: Office) -> None:
        schedule = office.schedule(office.task(work=failing(KeyError("01819012345"))))
        office.live(schedule, hours=48)
        assert list(office.outcomes().values()) == [Outcome.FAILED, Outcome.FAILED]
        assert all("01819012345" not in str(record.message) for record in schedule.history())

    def test_the_next_slot_is_left_out_while_a_run_goes_on(self, office: Office) -> None:
        gate, begun = threading.Event(), threading.Event()

        def wait(_context: JobContext) -> Text:
            begun.set()
            assert gate.wait(LONG)
            return text("done")

        schedule = office.schedule(office.task(rule=EveryHours(1), work=wait))
        office.clock.advance(3600)
        [run] = schedule.look()
        assert begun.wait(LONG)
        office.clock.advance(3600)
        assert schedule.look() == []
        gate.set()
        assert run.job.wait(LONG)
        assert office.outcomes() == {"03-02 13:00": Outcome.DONE, "03-02 14:00": Outcome.SKIPPED}
        assert schedule.history()[0].cause is Cause.STILL_RUNNING

    def test_a_run_that_is_cancelled_in_the_queue_gets_its_outcome(self, office: Office) -> None:
        gate = threading.Event()
        office.lanes.submit(Lane.FILES, text("Before"), lambda _context: gate.wait(LONG))
        schedule = office.schedule(office.task(rule=EveryHours(1)))
        office.clock.advance(3600)
        [run] = schedule.look()
        run.job.cancel()
        gate.set()
        office.look(schedule)
        assert office.outcomes() == {"03-02 13:00": Outcome.CANCELLED}

    def test_a_run_by_hand_is_stored_beside_the_slots(self, office: Office) -> None:
        schedule = office.schedule(office.task(enabled=False))
        run = schedule.run_now("lookup")
        assert run.job.wait(LONG)
        record = schedule.record(run.run_id)
        assert (record.trigger, record.outcome, record.slot) == (Trigger.BY_HAND, Outcome.DONE, None)

    def test_an_unknown_job_is_refused(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        for act in (
            lambda: schedule.run_now("coffee"),
            lambda: schedule.switch("coffee", on=True),
            lambda: schedule.pause("coffee", None),
        ):
            with pytest.raises(UnknownSchedule, match="coffee"):
                act()


class TestMissing:
    def test_days_of_sleep_are_made_up_for_once(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=1)
        office.clock.advance(4 * 86_400)
        office.look(schedule)
        assert office.outcomes() == {
            "03-03 03:00": Outcome.COVERED,
            "03-04 03:00": Outcome.COVERED,
            "03-05 03:00": Outcome.COVERED,
            "03-06 03:00": Outcome.DONE,
        }
        assert len(office.ran) == 1
        assert {record.cause for record in schedule.history()} == {Cause.ASLEEP, None}

    def test_a_program_that_was_not_running_says_so(self, office: Office) -> None:
        office.schedule(office.task())
        office.clock.advance(2 * 86_400)
        restarted = office.schedule(office.task())
        assert office.outcomes() == {"03-03 03:00": Outcome.COVERED, "03-04 03:00": Outcome.DONE}
        assert restarted.history()[1].cause is Cause.NOT_RUNNING

    def test_what_must_not_catch_up_does_not(self, office: Office) -> None:
        schedule = office.schedule(office.task(catches_up=False))
        office.look(schedule)
        office.clock.advance(2 * 86_400)
        office.look(schedule)
        assert office.outcomes() == {"03-03 03:00": Outcome.MISSED, "03-04 03:00": Outcome.MISSED}
        assert office.ran == []

    def test_a_pause_leaves_slots_out_and_ends(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        schedule.pause("lookup", MONDAY_NOON + timedelta(days=2))
        office.live(schedule, hours=72)
        assert office.outcomes() == {
            "03-03 03:00": Outcome.SKIPPED,
            "03-04 03:00": Outcome.SKIPPED,
            "03-05 03:00": Outcome.DONE,
        }

    def test_everything_can_be_paused_at_once(self, office: Office) -> None:
        schedule = office.schedule(office.task(), office.task("export", needs_network=False))
        schedule.pause_all(MONDAY_NOON + timedelta(days=1))
        office.live(schedule, hours=23)
        assert office.outcomes("lookup") == office.outcomes("export") == {"03-03 03:00": Outcome.SKIPPED}
        assert all(view.paused_until for view in schedule.views())
        nexts = [view.next.due for view in schedule.views() if view.next]
        assert nexts == [datetime(2026, 3, 4, 3, 0)] * 2
        schedule.pause_all(None)
        assert not any(view.paused_until for view in schedule.views())

    def test_a_process_that_died_leaves_an_interrupted_run(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.clock.advance(86_400)
        stored = office.store.get("lookup")
        assert stored is not None
        decision = schedule._decision(office.task(), stored)
        assert office.store.carry_out(stored, decision) is not None  # and the process dies here
        office.clock.advance(LEASE.total_seconds() + 1)
        office.schedule(office.task())
        assert office.outcomes() == {"03-03 03:00": Outcome.INTERRUPTED}
        assert office.ran == []


class TestNetwork:
    def test_a_run_waits_for_the_network_and_then_runs_once(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.online = False
        office.live(schedule, hours=48)
        assert schedule.views()[0].waits_for_network
        assert office.outcomes() == {"03-03 03:00": Outcome.COVERED}
        office.online = True
        office.live(schedule, hours=1)
        assert office.outcomes() == {"03-03 03:00": Outcome.COVERED, "03-04 03:00": Outcome.DONE}
        assert not schedule.views()[0].waits_for_network
        assert len(office.ran) == 1

    def test_the_network_is_tried_more_and_more_seldom(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.online = False
        office.clock.advance(16 * 3600)
        tried_at = []
        for second in range(0, 3000, 10):
            probes = office.probes
            office.look(schedule)
            if office.probes > probes:
                tried_at.append(second)
            office.clock.advance(10)
        pauses = [float(later - earlier) for earlier, later in itertools.pairwise(tried_at)]
        assert tuple(pauses) == NETWORK_PAUSES_SECONDS[: len(pauses)]
        assert len(pauses) >= 4

    def test_a_sign_of_life_ends_the_waiting(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.online = False
        office.clock.advance(16 * 3600)
        office.look(schedule)
        office.online = True
        assert office.look(schedule) == []
        schedule.try_network_at_once()
        assert [run.name for run in office.look(schedule)] == ["lookup"]

    def test_nobody_asks_for_the_network_while_nothing_is_due(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=10)
        assert office.probes == 0

    def test_a_job_may_wait_for_a_server_of_its_own(self, office: Office) -> None:
        answers = False
        sync = office.task("sync", reachable=lambda: answers)
        schedule = office.schedule(office.task(), sync)
        office.live(schedule, hours=24)
        assert [view.waits_for_network for view in schedule.views()] == [False, True]
        answers = True
        office.live(schedule, hours=1)
        assert office.outcomes("sync") == {"03-03 03:00": Outcome.DONE}

    def test_what_needs_no_network_runs_without(self, office: Office) -> None:
        schedule = office.schedule(office.task(needs_network=False))
        office.online = False
        office.live(schedule, hours=24)
        assert office.outcomes() == {"03-03 03:00": Outcome.DONE}


class TestClocks:
    @pytest.mark.parametrize(
        ("start", "slots"),
        [
            (datetime(2026, 3, 28, 11, tzinfo=UTC), ["03-29 02:30", "03-30 02:30", "03-31 02:30"]),
            (datetime(2026, 10, 24, 11, tzinfo=UTC), ["10-25 02:30", "10-26 02:30", "10-27 02:30"]),
        ],
    )
    @pytest.mark.parametrize("step_minutes", [5, 30, 60])
    def test_summer_time_both_ways(
        self, office: Office, start: datetime, slots: list[str], step_minutes: int
    ) -> None:
        office.clock.set_wall_clock(start)
        schedule = office.schedule(office.task(rule=Daily(time(2, 30))))
        office.look(schedule)
        office.live(schedule, hours=72, step_minutes=step_minutes)
        assert office.outcomes() == dict.fromkeys(slots, Outcome.DONE)
        assert len(office.ran) == 3

    def test_a_journey_round_the_world_repeats_and_loses_nothing(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.look(schedule)
        for place in (
            "America/New_York",
            "Asia/Tokyo",
            "Pacific/Auckland",
            "America/Los_Angeles",
            "Europe/Oslo",
        ):
            office.zone = ZoneInfo(place)
            office.live(schedule, hours=30)
        days = {slot[:5] for slot in office.outcomes()}
        assert days == {"03-03", "03-04", "03-05", "03-06", "03-07", "03-08"}
        assert all(outcome.ran or outcome is Outcome.COVERED for outcome in office.outcomes().values())
        assert len(office.ran) == len([one for one in office.outcomes().values() if one is Outcome.DONE])

    def test_a_clock_set_back_an_hour_repeats_nothing(self, office: Office) -> None:
        schedule = office.schedule(office.task(rule=EveryHours(1)))
        office.live(schedule, hours=3)
        office.clock.set_wall_clock(office.clock.now() - timedelta(hours=1))
        office.live(schedule, hours=3)
        assert list(office.outcomes()) == [f"03-02 {hour}:00" for hour in (13, 14, 15, 16, 17)]
        assert len(office.ran) == 5

    def test_a_clock_that_starts_in_the_past_is_not_believed_at_once(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=24)
        true_time = office.clock.now()
        office.clock.set_wall_clock(datetime(2000, 1, 1, tzinfo=UTC))
        office.live(schedule, hours=0.5, step_minutes=5)
        office.clock.set_wall_clock(true_time + timedelta(hours=0.5))
        office.live(schedule, hours=24)
        assert office.outcomes() == {"03-03 03:00": Outcome.DONE, "03-04 03:00": Outcome.DONE}

    def test_a_clock_that_ran_ahead_and_was_mended_loses_no_real_slot(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=1)
        true_time = office.clock.now()
        office.clock.set_wall_clock(true_time + timedelta(days=10))
        office.look(schedule)
        assert len(office.ran) == 1
        office.clock.set_wall_clock(true_time)
        office.live(schedule, hours=48)
        assert office.outcomes() == {"03-03 03:00": Outcome.DONE, "03-04 03:00": Outcome.DONE}
        withdrawn = [record for record in schedule.history() if record.withdrawn]
        assert len(withdrawn) == 10


class TestSeveralProcesses:
    def test_a_slot_is_taken_by_one_of_two(self, office: Office) -> None:
        window, timer = office.schedule(office.task()), office.schedule(office.task())
        office.look(window)
        office.clock.advance(86_400)
        assert len(office.look(window)) + len(office.look(timer)) == 1
        assert office.outcomes() == {"03-03 03:00": Outcome.DONE}

    def test_a_decision_that_comes_too_late_stores_nothing(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.look(schedule)
        office.clock.advance(86_400)
        stored = office.store.get("lookup")
        assert stored is not None
        decision = schedule._decision(office.task(), stored)
        assert office.store.carry_out(stored, decision) is not None
        assert office.store.carry_out(stored, decision) is None
        assert len(office.store.history("lookup")) == 1


class TestLists:
    def test_each_job_with_its_next_run(self, office: Office) -> None:
        schedule = office.schedule(office.task(), office.task("export", EveryHours(6), enabled=False))
        lookup, export = schedule.views()
        assert lookup.next is not None
        assert (lookup.name, lookup.next.due, lookup.last) == ("lookup", datetime(2026, 3, 3, 3), None)
        assert (export.name, export.enabled, export.next) == ("export", False, None)

    def test_how_long_nothing_is_due(self, office: Office) -> None:
        schedule = office.schedule(office.task(rule=Daily(time(12, 1))))
        assert schedule.seconds_to_next_look(90) == 60
        assert schedule.seconds_to_next_look(10) == 10

    def test_changes_are_told(self, office: Office) -> None:
        told: list[str] = []
        office.events.subscribe(ScheduleChanged, lambda event: told.append(event.name))
        schedule = office.schedule(office.task())
        office.look(schedule)
        assert told == []
        office.clock.advance(86_400)
        office.look(schedule)
        assert told == ["lookup", "lookup"]

    def test_the_end_of_a_run_is_told(self, office: Office) -> None:
        told: list[ScheduledRunEnded] = []
        office.events.subscribe(ScheduledRunEnded, told.append)
        schedule = office.schedule(office.task(work=failing(KeyError())))
        office.live(schedule, hours=24)
        assert schedule.run_now("lookup").job.wait(LONG)
        assert [(event.outcome, event.trigger) for event in told] == [
            (Outcome.FAILED, Trigger.ON_TIME),
            (Outcome.FAILED, Trigger.BY_HAND),
        ]

    def test_what_the_schedule_began_is_unattended(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.clock.advance(86_400)
        [run] = office.look(schedule)
        assert run.job.view().unattended
        by_hand = schedule.run_now("lookup").job
        assert by_hand.wait(LONG)
        assert not by_hand.view().unattended

    def test_the_times_of_a_rule_somebody_thinks_of(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        slots = schedule.next_slots(Weekly(frozenset({0, 3}), time(12, 0)), 3)
        assert [f"{slot.due:%m-%d %H:%M}" for slot in slots] == ["03-05 12:00", "03-09 12:00", "03-12 12:00"]
        office.clock.set_wall_clock(datetime(2026, 3, 28, 22, 30, tzinfo=UTC))
        night = schedule.next_slots(EveryHours(1, time(0, 30)), 4)
        assert [f"{slot.due:%H:%M}" for slot in night] == ["00:30", "01:30", "02:30", "03:30"]

    def test_outcomes_are_searched_and_filtered(self, office: Office) -> None:
        schedule = office.schedule(office.task(), office.task("export", catches_up=False))
        office.live(schedule, hours=24)
        office.clock.advance(86_400)
        office.look(schedule)
        everything = RunQuery()
        assert schedule.count_runs(everything) == 4
        newest, *_others = schedule.find_runs(everything)
        assert schedule.find_runs(everything, offset=3) == schedule.find_runs(
            RunQuery(oldest_first=True), limit=1
        )
        assert newest.slot == datetime(2026, 3, 4, 3, 0)
        missed = RunQuery(outcomes=frozenset({Outcome.MISSED}))
        assert [record.name for record in schedule.find_runs(missed)] == ["export"]
        [said] = schedule.run_messages()
        found = RunQuery(words=(FoundBy(messages=frozenset({said})), FoundBy(names=frozenset({"export"}))))
        assert [record.name for record in schedule.find_runs(found)] == ["export"]
        asleep = RunQuery(words=(FoundBy(causes=frozenset({Cause.ASLEEP})),))
        assert schedule.count_runs(asleep) == 1
        assert schedule.count_runs(RunQuery(words=(FoundBy(),))) == 0

    def test_what_is_running_is_found_without_reading_the_history(self, office: Office) -> None:
        asked: list[tuple[str, tuple[object, ...]]] = []
        event.listen(
            office.database.engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, values, *_details: asked.append((statement, values)),
        )
        office.store.is_running("lookup")
        office.store.close_the_dead()
        with office.database.read() as connection:
            plans = [
                str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).one().detail)
                for statement, values in tuple(asked)
                if statement.startswith("SELECT")
            ]
        assert len(plans) == 2
        assert all("INDEX schedule_outcomes_by_outcome (" in plan for plan in plans), plans

    def test_a_program_that_stays_open_lets_go_of_old_outcomes(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=24)
        schedule.switch("lookup", on=False)
        office.clock.advance(401 * 86_400)
        office.look(schedule)
        assert schedule.history() == []

    def test_old_outcomes_go(self, office: Office) -> None:
        schedule = office.schedule(office.task())
        office.live(schedule, hours=24)
        office.clock.advance(401 * 86_400)
        assert office.store.remove_old() == 1
        assert schedule.history() == []
