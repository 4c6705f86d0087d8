"""Files chosen by hand in place of those that were matched: a mapping that can be told apart at a glance."""

from collections.abc import Iterator, Mapping
from typing import Self

from desktop_app.wizards.derived import fingerprint


class Replacements(Mapping[str, str]):
    """Customer id → path. Never changes, so that its fingerprint is worked out once.

    Pages ask at each turn whether anything in a draft has changed, and after ten thousand corrected copies there are
    as many files in here.
    """

    __slots__ = ("_files", "_mark")

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self._files = dict(files or {})
        self._mark = fingerprint(sorted(self._files.items()))

    @classmethod
    def of(cls, files: Mapping[str, str]) -> Self:
        """The same files as such a mapping."""
        return files if isinstance(files, cls) else cls(files)

    def __getitem__(self, customer_id: str) -> str:
        return self._files[customer_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Replacements):
            return self._mark == other._mark
        return self._files == other

    def __hash__(self) -> int:
        return hash(self._mark)

    def __repr__(self) -> str:
        """Short, and different for different files: fingerprints of a draft are made of it."""
        return f"Replacements({len(self)}, {self._mark})"
