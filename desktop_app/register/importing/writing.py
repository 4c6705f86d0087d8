"""Writing a table's rows into the register."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.work import WorkContext
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.report import ImportReport
from desktop_app.register.importing.rows import ImportRow
from desktop_app.register.importing.table import Table


class ImportMode(StrEnum):
    """What happens to people who are in the register already.

    `ADD` leaves them as they are. `UPDATE` takes over what the file says; an empty cell changes nothing.
    `REPLACE` does too, empties what the file's columns leave empty, and, once confirmed, removes those
    who are not in the file.
    """

    ADD = "add"
    UPDATE = "update"
    REPLACE = "replace"


def import_recipients(
    database: Database,
    table: Table,
    mapping: ColumnMapping,
    mode: ImportMode,
    *,
    dry_run: bool,
    clock: Clock,
    context: WorkContext,
    remove_missing: bool = False,
    on_rows: Callable[[Sequence[tuple[int, ImportRow]]], None] | None = None,
) -> ImportReport:
    """Write the rows into the register in one transaction: all good rows, or, when cancelled, none.

    `dry_run` gives the same report and changes nothing. Only with `remove_missing` does a replacing import remove
    anybody; without it the report says how many it would. `on_rows` is given (recipient id, row) for the
    accepted rows, in order and in batches, for a mailing that needs the other columns too.
    Raises `InputError` when the mapping names nothing that tells who a row is about, `Cancelled`.
    """
    raise NotImplementedError
