"""Who was not reached: exactly who, why, what can be done, and whether somebody has done it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update

from desktop_app.base.texts import text
from desktop_app.mailing.answers import words_from_stored
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.ledger import MailingRecord, load_mailing, refresh_counts
from desktop_app.mailing.letter_queries import conditions
from desktop_app.mailing.letters import LetterQuery, RemainderRow
from desktop_app.mailing.outcomes import FIELD_TO_MEND, Outcome, Reason, detail_words
from desktop_app.mailing.pairs import attachments_of_all, own_attachments
from desktop_app.mailing.tables import documents, letter_events, letters

_READ_AT_ONCE = 500


def page_of_remainder(
    connection: Connection, mailing_id: int, offset: int, limit: int, *, open_only: bool, search: str
) -> list[RemainderRow]:
    """One page of those not reached, in the order of an envelope run: by postcode."""
    mailing = load_mailing(connection, mailing_id)
    rows = connection.execute(_remainder(mailing, open_only, search).offset(offset).limit(limit)).all()
    return list(_with_attachments(connection, mailing, rows))


def iterate_remainder(connection: Connection, mailing_id: int, *, open_only: bool) -> Iterator[RemainderRow]:
    """All of those not reached, by postcode, streamed."""
    mailing = load_mailing(connection, mailing_id)
    rows = connection.execution_options(yield_per=_READ_AT_ONCE).execute(_remainder(mailing, open_only, ""))
    for batch in in_batches(rows, _READ_AT_ONCE):
        yield from _with_attachments(connection, mailing, batch)


def mark_done(
    connection: Connection,
    mailing_id: int,
    letter_ids: Iterable[int],
    how: str,
    now: datetime,
    reached_at: datetime | None = None,
) -> int:
    """Tick people off. Those ticked off before keep their first tick. `reached_at` None means now."""
    if not how.strip():
        raise MailingRefused(
            title=text("Enter how they were reached."),
            message=text("Nothing was ticked off."),
            hint=text("A few words are enough: printed, called, handed over."),
        )
    return _tick(
        connection,
        mailing_id,
        letter_ids,
        letters.c.done_at.is_(None),
        {"done_at": reached_at or now, "done_how": how.strip()},
        lambda ids: _events(ids, now, "done", how.strip()),
    )


def moment_of(day: date | None, now: datetime) -> datetime:
    """When somebody was reached: now, or at noon of an earlier day here. Raises for a day that is yet to come."""
    today = now.astimezone().date()
    if day is None or day == today:
        return now
    if day > today:
        raise MailingRefused(
            title=text("That day has not come yet."),
            message=text("{day} is in the future. Nothing was ticked off.", day=day),
            hint=text("Choose the day on which the letters were handed over."),
        )
    return datetime.combine(day, time(12)).astimezone()


def undo_done(connection: Connection, mailing_id: int, letter_ids: Iterable[int], now: datetime) -> int:
    """Take ticks back."""
    return _tick(
        connection,
        mailing_id,
        letter_ids,
        letters.c.done_at.is_not(None),
        {"done_at": None, "done_how": None},
        lambda ids: _events(ids, now, "undone", None),
    )


def _tick(
    connection: Connection,
    mailing_id: int,
    letter_ids: Iterable[int],
    condition: ColumnElement[bool],
    values: dict[str, Any],
    events: Callable[[list[int]], list[dict[str, Any]]],
) -> int:
    load_mailing(connection, mailing_id)
    changed = 0
    for batch in in_batches(letter_ids):
        chosen = and_(
            letters.c.mailing_id == mailing_id,
            letters.c.outcome == Outcome.REMAINDER,
            letters.c.id.in_(batch),
            condition,
        )
        ids = list(connection.execute(select(letters.c.id).where(chosen)).scalars())
        if ids:
            connection.execute(update(letters).where(chosen).values(values))
            connection.execute(insert(letter_events), events(ids))
        changed += len(ids)
    refresh_counts(connection, mailing_id)
    return changed


def _events(letter_ids: list[int], now: datetime, what: str, words: str | None) -> list[dict[str, Any]]:
    return [{"letter_id": each, "at": now, "what": what, "text": words} for each in letter_ids]


def _remainder(mailing: MailingRecord, open_only: bool, search: str) -> Select[Any]:
    query = LetterQuery(
        mailing_id=mailing.id,
        outcomes=(Outcome.REMAINDER,),
        done=False if open_only else None,
        search=search,
    )
    return (
        select(letters, documents.c.path, documents.c.sha256)
        .outerjoin(documents, documents.c.id == func.coalesce(letters.c.document_id, mailing.common_document))
        .where(conditions(query))
        .order_by(func.coalesce(letters.c.postcode, ""), letters.c.sort_name, letters.c.id)
    )


def _with_attachments(
    connection: Connection, mailing: MailingRecord, rows: Iterable[Any]
) -> Iterator[RemainderRow]:
    common = attachments_of_all(connection, mailing)
    batch = list(rows)
    own = own_attachments(connection, [row.id for row in batch])
    for row in batch:
        yield _remainder_row(row, (*common, *own.get(row.id, ())))


def _remainder_row(row: Any, attached: tuple[Path, ...]) -> RemainderRow:
    reason = Reason(row.reason)
    words = tuple(dict.fromkeys((*words_from_stored(row.recipient_details), *words_from_stored(row.details))))
    fields = dict.fromkeys(FIELD_TO_MEND[word] for word in words if word in FIELD_TO_MEND)
    if reason is Reason.NO_IDENTIFICATION:
        fields["national_id"] = None
    return RemainderRow(
        letter_id=row.id,
        mailing_id=row.mailing_id,
        recipient_id=row.recipient_id,
        customer_id=row.customer_id,
        name=row.full_name or "",
        address1=row.address1 or "",
        address2=row.address2 or "",
        postcode=row.postcode or "",
        city=row.city or "",
        country=row.country or "",
        reason=reason,
        reason_text=reason.words(),
        details=words,
        detail_texts=tuple(detail_words(word) for word in words),
        fields_to_mend=tuple(fields),
        may_print=reason.may_print,
        document=None if row.path is None else Path(row.path),
        document_sha256=row.sha256,
        attachments=attached,
        subject=row.subject or "",
        done_at=row.done_at,
        done_how=row.done_how,
    )
