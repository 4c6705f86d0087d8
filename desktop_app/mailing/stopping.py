"""Cancelling what has not left this computer, and sending again what did not reach anybody."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update
from sqlalchemy import text as sql

from desktop_app.base.database import to_stored_time
from desktop_app.base.texts import plural, text
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.errors import AlreadyUnderWay, MailingRefused, ReasonNeeded
from desktop_app.mailing.events import JobChanged, MailingChanged
from desktop_app.mailing.job_making import pending
from desktop_app.mailing.job_zips import zip_path
from desktop_app.mailing.ledger import (
    JobRecord,
    find_job,
    jobs_in,
    load_mailing,
    move_job,
    move_mailing,
    refresh_counts,
    settle_mailing,
    unknown_mailing,
)
from desktop_app.mailing.options import SendTo
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.restored import refuse_while_held
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import jobs, letters
from desktop_app.mailing.workshop import Workshop

_NOT_SENT_YET = frozenset({State.CHECKED, State.BUILT})

# The person as the register has them now (where they still are), the letter as it was.
_COPY_TO_NEW_LETTER = """
INSERT INTO letters (
    mailing_id, source_row, recipient_id, customer_id, national_id, organisation_number, full_name, first_name,
    middle_name, last_name, address1, address2, postcode, city, country, birth_date, phone, email,
    digipost_address, person_alias, sort_name, register_status, copied_at, document_id, own_subject, subject,
    kid, amount, account, due_date, ready, outcome, replaces, replace_reason)
SELECT
    old.mailing_id, old.source_row, old.recipient_id, r.customer_id, r.national_id, r.organisation_number,
    r.full_name, r.first_name, r.middle_name, r.last_name, r.address1, r.address2, r.postcode, r.city, r.country,
    r.birth_date, r.phone, r.email, r.digipost_address, r.person_alias, r.sort_name, r.status, :now,
    old.document_id, old.own_subject, old.subject, old.kid, old.amount, old.account, old.due_date,
    :ready OR (:known_users_are_ready AND COALESCE(r.status = 'digipost', FALSE)), 'waiting', old.id, :reason
FROM letters AS old JOIN recipients AS r ON r.id = old.recipient_id
WHERE old.id = :letter_id
"""
_COPY_ATTACHMENTS = """
INSERT INTO letter_attachments (letter_id, position, document_id)
SELECT :new_id, position, document_id FROM letter_attachments WHERE letter_id = :letter_id
"""


def cancel_mailing(workshop: Workshop, mailing_id: int, reason: str) -> None:
    """Stop whatever of a mailing has not left this computer; the letters in it were not sent."""
    now = workshop.clock.now()
    with workshop.database.begin() as connection:
        mailing = load_mailing(connection, mailing_id)
        if mailing.state is State.DRAFT:
            move_mailing(connection, mailing, State.CANCELLED, cancel_reason=reason or None, finished_at=now)
            stopped: list[JobRecord] = []
        else:
            stopped = jobs_in(connection, _NOT_SENT_YET, mailing_id)
            given_up = _give_up_letters(connection, mailing_id, stopped, workshop)
            if not given_up:
                raise _already_under_way(mailing.name)
            for job in stopped:
                move_job(connection, job, State.CANCELLED, finished_at=now)
            _settle_cancelled(connection, mailing_id, reason, workshop)
    _forget_zips(workshop, stopped)
    workshop.note("mailing_cancelled", mailing_id=mailing_id)
    workshop.events.publish(MailingChanged(mailing_id))


def cancel_job(workshop: Workshop, job_id: str, reason: str) -> None:
    """Stop a job, and with it the mailing it is a part of."""
    with workshop.database.read() as connection:
        job = find_job(connection, job_id)
    if job is None:
        raise unknown_mailing(job_id)
    if job.mailing_id is not None:
        if job.state not in _NOT_SENT_YET:
            raise _already_under_way(job.name)
        cancel_mailing(workshop, job.mailing_id, reason)
        return
    if job.state not in _NOT_SENT_YET:
        raise _already_under_way(job.name)
    with workshop.database.begin() as connection:
        move_job(connection, job, State.CANCELLED, finished_at=workshop.clock.now(), reason=reason or None)
    _forget_zips(workshop, [job])
    workshop.events.publish(JobChanged(job.job_id, None, State.CANCELLED))


def send_again(workshop: Workshop, mailing_id: int, letter_ids: Iterable[int], reason: str) -> int:
    """New letters in place of ones that did not reach anybody; they go the mailing's whole way."""
    if not reason.strip():
        raise ReasonNeeded
    with workshop.database.begin() as connection:
        mailing = load_mailing(connection, mailing_id)
        if mailing.state in {State.DRAFT, State.CANCELLED}:
            raise _not_in_remainder(1)
        refuse_while_held(connection, mailing)
        chosen = list(dict.fromkeys(letter_ids))
        allowed = _open_remainder(connection, mailing_id, chosen)
        if len(allowed) != len(chosen):
            raise _not_in_remainder(len(chosen) - len(allowed))
        # A mailing to known users reaches nobody else: others are looked up before anything is sent to them.
        known_users_only = not mailing.options.lookup_first and mailing.options.send_to is SendTo.KNOWN_USERS
        ready = not mailing.options.lookup_first and not known_users_only
        for letter_id in chosen:
            _replace_letter(
                connection, letter_id, reason, workshop, ready=ready, known_users_are_ready=known_users_only
            )
        _refuse_second_letters(connection, mailing_id, chosen)
        settle_mailing(connection, mailing_id, workshop.clock.now())
    workshop.note("letters_sent_again", mailing_id=mailing_id, count=len(chosen))
    workshop.events.publish(MailingChanged(mailing_id))
    return len(chosen)


