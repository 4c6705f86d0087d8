"""Recipients who are perhaps the same person, and putting them together with care."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from desktop_app.base.errors import InputError
from desktop_app.base.texts import plural, text
from desktop_app.register.changes import Change, former_ids_of, read_recipients
from desktop_app.register.history import events_of, hand_over_events
from desktop_app.register.identification import settle
from desktop_app.register.model import PERSON_FIELDS, Recipient
from desktop_app.register.storage import ids_in, update_recipient
from desktop_app.register.tables import kept_apart, merged_customer_ids, recipients


class DuplicateReason(StrEnum):
    """Why recipients are thought to be one person, the surest first."""

    SAME_NUMBER = "same_number"
    SAME_DIGIPOST_ADDRESS = "same_digipost_address"
    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    SAME_NAME_AND_ADDRESS = "same_name_and_address"
    SAME_EMAIL = "same_email"
    SAME_MAILBOX = "same_mailbox"
    """A lookup led letters to both into one mailbox. Only a mailing finds this."""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Recipients who are perhaps one, the lowest id first."""

    reason: DuplicateReason
    recipient_ids: tuple[int, ...]


class MergeRefused(InputError):
    """The recipients cannot be one person: their identity numbers or organisation numbers differ."""


_SAME: dict[DuplicateReason, tuple[ColumnElement[Any], ...]] = {
    DuplicateReason.SAME_NUMBER: (recipients.c.national_id,),
    DuplicateReason.SAME_DIGIPOST_ADDRESS: (recipients.c.digipost_address,),
    DuplicateReason.SAME_NAME_AND_BIRTH_DATE: (recipients.c.sort_name, recipients.c.birth_date),
    DuplicateReason.SAME_NAME_AND_ADDRESS: (
        recipients.c.sort_name,
        recipients.c.postcode,
        func.lower(recipients.c.address1),
    ),
    DuplicateReason.SAME_EMAIL: (func.lower(recipients.c.email),),
}

_NUMBERS = ("national_id", "organisation_number")

CHOSEN_BY_FIELD = tuple(
    field
    for field in PERSON_FIELDS
    if field not in {"customer_id", "tags", "digipost_address", "person_alias"}
)
"""What a person chooses field by field when recipients are merged.

The customer id is that of the one who is kept; tags are put together. What a lookup has found belongs to the one it
was found for.
"""


def find_duplicates(connection: Connection, limit: int = 1_000) -> list[DuplicateGroup]:
    """Groups of recipients who are perhaps one person; a group found for two reasons has the surer one.

    People whose numbers tell them apart are no group, nor those of whom somebody has said that they are different.
    """
    found: dict[tuple[int, ...], DuplicateReason] = {}
    for reason, same in _SAME.items():
        query = (
            select(func.group_concat(recipients.c.id))
            .where(*(column.is_not(None) for column in same), recipients.c.sort_name != "")
            .group_by(*same)
            .having(func.count() > 1, *(_some_share(recipients.c[number]) for number in _NUMBERS))
            .limit(limit)
        )
        for joined in connection.execute(query).scalars():
            found.setdefault(tuple(sorted(int(part) for part in joined.split(","))), reason)
    apart = _pairs_kept_apart(connection)
    groups = [DuplicateGroup(reason, ids) for ids, reason in found.items() if not set(_pairs(ids)) <= apart]
    return groups[:limit]


def keep_apart(connection: Connection, ids: Sequence[int]) -> None:
    """Remember that these recipients are different people, however alike they look."""
    pairs = [{"recipient_id": one, "other_id": other} for one, other in _pairs(sorted(set(ids)))]
    if pairs:
        connection.execute(insert(kept_apart).prefix_with("OR IGNORE"), pairs)


def merge(
    connection: Connection,
    kept_id: int,
    other_ids: Sequence[int],
    now: datetime,
    taken_from: Mapping[str, int] | None = None,
) -> Change:
    """Put others into one recipient, who keeps the own values and gets theirs where there was none.

    `taken_from` says for fields of `CHOSEN_BY_FIELD` whose value is wanted instead. The others are removed; their
    customer ids go on pointing to the kept one, and what lookups said of them is handed over. Raises `MergeRefused`.
    """
    ids = [kept_id, *(other for other in dict.fromkeys(other_ids) if other != kept_id)]
    by_id = {recipient.id: recipient for recipient in read_recipients(connection, ids)}
    people = [by_id[one] for one in ids]
    _refuse_different_people(people)
    change = Change(
        plural("{count} recipient put into another", "{count} recipients put into another", len(ids) - 1),
        before=tuple(people),
        events=tuple(events_of(connection, ids[1:])),
        former_ids=former_ids_of(connection, ids),
        removed_ids=tuple(ids[1:]),
        merged_into=kept_id,
    )
    chosen = {field: getattr(by_id[one], field) for field, one in (taken_from or {}).items()}
    wanted = replace(
        _filled(people), **{field: chosen[field] for field in CHOSEN_BY_FIELD if field in chosen}
    )
    update_recipient(connection, settle(people[0], wanted, now), now)
    _hand_over_customer_ids(connection, people)
    hand_over_events(connection, ids[1:], kept_id)
    connection.execute(delete(recipients).where(ids_in(recipients.c.id, ids[1:])))
    return change


def _some_share(number: ColumnElement[Any]) -> ColumnElement[bool]:
    """True for a group in which not everybody has a number of their own."""
    return func.count() > func.count(number.distinct())


def _pairs(ids: Sequence[int]) -> list[tuple[int, int]]:
    return list(combinations(ids, 2))


def _pairs_kept_apart(connection: Connection) -> set[tuple[int, int]]:
    rows = connection.execute(select(kept_apart.c.recipient_id, kept_apart.c.other_id))
    return {(row[0], row[1]) for row in rows}


def _refuse_different_people(people: Sequence[Recipient]) -> None:
    for field in _NUMBERS:
        if len({getattr(person, field) for person in people} - {None}) > 1:
            raise MergeRefused(
                title=text("These are different people."),
                message=text("Their identity numbers or organisation numbers are not the same."),
                hint=text("If one number is wrong, mend it first, and put them together after that."),
            )


def _filled(people: Sequence[Recipient]) -> Recipient:
    """The first with the first value of the others where there was none, and everybody's tags."""
    kept = people[0]
    blanks = [field for field in PERSON_FIELDS if field != "tags" and not getattr(kept, field)]
    values = {
        field: next((getattr(person, field) for person in people[1:] if getattr(person, field)), None)
        for field in blanks
    }
    given = {field: value for field, value in values.items() if value is not None}
    return replace(kept, tags=tuple(sorted({tag for person in people for tag in person.tags})), **given)


def _hand_over_customer_ids(connection: Connection, people: Sequence[Recipient]) -> None:
    kept, others = people[0], people[1:]
    former = merged_customer_ids
    other_ids = [other.id for other in others]
    connection.execute(
        update(former).where(ids_in(former.c.recipient_id, other_ids)).values(recipient_id=kept.id)
    )
    pairs = [{"customer_id": other.customer_id, "recipient_id": kept.id} for other in others]
    if pairs:
        connection.execute(insert(former), pairs)
