"""One person's letters and lookups, with what became of each."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from desktop_app.base.texts import Text, text
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.answers import words_from_stored
from desktop_app.mailing.letters import HistoryEntry, HistoryKind
from desktop_app.mailing.outcomes import Outcome, Reason, detail_words
from desktop_app.mailing.tables import (
    documents,
    jobs,
    letter_events,
    letters,
    lookup_rows,
    mailings,
    receipts,
)
from desktop_app.register.model import LookupStatus

_STATUS_WORDS = {
    LookupStatus.DIGIPOST: text("Looked up: has Digipost"),
    LookupStatus.IDENTIFIED: text("Looked up: known, no Digipost"),
    LookupStatus.UNIDENTIFIED: text("Looked up: not found"),
    LookupStatus.INVALID: text("Looked up: wrong details"),
}
_CLEARED = text("Digipost no longer knew the address or alias that was stored. It was taken out.")


def history_of(
    connection: Connection, recipient_id: int, customer_ids: Collection[str], receipts_folder: Path
) -> list[HistoryEntry]:
    """Everything about one person, newest first.

    `customer_ids` are all that the person has or had: they also find what was sent before a re-import or a merge.
    """
    is_person = or_(letters.c.recipient_id == recipient_id, letters.c.customer_id.in_(customer_ids))
    was_asked = or_(lookup_rows.c.recipient_id == recipient_id, lookup_rows.c.customer_id.in_(customer_ids))
    entries = [
        *_letters(connection, is_person, receipts_folder),
        *_ticks(connection, is_person),
        *_lookups(connection, was_asked, receipts_folder),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _letters(connection: Connection, is_person: ColumnElement[bool], folder: Path) -> list[HistoryEntry]:
    document = func.coalesce(letters.c.document_id, mailings.c.common_document)
    rows = connection.execute(
        select(
            letters.c.id,
            letters.c.mailing_id,
            letters.c.subject,
            letters.c.outcome,
            letters.c.reason,
            letters.c.details,
            letters.c.recipient_details,
            letters.c.outcome_at,
            mailings.c.confirmed_at,
            mailings.c.name,
            jobs.c.job_id,
            documents.c.path,
            receipts.c.file,
        )
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .outerjoin(jobs, jobs.c.id == letters.c.job)
        .outerjoin(documents, documents.c.id == document)
        .outerjoin(receipts, receipts.c.id == letters.c.receipt_id)
        .where(is_person, letters.c.outcome.not_in([Outcome.PLANNED, Outcome.LEFT_OUT]))
    )
    return [
        HistoryEntry(
            at=row.outcome_at or row.confirmed_at,
            what=_letter_words(row),
            mailing_id=row.mailing_id,
            letter_id=row.id,
            job_id=row.job_id,
            subject=row.subject or "",
            details=_details(row.recipient_details, row.details),
            document=None if row.path is None else Path(row.path),
            receipt=None if row.file is None else folder / row.file,
        )
        for row in rows
    ]


def _letter_words(row: Any) -> Text:
    outcome = Outcome(row.outcome).words()
    if row.reason is None:
        return text("“{mailing}”: {outcome}", mailing=row.name, outcome=outcome)
    why = Reason(row.reason).words()
    return text("“{mailing}”: {outcome}. {why}", mailing=row.name, outcome=outcome, why=why)


def _details(*stored: str | None) -> tuple[Text, ...]:
    codes = dict.fromkeys(code for each in stored for code in words_from_stored(each))
    return tuple(detail_words(code) for code in codes)


def _ticks(connection: Connection, is_person: ColumnElement[bool]) -> list[HistoryEntry]:
    rows = connection.execute(
        select(letter_events, letters.c.mailing_id, letters.c.subject)
        .join(letters, letters.c.id == letter_events.c.letter_id)
        .where(is_person)
    )
    return [
        HistoryEntry(
            at=row.at,
            what=_tick_words(row),
            mailing_id=row.mailing_id,
            letter_id=row.letter_id,
            job_id=None,
            subject=row.subject or "",
            kind=HistoryKind.TICK,
        )
        for row in rows
    ]


def _tick_words(row: Any) -> Text:
    if row.what == "done":
        return text("Reached in another way: {how}", how=row.text or "")
    return text("The tick was taken back")


def _lookups(connection: Connection, was_asked: ColumnElement[bool], folder: Path) -> list[HistoryEntry]:
    receipt = (
        select(receipts.c.file)
        .where(receipts.c.job == jobs.c.id, receipts.c.state == "applied")
        .order_by(receipts.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            lookup_rows.c.status,
            lookup_rows.c.details,
            lookup_rows.c.cleared,
            jobs.c.job_id,
            jobs.c.mailing_id,
            jobs.c.finished_at,
            jobs.c.created_at,
            receipt.label("file"),
        )
        .join(jobs, jobs.c.id == lookup_rows.c.job)
        .where(was_asked, jobs.c.kind == JobKind.LOOKUP)
    )
    return [
        HistoryEntry(
            at=row.finished_at or row.created_at,
            what=_lookup_words(row.status),
            mailing_id=row.mailing_id,
            letter_id=None,
            job_id=row.job_id,
            kind=HistoryKind.LOOKUP,
            details=(*_details(row.details), *((_CLEARED,) if row.cleared else ())),
            receipt=None if row.file is None else folder / row.file,
        )
        for row in rows
    ]


def _lookup_words(status: str | None) -> Text:
    if status is None:
        return text("Looked up: no answer yet")
    if status not in {known.value for known in LookupStatus}:
        return text("Looked up: an answer that this version does not know")
    return _STATUS_WORDS[LookupStatus(status)]
