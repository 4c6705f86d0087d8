"""The check of a draft: everything is brought up to date, and whatever a person must see is found and kept."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy import text as sql

from desktop_app.base.database import to_stored_time
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.documents import document_ids, hash_documents
from desktop_app.mailing.drafts import load_draft
from desktop_app.mailing.errors import MailingRefused, PlanOutdated
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.findings import (
    count_open,
    forget_findings_of_checks,
    keep_findings,
    page_of_deviations,
)
from desktop_app.mailing.identification import identification_of
from desktop_app.mailing.invoices import invoices_can_be_paid
from desktop_app.mailing.ledger import MailingRecord, interface_of
from desktop_app.mailing.letter_checks import LETTER_CHECKS, Checking
from desktop_app.mailing.option_checks import Size, check_lookup_age, check_options, check_size
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.pairs import iterate_pairs
from desktop_app.mailing.plan import Code, Examiner, FoundDeviation, MailingPlan, Severity
from desktop_app.mailing.restored import may_have_been_sent_since
from desktop_app.mailing.subjects import is_constant, subject_of, unknown_fields
from desktop_app.mailing.tables import attachments, documents, letters, mailings
from desktop_app.mailing.workshop import Workshop

_COPY_PEOPLE_ANEW = """
UPDATE letters SET
    (customer_id, national_id, organisation_number, full_name, first_name, middle_name, last_name, address1,
     address2, postcode, city, country, birth_date, phone, email, digipost_address, person_alias, sort_name,
     register_status, copied_at)
    = (SELECT customer_id, national_id, organisation_number, full_name, first_name, middle_name, last_name,
              address1, address2, postcode, city, country, birth_date, phone, email, digipost_address,
              person_alias, sort_name, status, :now
       FROM recipients WHERE recipients.id = letters.recipient_id)
WHERE mailing_id = :mailing_id
  AND EXISTS (SELECT 1 FROM recipients
              WHERE recipients.id = letters.recipient_id
                AND (recipients.updated_at >= letters.copied_at OR recipients.looked_up_at >= letters.copied_at))
"""
_SET_SUBJECT = "UPDATE letters SET subject = ? WHERE id = ?"
_SHOWN_AT_ONCE = 50


def check_draft(
    workshop: Workshop, mailing_id: int, context: WorkContext, examiners: Sequence[Examiner]
) -> MailingPlan:
    """Bring the draft up to date, look for everything that a person must see, and return the plan."""
    mailing = _begin_check(workshop, mailing_id)
    _copy_people_anew(workshop, mailing)
    _fill_in_subjects(workshop, mailing, context)
    hash_documents(workshop, mailing_id, context)
    with workshop.database.read() as connection:
        for batch in in_batches(_findings(workshop, connection, mailing, context, examiners)):
            context.check_cancelled()
            with workshop.database.begin() as writing:
                keep_findings(writing, mailing_id, batch, workshop.clock.now())
    _end_check(workshop, mailing)
    workshop.events.publish(MailingChanged(mailing_id))
    return make_plan(workshop, mailing_id)


def make_plan(workshop: Workshop, mailing_id: int) -> MailingPlan:
    """The numbers of a checked draft, with the decisions made since. Raises `PlanOutdated`."""
    with workshop.database.read() as connection:
        mailing = load_draft(connection, mailing_id)
        if mailing.checked_revision != mailing.revision:
            raise PlanOutdated
        return _plan(connection, mailing, interface_of(workshop, mailing))


def largest_letter_bytes(connection: Connection, mailing: MailingRecord) -> int:
    """The bytes of a draft's largest letter with all its attachments."""
    common = document_ids(connection, mailing.id, mailing.options.common_attachments)
    common_bytes = connection.execute(
        select(func.coalesce(func.sum(documents.c.size), 0)).where(documents.c.id.in_(common))
    ).scalar_one()
    attached = documents.alias("attached")
    own_bytes = (
        select(func.coalesce(func.sum(attached.c.size), 0))
        .select_from(attachments.join(attached, attached.c.id == attachments.c.document_id))
        .where(attachments.c.letter_id == letters.c.id)
        .scalar_subquery()
    )
    largest = connection.execute(
        select(func.max(func.coalesce(documents.c.size, 0) + own_bytes))
        .select_from(
            letters.outerjoin(
                documents, documents.c.id == func.coalesce(letters.c.document_id, mailing.common_document)
            )
        )
        .where(letters.c.mailing_id == mailing.id, letters.c.outcome == Outcome.PLANNED)
    ).scalar_one()
    return int(largest or 0) + int(common_bytes)


def _begin_check(workshop: Workshop, mailing_id: int) -> MailingRecord:
    with workshop.database.begin() as connection:
        mailing = load_draft(connection, mailing_id)
        if mailing.filling:
            raise MailingRefused(
                title=text("The letters are not all there."),
                message=text("Putting the letters into “{name}” was interrupted.", name=mailing.name),
                hint=text("Choose the recipients and letters again."),
            )
        connection.execute(update(mailings).where(mailings.c.id == mailing_id).values(checked_revision=None))
        forget_findings_of_checks(connection, mailing_id)
    return mailing


def _end_check(workshop: Workshop, mailing: MailingRecord) -> None:
    """The check holds if nobody changed the draft while it ran."""
    with workshop.database.begin() as connection:
        kept = connection.execute(
            update(mailings)
            .where(mailings.c.id == mailing.id, mailings.c.revision == mailing.revision)
            .values(checked_revision=mailing.revision)
        )
        if kept.rowcount != 1:
            raise PlanOutdated


