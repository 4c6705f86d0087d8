"""Receipts as a grid's source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.views import ReceiptQuery, ReceiptSort, ReceiptView
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.words import RECEIPT_ANSWER, RECEIPT_STATE

RECEIPT_COLUMNS = (
    Column("fetched", text("Fetched"), ColumnKind.DATE, characters=21),
    Column("kind", text("About"), characters=12),
    Column("answer", text("Digipost says"), characters=24),
    Column("state", text("State"), ColumnKind.STATUS, characters=28),
    Column("about", text("Mailing or lookup"), characters=26),
    Column("items", text("Results"), ColumnKind.NUMBER, characters=10),
    Column("name", text("File"), ColumnKind.ID, characters=36, shown=False),
    Column("job", text("Job id"), ColumnKind.ID, characters=36, shown=False),
    Column("problem", text("Problem"), characters=40, sortable=False, shown=False),
)


@dataclass(frozen=True)
class ReceiptSource:
    """All receipts, or one mailing's. Filters are states. `receipts` are those that were shown, by their keys."""

    service: MailingService
    mailing_id: int | None = None
    columns: Sequence[Column] = RECEIPT_COLUMNS
    receipts: dict[str, ReceiptView] = field(default_factory=dict, compare=False)

    def count(self, query: GridQuery) -> int:
        return self.service.count_receipts(receipt_query(self.mailing_id, query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self.service.receipts(receipt_query(self.mailing_id, query), offset, limit)
        self.receipts.update((str(receipt.id), receipt) for receipt in found)
        return [_row(receipt) for receipt in found]


def receipt_query(mailing_id: int | None, query: GridQuery) -> ReceiptQuery:
    """What the receipts' grid shows, in the ledger's terms."""
    return ReceiptQuery(
        mailing_id=mailing_id,
        search=query.search,
        states=tuple(sorted(query.filters)),
        sort=ReceiptSort(query.sort or ReceiptSort.FETCHED),
        descending=query.descending,
    )


def _row(receipt: ReceiptView) -> GridRow:
    return GridRow(
        str(receipt.id),
        (
            receipt.fetched_at,
            _KIND_WORDS.get(receipt.kind) if receipt.kind is not None else None,
            _answer(receipt.status),
            RECEIPT_STATE[receipt.state],
            receipt.name,
            receipt.items,
            receipt.remote_name,
            receipt.job_id,
            receipt.problem,
        ),
    )


def _answer(status: str | None) -> Text | str | None:
    return RECEIPT_ANSWER.get(status, status) if status is not None else None


_KIND_WORDS: Mapping[JobKind, Text] = {
    JobKind.LOOKUP: text("Lookup"),
    JobKind.MAILING: text("Mailing"),
}
