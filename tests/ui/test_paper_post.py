"""Paper post by clicks, over a real mailing: make the PDF, print, tick off, until nobody is left."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QDate, QTimer
from PySide6.QtGui import QDesktopServices, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.errors import Cancelled
from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.mailing.letters import RemainderRow
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.questions import TickOffDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.page_printing import PrinterFailed, choose_printer, office_printer, print_pages
from desktop_app.ui.pages.paper_post import PaperPostPage
from tests.helpers.mailing_room import QUIET, CancelAfter, MailingRoom
from tests.helpers.pdfs import POINTS_PER_MM, Box, PageSpec, PdfSpec, write_pdf
from tests.helpers.stage import staged_services

PEOPLE = 9
LEFT = 3
LONG = 30_000
"""Milliseconds: a child process starts, which takes its time on a busy machine."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailingRoom]:
    """Nine people, of whom the last three were not reached."""
    made = MailingRoom(tmp_path / "room")
    made.add_people(PEOPLE)
    mailing_id = made.confirmed()
    made.run_to_the_end(mailing_id)
    assert mailing_id == 1
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, tmp_path: Path, room: MailingRoom) -> Iterator[PaperPostPage]:
    """The page of that mailing."""
    with staged_services(tmp_path / "window") as staged:
        changes: dict[str, Any] = {"mailing": room.service, "clock": room.clock}
        services = dataclasses.replace(staged, **changes)
        room.events.subscribe(object, staged.events.publish)
        window = MainWindow(services, theme, language="en")
        window.show()
        window.go("paper_post", mailing=1)
        shown = window.page()
        assert isinstance(shown, PaperPostPage)
        qtbot.waitUntil(lambda: shown.grid is not None and shown.grid.model.rowCount() == LEFT, timeout=5000)
        yield shown
        settle(qtbot, shown)
        window.close()


def services_of(page: PaperPostPage) -> Services:
    return page.context.services


def settle(qtbot: QtBot, page: PaperPostPage) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: page.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)


def press(widget: QWidget, words: str) -> None:
    [found] = [
        each
        for each in widget.findChildren(QPushButton)
        if each.isVisible() and each.accessibleName() == words
    ]
    found.click()


def choose_from_menu(page: PaperPostPage, words: str) -> None:
    menu = page.lists_menu()
    [entry] = [each for each in menu.actions() if each.text() == words]
    entry.trigger()


