"""Which column is what, beside what each row becomes: used by the wizards and by the import from Recipients."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.register.importing.headings import FIELDS
from desktop_app.register.importing.table import column_letter
from desktop_app.register.model import MAILING_FIELDS, PERSON_FIELDS
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.figures import Figure, FigureSentence
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.grid_source import ListSource
from desktop_app.ui.components.labels import ElidedLabel
from desktop_app.ui.components.layout import Scroll, boxed, clear, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, Tone
from desktop_app.ui.wizards.preview_tables import becomes_source, errors_source, restored_source
from desktop_app.ui.words import FIELD_LABEL
from desktop_app.wizards.recipient_list import FilePreview

_NOT_USED = ""
_MAPPING_WIDTH = 400


class FileMapping(QWidget):
    """Columns to the left, what the rows become to the right. `mapping_changed` tells field → column letter.

    With `for_mailing` the fields of a mailing (letter, KID, amount) are offered too.
    """

    mapping_changed = Signal(dict)

    def __init__(self, context: UiContext, *, for_mailing: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._offered = FIELDS if for_mailing else PERSON_FIELDS
        self._preview: FilePreview | None = None
        self._shown = ""
        self.boxes: list[QComboBox] = []
        theme, say = context.theme, context.say
        self.figures = FigureSentence(theme)
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(Space.FIELD)
        self._columns.setVerticalSpacing(Space.ROW)
        self._columns.setColumnStretch(0, 1)
        card = Card(theme, say(text("Columns in the file")))
        card.body.addWidget(Scroll(column(self._columns, None)))
        card.setFixedWidth(_MAPPING_WIDTH)
        self._views = row(space=Space.HAIR + 2)
        self._place = column()
        right = column(boxed(self._views), self._place, space=Space.ROW)
        right.setStretch(1, 1)
        both = row(card, right, space=Space.CARD)
        both.setStretch(1, 1)
        whole = column(self.figures, both, space=Space.FIELD)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_preview(self, preview: FilePreview) -> None:
        """Show a file that was read. Showing the same one again changes nothing."""
        if preview is self._preview:
            return
        self._preview = preview
        self.figures.show_figures(self._figures_of(preview))
        self._show_columns(preview)
        self._show_views(preview)

    def view(self, key: str) -> None:
        """Show the first rows ("rows"), the rows that cannot be used ("errors"), or what was mended ("restored")."""
        preview = self._preview
        if preview is None:
            return
        sources: Mapping[str, Callable[[], ListSource]] = {
            "rows": lambda: becomes_source(preview),
            "errors": lambda: errors_source(preview.report.errors),
            "restored": lambda: restored_source(preview.report.restored),
        }
        clear(self._place)
        names = dict(self._views_of(preview))
        self.grid = DataGrid(
            self._context,
            sources[key](),
            name=self._context.say(names[key]),
            has_tools=False,
            parent=self,
        )
        self._place.addWidget(self.grid)
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    # Inside

    def _figures_of(self, preview: FilePreview) -> list[Figure]:
        say, report = self._context.say, preview.report
        numbers = [
            (report.new, plural("{count} new", "{count} new", count=report.new), Tone.DONE, "plus"),
            (
                report.changed,
                plural("{count} changed", "{count} changed", count=report.changed),
                Tone.DONE,
                "edit",
            ),
            (report.same, plural("{count} known", "{count} known", count=report.same), Tone.DONE, "done"),
            (
                report.rejected,
                plural("{count} cannot be used", "{count} cannot be used", count=report.rejected),
                Tone.PROBLEM,
                "problem",
            ),
        ]
        return [Figure(say(words), tone, icon=icon) for count, words, tone, icon in numbers if count]

    def _show_columns(self, preview: FilePreview) -> None:
        clear(self._columns)
        self.boxes = []
        by_column = {index: name for name, index in preview.mapping.columns.items()}
        for index, heading in enumerate(preview.headings):
            box = self._box(by_column.get(index, _NOT_USED))
            name = heading or column_letter(index)
            label = ElidedLabel(self._context.theme, name)
            label.setMinimumWidth(Size.CONTROL * 3)
            box.setAccessibleName(name)
            self._columns.addWidget(label, index, 0)
            self._columns.addWidget(box, index, 1)
            self.boxes.append(box)

    def _box(self, chosen: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self._context.say(text("Not used")), _NOT_USED)
        for name in self._offered:
            if name == MAILING_FIELDS[0]:
                box.insertSeparator(box.count())
            box.addItem(self._context.say(FIELD_LABEL[name]), name)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.setFixedWidth(Size.CONTROL * 6)
        box.activated.connect(lambda _index: self._take(box))
        return box

    def _take(self, changed: QComboBox) -> None:
        """A field belongs to one column: whoever had it before lets it go."""
        field = changed.currentData()
        for box in self.boxes:
            if box is not changed and field != _NOT_USED and box.currentData() == field:
                box.setCurrentIndex(0)
        mapping = {
            box.currentData(): column_letter(index)
            for index, box in enumerate(self.boxes)
            if box.currentData() != _NOT_USED
        }
        self.mapping_changed.emit(mapping)

    def _show_views(self, preview: FilePreview) -> None:
        clear(self._views)
        self._buttons: dict[str, Button] = {}
        for key, words in self._views_of(preview):
            button = Button(
                self._context.theme, self._context.say(words), self._viewing(key), kind=ButtonKind.FILTER
            )
            button.setCheckable(True)
            self._buttons[key] = button
            self._views.addWidget(button)
        self._views.addStretch(1)
        self.view("rows")

    def _views_of(self, preview: FilePreview) -> Sequence[tuple[str, Text]]:
        report = preview.report
        views = [("rows", text("What the rows become"))]
        if report.rejected:
            views.append(("errors", text("Cannot be used ({count})", count=report.rejected)))
        if report.restored_count:
            views.append(("restored", text("Zeros put back ({count})", count=report.restored_count)))
        return views

    def _viewing(self, key: str) -> Callable[[], None]:
        return lambda: self.view(key)
