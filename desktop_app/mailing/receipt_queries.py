"""Pages of receipts: searched, filtered, sorted and counted in SQL, however many years of them are kept."""

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from desktop_app.base.stored_texts import from_stored
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.tables import jobs, receipts
from desktop_app.mailing.views import ReceiptQuery, ReceiptSort, ReceiptView

_WITH_JOBS = receipts.outerjoin(jobs, jobs.c.id == receipts.c.job)

_SORTS: dict[ReceiptSort, ColumnElement[Any]] = {
    ReceiptSort.FETCHED: receipts.c.fetched_at,
    ReceiptSort.KIND: receipts.c.kind,
    ReceiptSort.ANSWER: receipts.c.status,
    ReceiptSort.STATE: receipts.c.state,
    ReceiptSort.ABOUT: jobs.c.name,
    ReceiptSort.ITEMS: receipts.c.item_count,
    ReceiptSort.NAME: receipts.c.remote_name,
    ReceiptSort.JOB: receipts.c.job_id,
}


def page_of_receipts(
    connection: Connection, folder: Path, query: ReceiptQuery, offset: int, limit: int
) -> list[ReceiptView]:
    """One page of the receipts that a query finds. `folder` is where their files lie."""
    rows = connection.execute(_in_order(query).offset(offset).limit(limit))
    return [_receipt_view(row, folder) for row in rows]


def count_receipts(connection: Connection, query: ReceiptQuery) -> int:
    """How many receipts a query finds."""
    question = select(func.count()).select_from(_WITH_JOBS).where(_conditions(query))
    return int(connection.execute(question).scalar_one())


def _in_order(query: ReceiptQuery) -> Select[Any]:
    order, last = _SORTS[query.sort], receipts.c.id
    return (
        select(receipts, jobs.c.mailing_id, jobs.c.name)
        .select_from(_WITH_JOBS)
        .where(_conditions(query))
        .order_by(*((order.desc(), last.desc()) if query.descending else (order, last)))
    )


def _conditions(query: ReceiptQuery) -> ColumnElement[bool]:
    wanted = [_contains(word) for word in query.search.split()]
    if query.states:
        wanted.append(receipts.c.state.in_(query.states))
    if query.mailing_id is not None:
        wanted.append(jobs.c.mailing_id == query.mailing_id)
    return and_(True, *wanted)


def _contains(word: str) -> ColumnElement[bool]:
    """True where a word stands in the name of the mailing or lookup, in the file's name or in the job's id.

    SQLite takes a and A for the same, but not å and Å: a word is looked for as it may begin or fill a name, too.
    """
    columns = (jobs.c.name, receipts.c.remote_name, receipts.c.job_id)
    forms = {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(column.contains(form, autoescape=True) for column in columns for form in forms))


def _receipt_view(row: Any, folder: Path) -> ReceiptView:
    return ReceiptView(
        id=row.id,
        remote_name=row.remote_name,
        folder=row.folder,
        size=row.size,
        file=None if row.file is None else folder / row.file,
        fetched_at=row.fetched_at,
        applied_at=row.applied_at,
        job_id=row.job_id,
        kind=None if row.kind is None else JobKind(row.kind),
        status=row.status,
        state=row.state,
        mailing_id=row.mailing_id,
        name=row.name,
        items=row.item_count,
        problem=from_stored(row.problem),
    )
