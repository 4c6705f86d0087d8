"""Applying one receipt: matched by the job id inside it, in one transaction, once.

A receipt that is applied again changes nothing. What cannot be matched or read is kept as it came and shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import Text, text
from desktop_app.digipost.errors import ReceiptUnreadable
from desktop_app.digipost.model import (
    JobKind,
    JobStatus,
    LetterResult,
    RecipientResult,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.reading import read_result, read_result_header
from desktop_app.digipost.unpacking import open_receipt
from desktop_app.mailing.answering import Answering
from desktop_app.mailing.answers import says_job_is_known
from desktop_app.mailing.events import JobChanged, MailingChanged, ReceiptApplied, ReceiptStored
from desktop_app.mailing.ledger import (
    JobRecord,
    find_job,
    load_job,
    move_job,
    note_job_failure,
    settle_mailing,
)
from desktop_app.mailing.lookup_results import LookupResults
from desktop_app.mailing.mailing_results import MailingResults
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import letters, receipts
from desktop_app.mailing.workshop import Workshop


class ReceiptState(StrEnum):
    """What became of a receipt file."""

    NEW = "new"
    """Stored, not applied yet."""
    APPLIED = "applied"
    REPEATED = "repeated"
    """It says what another receipt has said: nothing had to be changed."""
    UNMATCHED = "unmatched"
    """It is about a job that is not in the ledger."""
    UNREADABLE = "unreadable"


KNOWN_JOB = "known_job"
REFUSED = "refused"
"""What a failure meant, in the column `refusal`."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying one receipt led to."""

    state: ReceiptState
    job: JobRecord | None = None
    problem: Text | None = None


def apply_receipt(workshop: Workshop, receipt_id: int, path: Path) -> Applied:
    """Apply a stored receipt. Never raises for what is in the file: that ends as unreadable or unmatched."""
    try:
        with workshop.database.begin() as connection:
            applied = _apply(connection, receipt_id, path, workshop.clock.now())
            workshop.checkpoint("receipt.applying")
    except ReceiptUnreadable as error:
        applied = Applied(ReceiptState.UNREADABLE, problem=error.message)
        with workshop.database.begin() as connection:
            _close(connection, receipt_id, ReceiptState.UNREADABLE, workshop.clock.now(), error.message)
    workshop.checkpoint("receipt.applied")
    _announce(workshop, receipt_id, applied)
    return applied


def _apply(connection: Connection, receipt_id: int, path: Path, now: datetime) -> Applied:
    header = _header_of(path)
    connection.execute(
        update(receipts)
        .where(receipts.c.id == receipt_id)
        .values(job_id=header.job_id, kind=header.kind, status=header.status)
    )
    job = find_job(connection, header.job_id, header.kind)
    if job is None:
        _close(connection, receipt_id, ReceiptState.UNMATCHED, now)
        return Applied(ReceiptState.UNMATCHED)
    connection.execute(update(receipts).where(receipts.c.id == receipt_id).values(job=job.key))
    answering = Answering(connection, job, receipt_id, header.finished_at or now, now)
    receiving = _Receiving(answering, header, path)
    state = _BY_STATUS[header.status](receiving)
    if job.mailing_id is not None:
        settle_mailing(connection, job.mailing_id, now)
    _close(connection, receipt_id, state, now)
    return Applied(state, load_job(connection, job.key))


@dataclass(frozen=True, slots=True)
class _Receiving:
    """One receipt on its way into the ledger."""

    answering: Answering
    header: ResultHeader
    path: Path

    @property
    def connection(self) -> Connection:
        return self.answering.connection

    @property
    def job(self) -> JobRecord:
        return self.answering.job

    @property
    def receipt_id(self) -> int:
        return self.answering.receipt_id

    @property
    def now(self) -> datetime:
        return self.answering.now

    def move(self, after: State, moment: str | None = None) -> None:
        """Move the job on, through the states that the ledger has not noticed; `moment` is the column of the time."""
        job = self.job
        for between in _WAY_TO_THE_SERVER.get(job.state, ()):
            # Digipost answers about a job that was never sent as far as this ledger knows: it was brought back
            # from an older copy. What the server says holds, and the job must not be sent from here.
            move_job(self.connection, job, between)
            job = load_job(self.connection, job.key)
        times = {} if moment is None else {moment: self.now}
        move_job(self.connection, job, after, failure=None, **times)


