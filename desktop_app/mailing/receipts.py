"""Fetching receipts: each new file is kept as it came, then applied. One bad file never stops the others.

What is on the server is remembered by folder, name, size and time, so that a receipt that stays there is fetched
once. Only receipts of our own jobs are ever removed from it, after they are applied, and only if the settings say so.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from desktop_app.base.errors import Cancelled, EnvironmentFailure
from desktop_app.base.files import flush_folder, make_private, sha256_of
from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import RemoteFile, Transport
from desktop_app.digipost.sftp_errors import ConnectionLost, TimedOut
from desktop_app.mailing.applying import Applied, ReceiptState, apply_receipt
from desktop_app.mailing.tables import jobs, receipts, remote_receipts
from desktop_app.mailing.views import FetchReport
from desktop_app.mailing.workshop import Workshop

_INCOMING = "incoming-"
_MOST_ATTEMPTS = 5
"""How often applying a receipt is tried when the program itself fails at it. It stays, and is shown."""


@dataclass(slots=True)
class Tally:
    """Counts what one look for receipts brought."""

    fetched: int = 0
    removed: int = 0
    states: dict[ReceiptState, int] = field(default_factory=dict)
    problems: list[Text] = field(default_factory=list)

    def count(self, state: ReceiptState) -> None:
        """One receipt that ended in this state."""
        self.states[state] = self.states.get(state, 0) + 1

    def report(self) -> FetchReport:
        """The counts as the rest of the program sees them."""
        return FetchReport(
            fetched=self.fetched,
            applied=self.states.get(ReceiptState.APPLIED, 0),
            repeated=self.states.get(ReceiptState.REPEATED, 0),
            unmatched=self.states.get(ReceiptState.UNMATCHED, 0),
            unreadable=self.states.get(ReceiptState.UNREADABLE, 0),
            removed=self.removed,
            problems=tuple(self.problems),
        )


def fetch_and_apply(workshop: Workshop, transport: Transport, context: WorkContext) -> FetchReport:
    """Look into both receipt folders, keep what is new, and apply whatever is not applied yet.

    Raises an `EnvironmentFailure` when neither folder could be listed.
    """
    tally = Tally()
    _clear_incoming(workshop)
    listings = _list_both(transport, tally)
    for remote in _not_seen(workshop, listings):
        context.check_cancelled()
        if not _fetch_one(workshop, transport, remote, tally, context):
            break
        context.progress(tally.fetched, None, text("Fetching receipts"))
    apply_stored(workshop, tally, context)
    if workshop.settings().remove_receipts:
        _remove_applied(workshop, transport, listings, tally)
    return tally.report()


def apply_stored(workshop: Workshop, tally: Tally, context: WorkContext) -> None:
    """Apply receipts that are stored and not applied: new ones, and those whose job has turned up."""
    for receipt_id, path in _waiting(workshop):
        context.check_cancelled()
        applied = _apply_one(workshop, receipt_id, path, tally)
        if applied is not None:
            tally.count(applied.state)


def _list_both(transport: Transport, tally: Tally) -> list[RemoteFile]:
    found: list[RemoteFile] = []
    failures: list[EnvironmentFailure] = []
    for kind in JobKind:
        try:
            found.extend(transport.list_receipts(kind))
        except EnvironmentFailure as error:
            failures.append(error)
            tally.problems.append(error.message)
    if len(failures) == len(JobKind):
        raise failures[0]
    return found


def _not_seen(workshop: Workshop, listing: list[RemoteFile]) -> list[RemoteFile]:
    """The files that were never fetched, or that have changed since."""
    with workshop.database.read() as connection:
        rows = connection.execute(select(remote_receipts)).all()
    seen = {(row.folder, row.name): (row.size, row.modified) for row in rows}
    return [
        remote
        for remote in listing
        if seen.get((remote.folder, remote.name)) != (remote.size, _stamp(remote.modified))
    ]


def _fetch_one(
    workshop: Workshop, transport: Transport, remote: RemoteFile, tally: Tally, context: WorkContext
) -> bool:
    """Fetch and keep one file. False when the connection is gone, so that the others cannot be had either."""
    incoming = workshop.folder.receipts / f"{_INCOMING}{secrets.token_hex(8)}"
    try:
        transport.download(remote, incoming, context)
        workshop.checkpoint("receipt.downloaded")
        _keep(workshop, remote, incoming, tally)
    except EnvironmentFailure as error:
        tally.problems.append(error.message)
        return not isinstance(error, ConnectionLost | TimedOut)
    except OSError as error:
        message = text(
            "{file} could not be kept. The system says: {words}", file=remote.name, words=str(error)
        )
        tally.problems.append(message)
    finally:
        incoming.unlink(missing_ok=True)
    return True


def _keep(workshop: Workshop, remote: RemoteFile, incoming: Path, tally: Tally) -> None:
    """Give a downloaded file its name, which is its hash, and write it into the ledger."""
    sha256, size = sha256_of(incoming), incoming.stat().st_size
    name = f"{sha256}.zip"
    make_private(incoming)
    incoming.replace(workshop.folder.receipts / name)
    flush_folder(workshop.folder.receipts)
    workshop.checkpoint("receipt.named")
    with workshop.database.begin() as connection:
        known = connection.execute(
            select(receipts.c.id).where(receipts.c.sha256 == sha256)
        ).scalar_one_or_none()
        receipt_id = (
            known
            or connection.execute(
                insert(receipts)
                .values(
                    sha256=sha256,
                    size=size,
                    file=name,
                    folder=remote.folder,
                    remote_name=remote.name,
                    fetched_at=workshop.clock.now(),
                    state=ReceiptState.NEW,
                )
                .returning(receipts.c.id)
            ).scalar_one()
        )
        seen = {"size": remote.size, "modified": _stamp(remote.modified), "receipt_id": receipt_id}
        connection.execute(
            insert(remote_receipts)
            .values(folder=remote.folder, name=remote.name, **seen)
            .on_conflict_do_update(index_elements=["folder", "name"], set_={**seen, "removed_at": None})
        )
    workshop.checkpoint("receipt.stored")
    tally.fetched += 1
    if known is not None:
        tally.count(ReceiptState.REPEATED)


def _waiting(workshop: Workshop) -> Iterator[tuple[int, Path]]:
    """Receipts to apply, in the order in which they came."""
    has_job = and_(receipts.c.state == ReceiptState.UNMATCHED, receipts.c.job_id.in_(select(jobs.c.job_id)))
    untried = and_(receipts.c.state == ReceiptState.NEW, receipts.c.attempts < _MOST_ATTEMPTS)
    with workshop.database.read() as connection:
        rows = connection.execute(
            select(receipts.c.id, receipts.c.file)
            .where(or_(untried, has_job), receipts.c.file.is_not(None))
            .order_by(receipts.c.id)
        ).all()
    for row in rows:
        yield row.id, workshop.folder.receipts / row.file


def _apply_one(workshop: Workshop, receipt_id: int, path: Path, tally: Tally) -> Applied | None:
    """Apply a receipt. A fault of this program is noted and does not stop the other receipts."""
    try:
        return apply_receipt(workshop, receipt_id, path)
    except EnvironmentFailure as error:
        tally.problems.append(error.message)
    except (Cancelled, DatabaseError):
        raise
    except Exception as error:
        # Whatever this is, it is a fault of the program: the other receipts must not wait until it is mended.
        words = text("A receipt could not be applied ({kind}). It is kept.", kind=type(error).__name__)
        tally.problems.append(words)
        workshop.note("receipt_failed", error=type(error).__name__, receipt=str(receipt_id))
        with workshop.database.begin() as connection:
            connection.execute(
                update(receipts)
                .where(receipts.c.id == receipt_id)
                .values(attempts=receipts.c.attempts + 1, problem=to_stored(words))
            )
    return None


def _remove_applied(
    workshop: Workshop, transport: Transport, listing: list[RemoteFile], tally: Tally
) -> None:
    """Remove from the server what is applied to one of our own jobs."""
    ours = (
        select(remote_receipts.c.folder, remote_receipts.c.name, remote_receipts.c.size)
        .join(receipts, receipts.c.id == remote_receipts.c.receipt_id)
        .where(
            receipts.c.job.is_not(None),
            receipts.c.state.in_([ReceiptState.APPLIED, ReceiptState.REPEATED]),
        )
    )
    with workshop.database.read() as connection:
        removable = {tuple(row) for row in connection.execute(ours)}
    for remote in listing:
        if (remote.folder, remote.name, remote.size) not in removable:
            continue
        try:
            transport.remove(remote)
        except EnvironmentFailure as error:
            tally.problems.append(error.message)
            continue
        workshop.checkpoint("receipt.removed")
        _note_removed(workshop, remote)
        tally.removed += 1


def _note_removed(workshop: Workshop, remote: RemoteFile) -> None:
    same: Any = and_(remote_receipts.c.folder == remote.folder, remote_receipts.c.name == remote.name)
    with workshop.database.begin() as connection:
        connection.execute(update(remote_receipts).where(same).values(removed_at=workshop.clock.now()))


def _clear_incoming(workshop: Workshop) -> None:
    """Downloads that a crash interrupted are worth nothing: the server still has them."""
    for leftover in workshop.folder.receipts.glob(f"{_INCOMING}*"):
        leftover.unlink(missing_ok=True)


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
