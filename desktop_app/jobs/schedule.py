"""The schedule: looks at what is due, starts it in its lane, and stores what became of every slot."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from desktop_app.base.clock import Clock
from desktop_app.base.errors import Cancelled, InputError
from desktop_app.base.events import Events
from desktop_app.base.texts import Text, text
from desktop_app.jobs.decisions import Decision, Situation, Standing, decide
from desktop_app.jobs.failures import failure_of
from desktop_app.jobs.lanes import Job, JobContext, Lane, Lanes, LanesClosedError
from desktop_app.jobs.outcomes import Outcome, Trigger
from desktop_app.jobs.rules import Rule
from desktop_app.jobs.schedule_store import RunQuery, RunRecord, ScheduleStore, StoredSchedule
from desktop_app.jobs.slots import Slot, next_slot

NETWORK_PAUSES_SECONDS = (60.0, 120.0, 300.0, 600.0, 1200.0)
"""How long to wait before the network is tried again, longer each time, up to the last."""

_A_JOURNEY = timedelta(hours=26)
"""No flight and no change of summer time sets the wall clock back by more."""

_PATIENCE_SECONDS = 3600.0
"""So long a clock that was set back far must stay there before it is believed."""


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """Something the program does by itself. `work` returns one sentence about what it did.

    `catches_up` says whether a slot that was missed is made up for; never true for what sends letters.
    """

    name: str
    title: Text
    rule: Rule
    """The rule until a person chooses another."""
    lane: Lane
    work: Callable[[JobContext], Text]
    catches_up: bool
    needs_network: bool = True
    enabled: bool = False
    """Whether it is on until a person chooses."""
    reachable: Callable[[], bool] | None = None
    """Whether what it needs on the network can be reached; None: as the schedule asks. It may take seconds."""


@dataclass(frozen=True, slots=True)
class ScheduleChanged:
    """Event: a job's rule, its next run or the outcome of one of its slots changed."""

    name: str


@dataclass(frozen=True, slots=True)
class ScheduledRunEnded:
    """Event: a run has ended and its outcome is stored."""

    name: str
    title: Text
    run_id: int
    outcome: Outcome
    message: Text | None
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """One scheduled job as a list shows it. `next` is the next time that is not left out, None while the job is off;
    `last` is its newest outcome.
    """

    name: str
    title: Text
    enabled: bool
    rule: Rule
    next: Slot | None
    last: RunRecord | None
    paused_until: datetime | None
    waits_for_network: bool
    running: bool


@dataclass(frozen=True, slots=True)
class Started:
    """A run that was begun. How it ends is stored under `run_id`."""

    name: str
    slot: Slot | None
    run_id: int
    job: Job[None]


class UnknownSchedule(InputError):
    """There is no scheduled job of that name."""


