"""Receipts: what has Digipost told, and is there anything that fits nothing?"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import JobKind
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import ReceiptApplied, ReceiptStored
from desktop_app.mailing.views import ReceiptView
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import show_message
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridRow
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage, WholeSource
from desktop_app.ui.words import RECEIPT_ANSWER, RECEIPT_STATE

RECEIPTS_AT_MOST = 20_000

RECEIPT_COLUMNS = (
    Column("fetched", text("Fetched"), ColumnKind.DATE, characters=21),
    Column("kind", text("About"), characters=12),
    Column("answer", text("Digipost says"), characters=24),
    Column("state", text("State"), ColumnKind.STATUS, characters=28),
    Column("items", text("Results"), ColumnKind.NUMBER, characters=10),
    Column("name", text("File"), ColumnKind.ID, characters=36),
    Column("job", text("Job id"), ColumnKind.ID, characters=36, shown=False),
    Column("problem", text("Problem"), characters=40, shown=False),
)


class ReceiptsPage(FramedPage):
    """All receipt files that were fetched, also those that belong to nothing here; the raw file one click away."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(
            context,
            say(text("Receipts")),
            say(text("Every file that Digipost has answered with. They are kept as they came.")),
        )
        self.header.add_act(
            Button(
                theme,
                say(text("Look for receipts now")),
                self._fetch,
                kind=ButtonKind.PRIMARY,
                icon="refresh",
            )
        )
        self._receipts: dict[str, ReceiptView] = {}
        self.grid = DataGrid(
            context,
            WholeSource(RECEIPT_COLUMNS, self._load, self._matches),
            name=say(text("Receipts")),
            filters=[
                Filter(key, say(status.words), status.icon)
                for key, status in RECEIPT_STATE.items()
                if key != "repeated"
            ],
            acts=[
                GridAct(say(text("Open the file")), "file", self._open_file, one_only=True),
                GridAct(say(text("Show in folder")), "folder", self._open_folder, one_only=True),
            ],
            empty=EmptyState(
                theme,
                "receipt",
                say(text("No receipt yet")),
                say(text("They come by themselves a while after something was sent.")),
            ),
            sort="fetched",
            descending=True,
        )
        self.grid.opened.connect(self._open_mailing)
        self.fill(self.grid)
        for kind in (ReceiptStored, ReceiptApplied):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the list anew."""
        self.grid.refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Press the given `filters`."""
        filters = where.get("filters")
        if isinstance(filters, frozenset):
            self.grid.filter_by(filters)

    def focus_search(self) -> None:
        """Search the receipts."""
        self.grid.search.setFocus()

    def _load(self) -> Sequence[GridRow]:
        found = self.context.services.mailing.receipts(0, RECEIPTS_AT_MOST)
        self._receipts = {str(receipt.id): receipt for receipt in found}
        return [_row(receipt) for receipt in found]

    def _matches(self, row: GridRow, filters: frozenset[str]) -> bool:
        return not filters or self._receipts[row.key].state in filters

    def _fetch(self) -> None:
        services = self.context.services
        services.lanes.submit(Lane.DIGIPOST, text("Looking for receipts"), services.mailing.fetch_receipts)

    def _open_mailing(self, key: str) -> None:
        receipt = self._receipts.get(key)
        if receipt is not None and receipt.mailing_id is not None:
            self.context.navigator.go("mailings", mailing=receipt.mailing_id)
        elif receipt is not None:
            self._tell(receipt)

    def _tell(self, receipt: ReceiptView) -> None:
        """Say what is known of a receipt that leads to no mailing."""
        if receipt.problem is not None:
            sentence = receipt.problem
        elif receipt.kind is JobKind.LOOKUP and receipt.state != "unmatched":
            sentence = text("It answers a lookup. What it said stands with each recipient.")
        else:
            sentence = text(
                "Its job id {job} is none of this program's. It may come from another program on the same account.",
                job=receipt.job_id or "–",
            )
        show_message(self.context, self, text("{file}", file=receipt.remote_name), sentence)

    def _open_file(self, keys: list[str]) -> None:
        receipt = self._receipts.get(keys[0])
        if receipt is not None and receipt.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(receipt.file)))

    def _open_folder(self, keys: list[str]) -> None:
        receipt = self._receipts.get(keys[0])
        if receipt is not None and receipt.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(receipt.file.parent)))


def _row(receipt: ReceiptView) -> GridRow:
    return GridRow(
        str(receipt.id),
        (
            receipt.fetched_at,
            _KIND_WORDS.get(receipt.kind) if receipt.kind is not None else None,
            _answer(receipt.status),
            RECEIPT_STATE[receipt.state],
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
