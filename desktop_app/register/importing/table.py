"""A file with rows and columns, whatever its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text

Cell = str | float | int | bool | date | datetime | time | timedelta | None


class TableUnreadable(InputError):
    """The file cannot be read as a table: broken, protected, empty, or of another kind."""


class TableRow(NamedTuple):
    """One row. `number` counts as Excel shows it; `cells` are texts, as many as the file's row has.

    `lines` is on how many lines of a CSV file the row stands: more than one where a cell has line breaks. `swallowed`
    says that those lines look like rows of their own, which an open quotation mark has joined.
    """

    number: int
    cells: list[str]
    lines: int = 1
    swallowed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `rows()` reads the file anew each time it is called, and streams it.

    The rows are those under the headings; empty ones are left out. `sheets` names all sheets of a spreadsheet (empty
    for CSV) and `sheet` the one that is read. `first_column` is how many empty columns a sheet has in front.
    `rows_expected` is an estimate, for progress.
    """

    path: Path
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    rows_expected: int | None = None
    first_column: int = 0

    def column_letter(self, index: int) -> str:
        """The column's letters as Excel shows them: A for 0."""
        return column_letter(self.first_column + index)


def column_letter(index: int) -> str:
    """The letters of a column: A for 0, AA for 26."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def unreadable(path: Path, message: Text, hint: Text) -> TableUnreadable:
    """The error for a file that cannot be read, with its name in the title."""
    return TableUnreadable(title=text("{file} cannot be read.", file=path.name), message=message, hint=hint)


def no_rows(path: Path) -> TableUnreadable:
    """The error for a file without anything to import."""
    return TableUnreadable(
        title=text("0 rows: there is nothing to import in {file}.", file=path.name),
        message=text("The file is empty, or there is nothing under its headings."),
        hint=text("Choose another file or sheet, or fill in the rows and save the file again."),
    )
