"""How far a job is, and how long it may still take."""

from dataclasses import dataclass

from desktop_app.base.texts import Text

_LEAST_SECONDS_TO_GUESS_FROM = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one moment; `total` is None while it is unknown."""

    done: int = 0
    total: int | None = None
    label: Text | None = None


class ProgressMeter:
    """Keeps the latest counts of one job, and since when the present stretch of work runs.

    A stretch ends when the total or the label changes or the count falls back: a guess made from reading rows
    says nothing about the upload that follows. Written by the job's worker, read by any thread.
    """

    def __init__(self, now: float) -> None:
        """Start at nothing done, at the monotonic second `now`."""
        self.current = Progress()
        self._stretch_start = (now, 0)

    def update(self, progress: Progress, now: float) -> None:
        """Take over new counts at the monotonic second `now`."""
        last = self.current
        if progress.total != last.total or progress.label != last.label or progress.done < last.done:
            self._stretch_start = (now, progress.done)
        self.current = progress

    def seconds_left(self, now: float) -> float | None:
        """Guess the seconds until the present stretch ends, from its pace; None when it is too early."""
        progress, (started, done_at_start) = self.current, self._stretch_start
        elapsed, done = now - started, progress.done - done_at_start
        if not progress.total or done <= 0 or elapsed < _LEAST_SECONDS_TO_GUESS_FROM:
            return None
        return max(progress.total - progress.done, 0) * elapsed / done
