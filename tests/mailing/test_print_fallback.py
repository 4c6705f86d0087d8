"""Letters on paper: whose, in which order, on which pages, and until nobody is left."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop_app.base.errors import Cancelled
from desktop_app.base.translate import load_translator
from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import PrintOptions, ReturnAddress
from desktop_app.mailing.outcomes import Reason
from desktop_app.mailing.paper_errors import LetterFileAltered, NothingForPaper
from desktop_app.mailing.paper_layout import PaperLayout, return_lines
from desktop_app.mailing.print_fallback import PaperRun
from desktop_app.mailing.tables import letters
from tests.helpers.mailing_room import QUIET, CancelAfter, MailingRoom
from tests.helpers.pdfs import PageSpec, PdfSpec, TextAt, lines_of, make_letter_pdf, write_pdf

SAY = load_translator("en")
BACK = ReturnAddress("Fjordvik Turlag", "Havnegata 1", "9008", "Tromsø")
LAYOUT = PaperLayout(return_address=BACK)
ONE_SIDED = replace(LAYOUT, two_sided=False)


def put_on_paper(
    room: MailingRoom, mailing_id: int, layout: PaperLayout = LAYOUT, folder: str = "paper"
) -> PaperRun:
    return room.service.paper.write_letters(mailing_id, room.folder / folder, layout, SAY, QUIET)


class Reading:
    """One child process that reads the PDFs of all tests here."""

    checker = PdfChecker()


@pytest.fixture(scope="module", autouse=True)
def reading() -> Iterator[None]:
    yield
    Reading.checker.close()


def texts_of(*paths: Path) -> list[str]:
    """The text of each page of these files, one after the other."""
    return [words for path in paths for words in Reading.checker.extract_text(path)]


def personal_letters(
    room: MailingRoom, pages: int = 1, attachments: Sequence[Path] = ()
) -> list[LetterInput]:
    """A letter of one's own to everybody, whose every page names the customer id."""
    made = []
    for row, recipient_id in enumerate(room.everybody(), 2):
        person = room.register.get(recipient_id)
        path = room.letters_folder / f"{person.customer_id}.pdf"
        make_letter_pdf(path, [f"Letter to {person.customer_id}", person.full_name], pages=pages)
        made.append(LetterInput(recipient_id, path, tuple(attachments), row=row))
    return made


def finished(room: MailingRoom, letters: Sequence[LetterInput] | None = None) -> int:
    """A mailing that Digipost has answered: the customer ids ending with 7, 8 and 9 are not reached."""
    mailing_id = room.confirmed(room.options(), letters)
    room.run_to_the_end(mailing_id)
    return mailing_id


def left(room: MailingRoom, mailing_id: int) -> int:
    return room.service.mailing(mailing_id).mailing.remainder_open


class TestAMailingOf500:
    def test_each_address_sheet_is_followed_by_that_persons_letter_and_the_count_reaches_zero(
        self, room: MailingRoom
    ) -> None:
        room.add_people(500)
        mailing_id = finished(room, personal_letters(room))
        rows = {row.letter_id: row for row in room.service.iterate_remainder(mailing_id)}
        assert len(rows) == left(room, mailing_id) == 140

        run = put_on_paper(room, mailing_id, replace(LAYOUT, sheets_per_file=120))
        assert (run.letters, run.left_out) == (140, ())
        assert [file.letters for file in run.files] == [60, 60, 20]
        assert [file.sheets for file in run.files] == [120, 120, 40]
        pages = texts_of(*(file.path for file in run.files))
        assert len(pages) == 4 * 140
        for place, letter_id in enumerate(run.letter_ids):
            row = rows[letter_id]
            sheet, back, letter, letter_back = pages[4 * place : 4 * place + 4]
            lines = sheet.split("\r\n")
            assert lines[1:4] == [row.name, row.address1, f"{row.postcode} {row.city}"]
            assert f"Letter to {row.customer_id}" in letter
            assert (back, letter_back) == ("", "")
        postcodes = [rows[letter_id].postcode for letter_id in run.letter_ids]
        assert postcodes == sorted(postcodes)

        some, others = run.letter_ids[:40], run.letter_ids[40:]
        room.service.mark_done(mailing_id, some, "Printed and posted by us")
        assert left(room, mailing_id) == 100
        room.service.undo_done(mailing_id, some[:10])
        assert left(room, mailing_id) == 110
        assert put_on_paper(room, mailing_id).letters == 110
        room.service.mark_done(mailing_id, (*some, *others), "Printed and posted by us")
        assert left(room, mailing_id) == 0
        with pytest.raises(NothingForPaper):
            put_on_paper(room, mailing_id)


