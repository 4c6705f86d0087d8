"""Persons beside their letters, as they will be sent."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.batches import in_batches
from desktop_app.mailing.documents import document_ids
from desktop_app.mailing.identification import identification_of
from desktop_app.mailing.ledger import MailingRecord
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.plan import Pair
from desktop_app.mailing.tables import attachments, deviations, documents, letters

_READ_AT_ONCE = 500


def page_of_pairs(
    connection: Connection, mailing: MailingRecord, interface: Interface, offset: int, limit: int
) -> list[Pair]:
    """One page of a mailing's pairs, those left out included, in the order in which they were put in."""
    rows = connection.execute(_pairs(mailing, interface).offset(offset).limit(limit)).all()
    return list(_with_attachments(connection, mailing, rows))


def pair_of_letter(
    connection: Connection, mailing: MailingRecord, interface: Interface, letter_id: int
) -> Pair | None:
    """The pair of one letter, or None when the mailing has no such letter (any more)."""
    rows = connection.execute(_pairs(mailing, interface).where(letters.c.id == letter_id)).all()
    return next(_with_attachments(connection, mailing, rows), None)


def sample_of_pairs(
    connection: Connection, mailing: MailingRecord, interface: Interface, count: int, seed: int
) -> list[Pair]:
    """So many pairs at random, left out ones not among them, in the mailing's order."""
    ids = connection.execute(
        select(letters.c.id).where(letters.c.mailing_id == mailing.id, letters.c.outcome == Outcome.PLANNED)
    ).scalars()
    chosen = _reservoir(ids, count, random.Random(seed))  # noqa: S311 - a sample, not a secret
    rows = connection.execute(_pairs(mailing, interface).where(letters.c.id.in_(chosen))).all()
    return list(_with_attachments(connection, mailing, rows))


def iterate_pairs(connection: Connection, mailing: MailingRecord, interface: Interface) -> Iterator[Pair]:
    """All pairs of a draft except those left out, streamed."""
    planned = _pairs(mailing, interface).where(letters.c.outcome == Outcome.PLANNED)
    after = 0
    while rows := connection.execute(planned.where(letters.c.id > after).limit(_READ_AT_ONCE)).all():
        yield from _with_attachments(connection, mailing, rows)
        after = rows[-1].id


def _pairs(mailing: MailingRecord, interface: Interface) -> Select[Any]:
    open_deviations = (
        select(func.count())
        .where(deviations.c.letter_id == letters.c.id, deviations.c.settled_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            letters.c.id,
            letters.c.recipient_id,
            letters.c.customer_id,
            letters.c.full_name,
            letters.c.national_id,
            letters.c.address1,
            letters.c.address2,
            letters.c.postcode,
            letters.c.city,
            letters.c.source_row,
            letters.c.subject,
            letters.c.register_status,
            letters.c.outcome,
            documents.c.path,
            documents.c.sha256,
            documents.c.size,
            identification_of(letters.c, letters.c.register_status, interface).label("identified_by"),
            open_deviations.label("deviations"),
        )
        .outerjoin(documents, documents.c.id == func.coalesce(letters.c.document_id, mailing.common_document))
        .where(letters.c.mailing_id == mailing.id, letters.c.outcome != Outcome.REPLACED)
        .order_by(letters.c.id)
    )


def _with_attachments(connection: Connection, mailing: MailingRecord, rows: Iterable[Any]) -> Iterator[Pair]:
    common = attachments_of_all(connection, mailing)
    for batch in in_batches(rows, _READ_AT_ONCE):
        own = own_attachments(connection, [row.id for row in batch])
        for row in batch:
            yield _pair(row, (*common, *own.get(row.id, ())))


def attachments_of_all(connection: Connection, mailing: MailingRecord) -> tuple[Path, ...]:
    """The files that go with every letter of a mailing."""
    ids = document_ids(connection, mailing.id, mailing.options.common_attachments)
    rows = connection.execute(select(documents.c.id, documents.c.path).where(documents.c.id.in_(ids)))
    paths = {row.id: Path(row.path) for row in rows}
    return tuple(paths[document_id] for document_id in ids)


def own_attachments(connection: Connection, letter_ids: list[int]) -> dict[int, tuple[Path, ...]]:
    """The attachments that only these letters have, in their order."""
    question = (
        select(attachments.c.letter_id, documents.c.path)
        .join(documents, documents.c.id == attachments.c.document_id)
        .where(and_(attachments.c.letter_id.in_(letter_ids)))
        .order_by(attachments.c.letter_id, attachments.c.position)
    )
    found: dict[int, tuple[Path, ...]] = {}
    for row in connection.execute(question):
        found[row.letter_id] = (*found.get(row.letter_id, ()), Path(row.path))
    return found


def _pair(row: Any, attached: tuple[Path, ...]) -> Pair:
    street = ", ".join(filter(None, [row.address1, row.address2]))
    place = " ".join(filter(None, [row.postcode, row.city]))
    return Pair(
        letter_id=row.id,
        recipient_id=row.recipient_id,
        customer_id=row.customer_id,
        name=row.full_name or "",
        national_id=row.national_id,
        address=", ".join(filter(None, [street, place])),
        row=row.source_row,
        document=None if row.path is None else Path(row.path),
        document_sha256=row.sha256,
        document_size=row.size or 0,
        attachments=attached,
        subject=row.subject or "",
        identified_by=row.identified_by or "",
        register_status=row.register_status,
        left_out=row.outcome == Outcome.LEFT_OUT,
        deviations=row.deviations,
    )


def _reservoir(ids: Iterable[int], count: int, chance: random.Random) -> list[int]:
    """A fair sample of a stream in the memory of the sample."""
    chosen: list[int] = []
    for number, letter_id in enumerate(ids):
        if number < count:
            chosen.append(letter_id)
        elif (place := chance.randrange(number + 1)) < count:
            chosen[place] = letter_id
    return chosen
