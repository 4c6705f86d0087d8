"""Pages of letters: searched, filtered, sorted and counted in SQL, so that a million of them stay quick."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select

from desktop_app.mailing.answers import words_from_stored
from desktop_app.mailing.letters import LetterQuery, LetterRow, LetterSort
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.tables import documents, jobs, letters, mailings
from desktop_app.mailing.uuids import document_uuid
from desktop_app.register.keys import sort_name

_READ_AT_ONCE = 500

_SORTS: dict[LetterSort, ColumnElement[Any]] = {
    LetterSort.ORDER: letters.c.id,
    LetterSort.NAME: letters.c.sort_name,
    LetterSort.CUSTOMER_ID: letters.c.customer_id,
    LetterSort.OUTCOME: letters.c.outcome,
    LetterSort.REASON: letters.c.reason,
    LetterSort.POSTCODE: letters.c.postcode,
    LetterSort.CHANGED: letters.c.outcome_at,
}


def page_of_letters(connection: Connection, query: LetterQuery, offset: int, limit: int) -> list[LetterRow]:
    """One page of the letters that a query finds."""
    return [letter_row(row) for row in connection.execute(_in_order(query).offset(offset).limit(limit))]


def count_letters(connection: Connection, query: LetterQuery) -> int:
    """How many letters a query finds."""
    question = select(func.count()).select_from(letters).where(conditions(query))
    return int(connection.execute(question).scalar_one())


def iterate_letters(connection: Connection, query: LetterQuery) -> Iterator[LetterRow]:
    """All letters that a query finds, streamed."""
    for row in connection.execution_options(yield_per=_READ_AT_ONCE).execute(_in_order(query)):
        yield letter_row(row)


def conditions(query: LetterQuery) -> ColumnElement[bool]:
    """What a letter must be for a query to find it. Replaced letters are found only when they are asked for."""
    wanted: list[ColumnElement[bool]] = [letters.c.outcome != Outcome.REPLACED]
    if query.outcomes:
        wanted = [letters.c.outcome.in_(query.outcomes)]
    if query.mailing_id is not None:
        wanted.append(letters.c.mailing_id == query.mailing_id)
    if query.recipient_id is not None:
        wanted.append(letters.c.recipient_id == query.recipient_id)
    if query.reasons:
        wanted.append(letters.c.reason.in_(query.reasons))
    if query.done is not None:
        wanted.append(letters.c.done_at.is_not(None) if query.done else letters.c.done_at.is_(None))
    wanted.extend(_contains(word) for word in query.search.split())
    return and_(*wanted)


def mailbox_of(table: FromClause) -> ColumnElement[str | None]:
    """Where a letter of this table, or of an alias of it, goes in Digipost; NULL while nobody knows."""
    return func.coalesce(table.c.digipost_address, table.c.person_alias)


def letter_row(row: Any) -> LetterRow:
    """A row of `letters` with its document and job, as the rest of the program sees it."""
    words = (*words_from_stored(row.recipient_details), *words_from_stored(row.details))
    return LetterRow(
        id=row.id,
        mailing_id=row.mailing_id,
        recipient_id=row.recipient_id,
        customer_id=row.customer_id,
        name=row.full_name or "",
        address=", ".join(filter(None, [row.address1, row.address2])),
        postcode=row.postcode or "",
        city=row.city or "",
        subject=row.subject or "",
        document=None if row.path is None else Path(row.path),
        outcome=Outcome(row.outcome),
        reason=None if row.reason is None else Reason(row.reason),
        details=words,
        uuid=None if row.uuid_base is None else document_uuid(row.uuid_base, row.id),
        job_id=row.job_id,
        outcome_at=row.outcome_at,
        done_at=row.done_at,
        done_how=row.done_how,
        replaces=row.replaces,
        replace_reason=row.replace_reason,
    )


def _in_order(query: LetterQuery) -> Select[Any]:
    order = _SORTS[query.sort]
    return (
        select(letters, documents.c.path, jobs.c.job_id, jobs.c.uuid_base)
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .outerjoin(
            documents, documents.c.id == func.coalesce(letters.c.document_id, mailings.c.common_document)
        )
        .outerjoin(jobs, jobs.c.id == letters.c.job)
        .where(conditions(query))
        .order_by(order.desc() if query.descending else order, letters.c.id)
    )


def _contains(word: str) -> ColumnElement[bool]:
    """True where a word stands in the name, the customer id or the subject, capitals or not."""
    folded = sort_name(word, None, None, is_organisation=True)
    return or_(
        letters.c.sort_name.contains(folded, autoescape=True),
        letters.c.customer_id.contains(word, autoescape=True),
        letters.c.subject.contains(word, autoescape=True),
    )
