"""Telephone numbers and e-mail addresses in the form that Digis takes.

The libraries are loaded when they are first needed: the program's start must not wait for them.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import phonenumbers

# Excel turns a number into 4.67E+10 or adds ".0"; an apostrophe in front keeps it from doing so.
_AS_A_FLOAT = re.compile(r"\A'?(\d+)\.0\Z")


@dataclass(frozen=True, slots=True)
class MobileNumber:
    """A number in its two parts, digits only: `46` and `701234567`."""

    country_code: str
    number: str


def split_mobile_number(written: str | None, region: str) -> MobileNumber | None:
    """The two parts of a number as somebody wrote it, or None when it can be nobody's number.

    `region` is the country (ISO 3166-1 alpha-2) of a number without a country code: that of the person's
    address, or of the gym. Understood are `070-123 45 67`, `+46 (0)70 123 45 67`, `0046701234567` and the like.
    """
    if not written:
        return None
    import phonenumbers

    tidy = _AS_A_FLOAT.sub(r"\1", written.strip())
    parsed = _valid(tidy, region.upper()) or _with_country_code_but_no_plus(tidy)
    if parsed is None:
        return None
    return MobileNumber(str(parsed.country_code), phonenumbers.national_significant_number(parsed))


def is_email_address(written: str | None) -> bool:
    """Whether this is written as an e-mail address. Nobody is asked whether it exists."""
    if not written:
        return False
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(written, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def _with_country_code_but_no_plus(tidy: str) -> "phonenumbers.PhoneNumber | None":
    """`46701234567`: exports often leave out the plus."""
    digits = re.sub(r"\D", "", tidy)
    return None if not digits or digits.startswith("0") else _valid(f"+{digits}", None)


def _valid(written: str, region: str | None) -> "phonenumbers.PhoneNumber | None":
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None
