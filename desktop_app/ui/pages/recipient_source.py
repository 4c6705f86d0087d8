"""The register as a grid's source, and the grid's filters in the register's own terms."""

from collections.abc import Sequence
from datetime import datetime

from desktop_app.base.clock import Clock
from desktop_app.base.texts import Text, plural, text
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_KEYS, LOOKUP_STATUS

AGE = "age"
RECIPIENT_COLUMNS = (
    Column("name", text("Name"), characters=26),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14),
    Column("status", text("Status"), ColumnKind.STATUS, characters=25),
    Column("address1", FIELD_LABEL["address1"], characters=24),
    Column("postcode", FIELD_LABEL["postcode"], ColumnKind.ID, characters=12),
    Column("city", FIELD_LABEL["city"], characters=18),
    Column("looked_up_at", text("Looked up"), ColumnKind.DATE, characters=21, shown=False),
    Column(AGE, text("Lookup's age"), characters=14),
    Column("email", FIELD_LABEL["email"], characters=28, shown=False),
    Column("phone", FIELD_LABEL["phone"], ColumnKind.ID, characters=16, sortable=False, shown=False),
    Column("tags", FIELD_LABEL["tags"], characters=20, sortable=False),
)
TAG_PREFIX, AGE_PREFIX = "tag:", "older:"
"""What the keys of the filters in the menus begin with; a tag's name or a number of days follows."""

_STATUSES: dict[str, LookupStatus | None] = {key: status for status, key in LOOKUP_KEYS.items()}


class RecipientSource:
    """Asks the register; sorting, filtering and searching happen in SQL."""

    columns: Sequence[Column] = RECIPIENT_COLUMNS

    def __init__(self, register: Register, clock: Clock) -> None:
        self._register, self._clock = register, clock

    def count(self, query: GridQuery) -> int:
        return self._register.count(recipient_query(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        now = self._clock.now()
        return [_row(each, now) for each in self._register.page(recipient_query(query), offset, limit)]


def recipient_query(query: GridQuery) -> RecipientQuery:
    """What the grid shows, in the register's own terms."""
    ages = [int(key.removeprefix(AGE_PREFIX)) for key in query.filters if key.startswith(AGE_PREFIX)]
    # The oldest lookup comes first by date and last by age.
    by_age = query.sort == AGE
    return RecipientQuery(
        search=query.search,
        statuses=frozenset(_STATUSES[key] for key in query.filters if key in _STATUSES),
        tags=frozenset(key.removeprefix(TAG_PREFIX) for key in query.filters if key.startswith(TAG_PREFIX)),
        lookup_older_than_days=max(ages, default=None),
        sort=SortKey.LOOKED_UP_AT if by_age else SortKey(query.sort or SortKey.NAME),
        descending=query.descending != by_age,
    )


def filters_of(query: RecipientQuery) -> frozenset[str]:
    """The keys of the grid's filters that narrow as the query does."""
    age = {f"{AGE_PREFIX}{query.lookup_older_than_days}"} if query.lookup_older_than_days is not None else ()
    return frozenset(
        (
            *(LOOKUP_KEYS[status] for status in query.statuses),
            *(f"{TAG_PREFIX}{tag}" for tag in query.tags),
            *age,
        )
    )


def age_words(looked_up_at: datetime | None, now: datetime) -> Text:
    """How long ago somebody was looked up, in whole days."""
    if looked_up_at is None:
        return text("Never")
    days = (now - looked_up_at).days
    return plural("{count} day", "{count} days", count=days) if days > 0 else text("Today")


def _row(recipient: Recipient, now: datetime) -> GridRow:
    return GridRow(
        str(recipient.id),
        (
            recipient.full_name,
            recipient.customer_id,
            LOOKUP_STATUS[recipient.status],
            recipient.address1,
            recipient.postcode,
            recipient.city,
            recipient.looked_up_at,
            age_words(recipient.looked_up_at, now),
            recipient.email,
            recipient.phone,
            ", ".join(recipient.tags),
        ),
    )
