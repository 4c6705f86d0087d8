"""Forgetting a person in the ledger, and telling everything that it holds about one.

What happened stays countable: the letter's row keeps its mailing, its job and its outcome. Who it was is gone, and
with it the zips and receipts of ended jobs that named the person.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    cast,
    delete,
    func,
    literal,
    not_,
    or_,
    select,
    union,
    update,
)

from desktop_app.base.files import shred
from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import text
from desktop_app.mailing.drafts import PERSON_COLUMNS, touch_draft
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.ledger import refresh_counts
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import (
    attachments,
    deviations,
    documents,
    jobs,
    letter_events,
    letters,
    lookup_rows,
    mailings,
    receipts,
)
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.changes import all_customer_ids_of
from desktop_app.register.model import Recipient
from desktop_app.register.tables import recipients

_LETTER_FIELDS = (
    "register_status",
    "own_subject",
    "subject",
    "kid",
    "amount",
    "account",
    "due_date",
    "details",
)
_MORE_FIELDS = ("recipient_details", "done_how", "replace_reason", "source_row")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a person in the ledger changed. `files` are those that were removed."""

    letters: int
    lookups: int
    files: tuple[Path, ...]


def forget_person(workshop: Workshop, recipient_id: int, customer_id: str) -> Forgotten:
    """Remove who it was from every letter and lookup, and the files of ended jobs that name them.

    What was sent under the customer ids that the person had before merges is theirs too. Raises `MailingRefused`
    while a letter or a lookup of theirs is under way, or a job that holds one.
    """
    with workshop.database.begin() as connection:
        whose = Whose(recipient_id, all_customer_ids_of(connection, recipient_id) | {customer_id})
        _refuse_if_under_way(connection, whose)
        keys = _jobs_of(connection, whose)
        files = [*_own_documents(connection, workshop, whose), *_files_of(connection, workshop, keys)]
        _take_out_of_drafts(connection, whose)
        counts = _blank(connection, whose)
    for path in files:
        shred(path)
    return Forgotten(*counts, tuple(files))


def refuse_if_under_way(connection: Connection, recipient_id: int) -> None:
    """Raise `MailingRefused` where `forget_person` would."""
    _refuse_if_under_way(connection, Whose(recipient_id, all_customer_ids_of(connection, recipient_id)))


@dataclass(frozen=True, slots=True)
class Whose:
    """One person as the ledger finds them: by the id in the register, and by every customer id they have had."""

    recipient_id: int
    customer_ids: frozenset[str]

    def rows_of(self, table: Any) -> ColumnElement[bool]:
        """Whether a row of letters or lookups is theirs."""
        return or_(table.c.recipient_id == self.recipient_id, table.c.customer_id.in_(self.customer_ids))


def removed_person(connection: Connection, who: int | str) -> Recipient | None:
    """Somebody who is no longer in the register, as their last letter names them; None where nobody fits.

    `who` is the id that they had in the register, or their customer id, as long as nobody else has it now.
    """
    theirs = letters.c.recipient_id == who if isinstance(who, int) else letters.c.customer_id == who
    in_register = select(recipients.c.id).where(
        or_(recipients.c.id == letters.c.recipient_id, recipients.c.customer_id == letters.c.customer_id)
    )
    newest = select(letters).where(theirs, letters.c.recipient_id.is_not(None), ~in_register.exists())
    row = connection.execute(newest.order_by(letters.c.id.desc()).limit(1)).mappings().first()
    if row is None:
        return None
    fields = {name: row[name] for name in PERSON_COLUMNS if name != "sort_name"}
    fields["full_name"] = row["full_name"] or ""
    fields["birth_date"] = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    return Recipient(**fields, id=row["recipient_id"])


def held_about(connection: Connection, recipient_id: int, customer_id: str) -> dict[str, Any]:
    """All rows of the ledger about one person, as values that JSON can hold."""
    whose = Whose(recipient_id, all_customer_ids_of(connection, recipient_id) | {customer_id})
    letter_rows = connection.execute(
        select(letters, mailings.c.name.label("mailing"))
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .where(whose.rows_of(letters))
    )
    lookups = connection.execute(
        select(lookup_rows, jobs.c.job_id)
        .join(jobs, jobs.c.id == lookup_rows.c.job)
        .where(whose.rows_of(lookup_rows))
    )
    return {"letters": [_plain(row) for row in letter_rows], "lookups": [_plain(row) for row in lookups]}


def _refuse_if_under_way(connection: Connection, whose: Whose) -> None:
    waiting = select(letters.c.id).where(whose.rows_of(letters), letters.c.outcome == Outcome.WAITING)
    ended = [state for state in State if state.is_final]
    under_way = select(jobs.c.id).where(
        jobs.c.id.in_(_jobs_of(connection, whose)), jobs.c.state.not_in(ended)
    )
    if connection.execute(waiting).first() is None and connection.execute(under_way).first() is None:
        return
    raise MailingRefused(
        title=text("This person cannot be forgotten yet."),
        message=text("A letter to them, or a lookup of them, is under way."),
        hint=text(
            "Wait until Digipost has answered, or cancel the mailing if it has not been sent. Then try again."
        ),
    )


