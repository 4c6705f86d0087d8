"""Excel files, written row by row by openpyxl. Only imported when one is written."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_OF_A_SHEET = 1_048_575
"""Excel's limit, the headings taken off."""

_NARROWEST, _WIDEST = 10, 40

Value = str | int | Decimal | date | datetime | None


def write_xlsx(stream: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write one sheet, or several where Excel's limit wants it, each with the headings."""
    workbook = Workbook(write_only=True)
    sheet = _new_sheet(workbook, headings)
    for number, row in enumerate(rows):
        if number and number % _ROWS_OF_A_SHEET == 0:
            sheet = _new_sheet(workbook, headings)
        sheet.append([_cell(sheet, value) for value in row])
    workbook.save(stream)


def _new_sheet(workbook: Workbook, headings: Sequence[str]) -> WriteOnlyWorksheet:
    """A sheet with its headings, which stay in sight."""
    sheet: WriteOnlyWorksheet = workbook.create_sheet()
    sheet.freeze_panes = "A2"
    dimensions: Any = sheet.column_dimensions  # type: ignore[attr-defined]
    for index, heading in enumerate(headings):
        width = min(max(len(heading) + 2, _NARROWEST), _WIDEST)
        dimensions[get_column_letter(index + 1)].width = width
    sheet.append([_text_cell(sheet, heading, bold=True) for heading in headings])
    return sheet


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> object:
    """The value as openpyxl takes it: text that it would read as a formula is told to be text."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    if value.startswith(_FORMULA_SIGNS) or _NOT_IN_XML.search(value):
        return _text_cell(sheet, value)
    return value


def _text_cell(sheet: WriteOnlyWorksheet, value: str, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA_SIGNS)
    if bold:
        cell.font = Font(bold=True)
    return cell
