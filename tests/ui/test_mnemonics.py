"""Alt and a letter: each act in sight has one of its own, and pressing it does what a click does."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components import mnemonics
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox, RadioButton
from desktop_app.ui.components.dialogs import Danger, PlainDialog, confirmation
from desktop_app.ui.components.filtering import Filter, FilterMenu
from desktop_app.ui.components.form import FormField
from desktop_app.ui.components.layout import column
from desktop_app.ui.components.mnemonics import FIRST, Lettered, acts_in_sight, letters_of, marked, shared_out
from desktop_app.ui.context import UiContext
from desktop_app.ui.main_window import MainWindow
from tests.helpers.stage import MAILINGS, staged_services
from tests.ui.test_every_page import PLACES, settle

_ALT = Qt.KeyboardModifier.AltModifier
LANGUAGES = pytest.mark.parametrize("language", ["nb", "sv", "en"])


def press_alt(window: QWidget, letter: str) -> None:
    """As a person does: Alt and a letter, wherever the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key(ord(letter.upper())), _ALT)


def bring_forward(qtbot: QtBot, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: any(act.letter for act in acts_in_sight(window)))


def faults_of(window: QWidget) -> list[str]:
    """Two acts with one letter, letters that are not in the words, and acts that could have had one."""
    acts = list(acts_in_sight(window))
    counted = Counter(act.letter for act in acts if act.letter)
    faults = [f"{count} acts have {letter}" for letter, count in counted.items() if count > 1]
    for act in acts:
        wishes = letters_of(act.words_for_letter())
        if act.letter and act.letter not in wishes:
            faults.append(f"{act.words_for_letter()!r} has {act.letter}")
        if not act.letter and set(wishes) - set(counted):
            faults.append(f"{act.words_for_letter()!r} has none")
    return faults


def hold_alt(window: QWidget, kind: QEvent.Type = QEvent.Type.KeyPress) -> None:
    """Alt alone, as the system's window hears of it before any part of the window does."""
    QCoreApplication.sendEvent(
        window.windowHandle(), QKeyEvent(kind, Qt.Key.Key_Alt, Qt.KeyboardModifier.NoModifier)
    )


def drawn_words(button: Button) -> str:
    option = QStyleOptionButton()
    button.initStyleOption(option)
    return option.text.strip()


class TestTheLettersAreUnderlined:
    @pytest.fixture
    def help_button(self, qtbot: QtBot, window: MainWindow) -> Button:
        bring_forward(qtbot, window)
        return window.navigation.help

    def test_while_alt_is_held(self, window: MainWindow, help_button: Button) -> None:
        assert drawn_words(help_button) == "Help"
        hold_alt(window)
        assert "&" in drawn_words(help_button)
        hold_alt(window, QEvent.Type.KeyRelease)
        assert drawn_words(help_button) == "Help"

    def test_until_another_window_comes_to_the_front(self, window: MainWindow, help_button: Button) -> None:
        hold_alt(window)
        QCoreApplication.sendEvent(window.windowHandle(), QFocusEvent(QEvent.Type.FocusOut))
        assert drawn_words(help_button) == "Help"

    def test_above_a_field_too(self, qtbot: QtBot, theme: Theme) -> None:
        field = FormField(theme, "Subject", QLineEdit())
        qtbot.addWidget(field)
        bring_forward(qtbot, field)
        before = field.grab().toImage()
        hold_alt(field)
        held = field.grab().toImage()
        hold_alt(field, QEvent.Type.KeyRelease)
        assert held != before
        assert field.grab().toImage() == before

    def test_always_where_the_system_is_set_to_that(
        self, qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mnemonics, "underlines_always", lambda: True)
        board, button = QWidget(), Button(theme, "Save")
        board.setLayout(column(button))
        qtbot.addWidget(board)
        bring_forward(qtbot, board)
        hold_alt(board, QEvent.Type.KeyRelease)
        assert "&" in drawn_words(button)

    def test_and_press_without_being_underlined(self, qtbot: QtBot, theme: Theme) -> None:
        pressed: list[bool] = []
        board = QWidget()
        button = Button(theme, "Save", lambda: pressed.append(True))
        board.setLayout(column(button))
        qtbot.addWidget(board)
        bring_forward(qtbot, board)
        assert drawn_words(button) == "Save"
        press_alt(board, button.letter)
        qtbot.waitUntil(lambda: pressed == [True])


@pytest.fixture
def spoken(qtbot: QtBot, theme: Theme, tmp_path: Path, language: str) -> Iterator[MainWindow]:
    with staged_services(tmp_path, 412, MAILINGS, language=language) as services:
        shown = MainWindow(services, theme, language=language)
        qtbot.addWidget(shown)
        bring_forward(qtbot, shown)
        yield shown
        shown.close()


