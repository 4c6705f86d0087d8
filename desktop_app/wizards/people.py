"""The people of a list, as far as they can be looked for in file names and letters."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

_BETWEEN = "\x1f"
"""Stands between the fields of a packed person."""


@dataclass(frozen=True, slots=True)
class Person:
    """What of a recipient can be looked for. `key` is whatever the caller knows the person by."""

    key: str
    customer_id: str = ""
    national_id: str | None = None
    organisation_number: str | None = None
    full_name: str = ""
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    address1: str | None = None
    postcode: str | None = None


def name_words(person: Person) -> tuple[str, ...]:
    """The words of a person's name, first names first, as they are registered."""
    if person.first_name and person.last_name:
        parts = (person.first_name, person.middle_name or "", person.last_name)
        return tuple(" ".join(parts).split())
    last, comma, first = person.full_name.partition(",")
    return tuple(f"{first} {last}".split() if comma else person.full_name.split())


class PackedPeople:
    """Many people in a row of bytes, a tenth of what they take as objects. Grows, and never changes what it has."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        for person in people:
            self.append(person)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> Person:
        packed = self._bytes[self._ends[number] : self._ends[number + 1]].decode()
        key, customer_id, national_id, organisation, name, *further = packed.split(_BETWEEN)
        return Person(
            key,
            customer_id,
            national_id or None,
            organisation or None,
            name,
            *(one or None for one in further),
        )

    def __iter__(self) -> Iterator[Person]:
        return (self[number] for number in range(len(self)))

    def append(self, person: Person) -> None:
        """Put one more person at the end."""
        fields = ((field or "").replace(_BETWEEN, " ") for field in astuple(person))
        self._bytes += _BETWEEN.join(fields).encode()
        self._ends.append(len(self._bytes))
