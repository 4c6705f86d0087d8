"""`mottaker` as a value, with each of the five identifications."""

import re
from collections.abc import Callable
from datetime import date

from desktop_app.base.texts import text
from desktop_app.digipost.model import (
    Address,
    DigipostAddress,
    FirstLastName,
    FirstMiddleLastName,
    FullName,
    Identification,
    LineAddress,
    Name,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PartAddress,
    PersonAlias,
    Recipient,
)
from desktop_app.digipost.node import Node
from desktop_app.digipost.xml_parsing import XmlProblemError

_FIRST_YEAR = 1930  # two digits on the wire stand for this year and the 99 after it

_SIX_DIGITS = re.compile("[0-9]{6}")
_BY_ONE_TEXT: dict[str, Callable[[str], Identification]] = {
    "foedselsnummer": NationalId,
    "digipostadresse": DigipostAddress,
    "person-alias": PersonAlias,
    "organisasjonsnummer": OrganisationNumber,
}


def recipient(node: Node) -> Recipient:
    """The recipient. Raises `XmlProblemError` for what is none."""
    return Recipient(node.required("kunde-id"), _identification(node))


def _identification(node: Node) -> Identification:
    for child in node.children:
        kind = _BY_ONE_TEXT.get(child.name)
        if kind is not None:
            return kind(child.text)
    born = node.value("foedselsdato")
    return NameAndAddress(
        _name(node.one("navn").first()),
        _address(node.one("adresse").first()),
        None if born is None else _birth_date(born),
        node.value("telefonnummer"),
        node.value("epostadresse"),
    )


def _name(node: Node) -> Name:
    if node.name == "navn-format1":
        full = node.first()
        return FullName(full.text, last_name_first=full.name == "fullt-navn-etternavn-foerst")
    if node.name == "navn-format2":
        return FirstLastName(node.required("fornavn"), node.required("etternavn"))
    return FirstMiddleLastName(node.required("fornavn"), node.value("mellomnavn"), node.required("etternavn"))


def _address(node: Node) -> Address:
    place = (node.required("postnummer"), node.required("poststed"), node.value("land"))
    if node.name == "adresse-format1":
        return LineAddress(node.required("adresselinje1"), node.value("adresselinje2"), *place)
    return PartAddress(
        node.required("adresse1"),
        node.value("adresse2"),
        node.value("adresse3"),
        node.value("adresse4"),
        *place,
    )


def _birth_date(ddmmyy: str) -> date:
    """The wire has no century: the year is taken from 1930 to 2029."""
    digits = ddmmyy if _SIX_DIGITS.fullmatch(ddmmyy) else "000000"
    day, month, year = (int(digits[at : at + 2]) for at in (0, 2, 4))
    try:
        return date(_FIRST_YEAR + (year - _FIRST_YEAR) % 100, month, day)
    except ValueError:
        raise XmlProblemError(text("A birth date is not six digits that make a date.")) from None
