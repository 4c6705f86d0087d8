"""The register as a grid's source."""

from collections.abc import Sequence

from desktop_app.base.texts import text
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_KEYS, LOOKUP_STATUS

RECIPIENT_COLUMNS = (
    Column("name", text("Name"), characters=26),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14),
    Column("status", text("Status"), ColumnKind.STATUS, characters=25),
    Column("address1", FIELD_LABEL["address1"], characters=24),
    Column("postcode", FIELD_LABEL["postcode"], ColumnKind.ID, characters=12),
    Column("city", FIELD_LABEL["city"], characters=18),
    Column("looked_up_at", text("Looked up"), ColumnKind.DATE, characters=21),
    Column("email", FIELD_LABEL["email"], characters=28, shown=False),
    Column("phone", FIELD_LABEL["phone"], ColumnKind.ID, characters=16, sortable=False, shown=False),
    Column("tags", FIELD_LABEL["tags"], characters=20, sortable=False, shown=False),
)
_STATUSES: dict[str, LookupStatus | None] = {key: status for status, key in LOOKUP_KEYS.items()}


class RecipientSource:
    """Asks the register; sorting, filtering and searching happen in SQL."""

    columns: Sequence[Column] = RECIPIENT_COLUMNS

    def __init__(self, register: Register) -> None:
        self._register = register

    def count(self, query: GridQuery) -> int:
        return self._register.count(recipient_query(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        return [_row(each) for each in self._register.page(recipient_query(query), offset, limit)]


def recipient_query(query: GridQuery) -> RecipientQuery:
    """What the grid shows, in the register's own terms."""
    return RecipientQuery(
        search=query.search,
        statuses=frozenset(_STATUSES[key] for key in query.filters),
        sort=SortKey(query.sort or SortKey.NAME),
        descending=query.descending,
    )


def _row(recipient: Recipient) -> GridRow:
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
            recipient.email,
            recipient.phone,
            ", ".join(recipient.tags),
        ),
    )
