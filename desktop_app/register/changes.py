"""What an edit did, and how it is taken back."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, literal, select

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.register.history import LookupEvent, events_of, give_back_events, keep_events
from desktop_app.register.model import Recipient
from desktop_app.register.storage import (
    COLUMNS,
    ids_in,
    insert_recipient,
    recipients_from,
    tag_ids,
    update_recipient,
)
from desktop_app.register.tables import merged_customer_ids, recipient_tags, recipients


@dataclass(frozen=True, slots=True)
class TagChange:
    """A tag and the recipients who got it (`added`) or lost it."""

    name: str
    recipient_ids: tuple[int, ...]
    added: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did, with everything that is needed to take it back.

    `before` are the recipients as they were, and `removed_ids` those of them that were removed. `events` and
    `former_ids` are what hung on these (former ids as pairs of customer id and recipient id); a merge has handed the
    events to `merged_into`. `made_ids` are the recipients that were made.
    """

    description: Text
    before: tuple[Recipient, ...] = ()
    events: tuple[LookupEvent, ...] = ()
    former_ids: tuple[tuple[str, int], ...] = ()
    made_ids: tuple[int, ...] = ()
    removed_ids: tuple[int, ...] = ()
    merged_into: int | None = None
    tag: TagChange | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing was changed, so that there is nothing to take back."""
        return not (self.before or self.made_ids or self.tag)


def read_recipients(connection: Connection, ids: list[int]) -> list[Recipient]:
    """The recipients with these ids that there are, in no certain order."""
    rows = connection.execute(select(*COLUMNS).where(ids_in(recipients.c.id, ids))).all()
    return recipients_from(connection, rows)


def former_ids_of(connection: Connection, ids: list[int]) -> tuple[tuple[str, int], ...]:
    """The customer ids that were merged into these recipients, with the recipients' ids."""
    former = merged_customer_ids
    query = select(former.c.customer_id, former.c.recipient_id).where(ids_in(former.c.recipient_id, ids))
    return tuple((row.customer_id, row.recipient_id) for row in connection.execute(query))


def all_customer_ids_of(connection: Connection, recipient_id: int) -> frozenset[str]:
    """Every customer id that a recipient has, and had before merges; none for somebody who is not there."""
    own = connection.execute(
        select(recipients.c.customer_id).where(recipients.c.id == recipient_id)
    ).scalars()
    return frozenset({*own, *(former for former, _ in former_ids_of(connection, [recipient_id]))})


def removal(connection: Connection, ids: list[int], description: Text) -> Change:
    """Remove recipients, with what is needed to bring them back."""
    change = Change(
        description,
        before=tuple(read_recipients(connection, ids)),
        events=tuple(events_of(connection, ids)),
        former_ids=former_ids_of(connection, ids),
        removed_ids=tuple(ids),
    )
    connection.execute(delete(recipients).where(ids_in(recipients.c.id, ids)))
    return change


def take_back(connection: Connection, change: Change, now: datetime) -> None:
    """Make everything as it was before the change. Raises `InputError` when somebody it changed is gone since."""
    _refuse_if_somebody_is_gone(connection, change)
    connection.execute(delete(recipients).where(ids_in(recipients.c.id, change.made_ids)))
    if change.merged_into is not None:
        give_back_events(connection, change.merged_into, change.events)
    for recipient in change.before:
        _put_back(connection, recipient, now)
    if change.before:
        _put_back_former_ids(connection, change)
    if change.tag is not None:
        apply_tag(connection, change.tag, add=not change.tag.added)


def apply_tag(connection: Connection, change: TagChange, *, add: bool) -> None:
    """Give the recipients of a change its tag, or take it from them. Who is gone is passed over."""
    tag_id = tag_ids(connection, [change.name])[change.name]
    if add:
        there = select(literal(tag_id), recipients.c.id).where(ids_in(recipients.c.id, change.recipient_ids))
        statement = insert(recipient_tags).prefix_with("OR IGNORE")
        connection.execute(statement.from_select(["tag_id", "recipient_id"], there))
        return
    connection.execute(
        delete(recipient_tags).where(
            recipient_tags.c.tag_id == tag_id, ids_in(recipient_tags.c.recipient_id, change.recipient_ids)
        )
    )


def _refuse_if_somebody_is_gone(connection: Connection, change: Change) -> None:
    """Somebody who was edited and has been forgotten since must not come back by an undo."""
    edited = {recipient.id for recipient in change.before} - set(change.removed_ids)
    there = connection.execute(select(recipients.c.id).where(ids_in(recipients.c.id, edited))).scalars()
    if edited - set(there):
        raise InputError(
            title=text("This cannot be undone any more."),
            message=text("Somebody it was about is no longer in the register."),
            hint=text("Make the change by hand where it is still wanted."),
        )


def _put_back(connection: Connection, recipient: Recipient, now: datetime) -> None:
    # A lookup may have been asked with what is taken back here: its answer must not be applied.
    recipient = replace(recipient, identification_changed_at=now)
    there = connection.execute(select(recipients.c.id).where(recipients.c.id == recipient.id)).first()
    if there is None:
        insert_recipient(connection, recipient, now)
    else:
        update_recipient(connection, recipient, now)


def _put_back_former_ids(connection: Connection, change: Change) -> None:
    ids = [recipient.id for recipient in change.before]
    connection.execute(delete(merged_customer_ids).where(ids_in(merged_customer_ids.c.recipient_id, ids)))
    pairs = [{"customer_id": name, "recipient_id": recipient_id} for name, recipient_id in change.former_ids]
    if pairs:
        connection.execute(insert(merged_customer_ids), pairs)
    there = set(events_of(connection, ids))
    keep_events(connection, tuple(event for event in change.events if event not in there))
