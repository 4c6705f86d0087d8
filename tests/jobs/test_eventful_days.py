"""Eventful days: sleep, summer time both ways, clocks that jump, journeys, networks that go, programs that end.

A few days of an office are lived through for each event, with many scheduled jobs at once; a case is one job on one
of these occasions. What must hold is worked out from the wall clock alone: each due time that the clock on the wall
came to, or sprang over, has exactly one outcome.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.texts import Text, text
from desktop_app.jobs.decisions import GRACE
from desktop_app.jobs.lanes import JobContext, Lane, Lanes
from desktop_app.jobs.migrations import MIGRATIONS
from desktop_app.jobs.outcomes import Outcome, Trigger
from desktop_app.jobs.rules import Daily, EveryHours, Monthly, Rule, Weekly
from desktop_app.jobs.schedule import Schedule, ScheduledTask
from desktop_app.jobs.schedule_store import RunRecord, ScheduleStore
from desktop_app.jobs.slots import next_slot
from tests.helpers.fake_clock import FakeClock

LONG = 20.0
LOOKUPS: tuple[Rule, ...] = (
    Daily(time(0, 0)),
    Daily(time(2, 0)),
    Daily(time(2, 30)),
    Daily(time(3, 0)),
    Daily(time(23, 59)),
    Weekly(frozenset(range(7)), time(2, 15)),
    Weekly(frozenset({5, 6}), time(2, 45)),
    EveryHours(6, time(0, 30)),
    EveryHours(24, time(1, 30)),
    Monthly(29, time(2, 30)),
    Monthly(31, time(1, 59)),
)
MAILINGS: tuple[Rule, ...] = (Daily(time(2, 30)), Daily(time(9, 0)), EveryHours(8, time(0, 10)))
JOBS: Mapping[str, tuple[Rule, bool]] = {
    **{f"lookup {rule}": (rule, True) for rule in LOOKUPS},
    **{f"mailing {rule}": (rule, False) for rule in MAILINGS},
}
OSLO = ZoneInfo("Europe/Oslo")
SPRING = datetime(2026, 3, 28, 10, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 10, tzinfo=UTC)
WINTER = datetime(2026, 1, 29, 10, tzinfo=UTC)


@dataclass
class Office:
    """A computer, its place and its network, and what a clock on its wall has shown so far."""

    folder: Path
    start: datetime
    zone: tzinfo = OSLO
    online: bool = True
    events_met: int = 0
    ran: list[tuple[str, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = FakeClock(self.start)
        self.events = Events()
        self.database = Database.open(
            self.folder / "office.sqlite", MIGRATIONS, backups=self.folder, clock=self.clock
        )
        self.store = ScheduleStore(self.database, self.clock)
        self.lanes = Lanes(self.events, self.clock)
        self.tasks = [self._task(name, *job) for name, job in JOBS.items()]
        self.first = self.reached = self.wall()
        self.open_program()

    def _task(self, name: str, rule: Rule, catches_up: bool) -> ScheduledTask:
        def work(_context: JobContext) -> Text:
            self.ran.append((name, self.clock.now()))
            return text("done")

        return ScheduledTask(name, text("Job"), rule, Lane.FILES, work, catches_up, enabled=True)

    def wall(self) -> datetime:
        """What the clock on the wall shows."""
        return self.clock.now().astimezone(self.zone).replace(tzinfo=None)

    # What happens

    def open_program(self) -> None:
        """The program is started."""
        self.schedule = Schedule(
            self.tasks,
            self.store,
            self.lanes,
            self.events,
            self.clock,
            zone=lambda: self.zone,
            network=lambda: self.online,
        )
        self.look()

    def look(self) -> None:
        """The program looks at the schedule, and what it begins comes to its end."""
        self.reached = max(self.reached, self.wall())
        for run in self.schedule.look():
            assert run.job.wait(LONG)

    def live(self, hours: float) -> None:
        """The program is open and looks whenever something is due, as the heartbeat does."""
        until = self.clock.now() + timedelta(hours=hours)
        while (now := self.clock.now()) < until:
            mark = self.reached
            nexts = (next_slot(rule, now, self.zone, mark).at for rule, _catches_up in JOBS.values())
            pause = min(until, *nexts) - now
            self.clock.advance(max(pause.total_seconds(), 1.0))
            self.look()

    def sleep(self, hours: float) -> None:
        """The lid is closed, or the program; on waking it looks at once."""
        self.events_met += 1
        self.clock.advance(hours * 3600)
        self.look()

    def end_program(self, hours: float) -> None:
        """The program is closed and started again later."""
        self.events_met += 1
        self.clock.advance(hours * 3600)
        self.open_program()

    def set_clock(self, hours: float) -> None:
        """Somebody, or a time server, sets the clock."""
        self.events_met += 1
        self.clock.set_wall_clock(self.clock.now() + timedelta(hours=hours))
        self.look()

    def travel(self, zone: str) -> None:
        """The laptop wakes elsewhere."""
        self.events_met += 1
        self.zone = ZoneInfo(zone)
        self.look()

    def lose_network(self, hours: float) -> None:
        """The network is away for a while."""
        self.events_met += 1
        self.online = False
        self.live(hours)
        self.online = True
        self.schedule.try_network_at_once()
        self.look()

    def close(self) -> None:
        """The end of the days."""
        assert self.lanes.shutdown(cancel=True, seconds=LONG)
        self.database.dispose()


def quiet_days(office: Office) -> None:
    office.live(60)


def asleep_over_the_change(office: Office) -> None:
    office.live(10)
    office.sleep(10)
    office.live(30)


def asleep_at_every_night(office: Office) -> None:
    for _ in range(3):
        office.sleep(14)
        office.live(10)


def asleep_for_days(office: Office) -> None:
    office.live(4)
    office.sleep(80)
    office.live(10)


def not_running(office: Office) -> None:
    office.live(4)
    office.end_program(60)
    office.live(20)


def restarted_often(office: Office) -> None:
    for _ in range(8):
        office.live(3)
        office.end_program(4)


def clock_an_hour_ahead(office: Office) -> None:
    office.live(15)
    office.set_clock(1)
    office.live(30)


def clock_an_hour_back(office: Office) -> None:
    office.live(17)
    office.set_clock(-1)
    office.live(30)


def clock_back_and_forth(office: Office) -> None:
    office.live(15)
    for hours in (3, -3, 5, -4):
        office.set_clock(hours)
        office.live(2)
    office.live(24)


def clock_set_right_after_a_dead_battery(office: Office) -> None:
    office.live(20)
    office.set_clock(-9000)
    office.live(0.5)
    office.set_clock(9000)
    office.live(30)


def east(office: Office) -> None:
    office.live(8)
    office.travel("Asia/Tokyo")
    office.live(36)


def west(office: Office) -> None:
    office.live(18)
    office.travel("America/New_York")
    office.live(36)


def round_the_world(office: Office) -> None:
    for place in ("America/New_York", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Europe/Oslo"):
        office.live(13)
        office.travel(place)
    office.live(13)


def network_away(office: Office) -> None:
    office.live(10)
    office.lose_network(40)
    office.live(10)


def network_away_after_sleep(office: Office) -> None:
    office.sleep(30)
    office.lose_network(5)
    office.live(20)


def everything_at_once(office: Office) -> None:
    office.lose_network(12)
    office.sleep(20)
    office.travel("America/New_York")
    office.end_program(9)
    office.set_clock(2)
    office.live(24)


DAYS = {
    "summer begins": (SPRING, quiet_days),
    "summer ends": (AUTUMN, quiet_days),
    "summer begins, asleep": (SPRING, asleep_over_the_change),
    "summer ends, asleep": (AUTUMN, asleep_over_the_change),
    "asleep at night, summer begins": (SPRING, asleep_at_every_night),
    "asleep at night, summer ends": (AUTUMN, asleep_at_every_night),
    "asleep for days": (WINTER, asleep_for_days),
    "not running": (SPRING, not_running),
    "restarted often": (AUTUMN, restarted_often),
    "the clock an hour ahead": (WINTER, clock_an_hour_ahead),
    "the clock an hour back": (WINTER, clock_an_hour_back),
    "the clock back and forth": (WINTER, clock_back_and_forth),
    "a dead battery": (WINTER, clock_set_right_after_a_dead_battery),
    "flying east": (WINTER, east),
    "flying west": (SPRING, west),
    "round the world": (WINTER, round_the_world),
    "the network away": (WINTER, network_away),
    "the network away after sleep": (SPRING, network_away_after_sleep),
    "everything at once": (AUTUMN, everything_at_once),
}
CASES = [(day, job) for day in DAYS for job in JOBS]


@dataclass(frozen=True)
class Lived:
    """What some days left behind."""

    first: datetime
    reached: datetime
    events_met: int
    records: Mapping[str, list[RunRecord]]
    ran: Counter[str]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Lived]:
    """The days, each lived through once, when the first case asks."""
    kept: dict[str, Lived] = {}

    def live_through(day: str) -> Lived:
        if day not in kept:
            start, happens = DAYS[day]
            office = Office(tmp_path_factory.mktemp("office"), start)
            happens(office)
            records = {name: office.store.history(name, limit=10_000) for name in JOBS}
            ran = Counter(name for name, _moment in office.ran)
            kept[day] = Lived(office.first, office.reached, office.events_met, records, ran)
            office.close()
        return kept[day]

    return live_through


def due_times(rule: Rule, after: datetime, until: datetime) -> list[datetime]:
    """The wall-clock times of a rule in a stretch of the wall clock."""
    days: list[date] = [
        after.date() + timedelta(days=number) for number in range((until.date() - after.date()).days + 1)
    ]
    return [due for day in days for due in rule.on(day) if after < due <= until]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(("day", "job"), CASES)
def test_each_slot_is_handled_once_and_its_outcome_stored(
    day: str, job: str, lived: Callable[[str], Lived]
) -> None:
    days, (rule, catches_up) = lived(day), JOBS[job]
    records = days.records[job]
    slots = sorted(record.slot for record in records if record.slot is not None)
    assert slots == due_times(rule, days.first, days.reached)

    outcomes = Counter(record.outcome for record in records)
    assert outcomes[Outcome.DONE] == days.ran[job]
    made_up_for = [record for record in records if record.trigger is Trigger.CATCH_UP]
    if catches_up:
        assert set(outcomes) <= {Outcome.DONE, Outcome.COVERED}
        assert len(made_up_for) <= days.events_met
    else:
        assert set(outcomes) <= {Outcome.DONE, Outcome.MISSED}
        begun = [(record.slot_at, record.decided_at) for record in records if record.outcome.ran]
        assert all(at is not None and at <= moment <= at + GRACE for at, moment in begun)
    without_a_run = [record for record in records if not record.outcome.ran]
    assert all(record.cause is not None for record in without_a_run)
