"""Norwegian identity numbers: fødselsnummer and D-number, those of the series from 2032 included.

Sources: Skatteetaten's "Nye fødselsnummer og d-nummer fra 2032" and the page "nytt-fodselsnummer-fra-2032" of
the folkeregister API's documentation. Synthetic numbers: month + 40 (NAV) and month + 80 (Skatteetaten's Tenor),
on both kinds.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from desktop_app.base.texts import Text, text
from desktop_app.register.number_checks import NumberFault, Refusal, only_digits, without_separators

_LENGTH = 11
_LARGEST_K1_REMAINDER = 3
_D_NUMBER_DAY = 40
_SYNTHETIC_MONTHS = (40, 80)


class NationalIdKind(StrEnum):
    """The two kinds of Norwegian identity numbers."""

    NATIONAL = "national"
    D_NUMBER = "d_number"


@dataclass(frozen=True, slots=True)
class NationalIdCheck:
    """What an identity number says. `refusal` is None when the number can be right.

    `birth_date` is None where the century cannot be told, as in the series from 2032. A D-number may carry
    the date of its application instead of the birth date. `synthetic` marks the test people of NAV and Skatteetaten.
    """

    number: str
    kind: NationalIdKind | None = None
    birth_date: date | None = None
    synthetic: bool = False
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        """Whether the number can be right."""
        return self.refusal is None


class _DayAndMonth(NamedTuple):
    day: int
    month: int
    kind: NationalIdKind
    synthetic: bool


def _days_and_months() -> dict[str, _DayAndMonth]:
    """The first four digits of every possible number, so that a date is checked by one look-up."""
    kinds = ((0, NationalIdKind.NATIONAL), (_D_NUMBER_DAY, NationalIdKind.D_NUMBER))
    return {
        f"{day + day_shift:02d}{month + month_shift:02d}": _DayAndMonth(day, month, kind, month_shift > 0)
        for month in range(1, 13)
        for day in range(1, calendar.monthrange(2000, month)[1] + 1)
        for day_shift, kind in kinds
        for month_shift in (0, *_SYNTHETIC_MONTHS)
    }


_DAYS_AND_MONTHS = _days_and_months()


def check_national_id(written: str) -> NationalIdCheck:
    """Check a fødselsnummer or D-number, blanks and a hyphen allowed."""
    number = written if len(written) == _LENGTH else without_separators(written)
    if not only_digits(number):
        return NationalIdCheck(number, refusal=_LETTERS)
    if len(number) != _LENGTH:
        return NationalIdCheck(number, refusal=_wrong_length(number))
    start = _DAYS_AND_MONTHS.get(number[:4])
    if start is None:
        return NationalIdCheck(number, refusal=_DATE)
    remainder = _control_remainder(number)
    if remainder is None:
        return NationalIdCheck(number, refusal=_CONTROL_DIGITS)
    year = _birth_year(int(number[4:6]), int(number[6:9])) if remainder == 0 else None
    if start.day == 29 and start.month == 2 and not _has_leap_day(year, int(number[4:6])):
        return NationalIdCheck(number, refusal=_DATE)
    birth_date = None if year is None else date(year, start.month, start.day)
    return NationalIdCheck(number, start.kind, birth_date, start.synthetic)


def national_id_is_sound(number: str) -> bool:
    """Whether eleven digits can be an identity number: the verdict of `check_national_id`, for many rows."""
    if len(number) != _LENGTH or not only_digits(number):
        return False
    if number[:4] in _LEAP_DAYS:
        return check_national_id(number).ok
    return number[:4] in _DAYS_AND_MONTHS and _control_remainder(number) is not None


def national_ids_are_sound(numbers: Sequence[str]) -> bool:
    """Whether all of these can be identity numbers. Many at once cost a fraction of one by one."""
    joined = "".join(numbers)
    if not only_digits(joined) or set(map(len, numbers)) != {_LENGTH}:
        return False
    if not _DAYS_AND_MONTHS.keys() - _LEAP_DAYS >= {number[:4] for number in numbers}:
        return all(map(national_id_is_sound, numbers))
    codes = joined.encode()
    return all(
        (5 * a + 4 * b + 3 * c + 2 * d + 7 * e + 6 * f + 5 * g + 4 * h + 3 * i + 2 * j + k - 2016) % 11 == 0
        and (3 * a + 7 * b + 6 * c + d + 8 * e + 9 * f + 4 * g + 5 * h + 2 * i + j - 2208) % 11 <= 3
        for a, b, c, d, e, f, g, h, i, j, k in zip(
            *(codes[place::_LENGTH] for place in range(_LENGTH)), strict=True
        )
    )


_LEAP_DAYS = frozenset(key for key, value in _DAYS_AND_MONTHS.items() if (value.day, value.month) == (29, 2))


def mask_national_id(number: str) -> str:
    """The number as windows and messages show it: `010190 •••••`. Hides the end of whatever it is given."""
    shown = without_separators(number)[:-5]
    return f"{shown} •••••" if shown else "•••••"


def restored_national_id(number: str) -> str | None:
    """Ten digits with the zero in front that a spreadsheet dropped, when that makes a sound number."""
    candidate = f"0{number}"
    return candidate if national_id_is_sound(candidate) else None


def _control_remainder(number: str) -> int | None:
    """The remainder of the first control sum (0 to 3), or None when the control digits do not fit.

    A character's code is 48 more than its digit, so 48 times the sum of the weights (42 and 46) is taken off.
    """
    a, b, c, d, e, f, g, h, i, k1, k2 = number.encode()
    second = 5 * a + 4 * b + 3 * c + 2 * d + 7 * e + 6 * f + 5 * g + 4 * h + 3 * i + 2 * k1 + k2 - 48 * 42
    if second % 11:
        return None
    first = 3 * a + 7 * b + 6 * c + d + 8 * e + 9 * f + 4 * g + 5 * h + 2 * i + k1 - 48 * 46
    remainder = first % 11
    return remainder if remainder <= _LARGEST_K1_REMAINDER else None


def _birth_year(two_digits: int, individual: int) -> int | None:
    """The year of birth by the individual number (digits 7 to 9), or None where no series has it."""
    if individual < 500:
        return 1900 + two_digits
    if two_digits < 40:
        return 2000 + two_digits
    if individual < 750 and two_digits >= 54:
        return 1800 + two_digits
    if individual >= 900:
        return 1900 + two_digits
    return None


def _has_leap_day(year: int | None, two_digits: int) -> bool:
    if year is None:
        return two_digits % 4 == 0
    return calendar.isleap(year)


def _wrong_length(number: str) -> Refusal:
    if len(number) == _LENGTH - 1:
        suggestion = restored_national_id(number)
        if suggestion is not None:
            return Refusal(NumberFault.LENGTH, _ZERO_DROPPED, suggestion)
    message = text("An identity number has 11 digits, this one has {count}.", count=len(number))
    return Refusal(NumberFault.LENGTH, message)


_ZERO_DROPPED: Text = text(
    "An identity number has 11 digits, this one has 10. Excel may have dropped the zero in front: put it back."
)
_LETTERS = Refusal(
    NumberFault.LETTERS, text("An identity number has digits only. Look for letters and signs in it.")
)
_DATE = Refusal(
    NumberFault.DATE,
    text("The first six digits of the identity number are no date. Compare it with the source."),
)
_CONTROL_DIGITS = Refusal(
    NumberFault.CONTROL_DIGITS,
    text("The identity number has a wrong digit, or two have changed places. Compare it with the source."),
)
