"""A file with rows and columns, whatever its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop_app.base.errors import InputError

Cell = str | float | int | bool | date | datetime | None


class TableUnreadable(InputError):
    """The file cannot be read as a table: broken, protected, empty, or of another kind."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `number` counts as Excel shows it; `cells` has as many cells as the file's row has."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `rows()` reads the file anew each time it is called, and streams CSV.

    `sheets` names all sheets of a spreadsheet (empty for CSV) and `sheet` the one that is read.
    """

    path: Path
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    rows_expected: int | None = None


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Open a CSV file or a spreadsheet (xlsx, xls, ods); what it is, is seen from its content.

    Raises `TableUnreadable` when it cannot be read, is empty, has only a heading row, or has no such sheet.
    """
    raise NotImplementedError