def replace_job(workshop: Workshop, job_id: str, reason: str) -> int:
    """The person says that an uncertain job never arrived: its letters go into a new one. Returns the mailing."""
    now = workshop.clock.now()
    with workshop.database.begin() as connection:
        job = _end_uncertain_job(connection, job_id, reason, now)
        if job.mailing_id is None:
            raise unknown_mailing(job_id)
        refuse_while_held(connection, load_mailing(connection, job.mailing_id))
        if job.kind is JobKind.LOOKUP:
            connection.execute(
                update(letters).where(_waiting_in(job)).values(lookup=None, replace_reason=reason)
            )
        else:
            waiting = connection.execute(select(letters.c.id).where(_waiting_in(job))).scalars().all()
            for letter_id in waiting:
                _replace_letter(connection, letter_id, reason, workshop, ready=True)
        settle_mailing(connection, job.mailing_id, now)
    workshop.note("job_replaced", job_id=job_id)
    _announce_end(workshop, job)
    return job.mailing_id


def give_up_job(workshop: Workshop, job_id: str, reason: str) -> None:
    """The person says that an uncertain job never arrived, and nothing is to be sent again: its letters were not
    sent."""
    now = workshop.clock.now()
    with workshop.database.begin() as connection:
        job = _end_uncertain_job(connection, job_id, reason, now)
        why = Reason.LOOKUP_FAILED if job.kind is JobKind.LOOKUP else Reason.JOB_FAILED
        connection.execute(
            update(letters)
            .where(_waiting_in(job))
            .values(outcome=Outcome.REMAINDER, reason=why, outcome_at=now)
        )
        if job.mailing_id is not None:
            settle_mailing(connection, job.mailing_id, now)
    workshop.note("job_given_up", job_id=job_id)
    _announce_end(workshop, job)


def _end_uncertain_job(connection: Connection, job_id: str, reason: str, now: datetime) -> JobRecord:
    if not reason.strip():
        raise ReasonNeeded
    job = find_job(connection, job_id)
    if job is None:
        raise unknown_mailing(job_id)
    if job.state is not State.UNCERTAIN:
        raise MailingRefused(
            title=text("The job is not uncertain."),
            message=text("“{name}” is {state}.", name=job.name, state=job.state.words()),
            hint=text("Only a job that nobody knows about can be replaced by a new one."),
        )
    move_job(connection, job, State.FAILED, finished_at=now, reason=reason)
    return job


def _waiting_in(job: JobRecord) -> ColumnElement[bool]:
    """True for the letters that wait for this job's answer."""
    held = letters.c.job == job.key
    if job.kind is JobKind.LOOKUP:
        held = and_(letters.c.lookup == job.key, letters.c.job.is_(None), letters.c.ready.is_(False))
    return and_(letters.c.mailing_id == job.mailing_id, letters.c.outcome == Outcome.WAITING, held)


def _announce_end(workshop: Workshop, job: JobRecord) -> None:
    workshop.events.publish(JobChanged(job.job_id, job.mailing_id, State.FAILED))
    if job.mailing_id is not None:
        workshop.events.publish(MailingChanged(job.mailing_id))


def _give_up_letters(
    connection: Connection, mailing_id: int, stopped: list[JobRecord], workshop: Workshop
) -> int:
    """The letters that have not left: those in no mailing job, and those in jobs that are being stopped."""
    keys = [job.key for job in stopped if job.kind is JobKind.MAILING]
    in_stopped = (
        (letters.c.mailing_id == mailing_id)
        & letters.c.job.in_(keys)
        & (letters.c.outcome == Outcome.WAITING)
    )
    given_up = connection.execute(
        update(letters)
        .where(pending(mailing_id) | in_stopped)
        .values(
            outcome=Outcome.REMAINDER, reason=Reason.CANCELLED, outcome_at=workshop.clock.now(), ready=False
        )
    )
    return int(given_up.rowcount)


