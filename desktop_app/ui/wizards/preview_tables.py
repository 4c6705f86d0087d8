"""What a file's rows become, which of them cannot be used, and what was mended, as small tables."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

from desktop_app.base.texts import Text, text
from desktop_app.register.identity import mask_national_id
from desktop_app.register.importing import ImportRow, MailingFields, Restored, RowError
from desktop_app.register.model import MAILING_FIELDS, PERSON_FIELDS
from desktop_app.ui.components.grid_source import CellValue, Column, ColumnKind, GridRow, ListSource, Status
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import FIELD_LABEL
from desktop_app.wizards.recipient_list import FilePreview

_IDS = frozenset({"customer_id", "national_id", "organisation_number", "postcode", "kid", "account", "phone"})
_FIRST = ("full_name", "customer_id", "national_id", "organisation_number")
_ORDER = (*_FIRST, *(name for name in (*PERSON_FIELDS, *MAILING_FIELDS) if name not in _FIRST))
_FINE = Status(text("Fine"), Tone.DONE, "done", text("The row is used as it is."))
_WORTH_A_LOOK = Status(
    text("Worth a look"),
    Tone.ATTENTION,
    "attention",
    text("The row is used, but something in it was restored or looks odd. The remark says what."),
)
_UNUSABLE = Status(
    text("Cannot be used"),
    Tone.PROBLEM,
    "problem",
    text("The row is left out. The remark says what to correct in the file."),
)
ROW_STATES = (_FINE, _WORTH_A_LOOK, _UNUSABLE)
_ROW = Column("row", text("Row"), ColumnKind.ID, characters=6, sortable=False)


def becomes_source(preview: FilePreview) -> ListSource:
    """The first rows, as the program understands them."""
    shown = [name for name in _ORDER if name in preview.mapping.columns or name == "full_name"]
    wrong = {error.row: error.message for error in reversed(preview.report.errors)}
    odd = {warning.row: warning.message for warning in reversed(preview.report.warnings)}
    columns = (
        _ROW,
        Column("state", text("State"), ColumnKind.STATUS, characters=18, sortable=False),
        Column(
            "why", text("What to know"), characters=44, sortable=False, shown=bool(wrong or odd), wraps=True
        ),
        *(_column_of(name) for name in shown),
    )
    return ListSource(columns, [_becomes(row, shown, wrong, odd) for row in preview.rows])


def errors_source(errors: Sequence[RowError]) -> ListSource:
    """The rows that cannot be used, with what is wrong and what to do."""
    columns = (
        _ROW,
        Column("column", text("Column"), characters=20, sortable=False),
        Column("value", text("In the file"), characters=22, sortable=False),
        Column("message", text("What to do"), characters=80, sortable=False, wraps=True),
    )
    rows = [
        GridRow(str(number), (str(error.row), error.column, error.value, error.message))
        for number, error in enumerate(errors)
    ]
    return ListSource(columns, rows)


def restored_source(restored: Sequence[Restored]) -> ListSource:
    """The values that got their zeros back."""
    columns = (
        _ROW,
        Column("column", text("Column"), characters=24, sortable=False),
        Column("before", text("In the file"), ColumnKind.ID, characters=20, sortable=False),
        Column("after", text("Read as"), ColumnKind.ID, characters=20, sortable=False),
    )
    rows = [
        GridRow(str(number), (str(one.row), one.column, one.before, one.after))
        for number, one in enumerate(restored)
    ]
    return ListSource(columns, rows)


def _column_of(name: str) -> Column:
    kind = ColumnKind.ID if name in _IDS else ColumnKind.TEXT
    characters = {"full_name": 24, "address1": 22, "postcode": 9, "city": 14}.get(name, 16)
    return Column(name, FIELD_LABEL[name], kind, characters=characters, sortable=False)


def _becomes(row: ImportRow, shown: Sequence[str], wrong: dict[int, Text], odd: dict[int, Text]) -> GridRow:
    why = wrong.get(row.number) or odd.get(row.number)
    if why is None and row.mailing_errors:
        why = row.mailing_errors[0].message
    state = _UNUSABLE if row.number in wrong else _WORTH_A_LOOK if why is not None else _FINE
    cells = (str(row.number), state, why, *(_cell(row, name) for name in shown))
    return GridRow(str(row.number), cells)


_MAILING = frozenset(part.name for part in fields(MailingFields))


def _cell(row: ImportRow, name: str) -> CellValue:
    value = getattr(row.mailing if name in _MAILING else row.recipient, name)
    if name == "national_id" and value:
        return mask_national_id(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str | date | Decimal):
        return value
    return None
