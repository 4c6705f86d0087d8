"""Drafts: a mailing's options and letters before the person confirms them."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy import text as sql

from desktop_app.base.database import to_stored_time
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.documents import document_ids, stored_path
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.ledger import MailingRecord, load_mailing
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import MailingOptions, options_to_json
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.mailing.subjects import is_constant
from desktop_app.mailing.tables import documents, letters, mailings
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.tables import recipients

PERSON_DETAILS = (
    "customer_id",
    "national_id",
    "organisation_number",
    "full_name",
    "first_name",
    "middle_name",
    "last_name",
    "address1",
    "address2",
    "postcode",
    "city",
    "country",
    "birth_date",
)
"""What says who somebody is and where they live: what a person mends when Digipost did not find them."""

PERSON_COLUMNS = (
    *PERSON_DETAILS,
    "phone",
    "email",
    "digipost_address",
    "person_alias",
    "sort_name",
)
"""What is copied from the register under the same name. The register's `status` becomes `register_status`."""

# One statement a batch: its letters come as JSON, in the order of `_letter_fields`. A statement a letter takes three
# times as long. The columns that are copied have the same order in both halves.
_COPY_LETTERS = """
INSERT INTO letters (
    id, mailing_id, copied_at, recipient_id, source_row, own_subject, subject, kid, amount, account, due_date,
    document_id, customer_id, national_id, organisation_number, full_name, first_name, middle_name, last_name,
    address1, address2, postcode, city, country, birth_date, phone, email, digipost_address, person_alias, sort_name,
    register_status, outcome)
SELECT
    :first_id + batch.key, :mailing_id, :copied_at, recipients.id, batch.value ->> 1, batch.value ->> 2,
    COALESCE(batch.value ->> 2, :subject), batch.value ->> 3, batch.value ->> 4, batch.value ->> 5, batch.value ->> 6,
    (SELECT id FROM mailing_documents WHERE mailing_id = :mailing_id AND path = batch.value ->> 7),
    customer_id, national_id, organisation_number, full_name, first_name, middle_name, last_name,
    address1, address2, postcode, city, country, birth_date, phone, email, digipost_address, person_alias, sort_name,
    status, 'planned'
FROM json_each(:letters) AS batch CROSS JOIN recipients ON recipients.id = batch.value ->> 0
"""

_ADD_DOCUMENT = "INSERT OR IGNORE INTO mailing_documents (mailing_id, path) VALUES (?, ?)"

_ADD_ATTACHMENT = """
INSERT INTO letter_attachments (letter_id, position, document_id)
SELECT ?, ?, id FROM mailing_documents WHERE mailing_id = ? AND path = ?
"""


def create_draft(workshop: Workshop, options: MailingOptions) -> int:
    """Keep a new draft; returns its id."""
    with workshop.database.begin() as connection:
        values = {
            "name": options.name,
            "pattern": options.pattern,
            "options": options_to_json(options),
            "state": State.DRAFT,
            "revision": 1,
            "created_at": workshop.clock.now(),
        }
        mailing_id = int(
            connection.execute(insert(mailings).values(values).returning(mailings.c.id)).scalar_one()
        )
        _keep_common_documents(connection, mailing_id, options)
    workshop.events.publish(MailingChanged(mailing_id))
    return mailing_id


def change_options(workshop: Workshop, mailing_id: int, options: MailingOptions) -> None:
    """Replace a draft's options."""
    with workshop.database.begin() as connection:
        touch_draft(
            connection,
            mailing_id,
            name=options.name,
            pattern=options.pattern,
            options=options_to_json(options),
        )
        _keep_common_documents(connection, mailing_id, options)
    workshop.events.publish(MailingChanged(mailing_id))


def discard_draft(workshop: Workshop, mailing_id: int) -> None:
    """Throw a draft away with everything in it."""
    with workshop.database.begin() as connection:
        load_draft(connection, mailing_id)
        connection.execute(delete(mailings).where(mailings.c.id == mailing_id))
    workshop.events.publish(MailingChanged(mailing_id))


