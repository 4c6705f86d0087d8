"""One mailbox gets one letter of a mailing, whoever's details led there.

Two customer ids may be the same person. Or a lookup by name and address found a namesake: then the letter is somebody
else's, and the mailbox the wrong one. Which of the two it is, only a person can say, so such letters wait for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from desktop_app.base.texts import text
from desktop_app.mailing.answering import Answering
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.findings import accepted_letters
from desktop_app.mailing.letter_queries import mailbox_of
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Code
from desktop_app.mailing.tables import letters, lookup_rows, mailings
from desktop_app.register.lookup_rules import NamedBy

_MAILBOX = mailbox_of(letters)
_REACHED = (Outcome.DIGITAL, Outcome.PRINTED)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter on its way to a mailbox that another one leads to as well."""

    id: int
    customer_id: str
    name: str | None
    mailbox: str
    document: int | None
    is_sure: bool
    """The lookup went by a number or an address that belongs to one person alone."""
    is_new: bool
    """It was made ready by this lookup; the others are sent already or about to be."""


def hold_shared_mailboxes(answering: Answering, mailing_id: int) -> int:
    """Keep back letters that a lookup has led to a mailbox that gets one already. Returns how many.

    What a person has said is right, in the check, is not kept back.
    """
    held = 0
    for _mailbox, group in groupby(_sharing(answering, mailing_id), key=lambda letter: letter.mailbox):
        together = list(group)
        for letter in _to_hold(together):
            other = next(each for each in together if each.id != letter.id)
            _hold(answering, letter, other)
            held += 1
    return held


def _to_hold(sharing: Sequence[_Letter]) -> list[_Letter]:
    """Of letters to one mailbox, those that must not go there as long as nobody has looked."""
    new = [letter for letter in sharing if letter.is_new]
    if len(new) < len(sharing):
        return new
    sure = [letter for letter in new if letter.is_sure]
    if sure:
        return [letter for letter in new if letter is not sure[0]]
    if len({letter.document for letter in new}) == 1:
        return new[1:]
    # Found by name and address alone, and each with a letter of their own: nobody knows whose mailbox it is.
    return new


def _sharing(answering: Answering, mailing_id: int) -> Iterator[_Letter]:
    """The letters whose mailbox another letter of the mailing shares, mailbox by mailbox."""
    accepted = accepted_letters(answering.connection, mailing_id, Code.SAME_PERSON)
    of_mailing = and_(letters.c.mailing_id == mailing_id, _is_on_its_way())
    shared = (
        select(_MAILBOX)
        .where(of_mailing, _MAILBOX.is_not(None), _MAILBOX != "")
        .group_by(_MAILBOX)
        .having(func.count() > 1)
    )
    question = (
        select(
            letters.c.id,
            letters.c.customer_id,
            letters.c.full_name,
            letters.c.lookup,
            letters.c.job,
            letters.c.outcome,
            _MAILBOX.label("mailbox"),
            func.coalesce(letters.c.document_id, mailings.c.common_document).label("document"),
            lookup_rows.c.identification,
        )
        .join(mailings, mailings.c.id == letters.c.mailing_id)
        .outerjoin(
            lookup_rows, and_(lookup_rows.c.job == letters.c.lookup, lookup_rows.c.letter_id == letters.c.id)
        )
        .where(of_mailing, _MAILBOX.in_(shared))
        .order_by(_MAILBOX, letters.c.id)
    )
    for row in answering.connection.execute(question).all():
        if row.id not in accepted:
            yield _Letter(
                row.id,
                row.customer_id,
                row.full_name,
                row.mailbox,
                row.document,
                is_sure=row.identification != NamedBy.NAME_AND_ADDRESS,
                is_new=row.lookup == answering.job.key and row.job is None and row.outcome == Outcome.WAITING,
            )


def _is_on_its_way() -> ColumnElement[bool]:
    waits = and_(
        letters.c.outcome == Outcome.WAITING, or_(letters.c.ready.is_(True), letters.c.job.is_not(None))
    )
    return or_(letters.c.outcome.in_(_REACHED), waits)


def _hold(answering: Answering, letter: _Letter, other: _Letter) -> None:
    answering.connection.execute(
        update(letters)
        .where(letters.c.id == letter.id)
        .values(
            ready=False,
            outcome=Outcome.REMAINDER,
            reason=Reason.SAME_MAILBOX,
            receipt_id=answering.receipt_id,
            outcome_at=answering.now,
        )
    )
    answering.note(
        Code.SAME_MAILBOX,
        text(
            "The letter to {person} was kept back: Digipost matches it to the same mailbox as the letter "
            "to {other}. Check whether they are one person, or whether the details of one of them are "
            "wrong.",
            person=person_words(letter.name, letter.customer_id),
            other=person_words(other.name, other.customer_id),
        ),
        about=letter.id,
        letter_id=letter.id,
    )
