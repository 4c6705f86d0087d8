"""What tests of the window share: one look, a stage with made-up people, and a window over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.context import UiContext
from desktop_app.ui.main_window import MainWindow
from tests.helpers.key_ring import Ring
from tests.helpers.stage import staged_services

MakeWindow = Callable[..., MainWindow]


OF_THE_PLATFORM = r"This plugin does not support (propagateSizeHints|raise)\(\)"
"""What Qt's platform without a screen says of every dialog, and of a window that comes forward: it is about that
platform, not about the window.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Any warning of Qt fails a test, but for the one that is about the platform of the tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OF_THE_PLATFORM))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look, which belongs to the one application of a test run."""
    look = Theme(qapp)
    look.choose("light")
    return look


@pytest.fixture
def ring() -> Ring:
    """The computer's keyring."""
    return Ring()


@pytest.fixture
def services(tmp_path: Path, ring: Ring) -> Iterator[Services]:
    """412 people and seven mailings."""
    with staged_services(tmp_path, ring=ring) as staged:
        yield staged


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, services: Services) -> Iterator[MainWindow]:
    """A shown window in English."""
    shown = MainWindow(services, theme, language="en")
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.close()


@pytest.fixture
def context(window: MainWindow) -> UiContext:
    """What the window hands to its pages."""
    return window.context


@pytest.fixture
def larger_type(qapp: QApplication, theme: Theme) -> Iterator[None]:
    """A system whose letters are a third larger than usual."""
    usual, larger = qapp.font(), qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * 4 / 3)
    qapp.setFont(larger)
    theme.take_system_font()
    yield
    qapp.setFont(usual)
    theme.take_system_font()