class Schedule:
    """Owns the scheduled jobs of one process. `look` is called again and again; see `heartbeat`.

    Several processes may share a data folder: each slot is taken by one of them. `zone` gives the time zone of
    the moment, since a laptop travels. `network` says whether the network can be reached; it may take seconds.
    """

    def __init__(
        self,
        tasks: Iterable[ScheduledTask],
        store: ScheduleStore,
        lanes: Lanes,
        events: Events,
        clock: Clock,
        *,
        zone: Callable[[], tzinfo],
        network: Callable[[], bool],
    ) -> None:
        self._tasks: Mapping[str, ScheduledTask] = {task.name: task for task in tasks}
        self._store = store
        self._lanes = lanes
        self._events = events
        self._clock = clock
        self._zone = zone
        usual = NetworkWatch(network, clock)
        self._networks = {
            task.name: NetworkWatch(task.reachable, clock) if task.reachable else usual
            for task in self._tasks.values()
        }
        self._tidied_on: date | None = None
        self._awake_since = clock.now()
        self._lock = threading.Lock()
        self._own_runs: dict[int, Job[None]] = {}
        self._waiting: set[str] = set()
        self._behind_since: dict[str, float] = {}

    @property
    def tasks(self) -> tuple[ScheduledTask, ...]:
        """Everything that can be scheduled."""
        return tuple(self._tasks.values())

    def look(self) -> list[Started]:
        """Deal with every slot that is due: begin runs in their lanes, and store the outcome of the others."""
        with self._lock:
            self._look_after_own_runs()
            self._tidy_once_a_day()
            for name in self._store.close_the_dead():
                self._events.publish(ScheduleChanged(name))
            return [started for task in self._tasks.values() if (started := self._look_at(task))]

    def run_now(self, name: str) -> Started:
        """Begin a run by hand, besides the slots. Raises `UnknownSchedule`."""
        task = self._task(name)
        with self._lock:
            started = self._start(task, self._store.begin_by_hand(name), None, Trigger.BY_HAND)
        if started is None:
            raise LanesClosedError
        return started

    def record(self, run_id: int) -> RunRecord:
        """What is stored of one run."""
        return self._store.record(run_id)

    def try_network_at_once(self) -> None:
        """Do not wait any longer with what waits for the network: the next look tries it."""
        for network in self._networks.values():
            network.try_at_once()

    def views(self) -> list[ScheduleView]:
        """All scheduled jobs with their next run and their last outcome."""
        return [self._view(task) for task in self._tasks.values()]

    def history(self, name: str | None = None, *, offset: int = 0, limit: int = 100) -> list[RunRecord]:
        """What became of slots, the newest first."""
        return self._store.history(name, offset=offset, limit=limit)

    def find_runs(self, query: RunQuery, *, offset: int = 0, limit: int = 100) -> list[RunRecord]:
        """A page of what became of slots, searched and filtered."""
        return self._store.find(query, offset=offset, limit=limit)

    def count_runs(self, query: RunQuery) -> int:
        """How many outcomes a query finds."""
        return self._store.count(query)

    def run_messages(self) -> list[Text]:
        """What runs have said, each sentence once: for whoever searches for words of them."""
        return self._store.messages()

    def next_slots(self, rule: Rule, count: int) -> list[Slot]:
        """The next times of a rule that somebody thinks of, from this moment on."""
        slots: list[Slot] = []
        moment = self._clock.now()
        for _ in range(count):
            slots.append(next_slot(rule, moment, self._zone(), slots[-1].due if slots else None))
            moment = slots[-1].at
        return slots

    def set_rule(self, name: str, rule: Rule) -> None:
        """Give a job other times. What was due before this moment is not looked for under the new rule."""
        self._change(name, rule=rule)

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a job on or off. While it is off it has no slots."""
        self._change(name, enabled=on)

    def pause(self, name: str, until: datetime | None) -> None:
        """Leave a job's slots out until a moment (aware); None ends the pause."""
        self._stored(self._task(name))
        self._store.pause(name, until)
        self._events.publish(ScheduleChanged(name))

    def pause_all(self, until: datetime | None) -> None:
        """Leave the slots of all jobs out until a moment (aware); None ends every pause."""
        for name in self._tasks:
            self.pause(name, until)

    def seconds_to_next_look(self, at_most: float) -> float:
        """How long nothing is due, so that a watcher need not look; at most so many seconds."""
        now = self._clock.now()
        nexts = [view.next.at for view in self.views() if view.next is not None]
        return min([at_most, *((moment - now).total_seconds() for moment in nexts)])

    def _look_at(self, task: ScheduledTask) -> Started | None:
        stored = self._with_believable_mark(self._stored(task))
        if stored is None or not stored.enabled:
            return None
        decision = self._decision(task, stored)
        self._note_waiting(task.name, decision.waits_for_network)
        if decision.handled_until is None:
            return None
        run_id = self._store.carry_out(stored, decision)
        self._events.publish(ScheduleChanged(task.name))
        return None if run_id is None else self._start(task, run_id, decision.run, decision.trigger)

    def _decision(self, task: ScheduledTask, stored: StoredSchedule) -> Decision:
        standing = Standing(
            rule=stored.rule,
            catches_up=task.catches_up,
            needs_network=task.needs_network,
            handled_until=stored.handled_until,
            paused_until=stored.paused_until,
            running=self._store.is_running(task.name),
        )
        situation = Situation(
            now=self._clock.now(), zone=self._zone(), network=True, awake_since=self._awake_since
        )
        decision = decide(standing, situation)
        if decision.run is not None and task.needs_network and not self._networks[task.name].reachable():
            decision = decide(standing, replace(situation, network=False))
        return decision

    def _with_believable_mark(self, stored: StoredSchedule) -> StoredSchedule | None:
        """The row, or None while the clock says a time so long past that it must be wrong.

        Either it is wrong now, which time servers soon mend, or it was wrong when the mark was set. Once it has
        stayed for a while the mark is taken back, and with it the outcomes of slots that are still to come.
        """
        wall = self._wall()
        if stored.handled_until - wall < _A_JOURNEY:
            self._behind_since.pop(stored.name, None)
            return stored
        since = self._behind_since.setdefault(stored.name, self._clock.monotonic())
        if self._clock.monotonic() - since < _PATIENCE_SECONDS:
            return None
        self._store.withdraw_after(stored.name, wall)
        self._events.publish(ScheduleChanged(stored.name))
        return self._store.get(stored.name)

    def _start(self, task: ScheduledTask, run_id: int, slot: Slot | None, trigger: Trigger) -> Started | None:
        try:
            job = self._lanes.submit(
                task.lane,
                task.title,
                lambda context: self._run(task, run_id, trigger, context),
                unattended=trigger is not Trigger.BY_HAND,
            )
        except LanesClosedError:
            self._store.finish(run_id, Outcome.INTERRUPTED, None)
            return None
        self._own_runs[run_id] = job
        return Started(task.name, slot, run_id, job)

    def _run(self, task: ScheduledTask, run_id: int, trigger: Trigger, context: JobContext) -> None:
        """Do the work and store how it ended. What it raises goes on to the lane."""
        outcome: Outcome = Outcome.FAILED
        message: Text | None = None
        try:
            message = task.work(context)
            outcome = Outcome.DONE
        except Cancelled:
            outcome = Outcome.CANCELLED
            raise
        except BaseException as error:
            failure = failure_of(error)
            message = text("{title} {message}", title=failure.title, message=failure.message)
            raise
        finally:
            self._store.finish(run_id, outcome, message)
            self._events.publish(ScheduleChanged(task.name))
            self._events.publish(ScheduledRunEnded(task.name, task.title, run_id, outcome, message, trigger))

    def _tidy_once_a_day(self) -> None:
        """Let go of outcomes that are older than anybody asks for: a program may stay open for years."""
        today = self._wall().date()
        if today != self._tidied_on:
            self._tidied_on = today
            self._store.remove_old()

    def _look_after_own_runs(self) -> None:
        """Say that they are alive; those that were cancelled before they began end here."""
        for run_id, job in tuple(self._own_runs.items()):
            if job.state.is_final:
                self._store.finish(run_id, Outcome.CANCELLED, None)
                del self._own_runs[run_id]
        self._store.renew(self._own_runs)

    def _note_waiting(self, name: str, waits: bool) -> None:
        if waits != (name in self._waiting):
            (self._waiting.add if waits else self._waiting.discard)(name)
            self._events.publish(ScheduleChanged(name))

    def _change(self, name: str, *, rule: Rule | None = None, enabled: bool | None = None) -> None:
        """Change a job; slots before this moment are not looked for afterwards."""
        stored = self._stored(self._task(name))
        mark = max(self._wall(), stored.handled_until)
        self._store.change(name, rule=rule, enabled=enabled, handled_until=mark)
        self._events.publish(ScheduleChanged(name))

    def _view(self, task: ScheduledTask) -> ScheduleView:
        stored = self._stored(task)
        now, zone = self._clock.now(), self._zone()
        paused_until = stored.paused_until if stored.paused_until and stored.paused_until > now else None
        # The second before: what is due when the pause ends is not left out.
        after = now if paused_until is None else paused_until - timedelta(seconds=1)
        upcoming = next_slot(stored.rule, after, zone, stored.handled_until) if stored.enabled else None
        last = self._store.history(task.name, limit=1)
        return ScheduleView(
            name=task.name,
            title=task.title,
            enabled=stored.enabled,
            rule=stored.rule,
            next=upcoming,
            last=last[0] if last else None,
            paused_until=paused_until,
            waits_for_network=task.name in self._waiting,
            running=self._store.is_running(task.name),
        )

    def _task(self, name: str) -> ScheduledTask:
        if name in self._tasks:
            return self._tasks[name]
        raise UnknownSchedule(
            title=text("There is no scheduled job called {name}.", name=name),
            message=text("The scheduled jobs are: {names}.", names=", ".join(self._tasks)),
            hint=text("“schedule list” shows them with their next runs."),
        )

    def _stored(self, task: ScheduledTask) -> StoredSchedule:
        return self._store.ensure(task.name, task.rule, enabled=task.enabled, handled_until=self._wall())

    def _wall(self) -> datetime:
        return self._clock.now().astimezone(self._zone()).replace(tzinfo=None)


class NetworkWatch:
    """Asks whether the network is there, and after a no asks again only after a pause that grows."""

    def __init__(self, probe: Callable[[], bool], clock: Clock) -> None:
        self._probe = probe
        self._clock = clock
        self._failures = 0
        self._next_try = float("-inf")

    def reachable(self) -> bool:
        """Whether the network can be reached, as far as is known."""
        if self._clock.monotonic() < self._next_try:
            return False
        if self._probe():
            self._failures = 0
            return True
        pause = NETWORK_PAUSES_SECONDS[min(self._failures, len(NETWORK_PAUSES_SECONDS) - 1)]
        self._failures += 1
        self._next_try = self._clock.monotonic() + pause
        return False

    def try_at_once(self) -> None:
        """Forget the pause: something happened that may have brought the network back."""
        self._failures = 0
        self._next_try = float("-inf")
