"""On a screen that is small, or enlarged: the window fits, folds its navigation, and no button is out of sight."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.services import Services
from desktop_app.ui import front, main_window, window_place
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components import screen_room
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.dialogs import confirmation
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Fitting, Scroll, column
from desktop_app.ui.context import UiContext
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.adviser_dialog import AdviserDialog

ENLARGED = QSize(911, 432)
"""1366 × 768 at 150 %, less the task bar and the window's frame."""


@pytest.fixture
def small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (main_window, screen_room, front):
        monkeypatch.setattr(module, "screen_room", lambda _window: ENLARGED)


@pytest.mark.usefixtures("small_screen")
def test_the_window_opens_no_larger_than_its_screen(qtbot: QtBot, theme: Theme, services: Services) -> None:
    window = MainWindow(services, theme, language="nb")
    qtbot.addWidget(window)
    window.show()
    assert window.size() == ENLARGED
    window.close()


def test_a_window_that_comes_to_a_smaller_screen_gets_smaller(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.size() == main_window.AT_FIRST
    monkeypatch.setattr(main_window, "screen_room", lambda _window: ENLARGED)
    window.windowHandle().screenChanged.emit(window.screen())
    assert window.size() == ENLARGED


def test_a_narrow_window_shows_its_pages_as_icons_that_keep_their_names_and_letters(
    qtbot: QtBot, window: MainWindow
) -> None:
    mailings = next(each for each in pages_of(window) if each.accessibleName() == "Mailings")
    assert (mailings.text().strip(), mailings.toolTip()) == ("Mailings", "")
    window.setMinimumSize(0, 0)
    window.resize(ENLARGED)
    qtbot.waitUntil(lambda: window.navigation.width() < 100)
    assert (mailings.text(), mailings.toolTip()) == ("", "Mailings")
    qtbot.waitUntil(lambda: mailings.letter != "")
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.navigation.width() > 100)
    assert (mailings.text().strip(), mailings.toolTip()) == ("Mailings", "")


def pages_of(window: MainWindow) -> list[Button]:
    return window.navigation.findChildren(Button)


@pytest.mark.usefixtures("small_screen")
def test_a_dialog_that_says_much_scrolls_and_keeps_its_buttons_in_sight(
    qtbot: QtBot, context: UiContext, window: MainWindow
) -> None:
    much = text("There is a lot to say about this. " * 60)
    dialog = confirmation(context, window, text("Go on?"), much, text("Continue"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() <= ENLARGED.height()
    scroll = dialog.findChild(Scroll)
    assert scroll is not None
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    for button in dialog.findChildren(Button):
        corner = button.mapTo(dialog, button.rect().bottomRight())
        assert dialog.rect().contains(corner)


def test_a_dialog_that_says_little_does_not_scroll(
    qtbot: QtBot, context: UiContext, window: MainWindow
) -> None:
    dialog = confirmation(context, window, text("Go on?"), text("It may take a while."), text("Continue"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    scroll = dialog.findChild(Scroll)
    assert scroll is not None
    assert scroll.verticalScrollBar().maximum() == 0


def test_what_fits_without_a_bar_but_not_beside_one_loses_the_bar(qtbot: QtBot, theme: Theme) -> None:
    label = Label(theme, "a few words and then a few more " * 4, wrap=True)
    beside_a_bar = Scroll(column()).minimumSizeHint().width()
    width = next(
        each
        for each in range(200, 400)
        if label.heightForWidth(each) < label.heightForWidth(each - beside_a_bar)
    )
    fitting = Fitting(column(label))
    qtbot.addWidget(fitting)
    fitting.resize(width, label.heightForWidth(width) // 2)
    fitting.show()
    qtbot.waitUntil(lambda: fitting.verticalScrollBar().maximum() > 0)
    fitting.resize(width, fitting.heightForWidth(width))
    qtbot.waitUntil(lambda: fitting.verticalScrollBar().maximum() == 0)


def test_the_adviser_shows_its_whole_answer_where_the_screen_has_room(
    qtbot: QtBot, context: UiContext, window: MainWindow
) -> None:
    dialog = AdviserDialog(context, window)
    dialog.resize(dialog.width(), 300)  # what Qt gives it on a low screen
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.height() == dialog.heightForWidth(dialog.width())


@pytest.mark.usefixtures("small_screen")
def test_a_dialog_with_a_size_of_its_own_gets_no_larger_than_the_screen(
    window: MainWindow, context: UiContext
) -> None:
    dialog = QDialog(window)
    dialog.resize(860, 560)
    context.front.open(dialog)
    assert dialog.size() == QSize(860, ENLARGED.height())
    dialog.close()


def test_the_window_comes_back_where_it_was(
    qtbot: QtBot, window: MainWindow, theme: Theme, services: Services
) -> None:
    window.setGeometry(0, 0, 1024, 720)
    window_place.keep(window, services.folder.root)
    again = MainWindow(services, theme, language="en")
    qtbot.addWidget(again)
    window_place.bring_back(again, services.folder.root)
    again.show()
    assert again.size() == QSize(1024, 720)
    again.close()


def test_a_place_that_cannot_be_read_is_none(window: MainWindow, tmp_path: Path) -> None:
    before = window.geometry()
    (tmp_path / "window.place").write_bytes(b"no place")
    window_place.bring_back(window, tmp_path)
    window_place.bring_back(window, tmp_path / "nowhere")
    assert window.geometry() == before