@pytest.fixture
def board(qtbot: QtBot) -> QWidget:
    """An empty window."""
    shown = QWidget()
    qtbot.addWidget(shown)
    return shown


class TestWhichLetter:
    def test_the_first_one_comes_first_then_those_of_the_other_words_then_what_is_heard(self) -> None:
        assert letters_of("Save and close")[:5] == ("s", "a", "c", "v", "n")

    def test_a_nordic_letter_is_the_last_wish_of_words_that_begin_with_it(self) -> None:
        assert letters_of("Åpne")[-1] == "å"
        assert "ø" not in letters_of("Følg med")

    @pytest.mark.parametrize("words", ["", " ", "42", "…"])
    def test_words_without_letters_have_none(self, words: str) -> None:
        assert letters_of(words) == ()

    def test_who_comes_first_chooses_first(self) -> None:
        assert shared_out(["ab", "ab", "ab"]) == ["a", "b", ""]

    def test_one_moves_to_a_later_wish_before_another_goes_without(self) -> None:
        assert shared_out(["ab", "cd", "a"]) == ["b", "c", "a"]

    def test_what_is_taken_is_given_to_nobody(self) -> None:
        assert shared_out(["ab"], taken="a") == ["b"]

    @pytest.mark.parametrize(
        ("words", "letter", "shown"),
        [
            ("Go back", "b", "Go &back"),
            ("Save", "v", "Sa&ve"),
            ("A && B", "b", "A && &B"),
            ("Åpne", "å", "&Åpne"),
            ("Save", "", "Save"),
            ("Save", "x", "Save"),
        ],
    )
    def test_it_is_marked_at_a_word_s_beginning_where_there_is_one(
        self, words: str, letter: str, shown: str
    ) -> None:
        assert marked(words, letter) == shown


class TestEachKindOfAct:
    def test_a_button_is_pressed_and_its_words_stay_as_they_are(
        self, qtbot: QtBot, theme: Theme, board: QWidget
    ) -> None:
        button = Button(theme, "Fish & chips")
        board.setLayout(column(button))
        bring_forward(qtbot, board)
        assert (button.letter, button.text(), button.accessibleName()) == (
            "f",
            "Fish && chips",
            "Fish & chips",
        )
        with qtbot.waitSignal(button.clicked):
            press_alt(board, "f")

    def test_boxes_are_ticked_and_choices_chosen(self, qtbot: QtBot, board: QWidget) -> None:
        box, way = CheckBox("Tell me"), RadioButton("By post")
        board.setLayout(column(box, way))
        bring_forward(qtbot, board)
        press_alt(board, box.letter)
        press_alt(board, way.letter)
        qtbot.waitUntil(lambda: box.isChecked() and way.isChecked())

    def test_a_label_leads_into_its_field(self, qtbot: QtBot, theme: Theme, board: QWidget) -> None:
        first, second = (FormField(theme, words, QLineEdit()) for words in ("Name", "Town"))
        board.setLayout(column(first, second))
        bring_forward(qtbot, board)
        press_alt(board, second.label.letter)
        assert QApplication.focusWidget() is second.field
        assert second.label.text() == "Town"

    def test_words_that_come_from_data_give_no_letter(
        self, qtbot: QtBot, theme: Theme, board: QWidget
    ) -> None:
        person, menu = Button(theme, ""), FilterMenu(theme, "Tags", "tag:", "All")
        person.set_words("Kari Nordmann", own_words="")
        menu.offer([Filter("tag:xyz", "xyz")])
        menu.show_choice(frozenset({"tag:xyz"}))
        board.setLayout(column(person, menu, Button(theme, "Tags")))
        bring_forward(qtbot, board)
        assert person.letter == ""
        assert menu.letter in "tags"

    def test_the_navigation_keeps_its_letters_and_the_main_act_chooses_next(
        self, qtbot: QtBot, theme: Theme, board: QWidget
    ) -> None:
        quiet, main, page = (
            Button(theme, "Home", kind=kind)
            for kind in (ButtonKind.QUIET, ButtonKind.PRIMARY, ButtonKind.NAVIGATION)
        )
        page.letter_rank = FIRST
        board.setLayout(column(quiet, main, page))
        bring_forward(qtbot, board)
        assert page.letter == "h"
        assert (main.letter, quiet.letter) == ("m", "o")

    def test_other_words_get_another_letter(self, qtbot: QtBot, theme: Theme, board: QWidget) -> None:
        button = Button(theme, "Install")
        board.setLayout(column(button))
        bring_forward(qtbot, board)
        button.set_words("Remove")
        qtbot.waitUntil(lambda: button.letter == "r")
        with qtbot.waitSignal(button.clicked):
            press_alt(board, "r")

    def test_what_comes_into_sight_gets_one_that_is_free(
        self, qtbot: QtBot, theme: Theme, board: QWidget
    ) -> None:
        there, later = Button(theme, "Save"), Button(theme, "Send")
        board.setLayout(column(there, later))
        later.hide()
        bring_forward(qtbot, board)
        assert later.letter == ""
        later.show()
        qtbot.waitUntil(lambda: later.letter == "n")
        assert there.letter == "s"

    def test_the_letter_of_what_goes_out_of_sight_is_free_for_others(
        self, qtbot: QtBot, theme: Theme, board: QWidget
    ) -> None:
        there, waiting = Button(theme, "A"), Button(theme, "a")
        board.setLayout(column(there, waiting))
        bring_forward(qtbot, board)
        assert (there.letter, waiting.letter) == ("a", "")
        there.hide()
        qtbot.waitUntil(lambda: waiting.letter == "a")

    def test_there_are_none_where_the_system_has_none(
        self, qtbot: QtBot, theme: Theme, board: QWidget, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mnemonics, "are_usual_here", lambda: False)
        button = Button(theme, "Save")
        board.setLayout(column(button))
        with qtbot.waitExposed(board):
            board.show()
        QApplication.processEvents()
        assert button.letter == ""
        assert button.shortcut().isEmpty()


