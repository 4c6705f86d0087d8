"""Opening a file as a table: what it is, is seen from its first bytes, not from its name."""

from pathlib import Path

from desktop_app.base.texts import text
from desktop_app.register.importing.csv_files import read_csv
from desktop_app.register.importing.spreadsheet_files import read_spreadsheet
from desktop_app.register.importing.table import Table, no_rows, unreadable

_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
}


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Open a CSV file or a spreadsheet (xlsx, xls, ods) and read its headings.

    Without `sheet` a spreadsheet's first visible sheet with anything in it is taken. Raises `TableUnreadable` when
    the file cannot be read, is empty, has only headings, or has no such sheet.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise unreadable(
            path,
            text("The system says: {reason}.", reason=error.strerror or type(error).__name__),
            text("Check that the file is where you think, and that no other program has it open."),
        ) from error
    if not start:
        raise no_rows(path)
    if start.startswith((_ZIP, _COMPOUND_FILE)):
        return read_spreadsheet(path, sheet)
    kind = next((name for mark, name in _OTHER_KINDS.items() if start.startswith(mark)), None)
    if kind is not None:
        raise unreadable(
            path,
            text("This is a file of the kind {kind}, not a table.", kind=kind),
            text("Choose a CSV file or an Excel file."),
        )
    return read_csv(path)
