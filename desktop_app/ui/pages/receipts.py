"""Receipts: what has Digipost told, and is there anything that fits nothing?"""

from collections.abc import Mapping, Sequence

from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import JobKind
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import ReceiptApplied, ReceiptStored
from desktop_app.mailing.views import ReceiptView
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage, WholeSource
from desktop_app.ui.pages.making_files import MakingFiles
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import RECEIPT_ANSWER, RECEIPT_STATE

RECEIPTS_AT_MOST = 20_000

RECEIPT_COLUMNS = (
    Column("fetched", text("Fetched"), ColumnKind.DATE, characters=21),
    Column("kind", text("About"), characters=12),
    Column("answer", text("Digipost says"), characters=24),
    Column("state", text("State"), ColumnKind.STATUS, characters=28),
    Column("about", text("Mailing or lookup"), characters=26),
    Column("items", text("Results"), ColumnKind.NUMBER, characters=10),
    Column("name", text("File"), ColumnKind.ID, characters=36, shown=False),
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
        self._mailing_id: int | None = None
        self._mailing_name = ""
        self.grid = DataGrid(
            context,
            WholeSource(RECEIPT_COLUMNS, self._load, self._matches),
            name=say(text("Receipts")),
            filters=[
                Filter(key, say(status.words), status.icon)
                for key, status in RECEIPT_STATE.items()
                if key != "repeated"
            ],
            acts=[GridAct(say(text("Show it as it came")), "file", self._show_receipt, one_only=True)],
            export=self._export,
            empty=EmptyState(
                theme,
                "receipt",
                say(text("No receipt yet")),
                say(text("They come by themselves a while after something was sent.")),
            ),
            sort="fetched",
            descending=True,
        )
        self.grid.opened.connect(lambda key: self._show_receipt([key]))
        self._files = MakingFiles(context, self)
        self.banner = Banner(theme, act=say(text("Show all receipts")), pressed=self._show_all)
        self.fill(self.banner, self.grid)
        for kind in (ReceiptStored, ReceiptApplied):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the list anew."""
        self.grid.refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Show those of the `mailing` with that id, which has this `name`; narrowed by `filters` and `search`."""
        mailing = where.get("mailing")
        if isinstance(mailing, int):
            self._narrow(mailing, str(where.get("name", "")))
        elif "filters" in where:
            self._show_all()
        self.grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """Whose receipts are shown, and what narrows them."""
        narrowed = self._mailing_id is not None
        mailing = {"mailing": self._mailing_id, "name": self._mailing_name} if narrowed else {}
        return {**mailing, **self.grid.place()}

    def focus_search(self) -> None:
        """Search the receipts."""
        self.grid.search.setFocus()

    def _narrow(self, mailing_id: int, name: str) -> None:
        """Only one mailing's: told apart by its id, since two may have one name."""
        self._mailing_id, self._mailing_name = mailing_id, name
        words = text("Only the receipts of “{name}” are shown.", name=name)
        self.banner.say(self.context.say(words), Tone.WORKING)
        self.grid.filter_by(frozenset())
        self.grid.refresh()

    def _show_all(self) -> None:
        self._mailing_id = None
        self.banner.say("", Tone.QUIET)
        self.grid.refresh()

    def _load(self) -> Sequence[GridRow]:
        found = self.context.services.mailing.receipts(0, RECEIPTS_AT_MOST, mailing_id=self._mailing_id)
        # Those of a look before are not dropped: its rows may be filtered on the other thread that reads.
        self._receipts.update({str(receipt.id): receipt for receipt in found})
        return [_row(receipt) for receipt in found]

    def _matches(self, row: GridRow, filters: frozenset[str]) -> bool:
        return not filters or self._receipts[row.key].state in filters

    def _fetch(self) -> None:
        services = self.context.services
        services.lanes.submit(Lane.DIGIPOST, text("Looking for receipts"), services.mailing.fetch_receipts)

    def _show_receipt(self, keys: list[str]) -> None:
        receipt = self._receipts.get(keys[0])
        if receipt is not None:
            viewer = ReceiptViewer(self.context, receipt, self)
            self.context.front.ask(viewer)
            if viewer.to_mailing:
                self.context.navigator.go("mailings", mailing=receipt.mailing_id)

    def _export(self, query: GridQuery) -> None:
        title, name = text("Export these receipts"), text("receipts.xlsx")
        self._files.export_grid(self.grid.source, query, title, name)


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
