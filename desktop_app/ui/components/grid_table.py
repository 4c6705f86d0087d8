"""The table itself: rows of one height, whole rows chosen, sorting told to the source, the choice kept."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolTip

from desktop_app.base.translate import Translator
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.grid_delegates import StatusDelegate
from desktop_app.ui.components.grid_model import STATUS_ROLE, GridModel
from desktop_app.ui.components.grid_source import Column, ColumnKind
from desktop_app.ui.components.labels import plain_tool_tip
from desktop_app.ui.theme import Size, Space

_ROWS = QItemSelectionModel.SelectionFlag.Rows
_SELECT = QItemSelectionModel.SelectionFlag.Select


LEAST_FIRST_WIDTH = 180
LEAST_TEXT_WIDTH = 120
"""How narrow a column of text becomes, in pixels, before the table scrolls sideways: the first one holds a name."""


class GridTable(QTableView):
    """Shows a `GridModel`; tells when a row is entered, a heading pressed, or other rows are seen or chosen."""

    row_entered = Signal(int)
    sorted_by = Signal(str, bool)
    seen_changed = Signal()
    chosen_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        translator: Translator,
        model: GridModel,
        columns: Sequence[Column],
        name: str,
    ) -> None:
        super().__init__()
        self._columns = columns
        self._kept_keys: frozenset[str] = frozenset()
        self._kept_current: str | None = None
        self._kept_scroll = (0, 0)
        self._wished: dict[int, int] = {}
        self._dragged = self._sharing = False
        self._name_column = 0
        self.setModel(model)
        self._grid_model = model
        self._look(theme, translator, name)
        self._shape_columns()
        self._connect(model)

    def visible_rows(self) -> range:
        """The rows that are seen, as far as the table is high."""
        count = self._grid_model.rowCount()
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, min(last + 1 if last >= 0 else count, count))

    def chosen_rows(self) -> list[int]:
        """The numbers of the chosen rows, from the top."""
        return sorted({row for part in self._ranges() for row in range(part.top(), part.bottom() + 1)})

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return sum(part.bottom() - part.top() + 1 for part in self._ranges())

    def shown_columns(self) -> list[int]:
        """The places of the columns that are shown, from left to right."""
        header = self.horizontalHeader()
        places = [header.logicalIndex(visual) for visual in range(header.count())]
        return [place for place in places if not self.isColumnHidden(place)]

    def show_sort(self, key: str | None, *, descending: bool) -> None:
        """Show by which column the rows are sorted."""
        place = next((i for i, column in enumerate(self._columns) if column.key == key), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.row_entered.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say the whole of a cell that is cut, while the pointer rests on it."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            words = index.data() if index.data(STATUS_ROLE) is None else None
            if words and self.sizeHintForIndex(index).width() > self.columnWidth(index.column()):
                QToolTip.showText(event.globalPos(), plain_tool_tip(str(words)), self)
                return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the cursor a row, so that the keyboard has somewhere to start from."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._grid_model.rowCount():
            index = self._grid_model.index(max(self.rowAt(0), 0), 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
        self.seen_changed.emit()

    def _ranges(self) -> list[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return [chosen.at(place) for place in range(chosen.count())]

    def _look(self, theme: Theme, translator: Translator, name: str) -> None:
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        wraps = any(column.wraps and column.shown for column in self._columns)
        self.setWordWrap(wraps)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(Size.GRID_ROW)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(Size.GRID_ROW)
        rows.setDefaultSectionSize(Size.GRID_ROW + wraps * self.fontMetrics().lineSpacing())
        for place, column in enumerate(self._columns):
            if column.kind is ColumnKind.STATUS:
                self.setItemDelegateForColumn(place, StatusDelegate(theme, translator, self))

    def _shape_columns(self) -> None:
        header = self.horizontalHeader()
        header.setFixedHeight(Size.GRID_ROW + Space.HAIR)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(Size.CONTROL)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        letter = self.fontMetrics().horizontalAdvance("n")
        for place, each in enumerate(self._columns):
            self._wished[place] = max(each.characters * letter, self._heading_width(place))
            super().setColumnHidden(place, not each.shown)

    def _heading_width(self, place: int) -> int:
        heading = str(self._grid_model.headerData(place, Qt.Orientation.Horizontal))
        return self.fontMetrics().horizontalAdvance(heading) + Space.PAGE

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Show or hide a column, and share the room anew."""
        super().setColumnHidden(column, hide)
        self._share_room()

    def _share_room(self) -> None:
        """Fit the columns to the table's width, text giving way or taking what is left, until a person drags one."""
        shown = self.shown_columns()
        if self._dragged or not shown:
            return
        widths = {place: self._wished[place] for place in shown}
        flexible = [place for place in shown if self._columns[place].kind is ColumnKind.TEXT] or shown[-1:]
        self._name_column = flexible[0]
        self._stretch(widths, flexible, self.viewport().width() - sum(widths.values()))
        self._sharing = True
        for place, width in widths.items():
            self.setColumnWidth(place, width)
        self._sharing = False

    def _stretch(self, widths: dict[int, int], flexible: list[int], spare: int) -> None:
        """Give what is spare to the flexible columns, or take what is missing from those that can spare it."""
        while flexible and spare:
            whole = sum(widths[place] for place in flexible)
            least = {place: min(self._least_width(place), widths[place]) for place in flexible}
            wanted = {place: widths[place] + spare * widths[place] // whole for place in flexible}
            stopped = [place for place in flexible if wanted[place] < least[place]]
            for place in stopped or flexible:
                spare -= (least if stopped else wanted)[place] - widths[place]
                widths[place] = (least if stopped else wanted)[place]
            flexible = [place for place in flexible if place not in stopped] if stopped else []

    def _least_width(self, place: int) -> int:
        least = LEAST_FIRST_WIDTH if place == self._name_column else LEAST_TEXT_WIDTH
        return max(self._heading_width(place), least)

    def _note_drag(self) -> None:
        self._dragged = self._dragged or not self._sharing

    def _connect(self, model: GridModel) -> None:
        self.doubleClicked.connect(lambda index: self.row_entered.emit(index.row()))
        self.horizontalHeader().sectionClicked.connect(self._sort)
        self.horizontalHeader().sectionResized.connect(lambda _place, _old, _new: self._note_drag())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.seen_changed.emit())
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen_changed.emit())
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._find_place)

    def _sort(self, place: int) -> None:
        column = self._columns[place]
        query = self._grid_model.query
        descending = not query.descending if query.sort == column.key else False
        if column.sortable:
            self.show_sort(column.key, descending=descending)
            self.sorted_by.emit(column.key, descending)
        else:
            self.show_sort(query.sort, descending=query.descending)

    def _keep_place(self) -> None:
        keys = (self._grid_model.key_at(row) for row in self.chosen_rows())
        self._kept_keys = frozenset(key for key in keys if key is not None)
        self._kept_current = self._grid_model.key_at(self.currentIndex().row())
        self._kept_scroll = self.horizontalScrollBar().value(), self.verticalScrollBar().value()

    def _find_place(self) -> None:
        across, down = self._kept_scroll
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        current = self._grid_model.rows_of(frozenset({self._kept_current} - {None}))  # type: ignore[arg-type]
        if current:
            index = self._grid_model.index(current[0], 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for row in self._grid_model.rows_of(self._kept_keys):
            index = self._grid_model.index(row, 0)
            chosen.select(index, index)
        self.selectionModel().select(chosen, _SELECT | _ROWS)
        self.seen_changed.emit()
