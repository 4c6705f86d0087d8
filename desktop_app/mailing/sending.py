"""Going on with a mailing: each step looks at the ledger, does one thing, and writes down that it did."""

from collections.abc import Iterable
from contextlib import ExitStack

from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp import Transport
from desktop_app.mailing.building import build_job
from desktop_app.mailing.errors import ZipDisappears
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.job_making import make_lookup_job, make_next_job
from desktop_app.mailing.job_zips import zip_path
from desktop_app.mailing.ledger import JobRecord, jobs_in, load_job, load_mailing
from desktop_app.mailing.receipts import fetch_and_apply
from desktop_app.mailing.restored import refuse_while_held
from desktop_app.mailing.states import State
from desktop_app.mailing.uploading import resolve_upload, upload_job
from desktop_app.mailing.workshop import Workshop

_TO_DO = frozenset({State.CHECKED, State.BUILT, State.UPLOADING})
"""The states in which a job waits for us, and not for Digipost."""


_MOST_BUILDS = 2
"""How often a job is built in one go. What disappears again and again is taken by something on this computer."""


class Line:
    """A login at Digipost that is made when it is first needed, and closed at the end of the block."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._stack = ExitStack()
        self._transport: Transport | None = None

    def transport(self) -> Transport:
        """The login."""
        if self._transport is None:
            self._transport = self._stack.enter_context(self._workshop.connect())
        return self._transport

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()


def advance_mailing(workshop: Workshop, mailing_id: int, line: Line, context: WorkContext) -> None:
    """Do everything for a confirmed mailing that can be done before Digipost answers.

    Raises `HeldAfterRestore` for one that came back from a backup and waits for a person.
    """
    with workshop.database.read() as connection:
        refuse_while_held(connection, load_mailing(connection, mailing_id))
    while True:
        context.check_cancelled()
        with workshop.database.read() as connection:
            waiting_for_us = jobs_in(connection, _TO_DO, mailing_id)
        for job in waiting_for_us:
            advance_job(workshop, job, line, context)
        if not _make_next_job(workshop, mailing_id):
            return


def advance_job(workshop: Workshop, job: JobRecord, line: Line, context: WorkContext) -> JobRecord:
    """Take one job as far as it goes before Digipost answers; returns it as it is then."""
    builds = 0
    while job.state in _TO_DO:
        context.check_cancelled()
        if job.state is State.CHECKED:
            builds += 1
            if builds > _MOST_BUILDS:
                raise ZipDisappears(zip_path(workshop, job))
            build_job(workshop, job, context)
            job = _reload(workshop, job)
        elif job.state is State.BUILT:
            job = upload_job(workshop, job, line.transport(), context)
        else:
            # A receipt tells more than the server's folder: look for it first.
            fetch_and_apply(workshop, line.transport(), context)
            job = _reload(workshop, job)
            if job.state is State.UPLOADING:
                job = resolve_upload(workshop, job, line.transport(), context)
    return job


def start_lookup(
    workshop: Workshop, recipient_ids: Iterable[int], name: str, line: Line, context: WorkContext
) -> JobRecord:
    """Make a lookup apart from any mailing, and send it."""
    workshop.checkpoint("job.before")
    with workshop.database.begin() as connection:
        key = make_lookup_job(connection, recipient_ids, name, workshop.settings(), workshop.clock.now())
        job = load_job(connection, key)
    workshop.checkpoint("job.after")
    return advance_job(workshop, job, line, context)


def _make_next_job(workshop: Workshop, mailing_id: int) -> bool:
    """Make a job of the letters that wait for one. False when there are none."""
    with workshop.database.begin() as connection:
        mailing = load_mailing(connection, mailing_id)
        if mailing.state in {State.DRAFT, State.CANCELLED}:
            return False
        workshop.checkpoint("job.before")
        job = make_next_job(connection, mailing, workshop.settings(), workshop.clock.now())
    workshop.checkpoint("job.after")
    workshop.events.publish(MailingChanged(mailing_id))
    return job is not None


def _reload(workshop: Workshop, job: JobRecord) -> JobRecord:
    with workshop.database.read() as connection:
        return load_job(connection, job.key)