_WAY_TO_THE_SERVER = {
    State.CHECKED: (State.BUILT, State.UPLOADING),
    State.BUILT: (State.UPLOADING,),
}


def _acknowledged(receiving: _Receiving) -> ReceiptState:
    """Digipost has the job. That is not the end, and after the end it is no news."""
    if receiving.job.state in {State.ACKNOWLEDGED, State.FINISHED, State.FAILED}:
        return ReceiptState.REPEATED
    if receiving.job.state is State.CANCELLED:
        return _note_cancelled_but_answered(receiving)
    receiving.move(State.ACKNOWLEDGED, "acknowledged_at")
    return ReceiptState.APPLIED


def _succeeded(receiving: _Receiving) -> ReceiptState:
    """The final result."""
    before = receiving.job.state
    _take_items(receiving)
    if before is State.FINISHED:
        return ReceiptState.REPEATED
    if before is State.CANCELLED:
        return _note_cancelled_but_answered(receiving)
    if before is State.FAILED:
        receiving.answering.note(
            Code.CONTRADICTION,
            text("Digipost first refused “{name}”, and later reported it as done.", name=receiving.job.name),
        )
    receiving.move(State.FINISHED, "finished_at")
    return ReceiptState.APPLIED


def _failed(receiving: _Receiving) -> ReceiptState:
    """Digipost refuses the job: this upload of it, or all of it."""
    known = says_job_is_known(receiving.header.failure)
    receiving.connection.execute(
        update(receipts)
        .where(receipts.c.id == receiving.receipt_id)
        .values(refusal=KNOWN_JOB if known else REFUSED)
    )
    job = receiving.job
    if job.state is State.FINISHED and not known:
        receiving.answering.note(
            Code.CONTRADICTION,
            text("Digipost reported “{name}” as done, and later as refused.", name=job.name),
        )
    if job.state.is_final:
        return ReceiptState.REPEATED
    answers = _count_refusals(receiving)
    if answers.get(REFUSED, 0) and sum(answers.values()) >= max(job.upload_attempts, 1):
        # Every upload is answered, and none went through.
        return _fail_job(receiving)
    if known:
        return _known_already(receiving)
    # One of several uploads was refused: another of them may have gone through, and nobody can know yet.
    if job.state is not State.UNCERTAIN:
        receiving.move(State.UNCERTAIN)
    note_job_failure(receiving.connection, job.key, _failure_words(receiving.header))
    return ReceiptState.APPLIED


def _known_already(receiving: _Receiving) -> ReceiptState:
    """The first upload did arrive: go on waiting for its result."""
    if receiving.job.upload_attempts <= 1:
        receiving.answering.note(
            Code.KNOWN_JOB,
            text(
                "Digipost says that it had “{name}” before, although it was sent once from here. Another copy of"
                " this data may be in use.",
                name=receiving.job.name,
            ),
        )
    if receiving.job.state is not State.ACKNOWLEDGED:
        receiving.move(State.ACKNOWLEDGED, "acknowledged_at")
    return ReceiptState.APPLIED


def _not_understood(_receiving: _Receiving) -> ReceiptState:
    raise ReceiptUnreadable(
        title=text("A receipt cannot be read."),
        message=text("It has a status that this version of Brevdue does not know."),
        hint=text("Look for a newer version of Brevdue. The file is kept as it came."),
    )


_BY_STATUS: dict[JobStatus, Callable[[_Receiving], ReceiptState]] = {
    JobStatus.MOTTATT: _acknowledged,
    JobStatus.FORELOEPIG_SUKSESS: _acknowledged,
    JobStatus.SUKSESS: _succeeded,
    JobStatus.FEILET: _failed,
    JobStatus.UNSPECIFIED: _not_understood,
}


def _take_items(receiving: _Receiving) -> None:
    """Read the result's lists into the ledger and the register."""
    if receiving.job.kind is JobKind.LOOKUP:
        lookup = LookupResults(receiving.answering)
        with receiving.answering.answers_coming():
            _read_items(receiving.path, lambda item: _to_lookup(lookup, item))
            lookup.finish()
        count = lookup.count
    else:
        mailing = MailingResults(receiving.answering)
        with receiving.answering.answers_coming():
            _read_items(receiving.path, lambda item: _to_mailing(mailing, item))
            mailing.finish()
        count = mailing.count
    receiving.connection.execute(
        update(receipts).where(receipts.c.id == receiving.receipt_id).values(item_count=count)
    )


