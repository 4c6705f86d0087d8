"""A ledger that came back from a backup: what was sent after the backup was made is not in it.

So nothing of it goes out by itself. A mailing that could still send something is held until a person has looked in
Digipost and put the deviation aside. A draft may have been sent since as well: any letter whose file was there before
the data came back has to be accepted with a reason at the check.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Select, func, insert, or_, select

from desktop_app.base.database import to_stored_time
from desktop_app.base.files import sha256_of
from desktop_app.base.texts import text
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.findings import keep_late_finding
from desktop_app.mailing.ledger import MailingRecord
from desktop_app.mailing.plan import Code, FoundDeviation, Severity
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import deviations, documents, mailings, receipts, restorations

_ASKED_FOR = timedelta(days=90)
"""How long after the data came back an older letter is asked about. What was sent in between has come up by then."""


class HeldAfterRestore(MailingRefused):
    """The mailing came back from a backup, and nobody has said yet that it may go on."""

    def __init__(self, name: str) -> None:
        super().__init__(
            title=text("Nobody knows what was sent since the backup."),
            message=text(
                "“{name}” came back from a backup. Its letters may have gone out after it was made.",
                name=name,
            ),
            hint=text(
                "Look on Digipost's pages. If they went out, cancel the mailing or tick the people off. If "
                "not, say on the mailing's page that you have seen it, or with “jobs release”. Then it goes "
                "on."
            ),
        )


def mark_restored(connection: Connection, receipts_folder: Path, now: datetime) -> None:
    """Say of a ledger just brought back from a backup that it may not know all. Before anything else uses it."""
    connection.execute(insert(restorations).values(at=now))
    could_send = select(mailings.c.id).where(
        mailings.c.state.not_in([State.DRAFT, State.CANCELLED]),
        or_(mailings.c.waiting > 0, mailings.c.remainder > mailings.c.remainder_done),
    )
    words = text(
        "It came back from a backup. What was sent, printed or ticked off after the backup was made is not known"
        " here, so nothing more of it is sent until somebody has looked in Digipost and put this aside."
    )
    for mailing_id in connection.execute(could_send).scalars().all():
        detail = f"{mailing_id}:{to_stored_time(now)}"
        keep_late_finding(connection, Code.RESTORED, words, now, detail=detail, mailing_id=mailing_id)
    _take_in_receipts(connection, receipts_folder, now)


def held_mailings() -> Select[tuple[int]]:
    """The ids of the mailings that came back from a backup and wait for a person."""
    return select(deviations.c.mailing_id).where(
        deviations.c.code == Code.RESTORED,
        # The same code at a draft's check needs a reason.
        deviations.c.severity == Severity.WARNS,
        deviations.c.settled_at.is_(None),
    )


def refuse_while_held(connection: Connection, mailing: MailingRecord) -> None:
    """Raise `HeldAfterRestore` for a mailing that waits for a person."""
    held = held_mailings().where(deviations.c.mailing_id == mailing.id)
    if connection.execute(held.limit(1)).first() is not None:
        raise HeldAfterRestore(mailing.name)


def may_have_been_sent_since(
    connection: Connection, mailing: MailingRecord, now: datetime
) -> Iterator[FoundDeviation]:
    """Whether a letter of this draft was there before the data came back: then it may have been sent before."""
    lately = select(func.max(restorations.c.at)).where(restorations.c.at > now - _ASKED_FOR)
    restored_at = connection.execute(lately).scalar_one()
    if restored_at is None:
        return
    oldest = select(func.min(documents.c.modified_ns)).where(documents.c.mailing_id == mailing.id)
    modified_ns = connection.execute(oldest).scalar_one()
    if modified_ns is not None and modified_ns < restored_at.timestamp() * 1e9:
        message = text(
            "The data came back from a backup on {time}, and this letter is older. If it was sent "
            "between the backup and then, nothing here knows of it. Look on Digipost's pages.",
            time=restored_at,
        )
        yield FoundDeviation(
            None, Code.RESTORED, Severity.NEEDS_REASON, message, detail=to_stored_time(restored_at)
        )


def _take_in_receipts(connection: Connection, folder: Path, now: datetime) -> None:
    """Receipts that came after the backup lie in their folder still: they are applied anew, or shown as unknown."""
    known = set(connection.execute(select(receipts.c.sha256)).scalars())
    for path in sorted(folder.glob("*.zip")):
        if path.stem in known or sha256_of(path) != path.stem:
            continue
        kept = {"sha256": path.stem, "size": path.stat().st_size, "file": path.name}
        came = {"folder": "", "remote_name": path.name, "fetched_at": now, "state": "new"}
        connection.execute(insert(receipts).values(**kept, **came))
