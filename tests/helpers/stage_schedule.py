"""The schedule of the stage: real, over the stage's clock, with some days behind it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from desktop_app.base.clock import Clock
from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.decisions import Decision, Settled
from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Daily, EveryHours, Weekly
from desktop_app.jobs.schedule import Schedule
from desktop_app.jobs.schedule_store import ScheduleStore
from desktop_app.jobs.slots import Slot
from desktop_app.services import Services
from desktop_app.services.scheduled_tasks import SyncStopped


def staged_schedule(services: Services, clock: Clock, *, busy: bool) -> Schedule:
    """The services' own jobs at the stage's hour; `busy` ones are on and have run for some days."""
    with services.database.begin() as connection:
        whole: Any = _OneTransaction(connection)
        store = ScheduleStore(whole, clock)
        for task in services.schedule.tasks:
            wall = clock.now().astimezone().replace(tzinfo=None)
            store.ensure(task.name, task.rule, enabled=task.enabled, handled_until=wall - timedelta(days=4))
        if busy:
            _switch_on(store)
            _live_some_days(store, clock.now())
    return Schedule(
        services.schedule.tasks,
        ScheduleStore(services.database, clock),
        services.lanes,
        services.events,
        clock,
        zone=lambda: UTC,
        network=lambda: True,
    )


@dataclass(frozen=True, slots=True)
class _OneTransaction:
    """The database, as long as one transaction lasts: a hundred of them would take most of a stage's time."""

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