def _to_lookup(results: LookupResults, item: ResultItem) -> None:
    if isinstance(item, RecipientResult):
        results.take(item)


def _to_mailing(results: MailingResults, item: ResultItem) -> None:
    if isinstance(item, LetterResult):
        results.take_letter(item)
    elif isinstance(item, RecipientResult):
        results.take_recipient(item)


def _fail_job(receiving: _Receiving) -> ReceiptState:
    """Nobody got anything from this job: its letters were not sent, and say so."""
    job, connection = receiving.job, receiving.connection
    receiving.move(State.FAILED, "finished_at")
    note_job_failure(connection, job.key, _failure_words(receiving.header))
    is_lookup = job.kind is JobKind.LOOKUP
    its_letters = (
        (letters.c.lookup == job.key) & letters.c.job.is_(None) & letters.c.ready.is_(False)
        if is_lookup
        else letters.c.job == job.key
    )
    connection.execute(
        update(letters)
        .where(letters.c.mailing_id == job.mailing_id, its_letters, letters.c.outcome == Outcome.WAITING)
        .values(
            outcome=Outcome.REMAINDER,
            reason=Reason.LOOKUP_FAILED if is_lookup else Reason.JOB_FAILED,
            receipt_id=receiving.receipt_id,
            outcome_at=receiving.now,
        )
    )
    return ReceiptState.APPLIED


def _count_refusals(receiving: _Receiving) -> dict[str, int]:
    """How many receipts have refused the job so far, by what the refusal meant; this one included."""
    question = (
        select(receipts.c.refusal, func.count())
        .where(receipts.c.job == receiving.job.key, receipts.c.refusal.is_not(None))
        .group_by(receipts.c.refusal)
    )
    return {str(refusal): count for refusal, count in receiving.connection.execute(question)}


def _note_cancelled_but_answered(receiving: _Receiving) -> ReceiptState:
    receiving.answering.note(
        Code.CONTRADICTION,
        text(
            "“{name}” was cancelled here, but Digipost has answered it. Another copy of this data may have sent it.",
            name=receiving.job.name,
        ),
    )
    return ReceiptState.APPLIED


def _failure_words(header: ResultHeader) -> Text:
    if header.failure is None:
        return text("Digipost refused the job and gave no reason.")
    return text("Digipost refused the job. It says: {words}", words=header.failure.message)


def _header_of(path: Path) -> ResultHeader:
    kind, stream = open_receipt(path)
    with stream:
        header = read_result_header(stream)
    if header.kind is not kind:
        raise ReceiptUnreadable(
            title=text("A receipt cannot be read."),
            message=text("Its file name and its content are of different kinds."),
            hint=text("The file is kept as it came. Ask Digipost about it."),
        )
    return header


def _read_items(path: Path, on_item: Callable[[ResultItem], None]) -> None:
    _, stream = open_receipt(path)
    with stream:
        read_result(stream, on_item)


def _close(
    connection: Connection,
    receipt_id: int,
    state: ReceiptState,
    now: datetime,
    problem: Text | None = None,
) -> None:
    applied = state in {ReceiptState.APPLIED, ReceiptState.REPEATED}
    connection.execute(
        update(receipts)
        .where(receipts.c.id == receipt_id)
        .values(
            state=state,
            problem=None if problem is None else to_stored(problem),
            applied_at=now if applied else None,
        )
    )


def _announce(workshop: Workshop, receipt_id: int, applied: Applied) -> None:
    workshop.events.publish(ReceiptStored(receipt_id))
    job = applied.job
    if job is None:
        return
    workshop.note("receipt_applied", job_id=job.job_id, outcome=applied.state, state=job.state)
    workshop.events.publish(ReceiptApplied(receipt_id, job.job_id, job.mailing_id))
    workshop.events.publish(JobChanged(job.job_id, job.mailing_id, job.state))
    if job.mailing_id is not None:
        workshop.events.publish(MailingChanged(job.mailing_id))
