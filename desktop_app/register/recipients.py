"""The register's front door: everything that other rooms do with recipients goes through `Register`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.register import comparing, duplicates, held, queries, searching
from desktop_app.register.changes import (
    Change,
    TagChange,
    apply_tag,
    read_recipients,
    removal,
    take_back,
)
from desktop_app.register.comparing import ChangeQuery, PersonChange, WhatChanged
from desktop_app.register.duplicates import DuplicateGroup
from desktop_app.register.editing import check_recipient, stored_with_edits, with_name_of_parts
from desktop_app.register.held import HeldAbout
from desktop_app.register.history import LookupEvent, events_of
from desktop_app.register.identification import settle
from desktop_app.register.model import FieldProblem, LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.storage import COLUMNS, ids_in, insert_recipient, recipients_from, update_recipient
from desktop_app.register.tables import (
    merged_customer_ids,
    recipient_tags,
    recipients,
    saved_filters,
    tags,
)
from desktop_app.register.tag_names import check_tag_name, rename_tag

_STREAMED_AT_ONCE = 500


class RecipientUnknown(InputError):
    """No recipient has this id."""


class RecipientRefused(InputError):
    """A recipient cannot be saved as it is. `problems` says which fields are wrong."""

    def __init__(self, *, title: Text, message: Text, hint: Text, problems: Sequence[FieldProblem]) -> None:
        super().__init__(title=title, message=message, hint=hint)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many recipients have it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under the name a person gave it."""

    name: str
    query: RecipientQuery


