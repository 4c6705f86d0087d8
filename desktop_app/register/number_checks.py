"""What all checks of numbers share: why a number is refused, and the sums they are made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.texts import Text


class NumberFault(StrEnum):
    """Why a number is refused."""

    LENGTH = "length"
    LETTERS = "letters"
    DATE = "date"
    CONTROL_DIGITS = "control_digits"
    FIRST_DIGIT = "first_digit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A number that cannot be right: why, in words that do not repeat it, and what was perhaps meant."""

    fault: NumberFault
    message: Text
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A number without blanks and dots. `refusal` is None when it can be right.

    `synthetic` marks numbers that only test people and test organisations have.
    """

    number: str
    refusal: Refusal | None = None
    synthetic: bool = False

    @property
    def ok(self) -> bool:
        """Whether the number can be right."""
        return self.refusal is None


_SEPARATORS = re.compile(r"[\s.\-\u00ad\u2010-\u2015\u2212]+")


def without_separators(written: str) -> str:
    """The number without the blanks, dots and hyphens that people put into it."""
    return _SEPARATORS.sub("", written)


def only_digits(number: str) -> bool:
    """Whether there is nothing but the digits 0 to 9 (other scripts' digits do not count)."""
    return number.isascii() and number.isdigit()


def mod11_remainder(digits: str) -> int:
    """The weighted sum modulo 11, weights 2 3 4 5 6 7 repeated from the right."""
    total = 0
    weight = 2
    for digit in reversed(digits):
        total += weight * int(digit)
        weight = 2 if weight == 7 else weight + 1
    return total % 11


def luhn_remainder(digits: str) -> int:
    """The sum modulo 10 of Luhn's algorithm over digits that include the control digit: 0 when it fits."""
    plain = sum(int(digit) for digit in digits[-1::-2])
    return (plain + sum(_doubled(digits[-2::-2]))) % 10


def _doubled(digits: Iterable[str]) -> Iterable[int]:
    return (int("0246813579"[int(digit)]) for digit in digits)
