"""Finding each person's files by their names, and saying on both sides what did not match."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.wizards.draft import MatchBy
from desktop_app.wizards.folding import fold
from desktop_app.wizards.identities import IdentityIndex, Kind
from desktop_app.wizards.people import Person

_KINDS = {
    MatchBy.CUSTOMER_ID: Kind.CUSTOMER_ID,
    MatchBy.NATIONAL_ID: Kind.NATIONAL_ID,
    MatchBy.NAME: Kind.NAME,
}
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Matches:
    """Who has which files, and what is left over. People are given by their keys.

    `files` are each person's, in the order of their names; `people_without` have none. `strangers` are files that
    fit nobody, and `unclear` those that fit several people, with whom they fit.
    """

    files: Mapping[str, tuple[Path, ...]]
    people_without: tuple[str, ...]
    strangers: tuple[Path, ...]
    unclear: Mapping[Path, tuple[str, ...]]

    @property
    def with_several(self) -> tuple[str, ...]:
        """The people who have more than one file."""
        return tuple(person for person, files in self.files.items() if len(files) > 1)


def match_files(people: Sequence[Person], files: Iterable[Path], by: MatchBy) -> Matches:
    """Match files to people by what their names carry, whatever else stands in them.

    A name may have its last name first or lack its middle names. A customer id is also found by its number alone,
    without letters and leading zeros ("brev-231.pdf" for K000231), where that leaves no doubt.
    """
    index = IdentityIndex(people, [_KINDS[by]])
    found: dict[Path, tuple[str, ...]] = {}
    for path in files:
        hits = index.scan(fold(path.stem))
        found[path] = tuple(dict.fromkeys(owner for hit in hits for owner in hit.owners))
    if by is MatchBy.CUSTOMER_ID:
        found.update(_by_bare_number(people, found))
    return _sort_out(people, found)


def pdf_files(folder: Path) -> list[Path]:
    """The PDF files in a folder, sorted by name. Hidden files, such as macOS leaves behind, are passed over."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".pdf" and not path.name.startswith(".") and path.is_file()
    )


def _by_bare_number(
    people: Sequence[Person], found: Mapping[Path, tuple[str, ...]]
) -> dict[Path, tuple[str, ...]]:
    """Files that fit nobody so far but hold one number, which is the number of one person who has no file."""
    taken = {owner for owners in found.values() for owner in owners}
    people_by_number: dict[str, list[str]] = defaultdict(list)
    for person in people:
        people_by_number[_only_number(person.customer_id)].append(person.key)
    files_by_number: dict[str, list[Path]] = defaultdict(list)
    for path, owners in found.items():
        if not owners:
            files_by_number[_only_number(path.stem)].append(path)
    matched: dict[Path, tuple[str, ...]] = {}
    for number, files in files_by_number.items():
        fitting = people_by_number.get(number, [])
        if number and len(files) == len(fitting) == 1 and fitting[0] not in taken:
            matched[files[0]] = (fitting[0],)
    return matched


def _only_number(words: str) -> str:
    """The one number in these words without leading zeros, or nothing when there are none or several."""
    numbers = _NUMBER.findall(words)
    return (numbers[0].lstrip("0") or "0") if len(numbers) == 1 else ""


def _sort_out(people: Sequence[Person], found: Mapping[Path, tuple[str, ...]]) -> Matches:
    files: dict[str, list[Path]] = defaultdict(list)
    for path, owners in found.items():
        if len(owners) == 1:
            files[owners[0]].append(path)
    ordered = {person.key: tuple(sorted(files[person.key])) for person in people if person.key in files}
    return Matches(
        files=ordered,
        people_without=tuple(person.key for person in people if person.key not in ordered),
        strangers=tuple(sorted(path for path, owners in found.items() if not owners)),
        unclear={path: owners for path, owners in sorted(found.items()) if len(owners) > 1},
    )
