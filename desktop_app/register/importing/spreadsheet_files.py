"""Excel and OpenDocument spreadsheets, read by calamine: fast, and it never runs anything in them."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from desktop_app.base.texts import text
from desktop_app.register.importing.table import Cell, Table, TableRow, TableUnreadable, no_rows, unreadable

_LARGEST_UNPACKED = 2 << 30
"""Bytes. A sheet of a million rows is a tenth of it; what is larger is made to do harm."""

_EXACT_UP_TO = 10**15
"""Excel keeps fifteen digits of a number: longer ones have lost their last digits."""


def read_spreadsheet(path: Path, sheet: str | None) -> Table:
    """Open a sheet of an xlsx, xls, xlsb or ods file and read its headings. Raises `TableUnreadable`."""
    _refuse_huge(path)
    workbook = _open(path)
    names = _visible_names(workbook)
    chosen = _choose(path, workbook, names, sheet)
    opened = workbook.get_sheet_by_name(chosen)
    heading = next(_records(opened), None)
    if heading is None:
        raise no_rows(path)
    rows = partial(_rows_under, opened, heading)
    if next(rows(), None) is None:
        raise no_rows(path)
    return Table(
        path,
        headings=tuple(cell.strip() for cell in heading.cells),
        rows=rows,
        sheet=chosen,
        sheets=names,
        rows_expected=opened.total_height + 1 - heading.number,  # calamine counts rows from zero
        first_column=opened.start[1] if opened.start else 0,
    )


def cell_text(cell: Cell) -> str:
    """A cell's value as text: whole numbers without a fraction, dates as 2026-03-01."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        if abs(cell) >= _EXACT_UP_TO:
            return f"{cell:.15g}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        at_midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if at_midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _records(sheet: CalamineSheet) -> Iterator[TableRow]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        if any(texts):
            yield TableRow(number, texts)


def _rows_under(sheet: CalamineSheet, heading: TableRow) -> Iterator[TableRow]:
    return (row for row in _records(sheet) if row.number > heading.number)


def _visible_names(workbook: CalamineWorkbook) -> tuple[str, ...]:
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return tuple(visible or workbook.sheet_names)


def _choose(path: Path, workbook: CalamineWorkbook, names: tuple[str, ...], sheet: str | None) -> str:
    if sheet is None:
        return next((name for name in names if workbook.get_sheet_by_name(name).height), names[0])
    if sheet in workbook.sheet_names:
        return sheet
    raise TableUnreadable(
        title=text("{file} has no sheet “{sheet}”.", file=path.name, sheet=sheet),
        message=text("Its sheets are: {sheets}.", sheets=", ".join(names)),
        hint=text("Choose one of them."),
    )


def _refuse_huge(path: Path) -> None:
    """A small file may unpack to a huge one: the sizes that the archive itself names are looked at first."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _damaged(path) from error
    if unpacked > _LARGEST_UNPACKED:
        raise _damaged(path)


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise _protected(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error


def _protected(path: Path) -> TableUnreadable:
    return unreadable(
        path,
        text("The file is protected with a password."),
        text("Open it in Excel, save it without a password, and choose it again."),
    )


def _damaged(path: Path) -> TableUnreadable:
    return unreadable(
        path,
        text("The file is damaged or no spreadsheet."),
        text("Open it in Excel and save it as an Excel workbook (xlsx), or as CSV."),
    )
