"""Forgetting a person: one act that reaches everything, in the window and on the command line.

First it is asked whether something unfinished still needs the person. Then the rooms forget in one order: the ledger,
the gym's members, the register. What is left are sentences about others that name the person, files, and backups.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, select

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.files import shred
from desktop_app.base.paths import DataFolder
from desktop_app.base.work import WorkContext
from desktop_app.digis.forgetting import Likeness, forget_member, members_like
from desktop_app.digis.forgetting import refuse_if_under_way as refuse_member_under_way
from desktop_app.digis.tables import members, subscription_users
from desktop_app.mailing.forgetting import refuse_if_under_way
from desktop_app.mailing.keeping import needed_files, note_removed
from desktop_app.mailing.service import MailingService
from desktop_app.privacy.audit import Act, Audit, AuditChanged, forget_member_in_audit
from desktop_app.privacy.scrubbing import scrub
from desktop_app.privacy.sweeping import Swept, files_naming, scrub_sandbox, sweep
from desktop_app.privacy.traces import Traces, traces_of
from desktop_app.register.changes import all_customer_ids_of
from desktop_app.register.model import Recipient
from desktop_app.register.recipients import RecipientUnknown, Register

_SHORTEST_FURTHER = 5
"""A shorter id of a gym or card stands in many lines that are about somebody else."""


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """Event: a person is gone. What still shows them must look again, and must not bring them back."""

    recipient_id: int


@dataclass(frozen=True, slots=True)
class Extent:
    """What forgetting somebody would reach, for the question before it."""

    letters: int
    lookups: int
    members: int
    files: int
    backups: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting somebody reached. `still_there` are files that an unfinished job needs, or that are in use."""

    letters: int
    lookups: int
    members: int
    sentences: int
    files: int
    log_lines: int
    backups: int
    still_there: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ForgettingParts:
    """What forgetting works with."""

    database: Database
    folder: DataFolder
    register: Register
    mailing: MailingService
    audit: Audit
    events: Events
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Known:
    """Who somebody is, everywhere: the recipient, the gym's ids of them, and what they are recognised by."""

    recipient: Recipient
    member_ids: tuple[str, ...]
    traces: Traces


