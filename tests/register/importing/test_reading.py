"""Files as offices have them become rows; files that are none get an error with words."""

import datetime
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.register.importing import Table, TableUnreadable, read_table
from desktop_app.register.importing.spreadsheet_files import cell_text
from desktop_app.register.importing.table import column_letter
from tests.helpers.register_files import write_csv, write_xlsx


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows()]


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.rows()]


class TestCsv:
    @pytest.mark.parametrize(
        "encoding",
        ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "mac_roman", "cp865"],
    )
    def test_nordic_letters_are_read_in_each_usual_encoding(self, tmp_path: Path, encoding: str) -> None:
        path = write_csv(
            tmp_path / "a.csv", "Navn;Poststed", "Åse Ødegård;Tromsø", "Kåre Løvås;Ålesund", encoding=encoding
        )
        table = read_table(path)
        assert table.headings == ("Navn", "Poststed")
        assert cells(table) == [["Åse Ødegård", "Tromsø"], ["Kåre Løvås", "Ålesund"]]

    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    @pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
    def test_each_usual_separator_and_line_end_is_found(
        self, tmp_path: Path, separator: str, line_end: str
    ) -> None:
        lines = [separator.join(row) for row in (("Name", "City"), ("Kari", "Oslo"), ("Ola", "Bergen"))]
        table = read_table(write_csv(tmp_path / "a.csv", *lines, line_end=line_end))
        assert table.separator == separator
        assert cells(table) == [["Kari", "Oslo"], ["Ola", "Bergen"]]

    @pytest.mark.parametrize("declared", ["sep=;", "sep=,", '"sep=;"'])
    def test_excels_own_line_with_the_separator_is_understood(self, tmp_path: Path, declared: str) -> None:
        separator = declared.strip('"')[-1]
        table = read_table(
            write_csv(tmp_path / "a.csv", declared, f"Name{separator}City", f"Kari{separator}Oslo")
        )
        assert table.headings == ("Name", "City")
        assert cells(table) == [["Kari", "Oslo"]]
        assert numbers(table) == [2]

    def test_separators_quotes_and_line_breaks_may_stand_in_quoted_cells(self, tmp_path: Path) -> None:
        path = write_csv(
            tmp_path / "a.csv",
            "Name;Address",
            '"Lie; Kari";"Storgata 1\n0150 Oslo"',
            '"Kari ""Kaja"" Moen";x',
        )
        assert cells(read_table(path)) == [["Lie; Kari", "Storgata 1\n0150 Oslo"], ['Kari "Kaja" Moen', "x"]]

    def test_rows_are_numbered_as_excel_shows_them(self, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "a.csv", "Name;City", '"A\nB\nC";x', "", ";", "D;y")
        assert numbers(read_table(path)) == [2, 5]

    def test_a_single_column_needs_no_separator(self, tmp_path: Path) -> None:
        table = read_table(write_csv(tmp_path / "a.csv", "Kunde ID", "17", "18"))
        assert cells(table) == [["17"], ["18"]]

    def test_zeros_and_broken_letters_come_through_to_be_refused_with_their_row(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(b"Name;City\r\nKa\x00ri;Oslo\r\nOla;Bergen\r\n")
        assert cells(read_table(path)) == [["Ka\x00ri", "Oslo"], ["Ola", "Bergen"]]

    @pytest.mark.parametrize(
        "content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", b"Name;City\r\n", b"Name;City\r\n;\r\n\r\n"]
    )
    def test_nothing_to_import_is_an_error_that_says_0_rows(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "empty.csv"
        path.write_bytes(content)
        with pytest.raises(TableUnreadable, match="0 rows"):
            read_table(path)

    @pytest.mark.parametrize("line", ['"Ola;Bergen', 'Ola;"Bergen', 'Ola;"Bergen\r\nKari;Oslo\r\nPer;Moss'])
    def test_a_quotation_that_the_file_ends_in_marks_the_row_that_it_swallowed(
        self, tmp_path: Path, line: str
    ) -> None:
        table = read_table(write_csv(tmp_path / "a.csv", "Name;City", "Kari;Oslo", line))
        assert [row.swallowed for row in table.rows()] == [False, True]

    def test_a_quotation_that_swallows_rows_in_the_middle_marks_its_row(self, tmp_path: Path) -> None:
        path = write_csv(
            tmp_path / "a.csv", "Name;City", 'Ola;"Bergen', "Kari;Oslo", 'Per;"Moss"', "Anne;Hamar"
        )
        assert [(row.lines, row.swallowed) for row in read_table(path).rows()] == [(3, True), (1, False)]

    def test_a_cell_that_goes_on_without_end_stops_the_import(self, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "a.csv", "Name;City", "Kari;Oslo", 'Ola;"' + "x" * 200_000)
        with pytest.raises(TableUnreadable, match="never closed"):
            cells(read_table(path))

    def test_an_inch_sign_within_a_cell_is_only_a_sign(self, tmp_path: Path) -> None:
        assert cells(read_table(write_csv(tmp_path / "a.csv", "Name;City", 'Ola 5" Lie;Bergen'))) == [
            ['Ola 5" Lie', "Bergen"]
        ]

    def test_the_rows_can_be_read_again_and_again(self, tmp_path: Path) -> None:
        table = read_table(write_csv(tmp_path / "a.csv", "Name;City", "Kari;Oslo"))
        assert cells(table) == cells(table)

    def test_the_expected_rows_are_an_estimate_for_the_progress(self, tmp_path: Path) -> None:
        assert read_table(write_csv(tmp_path / "a.csv", "Name", *"abcdef")).rows_expected == 6

    @given(st.binary(max_size=400))
    def test_no_file_makes_the_reader_crash(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "a.csv"
        path.write_bytes(content)
        try:
            table = read_table(path)
            assert all(isinstance(cell, str) for row in table.rows() for cell in row.cells)
        except TableUnreadable:
            return


class TestSpreadsheets:
    @pytest.mark.parametrize("above", [0, 3])
    def test_the_rows_below_the_heading_are_expected(self, tmp_path: Path, above: int) -> None:
        rows = [["Name", "City"], *([name, "Oslo"] for name in "abcdef")]
        table = read_table(write_xlsx(tmp_path / "a.xlsx", *([[]] * above), *rows))
        assert table.rows_expected == len(cells(table)) == 6

    def test_numbers_dates_and_truth_values_become_the_text_that_a_person_sees(self, tmp_path: Path) -> None:
        path = write_xlsx(
            tmp_path / "a.xlsx",
            ["Id", "Amount", "Born", "Seen", "Paid"],
            [1234, 12.5, datetime.date(1990, 2, 1), datetime.datetime(2026, 1, 2, 3, 4), True],
            ["0150", "", None, datetime.time(3, 4), False],
        )
        assert cells(read_table(path)) == [
            ["1234", "12.5", "1990-02-01", "2026-01-02 03:04:00", "True"],
            ["0150", "", "", "03:04:00", "False"],
        ]

    def test_a_table_that_begins_further_in_keeps_its_row_numbers_and_letters(self, tmp_path: Path) -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet["C4"], sheet["D4"], sheet["C6"], sheet["D6"] = "Name", "City", "Kari", "Oslo"
        workbook.save(tmp_path / "a.xlsx")
        table = read_table(tmp_path / "a.xlsx")
        assert (table.headings, numbers(table)) == (("Name", "City"), [6])
        assert (table.column_letter(0), table.column_letter(1)) == ("C", "D")

    def test_the_first_visible_sheet_with_content_is_read_unless_one_is_named(self, tmp_path: Path) -> None:
        workbook = openpyxl.Workbook()
        for name, value, state in (
            ("Hidden", "h", "hidden"),
            ("Two", "2", "visible"),
            ("Three", "3", "visible"),
        ):
            sheet = workbook.create_sheet(name)
            sheet.append(["Name"])
            sheet.append([value])
            sheet.sheet_state = state
        workbook.save(tmp_path / "a.xlsx")
        table = read_table(tmp_path / "a.xlsx")
        assert (table.sheet, table.sheets) == ("Two", ("Sheet", "Two", "Three"))
        assert cells(read_table(tmp_path / "a.xlsx", "Three")) == [["3"]]
        assert cells(read_table(tmp_path / "a.xlsx", "Hidden")) == [["h"]]
        with pytest.raises(TableUnreadable, match=r"no sheet “Four”.*Two, Three"):
            read_table(tmp_path / "a.xlsx", "Four")

    def test_what_a_file_is_is_seen_from_its_content_not_its_name(self, tmp_path: Path) -> None:
        path = write_xlsx(tmp_path / "a.xlsx", ["Name"], ["Kari"])
        assert cells(read_table(path.rename(tmp_path / "a.csv"))) == [["Kari"]]

    @pytest.mark.parametrize("rows", [[], [["Name", "City"]]])
    def test_nothing_to_import_is_an_error_that_says_0_rows(
        self, tmp_path: Path, rows: list[list[str]]
    ) -> None:
        with pytest.raises(TableUnreadable, match="0 rows"):
            read_table(write_xlsx(tmp_path / "a.xlsx", *rows))

    @pytest.mark.parametrize("kept", [4, 100, 1000, 3000])
    def test_a_damaged_workbook_is_an_error_with_words(self, tmp_path: Path, kept: int) -> None:
        path = write_xlsx(tmp_path / "a.xlsx", ["Name"], ["Kari"])
        path.write_bytes(path.read_bytes()[:kept])
        with pytest.raises(TableUnreadable, match="damaged"):
            read_table(path)

    def test_a_protected_workbook_is_told_apart_from_a_damaged_one(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(compound_file("EncryptedPackage", "EncryptionInfo"))
        with pytest.raises(TableUnreadable, match="password"):
            read_table(path)

    def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "x")
            archive.writestr("[Content_Types].xml", "x")
        content = path.read_bytes()
        # The size that the archive's directory claims for the first entry: four bytes, 24 after its mark.
        place = content.index(b"PK\x01\x02") + 24
        path.write_bytes(content[:place] + (0xF0000000).to_bytes(4, "little") + content[place + 4 :])
        with pytest.raises(TableUnreadable, match="damaged"):
            read_table(path)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(1234.0, "1234"), (-3.0, "-3"), (0.1, "0.1"), (1e15, "1e+15"), (None, ""), (7, "7")],
    )
    def test_whole_numbers_lose_the_fraction_that_excel_gives_them(
        self, value: float | None, expected: str
    ) -> None:
        assert cell_text(value) == expected


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("start", "kind"), [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "PNG"), (b"{\\rtf1", "RTF")]
    )
    def test_another_kind_of_file_is_named(self, tmp_path: Path, start: bytes, kind: str) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(start + os.urandom(50))
        with pytest.raises(TableUnreadable, match=f"kind {kind}"):
            read_table(path)

    def test_a_missing_file_is_an_error_with_words(self, tmp_path: Path) -> None:
        with pytest.raises(TableUnreadable, match="no other program"):
            read_table(tmp_path / "nowhere.csv")

    def test_a_folder_is_an_error_with_words(self, tmp_path: Path) -> None:
        with pytest.raises(TableUnreadable, match="cannot be read"):
            read_table(tmp_path)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_that_excel_shows(index: int, letters: str) -> None:
    assert column_letter(index) == letters


def compound_file(*streams: str) -> bytes:
    """The smallest file of Microsoft's compound format with these (empty) streams: what Excel's encryption wraps."""
    free, end, table = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\xfd\xff\xff\xff"
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + bytes.fromhex("3e000300feff0900")
        + b"\x06\x00"
        + bytes(6)
    )
    header += bytes(4) + (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4)
    header += (4096).to_bytes(4, "little") + end + bytes(4) + end + bytes(4) + bytes(4)
    header += free * 108
    sectors = (table + end).ljust(512, b"\xff")
    names = ["Root Entry", *streams]
    entries = b""
    for index, name in enumerate(names):
        encoded = name.encode("utf-16-le")
        child = 1 if index == 0 else 0xFFFFFFFF
        right = index + 1 if 0 < index < len(names) - 1 else 0xFFFFFFFF
        entries += encoded.ljust(64, b"\x00") + (len(encoded) + 2).to_bytes(2, "little")
        entries += bytes([5 if index == 0 else 2, 1]) + free
        entries += right.to_bytes(4, "little") + child.to_bytes(4, "little") + bytes(36) + end + bytes(8)
    return header + sectors + entries.ljust(512, b"\x00")
