"""New jobs: which letters go into them is decided in one transaction, together with the job's id."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, not_, or_, select, update

from desktop_app.base.texts import text
from desktop_app.digipost.interfaces import Interface, JobKind
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.identification import identification_of
from desktop_app.mailing.ledger import MailingRecord, NewJob, add_job, settle_mailing
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.tables import jobs, letters, lookup_rows
from desktop_app.mailing.workshop import SendingSettings
from desktop_app.register.tables import recipients


def pending(mailing_id: int) -> ColumnElement[bool]:
    """True for letters that are promised and in no mailing job yet."""
    return and_(
        letters.c.mailing_id == mailing_id, letters.c.outcome == Outcome.WAITING, letters.c.job.is_(None)
    )


def needs_lookup(mailing_id: int) -> ColumnElement[bool]:
    """True for letters whose recipient has to be looked up before anything else."""
    return and_(pending(mailing_id), not_(letters.c.ready), letters.c.lookup.is_(None))


def can_be_sent(mailing_id: int) -> ColumnElement[bool]:
    """True for letters that a mailing job can take."""
    return and_(pending(mailing_id), letters.c.ready)


def make_next_job(
    connection: Connection, mailing: MailingRecord, settings: SendingSettings, now: datetime
) -> int | None:
    """Make the next job of a confirmed mailing, if letters wait for one. Returns its row number."""
    interface = Interface(mailing.options.interface or settings.interface)
    send_unidentified_to_remainder(connection, mailing.id, interface, now)
    job = None
    if _any(connection, needs_lookup(mailing.id)):
        job = _add(connection, mailing, JobKind.LOOKUP, interface, settings, now)
        _put_letters_into_lookup(connection, job, mailing.id, interface)
    elif _any(connection, can_be_sent(mailing.id)):
        job = _add(connection, mailing, JobKind.MAILING, interface, settings, now)
        _put_letters_into_mailing(connection, job, mailing.id, interface)
    settle_mailing(connection, mailing.id, now)
    return job


def make_lookup_job(
    connection: Connection,
    recipient_ids: Iterable[int],
    name: str,
    settings: SendingSettings,
    now: datetime,
) -> int:
    """A lookup apart from any mailing. Raises `MailingRefused` when nobody can be looked up."""
    interface = Interface(settings.interface)
    new = NewJob(
        kind=JobKind.LOOKUP,
        mailing_id=None,
        name=name,
        interface=interface,
        sender_id=required_sender(settings),
        processor_id=settings.processor_id,
        auto_approve=False,
        update_register=True,
    )
    job = add_job(connection, new, now)
    for batch in in_batches(recipient_ids):
        _put_recipients_into_lookup(connection, job, batch, interface)
    count = connection.execute(select(func.count()).where(lookup_rows.c.job == job)).scalar_one()
    if not count:
        raise MailingRefused(
            title=text("There is nobody to look up."),
            message=text("None of the chosen recipients has an identity number or a complete address."),
            hint=text("Add what is missing in the register, then look up again."),
        )
    _keep_count(connection, job, count, now)
    return job


def send_unidentified_to_remainder(
    connection: Connection, mailing_id: int, interface: Interface, now: datetime
) -> None:
    """Waiting letters whose recipient nothing identifies cannot be sent: they were not reached."""
    best = identification_of(letters.c, letters.c.register_status, interface)
    not_in_a_lookup = or_(letters.c.lookup.is_(None), letters.c.ready)
    connection.execute(
        update(letters)
        .where(pending(mailing_id), not_in_a_lookup, best.is_(None))
        .values(outcome=Outcome.REMAINDER, reason=Reason.NO_IDENTIFICATION, outcome_at=now)
    )


def required_sender(settings: SendingSettings) -> int:
    """The sender's id. Raises `MailingRefused` when the settings have none."""
    if settings.sender_id is None:
        raise MailingRefused(
            title=text("The sender is not known."),
            message=text("Your organisation's sender id at Digipost is not in the settings."),
            hint=text("Set digipost.sender_id, then go on."),
        )
    return settings.sender_id


_LOOKUP_COLUMNS = ["job", "recipient_id", "customer_id", "letter_id", "identification", "status_before"]


def _any(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(letters.c.id).where(condition).limit(1)).first() is not None


def _add(
    connection: Connection,
    mailing: MailingRecord,
    kind: JobKind,
    interface: Interface,
    settings: SendingSettings,
    now: datetime,
) -> int:
    new = NewJob(
        kind=kind,
        mailing_id=mailing.id,
        name=mailing.name,
        interface=interface,
        sender_id=required_sender(settings),
        processor_id=mailing.options.processor_id,
        auto_approve=mailing.options.auto_approve,
        update_register=mailing.options.update_register,
        reason=_reason_of_waiting(connection, mailing.id),
    )
    return add_job(connection, new, now)


def _reason_of_waiting(connection: Connection, mailing_id: int) -> str | None:
    """Why letters that wait are sent again, if they are."""
    question = select(letters.c.replace_reason).where(
        pending(mailing_id), letters.c.replace_reason.is_not(None)
    )
    found: str | None = connection.execute(question.limit(1)).scalar_one_or_none()
    return found


def _put_recipients_into_lookup(
    connection: Connection, job: int, recipient_ids: list[int], interface: Interface
) -> None:
    best = identification_of(recipients.c, recipients.c.status, interface)
    asked = select(
        literal(job), recipients.c.id, recipients.c.customer_id, literal(None), best, recipients.c.status
    ).where(recipients.c.id.in_(recipient_ids), best.is_not(None))
    connection.execute(insert(lookup_rows).prefix_with("OR IGNORE").from_select(_LOOKUP_COLUMNS, asked))


def _put_letters_into_lookup(connection: Connection, job: int, mailing_id: int, interface: Interface) -> None:
    asked = needs_lookup(mailing_id)
    best = identification_of(letters.c, letters.c.register_status, interface)
    connection.execute(
        insert(lookup_rows).from_select(
            _LOOKUP_COLUMNS,
            select(
                literal(job),
                letters.c.recipient_id,
                letters.c.customer_id,
                letters.c.id,
                best,
                letters.c.register_status,
            )
            .where(asked)
            .order_by(letters.c.id),
        )
    )
    asked_at = connection.execute(select(func.min(letters.c.copied_at)).where(asked)).scalar_one()
    taken = connection.execute(update(letters).where(asked).values(lookup=job))
    _keep_count(connection, job, taken.rowcount, asked_at)


def _put_letters_into_mailing(
    connection: Connection, job: int, mailing_id: int, interface: Interface
) -> None:
    sendable = can_be_sent(mailing_id)
    best = identification_of(letters.c, letters.c.register_status, interface)
    asked_at = connection.execute(select(func.min(letters.c.copied_at)).where(sendable)).scalar_one()
    taken = connection.execute(update(letters).where(sendable).values(job=job, identification=best))
    _keep_count(connection, job, taken.rowcount, asked_at)


def _keep_count(connection: Connection, job: int, count: int, asked_at: datetime | None) -> None:
    connection.execute(update(jobs).where(jobs.c.id == job).values(item_count=count, asked_at=asked_at))
