"""A window over real services and the built-in Digipost, and a hand that clicks through a wizard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizards.step_page import StepPage
from desktop_app.ui.wizards.wizard_view import WizardView
from tests.helpers.wizard_world import WizardWorld, wizard_world

PATIENCE_MS = 30_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WizardWorld]:
    """Real services over an empty folder."""
    with wizard_world(tmp_path) as opened:
        yield opened


@pytest.fixture
def services(world: WizardWorld) -> Services:
    """The window's services are the real ones here."""
    return world.services


class Hand:
    """Clicks and types, and waits for what follows."""

    def __init__(self, qtbot: QtBot, window: MainWindow, world: WizardWorld) -> None:
        self.qtbot = qtbot
        self.window = window
        self.world = world

    @property
    def view(self) -> WizardView:
        """The open wizard."""
        (found,) = [view for view in self.window.findChildren(WizardView) if view.isVisible()]
        return found

    @property
    def page(self) -> StepPage:
        """The page in front."""
        return self.view.page()

    @property
    def step(self) -> str:
        """Which step is shown."""
        return self.view.wizard_context.flow.current.value

    def open(self, pattern: str) -> None:
        """Open a pattern's wizard."""
        self.window.open_wizard(pattern)

    def until(self, answer: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(answer, timeout=PATIENCE_MS)

    def click(self, button: QAbstractButton) -> None:
        """Click a button, once it can be clicked."""
        self.until(lambda: button.isEnabled() and button.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())

    def tick(self, button: QAbstractButton) -> None:
        """Click a radio button or a tick, whose sensitive place is at its left."""
        self.until(button.isVisible)
        place = button.rect().center()
        place.setX(8)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=place)

    def type(self, edit: QLineEdit, words: str) -> None:
        """Type into a field in place of what stands there."""
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, words)

    def next(self) -> None:
        """Press Next, once it can be pressed, and wait for the next page."""
        before = self.step
        self.until(self.view.next_button.isEnabled)
        self.click(self.view.next_button)
        self.until(lambda: self.step != before)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow, world: WizardWorld) -> Hand:
    """A hand over the window."""
    window.resize(1366, 768)
    return Hand(qtbot, window, world)
