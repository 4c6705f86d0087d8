"""Looking for receipts again and again: often at first, then more and more seldom, for days if need be.

How long to wait follows from how long a job has been at Digipost, which is in the ledger; so a restart changes
nothing about it.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from desktop_app.base.clock import Clock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp_errors import HostKeyChanged, HostKeyUnknown, LoginRefused, SftpRefused
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import jobs
from desktop_app.mailing.workshop import Workshop

LONGEST_WAIT_SECONDS = 30 * 60.0
_SHARE_OF_AGE = 10
"""A job that has been away for ten minutes is looked for once a minute, one of five hours every half hour."""

_SLICE_SECONDS = 0.5
"""How long a wait can go on before a wish to stop is noticed."""


def poll_delay(age_seconds: float, shortest_seconds: float) -> float:
    """How long to wait between two looks for a job that has been at Digipost for so long."""
    longest = max(LONGEST_WAIT_SECONDS, shortest_seconds)
    return min(max(age_seconds / _SHARE_OF_AGE, shortest_seconds), longest)


def seconds_to_next_look(workshop: Workshop) -> float | None:
    """How long to wait before the next look for receipts; None when nothing is waited for."""
    newest = _newest_upload(workshop)
    if newest is None:
        return None
    age = (workshop.clock.now() - newest).total_seconds()
    return poll_delay(max(age, 0.0), workshop.settings().poll_seconds)


def wait_until(
    workshop: Workshop,
    seconds: float,
    context: WorkContext,
    look: Callable[[], object],
    is_over: Callable[[], bool],
) -> None:
    """Look, and look again, until it is over or so many seconds have passed. There is always one look at least."""
    clock = workshop.clock
    deadline = clock.monotonic() + seconds
    while True:
        context.check_cancelled()
        _look_and_live_on(workshop, look)
        left = deadline - clock.monotonic()
        if is_over() or left <= 0:
            return
        pause = seconds_to_next_look(workshop) or workshop.settings().poll_seconds
        _rest(clock, min(pause, left), context)


def _look_and_live_on(workshop: Workshop, look: Callable[[], object]) -> None:
    """A network that is away for a while must not end the waiting; what only a person can mend does."""
    try:
        look()
    except (HostKeyChanged, HostKeyUnknown, LoginRefused, SftpRefused):
        raise
    except EnvironmentFailure as error:
        workshop.note("look_failed", error=type(error).__name__)


def _rest(clock: Clock, seconds: float, context: WorkContext) -> None:
    end = clock.monotonic() + seconds
    while (left := end - clock.monotonic()) > 0:
        context.check_cancelled()
        clock.wait(min(left, _SLICE_SECONDS))


def _newest_upload(workshop: Workshop) -> datetime | None:
    waited_for = [state for state in State if state.awaits_receipts]
    question = select(func.max(func.coalesce(jobs.c.uploaded_at, jobs.c.uploading_at))).where(
        jobs.c.state.in_(waited_for)
    )
    with workshop.database.read() as connection:
        newest: datetime | None = connection.execute(question).scalar_one()
    return newest
