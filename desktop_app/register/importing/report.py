"""What an import did, row by row where something was wrong or was mended."""

from dataclasses import dataclass, field

from desktop_app.base.texts import Text


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one row. `row` as Excel shows it, `column` the file's own heading.

    `value` is what stood there, masked where it is an identity number; `message` says what to do.
    """

    row: int
    column: str
    field: str
    value: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Restored:
    """A value whose leading zeros were put back, masked where it is an identity number."""

    row: int
    column: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class ImportReport:
    """`read` is always `new + changed + same + rejected`.

    `missing` counts the recipients that a replacing import did not find in the file; `removed` those that were
    removed. `warnings` are about rows that were accepted. At most `LISTED` errors, warnings and restored values are
    listed; the counts are of all.
    """

    dry_run: bool
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    missing: int = 0
    removed: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)
    error_count: int = 0
    warning_count: int = 0
    restored_count: int = 0
