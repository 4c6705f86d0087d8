"""CSV files as offices have them: any of the usual encodings and separators, quotes, line breaks in cells."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from desktop_app.base.texts import text
from desktop_app.register.importing.encodings import find_encoding
from desktop_app.register.importing.table import Table, TableRow, TableUnreadable, no_rows, unreadable

_SEPARATORS = (";", "\t", ",", "|")
"""The first wins where two divide the headings into as many columns."""

_SEPARATOR_LINE = "sep="


def read_csv(path: Path) -> Table:
    """Find the file's encoding, separator and headings. Raises `TableUnreadable`."""
    encoding = find_encoding(path)
    with _opened(path, encoding) as stream:
        first = next((line for line in stream if line.strip()), None)
        if first is None:
            raise no_rows(path)
        separator = _declared_separator(first) or _likeliest_separator(first)
    heading = next(_records(path, encoding, separator))
    rows = partial(_rows_under, path, encoding, separator, heading)
    if next(rows(), None) is None:
        raise no_rows(path)
    return Table(
        path,
        headings=tuple(cell.strip() for cell in heading.cells),
        rows=rows,
        encoding=encoding,
        separator=separator,
        rows_expected=_count_lines(path),
    )


def _opened(path: Path, encoding: str) -> TextIOWrapper:
    return path.open(encoding=encoding, newline="", errors="replace")


def _declared_separator(line: str) -> str | None:
    """The separator that Excel's own first line `sep=;` names."""
    declared = line.strip().strip('"')
    if declared.lower().startswith(_SEPARATOR_LINE) and len(declared) == len(_SEPARATOR_LINE) + 1:
        return declared[-1]
    return "\t" if line.rstrip("\r\n").lower() == f"{_SEPARATOR_LINE}\t" else None


def _likeliest_separator(line: str) -> str:
    def columns(separator: str) -> int:
        return len(next(csv.reader([line], delimiter=separator)))

    return max(_SEPARATORS, key=columns)


def _records(path: Path, encoding: str, separator: str) -> Iterator[TableRow]:
    """All rows with anything in them, the headings first. Empty rows count, since Excel shows them too.

    Each row is handed out when the next one is there: only the file's end tells whether the last one is whole.
    """
    with _opened(path, encoding) as stream:
        last_line = [""]
        reader = csv.reader(_remembered(stream, last_line), delimiter=separator)
        number = line = lines = 0
        held: TableRow | None = None
        try:
            for cells in reader:
                lines, line = reader.line_num - line, reader.line_num
                if number == 0 and _declared_separator(separator.join(cells)):
                    continue
                number += 1
                if not any(cells):
                    continue
                if held is not None:
                    yield held
                held = TableRow(number, cells, lines, lines > 1 and _looks_swallowed(cells, separator))
        except csv.Error as error:
            raise _open_quote(path, number + 1) from error
    if held is not None:
        last = last_line[0] if held.lines == 1 else _lines_from(path, encoding, line - lines)
        yield held._replace(swallowed=held.swallowed or _is_cut_off(last, separator))


def _looks_swallowed(cells: Sequence[str], separator: str) -> bool:
    """Whether a line within a cell has as many separators as the row has: then it was a row of its own."""
    within = (line for cell in cells for line in cell.splitlines()[1:])
    return any(line.count(separator) >= max(len(cells) - 1, 1) for line in within)


def _remembered(lines: Iterable[str], last_line: list[str]) -> Iterator[str]:
    for line in lines:
        last_line[0] = line
        yield line


def _lines_from(path: Path, encoding: str, lines_before: int) -> str:
    with _opened(path, encoding) as stream:
        return "".join(islice(stream, lines_before, None))


def _is_cut_off(record: str, separator: str) -> bool:
    """Whether the file ends within a quotation: then this row may have swallowed others."""
    if record.count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(record.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _rows_under(path: Path, encoding: str, separator: str, heading: TableRow) -> Iterator[TableRow]:
    records = _records(path, encoding, separator)
    return (row for row in records if row.number > heading.number)


def _count_lines(path: Path) -> int:
    """How many lines there are under the headings, or a few more where cells have line breaks."""
    with path.open("rb") as stream:
        return max(sum(chunk.count(b"\n") for chunk in iter(partial(stream.read, 1 << 20), b"")) - 1, 1)


def _open_quote(path: Path, number: int) -> TableUnreadable:
    return unreadable(
        path,
        text("A quotation mark is opened in row {row} or before it and never closed.", row=str(number)),
        text("Open the file in Excel, look at that row, and save it as CSV again."),
    )
