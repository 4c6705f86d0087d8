"""What the database keeps of the schedule: rules, marks, and the outcome of every slot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.stored_texts import from_stored, to_stored
from desktop_app.base.texts import Text
from desktop_app.jobs.decisions import Decision, Settled
from desktop_app.jobs.outcomes import Cause, Outcome, Trigger
from desktop_app.jobs.rules import Rule, parse_rule
from desktop_app.jobs.slots import Slot
from desktop_app.jobs.tables import schedule_outcomes, schedules

LEASE = timedelta(minutes=15)
"""A run whose process has not been heard of for so long has died with it."""

_KEPT = timedelta(days=400)
_MESSAGES_SEARCHED = 5000
"""Different sentences that are looked through; an office has some hundred of them in a year."""


@dataclass(frozen=True, slots=True)
class StoredSchedule:
    """One scheduled job's row. `handled_until` is a wall-clock time without a zone."""

    name: str
    enabled: bool
    rule: Rule
    handled_until: datetime
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What became of one slot, or of one run by hand (`slot` is None)."""

    id: int
    name: str
    slot: datetime | None
    slot_at: datetime | None
    trigger: Trigger | None
    outcome: Outcome
    cause: Cause | None
    message: Text | None
    decided_at: datetime
    finished_at: datetime | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What one searched word stands for: runs that say one of these `messages`, or are of one of the others.

    All of them are read in the person's language, which the database does not know: whoever searches looks them up.
    """

    messages: frozenset[Text] = frozenset()
    names: frozenset[str] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Which outcomes: of these `outcomes` (empty: all), with all of the searched `words`; the newest first."""

    outcomes: frozenset[Outcome] = frozenset()
    words: tuple[FoundBy, ...] = ()
    oldest_first: bool = False


class ScheduleStore:
    """Reads and writes the schedule's tables. May be used from any thread and process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def ensure(self, name: str, rule: Rule, *, enabled: bool, handled_until: datetime) -> StoredSchedule:
        """The row of a job, made with these values where there is none yet."""
        values = {
            "name": name,
            "enabled": enabled,
            "rule": str(rule),
            "handled_until": handled_until.isoformat(),
        }
        stored = self.get(name)
        if stored is None:
            with self._database.begin() as connection:
                connection.execute(insert_or(schedules).values(values).on_conflict_do_nothing())
            stored = self.get(name)
        assert stored is not None
        return stored

    def get(self, name: str) -> StoredSchedule | None:
        """The row of a job."""
        with self._database.read() as connection:
            row = connection.execute(select(schedules).where(schedules.c.name == name)).mappings().first()
        return None if row is None else _schedule(row)

    def change(
        self,
        name: str,
        *,
        rule: Rule | None = None,
        enabled: bool | None = None,
        handled_until: datetime | None = None,
    ) -> None:
        """Change what is given."""
        values: dict[str, object] = {}
        if rule is not None:
            values["rule"] = str(rule)
        if enabled is not None:
            values["enabled"] = enabled
        if handled_until is not None:
            values["handled_until"] = handled_until.isoformat()
        self._update(name, values)

    def pause(self, name: str, until: datetime | None) -> None:
        """Leave slots out until a moment; None ends a pause."""
        self._update(name, {"paused_until": until})

    def _update(self, name: str, values: dict[str, object]) -> None:
        with self._database.begin() as connection:
            connection.execute(update(schedules).where(schedules.c.name == name).values(values))

    # Outcomes

    def carry_out(self, stored: StoredSchedule, decision: Decision) -> int | None:
        """Store a decision in one transaction, the run's beginning included; returns the run's id, if it has one.

        When another process has dealt with the job since `stored` was read, nothing is stored.
        """
        with self._database.begin() as connection:
            if decision.handled_until is not None and not self._move_mark(connection, stored, decision):
                return None
            for settled in decision.settled:
                self._settle(connection, stored.name, settled)
            if decision.run is None:
                return None
            return self._begin(connection, stored.name, decision.run, decision.trigger)

    def begin_by_hand(self, name: str) -> int:
        """Store that a person began a run; returns its id."""
        with self._database.begin() as connection:
            return self._begin(connection, name, None, Trigger.BY_HAND)

    def finish(self, run_id: int, outcome: Outcome, message: Text | None) -> None:
        """Store how a run ended, unless that is stored already."""
        with self._database.begin() as connection:
            connection.execute(
                update(schedule_outcomes)
                .where(schedule_outcomes.c.id == run_id, schedule_outcomes.c.finished_at.is_(None))
                .values(
                    outcome=str(outcome),
                    message=None if message is None else to_stored(message),
                    finished_at=self._clock.now(),
                    alive_until=None,
                )
            )

    def renew(self, run_ids: Iterable[int]) -> None:
        """Say that these runs' process is alive."""
        ids = list(run_ids)
        if ids:
            with self._database.begin() as connection:
                connection.execute(
                    update(schedule_outcomes)
                    .where(schedule_outcomes.c.id.in_(ids), schedule_outcomes.c.outcome == Outcome.RUNNING)
                    .values(alive_until=self._clock.now() + LEASE)
                )

    def close_the_dead(self) -> list[str]:
        """Give runs whose process died the outcome `interrupted`; returns their jobs' names."""
        dead = (schedule_outcomes.c.outcome == Outcome.RUNNING) & (
            schedule_outcomes.c.alive_until < self._clock.now()
        )
        with self._database.read() as connection:
            names = list(connection.execute(select(schedule_outcomes.c.name).where(dead)).scalars())
        if names:
            with self._database.begin() as connection:
                values = {"outcome": str(Outcome.INTERRUPTED), "alive_until": None}
                connection.execute(update(schedule_outcomes).where(dead).values(values))
        return names

    def withdraw_after(self, name: str, wall: datetime) -> None:
        """Take back the outcomes of slots that are still to come, after the clock had run ahead; move the mark."""
        outcomes = schedule_outcomes.c
        with self._database.begin() as connection:
            connection.execute(
                update(schedule_outcomes)
                .where(
                    outcomes.name == name, outcomes.slot > wall.isoformat(), outcomes.withdrawn_at.is_(None)
                )
                .values(withdrawn_at=self._clock.now())
            )
            connection.execute(
                update(schedules).where(schedules.c.name == name).values(handled_until=wall.isoformat())
            )

    def is_running(self, name: str) -> bool:
        """Whether a run of this job is under way, here or in another process."""
        running = (schedule_outcomes.c.name == name) & (schedule_outcomes.c.outcome == Outcome.RUNNING)
        with self._database.read() as connection:
            return connection.execute(select(schedule_outcomes.c.id).where(running)).first() is not None

    def record(self, run_id: int) -> RunRecord:
        """One run."""
        query = select(schedule_outcomes).where(schedule_outcomes.c.id == run_id)
        with self._database.read() as connection:
            return _record(connection.execute(query).mappings().one())

    def history(self, name: str | None = None, *, offset: int = 0, limit: int = 100) -> list[RunRecord]:
        """Outcomes, the newest first, of one job or of all."""
        query = select(schedule_outcomes).order_by(schedule_outcomes.c.id.desc()).offset(offset).limit(limit)
        if name is not None:
            query = query.where(schedule_outcomes.c.name == name)
        with self._database.read() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def find(self, query: RunQuery, *, offset: int = 0, limit: int = 100) -> list[RunRecord]:
        """A page of the outcomes that a query finds."""
        by_age = schedule_outcomes.c.id if query.oldest_first else schedule_outcomes.c.id.desc()
        wanted = select(schedule_outcomes).where(*_conditions(query)).order_by(by_age)
        with self._database.read() as connection:
            rows = connection.execute(wanted.offset(offset).limit(limit)).mappings()
            return [_record(row) for row in rows]

    def messages(self) -> list[Text]:
        """What runs have said, each sentence once, the newest ones of very many."""
        column = schedule_outcomes.c.message
        newest_first = func.max(schedule_outcomes.c.id).desc()
        wanted = select(column).where(column.is_not(None)).group_by(column).order_by(newest_first)
        with self._database.read() as connection:
            found = map(from_stored, connection.execute(wanted.limit(_MESSAGES_SEARCHED)).scalars())
            return [message for message in found if message is not None]

    def count(self, query: RunQuery) -> int:
        """How many outcomes a query finds."""
        wanted = select(func.count()).select_from(schedule_outcomes).where(*_conditions(query))
        with self._database.read() as connection:
            return int(connection.execute(wanted).scalar_one())

    def remove_old(self) -> int:
        """Remove outcomes from more than a year ago; returns how many."""
        old = schedule_outcomes.c.decided_at < self._clock.now() - _KEPT
        with self._database.read() as connection:
            if connection.execute(select(schedule_outcomes.c.id).where(old).limit(1)).first() is None:
                return 0
        with self._database.begin() as connection:
            return connection.execute(delete(schedule_outcomes).where(old)).rowcount

    def _move_mark(self, connection: Connection, stored: StoredSchedule, decision: Decision) -> bool:
        assert decision.handled_until is not None
        moved = connection.execute(
            update(schedules)
            .where(
                schedules.c.name == stored.name,
                schedules.c.handled_until == stored.handled_until.isoformat(),
            )
            .values(handled_until=decision.handled_until.isoformat())
        )
        return moved.rowcount == 1

    def _settle(self, connection: Connection, name: str, settled: Settled) -> None:
        connection.execute(
            insert(schedule_outcomes).values(
                name=name,
                slot=settled.slot.due.isoformat(),
                slot_at=settled.slot.at,
                outcome=str(settled.outcome),
                cause=str(settled.cause),
                decided_at=self._clock.now(),
            )
        )

    def _begin(self, connection: Connection, name: str, slot: Slot | None, trigger: Trigger) -> int:
        now = self._clock.now()
        result = connection.execute(
            insert(schedule_outcomes).values(
                name=name,
                slot=None if slot is None else slot.due.isoformat(),
                slot_at=None if slot is None else slot.at,
                trigger=str(trigger),
                outcome=str(Outcome.RUNNING),
                decided_at=now,
                alive_until=now + LEASE,
            )
        )
        assert result.inserted_primary_key is not None
        run_id: int = result.inserted_primary_key[0]
        return run_id


