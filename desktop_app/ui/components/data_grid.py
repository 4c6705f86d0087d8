"""The grid all lists are shown in: search, filters, columns, export, the table, and what is seen of how many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QStackedWidget, QWidget

from desktop_app.base.texts import plural, text
from desktop_app.privacy.audit import Act
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.filtering import Filter, FilterChips, FilterMenu, SearchField
from desktop_app.ui.components.frames import Card, EmptyState
from desktop_app.ui.components.grid_model import GridModel
from desktop_app.ui.components.grid_source import GridQuery, GridRow, PageSource, Status, written
from desktop_app.ui.components.grid_table import GridTable
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import boxed, column, row
from desktop_app.ui.components.placeholders import placeholder
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import explain
from desktop_app.ui.theme import Space, TextRole, Tone

COPIED_ROWS_AT_MOST = 100_000
PLACEHOLDER_ROWS = 4


@dataclass(frozen=True, slots=True)
class GridAct:
    """Something that can be done with the chosen rows, in the context menu and, unless it is seldom, the toolbar.

    One that is `compact` shows only its icon in the toolbar, where room is scarce.
    """

    words: str
    icon: str
    pressed: Callable[[list[str]], object]
    one_only: bool = False
    compact: bool = False
    in_toolbar: bool = True


class DataGrid(QWidget):
    """A `PageSource` as a table. `opened` tells the key of a row that was double-clicked or entered;
    `chosen_changed` the keys of the chosen rows.

    `export`, when given, is called with the present query. Without `has_tools` only the table is shown. `empty` is
    shown while the source has no row at all. `menus` are filters with many choices beside the chips. Where a row
    `names_people`, it is written down that somebody copied it.
    """

    opened = Signal(str)
    chosen_changed = Signal(list)

    def __init__(
        self,
        context: UiContext,
        source: PageSource,
        *,
        name: str,
        filters: Sequence[Filter] = (),
        menus: Sequence[FilterMenu] = (),
        acts: Sequence[GridAct] = (),
        export: Callable[[GridQuery], object] | None = None,
        empty: EmptyState | None = None,
        searchable: bool = True,
        has_tools: bool = True,
        sort: str | None = None,
        descending: bool = False,
        names_people: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self.source, self._acts = context, source, tuple(acts)
        self._names_people = names_people
        say, theme = context.say, context.theme
        self._has_tools = has_tools
        self._first_query = GridQuery(sort=sort, descending=descending)
        self.model = GridModel(source, context.reader, context.translator, theme.font(TextRole.FIXED))
        self.model.setParent(self)
        self.table = GridTable(theme, context.translator, self.model, source.columns, name)
        self.search = SearchField(theme, say(text("Search")))
        show_when(self.search, searchable)
        self.filters = FilterChips(theme, filters)
        for menu in menus:
            self.filters.add_menu(menu)
        self._footer = Label(theme, "", TextRole.HELP, Tone.QUIET)
        self._toolbar_acts = [act for act in self._acts if act.in_toolbar]
        self._act_buttons = [self._act_button(act) for act in self._toolbar_acts]
        self._nothing_found = EmptyState(
            theme,
            "search",
            say(text("Nothing matches the search")),
            say(text("Try fewer words, or remove a filter.")),
        )
        self._empty = empty or EmptyState(theme, "neutral", say(text("Nothing here yet")))
        self._build(export)
        self._connect()
        self.setAccessibleName(name)
        self.model.ask(self._first_query)

    # What a page asks

    def refresh(self) -> None:
        """Read anew; the chosen rows and the place in the list are kept."""
        self.model.refresh([*self.table.visible_rows(), *self.table.chosen_rows()])

    def use(self, source: PageSource) -> None:
        """Show another source with the same columns."""
        self.source = source
        self.model.use(source)

    def query(self) -> GridQuery:
        """What is shown at the moment."""
        return self.model.query

    @property
    def is_empty(self) -> bool:
        """True while there is nothing at all, whatever is searched for."""
        query = self.model.query
        return not (self.model.rowCount() or query.search or query.filters)

    def chosen_keys(self) -> list[str]:
        """The keys of the chosen rows that are here."""
        return [key for each in self.table.chosen_rows() if (key := self.model.key_at(each)) is not None]

    def current_row(self) -> GridRow | None:
        """The row with the cursor, where its page is here."""
        return self.model.row_at(self.table.currentIndex().row())

    def states(self) -> list[Status]:
        """The states of the row with the cursor."""
        row = self.current_row()
        cells = row.cells if row is not None else ()
        return [each for each in cells if isinstance(each, Status)]

    def filter_by(self, keys: frozenset[str], search: str = "") -> None:
        """Press these filters and search for these words."""
        self.search.show_words(search)
        self.filters.choose(keys)
        self._ask(search=search, filters=keys)

    def fold_acts(self, folded: bool) -> None:
        """Show the acts above the table as icons alone, or with their words."""
        for button in self._act_buttons:
            if isinstance(button, Button):
                button.fold(folded)

    def place(self) -> dict[str, object]:
        """What narrows the rows, for a page's `place`; nothing when all are shown."""
        query = self.query()
        return {"filters": query.filters, "search": query.search} if query.filters or query.search else {}

    def show_at(self, where: Mapping[str, object]) -> None:
        """Narrow the rows by the `filters` and the `search` of a page's place, where it has any."""
        filters, search = where.get("filters"), where.get("search", "")
        if isinstance(filters, frozenset):
            self.filter_by(filters, str(search))

    def copy(self) -> None:
        """Put the chosen rows on the clipboard as lines with tabs between the cells."""
        rows = self.table.chosen_rows()[:COPIED_ROWS_AT_MOST]
        if not rows:
            return
        query, source, places = self.model.query, self.source, self.table.shown_columns()
        services, name = self._context.services, self.accessibleName()

        def question() -> str:
            found = _read_rows(source, query, rows)
            if self._names_people:
                services.privacy.audit.note(Act.COPIED, people=len(found), about=name)
            return "\n".join(self._copied_line(each, places) for each in found)

        self._context.reader.read(self, question, QGuiApplication.clipboard().setText)

    # Building

    def _build(self, export: Callable[[GridQuery], object] | None) -> None:
        say, theme = self._context.say, self._context.theme
        self._columns_button = IconButton(theme, "columns", say(text("Columns")), self._choose_columns)
        tools = row(self.search, None, *self._act_buttons, self._columns_button, space=Space.ROW)
        if export is not None:
            act = export
            tools.addWidget(
                IconButton(theme, "export", say(text("Export these rows")), lambda: act(self.model.query))
            )
        self._tools = boxed(column(tools, self.filters, space=Space.ROW))
        show_when(self.filters, bool(self.filters.keys))
        self._pages = QStackedWidget()
        self._pages.addWidget(placeholder(PLACEHOLDER_ROWS))
        for page in (self.table, self._nothing_found, self._empty):
            self._pages.addWidget(page)
        surface = Card(theme)
        inner = surface.layout()
        if inner is not None:
            inner.setContentsMargins(Space.ROW, 1, 1, 1)
        surface.body.addWidget(self._pages)
        self._foot: QHBoxLayout = row(self._footer, None)
        self.setLayout(column(self._tools, surface, self._foot, space=Space.ROW))

    def add_to_foot(self, part: QWidget) -> None:
        """Put something to the right of the numbers below the table, such as what was done last."""
        self._foot.insertWidget(1, part, 1)
        self._foot.setStretch(2, 0)

    def _act_button(self, act: GridAct) -> QAbstractButton:
        def press() -> None:
            self._press(act)

        theme = self._context.theme
        button: QAbstractButton = (
            IconButton(theme, act.icon, act.words, press)
            if act.compact
            else Button(theme, act.words, press, kind=ButtonKind.SECONDARY, icon=act.icon)
        )
        button.setEnabled(False)
        return button

    def _press(self, act: GridAct) -> None:
        """Do something with all chosen rows, also with those whose pages are not here.

        These are read first. Where the list has changed meanwhile nothing is done: other rows may stand there now.
        """
        keys, rows = self.chosen_keys(), self.table.chosen_rows()
        if len(keys) == len(rows):
            act.pressed(keys)
            return
        query, source = self.model.query, self.source

        def do(found: list[str]) -> None:
            if len(found) == len(rows) and set(keys) <= set(found):
                act.pressed(found)
            else:
                self.refresh()

        self._context.reader.read(self, lambda: [each.key for each in _read_rows(source, query, rows)], do)

    def _connect(self) -> None:
        self.search.searched.connect(lambda words: self._ask(search=words))
        self.filters.changed.connect(lambda keys: self._ask(filters=keys))
        self.table.sorted_by.connect(lambda key, down: self._ask(sort=key, descending=down))
        self.table.row_entered.connect(self._open_row)
        self.table.seen_changed.connect(self._tell_footer)
        self.table.chosen_changed.connect(self._tell_chosen)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.model.arrived.connect(self._show_answer)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.copy)
        meaning = QShortcut(QKeySequence("Shift+F1"), self.table)
        meaning.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        meaning.activated.connect(self._explain_row)
        self.table.show_sort(self._first_query.sort, descending=self._first_query.descending)

    # What happens

    def _ask(self, **changes: object) -> None:
        query = replace(self.model.query, **changes)  # type: ignore[arg-type]
        if query != self.model.query:
            self.model.ask(query)

    def _show_answer(self) -> None:
        """Show what fits the answer: rows, what to do about none, or that nothing fits the search."""
        query = self.model.query
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
        elif query.search or query.filters:
            self._pages.setCurrentWidget(self._nothing_found)
        else:
            self._pages.setCurrentWidget(self._empty)
        self._tools.setVisible(self._has_tools and not self.is_empty)
        self._tell_footer()
        self._tell_chosen()

    def _open_row(self, number: int) -> None:
        key = self.model.key_at(number)
        if key is not None:
            self.opened.emit(key)

    def _tell_footer(self) -> None:
        say, count = self._context.say, self.model.rowCount()
        if not count:
            self._footer.setText("")
            return
        seen = self.table.visible_rows()
        first, last = seen.start + 1, seen.stop
        words = text("{first}–{last} of {count}", first=first, last=last, count=count)
        if not self.model.is_counted:
            words = text("{first}–{last}, counting…", first=first, last=last)
        chosen = self.table.chosen_count()
        if chosen > 1:
            selected = plural("{count} selected", "{count} selected", count=chosen)
            words = text("{rows} · {selected}", rows=words, selected=selected)
        self._footer.setText(say(words))

    def _tell_chosen(self) -> None:
        keys = self.chosen_keys()
        for act, button in zip(self._toolbar_acts, self._act_buttons, strict=True):
            button.setEnabled(_can(act, keys))
        self._tell_footer()
        self.chosen_changed.emit(keys)

    def _show_menu(self, place: QPoint) -> None:
        menu, say, keys = QMenu(self), self._context.say, self.chosen_keys()
        if len(keys) == 1:
            menu.addAction(say(text("Open")), lambda: self.opened.emit(keys[0]))
        for act in self._acts:
            entry = menu.addAction(act.words, partial(self._press, act))
            entry.setEnabled(_can(act, keys))
        menu.addAction(say(text("Copy")), self.copy).setEnabled(bool(keys))
        for status in self.states():
            question = say(text("What does “{state}” mean?", state=status.words))
            menu.addAction(question, partial(self._explain, status))
        menu.addSeparator()
        menu.addMenu(self._columns_menu(menu))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _explain_row(self) -> None:
        for status in self.states()[:1]:
            self._explain(status)

    def _explain(self, status: Status) -> None:
        explain(self._context, self, status)

    def _choose_columns(self) -> None:
        menu = self._columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._columns_button.mapToGlobal(self._columns_button.rect().bottomLeft()))

    def _columns_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(self._context.say(text("Columns")), parent)
        for place, each in enumerate(self.source.columns):
            entry = QAction(self._context.say(each.heading), menu, checkable=True)
            entry.setChecked(not self.table.isColumnHidden(place))
            entry.setEnabled(place > 0)
            entry.toggled.connect(lambda shown, place=place: self.table.setColumnHidden(place, not shown))
            menu.addAction(entry)
        return menu

    def _copied_line(self, each: GridRow, places: list[int]) -> str:
        cells = (written(each.cells[place], self._context.translator) for place in places)
        return "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells)


def _can(act: GridAct, keys: list[str]) -> bool:
    return len(keys) == 1 if act.one_only else bool(keys)


def _read_rows(source: PageSource, query: GridQuery, rows: list[int]) -> list[GridRow]:
    """Read the rows with these numbers, each unbroken stretch of them in one go."""
    found: list[GridRow] = []
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place] != rows[place - 1] + 1:
            found.extend(source.rows(query, rows[start], place - start))
            start = place
    return found
