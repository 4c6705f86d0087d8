"""From a row of cells to a recipient and the fields of one mailing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop_app.base.clock import Clock
from desktop_app.base.work import WorkContext
from desktop_app.register.batches import batches
from desktop_app.register.fields import shown_value, split_tags
from desktop_app.register.importing.columns import Chunk, ColumnCleaner
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.mailing_fields import MailingFields, check_mailing_fields
from desktop_app.register.importing.report import Restored, RowError
from desktop_app.register.importing.table import Table
from desktop_app.register.model import MAILING_FIELDS, Recipient
from desktop_app.register.spreadsheets import unescaped

CHUNK_ROWS = 200
"""So many rows are cleaned and written at once: well within 50 ms."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row: the recipient it describes, the fields of a mailing, and every other column by its heading.

    `errors` reject the row (the recipient is then as far as it could be read); `mailing_errors` are about the
    mailing's fields alone and do not keep the person out of the register. `others` has all columns that are no
    field of a recipient, those of mailing fields included, as they stand in the file.
    """

    number: int
    recipient: Recipient
    mailing: MailingFields = field(default_factory=MailingFields)
    others: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    mailing_errors: tuple[RowError, ...] = ()
    restored: tuple[Restored, ...] = ()


def read_rows(
    table: Table, mapping: ColumnMapping, clock: Clock, context: WorkContext
) -> Iterator[ImportRow]:
    """Each row of the table, checked and with what it says about the mailing; changes nothing anywhere.

    This is what previews and mailings read. `import_recipients` applies the same rules.
    """
    cleaner = ColumnCleaner(mapping, clock.now().date())
    done = 0
    for rows in batches(table.rows(), CHUNK_ROWS):
        context.check_cancelled()
        yield from whole_rows(cleaner.clean(rows), mapping)
        done += len(rows)
        context.progress(done, table.rows_expected)


def whole_rows(chunk: Chunk, mapping: ColumnMapping) -> Iterator[ImportRow]:
    """The rows of a cleaned chunk, each with everything it says."""
    for index, row in enumerate(chunk.rows):
        mailing, mailing_errors, restored = _mailing(row.number, row.cells, mapping)
        yield ImportRow(
            row.number,
            _recipient(chunk, index),
            mailing,
            _others(row.cells, mapping),
            errors=tuple(chunk.errors.get(index, ())),
            warnings=tuple(warning for warning in chunk.warnings if warning.row == row.number),
            mailing_errors=mailing_errors,
            restored=(*(one for one in chunk.restored if one.row == row.number), *restored),
        )


def _recipient(chunk: Chunk, index: int) -> Recipient:
    values: dict[str, Any] = {name: column[index] for name, column in chunk.columns.items()}
    born, tags = values.get("birth_date"), values.pop("tags", None)
    return Recipient(
        customer_id=values.pop("customer_id", None) or "",
        full_name=values.pop("full_name") or "",
        tags=split_tags(tags or ""),
        **values | {"birth_date": date.fromisoformat(born) if born else None},
    )


def _others(cells: list[str], mapping: ColumnMapping) -> dict[str, str]:
    own = {index for name, index in mapping.columns.items() if name not in MAILING_FIELDS}
    return {
        heading: unescaped(cell).strip()
        for index, (heading, cell) in enumerate(zip(mapping.headings, cells, strict=False))
        if heading and index not in own
    }


def _mailing(
    row: int, cells: list[str], mapping: ColumnMapping
) -> tuple[MailingFields, tuple[RowError, ...], tuple[Restored, ...]]:
    columns = {name: mapping.columns[name] for name in MAILING_FIELDS if name in mapping.columns}
    written = {name: unescaped(cells[index]) for name, index in columns.items() if index < len(cells)}
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    restored: list[Restored] = []
    for name, checked in check_mailing_fields(written).items():
        column, shown = mapping.headings[columns[name]], shown_value(name, written[name].strip())
        if checked.problem is not None:
            errors.append(RowError(row, column, name, shown, checked.problem.code, checked.problem.message))
            continue
        values[name] = checked.value
        if checked.restored:
            restored.append(Restored(row, column, name, shown, str(checked.value)))
    return MailingFields(**values), tuple(errors), tuple(restored)
