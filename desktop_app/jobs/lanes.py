"""The one way to run something in the background: lanes with one worker each."""

import itertools
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from desktop_app.base.clock import Clock
from desktop_app.base.errors import Cancelled
from desktop_app.base.events import Events
from desktop_app.base.texts import Text
from desktop_app.jobs.job import Job
from desktop_app.jobs.progress import Progress
from desktop_app.jobs.states import (
    FailureKind,
    JobFailure,
    JobProgressed,
    JobState,
    JobStateChanged,
    JobView,
    Lane,
)

__all__ = [
    "PROGRESS_INTERVAL_SECONDS",
    "FailureKind",
    "Job",
    "JobContext",
    "JobFailure",
    "JobProgressed",
    "JobState",
    "JobStateChanged",
    "JobView",
    "Lane",
    "Lanes",
    "LanesClosedError",
]

PROGRESS_INTERVAL_SECONDS = 0.1
"""`JobProgressed` comes at most this often for one job; `Job.view()` is exact at any moment."""

_HISTORY_LENGTH = 200

T = TypeVar("T")


class LanesClosedError(RuntimeError):
    """Work was submitted after `shutdown`. A fault in the program, not the person's."""


class Lanes:
    """Keeps a queue and at most one worker thread for each lane. Owned by `Services`.

    A worker lives while its lane has work and ends when the queue is empty, so an idle program has no idle
    threads. Events are published on the worker's thread (the one for a new job on the caller's), with no lock
    held, so a handler may call anything here except waiting for a job.
    """

    def __init__(self, events: Events, clock: Clock) -> None:
        self._events = events
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._queues: dict[Lane, deque[Job[Any]]] = {lane: deque() for lane in Lane}
        self._workers: dict[Lane, threading.Thread] = {}
        self._active: dict[int, Job[Any]] = {}
        self._history: deque[JobView] = deque(maxlen=_HISTORY_LENGTH)
        self._closed = False

    def submit(
        self, lane: Lane | str, name: Text, work: Callable[["JobContext"], T], *, unattended: bool = False
    ) -> Job[T]:
        """Queue work in a lane and return at once.

        `work` gets a context to report progress to and to be cancelled by; what it returns or raises is in
        `Job.result()`. `unattended` is work that no person began. Raises `LanesClosedError` after `shutdown`.
        """
        with self._lock:
            self._refuse_when_closed()
            job = Job(
                next(self._numbers),
                Lane(lane),
                name,
                work,
                self._clock,
                self._drop_if_queued,
                unattended=unattended,
            )
            self._active[job.id] = job
        self._publish(JobStateChanged(job.view()))
        with self._lock:
            closed_meanwhile = self._closed
            if not closed_meanwhile:
                self._queues[job.lane].append(job)
                self._wake_worker(job.lane)
        if closed_meanwhile:
            self._drop_if_queued(job)
        return job

    def jobs(self) -> tuple[JobView, ...]:
        """The queued and running jobs, in the order they were submitted."""
        with self._lock:
            active = tuple(self._active.values())
        return tuple(job.view() for job in active)

    def history(self) -> tuple[JobView, ...]:
        """The jobs that ended last, the newest first; a bounded number of them."""
        with self._lock:
            return tuple(reversed(self._history))

    def find(self, job_id: int) -> Job[Any] | None:
        """The queued or running job with this number."""
        with self._lock:
            return self._active.get(job_id)

    def cancel(self, job_id: int) -> bool:
        """Ask a job to stop by its number; False when no such job is queued or running."""
        job = self.find(job_id)
        if job is None:
            return False
        job.cancel()
        return True

    def shutdown(self, *, wait: bool = True, cancel: bool = False, seconds: float | None = None) -> bool:
        """Take no new work, and wait for what was accepted; True when all of it has ended.

        With `cancel`, queued jobs are dropped and running ones are asked to stop; they still end in their own
        time, since no thread is ever killed. `seconds` bounds the wait; calling again goes on waiting.
        Raises RuntimeError when a lane's own worker asks to wait.
        """
        with self._lock:
            self._closed = True
            active = tuple(self._active.values())
            workers = tuple(self._workers.values())
        if cancel:
            for job in active:
                job.cancel()
        if not wait:
            return not active
        if threading.current_thread() in workers:
            raise RuntimeError("a lane cannot wait for its own end")
        return self._join(workers, seconds)

    def _join(self, workers: tuple[threading.Thread, ...], seconds: float | None) -> bool:
        deadline = None if seconds is None else self._clock.monotonic() + seconds
        for worker in workers:
            worker.join(None if deadline is None else max(deadline - self._clock.monotonic(), 0.0))
        return not any(worker.is_alive() for worker in workers)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise LanesClosedError("the lanes are shut down")

    def _wake_worker(self, lane: Lane) -> None:
        """Start the lane's worker if it has none. Called with the lock held."""
        if lane not in self._workers:
            worker = threading.Thread(target=self._work_off, args=(lane,), name=f"lane-{lane}")
            self._workers[lane] = worker
            worker.start()

    def _work_off(self, lane: Lane) -> None:
        """Run the lane's jobs one after another until there are none: the worker's whole life."""
        while True:
            with self._lock:
                if not self._queues[lane]:
                    del self._workers[lane]
                    return
                job = self._queues[lane].popleft()
            self._run(job)

    def _run(self, job: Job[Any]) -> None:
        if not job.begin():
            return
        self._publish(JobStateChanged(job.view()))
        job.run(JobContext(job, self._clock, self._publish))
        self._finish(job)

    def _drop_if_queued(self, job: Job[Any]) -> None:
        if job.drop():
            self._finish(job)

    def _finish(self, job: Job[Any]) -> None:
        """Tell of the end, keep it in the history, and only then let those go who wait for it."""
        view = job.view()
        with self._lock:
            self._active.pop(job.id, None)
            self._history.append(view)
        self._publish(JobStateChanged(view))
        job.let_waiters_go()

    def _publish(self, event: object) -> None:
        """Publish, and keep the lane alive when a listener fails: its fault goes where threads' faults go."""
        try:
            self._events.publish(event)
        except Exception:
            kind, error, trace = sys.exc_info()
            assert kind is not None
            arguments = threading.ExceptHookArgs((kind, error, trace, threading.current_thread()))
            threading.excepthook(arguments)


class JobContext:
    """What the work of one job sees: where it reports, and where it is asked to stop. A `WorkContext`."""

    def __init__(self, job: Job[Any], clock: Clock, publish: Callable[[object], None]) -> None:
        self._job = job
        self._clock = clock
        self._publish = publish
        self._next_event_at = 0.0

    @property
    def stop(self) -> threading.Event:
        """Set once the job is asked to stop, for a wait that is to end at once."""
        return self._job.stop

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        """Take over the counts, and publish them if the last event is long enough ago."""
        self._job.report_progress(Progress(done, total, label))
        now = self._clock.monotonic()
        if now >= self._next_event_at:
            self._next_event_at = now + PROGRESS_INTERVAL_SECONDS
            self._publish(JobProgressed(self._job.view()))

    def check_cancelled(self) -> None:
        """Raise `Cancelled` once somebody asked the job to stop."""
        if self._job.stop.is_set():
            raise Cancelled
