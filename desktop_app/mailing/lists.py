"""Lists of mailings and jobs, one person's history, and what Home shows."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from desktop_app.base.stored_texts import from_stored
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.findings import is_open, page_of_deviations
from desktop_app.mailing.ledger import find_job, load_mailing, unknown_mailing
from desktop_app.mailing.mending import mending_numbers
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import deviations, jobs, letters, lookup_rows, mailings
from desktop_app.mailing.views import (
    JobView,
    LookupSummary,
    MailingDetail,
    MailingView,
)
from desktop_app.register.model import LookupStatus

_SHOWN_ON_HOME = 5
_DEVIATIONS_ON_PAGE = 100
_MAY_HAVE_FAILED = (State.CHECKED, State.BUILT, State.UPLOADING, State.UNCERTAIN, State.FAILED)
"""States in which what last went wrong with a job is still of interest."""

_UNDER_WAY = tuple(state for state in State if not state.is_final and state is not State.DRAFT)


def page_of_mailings(connection: Connection, offset: int, limit: int) -> list[MailingView]:
    """Mailings, newest first."""
    rows = connection.execute(_mailings().order_by(mailings.c.id.desc()).offset(offset).limit(limit))
    return [_mailing_view(row) for row in rows]


def mailing_detail(connection: Connection, mailing_id: int) -> MailingDetail:
    """One mailing with its jobs and open deviations."""
    row = connection.execute(_mailings().where(mailings.c.id == mailing_id)).one_or_none()
    if row is None:
        raise unknown_mailing(str(mailing_id))
    own_jobs = connection.execute(select(jobs).where(jobs.c.mailing_id == mailing_id).order_by(jobs.c.id))
    return MailingDetail(
        mailing=_mailing_view(row),
        options=load_mailing(connection, mailing_id).options,
        jobs=tuple(job_view(each) for each in own_jobs),
        deviations=tuple(
            page_of_deviations(connection, mailing_id, 0, _DEVIATIONS_ON_PAGE, None, open_only=True)
        ),
        mending=mending_numbers(connection, mailing_id),
    )


def page_of_jobs(connection: Connection, offset: int, limit: int, *, under_way_only: bool) -> list[JobView]:
    """Jobs, newest first."""
    question = select(jobs).order_by(jobs.c.id.desc()).offset(offset).limit(limit)
    if under_way_only:
        question = question.where(jobs.c.state.in_(_UNDER_WAY))
    return [job_view(row) for row in connection.execute(question)]


def one_job(connection: Connection, job_id: str) -> JobView:
    """One job by its id on the wire."""
    row = connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one_or_none()
    if row is None:
        raise unknown_mailing(job_id)
    return job_view(row)


def page_of_lookups(connection: Connection, offset: int, limit: int) -> list[JobView]:
    """Lookups that were answered, the newest answer first."""
    answered = (jobs.c.kind == JobKind.LOOKUP) & (jobs.c.state == State.FINISHED)
    newest_first = (jobs.c.finished_at.desc(), jobs.c.id.desc())
    question = select(jobs).where(answered).order_by(*newest_first).offset(offset).limit(limit)
    return [job_view(row) for row in connection.execute(question)]


def jobs_between(connection: Connection, since: str | None, until: str) -> frozenset[str]:
    """The ids of all jobs answered after one job, up to another and with it. Without `since`: from the beginning.

    Mailings are among them, since their results say something of the recipients too.
    """
    last = one_job(connection, until)
    question = select(jobs.c.job_id).where(_is_not_later(last))
    if since is not None:
        question = question.where(~_is_not_later(one_job(connection, since)))
    return frozenset(connection.execute(question).scalars())


def _is_not_later(job: JobView) -> ColumnElement[bool]:
    """True for the jobs that were answered before this one, and for itself."""
    return or_(
        jobs.c.finished_at < job.finished_at, and_(jobs.c.finished_at == job.finished_at, jobs.c.id <= job.id)
    )


def job_view(row: Any) -> JobView:
    """A row of `jobs` as the rest of the program sees it."""
    return JobView(
        id=row.id,
        job_id=row.job_id,
        kind=JobKind(row.kind),
        mailing_id=row.mailing_id,
        name=row.name,
        state=State(row.state),
        items=row.item_count,
        interface=row.interface,
        zip_name=row.zip_name,
        zip_size=row.zip_size,
        upload_attempts=row.upload_attempts,
        created_at=row.created_at,
        uploaded_at=row.uploaded_at,
        acknowledged_at=row.acknowledged_at,
        finished_at=row.finished_at,
        failure=from_stored(row.failure),
        reason=row.reason,
        supersedes=row.supersedes,
    )


def summary_of_lookup(connection: Connection, job_id: str) -> LookupSummary:
    """The numbers of one lookup."""
    job = find_job(connection, job_id, JobKind.LOOKUP)
    if job is None:
        raise unknown_mailing(job_id)
    counted = connection.execute(
        select(lookup_rows.c.status, func.count(), func.sum(lookup_rows.c.cleared))
        .where(lookup_rows.c.job == job.key)
        .group_by(lookup_rows.c.status)
    ).all()
    counts = {row[0]: row[1] for row in counted}
    known = {status: counts.get(status.value, 0) for status in LookupStatus}
    total = sum(counts.values())
    return LookupSummary(
        job_id=job_id,
        state=job.state,
        total=total,
        digipost=known[LookupStatus.DIGIPOST],
        identified=known[LookupStatus.IDENTIFIED],
        unidentified=known[LookupStatus.UNIDENTIFIED],
        invalid=known[LookupStatus.INVALID],
        unanswered=total - sum(known.values()),
        cleared=sum(row[2] or 0 for row in counted),
    )


def _mailings() -> Select[Any]:
    open_deviations = (
        select(func.count())
        .select_from(deviations.outerjoin(letters, letters.c.id == deviations.c.letter_id))
        .where(deviations.c.mailing_id == mailings.c.id, is_open())
        .correlate(mailings)
        .scalar_subquery()
    )
    failure = (
        select(jobs.c.failure)
        .where(
            jobs.c.mailing_id == mailings.c.id,
            jobs.c.failure.is_not(None),
            jobs.c.state.in_(_MAY_HAVE_FAILED),
        )
        .order_by(jobs.c.id.desc())
        .limit(1)
        .correlate(mailings)
        .scalar_subquery()
    )
    return select(mailings, open_deviations.label("deviations"), failure.label("failure"))


def _mailing_view(row: Any) -> MailingView:
    return MailingView(
        id=row.id,
        name=row.name,
        pattern=Pattern(row.pattern),
        state=State(row.state),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        finished_at=row.finished_at,
        letters=row.waiting + row.digital + row.printed + row.remainder,
        waiting=row.waiting,
        digital=row.digital,
        printed=row.printed,
        remainder=row.remainder,
        remainder_done=row.remainder_done,
        deviations=row.deviations,
        failure=from_stored(row.failure),
        cancel_reason=row.cancel_reason,
    )
