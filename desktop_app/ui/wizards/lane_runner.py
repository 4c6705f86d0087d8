"""Runs a wizard's work on the program's lanes, and calls back on the window's thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop_app.base.errors import BrevdueError, Cancelled, EnvironmentFailure
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.jobs.failures import failure_of
from desktop_app.jobs.job import Job
from desktop_app.jobs.states import JobStateChanged, Lane
from desktop_app.ui.context import UiContext


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Job[Any]
    done: Callable[[Any], None]
    failed: Callable[[BrevdueError], None]
    cancelled: Callable[[], None]


class _Nothing:
    """The handle of work that is done at once: there is no time to stop it."""

    def cancel(self) -> None:
        """Too late."""


class LaneRunner(QObject):
    """Keeps who waits for which job. When its owner is destroyed nobody is called any more."""

    def __init__(self, context: UiContext, owner: QObject) -> None:
        super().__init__(owner)
        self._context = context
        self._waiting: dict[int, _Waiting] = {}
        context.bridge.listen(JobStateChanged, self, self._take)

    def run(
        self,
        lane: Lane | None,
        name: Text,
        work: Callable[[WorkContext], Any],
        done: Callable[[Any], None],
        failed: Callable[[BrevdueError], None],
        cancelled: Callable[[], None],
        *,
        told_by_window: bool = False,
    ) -> "Job[Any] | _Nothing":
        """Hand work over; exactly one of the three is called when it has ended.

        Whoever hands it over shows a failure in place, unless it is to be `told_by_window` like other work's.
        """
        if lane is None:
            self._context.reader.read(
                self, lambda: work(Unattended()), done, lambda error: self._tell_failure(error, failed)
            )
            return _Nothing()
        job = self._context.services.lanes.submit(lane, name, work)
        if not told_by_window:
            self._context.told_in_place.add(job.id)
        self._waiting[job.id] = _Waiting(job, done, failed, cancelled)
        return job

    def _take(self, events: Sequence[JobStateChanged]) -> None:
        for event in events:
            if event.job.state.is_final and event.job.id in self._waiting:
                self._end(self._waiting.pop(event.job.id))

    def _end(self, waiting: _Waiting) -> None:
        try:
            result = waiting.job.result(0)
        except Cancelled:
            waiting.cancelled()
        except Exception as error:
            waiting.failed(_as_failure(error))
        else:
            waiting.done(result)

    def _tell_failure(self, error: BaseException, failed: Callable[[BrevdueError], None]) -> None:
        if not isinstance(error, BrevdueError):
            self._context.navigator.show_error(error)
        failed(_as_failure(error))


def _as_failure(error: BaseException) -> BrevdueError:
    if isinstance(error, BrevdueError):
        return error
    failure = failure_of(error)
    return EnvironmentFailure(title=failure.title, message=failure.message, hint=failure.hint)
