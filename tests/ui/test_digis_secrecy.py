"""No window ever shows the key to Digis, nor does the clipboard or a report of a fault: in no form, not in part."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.work import Unattended
from desktop_app.digis.outbox import DeliveryState
from desktop_app.jobs.failures import redacted_report
from desktop_app.sandbox.digis_behaviour import RANDOM_FAULTS, DigisBehaviour, DigisCertificate, DigisFault
from desktop_app.sandbox.digis_server import DigisSandbox
from desktop_app.services import Services, build_services
from desktop_app.services.support_bundle import support_files
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.digis import VIEWS, DigisPage
from desktop_app.ui.pages.digis_payload import PayloadDialog
from desktop_app.ui.pages.settings import SettingsPage
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.hasty_clock import HastyClock
from tests.helpers.key_search import leaks
from tests.helpers.looking import words_in_windows

FAULTS = (*RANDOM_FAULTS, DigisFault.REFUSED, DigisFault.ECHO, None)
PERSONS = len(FAULTS)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DigisSandbox]:
    folder = tmp_path / "digis"
    folder.mkdir()
    with DigisSandbox(folder, DigisBehaviour(script=FAULTS, hold_s=1)) as running:
        yield running


@pytest.fixture
def services(tmp_path: Path, server: DigisSandbox) -> Iterator[Services]:
    """A gym in production whose Digis answers in every wrong way there is, its echoes of the key among them."""
    secrets = MemorySecrets({"digis.url_postfix": server.url_postfix})
    with build_services(tmp_path / "data", clock=HastyClock(), secrets=secrets, environment={}) as built:
        values = {
            "app.environment": "production",
            "digis.enabled": "true",
            "digis.url": server.url,
            "digis.ca_file": str(server.ca_file),
            "digis.per_minute": "60000",
        }
        for key, value in values.items():
            built.settings.set(key, value)
        table = built.digis.open_table(
            write_members(tmp_path / "members.csv", map(member_row, range(PERSONS)))
        )
        built.digis.import_members(table, built.digis.suggest(table), Unattended())
        yield built


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, services: Services) -> Iterator[MainWindow]:
    shown = MainWindow(services, theme, language="en")
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.close()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=10_000)
        qtbot.wait(10)


def look_at_dialog(qtbot: QtBot, seen: list[str], opened_by: Callable[[], object]) -> None:
    """Read the dialog that this opens, and close it."""
    before = len(seen)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            seen.append(words_in_windows())
            dialog.reject()
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)
    opened_by()
    qtbot.waitUntil(lambda: len(seen) > before, timeout=20_000)


def digis_page(window: MainWindow, **where: object) -> DigisPage:
    window.go("digis", **where)
    page = window.page()
    assert isinstance(page, DigisPage)
    return page


def test_no_view_of_the_digis_page_shows_the_key(
    qtbot: QtBot, window: MainWindow, services: Services, server: DigisSandbox
) -> None:
    for _run in range(3):
        services.digis.sync(Unattended())
    states = services.digis.status().states
    assert all(states[each] for each in (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SENT))
    seen = []
    page = digis_page(window)
    for view in VIEWS:
        page = digis_page(window, view=view)
        settle(qtbot, window)
        seen.append(words_in_windows())
    for number in range(PERSONS):
        page = digis_page(window, member=str(1000 + number))
        settle(qtbot, window)
        seen.append(words_in_windows())
    page.choose_view("members")
    page.grid.table.selectAll()
    page.grid.copy()
    settle(qtbot, window)
    seen.append(QGuiApplication.clipboard().text())
    assert "what is" in "".join(seen)  # the echo is there, without what it echoed
    assert "Åkerlund1" in seen[-1]
    assert leaks(server.token, {str(number): words.encode() for number, words in enumerate(seen)}) == []


@pytest.mark.parametrize("certificate", [DigisCertificate.GOOD, DigisCertificate.OTHER_AUTHORITY])
def test_no_dialog_and_no_setting_shows_the_key(
    qtbot: QtBot,
    window: MainWindow,
    services: Services,
    server: DigisSandbox,
    certificate: DigisCertificate,
) -> None:
    server.stop()
    server.behaviour = dataclasses.replace(server.behaviour, certificate=certificate)
    server.start()
    seen: list[str] = []
    page = digis_page(window, view="setup")
    settle(qtbot, window)
    look_at_dialog(qtbot, seen, page._test_connection)
    look_at_dialog(qtbot, seen, lambda: PayloadDialog(window.context, page, sends=True).exec())
    window.go("settings")
    assert isinstance(window.page(), SettingsPage)
    settle(qtbot, window)
    seen.append(words_in_windows())
    assert "Last part, with the key" in seen[-1]
    fault = ValueError(f"a fault of the program at https://host/{server.url_postfix}")
    seen.append(redacted_report(fault))
    seen += [file.content for file in support_files(services, redacted_report(fault))]
    look_at_dialog(qtbot, seen, lambda: window.show_error(fault))
    assert leaks(server.token, {str(number): words.encode() for number, words in enumerate(seen)}) == []


def test_the_search_finds_a_key_that_is_shown(qtbot: QtBot, window: MainWindow, server: DigisSandbox) -> None:
    """Or else the tests above could not fail."""
    page = digis_page(window, view="members")
    view = page.view("members")
    grids = view.findChildren(DataGrid)
    assert grids
    grids[0].search.setText(f"…{server.token[3:20]}…")
    assert leaks(server.token, {"window": words_in_windows().encode()}) == ["window"]
