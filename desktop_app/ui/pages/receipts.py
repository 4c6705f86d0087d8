"""Receipts: what has Digipost told, and is there anything that fits nothing?"""

from collections.abc import Mapping

from desktop_app.base.texts import text
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import ReceiptApplied, ReceiptStored
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.making_files import MakingFiles
from desktop_app.ui.pages.receipt_source import ReceiptSource
from desktop_app.ui.pages.receipt_viewer import ReceiptViewer
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import RECEIPT_STATE


class ReceiptsPage(FramedPage):
    """All receipt files that were fetched, also those that belong to nothing here; the raw file one click away."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(
            context,
            say(text("Receipts")),
            say(text("Every file that Digipost has answered with, kept as it came.")),
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
        self._source = ReceiptSource(context.services.mailing)
        self._mailing_name = ""
        self.grid = DataGrid(
            context,
            self._source,
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
                say(text("No receipts yet")),
                say(text("They come by themselves some time after something is sent.")),
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
        number = self._source.mailing_id
        mailing = {"mailing": number, "name": self._mailing_name} if number is not None else {}
        return {**mailing, **self.grid.place()}

    def focus_search(self) -> None:
        """Search the receipts."""
        self.grid.search.setFocus()

    def _narrow(self, mailing_id: int, name: str) -> None:
        """Only one mailing's: told apart by its id, since two may have one name."""
        self._mailing_name = name
        words = text("Only the receipts of “{name}” are shown.", name=name)
        self.banner.say(self.context.say(words), Tone.WORKING)
        self.grid.filter_by(frozenset())
        self._use(mailing_id)

    def _show_all(self) -> None:
        self.banner.say("", Tone.QUIET)
        self._use(None)

    def _use(self, mailing_id: int | None) -> None:
        self._source = ReceiptSource(self.context.services.mailing, mailing_id)
        self.grid.use(self._source)

    def _fetch(self) -> None:
        services = self.context.services
        services.lanes.submit(Lane.DIGIPOST, text("Looking for receipts"), services.mailing.fetch_receipts)

    def _show_receipt(self, keys: list[str]) -> None:
        receipt = self._source.receipts.get(keys[0])
        if receipt is not None:
            viewer = ReceiptViewer(self.context, receipt, self)
            self.context.front.ask(viewer)
            if viewer.to_mailing:
                self.context.navigator.go("mailings", mailing=receipt.mailing_id)

    def _export(self, query: GridQuery) -> None:
        title, name = text("Export these receipts"), text("receipts.xlsx")
        self._files.export_grid(self._source, query, title, name)
