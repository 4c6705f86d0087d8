"""Recipients as XML: `mottaker` with each of the five identifications."""

from collections.abc import Callable
from typing import Any

from desktop_app.base.texts import text
from desktop_app.digipost.model import (
    DigipostAddress,
    FirstLastName,
    FirstMiddleLastName,
    FullName,
    LineAddress,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PartAddress,
    PersonAlias,
    Recipient,
)
from desktop_app.digipost.refusals import RefusalError, not_in_2_0
from desktop_app.digipost.xml_text import content, element

_MEND_CUSTOMER_ID = text("Give the person a customer id of their own, without blanks at its ends.")


def recipient_element(recipient: Recipient) -> str:
    """`mottaker`. Raises `RefusalError` and `UnwritableTextError`."""
    identification = recipient.identification
    customer_id = recipient.customer_id
    if not customer_id:
        raise RefusalError(text("The customer id is empty."), _MEND_CUSTOMER_ID)
    if customer_id[0].isspace() or customer_id[-1].isspace():
        raise RefusalError(text("The customer id begins or ends with a blank."), _MEND_CUSTOMER_ID)
    return (
        f"<mottaker><kunde-id>{content(customer_id)}</kunde-id>"
        f"{_IDENTIFICATIONS[type(identification)](identification)}</mottaker>"
    )


def recipient_element_2_0(recipient: Recipient) -> str:
    """`mottaker` as interface 2_0 can carry it. Raises `RefusalError` and `UnwritableTextError`."""
    if isinstance(recipient.identification, OrganisationNumber):
        raise not_in_2_0(
            text("Interface 2_0 cannot find a recipient by organisation number."),
            text("Use a Digipost address or name and address, or choose interface 2_1 in the settings."),
        )
    return recipient_element(recipient)


def _national_id(identification: NationalId) -> str:
    return f"<foedselsnummer>{content(identification.number)}</foedselsnummer>"


def _digipost_address(identification: DigipostAddress) -> str:
    return f"<digipostadresse>{content(identification.address)}</digipostadresse>"


def _person_alias(identification: PersonAlias) -> str:
    return f"<person-alias>{content(identification.alias)}</person-alias>"


def _organisation_number(identification: OrganisationNumber) -> str:
    return f"<organisasjonsnummer>{content(identification.number)}</organisasjonsnummer>"


def _name_and_address(identification: NameAndAddress) -> str:
    name, address = identification.name, identification.address
    written = (
        f"<navn>{_NAMES[type(name)](name)}</navn><adresse>{_ADDRESSES[type(address)](address)}</adresse>"
    )
    born = identification.birth_date
    if born is None:
        if identification.phone is not None or identification.email is not None:
            raise RefusalError(
                text("A phone number or e-mail address is given, but no birth date."),
                text(
                    "Digipost asks for the birth date too. Add it, or leave out phone number and e-mail address."
                ),
            )
        return written
    return (
        f"{written}<foedselsdato>{born.day:02}{born.month:02}{born.year % 100:02}</foedselsdato>"
        f"{element('telefonnummer', identification.phone)}{element('epostadresse', identification.email)}"
    )


def _full_name(name: FullName) -> str:
    tag = "fullt-navn-etternavn-foerst" if name.last_name_first else "fullt-navn-fornavn-foerst"
    return f"<navn-format1><{tag}>{content(name.full_name)}</{tag}></navn-format1>"


def _first_last(name: FirstLastName) -> str:
    return (
        f"<navn-format2><fornavn>{content(name.first)}</fornavn>"
        f"<etternavn>{content(name.last)}</etternavn></navn-format2>"
    )


def _first_middle_last(name: FirstMiddleLastName) -> str:
    return (
        f"<navn-format3><fornavn>{content(name.first)}</fornavn>{element('mellomnavn', name.middle)}"
        f"<etternavn>{content(name.last)}</etternavn></navn-format3>"
    )


def _line_address(address: LineAddress) -> str:
    return (
        f"<adresse-format1><adresselinje1>{content(address.line1)}</adresselinje1>"
        f"{element('adresselinje2', address.line2)}<postnummer>{content(address.postcode)}</postnummer>"
        f"<poststed>{content(address.city)}</poststed>{element('land', address.country)}</adresse-format1>"
    )


def _part_address(address: PartAddress) -> str:
    return (
        f"<adresse-format2><adresse1>{content(address.part1)}</adresse1>{element('adresse2', address.part2)}"
        f"{element('adresse3', address.part3)}{element('adresse4', address.part4)}"
        f"<postnummer>{content(address.postcode)}</postnummer><poststed>{content(address.city)}</poststed>"
        f"{element('land', address.country)}</adresse-format2>"
    )


# The kinds are looked up by type, which is quicker than asking one by one. A type checker cannot follow that.
_IDENTIFICATIONS: dict[type, Callable[[Any], str]] = {
    NameAndAddress: _name_and_address,
    NationalId: _national_id,
    DigipostAddress: _digipost_address,
    PersonAlias: _person_alias,
    OrganisationNumber: _organisation_number,
}
_NAMES: dict[type, Callable[[Any], str]] = {
    FullName: _full_name,
    FirstLastName: _first_last,
    FirstMiddleLastName: _first_middle_last,
}
_ADDRESSES: dict[type, Callable[[Any], str]] = {LineAddress: _line_address, PartAddress: _part_address}
