"""Taking a file's recipients into the register, and what is said about it."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.replies import TextTable
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.privacy.audit import Act
from desktop_app.register.importing import (
    ImportMode,
    ImportReport,
    ImportRow,
    RowError,
    import_recipients,
    read_table,
    suggest_mapping,
)

OnRows = Callable[[Sequence[tuple[int, ImportRow]]], None]
"""Given the accepted rows with their recipients' ids, in order and in batches."""


def import_file(
    session: Session,
    file: Path,
    columns: Iterable[tuple[str, str]],
    *,
    sheet: str | None = None,
    mode: ImportMode = ImportMode.UPDATE,
    dry_run: bool = False,
    remove_missing: bool = False,
    on_rows: OnRows | None = None,
) -> ImportReport:
    """Import a file on the lane for files. `columns` are fields with their column, beside the known headings."""
    services = session.services

    def work(context: JobContext) -> ImportReport:
        table = read_table(file, sheet)
        report = import_recipients(
            services.database,
            table,
            suggest_mapping(table.headings, columns),
            mode,
            dry_run=dry_run,
            clock=services.clock,
            context=context,
            remove_missing=remove_missing,
            on_rows=on_rows,
        )
        if not dry_run:
            services.privacy.audit.note(Act.IMPORTED, people=report.read, about=file.name)
            services.register.refresh_search_index(context)
        return report

    return session.run(Lane.FILES, text("Reading recipients"), work)


def refuse_if_none_left(report: ImportReport) -> None:
    """Raise `InputError` when every row of the file was rejected: there is nobody to go on with."""
    if report.read > report.rejected:
        return
    raise InputError(
        title=text("No row of the file can be used."),
        message=plural(
            "{count} row was read and rejected. The first: {problem}",
            "{count} rows were read and rejected. The first: {problem}",
            count=report.read,
            problem=report.errors[0].message if report.errors else text("every row is empty"),
        ),
        hint=text("“register import FILE --dry-run” lists what is wrong in each row."),
    )


def import_data(report: ImportReport) -> dict[str, object]:
    """The fields of the contract for an import."""
    return {
        "dry_run": report.dry_run,
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "rejected": report.rejected,
        "missing": report.missing,
        "removed": report.removed,
        "errors": [row_error_data(error) for error in report.errors],
        "error_count": report.error_count,
        "warnings": [row_error_data(warning) for warning in report.warnings],
        "warning_count": report.warning_count,
        "restored": [
            {"row": mended.row, "column": mended.column, "before": mended.before, "after": mended.after}
            for mended in report.restored
        ],
        "restored_count": report.restored_count,
    }


def row_error_data(error: RowError) -> dict[str, object]:
    """One thing wrong with a row."""
    return {
        "row": error.row,
        "column": error.column,
        "field": error.field,
        "value": error.value,
        "code": error.code,
        "message": error.message,
    }


def import_words(report: ImportReport) -> list[Text | TextTable]:
    """The same for a person."""
    words: list[Text | TextTable] = []
    if report.dry_run:
        words.append(text("Only looked: nothing was changed."))
    words.append(
        plural(
            "{count} row read: {new} new, {changed} changed, {same} the same, {rejected} rejected.",
            "{count} rows read: {new} new, {changed} changed, {same} the same, {rejected} rejected.",
            count=report.read,
            new=report.new,
            changed=report.changed,
            same=report.same,
            rejected=report.rejected,
        )
    )
    if report.removed:
        words.append(plural("{count} was removed.", "{count} were removed.", count=report.removed))
    elif report.missing:
        words.append(
            plural(
                "{count} in the register is not in the file.",
                "{count} in the register are not in the file.",
                count=report.missing,
            )
        )
    words += listed_errors(text("To mend"), report.errors)
    words += listed_errors(text("Worth a look"), report.warnings)
    if report.restored:
        headings = (text("Row"), text("Column"), text("In the file"), text("Read as"))
        rows = [(mended.row, mended.column, mended.before, mended.after) for mended in report.restored]
        words.append(TextTable(headings, rows))
    return words


def listed_errors(title: Text, errors: Sequence[RowError]) -> list[Text | TextTable]:
    """What is wrong with the rows of a file as a table; nothing where nothing is."""
    if not errors:
        return []
    rows = [(error.row, error.column, error.value, error.message) for error in errors]
    return [TextTable((text("Row"), text("Column"), text("Value"), title), rows)]
