"""A window that is left open for a month, with 5,000 scheduled runs: what it holds does not grow.

The month is lived through with a clock that is moved by hand; everything else is real: the schedule and its table,
the lanes and their threads, the window on its page.
"""

import dataclasses
import gc
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.jobs.rules import EveryHours
from desktop_app.jobs.schedule import Schedule, ScheduledTask
from desktop_app.jobs.schedule_store import RunQuery, ScheduleStore
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.schedule import SchedulePage
from desktop_app.ui.presence.presence import Presence
from tests.helpers.fake_clock import FakeClock
from tests.helpers.fake_tray import FakeTray
from tests.helpers.stage import staged_services
from tests.helpers.still_heart import StillHeart

JOBS_AN_HOUR = 7
MONTH_HOURS = 30 * 24
WARM_UP_HOURS = 10 * 24
"""Until then everything has been loaded and every bounded list is full."""
LOOKED_AT_HOURS = 24
LONG = 20.0
LOOKS = 3


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds at one moment; `blocks` are pieces of Python's memory, strings and numbers included."""

    objects: int
    blocks: int
    kilobytes: int
    files: int
    threads: int
    parts: int


def held(window: MainWindow) -> Held:
    """Look, after everything that is garbage was cleared away.

    The parts come first: each gets an object in Python when it is looked at for the first time.
    """
    parts = len(window.findChildren(QObject)) + len(QApplication.topLevelWidgets())
    for _ in range(3):
        gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Held(
        objects=len(gc.get_objects()),
        blocks=sys.getallocatedblocks(),
        kilobytes=pages * os.sysconf("SC_PAGE_SIZE") // 1024,
        files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        threads=threading.active_count(),
        parts=parts,
    )


def hourly(number: int, lane: Lane) -> ScheduledTask:
    """A tiny job; one of them fails each time."""

    def work(context: JobContext) -> Text:
        context.progress(1, 1)
        if number == 0:
            raise OSError("no luck")
        return plural("{count} receipt fetched.", "{count} receipts fetched.", count=number)

    return ScheduledTask(
        f"job-{number}", text("Job {number}", number=number), EveryHours(1), lane, work, True, enabled=True
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2027, 3, 1, 0, 5, tzinfo=UTC))


@pytest.fixture
def services(tmp_path: Path, clock: FakeClock) -> Iterator[Services]:
    """The stage with an hourly schedule over a clock that is moved by hand."""
    with staged_services(tmp_path) as staged:
        lanes = tuple(Lane)
        schedule = Schedule(
            [hourly(number, lanes[number % len(lanes)]) for number in range(JOBS_AN_HOUR)],
            ScheduleStore(staged.database, clock),
            staged.lanes,
            staged.events,
            clock,
            zone=lambda: UTC,
            network=lambda: True,
        )
        yield dataclasses.replace(staged, schedule=schedule, clock=clock, heartbeat=StillHeart())


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux tells here what a process holds")
@pytest.mark.timeout(240)
def test_a_month_and_5000_runs_leave_memory_and_handles_as_they_were(
    qtbot: QtBot, qapp: QApplication, theme: Theme, services: Services, clock: FakeClock
) -> None:
    window = MainWindow(services, theme, language="en")
    qtbot.addWidget(window)
    presence = Presence(qapp, window, FakeTray())
    presence.begin()
    window.go("schedule", view="history")
    services.schedule.look()

    live(qapp, services.schedule, clock, WARM_UP_HOURS)
    before = held_in_the_end(qapp, window)
    live(qapp, services.schedule, clock, MONTH_HOURS - WARM_UP_HOURS)
    after = held_in_the_end(qapp, window)

    history = RunQuery()
    assert services.schedule.count_runs(history) >= 5000
    page = window.page()
    assert isinstance(page, SchedulePage)
    qtbot.waitUntil(
        lambda: page.grid.model.rowCount() == services.schedule.count_runs(history), timeout=20_000
    )
    runs = (MONTH_HOURS - WARM_UP_HOURS) * JOBS_AN_HOUR
    # One object kept from each run would be more than this.
    assert after.objects < before.objects + runs, (before, after)
    assert after.blocks < before.blocks + runs, (before, after)
    assert after.kilobytes < before.kilobytes + 8 * runs, (before, after)
    assert after.files <= before.files + 4, (before, after)
    assert after.threads <= before.threads, (before, after)
    assert after.parts <= before.parts, (before, after)
    presence.end()


def live(qapp: QApplication, schedule: Schedule, clock: FakeClock, hours: int) -> None:
    """Let hours pass; the window is told of every run and shows what it was told once a day."""
    for hour in range(hours):
        clock.advance(3600)
        for run in schedule.look():
            assert run.job.wait(LONG)
        if hour % LOOKED_AT_HOURS == 0:
            qapp.processEvents()


def held_in_the_end(qapp: QApplication, window: MainWindow) -> Held:
    """What is held at rest: the least of some looks, since what a thread is about to let go of is not kept."""
    looks: list[Held] = []
    for _ in range(LOOKS):
        settle(qapp, window)
        looks.append(held(window))
    return min(looks, key=lambda each: (each.objects, each.blocks))


def settle(qapp: QApplication, window: MainWindow) -> None:
    """Let everything arrive that the window was told and has asked for."""
    quiet = 0
    while quiet < 30:
        qapp.processEvents()
        threading.Event().wait(0.005)
        quiet = quiet + 1 if window.context.reader.is_idle else 0
