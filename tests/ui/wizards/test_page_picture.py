"""The picture of a letter's page: what one failed drawing leaves behind is nothing."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.digipost.letter_page_work import PageImage
from desktop_app.digipost.png import Picture
from desktop_app.ui.context import UiContext
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizards.page_picture import PagePicture
from desktop_app.wizards.letter_pages import LetterPages, PageUnreadable

LETTER, ANOTHER = Path("letter.pdf"), Path("another.pdf")
WHITE = Picture(2, 3, 6, bytearray(b"\xff" * 18)).as_png()


class FailingPages(LetterPages):
    """Pages of which those in `out_of_reach` cannot be drawn at the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.out_of_reach: set[tuple[Path, int]] = {(LETTER, 1)}
        self.asked: list[tuple[Path, int]] = []

    def picture(self, path: Path, page: int, width: int, words: Sequence[str] = ()) -> PageImage:
        self.asked.append((path, page))
        if (path, page) in self.out_of_reach:
            raise PageUnreadable
        return PageImage(WHITE, 3, {}, (0, 0, 0, 0))


@pytest.fixture
def pages() -> FailingPages:
    return FailingPages()


@pytest.fixture
def picture(qtbot: QtBot, window: MainWindow, context: UiContext, pages: FailingPages) -> PagePicture:
    """A picture of a letter whose first page could not be drawn."""
    shown = PagePicture(context, pages)
    qtbot.addWidget(shown)
    shown.resize(400, 600)
    shown.show()
    shown.show_file(LETTER)
    qtbot.waitUntil(shown.again.isVisible)
    return shown


def test_what_could_not_be_drawn_is_not_asked_for_at_every_key_that_is_typed(
    picture: PagePicture, pages: FailingPages
) -> None:
    picture.show_file(LETTER)
    assert pages.asked == [(LETTER, 1)]
    assert not picture.is_drawn


def test_it_can_be_tried_again(qtbot: QtBot, picture: PagePicture, pages: FailingPages) -> None:
    pages.out_of_reach.clear()
    QTest.mouseClick(picture.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: picture.is_drawn)
    assert not picture.again.isVisible()


def test_it_is_tried_again_when_it_comes_back_into_sight(
    qtbot: QtBot, picture: PagePicture, pages: FailingPages
) -> None:
    picture.hide()
    pages.out_of_reach.clear()
    picture.show()
    qtbot.waitUntil(lambda: picture.is_drawn)


def test_the_next_letter_is_drawn(qtbot: QtBot, picture: PagePicture, pages: FailingPages) -> None:
    picture.show_file(ANOTHER)
    qtbot.waitUntil(lambda: picture.is_drawn)
    assert not picture.again.isVisible()


def test_a_page_that_cannot_be_drawn_does_not_hold_up_the_one_after_it(
    qtbot: QtBot, picture: PagePicture, pages: FailingPages
) -> None:
    pages.out_of_reach = {(ANOTHER, 2)}
    picture.show_file(ANOTHER)
    qtbot.waitUntil(lambda: picture.is_drawn)
    QTest.mouseClick(_next_page(picture), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(picture.again.isVisible)
    QTest.mouseClick(_next_page(picture), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: picture.is_drawn)
    assert pages.asked[-1] == (ANOTHER, 3)
    assert not picture.again.isVisible()


def _next_page(picture: PagePicture) -> QWidget:
    return next(part for part in picture.findChildren(QWidget) if part.accessibleName() == "Next page")
