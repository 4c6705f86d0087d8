"""The 26 documented fields of a Digis message, and whether a message has just these, of the right kind."""

import re
from collections.abc import Callable, Mapping

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DIGITS = re.compile(r"\+?[0-9]{1,15}")


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_words(value: object) -> bool:
    """Words, or nothing: a missing value is null, and never the word "null" or an empty text."""
    return value is None or (isinstance(value, str) and value.strip() not in ("", "null"))


def _is_given(value: object) -> bool:
    return value is not None and _is_words(value)


def _is_date(value: object) -> bool:
    return value is None or (isinstance(value, str) and _DATE.fullmatch(value) is not None)


def _is_country(value: object) -> bool:
    return value is None or (isinstance(value, str) and _COUNTRY.fullmatch(value) is not None)


def _is_digits(value: object) -> bool:
    return value is None or _is_number(value) or (isinstance(value, str) and bool(_DIGITS.fullmatch(value)))


def _is_sex(value: object) -> bool:
    return value in ("Male", "Female")


FIELDS: Mapping[str, Callable[[object], bool]] = {
    "IsSendSMS": _is_flag,
    "TemplateId": _is_number,
    "FirstName": _is_words,
    "LastName": _is_words,
    "Address": _is_words,
    "City": _is_words,
    "Zip": _is_words,
    "ISOCountryCode": _is_country,
    "DOB": _is_date,
    "Email": _is_words,
    "Gender": _is_sex,
    "MobileCountryCode": _is_digits,
    "MobileNumber": _is_digits,
    "IsActive": _is_flag,
    "IsEmailOptIn": _is_flag,
    "IsSendEmail": _is_flag,
    "IsSmsOptIn": _is_flag,
    "CreationTypeId": _is_number,
    "IsConvertToUniqueUrl": _is_flag,
    "UniqueURLType": _is_number,
    "ExtInfo1": _is_given,
    "ExtInfo2": _is_words,
    "ExtInfo3": _is_words,
    "ExtInfo4": _is_given,
    "ExtInfo5": _is_date,
    "ExtInfo20": _is_words,
}
"""Each field and the rule for its value. Subscription (ExtInfo1) and person (ExtInfo4) are never missing."""


def faults_in(message: object) -> list[str]:
    """What is wrong with a message, one line a fault, values not repeated; empty when it is right."""
    if not isinstance(message, dict):
        return ["the body is not a JSON object"]
    missing = [f"{name} is missing" for name in FIELDS if name not in message]
    strange = [f"{name} is not a known field" for name in sorted(set(message) - set(FIELDS))]
    wrong = [
        f"{name} has a wrong value"
        for name, holds in FIELDS.items()
        if name in message and not holds(message[name])
    ]
    return missing + strange + wrong
