"""Tables out to CSV and Excel, so that Excel opens them rightly. Knows nothing of recipients."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from desktop_app.base.work import WorkContext

OutCell = str | int | Decimal | date | datetime | None


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

    Text stays text: leading zeros are kept, and a cell that begins with = + - @ is never a formula.
    """
    raise NotImplementedError