@LANGUAGES
def test_on_every_page_the_letters_are_one_each(qtbot: QtBot, spoken: MainWindow, language: str) -> None:
    faults: dict[str, list[str]] = {}
    navigation: set[tuple[str, ...]] = set()
    for name, (page, where) in PLACES.items():
        spoken.go(page, **where)
        settle(qtbot, spoken)
        if found := faults_of(spoken):
            faults[name] = found
        navigation.add(tuple(act.letter for act in acts_in_sight(spoken.navigation)))
    assert faults == {}
    (letters,) = navigation
    assert "" not in letters


@LANGUAGES
def test_a_letter_goes_to_the_page(qtbot: QtBot, spoken: MainWindow, language: str) -> None:
    wanted = spoken.context.say(text("Mailings"))
    (entry,) = [act for act in acts_in_sight(spoken.navigation) if act.words_for_letter().strip() == wanted]
    press_alt(spoken, entry.letter)
    qtbot.waitUntil(lambda: spoken.current == "mailings")


@LANGUAGES
def test_next_and_back_of_the_wizard(qtbot: QtBot, spoken: MainWindow, language: str) -> None:
    spoken.open_set_up()
    view = spoken.wizard()
    assert view is not None
    qtbot.waitUntil(lambda: bool(view.next_button.letter))  # type: ignore[attr-defined]
    assert faults_of(spoken) == []
    first = view.step  # type: ignore[attr-defined]
    press_alt(spoken, view.next_button.letter)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.step != first)  # type: ignore[attr-defined]
    settle(qtbot, spoken)
    assert faults_of(spoken) == []
    press_alt(spoken, view.back_button.letter)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.step == first)  # type: ignore[attr-defined]


@LANGUAGES
@pytest.mark.parametrize(
    ("place", "result"), [(0, QDialog.DialogCode.Rejected), (1, QDialog.DialogCode.Accepted)]
)
def test_a_question_is_answered_with_a_letter(
    qtbot: QtBot, spoken: MainWindow, language: str, place: int, result: QDialog.DialogCode
) -> None:
    dialog = question(spoken.context, spoken)
    dialog.open()
    bring_forward(qtbot, dialog)
    acts = [act for act in acts_in_sight(dialog) if isinstance(act, Button)]
    assert faults_of(dialog) == []
    with qtbot.waitSignal(dialog.finished):
        press_alt(dialog, acts[place].letter)
    assert dialog.result() == result


def question(context: UiContext, parent: QWidget) -> PlainDialog:
    return confirmation(
        context,
        parent,
        text("Leave without saving the changes?"),
        text("What you have typed about this person is not saved."),
        text("Discard the changes"),
        Danger.CANNOT_BE_UNDONE,
    )


def test_two_with_one_letter_would_be_found(qtbot: QtBot, theme: Theme, board: QWidget) -> None:
    acts: list[Lettered] = [Button(theme, "Save"), Button(theme, "Send")]
    board.setLayout(column(*acts))  # type: ignore[arg-type]
    bring_forward(qtbot, board)
    acts[1].letter = acts[0].letter
    assert faults_of(board) == ["2 acts have s"]
