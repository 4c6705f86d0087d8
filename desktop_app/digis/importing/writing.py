"""Importing members: one transaction that saves what changed and queues whom the trigger rule names.

The rows are read and compared in batches. What is remembered of the whole file is small: its subscriptions, and a
few words a row.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select, update

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.digis.importing.columns import require_ids
from desktop_app.digis.importing.gathering import GatheredRow, Gatherer, warning
from desktop_app.digis.importing.report import MemberImportReport
from desktop_app.digis.importing.rows import MemberReader, MemberRow
from desktop_app.digis.importing.values import gym_day
from desktop_app.digis.members import (
    existing_persons,
    load_members,
    load_subscriptions,
    save_members,
    save_subscriptions,
)
from desktop_app.digis.model import Gender, Member, Subscription
from desktop_app.digis.outbox import enqueue_all, known_persons
from desktop_app.digis.restored import end_hold
from desktop_app.digis.tables import subscriptions
from desktop_app.digis.trigger import persons_to_send
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.report import RowError
from desktop_app.register.importing.table import Table, TableRow

_BATCH = 500


def import_members(
    database: Database,
    table: Table,
    mapping: ColumnMapping,
    *,
    region: str,
    dry_run: bool,
    clock: Clock,
    context: WorkContext,
    complete: bool = False,
) -> MemberImportReport:
    """Compare the file with what is known, save what is new or changed, and queue who is to be sent.

    Everything happens in one transaction: a failure, a cancel or a dry run leaves nothing behind. Wrong rows are
    reported and leave the others alone. `complete` says that the file holds all members: active subscriptions
    that it does not name are then ended. Queueing does not ask whether Digis is switched on: whoever is queued
    waits until it is.

    Raises `MappingRefused` when the columns are not clear, `TableUnreadable` for a broken file, `Cancelled`.
    """
    require_ids(mapping)
    report = MemberImportReport(dry_run=dry_run)
    run = _Import(report, mapping, region, clock.now(), table.rows_expected, context)
    with database.begin() as connection, connection.begin_nested() as savepoint:
        run.write(connection, table, complete=complete)
        if dry_run:
            savepoint.rollback()
    return report


@dataclass
class _Import:
    report: MemberImportReport
    mapping: ColumnMapping
    region: str
    now: datetime
    expected: int | None
    context: WorkContext

    def write(self, connection: Connection, table: Table, *, complete: bool) -> None:
        today = gym_day(self.now)
        reader = MemberReader(self.mapping, today, self.region)
        gatherer = Gatherer(today)
        rows = table.rows()
        while batch := list(islice(rows, _BATCH)):
            self.context.check_cancelled()
            self._take_rows(connection, batch, reader, gatherer)
            self.context.progress(self.report.read, self.expected)
        self._take_subscriptions(connection, gatherer)
        self._look_for_missing(connection, gatherer.subscriptions.keys(), complete=complete)
        end_hold(connection, self.now)

    # Rows

    def _take_rows(
        self, connection: Connection, batch: list[TableRow], reader: MemberReader, gatherer: Gatherer
    ) -> None:
        accepted = list(self._accepted(batch, reader))
        known = load_members(connection, {row.member.person_id for row in accepted})
        changed: list[Member] = []
        for row in accepted:
            changed += self._compare(row, known, gatherer)
        save_members(connection, changed, self.now)

    def _accepted(self, batch: list[TableRow], reader: MemberReader) -> Iterator[MemberRow]:
        for row in batch:
            self.report.read += 1
            found = reader.read(row)
            if isinstance(found, MemberRow):
                self.report.warn(list(found.warnings))
                yield found
            else:
                self.report.reject(found)

    def _compare(self, row: MemberRow, known: Mapping[str, Member], gatherer: Gatherer) -> list[Member]:
        """Remember the row; the member to save, if it says anything new of them."""
        member = row.member
        first, contradicted = gatherer.is_first(member, row.number)
        if contradicted is not None:
            self.report.warn([_says_something_else(row, contradicted)])
        before = known.get(member.person_id)
        differs = first and member != before
        self.report.warn(
            list(
                gatherer.add(
                    row,
                    person_is_new=first and before is None,
                    person_changed=differs and before is not None,
                )
            )
        )
        if first and member.gender is Gender.UNKNOWN:
            self.report.unknown_sex += 1
        return [member] if differs else []

    # Subscriptions

    def _take_subscriptions(self, connection: Connection, gatherer: Gatherer) -> None:
        ids = iter(sorted(gatherer.subscriptions))
        by_subscription: dict[str | None, list[GatheredRow]] = {}
        for row in gatherer.rows:
            by_subscription.setdefault(row.subscription_id, []).append(row)
        for row in by_subscription.pop(None, []):
            self._count(row, is_new=row.person_is_new, changed=row.person_changed)
        while batch := list(islice(ids, _BATCH)):
            self.context.check_cancelled()
            self._take_batch(connection, batch, gatherer, by_subscription)

    def _take_batch(
        self,
        connection: Connection,
        ids: list[str],
        gatherer: Gatherer,
        rows: Mapping[str | None, list[GatheredRow]],
    ) -> None:
        before = load_subscriptions(connection, ids)
        named = {person for number in ids for person in gatherer.subscriptions[number].users}
        members = existing_persons(connection, named)
        after = [gatherer.subscriptions[number].as_saved(number, members) for number in ids]
        changed = [each for each in after if each != before.get(each.id)]
        save_subscriptions(connection, changed, before, self.now)
        self._queue(connection, before, changed)
        for each in after:
            self._count_rows(rows[each.id], before.get(each.id), each, members)

    def _queue(
        self, connection: Connection, before: Mapping[str, Subscription], changed: list[Subscription]
    ) -> None:
        known = known_persons(connection, {person for each in changed for person in each.users})
        queued: list[tuple[str, str]] = []
        for each in changed:
            persons = persons_to_send(before.get(each.id), each, known)
            queued += [(person, each.id) for person in sorted(persons)]
            known |= persons
        enqueue_all(connection, queued, self.now)
        self.report.queued += len(queued)

    def _count_rows(
        self,
        rows: list[GatheredRow],
        before: Subscription | None,
        after: Subscription,
        members: Collection[str],
    ) -> None:
        if before is not None and before.active and not after.active:
            self.report.ended += 1
        terms_changed = before is not None and _terms(before) != _terms(after)
        for row in rows:
            self._warn_of_strangers(row, members)
            users = {person for person in row.users if person in members}
            is_new = row.person_is_new or before is None
            known = before.users if before is not None else frozenset()
            users_changed = users != known if row.lists_users else not users <= known
            self._count(row, is_new=is_new, changed=row.person_changed or terms_changed or users_changed)

    def _warn_of_strangers(self, row: GatheredRow, members: Collection[str]) -> None:
        strangers = [person for person in row.users if person not in members]
        if strangers:
            message = text(
                "No row tells who {persons} is, so nothing can be sent about them yet.",
                persons=", ".join(strangers),
            )
            self.report.warn([warning(row.number, "users", ", ".join(strangers), "stranger", message)])

    def _count(self, row: GatheredRow, *, is_new: bool, changed: bool) -> None:
        if is_new:
            self.report.new += 1
        elif changed:
            self.report.changed += 1
        else:
            self.report.same += 1

    # What the file does not name

    def _look_for_missing(self, connection: Connection, named: Collection[str], *, complete: bool) -> None:
        active = connection.execute(select(subscriptions.c.id).where(subscriptions.c.active)).scalars()
        missing = [each for each in active if each not in named]
        self.report.missing = len(missing)
        if not complete or not missing:
            return
        values = {"active": False, "ended_at": self.now, "changed_at": self.now}
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            connection.execute(update(subscriptions).where(subscriptions.c.id.in_(some)).values(values))
        self.report.ended += len(missing)


def _terms(subscription: Subscription) -> tuple[object, ...]:
    return (subscription.active, subscription.payer, subscription.start, subscription.last_end_date)


def _says_something_else(row: MemberRow, first_row: int) -> RowError:
    message = text("It says something else of this person than row {row}, which counts.", row=str(first_row))
    return warning(row.number, "person_id", row.member.person_id, "contradiction", message)