def _conditions(query: RunQuery) -> Iterator[ColumnElement[bool]]:
    columns = schedule_outcomes.c
    if query.outcomes:
        yield columns.outcome.in_(query.outcomes)
    for each in query.words:
        yield or_(
            columns.message.in_([to_stored(message) for message in each.messages]),
            columns.name.in_(each.names),
            columns.outcome.in_(each.outcomes),
            columns.cause.in_(each.causes),
        )


def _schedule(row: RowMapping) -> StoredSchedule:
    return StoredSchedule(
        name=row["name"],
        enabled=row["enabled"],
        rule=parse_rule(row["rule"]),
        handled_until=datetime.fromisoformat(row["handled_until"]),
        paused_until=row["paused_until"],
    )


def _record(row: RowMapping) -> RunRecord:
    return RunRecord(
        id=row["id"],
        name=row["name"],
        slot=None if row["slot"] is None else datetime.fromisoformat(row["slot"]),
        slot_at=row["slot_at"],
        trigger=None if row["trigger"] is None else Trigger(row["trigger"]),
        outcome=Outcome(row["outcome"]),
        cause=None if row["cause"] is None else Cause(row["cause"]),
        message=from_stored(row["message"]),
        decided_at=row["decided_at"],
        finished_at=row["finished_at"],
        withdrawn=row["withdrawn_at"] is not None,
    )
