"""The schedule of the stage: real, over the stage's clock, with some days behind it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, select

from desktop_app.base.clock import Clock
from desktop_app.base.database import metadata
from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.decisions import Decision, Settled
from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Daily, EveryHours, Rule, Weekly
from desktop_app.jobs.schedule import Schedule
from desktop_app.jobs.schedule_store import ScheduleStore
from desktop_app.jobs.slots import Slot
from desktop_app.jobs.tables import schedule_outcomes, schedules
from desktop_app.services import Services
from desktop_app.services.scheduled_tasks import SyncStopped


def staged_schedule(services: Services, clock: Clock, *, busy: bool) -> Schedule:
    """The services' own jobs at the stage's hour; `busy` ones are on and have run for some days."""
    tasks = tuple((task.name, task.rule, task.enabled) for task in services.schedule.tasks)
    with services.database.begin() as connection:
        for table, rows in _lived(tasks, clock, busy=busy).items():
            if rows:
                connection.execute(insert(table), [*rows])
    return Schedule(
        services.schedule.tasks,
        ScheduleStore(services.database, clock),
        services.lanes,
        services.events,
        clock,
        zone=lambda: UTC,
        network=lambda: True,
    )


_Rows = tuple[dict[str, Any], ...]
_KEPT: dict[tuple[object, ...], dict[Table, _Rows]] = {}
"""The rows of the days that were lived through: they are the same on each stage."""


def _lived(tasks: tuple[tuple[str, Rule, bool], ...], clock: Clock, *, busy: bool) -> dict[Table, _Rows]:
    """What the schedule's tables hold after those days."""
    wall = clock.now().astimezone().replace(tzinfo=None)
    key = (tasks, wall, busy)
    if key not in _KEPT:
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            metadata.create_all(connection, [schedules, schedule_outcomes])
            whole: Any = _OneTransaction(connection)
            store = ScheduleStore(whole, clock)
            for name, rule, enabled in tasks:
                store.ensure(name, rule, enabled=enabled, handled_until=wall - timedelta(days=4))
            if busy:
                _switch_on(store)
                _live_some_days(store, clock.now())
            _KEPT[key] = {
                table: tuple(map(dict, connection.execute(select(table)).mappings()))
                for table in (schedules, schedule_outcomes)
            }
        engine.dispose()
    return _KEPT[key]


@dataclass(frozen=True, slots=True)
class _OneTransaction:
    """The database of a store, as long as one transaction lasts."""

    connection: Connection

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self.connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        yield self.connection


def _switch_on(store: ScheduleStore) -> None:
    store.change("receipts", rule=EveryHours(1))
    store.change("lookup", enabled=True, rule=Weekly(frozenset({0, 3, 6}), time(3, 0)))
    store.change("digis", enabled=True)
    store.change("digis-export", enabled=True, rule=Daily(time(2, 0)))


def _live_some_days(store: ScheduleStore, now: datetime) -> None:
    """Outcomes of all kinds, such as an office sees them in a week."""
    stopped = SyncStopped(
        text("Digis does not accept the key. The sync stopped, and the others go on waiting.")
    )
    refused = text("{title} {message}", title=stopped.title, message=stopped.message)
    for hours in range(60, 0, -1):
        at = now.replace(minute=0) - timedelta(hours=hours - 1)
        match hours % 12:
            case 3:
                _leave_out(store, "receipts", at, Outcome.COVERED, Cause.ASLEEP)
            case 4:
                _leave_out(store, "digis", at, Outcome.SKIPPED, Cause.PAUSED)
            case 5:
                _run(store, "digis", at, Outcome.FAILED, refused)
            case 6:
                _run(store, "lookup", at, Outcome.INTERRUPTED, None)
            case kind:
                fetched = plural("{count} receipt fetched.", "{count} receipts fetched.", count=kind)
                _run(store, "receipts", at, Outcome.DONE, fetched)


def _run(store: ScheduleStore, name: str, at: datetime, outcome: Outcome, message: Text | None) -> None:
    stored = store.get(name)
    assert stored is not None
    slot = Slot(at.replace(tzinfo=None), at)
    number = store.carry_out(stored, Decision(run=slot, trigger=Trigger.ON_TIME, handled_until=slot.due))
    assert number is not None
    store.finish(number, outcome, message)


def _leave_out(store: ScheduleStore, name: str, at: datetime, outcome: Outcome, cause: Cause) -> None:
    stored = store.get(name)
    assert stored is not None
    slot = Slot(at.replace(tzinfo=None), at)
    store.carry_out(stored, Decision(settled=(Settled(slot, outcome, cause),), handled_until=slot.due))
