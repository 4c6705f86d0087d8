"""The promise: the person confirms the number, and from then on nothing about the letters changes any more."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, case, func, select, update

from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.documents import see_that_nothing_changed
from desktop_app.mailing.errors import DeviationsOpen, MailingRefused, PlanOutdated, WrongCount
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.findings import count_open, settle_findings_of_check
from desktop_app.mailing.job_making import send_unidentified_to_remainder
from desktop_app.mailing.ledger import MailingRecord, interface_of, load_mailing, move_mailing, settle_mailing
from desktop_app.mailing.options import MailingOptions, SendTo, options_to_json
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import MailingPlan, Severity
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import letters
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.model import LookupStatus


def confirm_plan(workshop: Workshop, plan: MailingPlan, confirmed_count: int, context: WorkContext) -> None:
    """Turn a checked draft into a promise. Raises before anything is changed."""
    with workshop.database.read() as connection:
        mailing = _refuse_unless_confirmable(connection, plan, confirmed_count)
    see_that_nothing_changed(workshop, mailing, context)
    interface = interface_of(workshop, mailing)
    frozen = replace(
        mailing.options,
        interface=interface.value,
        processor_id=mailing.options.processor_id or workshop.settings().processor_id,
    )
    workshop.checkpoint("confirm.before")
    with workshop.database.begin() as connection:
        # Once more, now that nobody else can write: the look at the files took its time.
        mailing = _refuse_unless_confirmable(connection, plan, confirmed_count)
        now = workshop.clock.now()
        move_mailing(
            connection,
            mailing,
            State.CHECKED,
            options=options_to_json(frozen),
            confirmed_at=now,
            confirmed_count=confirmed_count,
        )
        _promise_letters(connection, mailing, frozen, interface, now)
        settle_findings_of_check(connection, mailing.id, now)
        settle_mailing(connection, mailing.id, now)
    workshop.checkpoint("confirm.after")
    workshop.note("mailing_confirmed", mailing_id=mailing.id, count=confirmed_count)
    workshop.events.publish(MailingChanged(mailing.id))


def _refuse_unless_confirmable(
    connection: Connection, plan: MailingPlan, confirmed_count: int
) -> MailingRecord:
    mailing = load_mailing(connection, plan.mailing_id)
    if mailing.state is not State.DRAFT:
        raise MailingRefused(
            title=text("The mailing is confirmed already."),
            message=text("“{name}” was confirmed before. It is not sent a second time.", name=mailing.name),
            hint=text("Look at it among the mailings."),
        )
    if not mailing.revision == mailing.checked_revision == plan.revision:
        raise PlanOutdated
    planned = connection.execute(
        select(func.count()).where(letters.c.mailing_id == mailing.id, letters.c.outcome == Outcome.PLANNED)
    ).scalar_one()
    if confirmed_count != planned:
        raise WrongCount(confirmed_count, planned)
    in_the_way = sum(
        count
        for (severity, _), count in count_open(connection, mailing.id).items()
        if severity is not Severity.WARNS
    )
    if in_the_way or not planned:
        raise DeviationsOpen(in_the_way)
    return mailing


def _promise_letters(
    connection: Connection,
    mailing: MailingRecord,
    options: MailingOptions,
    interface: Interface,
    now: datetime,
) -> None:
    planned = (letters.c.mailing_id == mailing.id) & (letters.c.outcome == Outcome.PLANNED)
    connection.execute(
        update(letters).where(planned).values(outcome=Outcome.WAITING, ready=not options.lookup_first)
    )
    send_unidentified_to_remainder(connection, mailing.id, interface, now)
    if not options.lookup_first and options.send_to is SendTo.KNOWN_USERS:
        _keep_back_those_not_known_to_be_users(connection, mailing.id, now)


def _keep_back_those_not_known_to_be_users(connection: Connection, mailing_id: int, now: datetime) -> None:
    status = letters.c.register_status
    reason = case(
        {
            LookupStatus.IDENTIFIED: Reason.NOT_A_USER,
            LookupStatus.UNIDENTIFIED: Reason.NOT_FOUND,
            LookupStatus.INVALID: Reason.WRONG_DETAILS,
        },
        value=status,
        else_=Reason.NEVER_LOOKED_UP,
    )
    connection.execute(
        update(letters)
        .where(
            letters.c.mailing_id == mailing_id,
            letters.c.outcome == Outcome.WAITING,
            status.is_distinct_from(LookupStatus.DIGIPOST.value),
        )
        .values(outcome=Outcome.REMAINDER, reason=reason, outcome_at=now)
    )
