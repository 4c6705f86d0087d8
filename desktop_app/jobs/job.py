"""One piece of work in a lane, from the queue to its result."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from desktop_app.base.clock import Clock
from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.failures import failure_of
from desktop_app.jobs.progress import Progress, ProgressMeter
from desktop_app.jobs.states import JobFailure, JobState, JobView, Lane

T = TypeVar("T")


class Job(Generic[T]):
    """One piece of work in a lane: its state, its progress, and in the end its result or its error.

    Made by `Lanes.submit` and run by that lane's worker; every public method may be called from any thread.
    """

    def __init__(
        self,
        number: int,
        lane: Lane,
        name: Text,
        work: Callable[[Any], T],
        clock: Clock,
        when_asked_to_stop: Callable[["Job[T]"], None],
        *,
        unattended: bool = False,
    ) -> None:
        self.id = number
        self.lane = lane
        self.name = name
        self.unattended = unattended
        self._work: Callable[[Any], T] | None = work
        self._clock = clock
        self._when_asked_to_stop = when_asked_to_stop
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._stop = threading.Event()
        self._state = JobState.QUEUED
        self._queued_at = clock.now()
        self._started_at: datetime | None = None
        self._finished_at: datetime | None = None
        self._meter = ProgressMeter(clock.monotonic())
        self._result: T | None = None
        self._error: BaseException | None = None
        self._failure: JobFailure | None = None
        self._worker: int | None = None

    @property
    def state(self) -> JobState:
        """The state at this moment."""
        return self._state

    @property
    def stop(self) -> threading.Event:
        """Set once somebody asked the job to stop; for waits that are to end at once."""
        return self._stop

    def cancel(self) -> None:
        """Ask the job to stop. A queued job ends at once; a running one ends at its next `check_cancelled`.

        Work that is past its last such point ends as done. Asking again, or asking a job that has ended,
        changes nothing.
        """
        self._stop.set()
        self._when_asked_to_stop(self)

    def view(self) -> JobView:
        """What can be said of the job now."""
        with self._lock:
            progress = self._meter.current
            running = self._state is JobState.RUNNING
            return JobView(
                id=self.id,
                lane=self.lane,
                name=self.name,
                state=self._state,
                queued_at=self._queued_at,
                started_at=self._started_at,
                finished_at=self._finished_at,
                done=progress.done,
                total=progress.total,
                label=progress.label,
                seconds_left=self._meter.seconds_left(self._clock.monotonic()) if running else None,
                cancelling=self._stop.is_set() and not self._state.is_final,
                failure=self._failure,
                unattended=self.unattended,
            )

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the job has ended, at most so many seconds; True when it has.

        Raises RuntimeError when the job's own worker asks, which would wait for itself for ever.
        """
        if self._worker == threading.get_ident():
            if not self._state.is_final:
                raise RuntimeError("a job cannot wait for itself")
            return True  # a listener to the job's end, which those outside are still to be told of
        return self._ended.wait(seconds)

    def result(self, seconds: float | None = None) -> T:
        """Wait for the job and return what its work returned.

        Raises what the work raised, `Cancelled` when it was cancelled, and TimeoutError when it has not ended
        within so many seconds.
        """
        if not self.wait(seconds):
            raise TimeoutError(f"job {self.id} has not ended")
        if self._error is not None:
            raise self._error
        return cast("T", self._result)

    # What the lane calls

    def begin(self) -> bool:
        """Become running on the calling thread; False when the job ended while it was queued."""
        with self._lock:
            if self._state is not JobState.QUEUED:
                return False
            self._state = JobState.RUNNING
            self._started_at = self._clock.now()
            self._meter = ProgressMeter(self._clock.monotonic())
            self._worker = threading.get_ident()
            return True

    def run(self, context: WorkContext) -> None:
        """Do the work and take the final state. Raises nothing."""
        assert self._work is not None
        try:
            self._result = self._work(context)
        except Cancelled as wish:
            self._end(JobState.CANCELLED, wish)
        except BaseException as error:  # a worker outlives whatever its work does, a sys.exit() included
            self._end(JobState.FAILED, error)
        else:
            self._end(JobState.DONE, None)

    def drop(self) -> bool:
        """Cancel the job if it has not started; True when this call did it."""
        with self._lock:
            if self._state is not JobState.QUEUED:
                return False
            self._worker = threading.get_ident()
            self._take_final_state(JobState.CANCELLED, Cancelled())
            return True

    def report_progress(self, progress: Progress) -> None:
        """Take over new counts from the work."""
        self._meter.update(progress, self._clock.monotonic())

    def let_waiters_go(self) -> None:
        """Wake those who wait for the end. Called after the event of the final state was published."""
        self._worker = None
        self._ended.set()

    def _end(self, state: JobState, error: BaseException | None) -> None:
        with self._lock:
            self._take_final_state(state, error)

    def _take_final_state(self, state: JobState, error: BaseException | None) -> None:
        self._state, self._error = state, error
        if state is JobState.FAILED and error is not None:
            self._failure = failure_of(error)
        self._finished_at = self._clock.now()
        self._work = None  # what the work held on to is free from here on
