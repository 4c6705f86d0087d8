"""What can be said of a job in the background at one moment, and the events that say it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.base.texts import Text


class Lane(StrEnum):
    """The lanes: one outside resource each, so that work on the same one never overlaps."""

    DIGIPOST = "digipost"
    DIGIS = "digis"
    FILES = "files"


class JobState(StrEnum):
    """The life of a job: queued → running → done | failed | cancelled (also straight from queued)."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """True when the job has ended and will not change any more."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class FailureKind(StrEnum):
    """Who can do something about a failure: the person, the surroundings, or the programmers."""

    INPUT = "input"
    ENVIRONMENT = "environment"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job failed, in words to show; `report` is there for a bug and holds no values of variables."""

    kind: FailureKind
    title: Text
    message: Text
    hint: Text
    report: str | None = None


@dataclass(frozen=True, slots=True)
class JobView:
    """One job at one moment: plain values that any thread may keep.

    `done` and `total` count what the work itself counts (rows, letters, bytes); `total` is None while it is
    unknown. `seconds_left` is a guess, None while there is nothing to guess from. Times are UTC. An `unattended`
    job was begun by the schedule: nobody sits and waits for it.
    """

    id: int
    lane: Lane
    name: Text
    state: JobState
    queued_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done: int = 0
    total: int | None = None
    label: Text | None = None
    seconds_left: float | None = None
    cancelling: bool = False
    failure: JobFailure | None = None
    unattended: bool = False

    @property
    def fraction(self) -> float | None:
        """How much is done, 0.0 to 1.0; None while the total is unknown."""
        if self.state is JobState.DONE:
            return 1.0
        return min(self.done / self.total, 1.0) if self.total else None


@dataclass(frozen=True, slots=True)
class JobStateChanged:
    """Event: a job was queued, started, or ended. Published once for each state, in order."""

    job: JobView


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """Event: a running job came further. Published at most every `lanes.PROGRESS_INTERVAL_SECONDS`."""

    job: JobView
