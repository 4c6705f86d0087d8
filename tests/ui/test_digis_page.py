"""The Digis page, clicked through against the built-in Digis."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.paths import resource
from desktop_app.base.work import Unattended
from desktop_app.digis.readers import CardReader
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisFault
from desktop_app.services import Services
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages import digis, digis_readers
from desktop_app.ui.pages.digis import DigisPage
from desktop_app.ui.pages.digis_deciding import ArrivedDialog
from desktop_app.ui.pages.digis_forecast import ForecastView
from desktop_app.ui.pages.digis_import import MemberImportDialog
from desktop_app.ui.pages.digis_payload import PayloadDialog
from desktop_app.ui.pages.digis_readers import ReaderDialog, ReadersView
from desktop_app.ui.pages.digis_source import LogSource
from desktop_app.ui.pages.page_printing import office_printer

MEMBERS = resource("sample", "members.csv")


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, services: Services) -> DigisPage:
    services.settings.set("digis.enabled", "true")
    services.settings.set("digis.per_minute", "60000")
    window.go("digis")
    found = window.page()
    assert isinstance(found, DigisPage)
    settle(qtbot, window)
    return found


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(10)


def bring_in(services: Services) -> None:
    table = services.digis.open_table(MEMBERS)
    services.digis.import_members(table, services.digis.suggest(table), Unattended())


def words_on(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def numbers_of(page: DigisPage) -> str:
    return page.header.sentence.text().replace("\N{NO-BREAK SPACE}", " ")


def names_on(widget: QWidget) -> set[str]:
    return {each.accessibleName() for each in widget.findChildren(QWidget)}


def buttons_on(widget: QWidget, name: str) -> list[QPushButton]:
    shown = [each for each in widget.findChildren(QPushButton) if each.isVisible()]
    return [each for each in shown if each.accessibleName() == name]


def click(widget: QWidget, name: str) -> None:
    (button,) = buttons_on(widget, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer_dialog(kind: type[QWidget], act: Any) -> list[QWidget]:
    """Do something with the next dialog of this kind as soon as it is there; returns those that came."""
    met: list[QWidget] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            met.append(dialog)
            act(dialog)
        elif not met:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)
    return met


def test_an_empty_page_says_what_to_do(page: DigisPage) -> None:
    assert "No members yet" in words_on(page)
    assert not page.send_button.isEnabled()


def test_the_file_is_shown_before_it_is_taken(qtbot: QtBot, page: DigisPage, services: Services) -> None:
    taken: list[bool] = []
    dialog = MemberImportDialog(page.context, page, lambda: taken.append(True))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.take_button.isEnabled()
    dialog.choose(str(MEMBERS))
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=10_000)
    assert services.digis.status().members == 0
    assert dialog.take_button.accessibleName() == "Import 16 rows"
    assert "14 people will be queued" in words_on(dialog)
    QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(taken), timeout=10_000)
    assert services.digis.status().members == 14


def test_before_the_first_run_everything_that_is_sent_is_shown(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    qtbot.waitUntil(page.send_button.isEnabled, timeout=5000)
    assert numbers_of(page).startswith("14 active members · 0 sent · 14 waiting")
    seen: list[str] = []

    def look_and_send(dialog: QWidget) -> None:
        assert isinstance(dialog, PayloadDialog)
        qtbot.waitUntil(lambda: "ExtInfo20" in words_on(dialog), timeout=5000)
        seen.append(words_on(dialog))
        first = dialog.title.text()
        click(dialog, "Next")
        qtbot.waitUntil(lambda: dialog.title.text() != first, timeout=5000)
        click(dialog, "Send 14 members")

    answer_dialog(PayloadDialog, look_and_send)
    QTest.mouseClick(page.send_button, Qt.MouseButton.LeftButton)
    (words,) = seen
    assert "have not allowed SMS but are still invited by SMS" in words
    assert "Card number (ExtInfo20)" in words
    qtbot.waitUntil(lambda: "14 sent · 0 waiting" in numbers_of(page), timeout=20_000)
    assert set(services.training.digis().received().values()) == {1}
    assert not page.send_button.isEnabled()


def test_send_now_names_the_number(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    services.digis.sync(Unattended())
    services.digis.resend("863", "1001", reason="a new template")
    page.refresh()
    qtbot.waitUntil(page.send_button.isEnabled, timeout=5000)
    met = answer_dialog(PlainDialog, lambda dialog: click(dialog, "Send 2 members"))
    QTest.mouseClick(page.send_button, Qt.MouseButton.LeftButton)
    assert len(met) == 1
    qtbot.waitUntil(lambda: "14 sent · 0 waiting" in numbers_of(page), timeout=20_000)


def test_a_member_shows_what_is_sent_field_by_field(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    page.open_member("863")
    qtbot.waitUntil(page.panel.isVisible, timeout=5000)
    words = words_on(page.panel)
    assert "This is what we send about this person" in words
    assert "Card number (ExtInfo20)" in words
    assert "34231451" in words
    assert page.go_back()
    assert page.panel.isHidden()


def test_sending_again_asks_why_and_queues(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    services.digis.sync(Unattended())
    page.refresh()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.grid.model.rowCount() == 15, timeout=5000)
    page.grid.table.selectRow(0)

    def give_reason(dialog: QWidget) -> None:
        QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "deleted the app")
        click(dialog, "Queue again")

    answer_dialog(PlainDialog, give_reason)
    click(page.grid, "Send again…")
    qtbot.waitUntil(lambda: "1 waiting" in numbers_of(page), timeout=5000)


def test_an_unknown_member_is_marked_as_arrived_from_the_panel(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    services.training.digis().behaviour = DigisBehaviour(by_person=(("863", DigisFault.NO_EXTERNAL_ID),))
    bring_in(services)
    services.digis.sync(Unattended())
    page.open_member("863")
    qtbot.waitUntil(page.panel.isVisible, timeout=5000)
    assert "What has happened" in words_on(page.panel)

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, ArrivedDialog)
        reason, external_id = dialog.findChildren(QLineEdit)
        QTest.keyClicks(reason, "seen at Digis")
        QTest.keyClicks(external_id, "700001")
        click(dialog, "Mark as arrived")

    answer_dialog(ArrivedDialog, answer)
    click(page.panel, "Mark as arrived…")
    qtbot.waitUntil(lambda: "Marked as arrived: seen at Digis" in words_on(page.panel), timeout=5000)
    view = services.digis.member("863").view
    assert (view.state, view.external_id) == ("sent", "700001")
    assert "Mark as arrived…" not in {
        each.text() for each in page.panel.findChildren(QPushButton) if each.isVisible()
    }


def test_several_are_sent_again_with_one_reason_and_the_number_is_named(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    services.digis.sync(Unattended())
    page.grid.filter_by(frozenset({"sent"}))
    page.refresh()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.grid.model.rowCount() == 14, timeout=5000)
    page.grid.table.selectAll()

    def give_reason(dialog: QWidget) -> None:
        QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "a new template")
        click(dialog, "Queue 14 members again")

    answer_dialog(PlainDialog, give_reason)
    click(page.grid, "Send again…")
    qtbot.waitUntil(lambda: "14 waiting" in numbers_of(page), timeout=5000)


def test_the_log_finds_what_the_staff_search_for(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    services.digis.sync(Unattended())
    click(page, "Log")
    log = page.view("log")
    assert isinstance(log, DataGrid)
    settle(qtbot, window)
    QTest.keyClicks(log.search, "ExtInfo1:863, ExtInfo20:34231451")
    QTest.keyClick(log.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: log.model.rowCount() == 1, timeout=5000)
    settle(qtbot, window)
    at, said = log.model.row_at(0).cells  # type: ignore[union-attr]
    assert isinstance(at, datetime)
    assert str(said).startswith("Sent to Digis · ExtInfo1:863, ExtInfo20:34231451 · id at Digis: ")


def test_the_log_s_first_lines_wait_for_no_count_and_a_count_brings_what_is_new(services: Services) -> None:
    source, every = LogSource(services.digis, str), GridQuery()

    def persons() -> list[str]:
        return [str(row.cells[1]).split(":")[1].split(",")[0] for row in source.rows(every, 0, 200)]

    services.digis.log.person("sent", "1", None)
    assert persons() == ["1"]
    services.digis.log.person("sent", "2", None)
    assert source.count(every) == 2
    assert persons() == ["2", "1"]


def test_the_log_goes_to_a_file_in_the_words_that_are_shown_and_that_is_written_down(
    qtbot: QtBot,
    window: MainWindow,
    page: DigisPage,
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bring_in(services)
    services.digis.sync(Unattended())
    target = tmp_path / "log.csv"
    monkeypatch.setattr(digis, "choose_file_to_save", lambda *_asked: target)
    click(page, "Log")
    page._export_log(GridQuery(search="failed: unknown:"))
    qtbot.waitUntil(lambda: services.privacy.audit.count(AuditQuery()) == 1, timeout=10_000)
    heading, line = target.read_text(encoding="utf-8-sig").splitlines()
    assert heading == "When;What"
    assert "The sync ended · sent: " in line
    (entry,) = services.privacy.audit.page(AuditQuery())
    assert (entry.act, entry.about) == (Act.EXPORTED, "log.csv")


def test_the_checklist_turns_green(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    click(page, "Set-up")
    settle(qtbot, window)
    assert "Test the connection: to do" in names_on(page.view("setup"))
    met = answer_dialog(PlainDialog, lambda dialog: click(dialog, "Close"))
    click(page.view("setup"), "Test")
    qtbot.waitUntil(lambda: bool(met), timeout=10_000)
    qtbot.waitUntil(lambda: "Test the connection: done" in names_on(page.view("setup")), timeout=10_000)
    assert services.training.digis().received() == {}


def test_looking_at_what_is_sent_is_a_step_of_the_set_up(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    click(page, "Set-up")
    settle(qtbot, window)
    assert "Look at what is sent: to do" in names_on(page.view("setup"))

    def look(dialog: QWidget) -> None:
        qtbot.waitUntil(lambda: "Card number (ExtInfo20)" in words_on(dialog), timeout=5000)
        click(dialog, "Close")

    answer_dialog(PayloadDialog, look)
    # The members that came in have the lines made anew, at whatever moment that is told.
    qtbot.waitUntil(lambda: len(buttons_on(page.view("setup"), "View")) == 1, timeout=5000)
    click(page.view("setup"), "View")
    qtbot.waitUntil(lambda: "Look at what is sent: done" in names_on(page.view("setup")), timeout=10_000)


def test_a_card_reader_is_listed(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services, tmp_path: Path
) -> None:
    click(page, "Card readers")
    view = page.view("readers")
    assert isinstance(view, ReadersView)

    def fill_in(dialog: QWidget) -> None:
        assert isinstance(dialog, ReaderDialog)
        assert not dialog.keep.isEnabled()
        QTest.keyClicks(dialog.edits["id"], "17")
        QTest.keyClicks(dialog.edits["name"], "Entrance")
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    answer_dialog(ReaderDialog, fill_in)
    click(view, "Add a card reader…")
    qtbot.waitUntil(lambda: view.grid.model.rowCount() == 1, timeout=5000)
    assert [(each.id, each.external) for each in services.digis.readers()] == [("17", True)]


@pytest.fixture
def readers(qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services) -> ReadersView:
    """The view over two readers, of which one is used."""
    services.digis.save_reader(CardReader("17", "Entré & <gym>", "Göteborg Nordstan"))
    services.digis.save_reader(CardReader("18", "Personal", "Malmö Triangeln", external=False))
    click(page, "Card readers")
    view = page.view("readers")
    assert isinstance(view, ReadersView)
    qtbot.waitUntil(lambda: view.grid.model.rowCount() == 2, timeout=5000)
    settle(qtbot, window)
    return view


def test_a_list_without_readers_is_neither_printed_nor_saved(
    qtbot: QtBot, readers: ReadersView, services: Services
) -> None:
    def offered() -> list[bool]:
        names = ("Print the list…", "Save the list…")
        return [each.isEnabled() for name in names for each in buttons_on(readers, name)]

    assert offered() == [True, True]
    for each in services.digis.readers():
        services.digis.remove_reader(each.id)
    readers.refresh()
    qtbot.waitUntil(lambda: offered() == [False, False], timeout=5000)


def test_a_readers_mark_is_changed_in_the_page(
    qtbot: QtBot, readers: ReadersView, services: Services
) -> None:
    readers.grid.table.selectAll()
    click(readers, "Mark as used")
    qtbot.waitUntil(lambda: all(each.external for each in services.digis.readers()), timeout=5000)

    def change(dialog: QWidget) -> None:
        assert isinstance(dialog, ReaderDialog)
        assert dialog.edits["id"].isReadOnly()
        assert dialog.loss() is None
        dialog.external.setChecked(False)
        dialog.edits["unit"].setText("Malmö Jägersro")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "what was typed is asked about"
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    met = answer_dialog(ReaderDialog, change)
    readers.grid.opened.emit("18")
    qtbot.waitUntil(lambda: bool(met), timeout=5000)
    changed = CardReader("18", "Personal", "Malmö Jägersro", external=False)
    qtbot.waitUntil(lambda: changed in services.digis.readers(), timeout=5000)


def test_the_readers_list_is_printed_for_the_order(
    qtbot: QtBot,
    readers: ReadersView,
    services: Services,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printer = office_printer(two_sided=False)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    monkeypatch.setattr(digis_readers, "choose_printer", lambda *_parent, **_options: printer)
    click(readers, "Print the list…")
    saved = tmp_path / "saved.pdf"
    chosen = (str(saved), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: chosen)
    click(readers, "Save the list…")
    qtbot.waitUntil(saved.exists, timeout=10_000)
    for file in (tmp_path / "printed.pdf", saved):
        words = words_in_pdf(file)
        assert "Card readers used for external entries" in words
        assert "Entré & <gym>" in words
        assert "Göteborg Nordstan" in words
        assert "Personal" not in words


def words_in_pdf(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_dry_run_says_why_not(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    click(page, "Dry run")
    view = page.view("forecast")
    assert isinstance(view, ForecastView)
    grid = view.grid
    grid.filter_by(frozenset({"not"}))
    qtbot.waitUntil(lambda: grid.model.rowCount() == 1, timeout=5000)
    settle(qtbot, window)
    assert "14 members would be sent. 14 of them have not allowed SMS" in words_on(view)
    row = grid.model.row_at(0)
    assert row is not None
    assert str(row.cells[2]) == "No active subscription"
    assert services.training.digis().received() == {}


def test_an_open_member_and_a_view_come_back_after_a_change_of_language(
    qtbot: QtBot, window: MainWindow, page: DigisPage, services: Services
) -> None:
    bring_in(services)
    page.open_member("1007")
    settle(qtbot, window)
    window.start_over()
    settle(qtbot, window)
    again = window.page()
    assert isinstance(again, DigisPage)
    assert again is not page
    assert again.panel.person == "1007"
    assert not again.panel.isHidden()
    again.choose_view("log")
    assert again.place() == {"view": "log"}
