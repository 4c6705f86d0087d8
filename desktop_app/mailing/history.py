"""One person's letters and lookups, with what became of each."""

from typing import Any

from sqlalchemy import Connection, or_, select

from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.letters import HistoryEntry
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.tables import jobs, letter_events, letters, lookup_rows, mailings
from desktop_app.register.model import LookupStatus

_STATUS_WORDS = {
    LookupStatus.DIGIPOST: text("Looked up: has Digipost"),
    LookupStatus.IDENTIFIED: text("Looked up: known, no Digipost"),
    LookupStatus.UNIDENTIFIED: text("Looked up: not found"),
    LookupStatus.INVALID: text("Looked up: wrong details"),
}


def history_of(connection: Connection, recipient_id: int, customer_id: str | None) -> list[HistoryEntry]:
    """Everything about one person, newest first. `customer_id` also finds what was sent before a re-import."""
    is_person = letters.c.recipient_id == recipient_id
    was_asked = lookup_rows.c.recipient_id == recipient_id
    if customer_id:
        is_person = or_(is_person, letters.c.customer_id == customer_id)
        was_asked = or_(was_asked, lookup_rows.c.customer_id == customer_id)
    entries = [
        *_letters(connection, is_person),
        *_ticks(connection, is_person),
        *_lookups(connection, was_asked),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _letters(connection: Connection, is_person: Any) -> list[HistoryEntry]:
    rows = connection.execute(
        select(
            letters.c.id,
            letters.c.mailing_id,
            letters.c.subject,
            letters.c.outcome,
            letters.c.reason,
            letters.c.outcome_at,
            mailings.c.confirmed_at,
            mailings.c.name,
            jobs.c.job_id,
        )
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .outerjoin(jobs, jobs.c.id == letters.c.job)
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
        )
        for row in rows
    ]


def _letter_words(row: Any) -> Text:
    outcome = Outcome(row.outcome).words()
    if row.reason is None:
        return text("“{mailing}”: {outcome}", mailing=row.name, outcome=outcome)
    why = Reason(row.reason).words()
    return text("“{mailing}”: {outcome}. {why}", mailing=row.name, outcome=outcome, why=why)


def _ticks(connection: Connection, is_person: Any) -> list[HistoryEntry]:
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
        )
        for row in rows
    ]


def _tick_words(row: Any) -> Text:
    if row.what == "done":
        return text("Reached in another way: {how}", how=row.text or "")
    return text("The tick was taken back")


def _lookups(connection: Connection, was_asked: Any) -> list[HistoryEntry]:
    rows = connection.execute(
        select(lookup_rows.c.status, jobs.c.job_id, jobs.c.mailing_id, jobs.c.finished_at, jobs.c.created_at)
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
        )
        for row in rows
    ]


def _lookup_words(status: str | None) -> Text:
    if status is None:
        return text("Looked up: no answer yet")
    if status not in {known.value for known in LookupStatus}:
        return text("Looked up: an answer that this version does not know")
    return _STATUS_WORDS[LookupStatus(status)]