def set_letters(
    workshop: Workshop, mailing_id: int, stream: Iterable[LetterInput], context: WorkContext
) -> int:
    """Replace a draft's letters. Each batch is a transaction of its own, so that others can write meanwhile;
    until the last one the draft is marked as filling, and cannot be checked."""
    with workshop.database.begin() as connection:
        touch_draft(connection, mailing_id, filling=True)
        options = load_mailing(connection, mailing_id).options
        left_out = _take_letters_away(connection, mailing_id)
        _keep_common_documents(connection, mailing_id, options)
    count = 0
    for batch in in_batches(stream):
        context.check_cancelled()
        with workshop.database.begin() as connection:
            load_draft(connection, mailing_id)
            _add_batch(connection, mailing_id, options, batch, workshop.clock.now())
        count += len(batch)
        context.progress(count, None)
    with workshop.database.begin() as connection:
        mark_left_out(connection, mailing_id, left_out)
        touch_draft(connection, mailing_id, filling=False)
    workshop.events.publish(MailingChanged(mailing_id))
    return count


def leave_out(workshop: Workshop, mailing_id: int, customer_ids: Iterable[str]) -> None:
    """Take people out of a draft."""
    with workshop.database.begin() as connection:
        load_draft(connection, mailing_id)
        mark_left_out(connection, mailing_id, customer_ids)
    workshop.events.publish(MailingChanged(mailing_id))


def leave_out_letters(workshop: Workshop, mailing_id: int, letter_ids: Iterable[int]) -> None:
    """Take single letters out of a draft."""
    statement = (
        "UPDATE letters SET outcome = 'left_out' WHERE id = ? AND mailing_id = ? AND outcome = 'planned'"
    )
    rows = [(letter_id, mailing_id) for letter_id in letter_ids]
    with workshop.database.begin() as connection:
        load_draft(connection, mailing_id)
        if rows:
            connection.exec_driver_sql(statement, rows)
    workshop.events.publish(MailingChanged(mailing_id))


def take_back_in(workshop: Workshop, mailing_id: int, customer_ids: Iterable[str]) -> None:
    """Put people back who were left out. The draft has to be checked again, since nobody looked at them."""
    with workshop.database.begin() as connection:
        touch_draft(connection, mailing_id)
        _move_by_customer_id(connection, mailing_id, customer_ids, Outcome.LEFT_OUT, Outcome.PLANNED)
    workshop.events.publish(MailingChanged(mailing_id))


def mark_left_out(connection: Connection, mailing_id: int, customer_ids: Iterable[str]) -> None:
    """Set these people's planned letters to left out."""
    _move_by_customer_id(connection, mailing_id, customer_ids, Outcome.PLANNED, Outcome.LEFT_OUT)


def load_draft(connection: Connection, mailing_id: int) -> MailingRecord:
    """The mailing, which must be a draft. Raises `MailingRefused` otherwise."""
    mailing = load_mailing(connection, mailing_id)
    if mailing.state is not State.DRAFT:
        raise MailingRefused(
            title=text("The mailing is confirmed already."),
            message=text("“{name}” can no longer be changed.", name=mailing.name),
            hint=text("Cancel it if it has not been sent, or make a new mailing."),
        )
    return mailing


def touch_draft(connection: Connection, mailing_id: int, **values: Any) -> None:
    """Change a draft's row so that a check made before no longer holds."""
    mailing = load_draft(connection, mailing_id)
    connection.execute(
        update(mailings)
        .where(mailings.c.id == mailing_id)
        .values(revision=mailing.revision + 1, checked_revision=None, **values)
    )


def _keep_common_documents(connection: Connection, mailing_id: int, options: MailingOptions) -> None:
    paths = [*options.common_attachments, *filter(None, [options.common_document])]
    for path in paths:
        connection.exec_driver_sql(_ADD_DOCUMENT, (mailing_id, stored_path(path)))
    common = None
    if options.common_document is not None:
        common = document_ids(connection, mailing_id, [options.common_document])[0]
    connection.execute(update(mailings).where(mailings.c.id == mailing_id).values(common_document=common))


