"""Labels, lists for another printer, and the page about a mailing: what is written is what is read back."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from openpyxl import load_workbook

from desktop_app.base.translate import LANGUAGES, load_translator
from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.mailing.errors import MailingRefused, UnknownMailing
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.paper_errors import NothingForPaper
from desktop_app.mailing.paper_layout import LabelLayout
from desktop_app.register.spreadsheets import unescaped
from tests.helpers.mailing_room import QUIET, MailingRoom
from tests.helpers.pdfs import POINTS_PER_MM

SAY = load_translator("en")


def finished(room: MailingRoom, people: int = 29) -> int:
    if people:
        room.add_people(people)
    mailing_id = room.confirmed()
    room.run_to_the_end(mailing_id)
    return mailing_id


def texts_of(path: Path) -> list[str]:
    with PdfChecker() as checker:
        return checker.extract_text(path)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[unescaped(cell) for cell in row] for row in csv.reader(file, delimiter=";")]


def read_excel(path: Path) -> list[list[str]]:
    book = load_workbook(path)
    rows = [list(row) for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in rows]


class TestLists:
    ODD: ClassVar = {
        "full_name": "=Åse Ødegård",
        "address1": "@Blåbærstien 4",
        "postcode": "0042",
        "city": "Oslo",
    }

    @pytest.mark.parametrize(("name", "read"), [("list.csv", read_csv), ("list.xlsx", read_excel)])
    def test_what_is_read_back_is_what_was_written(self, room: MailingRoom, name: str, read: object) -> None:
        assert callable(read)
        room.add_people(1, first=7, **self.ODD)
        mailing_id = finished(room, 0)
        assert room.service.paper.write_list(mailing_id, room.folder / name, SAY, QUIET) == 1
        headings, row = read(room.folder / name)
        found = dict(zip(headings, row, strict=True))
        assert {
            "full_name": found["Name"],
            "address1": found["Address"],
            "postcode": found["Postcode"],
            "city": found["City"],
        } == self.ODD
        assert found["File"] == "letter.pdf"

    @pytest.mark.parametrize(("name", "read"), [("list.csv", read_csv), ("list.xlsx", read_excel)])
    def test_the_list_of_all_who_are_left(self, room: MailingRoom, name: str, read: object) -> None:
        assert callable(read)
        room.add_people(1, first=7, **self.ODD)
        mailing_id = finished(room, 0)
        room.service.export_remainder(mailing_id, room.folder / name, QUIET, SAY)
        [_headings, row] = read(room.folder / name)
        assert row[1:6] == ["=Åse Ødegård", "@Blåbærstien 4", "", "0042", "Oslo"]

    @pytest.mark.parametrize(("name", "read"), [("all.csv", read_csv), ("all.xlsx", read_excel)])
    def test_the_letters_of_a_mailing(self, room: MailingRoom, name: str, read: object) -> None:
        assert callable(read)
        room.add_people(1, first=7, **self.ODD)
        mailing_id = finished(room, 0)
        room.service.export_letters(LetterQuery(mailing_id), room.folder / name, QUIET, SAY)
        [_headings, row] = read(room.folder / name)
        assert row[1:5] == ["=Åse Ødegård", "@Blåbærstien 4", "0042", "Oslo"]

    def test_nobody_for_whom_paper_is_wrong_is_in_the_list_for_a_printer(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = room.confirmed()
        room.service.send(mailing_id, QUIET)
        with pytest.raises(NothingForPaper):
            room.service.paper.write_list(mailing_id, room.folder / "list.csv", SAY, QUIET)
        assert not (room.folder / "list.csv").exists()


class TestLabels:
    def test_everybodys_address_once_in_the_order_of_the_letters(self, room: MailingRoom) -> None:
        mailing_id = finished(room)
        people = room.service.paper.people(mailing_id).chosen
        layout = LabelLayout(columns=2, rows=2)
        run = room.service.paper.write_labels(mailing_id, room.folder / "labels.pdf", layout, QUIET)
        pages = texts_of(run.file)
        assert (run.labels, len(pages)) == (len(people), -(-len(people) // 4))
        lines = [line for page in pages for line in page.split("\r\n")]
        assert lines == [line for person in people for line in person.address.lines]

    def test_each_label_keeps_to_its_field(self, room: MailingRoom) -> None:
        room.add_people(
            1, first=7, full_name="Anne-Margrethe von der Lippe Wedel-Jarlsberg Fløgstad-Ærlandsen"
        )
        mailing_id = finished(room, 0)
        layout = LabelLayout(columns=3, rows=8)
        room.service.paper.write_labels(mailing_id, room.folder / "labels.pdf", layout, QUIET)
        left, top, right, bottom = ink_mm(room.folder / "labels.pdf")
        assert left >= 5.5
        assert right <= 70 - 5.5
        assert top >= 2
        assert bottom <= 297 / 8 - 2

    def test_an_edge_moves_all_of_them(self, room: MailingRoom) -> None:
        room.add_people(1, first=7)
        mailing_id = finished(room, 0)
        places = []
        for layout in (LabelLayout(), replace(LabelLayout(), side_mm=10.0, top_mm=20.0)):
            room.service.paper.write_labels(mailing_id, room.folder / "labels.pdf", layout, QUIET)
            places.append(ink_mm(room.folder / "labels.pdf"))
        assert places[1][0] == pytest.approx(places[0][0] + 10, abs=0.3)
        assert places[1][1] > places[0][1] + 15


class TestTheReport:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_one_page_with_the_numbers_and_jobs_and_no_names(self, room: MailingRoom, language: str) -> None:
        mailing_id = finished(room, 9)
        [first, *_more] = room.service.remainder(mailing_id)
        room.service.mark_done(mailing_id, [first.letter_id], "By hand")
        say = load_translator(language)
        room.service.paper.write_report(mailing_id, room.folder / "report.pdf", say, QUIET)
        [page] = texts_of(room.folder / "report.pdf")
        detail = room.service.mailing(mailing_id)
        for words in (detail.mailing.name, *(job.job_id for job in detail.jobs)):
            assert words in page
        assert say.render(first.reason_text) in page
        assert first.name not in page
        assert page.split("\r\n")[2:] != []

    def test_an_unknown_mailing(self, room: MailingRoom) -> None:
        with pytest.raises(UnknownMailing):
            room.service.paper.write_report(77, room.folder / "report.pdf", SAY, QUIET)


class TestTickingOffADay:
    def test_the_day_is_kept(self, room: MailingRoom) -> None:
        mailing_id = finished(room, 9)
        row = room.service.remainder(mailing_id)[0]
        day = room.clock.now().astimezone().date() - timedelta(days=3)
        room.service.mark_done(mailing_id, [row.letter_id], "Posted", day)
        done_at = room.service.remainder(mailing_id)[0].done_at
        assert done_at is not None
        assert done_at.astimezone().date() == day

    def test_a_day_to_come_is_refused(self, room: MailingRoom) -> None:
        mailing_id = finished(room, 9)
        row = room.service.remainder(mailing_id)[0]
        with pytest.raises(MailingRefused):
            room.service.mark_done(mailing_id, [row.letter_id], "Posted", date(2999, 1, 1))
        assert room.service.remainder(mailing_id)[0].done_at is None


def ink_mm(path: Path) -> tuple[float, float, float, float]:
    """Left, top, right and bottom edge of what is printed on the first page, in mm from its upper left corner."""
    import pypdfium2

    dpi = 72
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[0].render(scale=dpi / 72, grayscale=True)
        pixels, stride = bytes(picture.buffer), picture.stride
        rows = [
            y for y in range(picture.height) if min(pixels[y * stride : y * stride + picture.width]) < 200
        ]
        columns = [x for x in range(picture.width) if min(pixels[y * stride + x] for y in rows) < 200]
    finally:
        document.close()
    edges = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (edge / POINTS_PER_MM for edge in edges)
    return left, top, right, bottom
