"""Identity numbers as Digipost checks them, and synthetic ones for people who do not exist.

Norwegian national identity numbers: two control digits, modulo 11 (Skatteetaten). From 2032 the first
control sum of a new number may leave 0 to 3. D-numbers have 40 added to the day; synthetic people have 40
(NAV) or 80 (Skatteetaten's test register) added to the month. Organisation numbers: modulo 11 (Brønnøysund).
"""

from collections.abc import Sequence
from datetime import date

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_FIRST_REMAINDERS = range(4)
_CENTURIES = (1800, 1900, 2000)
_SYNTHETIC_MONTH = 80


def is_national_id(number: str) -> bool:
    """Whether the eleven digits are a possible national identity number or D-number."""
    if len(number) != 11 or not number.isascii() or not number.isdigit():
        return False
    digits = [int(digit) for digit in number]
    controls = (
        _weighted(digits[:10], _FIRST_WEIGHTS) % 11 in _FIRST_REMAINDERS
        and _weighted(digits, _SECOND_WEIGHTS) % 11 == 0
    )
    return controls and _has_birth_date(number)


def is_organisation_number(number: str) -> bool:
    """Whether the nine digits are a possible organisation number."""
    if len(number) != 9 or not number.isascii() or not number.isdigit() or number[0] not in "89":
        return False
    return _control_digit(number[:8], _ORGANISATION_WEIGHTS) == int(number[8])


def synthetic_national_id(born: date, serial: int) -> str:
    """A number that no real person has (80 added to the month), the `serial`-th valid one of that day.

    Raises `ValueError` beyond the four hundred or so that a day has.
    """
    head = f"{born.day:02}{born.month + _SYNTHETIC_MONTH:02}{born.year % 100:02}"
    first = 500 if born.year >= 2000 else 0
    found = 0
    for individual in range(first, first + 500):
        number = _with_controls(f"{head}{individual:03}")
        if number is None:
            continue
        if found == serial:
            return number
        found += 1
    raise ValueError(f"no synthetic number number {serial} on {born}")


def organisation_number(serial: int) -> str:
    """A well-formed organisation number. It begins with 99, where few real ones are."""
    for candidate in range(99_000_000 + serial * 11, 99_999_999):
        control = _control_digit(f"{candidate}", _ORGANISATION_WEIGHTS)
        if control is not None:
            return f"{candidate}{control}"
    raise ValueError(f"no organisation number {serial}")


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))


def _control_digit(head: str, weights: Sequence[int]) -> int | None:
    control = -_weighted([int(digit) for digit in head], weights) % 11
    return None if control == 10 else control


def _with_controls(nine: str) -> str | None:
    first = _control_digit(nine, _FIRST_WEIGHTS[:9])
    if first is None:
        return None
    second = _control_digit(f"{nine}{first}", _SECOND_WEIGHTS[:10])
    return None if second is None else f"{nine}{first}{second}"


def _has_birth_date(number: str) -> bool:
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    if day > 40:
        day -= 40
    for added in (80, 40):
        if month > added:
            month -= added
            break
    return any(_is_date(century + year, month, day) for century in _CENTURIES)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
