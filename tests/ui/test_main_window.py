"""The main window: pages, shortcuts, the strip, the language, running work, and an orderly end."""

import threading
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.progress_strip import JobLine
from desktop_app.ui.environment_strip import EnvironmentStrip
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.registry import PAGES
from tests.helpers.stage import staged_services


def shown_words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_it_opens_at_home(window: MainWindow) -> None:
    assert type(window.page()).__name__ == "HomePage"
    assert window.windowTitle() == "Brevdue"


def test_pages_are_made_when_they_are_first_shown(window: MainWindow) -> None:
    assert list(window._pages) == ["home"]
    window.go("settings")
    assert list(window._pages) == ["home", "settings"]


@pytest.mark.parametrize("number", range(1, len(PAGES) + 1))
def test_ctrl_and_a_number_opens_a_page(qtbot: QtBot, window: MainWindow, number: int) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert window._current == PAGES[number - 1].key
    assert window.navigation._buttons[window._current].isChecked()


def test_ctrl_f_goes_to_the_search_and_f5_reads_anew(qtbot: QtBot, window: MainWindow) -> None:
    window.go("recipients")
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.page().grid.search.hasFocus()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=3000)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert not window.context.reader.is_idle


def test_escape_goes_back_from_a_mailing_to_the_list(qtbot: QtBot, window: MainWindow) -> None:
    window.go("mailings", mailing=9)
    window.activateWindow()
    page = window.page()
    assert page._opened is not None  # type: ignore[attr-defined]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page._opened is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ("training", "Training: everything stays on this computer"),
        ("test", "Test account: nothing is delivered"),
        ("production", None),
    ],
)
def test_the_strip_says_when_this_is_not_the_real_thing(
    qtbot: QtBot, theme: Theme, tmp_path: Path, environment: str, words: str | None
) -> None:
    with staged_services(tmp_path, environment=environment) as services:
        window = MainWindow(services, theme, language="en")
        qtbot.addWidget(window)
        window.show()
        strip = window.findChild(EnvironmentStrip)
        assert isinstance(strip, EnvironmentStrip)
        assert strip.isVisible() is (words is not None)
        assert shown_words(strip) == ([words] if words else [])
        window.close()


def test_another_language_builds_the_same_page_anew(
    qtbot: QtBot, window: MainWindow, services: Services, qapp: QApplication
) -> None:
    window.go("recipients")
    services.settings.set("app.language", "nb")
    window.start_over()
    assert window._current == "recipients"
    assert window.page().header.title.text() == "Mottakere"  # type: ignore[attr-defined]
    assert qapp.translate("QPlatformTheme", "Cancel") == "Avbryt"
    services.settings.set("app.language", "en")
    window.start_over()
    assert window.page().header.title.text() == "Recipients"  # type: ignore[attr-defined]
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_old_pages_are_gone_after_a_change_of_language(qtbot: QtBot, window: MainWindow) -> None:
    old = window.page()
    window.start_over()
    qtbot.waitUntil(lambda: not shiboken6.isValid(old), timeout=2000)


class TestRunningWork:
    """The panel at the bottom."""

    def test_a_job_is_shown_with_its_counts_and_leaves_when_it_is_done(
        self, qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_app.ui.components.progress_strip.STAYS_MS", 10)
        go_on = threading.Event()

        def work(context: WorkContext) -> None:
            context.progress(214, 412)
            go_on.wait(5)

        services.lanes.submit(Lane.DIGIPOST, text("Sending “{name}”", name="<b>Årsavgift</b>"), work)
        strip = window.progress
        qtbot.waitUntil(lambda: "214 of 412" in shown_words(strip), timeout=3000)
        assert "Sending “<b>Årsavgift</b>”" in shown_words(strip)
        go_on.set()
        qtbot.waitUntil(lambda: not strip.isVisible(), timeout=3000)
        assert strip.findChildren(JobLine) == [] or not strip.isVisible()

    def test_cancel_stops_the_job(self, qtbot: QtBot, window: MainWindow, services: Services) -> None:
        stopped = threading.Event()

        def work(context: WorkContext) -> None:
            try:
                while True:
                    threading.Event().wait(0.005)
                    context.check_cancelled()
            finally:
                stopped.set()

        services.lanes.submit(Lane.FILES, text("Importing"), work)
        qtbot.waitUntil(window.progress.isVisible, timeout=3000)
        (cancel,) = window.progress.findChildren(QPushButton)
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(stopped.is_set, timeout=3000)
        qtbot.waitUntil(lambda: not window.progress.isVisible(), timeout=3000)

    def test_a_job_that_was_there_before_the_window_is_shown(
        self, qtbot: QtBot, theme: Theme, services: Services
    ) -> None:
        go_on = threading.Event()
        services.lanes.submit(Lane.FILES, text("Importing"), lambda _work: go_on.wait(5))
        window = MainWindow(services, theme, language="en")
        qtbot.addWidget(window)
        window.show()
        assert "Importing" in shown_words(window.progress)
        go_on.set()
        services.lanes.shutdown()
        window.close()

    def test_a_failure_is_told_in_words(
        self, qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[object] = []
        monkeypatch.setattr(
            "desktop_app.ui.main_window.show_failure", lambda _context, *words: told.append(words)
        )
        services.lanes.submit(Lane.FILES, text("Importing"), lambda _work: 1 / 0)
        qtbot.waitUntil(lambda: bool(told), timeout=3000)
        assert "ZeroDivisionError" in str(told[0])


def test_closing_lets_nothing_be_told_any_more(qtbot: QtBot, window: MainWindow, services: Services) -> None:
    window.close()
    services.lanes.submit(Lane.FILES, text("Importing"), lambda _work: None)
    services.lanes.shutdown()
    qtbot.wait(80)
    assert not window.progress.findChildren(JobLine)
