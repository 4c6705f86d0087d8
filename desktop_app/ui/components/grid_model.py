"""A table model over pages that are fetched when they come into view.

The first page comes first: counting everything that a question finds can take longer than a person should wait.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFont

from desktop_app.base.translate import Translator
from desktop_app.ui.components.grid_source import (
    PAGE_ROWS,
    ColumnKind,
    GridQuery,
    GridRow,
    PageSource,
    Status,
    written,
)
from desktop_app.ui.reading import Reader

KEPT_PAGES = 64
WAITING_PAGES = 6
REFRESHED_PAGES = 12
FIGURE_TAIL = "\u2003"
"""Keeps figures, which stand to the right, off the words of the next column."""
STATUS_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex
_ALIGNMENT_ROLE = int(Qt.ItemDataRole.TextAlignmentRole)
_FONT_ROLE = int(Qt.ItemDataRole.FontRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class GridPage:
    """Some rows, already written out: their keys, their words, and their states by column."""

    keys: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    generation: int
    count: int
    pages: dict[int, GridPage]


class GridModel(QAbstractTableModel):
    """Keeps the count and the pages lately seen. `arrived` comes when a query or a refresh was answered.

    A question that finds more than a page is answered twice: with its first rows, and once they are counted.
    Meanwhile the first page is all there is, and `is_counted` is False. `loaded` tells that a question was ever
    answered to its end.
    """

    arrived = Signal()

    def __init__(
        self, source: PageSource, reader: Reader, translator: Translator, fixed_font: QFont | None = None
    ) -> None:
        super().__init__()
        self._source, self._reader, self._translator = source, reader, translator
        self._columns = source.columns
        self._tails = [FIGURE_TAIL if c.kind is ColumnKind.NUMBER else "" for c in self._columns]
        self._headings = [
            translator.render(column.heading) + tail
            for column, tail in zip(self._columns, self._tails, strict=True)
        ]
        self._by_role: dict[int, list[Any]] = {
            _ALIGNMENT_ROLE: [_RIGHT if c.kind is ColumnKind.NUMBER else None for c in self._columns],
            _FONT_ROLE: [fixed_font if c.kind is ColumnKind.ID else None for c in self._columns],
        }
        self.query = GridQuery()
        self.loaded = False
        self.is_counted = False
        self._count = 0
        self._generation = 0
        self._pages: OrderedDict[int, GridPage] = OrderedDict()
        self._wanted: list[int] = []
        self._reading: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch_wanted)

    # What Qt asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = 0) -> Any:
        """The words of a cell. Qt asks for seven other roles each time: those are answered first and fast."""
        if role:
            by_column = self._by_role.get(role)
            if by_column is not None:
                return by_column[index.column()]
            return self._status(index) if role == STATUS_ROLE else None
        number, place = divmod(index.row(), PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        return page.words[place][index.column()] if place < len(page.words) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ALIGNMENT_ROLE:
            return self._by_role[role][section] or int(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        return None if role else self._headings[section]

    # What the grid asks

    def key_at(self, row: int) -> str | None:
        """The key of a row, or None while its page is not here."""
        page, place = self._pages.get(row // PAGE_ROWS), row % PAGE_ROWS
        return page.keys[place] if page is not None and place < len(page.keys) else None

    def row_at(self, row: int) -> GridRow | None:
        """The row's values, or None while its page is not here."""
        page, place = self._pages.get(row // PAGE_ROWS), row % PAGE_ROWS
        return page.rows[place] if page is not None and place < len(page.rows) else None

    def rows_of(self, keys: frozenset[str]) -> list[int]:
        """The rows, among the pages that are here, with these keys."""
        return [
            number * PAGE_ROWS + place
            for number, page in self._pages.items()
            for place, key in enumerate(page.keys)
            if key in keys
        ]

    def ask(self, query: GridQuery) -> None:
        """Show what this query finds. The old rows stay until the answer is here."""
        self.query = query
        self._read_first()

    def refresh(self, rows: Sequence[int]) -> None:
        """Read the count and the pages of these rows anew."""
        numbers = sorted({row // PAGE_ROWS for row in rows} or {0})
        self._read_again(numbers[:REFRESHED_PAGES])

    def use(self, source: PageSource) -> None:
        """Take another source with the same columns, keeping the query."""
        self._source = source
        self._read_first()

    # Fetching

    def _begin(self) -> tuple[int, PageSource, GridQuery]:
        """Begin a new answer: what still comes of the one before is dropped."""
        self._generation += 1
        self._wanted.clear()
        self._reading.clear()
        return self._generation, self._source, self.query

    def _read_first(self) -> None:
        """Read the first page, and count when there is more than that."""
        generation, source, query = self._begin()

        def answered(page: GridPage) -> None:
            if generation != self._generation:
                return
            has_more = len(page.keys) == PAGE_ROWS
            self._take_all(_Answer(generation, len(page.keys), {0: page}), counted=not has_more)
            if has_more:
                self._reader.read(self, lambda: source.count(query), counted)

        def counted(count: int) -> None:
            if generation == self._generation:
                self._take_count(count)

        self._reader.read(self, lambda: self._read_page(source, query, 0), answered)

    def _read_again(self, numbers: Sequence[int]) -> None:
        generation, source, query = self._begin()

        def question() -> _Answer:
            count = source.count(query)  # first: a source may look anew as it counts, and its rows go by that
            return _Answer(
                generation, count, {each: self._read_page(source, query, each) for each in numbers}
            )

        self._reader.read(self, question, self._take_refresh)

    def _read_page(self, source: PageSource, query: GridQuery, number: int) -> GridPage:
        rows = tuple(source.rows(query, number * PAGE_ROWS, PAGE_ROWS))
        words = tuple(self._written(row) for row in rows)
        return GridPage(tuple(row.key for row in rows), words, rows)

    def _written(self, row: GridRow) -> tuple[str, ...]:
        cells = zip(row.cells, self._tails, strict=True)
        return tuple(written(cell, self._translator) + tail for cell, tail in cells)

    def _take_all(self, answer: _Answer, *, counted: bool = True) -> None:
        self.beginResetModel()
        self._count, self._pages, self.is_counted = answer.count, OrderedDict(answer.pages), counted
        self.loaded = self.loaded or counted
        self.endResetModel()
        self.arrived.emit()

    def _take_count(self, count: int) -> None:
        """Make room for the rows that were counted. Where some went away meanwhile, all is read anew."""
        if count < self._count:
            self._read_first()
            return
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        self.is_counted = self.loaded = True
        self.arrived.emit()

    def _take_refresh(self, answer: _Answer) -> None:
        if answer.generation != self._generation:
            return
        if not self.is_counted or answer.count != self._count or self._moved(answer.pages):
            self._take_all(answer)
            return
        changed = [number for number, page in answer.pages.items() if self._pages.get(number) != page]
        self._pages = OrderedDict(answer.pages)
        for number in changed:
            self._tell_changed(number)
        self.arrived.emit()

    def _moved(self, pages: dict[int, GridPage]) -> bool:
        return any(
            number in self._pages and self._pages[number].keys != page.keys for number, page in pages.items()
        )

    def _want(self, number: int) -> None:
        if number in self._reading or number in self._wanted:
            return
        self._wanted.append(number)
        del self._wanted[:-WAITING_PAGES]
        self._soon.start()

    def _fetch_wanted(self) -> None:
        """Read what came into view last; pages that were only scrolled past are asked for again when seen."""
        if self._reading or not self._wanted:
            return
        number = self._wanted.pop()
        self._reading.add(number)
        generation, query, source = self._generation, self.query, self._source

        def answered(page: GridPage) -> None:
            if generation == self._generation:
                self._take_page(number, page)

        self._reader.read(self, lambda: self._read_page(source, query, number), answered)

    def _take_page(self, number: int, page: GridPage) -> None:
        self._reading.discard(number)
        self._pages[number] = page
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        self._tell_changed(number)
        self._soon.start()

    def _tell_changed(self, number: int) -> None:
        first = number * PAGE_ROWS
        last = min(first + PAGE_ROWS, self._count) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def _status(self, index: _Index) -> Status | None:
        row = self.row_at(index.row())
        value = row.cells[index.column()] if row is not None else None
        return value if isinstance(value, Status) else None
