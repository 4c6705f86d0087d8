"""Organisation numbers, bank accounts, payment references, Swedish identity numbers and postcodes."""

import calendar
import re

from desktop_app.base.texts import Text, text
from desktop_app.register.number_checks import (
    NumberCheck,
    NumberFault,
    Refusal,
    luhn_remainder,
    mod11_remainder,
    only_digits,
    without_separators,
)

_ORGANISATION_LENGTH = 9
_ACCOUNT_LENGTH = 11
_SHORTEST_KID, _LONGEST_KID = 2, 25
_COORDINATION_DAY = 60


def check_organisation_number(written: str) -> NumberCheck:
    """Check a Norwegian organisation number. Real ones begin with 8 or 9, Tenor's test ones with 2 or 3."""
    from stdnum.exceptions import ValidationError
    from stdnum.no import orgnr

    number = without_separators(written).upper().removeprefix("NO").removesuffix("MVA")
    shape = _shape(number, _ORGANISATION_LENGTH)
    if shape is not None:
        return NumberCheck(number, shape)
    try:
        orgnr.validate(number)
    except ValidationError:
        message = text("The organisation number has a wrong digit. Compare it with the source.")
        return NumberCheck(number, Refusal(NumberFault.CONTROL_DIGITS, message))
    if number[0] not in "8923":
        message = text("An organisation number begins with 8 or 9.")
        return NumberCheck(number, Refusal(NumberFault.FIRST_DIGIT, message))
    return NumberCheck(number, synthetic=number[0] in "23")


def check_account_number(written: str) -> NumberCheck:
    """Check a Norwegian bank account number, dots and blanks allowed.

    python-stdnum is not asked: it takes seven digits too, which a letter cannot carry.
    """
    number = without_separators(written)
    shape = _shape(number, _ACCOUNT_LENGTH)
    if shape is not None:
        return NumberCheck(number, shape)
    if not account_number_is_sound(number):
        message = text("The account number has a wrong digit. Compare it with the source.")
        return NumberCheck(number, Refusal(NumberFault.CONTROL_DIGITS, message))
    return NumberCheck(number)


def account_number_is_sound(number: str) -> bool:
    """Whether eleven digits can be a Norwegian account number."""
    return (mod11_remainder(number[:-1]) + int(number[-1])) % 11 == 0


def check_kid(written: str) -> NumberCheck:
    """Check a payment reference (KID): its last sign is a control digit by mod 10 or mod 11.

    By mod 11 the control digit 10 is written `-`.
    """
    number = re.sub(r"\s+", "", written)
    if not only_digits(number.removesuffix("-")):
        return NumberCheck(
            number,
            Refusal(NumberFault.LETTERS, text("A KID has digits only; the last sign may be a hyphen.")),
        )
    if not _SHORTEST_KID <= len(number) <= _LONGEST_KID:
        message = text("A KID has 2 to 25 digits, this one has {count}.", count=len(number))
        return NumberCheck(number, Refusal(NumberFault.LENGTH, message))
    if _kid_control_fits(number):
        return NumberCheck(number)
    message = text("The KID has a wrong digit: its control digit fits neither mod 10 nor mod 11.")
    return NumberCheck(number, Refusal(NumberFault.CONTROL_DIGITS, message))


def _kid_control_fits(number: str) -> bool:
    control = -mod11_remainder(number[:-1]) % 11
    if number[-1] == "-":
        return control == 10
    return control == int(number[-1]) or luhn_remainder(number) == 0


def check_swedish_id(written: str) -> NumberCheck:
    """Check a Swedish personnummer or samordningsnummer of 10 or 12 digits.

    Luhn over the last ten digits; in a samordningsnummer the day is 60 more. The century of a short number
    is not asked for, so 29 February passes when any century has it.
    """
    number = without_separators(written.replace("+", "-"))
    if not only_digits(number):
        return NumberCheck(number, Refusal(NumberFault.LETTERS, text("An identity number has digits only.")))
    if len(number) not in (10, 12):
        message = text(
            "A Swedish identity number has 10 or 12 digits, this one has {count}.", count=len(number)
        )
        return NumberCheck(number, Refusal(NumberFault.LENGTH, message))
    if not _swedish_date_exists(number):
        message = text("The beginning of the identity number is not a date. Compare it with the source.")
        return NumberCheck(number, Refusal(NumberFault.DATE, message))
    if luhn_remainder(number[-10:]):
        message = text("The identity number has a wrong digit. Compare it with the source.")
        return NumberCheck(number, Refusal(NumberFault.CONTROL_DIGITS, message))
    return NumberCheck(number)


def _swedish_date_exists(number: str) -> bool:
    month, day = int(number[-8:-6]), int(number[-6:-4])
    day -= _COORDINATION_DAY if day > _COORDINATION_DAY else 0
    # A short year is read as 20yy: 2000 is a leap year, and the other centuries have the same leap days.
    year = int(number[:4]) if len(number) == 12 else 2000 + int(number[:2])
    return 1 <= month <= 12 and year > 0 and 1 <= day <= calendar.monthrange(year, month)[1]


def check_norwegian_postcode(written: str) -> NumberCheck:
    """Check a Norwegian postcode: four digits, perhaps beginning with 0; `N-` or `NO-` in front is taken off."""
    number = _without_country(written, "NO", "N")
    if only_digits(number) and len(number) == 4 and number != "0000":
        return NumberCheck(number)
    suggestion = f"0{number}" if only_digits(number) and len(number) == 3 else None
    return NumberCheck(
        number, _no_postcode(text("A Norwegian postcode has four digits."), number, suggestion)
    )


def check_swedish_postcode(written: str) -> NumberCheck:
    """Check a Swedish postcode: five digits, the first not 0. It comes back as `411 10`."""
    number = _without_country(written, "SE", "S")
    if only_digits(number) and len(number) == 5 and number[0] != "0":
        return NumberCheck(f"{number[:3]} {number[3:]}")
    return NumberCheck(number, _no_postcode(text("A Swedish postcode has five digits."), number, None))


def _without_country(written: str, *prefixes: str) -> str:
    number = without_separators(written).upper()
    for prefix in prefixes:
        if number.startswith(prefix) and only_digits(number[len(prefix) :]):
            return number[len(prefix) :]
    return number


def _no_postcode(message: Text, number: str, suggestion: str | None) -> Refusal:
    fault = NumberFault.LENGTH if only_digits(number) else NumberFault.LETTERS
    return Refusal(fault, message, suggestion)


def _shape(number: str, length: int) -> Refusal | None:
    """What is wrong with the number's digits and their count, for numbers of a fixed length."""
    if not only_digits(number):
        return Refusal(NumberFault.LETTERS, text("The number may have digits only. Look for letters in it."))
    if len(number) == length:
        return None
    message = text(
        "The number must have {length} digits, this one has {count}.", length=length, count=len(number)
    )
    return Refusal(
        NumberFault.LENGTH, message, _account_with_zero(number) if length == _ACCOUNT_LENGTH else None
    )


def _account_with_zero(number: str) -> str | None:
    candidate = f"0{number}"
    return candidate if len(candidate) == _ACCOUNT_LENGTH and account_number_is_sound(candidate) else None
