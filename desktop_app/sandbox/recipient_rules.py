"""What the built-in Digipost finds wrong with a recipient before it looks for anybody."""

import re
from collections.abc import Callable
from typing import assert_never

from desktop_app.digipost.model import (
    DigipostAddress,
    FirstLastName,
    FirstMiddleLastName,
    FullName,
    Identification,
    InvalidReason,
    LineAddress,
    Name,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PersonAlias,
    Recipient,
)
from desktop_app.sandbox.number_rules import is_national_id, is_organisation_number

_ADDRESS_FORM = re.compile(r"[^\s#]+#[0-9A-Za-z]{4,8}")
_NORWEGIAN_POSTCODE = re.compile(r"[0-9]{4}")
_NORWAY = frozenset({"", "no", "nor", "norge", "noreg", "norway"})


def invalid_reasons(recipient: Recipient) -> tuple[InvalidReason, ...]:
    """Everything that makes the given data impossible; empty when the person can be looked for."""
    found = []
    if not recipient.customer_id or recipient.customer_id != recipient.customer_id.strip():
        found.append(InvalidReason.UGYLDIG_KUNDEID)
    found.extend(_in_identification(recipient.identification))
    return tuple(found)


def lacks_address(identification: Identification) -> bool:
    """Whether there is a name, and no street or box to go with it."""
    if not isinstance(identification, NameAndAddress):
        return False
    address = identification.address
    first = address.line1 if isinstance(address, LineAddress) else address.part1
    return not first.strip() or not address.city.strip()


def full_name(name: Name) -> str:
    """The name with the first name first, as far as the form tells."""
    match name:
        case FullName(full, last_name_first):
            if not last_name_first:
                return full.strip()
            last, _, others = full.strip().replace(",", " ").partition(" ")
            return f"{others.strip()} {last}".strip()
        case FirstLastName(first, last):
            return f"{first} {last}".strip()
        case FirstMiddleLastName(first, middle, last):
            return " ".join(part for part in (first, middle, last) if part)
    assert_never(name)


def _in_identification(identification: Identification) -> list[InvalidReason]:
    match identification:
        case NameAndAddress():
            return _in_name_and_address(identification)
        case NationalId(number):
            return _unless(is_national_id(number), InvalidReason.UGYLDIG_FOEDSELSNUMMER)
        case OrganisationNumber(number):
            return _unless(is_organisation_number(number), InvalidReason.UGYLDIG_ORGANISASJONSNUMMER)
        case DigipostAddress(address):
            sound = _ADDRESS_FORM.fullmatch(address) is not None
            return _unless(sound, InvalidReason.UGYLDIG_DIGIPOSTADRESSE)
        case PersonAlias():
            return []
    assert_never(identification)


def _in_name_and_address(given: NameAndAddress) -> list[InvalidReason]:
    checks: tuple[tuple[Callable[[NameAndAddress], bool], InvalidReason], ...] = (
        (_has_name, InvalidReason.UGYLDIG_NAVN_ADRESSE),
        (_has_postcode, InvalidReason.UGYLDIG_POSTNUMMER),
        (_has_birth_date_where_needed, InvalidReason.UGYLDIG_FOEDSELSDATO),
    )
    return [reason for holds, reason in checks if not holds(given)]


def _has_name(given: NameAndAddress) -> bool:
    return sum(sign.isalpha() for sign in full_name(given.name)) >= 2


def _has_postcode(given: NameAndAddress) -> bool:
    """Norwegian postcodes have four digits and are never 0000; abroad anything goes."""
    address = given.address
    if (address.country or "").strip().casefold() not in _NORWAY:
        return True
    return _NORWEGIAN_POSTCODE.fullmatch(address.postcode) is not None and address.postcode != "0000"


def _has_birth_date_where_needed(given: NameAndAddress) -> bool:
    """Phone and e-mail are only taken together with the birth date."""
    return given.birth_date is not None or not (given.phone or given.email)


def _unless(sound: bool, reason: InvalidReason) -> list[InvalidReason]:
    return [] if sound else [reason]
