"""The card readers whose entries count: listed, marked, printed and saved for the order to Digis."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digis.readers import CardReader
from desktop_app.jobs.states import Lane
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import TYPED, Loss, PlainDialog
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.digis_source import READER_COLUMNS, reader_rows
from desktop_app.ui.pages.frame import WholeSource
from desktop_app.ui.pages.page_printing import choose_printer
from desktop_app.ui.pages.reader_printing import print_readers, readers_as_page, save_readers_as_pdf
from desktop_app.ui.theme import Space, Tone

_PDF = ".pdf"


class ReaderDialog(PlainDialog):
    """Asks for one card reader, or for what is to be changed about one: its id stays then."""

    def __init__(self, context: UiContext, parent: QWidget | None, known: CardReader | None = None) -> None:
        say = context.say
        title = text("Add a card reader") if known is None else text("Change a card reader")
        sentence = text("Copy what the gym system shows for the reader.")
        icon = "plus" if known is None else "edit"
        super().__init__(context, say(title), [say(sentence)], icon, Tone.PRIMARY, parent)
        self._given = known or CardReader("", "", "", external=True)
        given = {"id": self._given.id, "name": self._given.name, "unit": self._given.unit}
        self.edits = {name: line_edit(value) for name, value in given.items()}
        labels = {"id": text("Reader's id"), "name": text("Reader"), "unit": text("Gym")}
        for name, edit in self.edits.items():
            self.body.addWidget(FormField(context.theme, say(labels[name]), edit, keep_place=False))
            edit.textChanged.connect(self._judge)
        self.edits["id"].setReadOnly(known is not None)
        self.external = CheckBox(say(text("Used for external entries via API")))
        self.external.setChecked(self._given.external)
        self.body.addWidget(self.external)
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        act = text("Add the reader") if known is None else text("Save the changes")
        self.keep = self.add_act(say(act), ButtonKind.PRIMARY, accepts=True, is_default=True)
        self.edits["id" if known is None else "name"].setFocus()
        self._judge()

    def reader(self) -> CardReader:
        """The reader as it was typed."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        return CardReader(typed["id"], typed["name"], typed["unit"], self.external.isChecked())

    def loss(self) -> Loss | None:
        """What was typed."""
        return None if self.reader() == self._given else TYPED

    def _judge(self) -> None:
        self.keep.setEnabled(bool(self.edits["id"].text().strip()))


class ReadersView(QWidget):
    """The card readers, and which of them the order to Digis names."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        say, theme, digis = context.say, context.theme, context.services.digis
        add = Button(theme, say(text("Add a card reader…")), self.ask, icon="plus")
        paper = Button(theme, say(text("Print the list…")), self.print_list, icon="printer")
        export = Button(theme, say(text("Save the list…")), self._save, icon="export")
        self.grid = DataGrid(
            context,
            WholeSource(READER_COLUMNS, lambda: reader_rows(digis)),
            name=say(text("Card readers")),
            acts=[
                GridAct(say(text("Change…")), "edit", lambda keys: self.change(keys[0]), one_only=True),
                GridAct(say(text("Mark as used")), "done", lambda keys: self._mark(keys, external=True)),
                GridAct(say(text("Mark as not used")), "stop", lambda keys: self._mark(keys, external=False)),
                GridAct(say(text("Remove")), "trash", self._remove),
            ],
            empty=EmptyState(
                theme,
                "key",
                say(text("No card readers yet")),
                say(text("List those that are marked as used for external entries via API.")),
                Button(theme, say(text("Add a card reader…")), self.ask, icon="plus"),
            ),
            sort="unit",
        )
        self.grid.opened.connect(self.change)
        self._of_the_list = (paper, export)
        self.grid.model.arrived.connect(self._offer_list)
        self._offer_list()
        parts = column(row(add, paper, export, None, space=Space.ROW), self.grid, space=Space.CARD)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def refresh(self) -> None:
        """Read the readers anew."""
        self.grid.refresh()

    def _offer_list(self) -> None:
        """A list in which nobody stands is neither printed nor saved."""
        for button in self._of_the_list:
            button.setEnabled(not self.grid.is_empty)

    def ask(self) -> None:
        """Ask for a reader and keep it."""
        self._keep(ReaderDialog(self._context, self))

    def change(self, reader_id: str) -> None:
        """Ask what is to be changed about a reader."""
        digis = self._context.services.digis

        def found(readers: list[CardReader]) -> None:
            known = next((each for each in readers if each.id == reader_id), None)
            if known is not None:
                self._context.front.when_free(
                    self, lambda: self._keep(ReaderDialog(self._context, self, known))
                )

        self._context.reader.read(self, digis.readers, found)

    def print_list(self) -> None:
        """The list for the order on a printer of the person's choice."""
        printer = choose_printer(
            self._context, self, self._context.say(text("Print the list")), two_sided=False
        )
        if printer is not None:
            printer.setFullPage(False)
            self._make(text("Printing the list of card readers"), lambda page: print_readers(printer, page))

    def _keep(self, dialog: ReaderDialog) -> None:
        if self._context.front.ask(dialog) == QDialog.DialogCode.Accepted:
            reader = dialog.reader()
            self._do(lambda: self._context.services.digis.save_reader(reader))

    def _mark(self, keys: list[str], *, external: bool) -> None:
        self._do(lambda: self._context.services.digis.mark_readers(keys, external=external))

    def _remove(self, keys: list[str]) -> None:
        digis = self._context.services.digis

        def remove() -> None:
            for key in keys:
                digis.remove_reader(key)

        self._do(remove)

    def _do(self, act: Callable[[], object]) -> None:
        self._context.reader.read(self, act, lambda _done: self.refresh())

    def _save(self) -> None:
        say, services = self._context.say, self._context.services
        kinds = f"PDF (*.pdf);;{say(text('Excel'))} (*.xlsx);;CSV (*.csv)"
        title, name = say(text("Save the list")), say(text("card-readers.pdf"))
        target = choose_file_to_save(self._context, self, title, name, kinds)
        if target is None:
            return
        headings = self._headings()
        if target.suffix.lower() == _PDF:
            self._make(
                text("Saving the list of card readers"), lambda page: save_readers_as_pdf(target, page)
            )
            return
        services.lanes.submit(
            Lane.FILES,
            text("Saving the list of card readers"),
            lambda work: services.digis.export_readers(target, headings, work),
        )

    def _make(self, name: Text, make: Callable[[str], object]) -> None:
        """Lay the list out in the lane for files."""
        context, services = self._context, self._context.services
        day = context.translator.date(services.clock.now().astimezone().date())

        def work(_work: WorkContext) -> None:
            make(readers_as_page(services.digis.readers(), day, context.translator.render))

        services.lanes.submit(Lane.FILES, name, work)

    def _headings(self) -> tuple[str, str, str, str]:
        say = self._context.say
        return (
            say(text("Reader's id")),
            say(text("Reader")),
            say(text("Gym")),
            say(text("Used for external entries")),
        )
