"""Which recipients, and in which order: what grids, wizards and the command line ask the register."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.register.model import LookupStatus


class SortKey(StrEnum):
    """What a list of recipients can be sorted by."""

    NAME = "name"
    CUSTOMER_ID = "customer_id"
    POSTCODE = "postcode"
    CITY = "city"
    ADDRESS = "address1"
    EMAIL = "email"
    STATUS = "status"
    LOOKED_UP_AT = "looked_up_at"
    UPDATED_AT = "updated_at"


@dataclass(frozen=True, slots=True)
class RecipientQuery:
    """A filter and an order. What is left out does not narrow; what is given narrows together.

    `search` is looked for anywhere in name, customer id, address, city, e-mail and phone, upper and lower
    case alike; a whole identity number or organisation number finds its owner. `statuses` may hold None
    for "never looked up". A recipient has all of `tags`. `lookup_older_than_days` also finds those who
    were never looked up. `ids` limits to a selection made by hand.
    """

    search: str = ""
    statuses: frozenset[LookupStatus | None] = frozenset()
    reason: str | None = None
    tags: frozenset[str] = frozenset()
    lookup_older_than_days: int | None = None
    without_identification: bool = False
    ids: frozenset[int] | None = None
    sort: SortKey = SortKey.NAME
    descending: bool = False
