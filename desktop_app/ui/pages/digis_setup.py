"""Setting Digis up: a checklist that turns green, and the card readers."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QSizePolicy, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.digis.checklist import CheckItem
from desktop_app.digis.outcomes import Knock
from desktop_app.digis.readers import CardReader
from desktop_app.jobs.states import Lane
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import PlainDialog, show_message
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Card, EmptyState
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Scroll, boxed, clear, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.digis_source import READER_COLUMNS, reader_rows
from desktop_app.ui.pages.frame import WholeSource
from desktop_app.ui.theme import Space, TextRole, Tone


class SetUpView(QWidget):
    """What is to be done before the first sync. `acts` do an item's work, by its key: words and what is called."""

    def __init__(self, context: UiContext, acts: dict[str, tuple[Text, Callable[[], object]]]) -> None:
        super().__init__()
        self._context, self._acts = context, acts
        self.setAccessibleName(context.say(text("Set-up")))
        self._lines = column(space=Space.CARD)
        card = Card(context.theme, context.say(text("Before the first sync")))
        card.body.addLayout(self._lines)
        self.setLayout(column(Scroll(column(card, None))))

    def refresh(self) -> None:
        """Look anew at what is done."""
        self._context.reader.read(self, self._context.services.digis.checklist, self.show_items)

    def show_items(self, items: Sequence[CheckItem]) -> None:
        """Show these lines."""
        clear(self._lines)
        for item in items:
            self._lines.addWidget(self._line(item))

    def _line(self, item: CheckItem) -> QWidget:
        say, theme = self._context.say, self._context.theme
        tone = Tone.DONE if item.done else Tone.QUIET
        icon = IconLabel(theme, "done" if item.done else "neutral", tone)
        words = column(
            Label(theme, say(item.title)),
            Label(theme, say(item.help), TextRole.HELP, Tone.QUIET, wrap=True),
            space=0,
        )
        parts = row(icon, words, None, space=Space.FIELD)
        parts.setStretch(1, 3)
        act = self._acts.get(item.key)
        if act is not None:
            button = Button(theme, say(act[0]), act[1])
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            parts.addWidget(button)
        line = boxed(parts)
        done = text("{item}: done", item=item.title) if item.done else text("{item}: to do", item=item.title)
        line.setAccessibleName(say(done))
        return line


def tell_of_connection(context: UiContext, parent: QWidget, knock: Knock) -> None:
    """Say what a look at the server found."""
    if knock.reached:
        sentence = text("Digis is there, and its certificate is right. Nobody was sent.")
    elif not knock.trusted:
        sentence = text(
            "Something answers there, but its certificate is not to be trusted, so nothing is sent ({detail}).",
            detail=knock.detail,
        )
    else:
        sentence = text(
            "Nothing answers there ({detail}). Look at the address and at this computer's network.",
            detail=knock.detail,
        )
    show_message(context, parent, text("The connection to Digis"), sentence)


class ReaderDialog(PlainDialog):
    """Asks for one card reader."""

    def __init__(self, context: UiContext, parent: QWidget | None) -> None:
        say = context.say
        sentence = text("Copy what the gym system shows for the reader.")
        super().__init__(
            context, say(text("Add a card reader")), [say(sentence)], "plus", Tone.PRIMARY, parent
        )
        self.edits = {name: line_edit() for name in ("id", "name", "unit")}
        labels = {"id": text("Reader's id"), "name": text("Reader"), "unit": text("Gym")}
        for name, edit in self.edits.items():
            self.body.addWidget(FormField(context.theme, say(labels[name]), edit, keep_place=False))
            edit.textChanged.connect(self._judge)
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self.add = self.add_act(
            say(text("Add the reader")), ButtonKind.PRIMARY, accepts=True, is_default=True
        )
        self.edits["id"].setFocus()
        self._judge()

    def reader(self) -> CardReader:
        """The reader as it was typed, used for external entries."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        return CardReader(typed["id"], typed["name"], typed["unit"])

    def _judge(self) -> None:
        self.add.setEnabled(bool(self.edits["id"].text().strip()))


class ReadersView(QWidget):
    """The card readers whose entries count, as the order to Digis names them."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        say, theme, digis = context.say, context.theme, context.services.digis
        add = Button(theme, say(text("Add a card reader…")), self.ask, icon="plus")
        export = Button(theme, say(text("Save the list…")), self._export, icon="export")
        self.grid = DataGrid(
            context,
            WholeSource(READER_COLUMNS, lambda: reader_rows(digis)),
            name=say(text("Card readers")),
            acts=[
                GridAct(say(text("Use or not")), "check", self._turn),
                GridAct(say(text("Remove")), "trash", self._remove),
            ],
            empty=EmptyState(
                theme,
                "key",
                say(text("No card reader yet")),
                say(text("List those that are marked as used for external entries via API.")),
            ),
            sort="unit",
        )
        parts = column(row(add, export, None), self.grid, space=Space.CARD)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def refresh(self) -> None:
        """Read the readers anew."""
        self.grid.refresh()

    def ask(self) -> None:
        """Ask for a reader and keep it."""
        dialog = ReaderDialog(self._context, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            reader = dialog.reader()
            self._do(lambda: self._context.services.digis.save_reader(reader))

    def _turn(self, keys: list[str]) -> None:
        digis, wanted = self._context.services.digis, set(keys)

        def turn() -> None:
            for each in digis.readers():
                if each.id in wanted:
                    digis.save_reader(CardReader(each.id, each.name, each.unit, not each.external))

        self._do(turn)

    def _remove(self, keys: list[str]) -> None:
        digis = self._context.services.digis

        def remove() -> None:
            for key in keys:
                digis.remove_reader(key)

        self._do(remove)

    def _do(self, act: Callable[[], object]) -> None:
        self._context.reader.read(self, act, lambda _done: self.refresh())

    def _export(self) -> None:
        say, services = self._context.say, self._context.services
        place = str(Path.home() / say(text("card-readers.xlsx")))
        name, _kind = QFileDialog.getSaveFileName(
            self, say(text("Save the list")), place, f"{say(text('Excel'))} (*.xlsx);;CSV (*.csv)"
        )
        if name:
            headings = (
                say(text("Reader's id")),
                say(text("Reader")),
                say(text("Gym")),
                say(text("Used for external entries")),
            )
            services.lanes.submit(
                Lane.FILES,
                text("Saving the list of card readers"),
                lambda work: services.digis.export_readers(Path(name), headings, work),
            )
