"""What an import did, row by row where something was wrong or was mended."""

from dataclasses import dataclass, field

from desktop_app.base.texts import Text

LISTED = 10_000
"""So many errors, warnings and restored values are listed at most; the counts are of all."""


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

    `kept` are those of `same` who differ from the file and were left as they are (mode `add`). `missing` counts
    the recipients that a replacing import did not find in the file, `removed` those that were removed. `synthetic`
    counts accepted rows with a test person's number. `warnings` are about rows that were accepted. The lists hold
    `LISTED` entries at most, the counts are of all.
    """

    dry_run: bool
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    kept: int = 0
    missing: int = 0
    removed: int = 0
    not_removed: Text | None = None
    """Why a confirmed removal was not done after all."""
    synthetic: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)
    error_count: int = 0
    warning_count: int = 0
    restored_count: int = 0

    def reject(self, errors: list[RowError]) -> None:
        """Count a row as rejected, for these reasons."""
        self.rejected += 1
        self.error_count += len(errors)
        self.errors.extend(errors[: max(LISTED - len(self.errors), 0)])

    def warn(self, warnings: list[RowError]) -> None:
        """Add warnings about accepted rows."""
        self.warning_count += len(warnings)
        self.warnings.extend(warnings[: max(LISTED - len(self.warnings), 0)])

    def mend(self, restored: list[Restored]) -> None:
        """Add values that got their zeros back."""
        self.restored_count += len(restored)
        self.restored.extend(restored[: max(LISTED - len(self.restored), 0)])