class TestWhoGetsPaper:
    def reasons(self, room: MailingRoom, reason: Reason) -> int:
        """A mailing whose two not reached have this reason."""
        room.add_people(9)
        mailing_id = finished(room)
        with room.database.begin() as connection:
            connection.execute(update(letters).where(letters.c.customer_id == "K0007").values(reason=reason))
        return mailing_id

    @pytest.mark.parametrize(
        "reason",
        [
            Reason.LOOKUP_FAILED,
            Reason.NO_ANSWER,
            Reason.JOB_FAILED,
            Reason.NEVER_LOOKED_UP,
            Reason.CANCELLED,
            Reason.DOCUMENT_REFUSED,
            Reason.NOT_SENT,
        ],
    )
    def test_nobody_who_may_have_digipost(self, room: MailingRoom, reason: Reason) -> None:
        people = room.service.paper.people(self.reasons(room, reason))
        assert len(people.chosen) == 2
        [out] = people.left_out
        assert out.customer_id == "K0007"
        assert str(out.why) == f"Not for paper yet: {reason.words()}"

    @pytest.mark.parametrize(
        "reason", [Reason.NOT_A_USER, Reason.NOT_FOUND, Reason.SEVERAL_MATCH, Reason.NO_IDENTIFICATION]
    )
    def test_those_without_digipost_and_those_not_identified(self, room: MailingRoom, reason: Reason) -> None:
        people = room.service.paper.people(self.reasons(room, reason))
        assert (len(people.chosen), people.left_out) == (3, ())

    def test_nobody_while_the_lookup_is_under_way(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = room.confirmed()
        room.service.send(mailing_id, QUIET)
        with pytest.raises(NothingForPaper):
            put_on_paper(room, mailing_id)

    def test_nobody_without_a_whole_address(self, room: MailingRoom) -> None:
        room.add_people(1, first=7, address1=None)
        room.add_people(1, first=8, postcode=None)
        room.add_people(1, first=17)
        people = room.service.paper.people(finished(room))
        assert [person.row.customer_id for person in people.chosen] == ["K0017"]
        assert [out.customer_id for out in people.left_out] == ["K0008", "K0007"]
        assert all("not whole" in str(out.why) for out in people.left_out)

    def test_nobody_who_is_ticked_off(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = finished(room)
        [gone, *others] = room.service.remainder(mailing_id)
        room.service.mark_done(mailing_id, [gone.letter_id], "By hand")
        people = room.service.paper.people(mailing_id)
        assert [person.row.letter_id for person in people.chosen] == [each.letter_id for each in others]


class TestTheAddressSheet:
    def sheet(self, room: MailingRoom, **person: str) -> list[str]:
        room.add_people(1, first=7, **person)
        run = put_on_paper(room, finished(room))
        self.run = run
        return texts_of(run.files[0].path)[0].split("\r\n")

    def test_the_return_address_in_one_line_then_the_address(self, room: MailingRoom) -> None:
        lines = self.sheet(
            room,
            full_name="Åse Çelik-Ødegård",
            address1="Blåbærstien 4 B",
            address2="Bolig 12",
            postcode="0042",
        )
        assert lines == [
            "Fjordvik Turlag · Havnegata 1 · 9008 Tromsø",
            "Åse Çelik-Ødegård",
            "Blåbærstien 4 B",
            "Bolig 12",
            "0042 Tromsø",
            "1 / 1",
        ]
        assert self.run.respelt == ()

    def test_no_identity_number_wherever_somebody_wrote_it(self, room: MailingRoom) -> None:
        lines = self.sheet(room, address1="Storgata 7", address2="fnr 01890112345, 018901 12345")
        assert not re.search(r"\d{5,}", " ".join(lines))
        assert self.run.cleared == ("Kari Ødegård H",)
        number = room.register.by_customer_id("K0007").national_id  # type: ignore[union-attr]
        assert number is not None
        assert number not in "".join(texts_of(self.run.files[0].path))

    def test_letters_that_the_font_lacks_become_the_nearest_and_are_told(self, room: MailingRoom) -> None:
        lines = self.sheet(room, full_name="Áile Čáhppe-Kvernmoŋŧ")
        assert lines[1] == "Áile Cáhppe-Kvernmont"
        assert self.run.respelt == ("Áile Čáhppe-Kvernmoŋŧ",)

    def test_abroad_comes_last_with_the_country_in_capitals(self, room: MailingRoom) -> None:
        room.add_people(1, first=7, postcode="111 22", city="Stockholm", country="SE")
        room.add_people(1, first=8, postcode="9999", city="Båtsfjord", country="Norge")
        run = put_on_paper(room, finished(room), ONE_SIDED)
        norwegian, _letter, swedish, _other = texts_of(run.files[0].path)
        assert norwegian.split("\r\n")[3] == "9999 Båtsfjord"
        assert swedish.split("\r\n")[3:5] == ["111 22 Stockholm", "SWEDEN"]


class TestPages:
    def one(self, room: MailingRoom, spec: PdfSpec, layout: PaperLayout = LAYOUT) -> list[str]:
        """The pages of one person whose letter is this."""
        room.add_people(1, first=7)
        letter = write_pdf(room.letters_folder / "one.pdf", spec)
        mailing_id = finished(room, [LetterInput(room.everybody()[0], letter)])
        return texts_of(put_on_paper(room, mailing_id, layout).files[0].path)

    @pytest.mark.parametrize(("pages", "expected"), [(1, 4), (2, 4), (3, 6)])
    def test_on_both_sides_everything_begins_on_the_front_of_a_sheet(
        self, room: MailingRoom, pages: int, expected: int
    ) -> None:
        spec = PdfSpec([PageSpec(lines_of([f"Page {number}"])) for number in range(1, pages + 1)])
        texts = self.one(room, spec)
        assert len(texts) == expected
        assert texts[2 : 2 + pages] == [f"Page {number}" for number in range(1, pages + 1)]
        assert all(not words for words in (texts[1], *texts[2 + pages :]))

    def test_on_one_side_there_are_no_blank_pages(self, room: MailingRoom) -> None:
        spec = PdfSpec([PageSpec(lines_of([f"Page {number}"])) for number in range(3)])
        assert len(self.one(room, spec, ONE_SIDED)) == 4

    def test_sizes_and_fonts_from_the_pages_parent_come_along(self, room: MailingRoom) -> None:
        spec = PdfSpec([PageSpec(lines_of(["Inherited"]))] * 2, inherit=True)
        assert self.one(room, spec, ONE_SIDED)[1:] == ["Inherited"] * 2

    def test_a_stamp_is_part_of_the_page(self, room: MailingRoom) -> None:
        spec = PdfSpec([PageSpec(lines_of(["Letter"]), stamp=TextAt("PAID", 40, 100))], javascript="page")
        assert "PAID" in self.one(room, spec, ONE_SIDED)[1]

    def test_attachments_come_after_the_letter_each_on_its_own_sheet(self, room: MailingRoom) -> None:
        room.add_people(18)
        form = room.pdf("form", ["A form"])
        mailing_id = finished(room, personal_letters(room, pages=2, attachments=[form]))
        run = put_on_paper(room, mailing_id)
        pages = texts_of(run.files[0].path)
        assert run.sheets == 3 * run.letters
        for place in range(run.letters):
            assert pages[6 * place + 1] == pages[6 * place + 5] == ""
            assert pages[6 * place + 2] == pages[6 * place + 3]
            assert pages[6 * place + 4] == "A form"

    def test_a_persons_letter_is_never_split(self, room: MailingRoom) -> None:
        room.add_people(29)
        mailing_id = finished(room, personal_letters(room, pages=3))
        run = put_on_paper(room, mailing_id, replace(LAYOUT, sheets_per_file=7))
        assert [file.sheets for file in run.files] == [6, 6, 6, 3]
        assert [file.path.name for file in run.files][:2] == [
            f"letters-{mailing_id}-01-of-04.pdf",
            f"letters-{mailing_id}-02-of-04.pdf",
        ]

    def test_one_letter_for_all_is_in_the_file_once(self, room: MailingRoom) -> None:
        room.add_people(60)
        heavy = write_pdf(
            room.letters_folder / "heavy.pdf", PdfSpec([PageSpec(lines_of(["All"]), font="embedded")] * 4)
        )
        mailing_id = room.confirmed(room.options(common_document=str(heavy)))
        room.run_to_the_end(mailing_id)
        run = put_on_paper(room, mailing_id)
        assert (run.letters, run.files[0].pages) == (16, 96)
        assert run.files[0].path.stat().st_size < heavy.stat().st_size + 16 * 1500


class TestFiles:
    def test_a_file_that_changed_stops_with_the_persons_name(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = finished(room, personal_letters(room))
        make_letter_pdf(room.letters_folder / "K0008.pdf", ["Another letter"])
        with pytest.raises(LetterFileAltered) as stopped:
            put_on_paper(room, mailing_id)
        assert "(K0008)" in str(stopped.value.message)
        assert list((room.folder / "paper").glob("*")) == []

    def test_a_file_that_is_gone_stops_with_the_persons_name(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = finished(room, personal_letters(room))
        (room.letters_folder / "K0007.pdf").unlink()
        with pytest.raises(LetterFileAltered, match="no longer there"):
            put_on_paper(room, mailing_id)

    def test_a_changed_attachment_stops_too(self, room: MailingRoom) -> None:
        room.add_people(9)
        form = room.pdf("form", ["A form"])
        mailing_id = finished(room, personal_letters(room, attachments=[form]))
        make_letter_pdf(form, ["Another form"])
        with pytest.raises(LetterFileAltered, match=r"form\.pdf"):
            put_on_paper(room, mailing_id)

    def test_a_damaged_letter_leaves_only_its_person_out(self, room: MailingRoom) -> None:
        room.add_people(9)
        letters = personal_letters(room)
        (room.letters_folder / "K0008.pdf").write_bytes(b"%PDF-1.4 and nothing more")
        run = put_on_paper(room, finished(room, letters))
        assert run.letters == 2
        assert [(out.customer_id, "K0008.pdf" in str(out.why)) for out in run.left_out] == [("K0008", True)]

    def test_an_earlier_runs_files_are_taken_away(self, room: MailingRoom) -> None:
        room.add_people(9)
        mailing_id = finished(room)
        first = put_on_paper(room, mailing_id, replace(LAYOUT, sheets_per_file=2))
        mine = room.folder / "paper" / "letters-to-keep.pdf"
        mine.write_bytes(b"mine")
        second = put_on_paper(room, mailing_id)
        assert len(first.files) == 3
        assert sorted((room.folder / "paper").iterdir()) == sorted([mine, second.files[0].path])

    @pytest.mark.parametrize("questions", [0, 1, 4])
    def test_stopping_leaves_nothing_behind(self, room: MailingRoom, questions: int) -> None:
        room.add_people(9)
        mailing_id = finished(room, personal_letters(room))
        target = room.folder / "paper"
        with pytest.raises(Cancelled):
            room.service.paper.write_letters(mailing_id, target, LAYOUT, SAY, CancelAfter(questions))
        assert not target.exists() or list(target.iterdir()) == []
        assert left(room, mailing_id) == 3

    def test_only_the_owner_may_read_them(self, room: MailingRoom) -> None:
        room.add_people(9)
        run = put_on_paper(room, finished(room))
        assert run.files[0].path.stat().st_mode & 0o077 == 0

    def test_a_mailings_own_return_address_goes_before_the_settings(self, room: MailingRoom) -> None:
        other = ReturnAddress("Solsiden Borettslag", "Bryggen 2", "5003", "Bergen")
        options = replace(room.options(), printing=PrintOptions(other))
        assert return_lines(LAYOUT, options) == ("Solsiden Borettslag", "Bryggen 2", "5003 Bergen")
        assert return_lines(LAYOUT, room.options()) == ("Fjordvik Turlag", "Havnegata 1", "9008 Tromsø")
        assert return_lines(PaperLayout(), room.options()) == ()
