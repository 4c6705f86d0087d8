"""A letter to the wrong person: the steps in order, and the ids to copy one by one or all at once."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.pages.wrong_person import WrongPersonDialog, ids_of
from tests.helpers.looking import cut_texts, nameless
from tests.helpers.stage import letter

LETTER = letter(3)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> WrongPersonDialog:
    shown = WrongPersonDialog(window.context, LETTER, window)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def words_on(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.text()]


def test_the_first_thing_to_do_is_to_call_digipost(dialog: WrongPersonDialog) -> None:
    words = words_on(dialog)
    assert words[words.index("1.") + 1].startswith("Call Digipost at once")
    assert [each for each in words if each in {"1.", "2.", "3.", "4.", "5."}] == [
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
    ]


def test_no_telephone_number_is_made_up(dialog: WrongPersonDialog) -> None:
    own = {*ids(), f"{LETTER.subject}, to {LETTER.name}"}
    numbers = {
        number for words in words_on(dialog) if words not in own for number in re.findall(r"\d+", words)
    }
    assert numbers == {"1", "2", "3", "4", "5", "72"}, "the steps and the hours, and nothing else"


def ids() -> list[str]:
    return [value for _label, value in ids_of(LETTER)]


def test_each_id_has_its_own_button(dialog: WrongPersonDialog) -> None:
    for button, value in zip(dialog.findChildren(IconButton), ids(), strict=True):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == value


def test_all_are_copied_with_what_they_are(dialog: WrongPersonDialog) -> None:
    dialog.copy_all()
    assert QGuiApplication.clipboard().text().splitlines() == [
        f"Job id: {LETTER.job_id}",
        f"The letter's id (uuid): {LETTER.uuid}",
        f"Customer id: {LETTER.customer_id}",
    ]


def test_a_letter_that_never_left_has_only_its_customer_id() -> None:
    assert [value for _label, value in ids_of(replace(LETTER, uuid=None, job_id=None))] == [
        LETTER.customer_id
    ]


def test_nothing_is_cut_and_nothing_nameless(dialog: WrongPersonDialog) -> None:
    assert cut_texts(dialog) == []
    assert nameless(dialog) == []


def test_it_is_reached_from_the_letter_s_menu(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[WrongPersonDialog] = []
    monkeypatch.setattr(WrongPersonDialog, "exec", lambda dialog: noted(opened, dialog))
    window.go("mailings", mailing=9)
    page = window.page()
    assert isinstance(page, MailingsPage)
    grid = page._opened.grid  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: grid.model.row_at(2) is not None)
    grid.table.selectRow(2)
    (act,) = [act for act in grid._acts if act.words == "Letter to the wrong person…"]
    act.pressed(grid.chosen_keys())
    assert letter(2).customer_id in [value for _label, value in opened[0]._ids]


def noted(shown: list[WrongPersonDialog], dialog: WrongPersonDialog) -> int:
    """Take the dialog down in the place of showing it."""
    shown.append(dialog)
    return 0
