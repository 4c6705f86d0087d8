"""F1 opens the guide at what is in front, and the guide is used like a book: index, search, links, back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.dialogs import confirmation, failure_dialog
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.guide.opening import explain, open_guide
from desktop_app.ui.guide.statuses import anchor_of
from desktop_app.ui.guide.window import GuideWindow
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.adviser_dialog import AdviserDialog
from desktop_app.ui.pages.home_rows import MailingRow
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.presence.quitting import QuitDialog
from desktop_app.ui.registry import PAGES
from desktop_app.ui.shortcuts import SHORTCUTS
from desktop_app.ui.theme import TextRole
from desktop_app.ui.words import MAILING_STATE, OUTCOME
from tests.helpers.looking import cut_texts, nameless


def guide_of(owner: object) -> GuideWindow:
    (found,) = [child for child in owner.children() if isinstance(child, GuideWindow)]  # type: ignore[attr-defined]
    return found


@pytest.fixture
def guide(window: MainWindow) -> GuideWindow:
    open_guide(window.context, window, "first_mailing")
    return guide_of(window)


def press(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    window.activateWindow()
    QTest.keyClick(window, key, modifier)


class TestOpening:
    @pytest.mark.parametrize("key", [entry.key for entry in PAGES])
    def test_f1_opens_the_page_of_the_page(self, window: MainWindow, key: str) -> None:
        window.go(key)
        press(window, Qt.Key.Key_F1)
        assert guide_of(window).page().key == key

    def test_one_mailing_has_a_page_of_its_own(self, window: MainWindow) -> None:
        window.go("mailings", mailing=9)
        press(window, Qt.Key.Key_F1)
        assert guide_of(window).page().key == "mailing"

    def test_a_wizard_s_step_has_a_page_of_its_own(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(window, "_wizard", type("Open", (), {"help_page": lambda self: "wizard_check"})())
        window.show_help()
        assert guide_of(window).page().key == "wizard_check"

    def test_the_button_in_the_navigation_opens_it(self, window: MainWindow) -> None:
        window.navigation.help.click()
        assert guide_of(window).page().key == "home"

    def test_it_is_opened_once_and_stays_beside_the_program(self, window: MainWindow) -> None:
        window.show_help()
        window.go("receipts")
        window.show_help()
        guide = guide_of(window)
        assert guide.page().key == "receipts"
        assert guide.isWindow()
        assert not guide.isModal()

    def test_a_question_opens_it_for_itself_since_it_blocks_the_window(
        self, qtbot: QtBot, window: MainWindow, theme: Theme
    ) -> None:
        dialog = confirmation(window.context, window, text("Sure?"), text("Really."), text("Yes"))
        self.ask(qtbot, dialog)
        assert guide_of(dialog).page().key == "home"

    @pytest.mark.parametrize(
        ("make", "page"),
        [
            (lambda window: AdviserDialog(window.context, window), "choosing"),
            (
                lambda window: failure_dialog(
                    window.context, window, text("It failed."), text("So."), text("Try again.")
                ),
                "trouble",
            ),
            (lambda window: QuitDialog(window.context, window), "window"),
        ],
        ids=["adviser", "failure", "quitting"],
    )
    def test_a_dialog_opens_its_own_page(
        self, qtbot: QtBot, window: MainWindow, make: Callable[[MainWindow], QDialog], page: str
    ) -> None:
        dialog = make(window)
        self.ask(qtbot, dialog)
        assert guide_of(dialog).page().key == page

    def ask(self, qtbot: QtBot, dialog: QDialog) -> None:
        qtbot.addWidget(dialog)
        dialog.setModal(True)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog and dialog.isActiveWindow())
        QTest.keyClick(dialog, Qt.Key.Key_F1)

    def test_it_is_closed_when_the_language_is_changed(self, window: MainWindow) -> None:
        window.show_help()
        window.start_over()
        assert [child for child in window.children() if isinstance(child, GuideWindow)] == []


class TestReading:
    def test_a_link_leads_to_a_page_and_back_leads_to_where_it_was_left(self, guide: GuideWindow) -> None:
        bar = guide.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        left_at = bar.value()
        guide.view.followed.emit("settings.md")
        assert guide.page().key == "settings"
        QTest.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert guide.page().key == "first_mailing"
        assert bar.value() == left_at

    def test_a_link_into_the_program_shows_the_page(self, guide: GuideWindow, window: MainWindow) -> None:
        guide.view.followed.emit("app:receipts")
        assert window.page().accessibleName() == "Receipts"

    def test_a_link_to_anywhere_else_does_nothing(self, guide: GuideWindow) -> None:
        guide.view.followed.emit("https://example.org/")
        assert guide.page().key == "first_mailing"

    def test_searching_shows_the_best_page_and_lists_the_others(self, guide: GuideWindow) -> None:
        guide.search.setText("wrong person")
        guide.search.returnPressed.emit()
        assert guide.page().key == "wrong_person"
        assert guide.index.count() >= 2
        guide.search.setText("")
        guide.search.returnPressed.emit()
        assert guide.index.count() > 20

    def test_arrows_in_the_index_turn_the_pages(self, guide: GuideWindow) -> None:
        guide.index.setFocus()
        QTest.keyClick(guide.index, Qt.Key.Key_Down)
        assert guide.page().key == "choosing"

    def test_headings_are_larger_than_the_text(self, guide: GuideWindow, theme: Theme) -> None:
        first = guide.view.document().firstBlock()
        size = first.begin().fragment().charFormat().fontPointSize()
        assert size == pytest.approx(theme.font(TextRole.TITLE).pointSizeF())

    def test_no_picture_is_wider_than_the_page(self, guide: GuideWindow, qtbot: QtBot) -> None:
        guide.open_page("home")
        for width in (920, 660):
            guide.resize(width, 600)
            qtbot.waitUntil(lambda: guide.view.horizontalScrollBar().maximum() == 0)

    def test_it_follows_light_and_dark(self, guide: GuideWindow, theme: Theme) -> None:
        guide.open_page("statuses")
        theme.choose("dark")
        background = guide.view.viewport().grab().toImage().pixelColor(5, 5).name()
        theme.choose("light")
        assert background == "#1f2429"

    def test_nothing_is_cut_and_nothing_nameless(self, guide: GuideWindow) -> None:
        assert cut_texts(guide) == []
        assert nameless(guide) == []


class TestWhatAStateMeans:
    def test_the_guide_opens_at_the_state(self, window: MainWindow) -> None:
        status = OUTCOME[Outcome.REMAINDER]
        explain(window.context, window, status)
        guide = guide_of(window)
        assert guide.page().key == "statuses"
        assert guide.view.textCursor().block().text().endswith("Not reached")

    def test_a_chip_answers_the_pointer_the_keyboard_and_the_screen_reader(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        chip = StatusChip(window.context, MAILING_STATE[State.UNCERTAIN], window)
        chip.show()
        assert chip.toolTip().startswith("The upload was cut off")
        assert chip.accessibleDescription() == chip.toolTip()
        assert chip.accessibleName() == "Uncertain"
        QTest.keyClick(chip, Qt.Key.Key_Return)
        assert guide_of(window).view.textCursor().block().text().endswith("Uncertain")

    def test_in_a_list_shift_f1_and_the_menu_ask_for_the_row_with_the_cursor(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        window.go("mailings")
        page = window.page()
        assert isinstance(page, MailingsPage)
        grid = page.list.grid
        qtbot.waitUntil(lambda: grid.model.rowCount() > 0 and grid.model.row_at(0) is not None)
        grid.table.setFocus()
        grid.table.selectRow(0)
        (status,) = grid.states()
        window.activateWindow()
        QTest.keyClick(grid.table, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        guide = guide_of(window)
        assert guide.page().key == "statuses"
        assert anchor_of(status)

    def test_on_home_shift_f1_on_a_mailing_asks_for_its_state(self, window: MainWindow, qtbot: QtBot) -> None:
        qtbot.waitUntil(
            lambda: window.context.reader.is_idle and window.page().findChildren(MailingRow) != []
        )
        row = window.page().findChildren(MailingRow)[0]
        (chip,) = row.findChildren(StatusChip)
        assert chip.status is not None
        assert row.toolTip() == row.accessibleDescription() == chip.toolTip() != ""
        window.activateWindow()
        row.setFocus()
        qtbot.waitUntil(row.hasFocus)
        QTest.keyClick(row, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        assert guide_of(window).view.textCursor().block().text().endswith(chip.words())

    def test_a_state_that_no_list_has_leads_to_the_top_of_the_page(self) -> None:
        odd = Status(text("Odd"), MAILING_STATE[State.DRAFT].tone, "neutral", text("Nobody knows."))
        assert anchor_of(odd) == ""


class TestShortcuts:
    def test_each_one_that_the_window_answers_to_is_listed(self, window: MainWindow) -> None:
        from PySide6.QtGui import QShortcut

        there = {
            shortcut.key().toString() for shortcut in window.children() if isinstance(shortcut, QShortcut)
        }
        listed = {keys for shortcut in SHORTCUTS if shortcut.act for keys in shortcut.keys}
        assert there == listed

    def test_the_list_is_one_key_away(self, window: MainWindow) -> None:
        press(window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
        assert guide_of(window).page().key == "shortcuts"
