"""Removing what is too old: looks, asks the rule, removes, and keeps what it did."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.files import shred
from desktop_app.base.paths import DataFolder
from desktop_app.base.work import WorkContext
from desktop_app.digis.sync_log import SyncLog
from desktop_app.mailing.keeping import (
    KeptFile,
    count_lookups_before,
    forget_lookups_before,
    job_files,
    needed_documents,
    note_removed,
    receipt_files,
)
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import mailings
from desktop_app.privacy.audit import Act, Audit
from desktop_app.privacy.retention import Kept, Kind, all_but_the_newest, judge, limits
from desktop_app.privacy.tables import audit, removals
from desktop_app.register.history import count_events_before, drop_events_before
from desktop_app.wizards.tables import wizard_drafts


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a run removed of one kind, or would remove. `needed` are old, but something unfinished needs them."""

    kind: Kind
    removed: int
    bytes: int
    needed: int


@dataclass(frozen=True, slots=True)
class RetentionChanged:
    """Event: a run of retention has removed something."""


@dataclass(frozen=True, slots=True)
class CleaningParts:
    """What retention works with. `days_of` says how long each kind is kept, as the settings are at the moment."""

    database: Database
    folder: DataFolder
    log: SyncLog
    audit: Audit
    events: Events
    clock: Clock
    days_of: Callable[[], Mapping[Kind, int]]


class Cleaning:
    """Removes what is older than the settings allow. Its acts belong into a lane."""

    def __init__(self, parts: CleaningParts) -> None:
        self._parts = parts
        self._files: Mapping[Kind, Callable[[], Iterable[Kept]]] = {
            Kind.JOB_FILES: lambda: self._of_ledger(job_files, parts.folder.job_files),
            Kind.RECEIPTS: lambda: self._of_ledger(receipt_files, parts.folder.receipts),
            Kind.LETTERS: self._letters,
            Kind.EXPORTS: lambda: _files_in(parts.folder.exports),
            Kind.BACKUPS: lambda: all_but_the_newest(_files_in(parts.folder.backups)),
            Kind.LOGS: lambda: (each for each in _files_in(parts.folder.logs) if _is_rotated(each.path)),
        }

    def run(self, context: WorkContext, *, dry_run: bool = False) -> list[Cleaned]:
        """Remove what is too old, kind by kind; a dry run only counts. Returns the kinds that there was any of."""
        parts = self._parts
        done = []
        for kind, limit in limits(parts.days_of(), parts.clock.now()).items():
            context.check_cancelled()
            cleaned = self._clean(kind, limit, dry_run=dry_run)
            if cleaned.removed or cleaned.needed:
                done.append(cleaned)
        if not dry_run:
            self._keep(done)
        return done

    def last_removals(self, limit: int = 50) -> list[tuple[datetime, Cleaned]]:
        """What the latest runs removed, the newest first."""
        wanted = select(removals).order_by(removals.c.id.desc()).limit(limit)
        with self._parts.database.read() as connection:
            return [
                (row.at, Cleaned(Kind(row.kind), row.removed, row.bytes, row.needed))
                for row in connection.execute(wanted)
            ]

    def _clean(self, kind: Kind, limit: datetime, *, dry_run: bool) -> Cleaned:
        if kind in self._files:
            cleaned = self._clean_files(kind, limit, dry_run=dry_run)
            if kind is not Kind.LOGS:
                return cleaned
            lines = self._parts.log.count_before(limit) if dry_run else self._parts.log.drop_before(limit)
            return Cleaned(kind, cleaned.removed + lines, cleaned.bytes, 0)
        with self._parts.database.begin() as connection:
            return Cleaned(kind, _clean_rows(connection, kind, limit, dry_run=dry_run), 0, 0)

    def _clean_files(self, kind: Kind, limit: datetime, *, dry_run: bool) -> Cleaned:
        verdict = judge(self._files[kind](), limit)
        gone = verdict.going if dry_run else tuple(each for each in verdict.going if _removed(each.path))
        if not dry_run:
            with self._parts.database.begin() as connection:
                paths = [each.path for each in gone]
                note_removed(connection, self._parts.folder, paths, self._parts.clock.now())
        return Cleaned(kind, len(gone), sum(each.bytes for each in gone), verdict.needed)

    def _of_ledger(
        self, files: Callable[[Connection, DataFolder], Iterator[KeptFile]], folder: Path
    ) -> Iterator[Kept]:
        """The ledger's files of one kind that are there, and those in its folder that no row knows (any more)."""
        with self._parts.database.read() as connection:
            known = {file.path: file for file in files(connection, self._parts.folder)}
        for each in _files_in(folder):
            file = known.get(each.path)
            yield each if file is None else Kept(each.path, file.since, each.bytes, file.is_needed)

    def _letters(self) -> Iterator[Kept]:
        """Letters that the program made: needed by a mailing that is not at its end, or by a draft that waits."""
        folder = self._parts.folder.documents
        with self._parts.database.read() as connection:
            needed = needed_documents(connection)
            waiting = select(wizard_drafts.c.id).where(wizard_drafts.c.sent.is_(False))
            drafts = set(connection.execute(waiting).scalars())
        for each in _files_in(folder):
            of_draft = each.path.relative_to(folder).parts[0] in drafts
            yield Kept(each.path, each.since, each.bytes, of_draft or each.path in needed)

    def _keep(self, done: Iterable[Cleaned]) -> None:
        parts = self._parts
        rows = [
            {"kind": each.kind, "removed": each.removed, "bytes": each.bytes, "needed": each.needed}
            for each in done
        ]
        if not rows:
            return
        with parts.database.begin() as connection:
            connection.execute(insert(removals).values(at=parts.clock.now()), rows)
        for each in done:
            if each.removed:
                parts.audit.note(Act.CLEANED, about=f"{each.kind}:{each.removed}")
        parts.events.publish(RetentionChanged())