def _jobs_of(connection: Connection, whose: Whose) -> set[int]:
    in_letters = select(letters.c.job).where(whose.rows_of(letters), letters.c.job.is_not(None))
    in_lookups = select(lookup_rows.c.job).where(whose.rows_of(lookup_rows))
    return {*connection.execute(in_letters).scalars(), *connection.execute(in_lookups).scalars()}


def _take_out_of_drafts(connection: Connection, whose: Whose) -> None:
    in_drafts = (
        select(letters.c.mailing_id)
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .where(whose.rows_of(letters), mailings.c.state == State.DRAFT)
        .distinct()
    )
    for mailing_id in connection.execute(in_drafts).scalars().all():
        touch_draft(connection, mailing_id)
        connection.execute(delete(letters).where(letters.c.mailing_id == mailing_id, whose.rows_of(letters)))
        refresh_counts(connection, mailing_id)


def _blank(connection: Connection, whose: Whose) -> tuple[int, int]:
    theirs = whose.rows_of(letters)
    ids = list(connection.execute(select(letters.c.id).where(theirs)).scalars())
    connection.execute(delete(letter_events).where(letter_events.c.letter_id.in_(ids)))
    connection.execute(
        update(deviations)
        .where(deviations.c.letter_id.in_(ids))
        .values(
            finding=literal("forgotten:") + cast(deviations.c.id, String),
            text=to_stored(text("About somebody who was forgotten.")),
            settled_how="forgotten",
            settled_at=func.coalesce(deviations.c.settled_at, deviations.c.found_at),
        )
    )
    blank: dict[str, Any] = dict.fromkeys((*PERSON_COLUMNS, *_LETTER_FIELDS, *_MORE_FIELDS))
    blank |= {"customer_id": _alias_of(letters), "sort_name": "", "recipient_id": None}
    changed = connection.execute(update(letters).where(theirs).values(blank))
    asked = connection.execute(
        update(lookup_rows)
        .where(whose.rows_of(lookup_rows))
        .values(
            customer_id=_alias_of(lookup_rows),
            recipient_id=None,
            digipost_address=None,
            person_alias=None,
            details=None,
        )
    )
    return changed.rowcount, asked.rowcount


def _own_documents(connection: Connection, workshop: Workshop, whose: Whose) -> list[Path]:
    """The files that only this person's letters used. Their names go too: they may be the person's.

    Those that the program made itself are to be removed. The others belong to whoever wrote them.
    """
    own = letters.alias()
    used = union(
        select(letters.c.document_id).where(whose.rows_of(letters)),
        select(attachments.c.document_id)
        .join(letters, letters.c.id == attachments.c.letter_id)
        .where(whose.rows_of(letters)),
    )
    by_others = union(
        select(own.c.document_id).where(not_(whose.rows_of(own)), own.c.document_id.is_not(None)),
        select(attachments.c.document_id)
        .join(own, own.c.id == attachments.c.letter_id)
        .where(not_(whose.rows_of(own))),
        select(mailings.c.common_document).where(mailings.c.common_document.is_not(None)),
    )
    alone = (documents.c.id.in_(used), documents.c.id.not_in(by_others))
    names = set(connection.execute(select(documents.c.path).where(*alone)).scalars())
    nameless = literal("forgotten-") + cast(documents.c.id, String)
    connection.execute(update(documents).where(*alone).values(path=nameless, problem=None))
    elsewhere = connection.execute(select(documents.c.path).where(documents.c.path.in_(names))).scalars()
    paths = map(Path, sorted(names.difference(elsewhere)))
    return [path for path in paths if path.is_relative_to(workshop.folder.documents)]


def _alias_of(table: Any) -> ColumnElement[str]:
    """A customer id that tells nothing and that no other row has."""
    return literal("forgotten-") + cast(table.c.id, String)


def _files_of(connection: Connection, workshop: Workshop, job_keys: set[int]) -> tuple[Path, ...]:
    """The zips and receipts that name the person; the ledger no longer counts on them."""
    now = workshop.clock.now()
    zips = select(jobs.c.zip_name).where(jobs.c.id.in_(job_keys))
    paths = [workshop.folder.job_files / name for name in connection.execute(zips).scalars()]
    connection.execute(update(jobs).where(jobs.c.id.in_(job_keys)).values(zip_removed_at=now))
    answered = receipts.c.job.in_(job_keys) & receipts.c.file.is_not(None)
    names = connection.execute(select(receipts.c.file).where(answered)).scalars()
    paths.extend(workshop.folder.receipts / name for name in names)
    connection.execute(update(receipts).where(answered).values(file=None))
    return tuple(paths)


def _plain(row: Any) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row._mapping.items() if value is not None}  # noqa: SLF001


def _plain_value(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else value.isoformat()
