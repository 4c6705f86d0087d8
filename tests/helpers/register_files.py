"""Files for imports, and an import in one call."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.work import Unattended
from desktop_app.register.importing import (
    ImportMode,
    ImportReport,
    import_recipients,
    read_table,
    suggest_mapping,
)
from tests.helpers.fake_clock import FakeClock


def write_csv(path: Path, *lines: str, encoding: str = "utf-8", line_end: str = "\r\n") -> Path:
    """A CSV file with these lines."""
    path.write_bytes((line_end.join(lines) + line_end).encode(encoding))
    return path


def write_xlsx(path: Path, *rows: Sequence[object], sheet: str = "Ark1") -> Path:
    """An Excel file with these rows on its first sheet."""
    workbook = openpyxl.Workbook()
    active: Any = workbook.active
    active.title = sheet
    for row in rows:
        active.append(list(row))
    workbook.save(path)
    return path


def import_file(
    database: Database,
    path: Path,
    mode: ImportMode = ImportMode.UPDATE,
    *,
    clock: Clock | None = None,
    **options: Any,
) -> ImportReport:
    """Import a file with the mapping that its headings speak for."""
    table = read_table(path)
    values = {"dry_run": False, "context": Unattended(), **options}
    return import_recipients(
        database, table, suggest_mapping(table.headings), mode, clock=clock or FakeClock(), **values
    )