def _take_letters_away(connection: Connection, mailing_id: int) -> list[str]:
    """Remove a draft's letters and documents; returns the customer ids of those who were left out."""
    left_out = connection.execute(
        select(letters.c.customer_id).where(
            letters.c.mailing_id == mailing_id, letters.c.outcome == Outcome.LEFT_OUT
        )
    )
    customer_ids = list(left_out.scalars())
    connection.execute(delete(letters).where(letters.c.mailing_id == mailing_id))
    connection.execute(delete(documents).where(documents.c.mailing_id == mailing_id))
    return customer_ids


def _add_batch(
    connection: Connection, mailing_id: int, options: MailingOptions, batch: list[LetterInput], now: datetime
) -> None:
    first_id = _next_letter_id(connection)
    paths = {stored_path(path) for letter in batch for path in _paths_of(letter)}
    if paths:
        connection.exec_driver_sql(_ADD_DOCUMENT, [(mailing_id, path) for path in sorted(paths)])
    values = {
        "first_id": first_id,
        "mailing_id": mailing_id,
        "copied_at": to_stored_time(now),
        "subject": options.subject if is_constant(options.subject) else None,
        "letters": json.dumps([_letter_fields(letter) for letter in batch]),
    }
    connection.execute(sql(_COPY_LETTERS), values)
    _see_that_all_came(connection, batch, first_id)
    own_attachments = list(_attachment_values(mailing_id, batch, first_id))
    if own_attachments:
        connection.exec_driver_sql(_ADD_ATTACHMENT, own_attachments)


def _letter_fields(letter: LetterInput) -> tuple[Any, ...]:
    return (
        letter.recipient_id,
        letter.row,
        letter.subject or None,
        letter.kid,
        None if letter.amount is None else str(letter.amount),
        letter.account,
        None if letter.due_date is None else letter.due_date.isoformat(),
        None if letter.document is None else stored_path(letter.document),
    )


def _attachment_values(
    mailing_id: int, batch: list[LetterInput], first_id: int
) -> Iterator[tuple[int, int, int, str]]:
    for letter_id, letter in enumerate(batch, first_id):
        for position, path in enumerate(letter.attachments):
            yield letter_id, position, mailing_id, stored_path(path)


def _paths_of(letter: LetterInput) -> Iterator[Path]:
    if letter.document is not None:
        yield letter.document
    yield from letter.attachments


def _next_letter_id(connection: Connection) -> int:
    used = connection.execute(
        sql("SELECT seq FROM sqlite_sequence WHERE name = 'letters'")
    ).scalar_one_or_none()
    return int(used or 0) + 1


def _see_that_all_came(connection: Connection, batch: list[LetterInput], first_id: int) -> None:
    came = connection.execute(select(func.count()).where(letters.c.id >= first_id)).scalar_one()
    if came == len(batch):
        return
    wanted = {letter.recipient_id for letter in batch}
    known = set(connection.execute(select(recipients.c.id).where(recipients.c.id.in_(wanted))).scalars())
    missing = next(letter for letter in batch if letter.recipient_id not in known)
    place = missing.row if missing.row is not None else batch.index(missing) + 1
    raise MailingRefused(
        title=text("A recipient is not in the register."),
        message=text("Letter {row} is for somebody who is not in the register (any more).", row=place),
        hint=text("Read the file into the register again, or choose the recipients anew."),
    )


def _move_by_customer_id(
    connection: Connection, mailing_id: int, customer_ids: Iterable[str], before: Outcome, after: Outcome
) -> None:
    statement = "UPDATE letters SET outcome = ? WHERE mailing_id = ? AND customer_id = ? AND outcome = ?"
    rows = [(after.value, mailing_id, customer_id, before.value) for customer_id in customer_ids]
    if rows:
        connection.exec_driver_sql(statement, rows)