def _copy_people_anew(workshop: Workshop, mailing: MailingRecord) -> None:
    values = {"mailing_id": mailing.id, "now": to_stored_time(workshop.clock.now())}
    with workshop.database.begin() as connection:
        connection.execute(sql(_COPY_PEOPLE_ANEW), values)


def _fill_in_subjects(workshop: Workshop, mailing: MailingRecord, context: WorkContext) -> None:
    template = mailing.options.subject
    without_own = and_(letters.c.mailing_id == mailing.id, letters.c.own_subject.is_(None))
    if is_constant(template) or unknown_fields(template):
        subject = template if is_constant(template) else None
        with workshop.database.begin() as connection:
            differs = letters.c.subject.is_distinct_from(subject)
            connection.execute(update(letters).where(without_own, differs).values(subject=subject))
        return
    with workshop.database.read() as connection:
        rows = connection.execute(select(letters).where(without_own))
        for batch in in_batches((subject_of(template, row), row.id) for row in rows):
            context.check_cancelled()
            with workshop.database.begin() as writing:
                writing.exec_driver_sql(_SET_SUBJECT, batch)


def _findings(
    workshop: Workshop,
    connection: Connection,
    mailing: MailingRecord,
    context: WorkContext,
    examiners: Sequence[Examiner],
) -> Iterator[FoundDeviation]:
    """Everything that is found: about the whole first, then about single letters."""
    interface, now = interface_of(workshop, mailing), workshop.clock.now()
    yield from check_options(mailing, interface, workshop.settings().sender_id, now)
    size = Size(_count(connection, mailing, Outcome.PLANNED), largest_letter_bytes(connection, mailing))
    yield from check_size(mailing.options, size)
    yield from check_lookup_age(connection, mailing, now)
    yield from may_have_been_sent_since(connection, mailing, now)
    checking = Checking(connection, mailing, interface, now)
    for check in (*LETTER_CHECKS, invoices_can_be_paid):
        context.check_cancelled()
        yield from check(checking)
    for examiner in examiners:
        yield from examiner.examine(iterate_pairs(connection, mailing, interface), context)


def _plan(connection: Connection, mailing: MailingRecord, interface: Interface) -> MailingPlan:
    open_counts = count_open(connection, mailing.id)
    by_severity = {
        severity: sum(n for (found, _), n in open_counts.items() if found is severity)
        for severity in Severity
    }
    by_code: dict[Code, int] = {}
    for (_, code), n in open_counts.items():
        by_code[code] = by_code.get(code, 0) + n
    document_count, document_bytes = _documents(connection, mailing)
    planned = _count(connection, mailing, Outcome.PLANNED)
    return MailingPlan(
        mailing_id=mailing.id,
        revision=mailing.revision,
        letters=planned,
        left_out=_count(connection, mailing, Outcome.LEFT_OUT),
        stopping=by_severity[Severity.STOPS],
        needing_reason=by_severity[Severity.NEEDS_REASON],
        warnings=by_severity[Severity.WARNS],
        documents=document_count,
        document_bytes=document_bytes,
        largest_letter_bytes=largest_letter_bytes(connection, mailing),
        with_print=planned if mailing.options.printing is not None else 0,
        first_deviations=tuple(
            page_of_deviations(connection, mailing.id, 0, _SHOWN_AT_ONCE, None, open_only=True)
        ),
        by_identification=_by_identification(connection, mailing, interface),
        by_code=by_code,
    )


def _count(connection: Connection, mailing: MailingRecord, outcome: Outcome) -> int:
    question = select(func.count()).where(letters.c.mailing_id == mailing.id, letters.c.outcome == outcome)
    return int(connection.execute(question).scalar_one())


def _by_identification(
    connection: Connection, mailing: MailingRecord, interface: Interface
) -> dict[str, int]:
    best = identification_of(letters.c, letters.c.register_status, interface)
    question = (
        select(best, func.count())
        .where(letters.c.mailing_id == mailing.id, letters.c.outcome == Outcome.PLANNED)
        .group_by(best)
    )
    return {word or "": count for word, count in connection.execute(question)}


def _documents(connection: Connection, mailing: MailingRecord) -> tuple[int, int]:
    """How many distinct files the letters have, and their bytes."""
    planned = and_(letters.c.mailing_id == mailing.id, letters.c.outcome == Outcome.PLANNED)
    own = select(func.coalesce(letters.c.document_id, mailing.common_document)).where(planned)
    attached = (
        select(attachments.c.document_id)
        .join(letters, letters.c.id == attachments.c.letter_id)
        .where(planned)
    )
    common = document_ids(connection, mailing.id, mailing.options.common_attachments)
    used = or_(documents.c.id.in_(own), documents.c.id.in_(attached), documents.c.id.in_(common))
    distinct = (
        select(documents.c.sha256, func.max(documents.c.size).label("size"))
        .where(documents.c.mailing_id == mailing.id, used)
        .group_by(documents.c.sha256)
        .subquery()
    )
    row = connection.execute(
        select(
            func.count().label("count"), func.coalesce(func.sum(distinct.c.size), 0).label("bytes")
        ).select_from(distinct)
    ).one()
    return int(row[0]), int(row[1])
