"""Reading and moving the ledger's rows. Every change of state in the program goes through this module.

A state is changed by comparing and setting in one statement: of two processes that try, one succeeds, and the
other learns that the row has moved on.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import Text, text
from desktop_app.digipost.document_names import zip_name
from desktop_app.digipost.interfaces import Interface, JobKind
from desktop_app.mailing.errors import UnknownMailing
from desktop_app.mailing.options import MailingOptions, options_from_json
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State, check_job_transition, check_mailing_transition
from desktop_app.mailing.tables import jobs, letters, mailings
from desktop_app.mailing.workshop import Workshop


class MovedMeanwhile(Exception):
    """The row is no longer in the state from which it was to be moved: somebody else was first."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job's row, as far as the steps need it. `key` is the row's number, `job_id` the id on the wire."""

    key: int
    job_id: str
    kind: JobKind
    mailing_id: int | None
    name: str
    interface: Interface
    sender_id: int
    processor_id: int | None
    auto_approve: bool
    update_register: bool
    zip_name: str
    zip_sha256: str | None
    zip_size: int | None
    state: State
    items: int
    uuid_base: str
    upload_attempts: int
    created_at: datetime
    asked_at: datetime | None
    uploading_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailingRecord:
    """A mailing's row, as far as the steps need it."""

    id: int
    name: str
    state: State
    options: MailingOptions
    revision: int
    checked_revision: int | None
    filling: bool
    common_document: int | None
    confirmed_at: datetime | None


_JOB_COLUMNS = (
    jobs.c.id,
    jobs.c.job_id,
    jobs.c.kind,
    jobs.c.mailing_id,
    jobs.c.name,
    jobs.c.interface,
    jobs.c.sender_id,
    jobs.c.processor_id,
    jobs.c.auto_approve,
    jobs.c.update_register,
    jobs.c.zip_name,
    jobs.c.zip_sha256,
    jobs.c.zip_size,
    jobs.c.state,
    jobs.c.item_count,
    jobs.c.uuid_base,
    jobs.c.upload_attempts,
    jobs.c.created_at,
    jobs.c.asked_at,
    jobs.c.uploading_at,
)


def load_job(connection: Connection, key: int) -> JobRecord:
    """The job with this row number."""
    return _job_record(connection.execute(select(*_JOB_COLUMNS).where(jobs.c.id == key)).one())


def find_job(connection: Connection, job_id: str, kind: JobKind | None = None) -> JobRecord | None:
    """The job with this id on the wire (and of this kind), or None."""
    question = select(*_JOB_COLUMNS).where(jobs.c.job_id == job_id)
    if kind is not None:
        question = question.where(jobs.c.kind == kind)
    row = connection.execute(question).one_or_none()
    return None if row is None else _job_record(row)


def jobs_in(
    connection: Connection, states: frozenset[State], mailing_id: int | None = None
) -> list[JobRecord]:
    """The jobs in these states, oldest first; of one mailing when it is given."""
    question = select(*_JOB_COLUMNS).where(jobs.c.state.in_(states)).order_by(jobs.c.id)
    if mailing_id is not None:
        question = question.where(jobs.c.mailing_id == mailing_id)
    return [_job_record(row) for row in connection.execute(question)]


def interface_of(workshop: Workshop, mailing: MailingRecord) -> Interface:
    """The interface version that a mailing uses: its own, or the settings'."""
    return Interface(mailing.options.interface or workshop.settings().interface)


def load_mailing(connection: Connection, mailing_id: int) -> MailingRecord:
    """The mailing with this id. Raises `UnknownMailing`."""
    columns = (
        mailings.c.id,
        mailings.c.name,
        mailings.c.state,
        mailings.c.options,
        mailings.c.revision,
        mailings.c.checked_revision,
        mailings.c.filling,
        mailings.c.common_document,
        mailings.c.confirmed_at,
    )
    row = connection.execute(select(*columns).where(mailings.c.id == mailing_id)).one_or_none()
    if row is None:
        raise unknown_mailing(str(mailing_id))
    return MailingRecord(
        id=row.id,
        name=row.name,
        state=State(row.state),
        options=options_from_json(row.options),
        revision=row.revision,
        checked_revision=row.checked_revision,
        filling=row.filling,
        common_document=row.common_document,
        confirmed_at=row.confirmed_at,
    )


