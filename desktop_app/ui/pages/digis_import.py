"""Taking the gym's file in: the file, its columns, what would come of it, and the button that takes it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.privacy.audit import Act
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.dialogs import tell_in
from desktop_app.ui.components.frames import Banner, EmptyState, PageHeader
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridRow, ListSource
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, boxed, column, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner
from desktop_app.ui.wizards.pickers import PathPicker, Picks

if TYPE_CHECKING:
    from desktop_app.digis.importing import MemberImportReport
    from desktop_app.register.importing import ColumnMapping

_WIDTH, _HEIGHT = 1000, 660
_COLUMNS_WIDTH = 340
_LABELS = {
    "person_id": text("Person id"),
    "first_name": text("First name"),
    "last_name": text("Last name"),
    "street": text("Address"),
    "postcode": text("Postcode"),
    "city": text("City"),
    "country": text("Country"),
    "birth_date": text("Birth date"),
    "email": text("E-mail"),
    "mobile": text("Mobile"),
    "gender": text("Sex"),
    "card_number": text("Card number"),
    "unit_id": text("Gym's id"),
    "unit_name": text("Gym"),
    "allows_email": text("Allows e-mail"),
    "allows_sms": text("Allows SMS"),
    "subscription_id": text("Subscription id"),
    "start": text("Start"),
    "last_end_date": text("Last end date"),
    "active": text("Active"),
    "payer": text("Payer"),
    "users": text("Users"),
}
_PROBLEMS = (
    Column("row", text("Row"), ColumnKind.ID, characters=6, sortable=False),
    Column("column", text("Column"), characters=16, sortable=False),
    Column("value", text("In the file"), characters=18, sortable=False),
    Column("message", text("What to do"), characters=60, sortable=False),
)


class MemberImportDialog(QDialog):
    """Nothing changes before the button is pressed. `done` follows the end."""

    def __init__(self, context: UiContext, parent: QWidget | None, done: Callable[[], object]) -> None:
        super().__init__(parent)
        offer_help(context, self, "digis")
        self._context, self._done = context, done
        self._runner = LaneRunner(context, self)
        self._path = ""
        self._chosen: dict[str, str] = {}
        self._asked = 0
        self._mapping: ColumnMapping | None = None
        self.complete = CheckBox(context.say(text("The file holds all members: end whatever is not in it")))
        self.report: MemberImportReport | None = None
        self.setWindowTitle(context.say(text("Import members")))
        self.resize(_WIDTH, _HEIGHT)
        self._build()
        self._show_state()

    def choose(self, path: str) -> None:
        """Read a file with the columns that its headings speak for."""
        self._path, self._chosen = path, {}
        self.picker.show_path(path)
        self._look()

    def take_them(self) -> None:
        """Take the members in."""
        self._show_state(busy=True)
        self._run(text("Importing members"), self._was_taken, dry_run=False)

    def _look(self) -> None:
        self.report = None
        self._asked += 1
        self._show_state(busy=True)
        asked = self._asked
        self._run(text("Reading the file"), lambda found: self._take(asked, *found), dry_run=True)

    def _run(self, name: Text, done: Callable[[Any], None], *, dry_run: bool) -> None:
        digis, path = self._context.services.digis, Path(self._path)
        audit = self._context.services.privacy.audit
        chosen, complete = list(self._chosen.items()), self.complete.isChecked()

        def work(context: WorkContext) -> object:
            table = digis.open_table(path)
            mapping = digis.suggest(table, chosen)
            self._mapping = mapping
            report = digis.import_members(table, mapping, context, dry_run=dry_run, complete=complete)
            if not dry_run:
                audit.note(Act.IMPORTED, people=report.read, about=path.name)
            return mapping, report

        self._runner.run(Lane.FILES, name, work, done, self._refuse, self._show_state)

    def _take(self, asked: int, mapping: "ColumnMapping", report: "MemberImportReport") -> None:
        if asked == self._asked:
            self.report = report
            self._show_mapping(mapping)
            self._show_state()

    def _was_taken(self, _found: object) -> None:
        self.accept()
        self._done()

    def _refuse(self, error: BrevdueError) -> None:
        if self._mapping is not None:
            self._show_mapping(self._mapping)
        self._show_state()
        tell_in(self._context, self.banner, error)

    # What is seen

    def _show_state(self, *, busy: bool = False) -> None:
        say, report = self._context.say, self.report
        self.banner.say("", Tone.QUIET)
        usable = report.read - report.rejected if report is not None else 0
        words = plural("Import {count} row", "Import {count} rows", count=usable)
        self.take_button.set_words(say(words) if usable else say(text("Import these members")))
        self.take_button.setEnabled(usable > 0 and not busy)
        self.columns.setEnabled(not busy)
        self.picker.setEnabled(not busy)
        self._note.setText(say(text("Reading…") if busy else self._note_words()))
        rows = [] if report is None else [*report.errors, *report.warnings]
        source = ListSource(
            _PROBLEMS,
            [
                GridRow(f"{number}", (str(each.row), each.column, each.value, each.message))
                for number, each in enumerate(rows)
            ],
        )
        self.problems.use(source)

    def _note_words(self) -> Text:
        report = self.report
        if report is None:
            return text("Nothing changes until you say so.")
        numbers = text(
            "{new} new, {changed} changed, {same} the same, {rejected} not usable, {ended} ended.",
            new=report.new,
            changed=report.changed,
            same=report.same,
            rejected=report.rejected,
            ended=report.ended,
        )
        queued = plural(
            "{count} person will be queued for Digis.",
            "{count} people will be queued for Digis.",
            count=report.queued,
        )
        return text("{numbers} {queued}", numbers=numbers, queued=queued)

    def _show_mapping(self, mapping: "ColumnMapping") -> None:
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(self._context.say(text("No column")), "")
            for heading in mapping.headings:
                box.addItem(heading, heading)
            column_number = mapping.columns.get(name)
            box.setCurrentIndex(0 if column_number is None else column_number + 1)
            box.blockSignals(False)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now do the fields have the size of the person's letters."""
        super().showEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.columns.setFixedWidth(max(_COLUMNS_WIDTH, self.columns.minimumSizeHint().width()))

    def _choose_column(self, name: str) -> None:
        self._chosen[name] = str(self._boxes[name].currentData() or "")
        self._look()

    def _build(self) -> None:
        context, theme, say = self._context, self._context.theme, self._context.say
        self._boxes: dict[str, QComboBox] = {}
        self.picker = PathPicker(context, Picks.TABLE)
        self.picker.picked.connect(self.choose)
        self.complete.toggled.connect(lambda _on: self._look() if self._path else None)
        self.banner = Banner(theme, tone=Tone.PROBLEM)
        self.columns = Scroll(column(self._mapping_grid(), None), (0, 0, Space.CARD, 0))
        self.columns.setFixedWidth(_COLUMNS_WIDTH)
        self.problems = DataGrid(
            context,
            ListSource(_PROBLEMS, []),
            name=say(text("Rows to look at")),
            searchable=False,
            empty=EmptyState(theme, "import", say(text("Nothing to mend"))),
        )
        self._note = Label(theme, "", tone=Tone.QUIET, wrap=True)
        self.take_button = Button(theme, "", self.take_them, kind=ButtonKind.PRIMARY)
        middle = row(self.columns, self.problems, space=Space.CARD)
        middle.setStretch(1, 1)
        acts = row(self._note, None, Button(theme, say(text("Go back")), self.reject), self.take_button)
        acts.setStretch(0, 1)
        header = PageHeader(theme, say(text("Import members")))
        whole = column(
            header, self.picker, self.complete, self.banner, middle, line(), acts,
            space=Space.FIELD, margins=Space.PAGE,
        )  # fmt: skip
        whole.setStretch(4, 1)
        self.setLayout(whole)

    def _mapping_grid(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for number, (name, words) in enumerate(_LABELS.items()):
            label = Label(self._context.theme, self._context.say(words))
            box = QComboBox()
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setAccessibleName(self._context.say(words))
            box.activated.connect(lambda _index, name=name: self._choose_column(name))
            label.setBuddy(box)
            grid.addWidget(label, number, 0)
            grid.addWidget(box, number, 1)
            self._boxes[name] = box
        return boxed(grid)
