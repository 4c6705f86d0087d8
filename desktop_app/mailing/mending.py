"""People whom a mailing did not reach because of their details: what to look at, and who has been mended since.

Somebody counts as mended when the register differs from the details with which their letter was sent. So nothing has
to be noted down: an edit, an import and an undo are all seen as what they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, or_, select, tuple_

from desktop_app.base.texts import Text
from desktop_app.mailing.answers import words_from_stored
from desktop_app.mailing.drafts import PERSON_DETAILS
from desktop_app.mailing.letter_queries import conditions, mailbox_of
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.outcomes import FIELD_TO_MEND, Outcome, Reason, detail_words
from desktop_app.mailing.tables import letters
from desktop_app.register.tables import recipients

MENDABLE = tuple(reason for reason in Reason if reason.can_be_mended)

_POSTAL = ("address1", "postcode", "city")
_SAID_BY_THE_REASON = frozenset({"FLERE_TREFF", "MANGELFULL_ADRESSE"})
_FIRST_TO_LOOK_AT: Mapping[Reason, str] = {
    Reason.NO_IDENTIFICATION: "national_id",
    Reason.SEVERAL_MATCH: "national_id",
    Reason.INCOMPLETE_ADDRESS: "address1",
    Reason.NOT_FOUND: "national_id",
    Reason.SAME_MAILBOX: "national_id",
}


@dataclass(frozen=True, slots=True)
class PersonToMend:
    """Somebody who was not reached because of their details.

    `why` says it in words, the reason first; `field` is the register's field to look at first. Of somebody who is no
    longer in the register (`is_gone`) nothing can be mended.
    """

    letter_id: int
    recipient_id: int | None
    customer_id: str
    name: str
    reason: Reason
    why: tuple[Text, ...]
    field: str
    is_mended: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class MailboxSharer:
    """The other person whose letter of the same mailing leads to the same mailbox."""

    recipient_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MendingNumbers:
    """How many people of a mailing are still to be mended, and how many letters can go out again."""

    to_mend: int = 0
    mended: int = 0

    @property
    def total(self) -> int:
        """How many there are, mended or not."""
        return self.to_mend + self.mended


def page_to_mend(
    connection: Connection, mailing_id: int, offset: int, limit: int, *, mended: bool | None, search: str
) -> list[PersonToMend]:
    """One page of the people, by name; only those who are mended, or are not, when that is asked for."""
    statement = _in_order(_people(mailing_id, mended, search)).offset(offset).limit(limit)
    return [_person(row) for row in connection.execute(statement)]


def count_people(connection: Connection, mailing_id: int, *, mended: bool | None, search: str) -> int:
    """How many people `page_to_mend` finds."""
    found = _people(mailing_id, mended, search).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def mending_numbers(connection: Connection, mailing_id: int) -> MendingNumbers:
    """Count those to mend and those who are mended."""
    mended = count_people(connection, mailing_id, mended=True, search="")
    return MendingNumbers(count_people(connection, mailing_id, mended=None, search="") - mended, mended)


def next_to_mend(connection: Connection, mailing_id: int, after_letter: int | None) -> PersonToMend | None:
    """The first who is not mended yet, in the list's order after this letter, or else from its beginning."""
    query = _in_order(_people(mailing_id, False, "").where(recipients.c.id.is_not(None))).limit(1)
    place = select(letters.c.sort_name, letters.c.id).where(letters.c.id == after_letter)
    here = connection.execute(place).one_or_none()
    row = None
    if here is not None:
        later = tuple_(letters.c.sort_name, letters.c.id) > tuple_(here.sort_name, here.id)
        row = connection.execute(query.where(later)).one_or_none()
    row = row or connection.execute(query).one_or_none()
    return None if row is None else _person(row)


def person_to_mend(connection: Connection, mailing_id: int, letter_id: int) -> PersonToMend | None:
    """The person of one letter, or None when it is not (any more) among those who can be mended."""
    row = connection.execute(_people(mailing_id, None, "").where(letters.c.id == letter_id)).one_or_none()
    return None if row is None else _person(row)


