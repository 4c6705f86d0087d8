"""Moving a job in the ledger, with everything that goes with it: the mailing's state, and telling who listens."""

import contextlib
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import text
from desktop_app.mailing.events import JobChanged, MailingChanged
from desktop_app.mailing.ledger import JobRecord, load_job, move_job, note_job_failure, settle_mailing
from desktop_app.mailing.states import State
from desktop_app.mailing.workshop import Workshop


def record_move(
    workshop: Workshop, connection: Connection, job: JobRecord, after: State, **values: Any
) -> JobRecord:
    """Move a job and settle its mailing, in the caller's transaction; returns the job as it is then."""
    move_job(connection, job, after, **values)
    if job.mailing_id is not None:
        settle_mailing(connection, job.mailing_id, workshop.clock.now())
    return load_job(connection, job.key)


def move_at_once(workshop: Workshop, job: JobRecord, after: State, **values: Any) -> JobRecord:
    """Move a job in a transaction of its own, and tell who listens."""
    with workshop.database.begin() as connection:
        moved = record_move(workshop, connection, job, after, **values)
    announce(workshop, moved, after)
    return moved


def keep_failure(workshop: Workshop, job: JobRecord, error: BrevdueError) -> None:
    """Keep why a job cannot go on just now. Its state stays as it is."""
    words = text("{title} {message} {hint}", title=error.title, message=error.message, hint=error.hint)
    # On a full disk even this cannot be kept; the error itself reaches the person in any case.
    with contextlib.suppress(DatabaseError), workshop.database.begin() as connection:
        note_job_failure(connection, job.key, words)
    workshop.note("job_stopped", job_id=job.job_id, state=job.state, error=type(error).__name__)
    announce(workshop, job, job.state)


def announce(workshop: Workshop, job: JobRecord, state: State) -> None:
    """Tell who listens that a job, and with it its mailing, has changed."""
    workshop.note("job_moved", job_id=job.job_id, to_state=state, kind=job.kind)
    workshop.events.publish(JobChanged(job.job_id, job.mailing_id, state))
    if job.mailing_id is not None:
        workshop.events.publish(MailingChanged(job.mailing_id))
