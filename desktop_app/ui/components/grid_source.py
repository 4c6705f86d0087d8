"""Where a grid's rows come from: a source answers with a count and with pages, usually straight from SQL.

A source is asked on another thread than the window's and must not touch Qt's widgets.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from desktop_app.base.texts import Text
from desktop_app.base.translate import Translator
from desktop_app.ui.theme import Tone

PAGE_ROWS = 200


class ColumnKind(StrEnum):
    """What stands in a column; decides font, side and how a value is written."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    DATE = "date"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key that is sorted by, its heading, its kind, and its width at first, in characters.

    Where a column that is shown `wraps`, all rows are two lines high, so that its sentences can be read whole.
    """

    key: str
    heading: Text
    kind: ColumnKind = ColumnKind.TEXT
    characters: int = 18
    sortable: bool = True
    shown: bool = True
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A state to show as a chip: its word, what its colour says, its icon, and what it means in a sentence or two.

    The meaning is what “What does this mean?” answers, and what the guide's page of states lists. It tells a state
    from all others: the word may carry a moment.
    """

    words: Text
    tone: Tone
    icon: str
    meaning: Text


CellValue = str | int | Decimal | date | datetime | Text | Status | None


@dataclass(frozen=True, slots=True)
class GridQuery:
    """What is asked for: words to search, the keys of the pressed filters, and the order."""

    search: str = ""
    filters: frozenset[str] = frozenset()
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the key that opens it, and one value for each column of the source."""

    key: str
    cells: tuple[CellValue, ...]


class PageSource(Protocol):
    """Rows by the page. Both questions may take their time: they are asked off the window's thread."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, in the order of `GridRow.cells`."""
        ...

    def count(self, query: GridQuery) -> int:
        """How many rows fit the query. A source that keeps what it read looks anew; a refresh asks this first."""
        ...

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        """The rows from `offset` on, at most `limit` of them, in a stable order. May be asked before any count."""
        ...


@dataclass(frozen=True)
class ListSource:
    """A source over rows that are already here; for lists of at most some thousand rows.

    `matches(row, filters)` says whether a row passes the pressed filters.
    """

    columns: Sequence[Column]
    all_rows: Sequence[GridRow]
    matches: Callable[[GridRow, frozenset[str]], bool] = field(default=lambda _row, _filters: True)

    def count(self, query: GridQuery) -> int:
        return len(self._found(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self._found(query)
        if query.sort is not None:
            place = next(i for i, column in enumerate(self.columns) if column.key == query.sort)
            found = sorted(found, key=lambda row: _order(row.cells[place]), reverse=query.descending)
        return found[offset : offset + limit]

    def _found(self, query: GridQuery) -> list[GridRow]:
        words = query.search.casefold()
        return [
            row
            for row in self.all_rows
            if self.matches(row, query.filters)
            and (not words or any(words in _plain(cell).casefold() for cell in row.cells))
        ]


def written(value: CellValue, translator: Translator) -> str:
    """A cell's value as it is read on the screen and copied."""
    match value:
        case None:
            return ""
        case str():
            return value
        case Text():
            return translator.render(value)
        case Status():
            return translator.render(value.words)
        case datetime():
            return translator.date_time(value)
        case date():
            return translator.date(value)
        case Decimal():
            return translator.amount(value)
        case int():
            return translator.number(value)


def _plain(value: CellValue) -> str:
    return str(value.words) if isinstance(value, Status) else "" if value is None else str(value)


def _order(value: CellValue) -> tuple[bool, float, str]:
    """A sort key over mixed values: numbers by size, the rest by its words, nothing first."""
    if isinstance(value, int | Decimal):
        return True, float(value), ""
    if isinstance(value, date | datetime):
        return True, 0.0, value.isoformat()
    return value is not None, 0.0, _plain(value).casefold()
