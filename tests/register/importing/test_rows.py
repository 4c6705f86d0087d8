"""What each row becomes: cleaned, mended by rule, or refused with row, column, value and words."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended
from desktop_app.register.fields import RULES, Surroundings, clean_field
from desktop_app.register.importing import ImportRow, read_rows, read_table, suggest_mapping
from desktop_app.register.importing.columns import ColumnCleaner
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.table import TableRow
from tests.helpers.fake_clock import FakeClock
from tests.helpers.register_files import write_csv, write_xlsx

TODAY = date(2026, 3, 2)


def rows_of(path: Path) -> list[ImportRow]:
    table = read_table(path)
    return list(read_rows(table, suggest_mapping(table.headings), FakeClock(), Unattended()))


def one_row(tmp_path: Path, headings: str, line: str) -> ImportRow:
    (row,) = rows_of(write_csv(tmp_path / "a.csv", headings, line))
    return row


def codes(row: ImportRow) -> list[tuple[str, str]]:
    return [(error.column, error.code) for error in row.errors]


def test_a_row_of_the_public_client_becomes_a_recipient_and_a_letter(tmp_path: Path) -> None:
    row = one_row(
        tmp_path,
        "Kunde ID;Fødsels- og personnummer;Fullt navn, fornavn først;Adresselinje;Adresselinje 2;Postnummer;Poststed;"
        "Mobil;Emne;Filnavn;Vedlegg;Organisasjonsnummer(hvis bedrift);Land;kid;kontonummer;beløp;forfallsdato",
        "17;15507600333;Åse Ødegård;Storgata 4;c/o Lie;9008;Tromsø;900 00 001;Faktura;17.pdf;a.pdf, b.pdf;;Norge;"
        "2345676;8601 11 17947;1 234,50;24.12.2026",
    )
    person, letter = row.recipient, row.mailing
    assert (person.customer_id, person.national_id, person.full_name) == ("17", "15507600333", "Åse Ødegård")
    assert (person.address1, person.address2, person.postcode, person.city, person.country) == (
        "Storgata 4",
        "c/o Lie",
        "9008",
        "Tromsø",
        "Norge",
    )
    assert person.phone == "90000001"
    assert (letter.subject, letter.document, letter.attachments) == ("Faktura", "17.pdf", ("a.pdf", "b.pdf"))
    assert (letter.kid, letter.account) == ("2345676", "86011117947")
    assert (letter.amount, letter.due_date) == (Decimal("1234.50"), date(2026, 12, 24))
    assert [*row.errors, *row.mailing_errors, *row.warnings, *row.restored] == []


def test_other_columns_are_kept_by_their_heading(tmp_path: Path) -> None:
    row = one_row(tmp_path, "Navn;Båtplass;Filnavn;By", "Kari Lie; A 4 ;17.pdf;Oslo")
    assert row.others == {"Båtplass": "A 4", "Filnavn": "17.pdf"}


def test_zeros_that_excel_dropped_are_put_back_and_shown(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        ["Kunde ID", "Navn", "Fødselsnummer", "Postnr", "Kontonummer"],
        [1, "Kari Lie", 5440355678, 150, 5321100009],
    )
    (row,) = rows_of(path)
    assert (row.recipient.national_id, row.recipient.postcode) == ("05440355678", "0150")
    assert row.mailing.account == "05321100009"
    assert [(one.row, one.column, one.before, one.after) for one in row.restored] == [
        (2, "Fødselsnummer", "54403 •••••", "054403 •••••"),
        (2, "Postnr", "150", "0150"),
        (2, "Kontonummer", "5321100009", "05321100009"),
    ]


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("Fødselsnummer", "15507600334", "national_id_control_digits"),
        ("Fødselsnummer", "1550760033", "national_id_length"),
        ("Fødselsnummer", "32507600333", "national_id_date"),
        ("Fødselsnummer", "ukjent", "national_id_letters"),
        ("Organisasjonsnummer", "974760674", "organisation_number_control_digits"),
        ("Postnr", "15", "postcode_length"),
        ("Postnr", "Oslo", "postcode_letters"),
        ("Postnr", "41110", "postcode_foreign"),
        ("Fødselsdato", "31.02.1990", "birth_date"),
        ("Fødselsdato", "01.01.2027", "birth_date_unlikely"),
        ("Kunde ID", "1,23457E+14", "shortened_by_excel"),
        ("By", "Os\x0blo", "unreadable_character"),
        ("By", "Os\ufffdlo", "unreadable_character"),
        ("By", "x" * 251, "too_long"),
        ("Digipostadresse", "kari lie#1", "blank"),
    ],
)
def test_a_value_that_cannot_be_right_is_an_error_with_row_column_and_code(
    tmp_path: Path, heading: str, value: str, code: str
) -> None:
    row = one_row(tmp_path, f"Navn;{heading}", f"Kari Lie;{value}")
    assert codes(row) == [(heading, code)]
    (error,) = row.errors
    assert error.row == 2
    assert str(error.message)


def test_identity_numbers_are_masked_wherever_a_report_shows_them(tmp_path: Path) -> None:
    row = one_row(tmp_path, "Navn;Fødselsnummer", "Kari Lie;155076 00334")
    assert [error.value for error in row.errors] == ["155076 •••••"]
    assert "00334" not in repr(row.errors)


@pytest.mark.parametrize(
    ("heading", "value", "code"), [("Mobil", "ring hjem", "phone"), ("E-post", "kari.lie@", "email")]
)
def test_a_bad_phone_or_email_is_left_out_with_a_warning(
    tmp_path: Path, heading: str, value: str, code: str
) -> None:
    row = one_row(tmp_path, f"Navn;{heading}", f"Kari Lie;{value}")
    assert row.errors == ()
    assert [(warning.column, warning.value, warning.code) for warning in row.warnings] == [
        (heading, value, code)
    ]
    assert (row.recipient.phone, row.recipient.email) == (None, None)


@pytest.mark.parametrize(("line", "columns"), [("1;Kari", 2), ("1;Kari;Oslo;extra", 4)])
def test_a_ragged_row_is_an_error_for_that_row(tmp_path: Path, line: str, columns: int) -> None:
    good, bad, other = rows_of(
        write_csv(tmp_path / "a.csv", "Kunde ID;Navn;By", "7;Per Moen;Oslo", line, "8;Ola Lie;Bergen;;")
    )
    assert (good.errors, other.errors) == ((), ())
    assert codes(bad) == [("", "columns")]
    assert f"has {columns} columns, the headings have 3" in str(bad.errors[0].message)


def test_a_quotation_that_swallowed_rows_says_on_how_many_lines_it_stands(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "Kunde ID;Navn", "7;Per", '8;"Ola', "9;Kari", '10;"Nils', "11;Anne")
    _, bad, good = rows_of(path)
    assert codes(bad) == [("", "open_quote")]
    assert "stands on 3 lines" in str(bad.errors[0].message)
    assert (good.number, good.recipient.full_name) == (4, "Anne")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("A\u030ase O\u0308berg", "Åse Öberg"),
        ("  Åse   Ødegård\u00a0", "Åse Ødegård"),
        ("Åse\tØdegård", "Åse Ødegård"),
    ],
)
def test_letters_are_composed_and_blanks_are_single(tmp_path: Path, written: str, kept: str) -> None:
    row = one_row(tmp_path, "Kunde ID;Navn", f"1;{written}")
    assert row.recipient.full_name == kept
    assert row.warnings == ()


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u200f", "\ufeff", "\u00ad"])
def test_signs_that_nobody_sees_are_taken_out_and_told(tmp_path: Path, sign: str) -> None:
    row = one_row(tmp_path, "Kunde ID;Navn", f"1;Åse {sign}Ødegård")
    assert row.recipient.full_name == "Åse Ødegård"
    assert [warning.code for warning in row.warnings] == ["invisible_removed"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1990-02-01", date(1990, 2, 1)),
        ("01.02.1990", date(1990, 2, 1)),
        ("1/2/1990", date(1990, 2, 1)),
        ("1.2.90", date(1990, 2, 1)),
        ("1.2.25", date(2025, 2, 1)),
        ("1.2.27", date(1927, 2, 1)),
        ("010290", date(1990, 2, 1)),
        ("01021990", date(1990, 2, 1)),
        ("19900201", date(1990, 2, 1)),
        ("33000", date(1990, 5, 7)),
    ],
)
def test_birth_dates_are_read_as_people_and_excel_write_them(
    tmp_path: Path, written: str, expected: date
) -> None:
    assert one_row(tmp_path, "Navn;Fødselsdato", f"Kari Lie;{written}").recipient.birth_date == expected


def test_a_date_that_could_be_two_is_asked_for_again(tmp_path: Path) -> None:
    # 10290 is 01.02.90 without its zero, and 3 March 1928 as a serial number.
    assert codes(one_row(tmp_path, "Navn;Fødselsdato", "Kari Lie;10290")) == [("Fødselsdato", "birth_date")]


def test_names_are_put_together_from_their_parts(tmp_path: Path) -> None:
    row = one_row(tmp_path, "Fornavn;Mellomnavn;Etternavn", "Kari;;Lie")
    assert (row.recipient.full_name, row.recipient.middle_name) == ("Kari Lie", None)


@pytest.mark.parametrize(("country", "code"), [("Sverige", "411 10"), ("SE", "411 10"), ("Danmark", "41110")])
def test_the_postcode_follows_the_country_of_the_row(tmp_path: Path, country: str, code: str) -> None:
    row = one_row(tmp_path, "Navn;Postnr;Land", f"Kari Lie;41110;{country}")
    assert row.recipient.postcode == code


def test_tags_are_split_and_each_is_there_once(tmp_path: Path) -> None:
    assert one_row(tmp_path, "Navn,Grupper", 'Kari Lie,"b; a, b"').recipient.tags == ("a", "b")


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("kid", "2345675", "kid_control_digits"),
        ("kid", "18", "kid_too_short"),
        ("kontonummer", "86011117949", "account_control_digits"),
        ("beløp", "gratis", "amount"),
        ("beløp", "-12,00", "amount"),
        ("beløp", "12,345", "amount"),
        ("forfallsdato", "en gang", "due_date"),
        ("emne", "x" * 101, "subject_too_long"),
        ("emne", "Faktura\x01", "unreadable_character"),
    ],
)
def test_a_mailings_fields_have_errors_of_their_own_that_do_not_refuse_the_person(
    tmp_path: Path, heading: str, value: str, code: str
) -> None:
    row = one_row(tmp_path, f"Navn;{heading}", f"Kari Lie;{value}")
    assert row.errors == ()
    assert [(error.column, error.code) for error in row.mailing_errors] == [(heading, code)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234,50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("kr 450,-", "450.00"),
        ("450 kr", "450.00"),
    ],
)
def test_amounts_are_read_as_people_write_them(tmp_path: Path, written: str, amount: str) -> None:
    assert one_row(tmp_path, "Navn;beløp", f"Kari Lie;{written}").mailing.amount == Decimal(amount)


def test_reading_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    class Impatient(Unattended):
        def check_cancelled(self) -> None:
            raise Cancelled

    table = read_table(write_csv(tmp_path / "a.csv", "Navn", "Kari"))
    with pytest.raises(Cancelled):
        next(read_rows(table, suggest_mapping(table.headings), FakeClock(), Impatient()))


texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "15507600333",
        "5440355678",
        "0150",
        "150",
        "411 10",
        "+4790000000",
        "kari@example.org",
        "Norge",
        "1.2.1990",
    ]
)


@given(st.lists(st.lists(texts, min_size=len(RULES), max_size=len(RULES)), min_size=1, max_size=5))
def test_the_quick_way_for_many_rows_says_what_the_rules_say(rows: Sequence[Sequence[str]]) -> None:
    mapping = ColumnMapping({name: index for index, name in enumerate(RULES)}, tuple(RULES))
    chunk = ColumnCleaner(mapping, TODAY).clean([TableRow(n, list(row)) for n, row in enumerate(rows)])
    country = list(RULES).index("country")
    for name, column in chunk.columns.items():
        if name == "full_name":
            continue
        for row, value in zip(rows, column, strict=True):
            surroundings = Surroundings(TODAY, row[country].strip())
            written = row[list(RULES).index(name)].strip()
            if not written.startswith("'"):
                assert value == clean_field(name, written, surroundings).value
