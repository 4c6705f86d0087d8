"""The line that tells of a newer version."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop_app.services import Services, building
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.update_banner import UpdateBanner
from tests.helpers.update_server import PAGE, UpdateServer, update_server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UpdateServer]:
    """A server that the program's resources name."""
    with update_server(tmp_path) as running:
        monkeypatch.setattr(building, "built_in_source", lambda: running.source)
        yield running


def banner_of(window: MainWindow) -> UpdateBanner:
    """The line above the pages."""
    banner = window.findChild(UpdateBanner)
    assert isinstance(banner, UpdateBanner)
    return banner


def test_without_permission_nobody_is_asked(qtbot: QtBot, server: UpdateServer, window: MainWindow) -> None:
    server.say("99.0", datetime.now(UTC))
    qtbot.waitUntil(lambda: window.context.reader.is_idle)
    assert server.asked == 0
    assert banner_of(window).isHidden()


def test_a_newer_version_is_told_and_leads_to_the_page(
    qtbot: QtBot, server: UpdateServer, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()))
    server.say("99.0", datetime.now(UTC))
    window.context.services.settings.set("updates.check", "true")
    banner = banner_of(window)
    banner.look()
    qtbot.waitUntil(lambda: not banner.isHidden())
    assert "99.0" in banner.words.text()
    banner.button.click()
    assert opened == [PAGE]
    window.start_over()
    assert "99.0" in banner_of(window).words.text(), "a new language takes the news away"
    assert not banner_of(window).isHidden()


def test_a_false_word_is_not_told(
    qtbot: QtBot, server: UpdateServer, window: MainWindow, services: Services
) -> None:
    server.answer(b"{}")
    services.settings.set("updates.check", "true")
    banner = banner_of(window)
    banner.look()
    qtbot.waitUntil(lambda: services.updates.last.refusal is not None)
    assert banner.isHidden()