def _clean_rows(connection: Connection, kind: Kind, limit: datetime, *, dry_run: bool) -> int:
    match kind:
        case Kind.DRAFTS:
            return _clean_table(connection, wizard_drafts, _finished_drafts(limit), dry_run=dry_run)
        case Kind.AUDIT:
            return _clean_table(connection, audit, audit.c.at < limit, dry_run=dry_run)
        case Kind.LOOKUPS if dry_run:
            return count_events_before(connection, limit) + count_lookups_before(connection, limit)
        case Kind.LOOKUPS:
            return drop_events_before(connection, limit) + forget_lookups_before(connection, limit)
    raise ValueError(kind)


def _clean_table(connection: Connection, table: Table, old: ColumnElement[bool], *, dry_run: bool) -> int:
    if dry_run:
        return int(connection.execute(select(func.count()).select_from(table).where(old)).scalar_one())
    return connection.execute(delete(table).where(old)).rowcount


def _finished_drafts(limit: datetime) -> ColumnElement[bool]:
    """Drafts that were sent long ago, of mailings that are at their end with nobody left to reach."""
    unfinished = select(mailings.c.id).where(
        mailings.c.state.not_in([state for state in State if state.is_final])
        | (mailings.c.remainder > mailings.c.remainder_done)
    )
    return (
        wizard_drafts.c.sent.is_(True)
        & (wizard_drafts.c.updated_at < limit)
        & func.coalesce(wizard_drafts.c.mailing_id, 0).not_in(unfinished)
    )


def _files_in(folder: Path) -> Iterator[Kept]:
    for path in folder.rglob("*"):
        if path.is_file():
            facts = path.stat()
            yield Kept(path, datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size)


def _is_rotated(path: Path) -> bool:
    """Whether a log is an old one, to which nothing more is written: `brevdue.log.3`."""
    return path.suffix[1:].isdigit()


def _removed(path: Path) -> bool:
    try:
        shred(path)
    except OSError:
        return False  # somebody has it open: the next run tries again
    return True
