"""Which column is which field: known headings in English, Norwegian and Swedish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Fields and the columns they are read from (0 is the first column).

    `unknown` are the columns that no field takes; a mailing can still use them by their heading.
    """

    columns: dict[str, int]
    headings: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that no field uses."""
        used = set(self.columns.values())
        return tuple(name for index, name in enumerate(self.headings) if index not in used)


def suggest_mapping(headings: Sequence[str], overrides: Iterable[tuple[str, str]] = ()) -> ColumnMapping:
    """The mapping that the headings speak for, changed by `overrides` (field, heading or column letter).

    Raises `InputError` for an unknown field, an unknown column, or two columns for one field.
    """
    raise NotImplementedError