class Forgetting:
    """Makes a person gone. Its acts may take long: they belong into a lane."""

    def __init__(self, parts: ForgettingParts) -> None:
        self._parts = parts

    def extent(self, recipient_id: int) -> Extent:
        """What would be reached. Raises `RecipientUnknown`, and what forgetting would raise."""
        known = self._know(recipient_id)
        self._refuse_what_is_under_way(known)
        held = self._parts.mailing.held_about(recipient_id)
        return Extent(
            letters=len(held["letters"]),
            lookups=len(held["lookups"]),
            members=len(known.member_ids),
            files=sum(1 for _ in files_naming(self._parts.folder, known.traces)),
            backups=sum(1 for _ in self._backups_naming(known.traces)),
        )

    def forget(self, recipient_id: int, context: WorkContext) -> Forgotten:
        """Remove a person for good. Raises `RecipientUnknown`, `MailingRefused` and `MemberUnderWay`.

        Somebody who was removed from the register and stands in old mailings is known by the id that they had.
        A crash in between leaves less of the person than before, and it can be done again while the register still
        has them: they leave it last but for files and backups, which are looked at again at the next forgetting.
        """
        parts, known = self._parts, self._know(recipient_id)
        self._refuse_what_is_under_way(known)
        backups = list(self._backups_naming(known.traces))
        context.check_cancelled()
        ledger = parts.mailing.forget(recipient_id, known.recipient.customer_id)
        swept = self._sweep(known.traces)
        scrub_sandbox(parts.folder, known.traces)
        for backup in backups:
            shred(backup)
        sentences = self._forget_in_database(known)
        if backups:
            parts.database.back_up(
                parts.folder.backups / f"brevdue-after-forgetting-{parts.clock.now():%Y%m%d-%H%M%S}.sqlite"
            )
        parts.events.publish(PersonForgotten(recipient_id))
        parts.events.publish(AuditChanged())
        return Forgotten(
            letters=ledger.letters,
            lookups=ledger.lookups,
            members=len(known.member_ids),
            sentences=sentences,
            files=len(ledger.files) + len(swept.removed),
            log_lines=swept.lines,
            backups=len(backups),
            still_there=swept.still_there,
        )

    def _know(self, recipient_id: int) -> _Known:
        recipient = self._recipient(recipient_id)
        likeness = Likeness(
            recipient.customer_id,
            recipient.full_name,
            recipient.birth_date,
            recipient.email,
            recipient.phone,
        )
        with self._parts.database.read() as connection:
            member_ids = tuple(members_like(connection, likeness))
            customer_ids = all_customer_ids_of(connection, recipient_id) | {recipient.customer_id}
            further = tuple(_further_words(connection, member_ids))
        return _Known(recipient, member_ids, traces_of(recipient, customer_ids, further))

    def _recipient(self, recipient_id: int) -> Recipient:
        """The recipient, as the register has them or, where it no longer does, as their last letter names them."""
        try:
            return self._parts.register.get(recipient_id)
        except RecipientUnknown:
            removed = self._parts.mailing.removed_person(recipient_id)
            if removed is None:
                raise
            return removed

    def _refuse_what_is_under_way(self, known: _Known) -> None:
        with self._parts.database.read() as connection:
            refuse_if_under_way(connection, known.recipient.id)
            refuse_member_under_way(connection, known.member_ids)

    def _forget_in_database(self, known: _Known) -> int:
        parts = self._parts
        with parts.database.begin() as connection:
            for person_id in known.member_ids:
                forget_member(connection, person_id)
                forget_member_in_audit(connection, person_id)
            with contextlib.suppress(RecipientUnknown):  # removed from the register before
                parts.register.forget(known.recipient.id, connection)
            sentences = scrub(connection, known.traces)
            parts.audit.note(Act.FORGOT, recipient_id=known.recipient.id, connection=connection)
        parts.register.wipe_traces()
        return sentences

    def _sweep(self, traces: Traces) -> Swept:
        """Remove the files that name the person, but for those of jobs that are under way."""
        folder = self._parts.folder
        with self._parts.database.read() as connection:
            needed = needed_files(connection, folder)
        swept = sweep(folder, traces, needed)
        self._note_in_ledger(swept.removed)
        return swept

    def _note_in_ledger(self, removed: Iterable[Path]) -> None:
        with self._parts.database.begin() as connection:
            note_removed(connection, self._parts.folder, removed, self._parts.clock.now())

    def _backups_naming(self, traces: Traces) -> Iterator[Path]:
        """The backups that name the person, or that nobody can read to know."""
        for path in sorted(self._parts.folder.backups.iterdir()):
            if path.is_file() and self._backup_names(path, traces):
                yield path

    def _backup_names(self, path: Path, traces: Traces) -> bool:
        try:
            copy = self._parts.database.open_copy(path)
        except sqlite.DatabaseError:
            return True
        try:
            return any(_table_names(copy, table, traces) for table in _tables(copy))
        except sqlite.DatabaseError:
            return True
        finally:
            copy.close()


def _tables(copy: sqlite.Connection) -> list[str]:
    """The tables, but for the search index, which holds nothing that the register does not."""
    found = copy.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'recipient_search%'"
    )
    return [name for (name,) in found.fetchall()]


def _table_names(copy: sqlite.Connection, table: str, traces: Traces) -> bool:
    """Whether any text of a table names the person. SQLite finds the rows, so that a million take seconds."""
    columns = ", ".join(f'"{row[1]}"' for row in copy.execute(f'PRAGMA table_info("{table}")'))
    line = f"concat_ws(char(31), {columns})"
    mentions = " OR ".join([f"{line} LIKE '%' || ? || '%'"] * len(traces.sought)) or "0"
    rows = copy.execute(f'SELECT {line} FROM "{table}" WHERE {mentions}', traces.sought)  # noqa: S608 - own names
    return any(traces.are_in(written) for (written,) in rows)


def _further_words(connection: Connection, member_ids: Sequence[str]) -> Iterator[str]:
    """What the sync's log and exports name a member by: the gym's id, the card, the subscription, the contact."""
    found = connection.execute(
        select(members.c.person_id, members.c.card_number, members.c.email, members.c.mobile).where(
            members.c.person_id.in_(member_ids)
        )
    )
    yield from (word for row in found for word in row if word and len(word) >= _SHORTEST_FURTHER)
    others = subscription_users.alias()
    shared = select(others.c.subscription_id).where(others.c.person_id.not_in(member_ids))
    own = select(subscription_users.c.subscription_id).where(
        subscription_users.c.person_id.in_(member_ids), subscription_users.c.subscription_id.not_in(shared)
    )
    yield from (f"ExtInfo1:{number}" for number in connection.execute(own).scalars())