def unknown_mailing(name: str) -> UnknownMailing:
    """The error for an id that nothing has."""
    return UnknownMailing(
        title=text("There is no such mailing."),
        message=text("Nothing here has the id {id}.", id=name),
        hint=text("Look at the list of mailings and jobs."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is decided about a job when its row is made."""

    kind: JobKind
    mailing_id: int | None
    name: str
    interface: Interface
    sender_id: int
    processor_id: int | None
    auto_approve: bool
    update_register: bool
    reason: str | None = None
    supersedes: int | None = None


def add_job(connection: Connection, new: NewJob, now: datetime) -> int:
    """Keep a new job in state `checked`, with an id that no other job anywhere has. Returns its row number."""
    job_id = _new_job_id(new.kind, now)
    values = {
        "job_id": job_id,
        "zip_name": zip_name(job_id),
        "uuid_base": _new_uuid_base(),
        "kind": new.kind,
        "mailing_id": new.mailing_id,
        "name": new.name,
        "interface": new.interface,
        "sender_id": new.sender_id,
        "processor_id": new.processor_id,
        "auto_approve": new.auto_approve,
        "update_register": new.update_register,
        "reason": new.reason,
        "supersedes": new.supersedes,
        "state": State.CHECKED,
        "item_count": 0,
        "created_at": now,
    }
    return int(connection.execute(insert(jobs).values(values).returning(jobs.c.id)).scalar_one())


def move_job(connection: Connection, job: JobRecord, after: State, **values: Any) -> None:
    """Move a job on. Raises `IllegalTransition`, or `MovedMeanwhile` when it is no longer where `job` says."""
    check_job_transition(job.state, after)
    moved = connection.execute(
        update(jobs).where(jobs.c.id == job.key, jobs.c.state == job.state).values(state=after, **values)
    )
    if moved.rowcount != 1:
        raise MovedMeanwhile(job.job_id)


def note_job_failure(connection: Connection, job_key: int, failure: Text | None) -> None:
    """Keep why a job cannot go on just now, or that it can again (None). Its state stays."""
    stored = None if failure is None else to_stored(failure)
    connection.execute(update(jobs).where(jobs.c.id == job_key).values(failure=stored))


def move_mailing(connection: Connection, mailing: MailingRecord, after: State, **values: Any) -> None:
    """Move a mailing on. Raises as `move_job` does."""
    check_mailing_transition(mailing.state, after)
    moved = connection.execute(
        update(mailings)
        .where(mailings.c.id == mailing.id, mailings.c.state == mailing.state)
        .values(state=after, **values)
    )
    if moved.rowcount != 1:
        raise MovedMeanwhile(str(mailing.id))


def settle_mailing(connection: Connection, mailing_id: int, now: datetime) -> State:
    """Bring a confirmed mailing's numbers and state in line with its letters and jobs; returns the state."""
    refresh_counts(connection, mailing_id)
    mailing = load_mailing(connection, mailing_id)
    if mailing.state in {State.DRAFT, State.CANCELLED}:
        return mailing.state
    after = _state_by_jobs(connection, mailing_id)
    if after is not mailing.state:
        values = {"finished_at": now} if after.is_final else {"finished_at": None}
        move_mailing(connection, mailing, after, **values)
    return after


def refresh_counts(connection: Connection, mailing_id: int) -> None:
    """Count the mailing's letters by outcome anew."""
    # Each count is read off an index alone: no letter's row is looked at but those that were not reached.
    of_mailing = letters.c.mailing_id == mailing_id
    by_outcome = select(letters.c.outcome, func.count()).where(of_mailing).group_by(letters.c.outcome)
    counts = {Outcome(outcome): count for outcome, count in connection.execute(by_outcome)}
    done = select(func.count()).where(
        of_mailing, letters.c.outcome == Outcome.REMAINDER, letters.c.done_at.is_not(None)
    )
    connection.execute(
        update(mailings)
        .where(mailings.c.id == mailing_id)
        .values(
            waiting=counts.get(Outcome.WAITING, 0),
            digital=counts.get(Outcome.DIGITAL, 0),
            printed=counts.get(Outcome.PRINTED, 0),
            remainder=counts.get(Outcome.REMAINDER, 0),
            remainder_done=connection.execute(done).scalar_one(),
        )
    )


def _state_by_jobs(connection: Connection, mailing_id: int) -> State:
    """What a confirmed mailing's state is: the worst doubt first, then what is under way, then the end."""
    newest_first = select(jobs.c.state).where(jobs.c.mailing_id == mailing_id).order_by(jobs.c.id.desc())
    states = [State(state) for state in connection.execute(newest_first).scalars()]
    if State.UNCERTAIN in states:
        return State.UNCERTAIN
    under_way = next((state for state in states if not state.is_final), None)
    if under_way is not None:
        return under_way
    waiting = connection.execute(select(mailings.c.waiting).where(mailings.c.id == mailing_id)).scalar_one()
    if waiting:
        return State.CHECKED
    sent = [state for state in states if state is not State.CANCELLED]
    return State.FAILED if sent and sent[0] is State.FAILED else State.FINISHED


def _new_job_id(kind: JobKind, now: datetime) -> str:
    """An id that tells a person what and when, and that chance makes unique among all senders and backups."""
    word = "lookup" if kind is JobKind.LOOKUP else "mailing"
    return f"{word}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(8)}"


def _new_uuid_base() -> str:
    """Eight and four and four digits of a random (version 4) uuid."""
    digits = secrets.token_hex(8)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-"


def _job_record(row: Any) -> JobRecord:
    return JobRecord(
        key=row.id,
        job_id=row.job_id,
        kind=JobKind(row.kind),
        mailing_id=row.mailing_id,
        name=row.name,
        interface=Interface(row.interface),
        sender_id=row.sender_id,
        processor_id=row.processor_id,
        auto_approve=row.auto_approve,
        update_register=row.update_register,
        zip_name=row.zip_name,
        zip_sha256=row.zip_sha256,
        zip_size=row.zip_size,
        state=State(row.state),
        items=row.item_count,
        uuid_base=row.uuid_base,
        upload_attempts=row.upload_attempts,
        created_at=row.created_at,
        asked_at=row.asked_at,
        uploading_at=row.uploading_at,
    )
