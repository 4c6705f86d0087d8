"""Writing a table's rows into the register: one transaction, all good rows or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from sqlalchemy import Connection, func, select

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.register.batches import batches
from desktop_app.register.identity import mask_national_id
from desktop_app.register.importing.chunk_writer import ChunkWriter, missing_ids, remove
from desktop_app.register.importing.columns import ColumnCleaner
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.modes import ImportMode
from desktop_app.register.importing.report import LISTED, ImportReport, RowError
from desktop_app.register.importing.rows import CHUNK_ROWS, ImportRow, whole_rows
from desktop_app.register.importing.table import Table, column_letter
from desktop_app.register.tables import recipients

OnRows = Callable[[Sequence[tuple[int, ImportRow]]], None]

_TELLS_WHO = ("customer_id", "national_id", "organisation_number", "full_name", "last_name")


class _NotKept(Exception):
    """Ends a dry run: the transaction is rolled back."""


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
    on_rows: OnRows | None = None,
) -> ImportReport:
    """Write the rows into the register in one transaction: all good rows, or, when cancelled, none.

    `dry_run` does the same and takes it back, so that its report is the one that the real run gives. Only with
    `remove_missing` does a replacing import remove anybody; without it the report says how many it would. `on_rows`
    is given (recipient id, row) for the accepted rows, in order and in batches, for a mailing that needs the other
    columns too; ids of new recipients are gone after a dry run.
    Raises `InputError` when nothing in the mapping tells who a row is about, `Cancelled`.
    """
    _refuse_mapping(mapping)
    report = ImportReport(dry_run)
    with _kept_unless(dry_run, database) as connection:
        writer = ChunkWriter(connection, mapping, mode, clock.now(), report)
        _write_rows(writer, table, mapping, clock.now(), on_rows, context)
        writer.indexes.restore()
        _warn_of_same_numbers(connection, writer, mapping, report)
        if mode == ImportMode.REPLACE:
            _handle_missing(connection, writer, report, remove_missing=remove_missing)
    return report


@contextmanager
def _kept_unless(dry_run: bool, database: Database) -> Iterator[Connection]:
    """A write transaction whose work is taken back at the end of a dry run."""
    with suppress(_NotKept), database.begin() as connection:
        yield connection
        if dry_run:
            raise _NotKept


def _write_rows(
    writer: ChunkWriter,
    table: Table,
    mapping: ColumnMapping,
    now: datetime,
    on_rows: OnRows | None,
    context: WorkContext,
) -> None:
    cleaner = ColumnCleaner(mapping, now.date())
    label = text("Importing {file}", file=table.path.name)
    done = 0
    for rows in batches(table.rows(), CHUNK_ROWS):
        context.check_cancelled()
        chunk = cleaner.clean(rows)
        accepted = writer.write(chunk)
        if on_rows is not None and accepted:
            whole = list(whole_rows(chunk, mapping))
            on_rows([(recipient_id, whole[index]) for recipient_id, index in accepted])
        done += len(rows)
        context.progress(done, max(table.rows_expected or 0, done), label)
    context.check_cancelled()


def _refuse_mapping(mapping: ColumnMapping) -> None:
    for columns in mapping.ambiguous.values():
        raise InputError(
            title=text("Several columns have the heading “{column}”.", column=mapping.headings[columns[0]]),
            message=text(
                "They are the columns {letters}.",
                letters=", ".join(column_letter(column) for column in columns),
            ),
            hint=text("Choose which of them is meant."),
        )
    if not any(field in mapping.columns for field in _TELLS_WHO):
        raise InputError(
            title=text("No column tells who the rows are about."),
            message=text("The columns are: {columns}.", columns=", ".join(mapping.headings)),
            hint=text("Choose which column is the name, the customer id or the identity number."),
        )


def _warn_of_same_numbers(
    connection: Connection, writer: ChunkWriter, mapping: ColumnMapping, report: ImportReport
) -> None:
    """Warn where a row's identity number is that of another customer id too: one person would get two letters."""
    if "national_id" not in mapping.columns:
        return
    heading = mapping.headings[mapping.columns["national_id"]]
    number = recipients.c.national_id
    doubled = (
        select(number).where(number.is_not(None)).group_by(number).having(func.count() > 1).limit(LISTED)
    )
    owners = (
        select(number, recipients.c.id, recipients.c.customer_id)
        .where(number.in_(doubled))
        .order_by(number, recipients.c.id)
    )
    by_number: dict[str, list[tuple[int, str]]] = {}
    for national_id, recipient_id, customer_id in connection.execute(owners):
        by_number.setdefault(national_id, []).append((writer.first_rows[recipient_id], customer_id))
    warnings = [
        RowError(
            max(found)[0], heading, "national_id", mask_national_id(national_id), "same_number", _same(found)
        )
        for national_id, found in by_number.items()
        if max(found)[0]
    ]
    report.warn(sorted(warnings, key=lambda warning: warning.row))


def _same(found: Sequence[tuple[int, str]]) -> Text:
    names = ", ".join(customer_id for _, customer_id in found)
    return text(
        "Recipients with different customer ids have this identity number: {customer_ids}.",
        customer_ids=names,
    )


def _handle_missing(
    connection: Connection, writer: ChunkWriter, report: ImportReport, *, remove_missing: bool
) -> None:
    """Count those who are in the register and not in the file, and remove them when that was confirmed.

    Nobody is removed when a rejected row could be about anybody, or when no row was good: a broken file must not
    empty the register.
    """
    missing = missing_ids(connection, writer)
    report.missing = len(missing)
    if not remove_missing or not missing:
        return
    if writer.strangers:
        report.not_removed = text(
            "Nobody was removed, since some rejected rows do not tell whom they are about."
        )
    elif report.rejected == report.read:
        report.not_removed = text("Nobody was removed, since no row of the file could be used.")
    else:
        remove(connection, missing)
        report.removed = len(missing)
