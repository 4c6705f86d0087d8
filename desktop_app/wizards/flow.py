"""The engine behind every wizard: steps over one draft, forward, back, busy, and why not.

The flow keeps the draft and its place in it. It has no threads: work that takes time is handed out as `StepWork`,
somebody runs it in the background and brings its outcome back with `finish`, `fail` or `cancel`. An outcome that was
worked out from answers that have changed meanwhile is dropped. All earlier steps are checked again at every step, so
nothing that went stale after Back can be sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text, text
from desktop_app.wizards.draft import Draft, StepKey
from desktop_app.wizards.steps import Problem, Step, StepWork


class StepState(StrEnum):
    """How a step stands, for the stepper. A `LOCKED` step cannot be opened any more."""

    DONE = "done"
    CURRENT = "current"
    PROBLEM = "problem"
    AHEAD = "ahead"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class StepperEntry:
    """One line of the stepper; `can_open` says whether a click on it goes there."""

    key: StepKey
    title: Text
    state: StepState
    can_open: bool


@dataclass(frozen=True, slots=True)
class PageState:
    """What the shown page may do. When Next is not allowed, `why_not` says why.

    `busy` names the work that Next waits for; `failure` is what that work ended with. `closed` says that nothing can
    be changed until it is done. `stopped` says that somebody stopped the work, which waits for `try_again`.
    """

    can_go_next: bool
    can_go_back: bool
    next_label: Text
    why_not: Text | None = None
    busy: Text | None = None
    closed: bool = False
    failure: BrevdueError | None = None
    stopped: bool = False
    problems: tuple[Problem, ...] = ()


class Flow:
    """Owns the draft and the place in it. Used on one thread only; every change is saved at once.

    `is_shown` says whether a step belongs to a wizard with these answers.
    """

    def __init__(
        self,
        draft: Draft,
        steps: Sequence[Step],
        save: Callable[[Draft], None],
        is_shown: Callable[[Draft, StepKey], bool] = lambda _draft, _key: True,
    ) -> None:
        if not steps:
            raise ValueError("a wizard has at least one step")
        self._steps = {step.key: step for step in steps}
        self._all = tuple(step.key for step in steps)
        self._is_shown = is_shown
        self._save = save
        self._draft = self._place_within_steps(draft)
        self._running: StepWork | None = None
        self._closed = False
        self._advances = False
        self._failure: tuple[StepWork, BrevdueError] | None = None
        self._stopped: StepWork | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def draft(self) -> Draft:
        """The answers as they are now."""
        return self._draft

    @property
    def order(self) -> tuple[StepKey, ...]:
        """The steps that are shown for these answers, from the first to the last."""
        return self._order_for(self._draft)

    @property
    def current(self) -> StepKey:
        """The step that is shown."""
        return self._draft.step

    @property
    def sent(self) -> bool:
        """Whether the mailing has left the wizard: then nothing but following it is possible."""
        return self._draft.sent

    def step(self, key: StepKey) -> Step:
        """The step with this key. KeyError when this wizard has none."""
        return self._steps[key]

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have `listener` called after each change; returns how to stop that."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    # Answers

    def change(self, draft: Draft) -> None:
        """Take new answers and save them. Not while Next or an act is at work: the page is closed for input then."""
        if self._closed:
            raise RuntimeError("the draft cannot change while it is being acted upon")
        if draft == self._draft:
            return
        self._replace(draft)

    # The page

    def page(self) -> PageState:
        """What the shown page may do right now."""
        problems = tuple(self._steps[self.current].problems(self._draft))
        why_not = self._why_not(problems)
        failure = self._failure[1] if self._failure else None
        return PageState(
            can_go_next=why_not is None and not self._is_last(),
            can_go_back=self._can_go_back(),
            next_label=self._steps[self.current].next_label(self._draft) or text("Next"),
            why_not=why_not,
            busy=self._running.name if self._running else None,
            closed=self._closed,
            failure=failure,
            stopped=self._is_stopped(),
            problems=problems,
        )

    def stepper(self) -> tuple[StepperEntry, ...]:
        """The steps with their states, from the first to the last."""
        return tuple(
            StepperEntry(key, self._steps[key].title, self._state_of(key), self.can_open(key))
            for key in self.order
        )

    def can_open(self, key: StepKey) -> bool:
        """Whether the person may go straight to this step."""
        if self._closed or key == self.current or self.sent:
            return False
        if self._index(key) < self._index(self.current):
            return True
        return self._index(key) <= self._index(self._draft.reached) and self._unready_before(key) is None

    # Moving

    def go_next(self) -> StepWork | None:
        """Go to the next step if that is allowed.

        Returns work when the step has something to do first: the flow then waits for `finish` and moves on after
        it. Nothing happens when Next is not allowed.
        """
        if not self.page().can_go_next:
            self._tell()  # a file may have changed since the page was last looked at
            return None
        work = self._steps[self.current].commit(self._draft)
        if work is None:
            self._advance(self._steps[self.current].passed(self._draft))
            return None
        self._closed = self._advances = True
        self.start(work)
        return work

    def act(self, work: StepWork) -> StepWork | None:
        """Do something on the shown page that takes a moment, such as leaving somebody out.

        Returns the work for somebody to run; None, and nothing happens, while the page is closed for input.
        """
        if self._closed:
            return None
        self._closed = True
        self.start(work)
        return work

    def go_back(self) -> None:
        """Go to the step before, keeping every answer."""
        if self._can_go_back():
            order = self.order
            self._replace(replace(self._draft, step=order[order.index(self.current) - 1]))

    def open(self, key: StepKey) -> None:
        """Go straight to a step, where `can_open` allows it."""
        if self.can_open(key):
            self._replace(replace(self._draft, step=key))

    # Work in the background

    def needed_work(self) -> StepWork | None:
        """The first preparation that is missing up to the shown step, unless it runs or has just failed."""
        if self._closed:
            return None
        for key in (*self._before(self.current), self.current):
            if self._steps[key].problems(self._draft) and key != self.current:
                return None
            work = self._steps[key].preparation(self._draft)
            if work is not None:
                return None if self._is_under_way(work) or self._waits_for_person(work) else work
        return None

    def start(self, work: StepWork) -> None:
        """Note that this work runs now. It replaces whatever ran before, whose outcome will be dropped."""
        self._running = work
        self._failure = self._stopped = None
        self._tell()

    def finish(self, work: StepWork, result: Any) -> None:
        """Take the result of work, unless the answers it was made from have changed meanwhile."""
        if work is not self._running:
            return
        advances, closed = self._advances, self._closed
        self._open_page()
        if advances:
            self._advance(self._steps[work.step].passed(work.keep(self._draft, result)))
        elif closed or self._still_wanted(work):
            self._replace(work.keep(self._draft, result))
        else:
            self._tell()

    def fail(self, work: StepWork, error: BrevdueError) -> None:
        """Take the failure of work: the page shows it, and Next goes nowhere until it is tried again."""
        if work is not self._running:
            return
        self._open_page()
        self._failure = (work, error)
        self._tell()

    def cancel(self, work: StepWork) -> None:
        """Note that work was stopped on request. It is not offered again before `try_again`, or other answers."""
        if work is not self._running:
            return
        self._open_page()
        self._stopped = work
        self._tell()

    def reconsider(self) -> None:
        """Something outside the answers changed, such as the register: look anew at what is needed."""
        if self._running is not None and not self._closed and not self._still_wanted(self._running):
            self._running = None
        self._tell()

    def try_again(self) -> None:
        """Forget that the work failed or was stopped, so that it is offered again."""
        self._failure = self._stopped = None
        self._tell()

    # Inside

    def _open_page(self) -> None:
        self._running = None
        self._closed = self._advances = False

    def _why_not(self, problems: Sequence[Problem]) -> Text | None:
        if self._running is not None:
            return self._running.name
        earlier = self._unready_before(self.current)
        if earlier is not None:
            return earlier
        if problems:
            return problems[0].text
        if self._failure is not None and self._still_wanted(self._failure[0]):
            return self._failure[1].title
        if self._is_stopped():
            return text("It was stopped. Start it again to go on.")
        work = self._steps[self.current].preparation(self._draft)
        return work.name if work is not None else None

    def _unready_before(self, key: StepKey) -> Text | None:
        """Why a step before this one is not in order, or None when all are."""
        for earlier in self._before(key):
            step = self._steps[earlier]
            problems = step.problems(self._draft)
            if problems:
                return text("{step}: {problem}", step=step.title, problem=problems[0].text)
            work = step.preparation(self._draft)
            if work is not None:
                return self._failure[1].title if self._failure else work.name
        return None

    def _state_of(self, key: StepKey) -> StepState:
        if key == self.current:
            return StepState.CURRENT
        if self.sent:
            return StepState.LOCKED
        if self._index(key) > self._index(self._draft.reached):
            return StepState.AHEAD
        if self._steps[key].problems(self._draft):
            return StepState.PROBLEM
        return StepState.DONE if self._index(key) < self._index(self._draft.reached) else StepState.AHEAD

    def _can_go_back(self) -> bool:
        return not self._closed and not self.sent and self.current != self.order[0]

    def _advance(self, draft: Draft) -> None:
        order = self._order_for(draft)
        following = order[min(order.index(draft.step) + 1, len(order) - 1)]
        furthest = max(draft.reached, following, key=self._index)
        self._replace(replace(draft, step=following, reached=furthest))

    def _replace(self, draft: Draft) -> None:
        self._draft = draft
        self._save(draft)
        if self._failure is not None and not self._still_wanted(self._failure[0]):
            self._failure = None
        if self._running is not None and not self._closed and not self._still_wanted(self._running):
            self._running = None
        self._tell()

    def _still_wanted(self, work: StepWork) -> bool:
        wanted = self._steps[work.step].preparation(self._draft)
        return wanted is not None and wanted.made_from == work.made_from

    def _is_under_way(self, work: StepWork) -> bool:
        return self._running is not None and self._same(self._running, work)

    def _waits_for_person(self, work: StepWork) -> bool:
        if self._failure is not None and self._same(self._failure[0], work):
            return True
        return self._stopped is not None and self._same(self._stopped, work)

    def _is_stopped(self) -> bool:
        return self._stopped is not None and self._still_wanted(self._stopped)

    @staticmethod
    def _same(one: StepWork, other: StepWork) -> bool:
        return one.step == other.step and one.made_from == other.made_from

    def _place_within_steps(self, draft: Draft) -> Draft:
        order = self._order_for(draft)
        step = draft.step if draft.step in order else order[0]
        reached = draft.reached if draft.reached in self._all else step
        return replace(draft, step=step, reached=max(step, reached, key=self._index))

    def _is_last(self) -> bool:
        return self.current == self.order[-1]

    def _order_for(self, draft: Draft) -> tuple[StepKey, ...]:
        return tuple(key for key in self._all if self._is_shown(draft, key))

    def _before(self, key: StepKey) -> tuple[StepKey, ...]:
        return tuple(earlier for earlier in self.order if self._index(earlier) < self._index(key))

    def _index(self, key: StepKey) -> int:
        return self._all.index(key)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