def _settle_cancelled(connection: Connection, mailing_id: int, reason: str, workshop: Workshop) -> None:
    """A mailing of which nothing was sent is cancelled; one that was sent in part is what its jobs are."""
    now = workshop.clock.now()
    left = select(jobs.c.id).where(
        jobs.c.mailing_id == mailing_id,
        jobs.c.kind == JobKind.MAILING,
        jobs.c.state.in_([state for state in State if state.may_have_left]),
    )
    if connection.execute(left.limit(1)).first() is not None:
        settle_mailing(connection, mailing_id, now)
        return
    refresh_counts(connection, mailing_id)
    mailing = load_mailing(connection, mailing_id)
    move_mailing(connection, mailing, State.CANCELLED, cancel_reason=reason or None, finished_at=now)


def _replace_letter(
    connection: Connection,
    letter_id: int,
    reason: str,
    workshop: Workshop,
    *,
    ready: bool,
    known_users_are_ready: bool = False,
) -> None:
    values = {
        "letter_id": letter_id,
        "now": to_stored_time(workshop.clock.now()),
        "reason": reason,
        "ready": ready,
        "known_users_are_ready": known_users_are_ready,
    }
    added = connection.execute(sql(_COPY_TO_NEW_LETTER), values)
    if added.rowcount != 1:
        raise MailingRefused(
            title=text("A recipient is not in the register."),
            message=text("One of the letters is for somebody who is no longer in the register."),
            hint=text("Read them into the register again, or leave this letter out."),
        )
    new_id = connection.execute(sql("SELECT last_insert_rowid()")).scalar_one()
    connection.execute(sql(_COPY_ATTACHMENTS), {"new_id": new_id, "letter_id": letter_id})
    connection.execute(update(letters).where(letters.c.id == letter_id).values(outcome=Outcome.REPLACED))


def _refuse_second_letters(connection: Connection, mailing_id: int, replaced: list[int]) -> None:
    """With mended details somebody may turn out to be a person who has this mailing's letter under another id."""
    new, other = letters.alias("new"), letters.alias("other")
    same_person = or_(
        *(
            new.c[field] == other.c[field]
            for field in ("national_id", "organisation_number", "digipost_address", "person_alias")
        )
    )
    reached = (Outcome.WAITING, Outcome.DIGITAL, Outcome.PRINTED)
    for batch in in_batches(replaced):
        question = (
            select(new.c.full_name, new.c.customer_id, other.c.customer_id.label("other_id"))
            .join(other, and_(other.c.mailing_id == mailing_id, other.c.id != new.c.id, same_person))
            .where(new.c.mailing_id == mailing_id, new.c.replaces.in_(batch), other.c.outcome.in_(reached))
        )
        row = connection.execute(question.limit(1)).one_or_none()
        if row is not None:
            raise MailingRefused(
                title=text("Somebody would get this letter twice."),
                message=text(
                    "{person} is the same person as customer id {other}, whose letter was sent or is on its way.",
                    person=person_words(row.full_name, row.customer_id),
                    other=row.other_id,
                ),
                hint=text("Put the two together among the recipients, or mend the number that is wrong."),
            )


def _open_remainder(connection: Connection, mailing_id: int, letter_ids: list[int]) -> set[int]:
    found: set[int] = set()
    for batch in in_batches(letter_ids):
        question = select(letters.c.id).where(
            letters.c.mailing_id == mailing_id,
            letters.c.id.in_(batch),
            letters.c.outcome == Outcome.REMAINDER,
            letters.c.done_at.is_(None),
        )
        found.update(connection.execute(question).scalars())
    return found


def _forget_zips(workshop: Workshop, stopped: Iterable[JobRecord]) -> None:
    """What is cancelled leaves no file that could be sent by mistake."""
    for job in stopped:
        zip_path(workshop, job).unlink(missing_ok=True)


def _not_in_remainder(count: int) -> MailingRefused:
    return MailingRefused(
        title=text("Not all of these can be sent again."),
        message=plural(
            "{count} letter reached its recipient, is still under way, or is ticked off already.",
            "{count} letters reached their recipients, are still under way, or are ticked off already.",
            count=count,
        ),
        hint=text("Choose only people who were not reached and are not ticked off."),
    )


def _already_under_way(name: str) -> AlreadyUnderWay:
    return AlreadyUnderWay(
        title=text("It is too late to cancel here."),
        message=text("“{name}” has left this computer, or may have.", name=name),
        hint=text(
            "A mailing that waits for approval can be refused on Digipost's own pages. For a letter to "
            "the wrong person, call Digipost at once."
        ),
    )
