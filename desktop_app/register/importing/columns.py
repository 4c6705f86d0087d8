"""Cleaning many rows at once, column by column: ordinary values pass a quick test, the others take the long way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop_app.base.texts import Text, text
from desktop_app.register.fields import (
    Cleaned,
    Surroundings,
    clean_field,
    clean_plain,
    is_norway,
    shown_value,
)
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.quick_tests import QUICK_TESTS
from desktop_app.register.importing.report import Restored, RowError
from desktop_app.register.importing.table import TableRow
from desktop_app.register.keys import full_name_of
from desktop_app.register.model import PERSON_FIELDS
from desktop_app.register.plain_text import is_plain
from desktop_app.register.spreadsheets import unescaped

Column = list[str | None]

_LEFT_OUT = frozenset({"phone", "email"})
"""Fields that nobody is identified by alone: a bad value is left out with a warning, and the row is taken."""


OUT_OF_SHAPE = frozenset({"columns", "open_quote"})
"""Errors of rows whose cells cannot be trusted to stand in their columns."""


@dataclass(slots=True)
class Chunk:
    """Some rows of a table, cleaned. The columns hold a value for each row, bad ones None.

    `columns` has every mapped field of a recipient and always `full_name`; `errors` the rejected rows by their
    place in the chunk.
    """

    rows: Sequence[TableRow]
    columns: dict[str, Column] = field(default_factory=dict)
    errors: dict[int, list[RowError]] = field(default_factory=dict)
    warnings: list[RowError] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)


class ColumnCleaner:
    """Applies the rules of the fields to the columns of a table. Keeps the mapping; the rows come in chunks."""

    def __init__(self, mapping: ColumnMapping, today: date) -> None:
        self._headings = mapping.headings
        # The country comes first: the rule of the postcode depends on it.
        order = ("country", *(name for name in PERSON_FIELDS if name != "country"))
        self._columns = {name: mapping.columns[name] for name in order if name in mapping.columns}
        self._today = today

    def clean(self, rows: Sequence[TableRow]) -> Chunk:
        """The rows' values by the rules, and what was wrong with them."""
        chunk = Chunk(rows)
        cells = self._in_shape(chunk)
        by_column = list(zip(*cells, strict=True))
        taken: dict[str, Sequence[str]] = {name: by_column[index] for name, index in self._columns.items()}
        joined = "|".join(map("|".join, taken.values()))
        plain = is_plain(joined)
        if not plain or _has_outer_blanks(joined):
            taken = {name: [value.strip() for value in values] for name, values in taken.items()}
        if "|'" in joined or joined.startswith("'"):
            taken = {name: [unescaped(value) for value in values] for name, values in taken.items()}
        countries = self._countries(taken)
        for name, values in taken.items():
            chunk.columns[name] = self._clean_column(chunk, name, values, countries, plain=plain)
        _put_names_together(chunk)
        return chunk

    def _in_shape(self, chunk: Chunk) -> list[Sequence[str]]:
        """The rows' cells, as many as there are headings; rows with another number of cells are errors."""
        width = len(self._headings)
        cells: list[Sequence[str]] = [row.cells for row in chunk.rows]
        for index, row in enumerate(chunk.rows):
            found = len(row.cells)
            if row.swallowed:
                message = text(
                    "This row stands on {lines} lines of the file and holds what look like other rows. "
                    "A quotation mark is open.",
                    lines=row.lines,
                )
                chunk.errors[index] = [RowError(row.number, "", "", "", "open_quote", message)]
            elif found == width:
                continue
            elif found < width or any(row.cells[width:]):
                chunk.errors[index] = [RowError(row.number, "", "", "", "columns", _ragged(row, width))]
            cells[index] = [*row.cells[:width], *[""] * (width - found)]
        return cells

    def _countries(self, taken: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
        """The rows' countries, or None where all are Norway."""
        countries = taken.get("country")
        if countries is None or all(map(is_norway, set(countries))):
            return None
        return countries

    def _clean_column(
        self, chunk: Chunk, name: str, values: Sequence[str], countries: Sequence[str] | None, *, plain: bool
    ) -> Column:
        test = None if name == "postcode" and countries is not None else QUICK_TESTS.get(name)
        present = [value for value in values if value] if "" in values else values
        if not present or (plain and test is not None and test(present, self._today)):
            return list(values) if present is values else [value or None for value in values]
        return [self._take(chunk, index, name, value, countries) for index, value in enumerate(values)]

    def _take(
        self, chunk: Chunk, index: int, name: str, value: str, countries: Sequence[str] | None
    ) -> str | None:
        """One value by the rule of its field; what is wrong or was mended goes into the chunk."""
        if not value:
            return None
        surroundings = Surroundings(self._today, countries[index] if countries else "")
        clean = clean_plain if is_plain(value) else clean_field
        cleaned = clean(name, value, surroundings)
        if cleaned.problem is not None or cleaned.restored or cleaned.mended:
            self._note(chunk, index, name, value, cleaned)
        return cleaned.value

    def _note(self, chunk: Chunk, index: int, name: str, value: str, cleaned: Cleaned) -> None:
        row, column = chunk.rows[index].number, self._headings[self._columns[name]]
        shown = shown_value(name, value)
        if cleaned.restored:
            after = shown_value(name, cleaned.value or "")
            chunk.restored.append(Restored(row, column, name, shown, after))
        if cleaned.mended:
            chunk.warnings.append(RowError(row, column, name, shown, "invisible_removed", _INVISIBLE_REMOVED))
        if cleaned.problem is None:
            return
        error = RowError(row, column, name, shown, cleaned.problem.code, cleaned.problem.message)
        if name in _LEFT_OUT:
            chunk.warnings.append(error)
        else:
            chunk.errors.setdefault(index, []).append(error)


def _put_names_together(chunk: Chunk) -> None:
    """Fill `full_name` from the parts where it is not given."""
    empty: Column = [None] * len(chunk.rows)
    given = chunk.columns.get("full_name", empty)
    if not all(given):
        parts = (chunk.columns.get(name, empty) for name in ("first_name", "middle_name", "last_name"))
        put_together = [full_name_of(*names) for names in zip(*parts, strict=True)]
        given = [name or other for name, other in zip(given, put_together, strict=True)]
    chunk.columns["full_name"] = given


def _has_outer_blanks(joined: str) -> bool:
    return " |" in joined or "| " in joined or joined.startswith(" ") or joined.endswith(" ")


def _ragged(row: TableRow, width: int) -> Text:
    if row.lines > 1:
        return text(
            "This row has {count} columns, the headings have {width}, and it stands on {lines} lines of the file. "
            "A quotation mark may be open.",
            count=len(row.cells),
            width=width,
            lines=row.lines,
        )
    return text(
        "This row has {count} columns, the headings have {width}. A separator is missing or too many.",
        count=len(row.cells),
        width=width,
    )


_INVISIBLE_REMOVED = text("Invisible characters were taken out.")
