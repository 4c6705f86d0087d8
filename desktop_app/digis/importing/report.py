"""What an import of members did, row by row where something was wrong."""

from dataclasses import dataclass, field

from desktop_app.register.importing.report import LISTED, RowError


@dataclass(slots=True)
class MemberImportReport:
    """`read` is always `new + changed + same + rejected`: each row is one of them.

    A row is new when its person or its subscription was not known, changed when anything of either is. `ended`
    counts subscriptions that were active and no longer are (their rows are among `changed`), `missing` the active
    ones that the file does not name; they are ended only by an import that was told the file is complete.
    `queued` counts the persons who will be sent. `warnings` are about rows that were accepted. The lists hold
    10,000 entries at most, the counts are of all.
    """

    dry_run: bool
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    ended: int = 0
    missing: int = 0
    queued: int = 0
    unknown_sex: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    error_count: int = 0
    warning_count: int = 0

    def reject(self, errors: list[RowError]) -> None:
        """Count a row as rejected, for these reasons."""
        self.rejected += 1
        self.error_count += len(errors)
        self.errors.extend(errors[: max(LISTED - len(self.errors), 0)])

    def warn(self, warnings: list[RowError]) -> None:
        """Add warnings about accepted rows."""
        self.warning_count += len(warnings)
        self.warnings.extend(warnings[: max(LISTED - len(self.warnings), 0)])