@pytest.fixture
def answer() -> Iterator[Callable[..., list[str]]]:
    """Press a button of the next dialog as soon as it stands; what the dialog said is kept."""
    said: list[str] = []
    looking = QTimer(interval=20)
    wanted: list[tuple[str, Callable[[QWidget], object]]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible():
            return
        looking.stop()
        try:
            words, prepare = wanted.pop()
            said.append(dialog.windowTitle())
            prepare(dialog)
            press(dialog, words)
        finally:
            # A dialog that was not expected, or has another button, must not wait for ever.
            if dialog.isVisible():
                dialog.reject()

    def expect(words: str, prepare: Callable[[QWidget], object] = lambda _dialog: None) -> list[str]:
        wanted.append((words, prepare))
        looking.start()
        return said

    looking.timeout.connect(look)
    yield expect
    looking.stop()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were opened."""
    folders: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: folders.append(url.toLocalFile()))
    return folders


def rows(room: MailingRoom) -> list[RemainderRow]:
    return room.service.remainder(1)


def written_down(page: PaperPostPage) -> list[tuple[Act, int | None, str | None]]:
    """What the list of who looked and took out has got."""
    found = services_of(page).privacy.audit.page(AuditQuery())
    return [(each.act, each.people, each.about) for each in found]


class TestMaking:
    def test_the_pdf_is_made_and_its_folder_opened(
        self,
        qtbot: QtBot,
        page: PaperPostPage,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: Callable[..., list[str]],
        opened: list[str],
    ) -> None:
        folder = tmp_path / "paper"
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(folder))
        said = answer("Open the folder")
        press(page, "Make the PDF…")
        qtbot.waitUntil(lambda: bool(opened), timeout=LONG)
        assert said == ["3 letters are ready to print."]
        assert opened == [str(folder)]
        assert [path.name for path in folder.iterdir()] == ["letters-1-01-of-01.pdf"]
        assert written_down(page) == [(Act.EXPORTED, LEFT, "paper")]

    @pytest.mark.parametrize(
        ("entry", "name", "said_then"),
        [
            ("Labels…", "labels.pdf", "3 labels are ready."),
            ("List for a print shop…", "list.xlsx", "3 people are in the list."),
            ("List of everybody left…", "list.csv", "3 people are in the list."),
        ],
    )
    def test_labels_and_lists(
        self,
        qtbot: QtBot,
        page: PaperPostPage,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: Callable[..., list[str]],
        opened: list[str],
        entry: str,
        name: str,
        said_then: str,
    ) -> None:
        target = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
        said = answer("Open the folder")
        choose_from_menu(page, entry)
        qtbot.waitUntil(lambda: bool(opened), timeout=LONG)
        assert (said, target.stat().st_size > 0) == ([said_then], True)
        assert written_down(page) == [(Act.EXPORTED, LEFT, name)]

    def test_going_back_makes_nothing(self, page: PaperPostPage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
        press(page, "Make the PDF…")
        choose_from_menu(page, "Labels…")
        assert services_of(page).lanes.jobs() == ()


class TestTickingOff:
    def test_one_then_the_others_until_nobody_is_left_and_back(
        self, qtbot: QtBot, page: PaperPostPage, room: MailingRoom, answer: Callable[..., list[str]]
    ) -> None:
        assert page.grid is not None
        table, model = page.grid.table, page.grid.model
        table.selectRow(0)
        said = answer("Tick off 1 person")
        press(page, "Tick off…")
        qtbot.waitUntil(lambda: page.header.sentence.text() == "2 people are still to be reached, 1 done.")
        table.selectAll()
        answer("Tick off 3 people")
        press(page, "Tick off…")
        qtbot.waitUntil(lambda: page.banner.words.text().startswith("Everybody has been reached."))
        settle(qtbot, page)
        assert said == ["Tick off 1 person?", "Tick off 3 people?"]
        assert page.banner.isVisible()
        assert [row.done_how for row in rows(room)] == ["Printed and posted by us"] * LEFT
        shown = [each.accessibleName() for each in page.findChildren(QPushButton) if each.isVisible()]
        assert not {"Make the PDF…", "Print here…", "Labels and lists"} & set(shown)

        table.selectRow(1)
        press(page, "Untick")
        qtbot.waitUntil(lambda: page.header.sentence.text() == "1 person is still to be reached, 2 done.")
        settle(qtbot, page)
        assert model.rowCount() == LEFT
        assert not page.banner.isVisible()

    def test_the_day_is_today_and_can_be_an_earlier_one(
        self, page: PaperPostPage, room: MailingRoom, qtbot: QtBot, answer: Callable[..., list[str]]
    ) -> None:
        today = room.clock.now().astimezone().date()
        seen: list[date] = []

        def earlier(dialog: QWidget) -> None:
            assert isinstance(dialog, TickOffDialog)
            seen.append(dialog.day())
            dialog.day_edit.setDate(dialog.day_edit.date().addDays(3))
            seen.append(dialog.day())
            dialog.day_edit.setDate(QDate(2025, 11, 21))

        assert page.grid is not None
        page.grid.table.selectRow(0)
        answer("Tick off 1 person", earlier)
        press(page, "Tick off…")
        qtbot.waitUntil(lambda: any(row.done for row in rows(room)))
        assert seen == [today, today]
        [done] = [row.done_at for row in rows(room) if row.done_at is not None]
        assert done.astimezone().date() == date(2025, 11, 21)


class TestPrinting:
    @pytest.fixture
    def paper(self, tmp_path: Path) -> Path:
        return tmp_path / "printed.pdf"

    def to_file(self, target: Path) -> QPrinter:
        """A printer whose paper is a PDF."""
        printer = office_printer(two_sided=True)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return printer

    def test_the_letters_are_printed_and_then_ticked_off(
        self,
        qtbot: QtBot,
        page: PaperPostPage,
        room: MailingRoom,
        paper: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: Callable[..., list[str]],
    ) -> None:
        monkeypatch.setattr(
            "desktop_app.ui.pages.paper_acts.choose_printer", lambda *_a, **_k: self.to_file(paper)
        )
        monkeypatch.setattr("desktop_app.ui.pages.paper_acts.DPI", 60)
        answer("Tick off 3 people")
        press(page, "Print here…")
        qtbot.waitUntil(lambda: all(row.done for row in rows(room)), timeout=LONG)
        assert pages_of(paper) == 4 * LEFT
        assert [(act, people) for act, people, _printer in written_down(page)] == [(Act.PRINTED, LEFT)]
        assert list(services_of(page).folder.exports.iterdir()) == []

    @pytest.mark.parametrize("answered", [QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected])
    def test_the_printer_is_chosen_in_the_systems_own_dialog(
        self, page: PaperPostPage, monkeypatch: pytest.MonkeyPatch, answered: QDialog.DialogCode
    ) -> None:
        asked: list[QPrintDialog] = []

        def choose(dialog: QPrintDialog) -> QDialog.DialogCode:
            asked.append(dialog)
            return answered

        monkeypatch.setattr(QPrintDialog, "exec", choose)
        printer = choose_printer(page.context, page, "Print the letters", two_sided=True)
        assert len(asked) == 1
        if answered is QDialog.DialogCode.Rejected:
            assert printer is None
            return
        assert printer is not None
        assert printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.A4
        assert printer.fullPage()

    def test_going_back_prints_nothing_and_ticks_nobody_off(
        self, page: PaperPostPage, room: MailingRoom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
        press(page, "Print here…")
        assert services_of(page).lanes.jobs() == ()
        assert not any(row.done for row in rows(room))

    @pytest.mark.qt_log_ignore("Returned false", "propagateSizeHints", extend=True)
    def test_a_printer_that_fails_is_said_and_nobody_is_ticked_off(
        self,
        qtbot: QtBot,
        page: PaperPostPage,
        room: MailingRoom,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: Callable[..., list[str]],
    ) -> None:
        nowhere = tmp_path / "no such folder" / "printed.pdf"
        monkeypatch.setattr(
            "desktop_app.ui.pages.paper_acts.choose_printer", lambda *_a, **_k: self.to_file(nowhere)
        )
        monkeypatch.setattr("desktop_app.ui.pages.paper_acts.DPI", 60)
        said = answer("Close")
        press(page, "Print here…")
        qtbot.waitUntil(lambda: said == ["The printer did not take the letters."], timeout=LONG)
        assert not any(row.done for row in rows(room))
        assert list(services_of(page).folder.exports.iterdir()) == []

    @pytest.mark.qt_log_ignore("Returned false", extend=True)
    def test_a_printer_that_refuses_to_begin_is_named(self, qapp: QApplication, tmp_path: Path) -> None:
        letter = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec()]))
        with pytest.raises(PrinterFailed) as refused:
            print_pages(self.to_file(tmp_path / "no such folder" / "x.pdf"), [(letter, 1)], QUIET, dpi=50)
        assert str(refused.value.title) == "The printer did not take the letters."

    def test_a_printer_that_stops_between_two_pages_is_named(
        self, qapp: QApplication, tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letter = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec()] * 2))
        monkeypatch.setattr(QPrinter, "newPage", lambda _printer: False)
        with pytest.raises(PrinterFailed):
            print_pages(self.to_file(paper), [(letter, 2)], QUIET, dpi=50)

    def test_a_page_lies_where_it_lay(self, qapp: QApplication, tmp_path: Path, paper: Path) -> None:
        spec = PdfSpec([PageSpec(boxes=[Box(22, 46, 80, 20)])])
        letter = write_pdf(tmp_path / "letter.pdf", spec)
        assert print_pages(self.to_file(paper), [(letter, 1)], QUIET, dpi=150) == 1
        assert ink_mm(paper) == pytest.approx((22, 46, 102, 66), abs=0.6)

    def test_a_page_on_its_side_is_turned(self, qapp: QApplication, tmp_path: Path, paper: Path) -> None:
        spec = PdfSpec([PageSpec(size=(297, 210), boxes=[Box(10, 10, 100, 5)])])
        letter = write_pdf(tmp_path / "letter.pdf", spec)
        print_pages(self.to_file(paper), [(letter, 1)], QUIET, dpi=100)
        left, top, right, bottom = ink_mm(paper)
        assert (right - left, bottom - top) == pytest.approx((5, 100), abs=1)

    def test_it_can_be_stopped(self, qapp: QApplication, tmp_path: Path, paper: Path) -> None:
        letter = write_pdf(tmp_path / "letter.pdf", PdfSpec([PageSpec()] * 3))
        with pytest.raises(Cancelled):
            print_pages(self.to_file(paper), [(letter, 3)], CancelAfter(1), dpi=50)


def pages_of(path: Path) -> int:
    with PdfChecker() as checker:
        return len(checker.extract_text(path))


def ink_mm(path: Path) -> tuple[float, float, float, float]:
    """Left, top, right and bottom edge of what is dark on the first page, in mm from its upper left corner."""
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[0].render(scale=2, grayscale=True)
        pixels, stride, width = bytes(picture.buffer), picture.stride, picture.width
        found = [y for y in range(picture.height) if min(pixels[y * stride : y * stride + width]) < 128]
        across = [x for x in range(width) if min(pixels[y * stride + x] for y in found) < 128]
    finally:
        document.close()
    left, top, right, bottom = (
        edge / 2 / POINTS_PER_MM for edge in (across[0], found[0], across[-1] + 1, found[-1] + 1)
    )
    return left, top, right, bottom
