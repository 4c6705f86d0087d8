"""Tables out to CSV and Excel, so that Excel opens them rightly. Knows nothing of recipients."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.register.batches import batches

OutCell = str | int | Decimal | date | datetime | None

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""Excel calculates what begins with one of these."""

_CALCULATED = re.compile("'*[=+\\-@\t\r]")
_ESCAPED = re.compile("'+[=+\\-@\t\r]")
_ROWS_AT_ONCE = 200


class TableFormat(StrEnum):
    """The formats a table can be written in."""

    XLSX = "xlsx"
    CSV = "csv"


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    table_format: TableFormat | None = None,
    *,
    context: WorkContext,
) -> int:
    """Write a table, streamed and atomically; returns the number of rows. The format follows the file's name.

    Text stays text: leading zeros are kept, and a cell that begins with = + - @ is never a formula. In CSV such a
    cell gets an apostrophe in front, which the import takes away again. CSV has a byte order mark, semicolons and
    decimal commas, as Excel in Norway and Sweden wants them.
    """
    chosen = table_format or format_of(path)
    counted = _Counted(rows, context)
    with write_atomically(path) as stream:
        if chosen == TableFormat.CSV:
            _write_csv(stream, headings, counted)
        else:
            # Loaded here, since it takes a quarter of a second that the program's start must not wait for.
            from desktop_app.register.xlsx_writing import write_xlsx

            write_xlsx(stream, headings, (_excel_row(row) for row in counted))
    return counted.count


def format_of(path: Path) -> TableFormat:
    """The format that the file's name asks for. Raises `InputError` for another one."""
    try:
        return TableFormat(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise InputError(
            title=text("{file} was not written.", file=path.name),
            message=text(
                "The end of the file's name says the format, and “{suffix}” is none.", suffix=path.suffix
            ),
            hint=text("Let the name end with .xlsx or .csv."),
        ) from error


def unescaped(cell: str) -> str:
    """A cell without the apostrophe that `write_table` put before a sign that Excel would calculate."""
    return cell[1:] if _ESCAPED.match(cell) else cell


class _Counted:
    """The rows, counted while they are written, with progress."""

    def __init__(self, rows: Iterable[Sequence[OutCell]], context: WorkContext) -> None:
        self._rows = rows
        self._context = context
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[OutCell]]:
        for some in batches(self._rows, _ROWS_AT_ONCE):
            self._context.check_cancelled()
            yield from some
            self.count += len(some)
            self._context.progress(self.count, None)


def _write_csv(stream: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> None:
    written = TextIOWrapper(stream, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(heading) for heading in headings])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    written.flush()
    written.detach()


def _excel_row(row: Sequence[OutCell]) -> Sequence[OutCell]:
    """A row in which no apostrophe of one's own is taken for the one that the import takes away."""
    if not any(isinstance(cell, str) and cell.startswith("'") for cell in row):
        return row
    return [f"'{cell}" if isinstance(cell, str) and _ESCAPED.match(cell) else cell for cell in row]


def _csv_cell(cell: OutCell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if _CALCULATED.match(cell) else cell
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)
