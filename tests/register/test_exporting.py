"""Tables that Excel opens rightly, and a register that comes back as it went out."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled, InputError
from desktop_app.base.work import Unattended
from desktop_app.register.exporting import EXPORTED_FIELDS, export_recipients
from desktop_app.register.fields import split_tags
from desktop_app.register.importing import ImportMode, read_table
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.migrations import MIGRATIONS
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.plain_text import plain_text
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register
from desktop_app.register.spreadsheets import OutCell, TableFormat, unescaped, write_table
from tests.helpers.fake_clock import FakeClock
from tests.helpers.register_files import import_file
from tests.helpers.synthetic_numbers import synthetic_people

FORMATS = ["xlsx", "csv"]

ODD = Recipient(
    "=1+1",
    full_name="+Åse @Ødegård",
    national_id="05440355678",
    address1="=HYPERLINK(\"http://example.org\";\"x\")",
    address2="-4",
    postcode="0150",
    city="'Oslo'; \"Sentrum\"",
    birth_date=date(2003, 4, 5),
    phone="+4790000001",
    email="ase@example.org",
    digipost_address="@ase#1",
    tags=("a", "b"),
)  # fmt: skip
PLAIN = Recipient("0017", full_name="Ola Nordmann", organisation_number="974760673")


def in_excel(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def in_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


class TestTables:
    def test_excel_gets_text_numbers_and_dates_as_what_they_are(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        rows: list[list[OutCell]] = [
            [
                "0150",
                7,
                Decimal("12.50"),
                date(2026, 3, 1),
                datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
                None,
                "æøå",
            ]
        ]
        assert write_table(path, ["a", "b", "c", "d", "e", "f", "g"], rows, context=Unattended()) == 1
        headings, values = in_excel(path)
        assert headings == ["a", "b", "c", "d", "e", "f", "g"]
        assert values == ["0150", 7, 12.5, datetime(2026, 3, 1), datetime(2026, 3, 1, 9, 30), None, "æøå"]

    def test_csv_is_what_excel_in_norway_and_sweden_reads(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        write_table(
            path,
            ["Navn", "Beløp"],
            [["Åse; Ødegård", Decimal("12.50")], ["0150", None]],
            context=Unattended(),
        )
        assert path.read_bytes() == (
            b"\xef\xbb\xbf" + 'Navn;Beløp\r\n"Åse; Ødegård";12,50\r\n0150;\r\n'.encode()
        )

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_becomes_a_formula(self, tmp_path: Path, sign: str) -> None:
        text = f"{sign}1+1"
        write_table(tmp_path / "a.csv", ["=x"], [[text]], context=Unattended())
        assert in_csv(tmp_path / "a.csv") == [["'=x"], [f"'{text}"]]
        write_table(tmp_path / "a.xlsx", ["=x"], [[text]], context=Unattended())
        cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"]
        assert cell.data_type != "f"
        assert str(cell.value).strip() == text.strip()

    def test_what_an_excel_file_cannot_hold_is_left_out(self, tmp_path: Path) -> None:
        write_table(tmp_path / "a.xlsx", ["a"], [["A\x00\x07\ufffeB"]], context=Unattended())
        assert in_excel(tmp_path / "a.xlsx")[1] == ["AB"]

    def test_more_rows_than_a_sheet_holds_go_on_in_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_app.register.xlsx_writing._ROWS_OF_A_SHEET", 2)
        write_table(tmp_path / "a.xlsx", ["n"], [[1], [2], [3], [4], [5]], context=Unattended())
        sheets = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
        assert [[row[0].value for row in sheet.iter_rows()] for sheet in sheets] == [
            ["n", 1, 2],
            ["n", 3, 4],
            ["n", 5],
        ]

    def test_a_cancelled_export_leaves_the_old_file_as_it_was(self, tmp_path: Path) -> None:
        class Impatient(Unattended):
            def check_cancelled(self) -> None:
                raise Cancelled

        path = tmp_path / "a.csv"
        path.write_text("old")
        with pytest.raises(Cancelled):
            write_table(path, ["a"], [["b"]], context=Impatient())
        assert [one.read_text() for one in tmp_path.iterdir()] == ["old"]

    def test_the_format_follows_the_name_and_an_unknown_one_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"xlsx or \.csv"):
            write_table(tmp_path / "a.doc", ["a"], [], context=Unattended())
        assert write_table(tmp_path / "b.doc", ["a"], [], TableFormat.CSV, context=Unattended()) == 0

    @given(st.text(max_size=5))
    def test_the_apostrophe_is_taken_off_again_and_no_other(self, written: str) -> None:
        assert unescaped(f"'={written}") == f"={written}"
        if not written.startswith("'"):
            assert unescaped(written) == written
        assert unescaped(f"'{'x' + written}") == f"'x{written}"


class TestTheRegister:
    @pytest.fixture(autouse=True)
    def _people(self, register: Register) -> None:
        for recipient in (ODD, PLAIN):
            register.save(recipient)

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_an_export_imports_again_unchanged(
        self, database: Database, register: Register, tmp_path: Path, suffix: str
    ) -> None:
        path = tmp_path / f"out.{suffix}"
        assert export_recipients(register, RecipientQuery(), path, Unattended()) == 2
        before = list(register.iterate(RecipientQuery()))
        for mode in (ImportMode.UPDATE, ImportMode.REPLACE):
            report = import_file(database, path, mode)
            assert (report.same, report.read, report.missing) == (2, 2, 0)
        assert list(register.iterate(RecipientQuery())) == before

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_an_export_fills_an_empty_register_with_the_same_people(
        self, register: Register, tmp_path: Path, suffix: str
    ) -> None:
        path = tmp_path / f"out.{suffix}"
        export_recipients(register, RecipientQuery(), path, Unattended())
        other = Database.open(tmp_path / "other.sqlite", MIGRATIONS, backups=tmp_path, clock=FakeClock())
        assert import_file(other, path).new == 2
        query = RecipientQuery(sort=SortKey.CUSTOMER_ID)
        copied = list(Register(other, FakeClock()).iterate(query))
        other.dispose()
        assert [fields(one) for one in copied] == [fields(one) for one in register.iterate(query)]

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_words_of_ones_own_over_the_columns_import_too(
        self, database: Database, register: Register, tmp_path: Path, suffix: str
    ) -> None:
        words = {
            "customer_id": "Kunde ID",
            "full_name": "Navn",
            "national_id": "Fødselsnummer",
            "city": "Poststed",
        }
        path = tmp_path / f"out.{suffix}"
        export_recipients(register, RecipientQuery(), path, Unattended(), words)
        assert read_table(path).headings[:4] == ("Kunde ID", "Fødselsnummer", "organisation_number", "Navn")
        assert import_file(database, path).same == 2

    def test_the_last_lookup_is_in_the_export_and_untouched_by_an_import(
        self, database: Database, register: Register, clock: FakeClock, tmp_path: Path
    ) -> None:
        clock.advance(60)
        with database.begin() as connection:
            outcome = LookupOutcome("0017", LookupStatus.INVALID, NamedBy.NATIONAL_ID, reasons=("A", "B"))
            apply_lookup(connection, [outcome], job_id="1", asked_at=clock.now(), answered_at=clock.now())
        path = tmp_path / "out.csv"
        export_recipients(
            register, RecipientQuery(statuses=frozenset({LookupStatus.INVALID})), path, Unattended()
        )
        headings, values = in_csv(path)
        assert headings == list(EXPORTED_FIELDS)
        assert values[-3:] == ["invalid", "A B", "2026-03-02 09:01:00+00:00"]
        assert import_file(database, path).same == 1


def fields(recipient: Recipient) -> list[object]:
    return [getattr(recipient, name) for name in EXPORTED_FIELDS]


@pytest.mark.parametrize("suffix", FORMATS)
def test_apostrophes_of_ones_own_are_not_taken_for_the_programs(
    database: Database, register: Register, tmp_path: Path, suffix: str
) -> None:
    for number, name in enumerate(("'=1", "''+2", "'a", "'@", "-'")):
        register.save(Recipient(str(number), full_name=name))
    path = tmp_path / f"out.{suffix}"
    export_recipients(register, RecipientQuery(), path, Unattended())
    assert import_file(database, path, dry_run=True).same == 5


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=12)


words = st.one_of(st.none(), names, st.builds("".join, st.tuples(st.sampled_from("=+-@'0æÅ"), names)))
tags = st.lists(words.filter(bool), max_size=3).map(
    lambda found: tuple(sorted({tag for each in found for tag in split_tags(plain_text(each or "").value)}))
)
people = st.builds(
    Recipient,
    customer_id=st.from_regex(r"\A(?:0|=|K|\+|@)[0-9]{1,9}\Z"),
    full_name=words.map(lambda word: word or ""),
    first_name=words,
    middle_name=words,
    last_name=words,
    national_id=st.none() | st.sampled_from(synthetic_people(20)),
    organisation_number=st.none() | st.just("974760673"),
    address1=words,
    address2=words,
    postcode=st.none() | st.from_regex(r"\A0[0-9]{3}\Z"),
    city=words,
    country=st.none() | st.just("Norge"),
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    phone=st.none() | st.from_regex(r"\A\+?0[0-9]{7}\Z"),
    email=st.none() | st.just("=åse@example.org"),
    digipost_address=st.none() | st.just("@åse.ødegård#0012"),
    person_alias=st.none() | st.just("0012#=x"),
    tags=tags,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(people, min_size=1, max_size=4, unique_by=lambda one: one.customer_id), st.sampled_from(FORMATS)
)
def test_whatever_the_register_holds_imports_again_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, found: list[Recipient], suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    database = Database.open(folder / "r.sqlite", MIGRATIONS, backups=folder, clock=FakeClock())
    try:
        register = Register(database, FakeClock())
        for person in found:
            if not register.check(person):
                register.save(person)
        path = folder / f"a.{suffix}"
        count = export_recipients(register, RecipientQuery(), path, Unattended())
        if count:
            for mode in (ImportMode.UPDATE, ImportMode.REPLACE):
                report = import_file(database, path, mode, dry_run=True)
                assert (report.read, report.same, report.rejected) == (count, count, 0), report.errors
    finally:
        database.dispose()
