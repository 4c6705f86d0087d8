"""People for the register's benchmarks: synthetic, different from each other, the same in each run."""

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.helpers.synthetic_numbers import synthetic_number

HEADINGS = (
    "Kunde ID",
    "Fødselsnummer",
    "Fullt navn",
    "Adresselinje",
    "Adresselinje 2",
    "Postnummer",
    "Poststed",
    "Land",
    "Fødselsdato",
    "Mobil",
    "E-post",
    "Emne",
    "Filnavn",
)

_FIRST = ("Ola", "Kari", "Per", "Anne", "Øyvind", "Åse", "Nils", "Ingrid", "Sæbjørg", "Jan", "Marit", "Liv")
_LAST = (
    "Nordmann",
    "Hansen",
    "Berg",
    "Ødegård",
    "Lie",
    "Sæther",
    "Dahl",
    "Moen",
    "Vik",
    "Aas",
    "Strand",
    "Haugen",
)
_CITIES = ("Oslo", "Bergen", "Tromsø", "Bodø", "Ålesund", "Hamar", "Moss", "Førde")


def people(count: int) -> Iterator[tuple[str, ...]]:
    """So many rows under `HEADINGS`, thirteen cells each, in no order but that of the customer ids."""
    chance = random.Random(1)
    number = 0
    for index in range(10 * count):
        if number == count:
            return
        born = date(1930 + index % 70, 1 + index // 70 % 12, 1 + index // 840 % 28)
        national_id = synthetic_number(born, index // 23_520 % 500)
        if national_id is None:
            continue
        first, last = chance.choice(_FIRST), f"{chance.choice(_LAST)}{chance.randrange(9_999)}"
        yield (
            f"{number:07d}",
            national_id,
            f"{first} {last}",
            f"Storgata {chance.randrange(1, 300)}",
            "",
            f"{chance.randrange(1, 9_999):04d}",
            chance.choice(_CITIES),
            "Norge",
            born.isoformat(),
            f"+479{chance.randrange(10_000_000):07d}",
            f"person{number}@example.org",
            "Årsavgift",
            "brev.pdf",
        )
        number += 1


def write_people(path: Path, count: int) -> Path:
    """A CSV file of so many people."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(people(count))
    return path
