"""How recipients look on the wire: five identifications, all forms of names and addresses."""

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.digipost.model import (
    DigipostAddress,
    FirstLastName,
    FirstMiddleLastName,
    FullName,
    Identification,
    LineAddress,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PartAddress,
    PersonAlias,
    Recipient,
)
from tests.helpers.digipost_samples import (
    NATIONAL_ID,
    between,
    letter,
    lookup,
    mailing,
    recipient,
    refusal,
    xml_of,
)

ADDRESS = LineAddress("Storgata 1", None, "0155", "Oslo")
NAME = FirstLastName("Kari", "Nordmann")


class TestRecipients:
    @pytest.mark.parametrize(
        ("identification", "written"),
        [
            (NationalId(NATIONAL_ID), f"<foedselsnummer>{NATIONAL_ID}</foedselsnummer>"),
            (DigipostAddress("kari#1A2B"), "<digipostadresse>kari#1A2B</digipostadresse>"),
            (PersonAlias("abc#1"), "<person-alias>abc#1</person-alias>"),
            (OrganisationNumber("987654321"), "<organisasjonsnummer>987654321</organisasjonsnummer>"),
            (
                NameAndAddress(NAME, ADDRESS),
                (
                    "<navn><navn-format2><fornavn>Kari</fornavn><etternavn>Nordmann</etternavn></navn-format2></navn>"
                    "<adresse><adresse-format1><adresselinje1>Storgata 1</adresselinje1><postnummer>0155</postnummer>"
                    "<poststed>Oslo</poststed></adresse-format1></adresse>"
                ),
            ),
        ],
    )
    def test_are_identified_in_five_ways(self, identification: Identification, written: str) -> None:
        xml = xml_of(lookup(recipient(7, identification)))
        assert between(xml, "mottakere") == (f"<mottaker><kunde-id>customer-7</kunde-id>{written}</mottaker>")

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            (
                FullName("Kari Nordmann"),
                "<navn-format1><fullt-navn-fornavn-foerst>Kari Nordmann</fullt-navn-fornavn-foerst></navn-format1>",
            ),
            (
                FullName("Nordmann Kari", last_name_first=True),
                (
                    "<navn-format1><fullt-navn-etternavn-foerst>Nordmann Kari</fullt-navn-etternavn-foerst>"
                    "</navn-format1>"
                ),
            ),
            (
                FirstMiddleLastName("Kari", "Marie", "Nordmann"),
                (
                    "<navn-format3><fornavn>Kari</fornavn><mellomnavn>Marie</mellomnavn>"
                    "<etternavn>Nordmann</etternavn></navn-format3>"
                ),
            ),
            (
                FirstMiddleLastName("Kari", None, "Nordmann"),
                "<navn-format3><fornavn>Kari</fornavn><etternavn>Nordmann</etternavn></navn-format3>",
            ),
        ],
    )
    def test_have_names_in_several_forms(self, name: FullName, written: str) -> None:
        assert between(xml_of(lookup(recipient(1, NameAndAddress(name, ADDRESS)))), "navn") == written

    @pytest.mark.parametrize(
        ("address", "written"),
        [
            (
                LineAddress("Storgata 1", "Oppgang B", "0155", "Oslo", "Norge"),
                (
                    "<adresse-format1><adresselinje1>Storgata 1</adresselinje1>"
                    "<adresselinje2>Oppgang B</adresselinje2>"
                    "<postnummer>0155</postnummer><poststed>Oslo</poststed><land>Norge</land></adresse-format1>"
                ),
            ),
            (
                PartAddress("Storgata", "1", "B", "H0201", "0155", "Oslo"),
                (
                    "<adresse-format2><adresse1>Storgata</adresse1><adresse2>1</adresse2><adresse3>B</adresse3>"
                    "<adresse4>H0201</adresse4><postnummer>0155</postnummer><poststed>Oslo</poststed>"
                    "</adresse-format2>"
                ),
            ),
        ],
    )
    def test_have_addresses_in_two_forms(self, address: LineAddress, written: str) -> None:
        assert between(xml_of(lookup(recipient(1, NameAndAddress(NAME, address)))), "adresse") == written

    def test_are_matched_better_with_birth_date_phone_and_email(self) -> None:
        known = NameAndAddress(NAME, ADDRESS, date(2003, 2, 1), "+4790000000", "kari@example.no")
        assert (
            "</adresse><foedselsdato>010203</foedselsdato><telefonnummer>+4790000000</telefonnummer>"
            "<epostadresse>kari@example.no</epostadresse></mottaker>"
        ) in xml_of(lookup(recipient(1, known)))

    @pytest.mark.parametrize("contact", [{"phone": "90000000"}, {"email": "kari@example.no"}])
    def test_with_a_phone_number_or_email_need_a_birth_date(self, contact: dict[str, str]) -> None:
        known = replace(NameAndAddress(NAME, ADDRESS), **contact)  # type: ignore[arg-type]
        message = refusal(lookup(recipient(1), recipient(2, known)))
        assert message.startswith("Recipient 2, customer id customer-2: A phone number or e-mail address")

    @pytest.mark.parametrize("customer_id", [" 1", "1 ", "1\u00a0", "\t1", "1\n"])
    def test_have_customer_ids_without_blanks_at_the_ends(self, customer_id: str) -> None:
        message = refusal(lookup(recipient(1), Recipient(customer_id, NationalId(NATIONAL_ID))))
        assert message.startswith("Recipient 2")
        assert message.endswith("The customer id begins or ends with a blank.")

    def test_have_a_customer_id(self) -> None:
        assert "The customer id is empty" in refusal(lookup(Recipient("", NationalId(NATIONAL_ID))))

    def test_are_in_a_job_once(self) -> None:
        people = [recipient(number % 700) for number in range(1000, 2000)]
        assert "customer-" in refusal(lookup(*people))
        assert "is there more than once" in refusal(
            mailing([letter(1), replace(letter(2), recipient=recipient(1))])
        )

    def test_keep_their_identity_number_out_of_what_is_shown(self) -> None:
        assert NATIONAL_ID not in repr(recipient(1))
