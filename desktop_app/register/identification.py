"""When an edit makes the last lookup's answer doubtful: the rule for edits, merges and imports alike."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from desktop_app.register.keys import fold
from desktop_app.register.model import Recipient

SAYS_WHO = (
    "national_id",
    "organisation_number",
    "full_name",
    "first_name",
    "middle_name",
    "last_name",
    "birth_date",
)
"""A change here may mean another person: an address in Digipost found earlier must not be used for them."""

FOUND_BY_LOOKUP = ("digipost_address", "person_alias")

ASKED_WITH = (*SAYS_WHO, "address1", "address2", "postcode", "city", "country", *FOUND_BY_LOOKUP)
"""A change here makes the answer to an earlier question worthless."""


def settle(stored: Recipient, edited: Recipient, now: datetime, given: Collection[str] = ()) -> Recipient:
    """The edited recipient with what the edit means for the last lookup.

    When it may be somebody else now, the answer and what it found are forgotten, except an address or alias
    that is new or stands in `given`: fields that the person or a file names on purpose.
    """
    changed = {field for field in ASKED_WITH if _differs(field, stored, edited)}
    if not changed:
        return edited
    edited = replace(edited, identification_changed_at=now)
    if changed.isdisjoint(SAYS_WHO) and changed.isdisjoint(FOUND_BY_LOOKUP):
        return edited
    forgotten = set() if changed.isdisjoint(SAYS_WHO) else set(FOUND_BY_LOOKUP) - changed - set(given)
    return replace(
        edited,
        status=None,
        reasons=(),
        looked_up_at=None,
        cleared_address=None,
        cleared_alias=None,
        digipost_address=None if "digipost_address" in forgotten else edited.digipost_address,
        person_alias=None if "person_alias" in forgotten else edited.person_alias,
    )


def _differs(field: str, stored: Recipient, edited: Recipient) -> bool:
    before, after = getattr(stored, field), getattr(edited, field)
    if isinstance(before, str) and isinstance(after, str):
        return before != after and fold(before) != fold(after)
    return bool(before != after)