class Register:
    """Recipients in the database. Keeps nothing itself; may be used from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # ---- reading

    def get(self, recipient_id: int) -> Recipient:
        """The recipient with this id. Raises `RecipientUnknown`."""
        with self._database.read() as connection:
            return self._get(connection, recipient_id)

    def by_customer_id(self, customer_id: str) -> Recipient | None:
        """The recipient with this customer id, also one whose other customer id this was before a merge."""
        return self.by_customer_ids([customer_id]).get(customer_id)

    def by_customer_ids(self, customer_ids: Collection[str]) -> dict[str, Recipient]:
        """The recipients with these customer ids, by the id that was asked for. Unknown ones are left out."""
        with self._database.read() as connection:
            former, own = merged_customer_ids.c, recipients.c
            ids = {
                **_ids_by_customer_id(connection, former.customer_id, former.recipient_id, customer_ids),
                **_ids_by_customer_id(connection, own.customer_id, own.id, customer_ids),
            }
            rows = connection.execute(
                select(*COLUMNS).where(ids_in(recipients.c.id, set(ids.values())))
            ).all()
            found = {recipient.id: recipient for recipient in recipients_from(connection, rows)}
        return {customer_id: found[one] for customer_id, one in ids.items()}

    def page(self, query: RecipientQuery, offset: int = 0, limit: int = 200) -> list[Recipient]:
        """One page of the answer to a query, tags included."""
        with self._database.read() as connection:
            statement = queries.select_page(connection, query, self._clock.now(), offset, limit)
            return recipients_from(connection, connection.execute(statement).all())

    def count(self, query: RecipientQuery) -> int:
        """How many recipients a query finds."""
        with self._database.read() as connection:
            return int(
                connection.execute(queries.select_count(connection, query, self._clock.now())).scalar_one()
            )

    def iterate(self, query: RecipientQuery) -> Iterator[Recipient]:
        """All recipients a query finds, streamed, as they were when the iteration began."""
        with self._database.read() as connection:
            statement = queries.select_all(connection, query, self._clock.now())
            streamed = connection.execution_options(yield_per=_STREAMED_AT_ONCE).execute(statement)
            for rows in streamed.partitions():
                yield from recipients_from(connection, rows)

    def ids(self, query: RecipientQuery) -> list[int]:
        """The ids of all recipients a query finds, in its order."""
        with self._database.read() as connection:
            statement = queries.select_all(connection, query, self._clock.now(), recipients.c.id)
            return list(connection.execute(statement).scalars())

    def count_by_status(self) -> Mapping[LookupStatus | None, int]:
        """How many recipients there are of each status; None stands for never looked up."""
        counted = (
            select(recipients.c.status, func.count())
            .where(recipients.c.status.is_not(None))
            .group_by(recipients.c.status)
        )
        with self._database.read() as connection:
            counts: dict[LookupStatus | None, int] = dict.fromkeys((*LookupStatus, None), 0)
            counts |= {LookupStatus(status): count for status, count in connection.execute(counted)}
            total = connection.execute(select(func.count()).select_from(recipients)).scalar_one()
        counts[None] = total - sum(counts.values())
        return counts

    def count_older_lookups(self, query: RecipientQuery, days: int) -> int:
        """How many of a query's recipients were last looked up more than so many days ago, or never."""
        return self.count(queries.older_than(query, days))

    def oldest_lookup(self) -> timedelta | None:
        """The age of the oldest answer in the register, or None when nobody was looked up."""
        with self._database.read() as connection:
            oldest: datetime | None = connection.execute(select(func.min(recipients.c.looked_up_at))).scalar()
        return None if oldest is None else self._clock.now() - oldest

    def lookups_of(self, recipient_id: int) -> list[LookupEvent]:
        """What lookups said of one recipient over time, the oldest first."""
        with self._database.read() as connection:
            return events_of(connection, [recipient_id])

    def duplicates(self) -> list[DuplicateGroup]:
        """Groups of recipients who are perhaps one person."""
        with self._database.read() as connection:
            return duplicates.find_duplicates(connection)

    def by_ids(self, recipient_ids: Collection[int]) -> dict[int, Recipient]:
        """The recipients with these ids. Who is not there (any more) is left out."""
        with self._database.read() as connection:
            return {one.id: one for one in read_recipients(connection, list(recipient_ids))}

    def what_changed(self, job_ids: Collection[str]) -> WhatChanged:
        """How the register after these lookups differs from before them: how many people of each kind."""
        with self._database.read() as connection:
            return comparing.count_changes(connection, job_ids)

    def page_of_changes(self, query: ChangeQuery, offset: int = 0, limit: int = 200) -> list[PersonChange]:
        """One page of the people whose standing changed between two lookups."""
        with self._database.read() as connection:
            return comparing.page_of_changes(connection, query, offset, limit)

    def iterate_changes(self, query: ChangeQuery) -> Iterator[PersonChange]:
        """All people whom a query about changes finds, read a page at a time."""
        offset = 0
        while found := self.page_of_changes(query, offset, _STREAMED_AT_ONCE):
            yield from found
            offset += len(found)

    def count_changes(self, query: ChangeQuery) -> int:
        """How many people a query about changes finds."""
        with self._database.read() as connection:
            return comparing.count_found(connection, query)

    def held_about(self, recipient_id: int) -> HeldAbout:
        """Everything that the register holds about one person. Raises `RecipientUnknown`."""
        with self._database.read() as connection:
            return held.held_about(connection, self._get(connection, recipient_id))

    # ---- writing

    def check(self, recipient: Recipient) -> list[FieldProblem]:
        """Everything that stops this recipient from being saved. Empty when nothing does."""
        with self._database.read() as connection:
            return list(check_recipient(connection, recipient, self._clock.now().date()).problems)

    def save(self, recipient: Recipient) -> Change:
        """Keep a new recipient (`id` 0) or an edited one. Raises `RecipientRefused`.

        The id of a new one stands in the change's `made_ids`. An edit that may mean another person (name,
        number, birth date) forgets the answer of the last lookup.
        """
        now = self._clock.now()
        with self._database.begin() as connection:
            checked = check_recipient(connection, recipient, now.date())
            if checked.problems:
                raise _refused(checked.problems)
            if not recipient.id:
                new = replace(checked.recipient, identification_changed_at=now)
                made = insert_recipient(connection, new, now)
                return Change(text("{name} added", name=new.full_name or new.customer_id), made_ids=(made,))
            stored = self._get(connection, recipient.id)
            edited = with_name_of_parts(stored, stored_with_edits(stored, checked.recipient))
            update_recipient(connection, settle(stored, edited, now), now)
            return Change(
                text("{name} edited", name=edited.full_name or edited.customer_id), before=(stored,)
            )

    def delete(self, recipient_ids: Sequence[int]) -> Change:
        """Remove recipients. `undo` brings them back as they were."""
        description = plural("{count} recipient removed", "{count} recipients removed", len(recipient_ids))
        with self._database.begin() as connection:
            return removal(connection, list(recipient_ids), description)

    def merge(
        self, kept_id: int, other_ids: Sequence[int], taken_from: Mapping[str, int] | None = None
    ) -> Change:
        """Put others into one recipient, who keeps the own values, or has those of the one that `taken_from` names.

        Raises `duplicates.MergeRefused`.
        """
        with self._database.begin() as connection:
            for recipient_id in (kept_id, *other_ids):
                self._get(connection, recipient_id)
            return duplicates.merge(connection, kept_id, other_ids, self._clock.now(), taken_from)

    def keep_apart(self, recipient_ids: Sequence[int]) -> None:
        """Remember that these are different people, so that they are no longer shown as perhaps one."""
        with self._database.begin() as connection:
            duplicates.keep_apart(connection, recipient_ids)

    def undo(self, change: Change) -> None:
        """Take a change back: everything gets the values it had before."""
        with self._database.begin() as connection:
            take_back(connection, change, self._clock.now())

    def forget(self, recipient_id: int, connection: Connection | None = None) -> Recipient:
        """Remove a person for good, with history and search words, and overwrite what was on the disk.

        Returns what was known, so that the caller can forget the same person in the ledger and in files. With a
        `connection` it is part of the caller's transaction, who calls `wipe_traces` when that is done.
        """
        own = self._database.begin() if connection is None else nullcontext(connection)
        with own as current:
            recipient = self._get(current, recipient_id)
            held.forget(current, recipient)
        if connection is None:
            self.wipe_traces()
        return recipient

    def wipe_traces(self) -> None:
        """Overwrite what forgotten people left on the disk. Takes seconds on a large register."""
        held.wipe_traces(self._database)

    # ---- tags and saved filters

    def tags(self) -> list[TagCount]:
        """All tags that somebody has, in alphabetical order."""
        query = (
            select(tags.c.name, func.count())
            .join(recipient_tags, recipient_tags.c.tag_id == tags.c.id)
            .group_by(tags.c.id)
            .order_by(tags.c.name)
        )
        with self._database.read() as connection:
            return [TagCount(name, count) for name, count in connection.execute(query)]

    def add_tag(self, name: str, recipient_ids: Sequence[int]) -> Change:
        """Give recipients a tag. Who has it already is no part of the change. Raises `InputError` for no name.

        A tag's name cannot hold what separates tags in a file.
        """
        check_tag_name(name)
        return self._tag(name, recipient_ids, added=True)

    def remove_tag(self, name: str, recipient_ids: Sequence[int]) -> Change:
        """Take a tag from recipients."""
        return self._tag(name, recipient_ids, added=False)

    def rename_tag(self, name: str, new_name: str, *, merge: bool = False) -> None:
        """Give a tag another name, also in the saved filters; with `merge` it may become one with another tag.

        Raises `InputError` for what is no name, and for the name of another tag without `merge`.
        """
        with self._database.begin() as connection:
            rename_tag(connection, name, new_name, merge=merge)

    def save_filter(self, name: str, query: RecipientQuery) -> None:
        """Keep a filter under a name; one that has the name already is replaced."""
        values = {"query": queries.to_json(query), "saved_at": self._clock.now()}
        statement = sqlite_insert(saved_filters).values(name=name, **values)
        with self._database.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def saved_filters(self) -> list[SavedFilter]:
        """All saved filters, in alphabetical order."""
        query = select(saved_filters.c.name, saved_filters.c.query).order_by(saved_filters.c.name)
        with self._database.read() as connection:
            return [SavedFilter(row.name, queries.from_json(row.query)) for row in connection.execute(query)]

    def delete_filter(self, name: str) -> None:
        """Remove a saved filter."""
        with self._database.begin() as connection:
            connection.execute(delete(saved_filters).where(saved_filters.c.name == name))

    # ---- upkeep

    def refresh_search_index(self, context: WorkContext) -> int:
        """Bring the search index up to date in short transactions; returns how many rows were indexed.

        Searching is right without it, only slower on large registers: run it after an import and at start,
        on the lane for local files.
        """
        return searching.refresh_search_index(self._database, context)

    def _get(self, connection: Connection, recipient_id: int) -> Recipient:
        rows = connection.execute(select(*COLUMNS).where(recipients.c.id == recipient_id)).all()
        if not rows:
            raise RecipientUnknown(
                title=text("This recipient is not in the register."),
                message=text("Nobody has the number {id}.", id=str(recipient_id)),
                hint=text("The recipient may have been removed meanwhile. Look at the list again."),
            )
        return recipients_from(connection, rows)[0]

    def _tag(self, name: str, recipient_ids: Sequence[int], *, added: bool) -> Change:
        having = queries.RecipientQuery(tags=frozenset({name}), ids=frozenset(recipient_ids))
        with self._database.begin() as connection:
            statement = queries.select_all(connection, having, self._clock.now(), recipients.c.id)
            have = set(connection.execute(statement).scalars())
            touched = tuple(one for one in recipient_ids if (one in have) != added)
            tag = TagChange(name, touched, added)
            if touched:
                apply_tag(connection, tag, add=added)
        words = (
            plural(
                "“{name}” given to {count} recipient",
                "“{name}” given to {count} recipients",
                len(touched),
                name=name,
            )
            if added
            else plural(
                "“{name}” taken from {count} recipient",
                "“{name}” taken from {count} recipients",
                len(touched),
                name=name,
            )
        )
        return Change(words, tag=tag if touched else None)


def _ids_by_customer_id(
    connection: Connection, customer_id: ColumnElement[str], key: ColumnElement[int], wanted: Collection[str]
) -> dict[str, int]:
    rows = connection.execute(select(customer_id, key).where(ids_in(customer_id, wanted)))
    return {row[0]: row[1] for row in rows}


def _refused(problems: Sequence[FieldProblem]) -> RecipientRefused:
    return RecipientRefused(
        title=text("The recipient was not saved."),
        message=problems[0].message,
        hint=text("Mend the marked fields and save again."),
        problems=problems,
    )
