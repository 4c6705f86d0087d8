"""The sample mailing: realistic, the same each time, and with every outcome in it."""

import csv
import io
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from desktop_app.digipost.model import (
    FullName,
    Identification,
    InvalidReason,
    LineAddress,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    Recipient,
    RecipientStatus,
    UnidentifiedReason,
)
from desktop_app.sandbox.population import Population, Standing, standing_by_rule
from desktop_app.sandbox.sample import HEADINGS, SampleMailing, address_lines, write_sample
from desktop_app.sandbox.sample_people import SampleRecipient, sample_recipients


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleMailing:
    return write_sample(tmp_path_factory.mktemp("sample"))


def csv_rows(sample: SampleMailing) -> list[dict[str, str]]:
    text = sample.recipients_csv.read_bytes().decode("cp1252")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def words_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(
            str(document[number].get_textpage().get_text_range()) for number in range(len(document))
        )


def standing(person: SampleRecipient) -> Standing:
    identification: Identification
    if person.national_id:
        identification = NationalId(person.national_id)
    elif person.organisation_number:
        identification = OrganisationNumber(person.organisation_number)
    else:
        address = LineAddress(
            person.street, person.line2 or None, person.postcode, person.city, person.country or None
        )
        identification = NameAndAddress(FullName(person.full_name), address)
    recipient = Recipient(person.customer_id, identification)
    return Population().objection(recipient) or standing_by_rule(recipient)


def test_is_the_same_bytes_each_time(sample: SampleMailing, tmp_path: Path) -> None:
    again = write_sample(tmp_path)
    first, second = sample.recipients_file.parent, again.recipients_file.parent
    names = sorted(file.relative_to(first) for file in first.rglob("*") if file.is_file())
    assert len(names) == 48 + 5
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_file_has_the_heading_line_of_the_public_client(sample: SampleMailing) -> None:
    first_line = sample.recipients_csv.read_bytes().decode("cp1252").splitlines()[0]
    assert first_line == (
        "Kunde ID;Fødsels- og personnummer;Fullt navn, fornavn først;Adresselinje;Adresselinje 2;Postnummer;Poststed;"
        "Mobil;Emne;Filnavn;Vedlegg;Organisasjonsnummer(hvis bedrift);Land;kid;kontonummer;beløp;forfallsdato"
    )


def test_both_files_hold_the_same_people(sample: SampleMailing) -> None:
    rows = csv_rows(sample)
    sheet = CalamineWorkbook.from_path(str(sample.recipients_file)).get_sheet_by_index(0).to_python()
    assert tuple(sheet[0]) == HEADINGS
    assert [row[0] for row in sheet[1:]] == [row["Kunde ID"] for row in rows]
    assert [row[2] for row in sheet[1:]] == [row["Fullt navn, fornavn først"] for row in rows]
    assert len(rows) == sample.recipient_count == 48


def test_excel_has_eaten_the_zeros_of_the_postcodes(sample: SampleMailing) -> None:
    sheet = CalamineWorkbook.from_path(str(sample.recipients_file)).get_sheet_by_index(0).to_python()
    assert sheet[1][HEADINGS.index("Postnummer")] == 150
    assert csv_rows(sample)[0]["Postnummer"] == "0150"


def test_has_what_real_lists_have() -> None:
    people = sample_recipients()
    assert len({person.customer_id for person in people}) == len(people)
    assert all(person.customer_id.startswith("0") for person in people)
    assert any(len(person.full_name) > 40 for person in people)
    assert {letter for person in people for letter in person.full_name.casefold()} >= set("æøåö")
    assert sum(bool(person.national_id) for person in people) >= 20
    assert sum(bool(person.organisation_number) for person in people) >= 4
    assert sum(not (person.national_id or person.organisation_number) for person in people) >= 12
    assert any(person.country for person in people)
    assert all(int(person.national_id[2:4]) > 80 for person in people if person.national_id)


def test_meets_every_outcome() -> None:
    found = Counter(standing(person).status for person in sample_recipients())
    reasons = {reason for person in sample_recipients() for reason in standing(person).unidentified_reasons}
    refusals = {reason for person in sample_recipients() for reason in standing(person).invalid_reasons}

    assert found[RecipientStatus.DIGIPOST] >= 25
    assert found[RecipientStatus.IDENTIFISERT] >= 5
    assert found[RecipientStatus.UIDENTIFISERT] >= 5
    assert reasons == {UnidentifiedReason.FLERE_TREFF, UnidentifiedReason.MANGELFULL_ADRESSE}
    assert refusals == {InvalidReason.UNSPECIFIED}


def test_each_letter_names_its_recipient_and_nobody_else(sample: SampleMailing) -> None:
    people = sample_recipients()
    for person in people:
        words = words_of(sample.documents_folder / person.letter_file)
        assert words.splitlines()[0] == "Fjordgata velforening"
        for line in address_lines(person):
            assert line in words
        others = [one.full_name for one in people if one.full_name not in person.full_name]
        assert not any(other in words for other in others if other != "Fjordgata velforening")


def test_letters_are_printable(sample: SampleMailing) -> None:
    files = [*sample.documents_folder.iterdir(), sample.letter_for_all, sample.attachment]
    for file in files:
        with pikepdf.open(file) as pdf:
            assert pdf.pdf_version == "1.4"
            for page in pdf.pages:
                assert [round(float(side) * 25.4 / 72) for side in page.mediabox] == [0, 0, 210, 297]
                fonts = page.Resources.Font.as_dict().values()
                assert {str(font.BaseFont) for font in fonts} <= {"/Helvetica", "/Helvetica-Bold"}
        with pypdfium2.PdfDocument(file) as document:
            for number in range(len(document)):
                zone = (
                    document[number]
                    .get_textpage()
                    .get_text_bounded(0, 841 - 175 * 2.83, 42.5, 841 - 95 * 2.83)
                )
                assert zone.strip() == ""
    with pikepdf.open(sample.attachment) as pdf:
        assert len(pdf.pages) == 2


def test_the_letter_for_all_names_nobody(sample: SampleMailing) -> None:
    words = words_of(sample.letter_for_all)
    assert "Kjære medlem" in words
    assert not any(person.full_name in words for person in sample_recipients())


def test_members_have_the_columns_of_the_interchange_file(sample: SampleMailing) -> None:
    rows = list(csv.DictReader(io.StringIO(sample.members_file.read_text("utf-8")), delimiter=";"))
    documented = (
        "p_id customerNumber firstName lastName organization businessUnit birthDate personNumber gender email "
        "streetAddress postalCode postalCity homePhone workPhone mobilePhone category region groups "
        "jobTitle cardNumber"
    ).split()
    assert list(rows[0])[: len(documented)] == documented
    assert len({row["p_id"] for row in rows}) == sample.member_count == 15
    assert any(row["subscriptionActive"] == "false" for row in rows)
    assert any("," in row["users"] for row in rows)
    assert any(row["subscriptionId"] == "863" and row["cardNumber"] == "34231451" for row in rows)
