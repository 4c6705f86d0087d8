"""What holds for every page: nothing cut, nothing nameless, all of it reached by keyboard, one primary act."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import main_window
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.frames import Chip
from desktop_app.ui.components.layout import Scroll
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.duplicates import DuplicatesPage
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.registry import PAGES
from desktop_app.ui.theme import Tone
from tests.helpers.looking import cut_texts, nameless, overflowing, rich_texts, unexplained
from tests.helpers.stage import MAILINGS, staged_services

LANGUAGES = ("nb", "sv", "en")
SMALL_SCREEN = (911, 480)
"""1366 × 768 at 150 %, less the task bar."""
SIZES = (SMALL_SCREEN, (1024, 700), (1366, 768))
PLACES: dict[str, tuple[str, dict[str, object]]] = {
    **{entry.key: (entry.key, {}) for entry in PAGES},
    "one recipient": ("recipients", {"recipient": 1}),
    "mending": ("recipients", {"mend": 9}),
    "what changed": ("recipients", {"view": "changed"}),
    "duplicates": ("recipients", {"view": "duplicates"}),
    "finished mailing": ("mailings", {"mailing": 9}),
    "mailing under way": ("mailings", {"mailing": 8}),
    "uncertain mailing": ("mailings", {"mailing": 7}),
    "failed mailing": ("mailings", {"mailing": 6}),
    "history of the schedule": ("schedule", {"view": "history"}),
    "mailing ready to send": ("mailings", {"mailing": 3}),
    "digis dry run": ("digis", {"view": "forecast"}),
    "digis readers": ("digis", {"view": "readers"}),
    "digis set-up": ("digis", {"view": "setup"}),
}

OpenAt = Callable[..., MainWindow]


@pytest.fixture
def open_at(qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAt]:
    """Open a window at one place and let it settle; all are closed after the test."""
    monkeypatch.setattr(main_window, "screen_room", lambda _window: QSize(*SMALL_SCREEN))
    opened: list[tuple[MainWindow, object]] = []

    def make(place: str, language: str, size: tuple[int, int], *, people: int = 412) -> MainWindow:
        services = staged_services(tmp_path / language, people, MAILINGS if people else (), language=language)
        window = MainWindow(services, theme, language=language)
        qtbot.addWidget(window)
        opened.append((window, services))
        window.resize(*size)
        window.show()
        page, where = PLACES[place]
        window.go(page, **where)
        settle(qtbot, window)
        return window

    yield make
    for window, services in opened:
        window.close()
        services.close()  # type: ignore[attr-defined]


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is read any more and everything has its place."""
    for _ in range(6):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(15)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_no_words_are_cut(qtbot: QtBot, open_at: OpenAt, place: str, language: str) -> None:
    window = open_at(place, language, SIZES[0])
    for size in SIZES:
        window.resize(*size)
        settle(qtbot, window)
        assert (window.width(), window.height()) == size
        assert cut_texts(window) == []
        assert overflowing(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_people_stand_beside_each_other_in_the_smallest_window(
    qtbot: QtBot, open_at: OpenAt, language: str
) -> None:
    window = open_at("duplicates", language, (1024, 700))
    page = window.page()
    assert isinstance(page, RecipientsPage)
    shown = page.opened
    assert isinstance(shown, DuplicatesPage)
    shown.open_group("5,6,7")
    settle(qtbot, window)
    assert len(shown.beside.taken) == 3
    for area in shown.findChildren(Scroll):
        inside = area.widget()
        assert inside is not None
        assert inside.width() <= area.viewport().width()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", [entry.key for entry in PAGES])
def test_no_words_are_cut_while_there_is_nothing_yet(open_at: OpenAt, place: str, language: str) -> None:
    window = open_at(place, language, SIZES[0], people=0)
    assert cut_texts(window) == []


@pytest.mark.usefixtures("larger_type")
@pytest.mark.parametrize("place", PLACES)
def test_no_words_are_cut_in_larger_type(open_at: OpenAt, place: str) -> None:
    window = open_at(place, "nb", SIZES[2])
    assert cut_texts(window) == []
    assert overflowing(window) == []


@pytest.mark.parametrize("place", PLACES)
def test_what_takes_the_keyboard_has_a_name_each_state_a_meaning_and_no_label_takes_one_for_markup(
    open_at: OpenAt, place: str
) -> None:
    window = open_at(place, "nb", SIZES[2])
    assert nameless(window) == []
    assert rich_texts(window) == []
    assert unexplained(window) == []


def test_a_state_that_cannot_be_asked_what_it_means_would_be_found(qtbot: QtBot, theme: Theme) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    Chip(theme, "Odd", Tone.PROBLEM, parent=around)
    around.show()
    assert unexplained(around) == ["“Odd” in QWidget"]


@pytest.mark.parametrize("place", PLACES)
def test_at_most_one_act_is_primary(open_at: OpenAt, place: str) -> None:
    page = open_at(place, "en", SIZES[2]).page()
    primary = [
        button.text()
        for button in page.findChildren(QPushButton)
        if button.isVisible() and button.property("kind") == "primary"
    ]
    assert len(primary) <= 1


@pytest.mark.parametrize("place", [entry.key for entry in PAGES])
def test_tab_reaches_every_part_and_comes_round(qtbot: QtBot, open_at: OpenAt, place: str) -> None:
    window = open_at(place, "en", SIZES[2])
    window.activateWindow()
    wanted = {part for part in window.page().findChildren(QWidget) if _takes_tab(part)}
    reached: set[QWidget] = set()
    for _ in range(400):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget() or window.focusWidget()
        if focused in reached:
            break
        reached.add(focused)
    missed = [f"{type(part).__name__} {part.accessibleName()}" for part in wanted - reached]
    assert missed == []


def _takes_tab(part: QWidget) -> bool:
    """Whether Tab has to stop here. Of buttons that exclude each other it stops at one; arrows lead to the rest."""
    group = part.group() if isinstance(part, QAbstractButton) else None
    if group is not None and group.exclusive() and not part.isChecked():  # type: ignore[attr-defined]
        return False
    around = part.parentWidget()
    inside = around is not None and around.focusProxy() is part
    return (
        part.isVisible()
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and not part.objectName().startswith("qt_")
        and not inside
    )
