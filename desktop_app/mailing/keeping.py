"""Which files an unfinished mailing or lookup still needs, and how long the others have been of no use.

What is removed is noted in the ledger: it never counts on a file that is gone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from desktop_app.base.paths import DataFolder
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import documents, jobs, lookup_rows, mailings, receipts

_ENDED = [state for state in State if state.is_final]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the ledger's, since when it is of no more use, and whether something unfinished needs it."""

    path: Path
    since: datetime
    is_needed: bool


def job_files(connection: Connection, folder: DataFolder) -> Iterator[KeptFile]:
    """The zips as they were sent."""
    since = func.coalesce(jobs.c.finished_at, jobs.c.created_at, type_=jobs.c.created_at.type)
    wanted = select(jobs.c.zip_name, since.label("since"), jobs.c.state).where(
        jobs.c.zip_removed_at.is_(None)
    )
    for row in connection.execute(wanted):
        yield KeptFile(folder.job_files / row.zip_name, row.since, row.state not in _ENDED)


def receipt_files(connection: Connection, folder: DataFolder) -> Iterator[KeptFile]:
    """The receipts as they came. One that is not applied yet, or of a job under way, is needed."""
    wanted = (
        select(receipts.c.file, receipts.c.fetched_at, receipts.c.state, jobs.c.state.label("job_state"))
        .outerjoin(jobs, jobs.c.id == receipts.c.job)
        .where(receipts.c.file.is_not(None))
    )
    for row in connection.execute(wanted):
        under_way = row.job_state is not None and row.job_state not in _ENDED
        yield KeptFile(folder.receipts / row.file, row.fetched_at, under_way or row.state == "new")


def needed_documents(connection: Connection) -> frozenset[Path]:
    """The letters of mailings that are not at their end: drafts, those under way, and those not reached yet."""
    wanted = (
        select(documents.c.path)
        .join(mailings, mailings.c.id == documents.c.mailing_id)
        .where(or_(mailings.c.state.not_in(_ENDED), mailings.c.remainder > mailings.c.remainder_done))
    )
    return frozenset(map(Path, connection.execute(wanted).scalars()))


def needed_files(connection: Connection, folder: DataFolder) -> frozenset[Path]:
    """All files that something unfinished needs."""
    kept = (*job_files(connection, folder), *receipt_files(connection, folder))
    return needed_documents(connection) | {file.path for file in kept if file.is_needed}


def note_removed(connection: Connection, folder: DataFolder, paths: Iterable[Path], now: datetime) -> None:
    """Write into the ledger that these files are gone. Others than the ledger's are passed over."""
    for path in paths:
        if path.parent == folder.job_files:
            connection.execute(update(jobs).where(jobs.c.zip_name == path.name).values(zip_removed_at=now))
        elif path.parent == folder.receipts:
            connection.execute(update(receipts).where(receipts.c.file == path.name).values(file=None))


def count_lookups_before(connection: Connection, moment: datetime) -> int:
    """How many answers about people are in lookups that ended before a moment."""
    wanted = select(func.count()).select_from(lookup_rows).where(*_old_answers(moment))
    return int(connection.execute(wanted).scalar_one())


def forget_lookups_before(connection: Connection, moment: datetime) -> int:
    """Take out of old lookups what they said of each person. How many there were of each status stays."""
    blank = {"digipost_address": None, "person_alias": None, "details": None}
    return connection.execute(update(lookup_rows).where(*_old_answers(moment)).values(blank)).rowcount


def _old_answers(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    old = select(jobs.c.id).where(jobs.c.state.in_(_ENDED), jobs.c.finished_at < moment)
    says_something = or_(
        lookup_rows.c.digipost_address.is_not(None),
        lookup_rows.c.person_alias.is_not(None),
        lookup_rows.c.details.is_not(None),
    )
    return lookup_rows.c.job.in_(old), says_something