def mailbox_sharer(connection: Connection, mailing_id: int, letter_id: int) -> MailboxSharer | None:
    """Who else of the mailing was led to the mailbox of this letter, which was kept back for it."""
    held, other = letters.alias(), letters.alias()
    statement = (
        select(other.c.recipient_id, func.coalesce(recipients.c.full_name, other.c.full_name).label("name"))
        .select_from(
            held.join(other, and_(other.c.mailing_id == held.c.mailing_id, other.c.id != held.c.id)).join(
                recipients, recipients.c.id == other.c.recipient_id
            )
        )
        .where(
            held.c.mailing_id == mailing_id,
            held.c.id == letter_id,
            held.c.reason == Reason.SAME_MAILBOX,
            other.c.outcome.not_in([Outcome.LEFT_OUT, Outcome.REPLACED]),
            mailbox_of(other) == mailbox_of(held),
        )
        # The one whose letter was sent says most.
        .order_by(other.c.outcome == Outcome.REMAINDER, other.c.id)
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else MailboxSharer(row.recipient_id, row.name or "")


def mended_letters(connection: Connection, mailing_id: int) -> list[int]:
    """The letters of those who are mended: these and no others can go out again with the new details."""
    return [row.id for row in connection.execute(_in_order(_people(mailing_id, True, "")))]


def _people(mailing_id: int, mended: bool | None, search: str) -> Select[Any]:
    query = LetterQuery(
        mailing_id=mailing_id, outcomes=(Outcome.REMAINDER,), reasons=MENDABLE, done=False, search=search
    )
    differs = _differs()
    statement = (
        select(
            letters.c.id,
            letters.c.recipient_id,
            letters.c.customer_id,
            letters.c.full_name,
            letters.c.reason,
            letters.c.details,
            letters.c.recipient_details,
            letters.c.address1,
            letters.c.postcode,
            letters.c.city,
            recipients.c.id.label("registered_id"),
            func.coalesce(recipients.c.full_name, letters.c.full_name).label("name"),
            differs.label("is_mended"),
        )
        .select_from(letters.outerjoin(recipients, recipients.c.id == letters.c.recipient_id))
        .where(conditions(query))
    )
    if mended is None:
        return statement
    return statement.where(differs if mended else ~differs)


def _in_order(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(letters.c.sort_name, letters.c.id)


def _differs() -> ColumnElement[bool]:
    """True where the register says something else of a person than their letter did."""
    compared = [letters.c[name].is_distinct_from(recipients.c[name]) for name in PERSON_DETAILS]
    # A lookup takes addresses away and finds new ones: only what a person has written since is a mending.
    address = and_(
        letters.c.digipost_address.is_distinct_from(recipients.c.digipost_address),
        func.coalesce(recipients.c.identification_changed_at > letters.c.copied_at, false()),
    )
    return and_(recipients.c.id.is_not(None), or_(*compared, address))


def _person(row: Row[Any]) -> PersonToMend:
    reason = Reason(row.reason)
    codes = tuple(dict.fromkeys((*words_from_stored(row.recipient_details), *words_from_stored(row.details))))
    return PersonToMend(
        letter_id=row.id,
        recipient_id=row.recipient_id,
        customer_id=row.customer_id,
        name=row.name or "",
        reason=reason,
        why=(reason.words(), *(detail_words(code) for code in codes if code not in _SAID_BY_THE_REASON)),
        field=_field_to_look_at(reason, codes, row),
        is_mended=bool(row.is_mended),
        is_gone=row.registered_id is None,
    )


def _field_to_look_at(reason: Reason, codes: tuple[str, ...], row: Row[Any]) -> str:
    """The field that Digipost's first telling word is about; of an address, the part that is missing."""
    by_code = (FIELD_TO_MEND[code] for code in codes if code in FIELD_TO_MEND)
    field = next(by_code, None) or _FIRST_TO_LOOK_AT.get(reason, "full_name")
    blank = [name for name in _POSTAL if not getattr(row, name)]
    has_some_address = len(blank) < len(_POSTAL)
    if blank and (field == "address1" or (reason is Reason.NO_IDENTIFICATION and has_some_address)):
        return blank[0]
    return field
