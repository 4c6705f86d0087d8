"""An exception that nobody caught is logged without its values and told once, with a report that can be saved."""

import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.services import Services
from desktop_app.ui.components.dialogs import PlainDialog, failure_dialog, show_failure
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.support_dialog import SupportDialog
from desktop_app.ui.unexpected import Unexpected
from tests.helpers.looking import cut_texts, nameless

PRIVATE = "Åse Ødegård 01010112345"


@pytest.fixture
def told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    errors: list[BaseException] = []
    monkeypatch.setattr(window, "show_error", errors.append)
    return errors


@pytest.fixture
def unexpected(window: MainWindow, told: list[BaseException]) -> Iterator[Unexpected]:
    hooks = sys.excepthook, threading.excepthook
    found = Unexpected(window.context, window)
    found.begin()
    yield found
    found.end()
    assert (sys.excepthook, threading.excepthook) == hooks


def test_it_is_told_and_logged_without_its_values(
    qtbot: QtBot, unexpected: Unexpected, told: list[BaseException], services: Services
) -> None:
    error = ValueError(PRIVATE)
    sys.excepthook(ValueError, error, None)
    qtbot.waitUntil(lambda: told == [error])
    log = (services.folder.logs / "brevdue.log").read_text(encoding="utf-8")
    assert "builtins.ValueError" in log
    assert PRIVATE not in log


def test_one_on_another_thread_is_told_as_well(
    qtbot: QtBot, unexpected: Unexpected, told: list[BaseException]
) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], ZeroDivisionError)


def test_a_second_one_meanwhile_brings_no_second_dialog(
    qtbot: QtBot, unexpected: Unexpected, told: list[BaseException]
) -> None:
    for _ in range(5):
        sys.excepthook(ValueError, ValueError(), None)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    sys.excepthook(ValueError, ValueError(), None)
    qtbot.waitUntil(lambda: len(told) == 2)


class TestTheSupportBundle:
    @pytest.fixture
    def dialog(self, qtbot: QtBot, window: MainWindow) -> SupportDialog:
        shown = SupportDialog(window.context, window, report="desktop_app/a.py:1 in f")
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitUntil(shown.save_button.isEnabled)
        return shown

    def test_each_file_is_shown_before_it_is_saved(self, dialog: SupportDialog) -> None:
        names = [dialog.list.item(place).text() for place in range(dialog.list.count())]
        assert names[-1] == "report.txt"
        dialog.list.setCurrentRow(len(names) - 1)
        assert dialog.content.toPlainText() == "desktop_app/a.py:1 in f"
        assert dialog.about.text() == "The fault that was just met"

    def test_what_was_shown_is_what_is_saved(
        self, qtbot: QtBot, dialog: SupportDialog, tmp_path: Path
    ) -> None:
        target = tmp_path / "bundle.zip"
        shown = {}
        for place in range(dialog.list.count()):
            dialog.list.setCurrentRow(place)
            shown[dialog.list.item(place).text()] = dialog.content.toPlainText()
        dialog.save(target)
        qtbot.waitUntil(lambda: dialog.note.text() != "")
        with zipfile.ZipFile(target) as bundle:
            assert {name: bundle.read(name).decode() for name in bundle.namelist()} == shown

    def test_nothing_is_cut_and_nothing_nameless(self, dialog: SupportDialog) -> None:
        assert cut_texts(dialog) == []
        assert nameless(dialog) == []

    def test_a_fault_s_dialog_shows_its_report_and_leads_to_the_bundle(
        self, qtbot: QtBot, window: MainWindow
    ) -> None:
        show_failure(window.context, text("A fault"), text("So."), text("Send it."), "a.py:1")
        (told,) = window.findChildren(PlainDialog)
        assert [each.toPlainText() for each in told.findChildren(QPlainTextEdit)] == ["a.py:1"]
        press_support(told)
        qtbot.waitUntil(lambda: bool(window.findChildren(SupportDialog)))
        (bundle,) = window.findChildren(SupportDialog)
        bundle.close()

    def test_a_failure_without_a_report_has_none(self, qtbot: QtBot, window: MainWindow) -> None:
        dialog = failure_dialog(window.context, window, text("No room"), text("So."), text("Make room."))
        qtbot.addWidget(dialog)
        assert dialog.findChildren(QPlainTextEdit) == []


def press_support(dialog: QDialog) -> None:
    """Press the button that leads to the bundle."""
    (button,) = [
        each for each in dialog.findChildren(QPushButton) if each.accessibleName() == "Support bundle…"
    ]
    button.click()
