"""Finding each person's file by its name, and saying on both sides what did not match."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.wizards.draft import MatchBy


@dataclass(frozen=True, slots=True)
class Person:
    """What of a recipient a file name may carry. `key` is whatever the caller knows the person by."""

    key: str
    customer_id: str
    national_id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The outcome: files of each person, and what is left over.

    `pairs` maps a person's key to the files that are theirs, in the order of their names. `people_without` have none.
    `files_without` belong to nobody. `unclear` are files that fit several people, with those people's keys.
    """

    pairs: dict[str, tuple[Path, ...]]
    people_without: tuple[str, ...]
    files_without: tuple[Path, ...]
    unclear: tuple[tuple[Path, tuple[str, ...]], ...]


def match_files(people: Iterable[Person], files: Iterable[Path], by: MatchBy) -> Matches:
    """Match files to people by what their names carry."""
    raise NotImplementedError
