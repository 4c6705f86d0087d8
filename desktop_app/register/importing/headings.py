"""Which column is which field: known headings, and what a person says about the others."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.register.importing.known_headings import KNOWN_HEADINGS
from desktop_app.register.importing.table import column_letter
from desktop_app.register.keys import fold
from desktop_app.register.model import MAILING_FIELDS, PERSON_FIELDS

_NOT_WORDS = re.compile(r"[^\w]+|_+")
_IGNORED = ""
"""`--map` with this as the column says that no column is this field."""

FIELDS = (*PERSON_FIELDS, *MAILING_FIELDS)


class MappingRefused(InputError):
    """The columns cannot be mapped as it was said."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Fields and the columns they are read from (0 is the first column).

    `ambiguous` names fields for which several columns have a fitting heading, with these columns: none is read until
    a person chooses. `unknown` are the headings that no field takes; a mailing can still use them.
    """

    columns: Mapping[str, int]
    headings: tuple[str, ...]
    ambiguous: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that no field uses."""
        used = set(self.columns.values())
        return tuple(name for index, name in enumerate(self.headings) if name and index not in used)

    def with_column(self, name: str, column: int | None) -> "ColumnMapping":
        """The mapping with a field read from this column, or, with None, from none."""
        columns = {one: index for one, index in self.columns.items() if one != name and index != column}
        if column is not None:
            columns[name] = column
        ambiguous = {one: choices for one, choices in self.ambiguous.items() if one != name}
        return ColumnMapping(columns, self.headings, ambiguous)


def suggest_mapping(
    headings: Sequence[str],
    overrides: Iterable[tuple[str, str]] = (),
    known: Mapping[str, Sequence[str]] = KNOWN_HEADINGS,
) -> ColumnMapping:
    """The mapping that the headings speak for, changed by `overrides` (field, heading or column letter).

    `known` are the fields and their headings; other imports hand in their own. Raises `MappingRefused` for an unknown
    field or column, and where an override's heading stands over several columns.
    """
    candidates = {name: _best_columns(headings, (name, *names)) for name, names in known.items()}
    mapping = ColumnMapping(
        {name: columns[0] for name, columns in candidates.items() if len(columns) == 1},
        tuple(headings),
        {name: tuple(columns) for name, columns in candidates.items() if len(columns) > 1},
    )
    for name, column in overrides:
        if name not in known:
            raise _unknown_field(name, known)
        mapping = mapping.with_column(name, None if column == _IGNORED else _find_column(headings, column))
    return mapping


def folded(heading: str) -> str:
    """A heading as it is compared: lower case, words with one blank between, no other signs."""
    return " ".join(_NOT_WORDS.sub(" ", fold(heading)).split())


def _best_columns(headings: Sequence[str], names: Sequence[str]) -> list[int]:
    """The columns whose heading is the first of the names that any heading is; several only for equal headings."""
    written = [folded(heading) for heading in headings]
    best = next((name for name in map(folded, names) if name in written), None)
    return [index for index, heading in enumerate(written) if best is not None and heading == best]


def _find_column(headings: Sequence[str], written: str) -> int:
    """The column with this heading, else the one with this letter or number."""
    exact = [index for index, heading in enumerate(headings) if heading == written.strip()]
    alike = exact or [index for index, heading in enumerate(headings) if folded(heading) == folded(written)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise _several_columns(written, alike)
    letters = [column_letter(index) for index in range(len(headings))]
    if written.strip().upper() in letters:
        return letters.index(written.strip().upper())
    if written.strip().isdecimal() and 1 <= int(written) <= len(headings):
        return int(written) - 1
    raise MappingRefused(
        title=text("There is no column “{column}”.", column=written),
        message=text("The columns are: {columns}.", columns=", ".join(headings)),
        hint=text("Name one of them, or its letter as Excel shows it."),
    )


def _several_columns(written: str, columns: Sequence[int]) -> MappingRefused:
    letters = ", ".join(column_letter(index) for index in columns)
    return MappingRefused(
        title=text("Several columns have the heading “{column}”.", column=written),
        message=text("They are the columns {letters}.", letters=letters),
        hint=text("Name the column by its letter."),
    )


def _unknown_field(name: str, known: Mapping[str, Sequence[str]]) -> MappingRefused:
    return MappingRefused(
        title=text("There is no field “{field}”.", field=name),
        message=text("The fields are: {fields}.", fields=", ".join(known)),
        hint=text("Name one of them."),
    )
