"""Runs a wizard's work in the background and brings the outcomes home to its flow."""

from collections.abc import Callable
from typing import Any, Protocol

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.wizards.flow import Flow
from desktop_app.wizards.steps import StepWork


class Handle(Protocol):
    """Work that was handed over."""

    def cancel(self) -> None:
        """Ask it to stop."""
        ...


class Runner(Protocol):
    """Runs work on another thread and calls back on the flow's thread, exactly one of the three."""

    def run(
        self,
        lane: Lane | None,
        name: Text,
        work: Callable[[WorkContext], Any],
        done: Callable[[Any], None],
        failed: Callable[[BrevdueError], None],
        cancelled: Callable[[], None],
    ) -> Handle:
        """Hand work over, to a lane or, with None, to be done at once."""
        ...


class WizardSession:
    """Keeps one open wizard going: whatever a step needs is started by itself, one work at a time.

    `send` is called once, when the mailing has been confirmed, with its id.
    """

    def __init__(self, flow: Flow, runner: Runner, send: Callable[[int], None]) -> None:
        self.flow = flow
        self._runner = runner
        self._send = send
        self._handle: Handle | None = None
        self._work: StepWork | None = None
        self._sent = flow.sent
        self._stop = flow.subscribe(self._pump)
        self._pump()

    def press_next(self) -> None:
        """Next was pressed."""
        work = self.flow.go_next()
        if work is not None:
            self._run(work)

    def act(self, work: StepWork) -> None:
        """Something was done on the page, such as leaving somebody out."""
        if self.flow.act(work) is not None:
            self._run(work)

    def cancel_work(self) -> None:
        """Ask the work that runs to stop."""
        if self._handle is not None:
            self._handle.cancel()

    def close(self) -> None:
        """The wizard is put aside. A preparation is stopped; an act, such as confirming, is let finish."""
        self._stop()
        if self._work is not None and not self.flow.page().closed:
            self.cancel_work()

    def _pump(self) -> None:
        if self.flow.sent and not self._sent and self.flow.draft.mailing_id is not None:
            self._sent = True
            self._send(self.flow.draft.mailing_id)
        work = self.flow.needed_work()
        if work is None:
            return
        self.cancel_work()
        self._work = work
        self.flow.start(work)
        self._run(work)

    def _run(self, work: StepWork) -> None:
        self._work = work
        self._handle = self._runner.run(
            work.lane,
            work.name,
            work.run,
            lambda result: self.flow.finish(work, result),
            lambda error: self.flow.fail(work, error),
            lambda: self.flow.cancel(work),
        )
