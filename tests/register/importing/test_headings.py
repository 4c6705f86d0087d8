"""Headings are recognised; a person's word overrules them."""

import pytest

from desktop_app.register.importing import MappingRefused, suggest_mapping
from desktop_app.register.importing.headings import FIELDS, folded
from desktop_app.register.importing.known_headings import KNOWN_HEADINGS

PUBLIC_CLIENT = (
    "Kunde ID;Fødsels- og personnummer;Fullt navn, fornavn først;Adresselinje;Adresselinje 2;Postnummer;Poststed;"
    "Mobil;Emne;Filnavn;Vedlegg;Organisasjonsnummer(hvis bedrift);Land;kid;kontonummer;beløp;forfallsdato"
).split(";")


def test_the_public_clients_headings_map_by_themselves() -> None:
    mapping = suggest_mapping(PUBLIC_CLIENT)
    assert [field for field, _ in sorted(mapping.columns.items(), key=lambda item: item[1])] == [
        "customer_id",
        "national_id",
        "full_name",
        "address1",
        "address2",
        "postcode",
        "city",
        "phone",
        "subject",
        "document",
        "attachments",
        "organisation_number",
        "country",
        "kid",
        "account",
        "amount",
        "due_date",
    ]
    assert mapping.unknown == ()
    assert not mapping.ambiguous


@pytest.mark.parametrize(
    "headings",
    [
        ["Medlemsnr", "Fornavn", "Mellomnavn", "Etternavn", "Adresse", "Postnr.", "Poststed", "E-post", "Født"],
        ["Kundnummer", "Förnamn", "Mellannamn", "Efternamn", "Gatuadress", "Postnr", "Ort", "E-postadress", "Född"],
        [
            "CUSTOMER_ID", "first name", "Middle-Name", "Surname", "Street address", "ZIP code", "Town", "E-mail",
            "Date of birth",
        ],
    ],
)  # fmt: skip
def test_the_three_languages_mean_the_same_fields(headings: list[str]) -> None:
    assert dict(suggest_mapping(headings).columns) == {
        "customer_id": 0,
        "first_name": 1,
        "middle_name": 2,
        "last_name": 3,
        "address1": 4,
        "postcode": 5,
        "city": 6,
        "email": 7,
        "birth_date": 8,
    }


def test_the_fields_own_names_are_known() -> None:
    assert suggest_mapping(FIELDS).columns == {field: index for index, field in enumerate(FIELDS)}


def test_no_heading_means_two_fields() -> None:
    meanings: dict[str, set[str]] = {}
    for field, names in KNOWN_HEADINGS.items():
        for name in names:
            meanings.setdefault(folded(name), set()).add(field)
    assert {name: fields for name, fields in meanings.items() if len(fields) > 1} == {}
    assert set(KNOWN_HEADINGS) == set(FIELDS)


def test_decomposed_letters_of_a_mac_are_the_same_letters() -> None:
    assert suggest_mapping(["Fo\u0308rnamn", "Beløp", "Adressrad"]).columns["first_name"] == 0


def test_of_several_fitting_columns_the_likelier_one_is_taken() -> None:
    mapping = suggest_mapping(["Telefon", "Mobil", "Navn"])
    assert mapping.columns["phone"] == 1
    assert mapping.unknown == ("Telefon",)


def test_equal_headings_are_left_to_the_person() -> None:
    mapping = suggest_mapping(["Navn", "Adresse", "Adresse"])
    assert "address1" not in mapping.columns
    assert mapping.ambiguous == {"address1": (1, 2)}
    assert mapping.with_column("address1", 2).columns["address1"] == 2
    assert not mapping.with_column("address1", 2).ambiguous


@pytest.mark.parametrize("column", ["Medlem", "medlem", "B", "b", "2"])
def test_a_column_is_named_by_heading_letter_or_number(column: str) -> None:
    mapping = suggest_mapping(["Navn", "Medlem", "Notat"], [("customer_id", column)])
    assert mapping.columns == {"full_name": 0, "customer_id": 1}


def test_an_override_takes_the_column_from_the_field_that_had_it() -> None:
    mapping = suggest_mapping(["Navn", "Mobil"], [("customer_id", "Mobil")])
    assert mapping.columns == {"full_name": 0, "customer_id": 1}


def test_an_empty_override_leaves_a_field_out() -> None:
    assert suggest_mapping(["Navn", "Mobil"], [("phone", "")]).columns == {"full_name": 0}


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (("nonsense", "Navn"), "no field “nonsense”.*customer_id, national_id"),
        (("city", "Nowhere"), "no column “Nowhere”.*Navn, Navn, By"),
        (("full_name", "Navn"), "Several columns.*A, B"),
    ],
)
def test_a_wrong_override_is_an_error_that_names_what_there_is(override: tuple[str, str], words: str) -> None:
    with pytest.raises(MappingRefused, match=words):
        suggest_mapping(["Navn", "Navn", "By"], [override])


def test_another_import_can_bring_its_own_fields() -> None:
    known = {"member": ("medlem",), "plan": ("abonnement",)}
    assert suggest_mapping(["Abonnement", "Medlem"], known=known).columns == {"member": 1, "plan": 0}
