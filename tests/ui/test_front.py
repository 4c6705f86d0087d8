"""One dialog at a time: what comes meanwhile waits, nothing is told twice, and nothing is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.dialogs import confirm, confirmation, show_message
from desktop_app.ui.context import UiContext
from desktop_app.ui.front import NotFree
from desktop_app.ui.guide.links import follow_into_the_program
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.support_dialog import SupportDialog
from desktop_app.ui.wizards.mend_dialog import MendDialog
from tests.helpers.stage import staged_services


def failure(number: int) -> EnvironmentFailure:
    return EnvironmentFailure(
        title=text("Failure {number}", number=number), message=text("So."), hint=text("Try again.")
    )


def titles() -> list[str]:
    """The titles of all dialogs that can be seen."""
    shown = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()
    ]
    return [each.windowTitle() for each in shown]


def words_on(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(dialog: QWidget, name: str) -> QPushButton:
    return next(
        each
        for each in dialog.findChildren(QPushButton)
        if each.accessibleName() == name and each.isVisible()
    )


def in_front() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A small stage, for all tests here: what takes time is the window, not what is laid before it."""
    with staged_services(tmp_path_factory.mktemp("front"), 5) as staged:
        yield staged


@pytest.fixture(scope="module")
def window(theme: Theme, services: Services) -> Iterator[MainWindow]:
    """A shown window in English."""
    shown = MainWindow(services, theme, language="en")
    shown.show()
    yield shown
    shown.close()


@pytest.fixture
def question(context: UiContext, window: MainWindow) -> Iterator[QDialog]:
    """Some dialog that is in front."""
    dialog = confirmation(context, window, text("Remove?"), text("Some."), text("Remove 3"))
    context.front.open(dialog)
    assert titles() == ["Remove?"]
    yield dialog
    if shiboken6.isValid(dialog):
        dialog.close()


class TestFailures:
    """Nobody has asked for them, so they wait."""

    def test_they_come_one_after_the_other_when_the_dialog_has_closed(
        self, qtbot: QtBot, window: MainWindow, question: QDialog
    ) -> None:
        window.show_error(failure(1))
        window.show_error(failure(2))
        assert titles() == ["Remove?"]
        question.accept()
        qtbot.waitUntil(lambda: titles() == ["Failure 1"])
        button(in_front(), "Close").click()
        qtbot.waitUntil(lambda: titles() == ["Failure 2"])
        button(in_front(), "Close").click()
        qtbot.waitUntil(lambda: titles() == [])

    def test_that_of_a_background_job_waits_as_well(
        self, qtbot: QtBot, services: Services, context: UiContext, question: QDialog
    ) -> None:
        def work(_context: WorkContext) -> None:
            raise failure(7)

        services.lanes.submit(Lane.FILES, text("Importing"), work)
        qtbot.waitUntil(lambda: bool(context.front.untold))
        assert titles() == ["Remove?"]
        question.reject()
        qtbot.waitUntil(lambda: titles() == ["Failure 7"])
        in_front().close()

    def test_the_same_one_is_told_once(self, qtbot: QtBot, window: MainWindow, question: QDialog) -> None:
        for _ in range(3):
            window.show_error(failure(1))
        question.accept()
        qtbot.waitUntil(lambda: titles() == ["Failure 1"])
        window.show_error(failure(1))
        in_front().close()
        qtbot.waitUntil(lambda: titles() == [])
        window.show_error(failure(1))
        assert titles() == ["Failure 1"], "it is new again once it was read"
        in_front().close()

    def test_those_with_one_title_and_other_words_are_two(
        self, qtbot: QtBot, context: UiContext, question: QDialog
    ) -> None:
        for name in ("a.csv", "b.csv"):
            show_message(context, text("The file has been saved."), text("{file}", file=name))
        question.accept()
        said = []
        for _ in range(2):
            qtbot.waitUntil(lambda: titles() == ["The file has been saved."])
            said.append(words_on(in_front()).splitlines()[-1])
            in_front().close()
        assert said == ["a.csv", "b.csv"]

    def test_what_was_not_told_when_the_window_closes_is_in_the_log(
        self, qtbot: QtBot, theme: Theme, services: Services
    ) -> None:
        closing = MainWindow(services, theme, language="en")
        qtbot.addWidget(closing)
        closing.context.front.is_seen = lambda: False
        closing.show_error(failure(1))
        closing.close()
        log = (services.folder.logs / "brevdue.log").read_text(encoding="utf-8")
        assert '"event": "not_told", "error": "Failure {number}"' in log

    def test_a_fault_s_report_leads_to_the_bundle_when_it_has_closed(
        self, qtbot: QtBot, window: MainWindow
    ) -> None:
        window.show_error(ZeroDivisionError())
        button(in_front(), "Support bundle…").click()
        qtbot.waitUntil(lambda: titles() == ["Support bundle"])
        in_front().close()


class TestQuestions:
    """Somebody waits for the answer."""

    def test_a_second_one_is_not_laid_over_the_first_and_not_answered_for_the_person(
        self, context: UiContext, window: MainWindow, question: QDialog
    ) -> None:
        with pytest.raises(NotFree):
            confirm(context, window, text("Send?"), text("Some."), text("Send 2"))
        assert titles() == ["Remove?"]

    def test_what_waits_comes_also_when_the_dialog_goes_away_with_its_page(
        self, qtbot: QtBot, context: UiContext, window: MainWindow
    ) -> None:
        page = QWidget(window)
        context.front.open(confirmation(context, page, text("Remove?"), text("Some."), text("Remove 3")))
        window.show_error(failure(1))
        page.deleteLater()
        qtbot.waitUntil(lambda: titles() == ["Failure 1"])
        in_front().close()

    def test_one_that_comes_of_a_read_waits_for_its_turn(
        self, qtbot: QtBot, context: UiContext, window: MainWindow, question: QDialog
    ) -> None:
        answers: list[bool] = []

        def ask() -> None:
            QTimer.singleShot(0, lambda: button(in_front(), "Send 2").click())
            answers.append(confirm(context, window, text("Send?"), text("Some."), text("Send 2")))

        context.front.when_free(window, ask)
        assert answers == []
        question.accept()
        qtbot.waitUntil(lambda: answers == [True])

    def test_nobody_is_asked_for_a_page_that_is_gone(
        self, qtbot: QtBot, context: UiContext, question: QDialog
    ) -> None:
        page, asked = QWidget(), []
        context.front.when_free(page, lambda: asked.append("page"))
        context.front.when_free(context.front, lambda: asked.append("window"))
        page.deleteLater()
        del page
        question.accept()
        qtbot.waitUntil(lambda: bool(asked))
        assert asked == ["window"]

    def test_what_is_done_with_the_answer_comes_before_what_waits(
        self, qtbot: QtBot, context: UiContext, window: MainWindow
    ) -> None:
        def press() -> None:
            show_message(context, text("Meanwhile"), text("Something ended."))
            button(in_front(), "Send 2").click()

        QTimer.singleShot(0, press)
        assert confirm(context, window, text("Send?"), text("Some."), text("Send 2"))
        assert titles() == []
        qtbot.waitUntil(lambda: titles() == ["Meanwhile"])
        in_front().close()


class TestTheSystemsOwn:
    """A file is chosen in the system's dialog, which may stand over ours. Nothing of ours stands over it."""

    def test_it_may_stand_over_a_dialog_and_what_comes_waits(
        self, qtbot: QtBot, context: UiContext, window: MainWindow, question: QDialog
    ) -> None:
        def choose() -> str:
            window.show_error(failure(1))
            assert titles() == ["Remove?"]
            return "people.csv"

        assert context.front.choose(choose) == "people.csv"
        question.accept()
        qtbot.waitUntil(lambda: titles() == ["Failure 1"])
        in_front().close()


def test_a_link_of_the_guide_beside_a_dialog_is_followed_when_that_has_closed(
    qtbot: QtBot, context: UiContext, window: MainWindow, question: QDialog
) -> None:
    follow_into_the_program(context, "app:receipts")
    follow_into_the_program(context, "app:support")
    assert (window.current, titles()) == ("home", ["Remove?"])
    question.reject()
    qtbot.waitUntil(lambda: titles() == ["Support bundle"])
    assert window.current == "receipts"
    in_front().close()


class TestInsideADialog:
    """What a dialog has to say about its own work, and to ask before it closes."""

    @pytest.fixture
    def mended(self) -> list[bool]:
        return []

    @pytest.fixture
    def dialog(self, qtbot: QtBot, context: UiContext, window: MainWindow, mended: list[bool]) -> MendDialog:
        shown = MendDialog(context, 1, "city", lambda: mended.append(True), window)
        context.front.open(shown)
        qtbot.waitUntil(shown.save_button.isEnabled)
        return shown

    def test_typed_text_is_asked_about_in_the_dialog_itself(
        self, qtbot: QtBot, dialog: MendDialog, services: Services
    ) -> None:
        before = services.register.get(1).city
        QTest.keyClicks(dialog.edits["city"], "Bodø")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert titles() == ["Mend the details"]
        assert "What you have typed about this person is not saved." in words_on(dialog)
        button(dialog, "Discard the changes").click()
        assert titles() == []
        assert services.register.get(1).city == before

    @pytest.mark.parametrize(("key", "city"), [(Qt.Key.Key_Escape, "Alta"), (Qt.Key.Key_Return, "Bodø")])
    def test_going_back_keeps_what_was_typed_and_the_cursor(
        self, qtbot: QtBot, dialog: MendDialog, mended: list[bool], key: Qt.Key, city: str
    ) -> None:
        dialog.activateWindow()
        dialog.edits["city"].setFocus()
        QTest.keyClicks(dialog.edits["city"], city)
        dialog.close()
        assert dialog.isVisible(), "the window's cross asks as well"
        QTest.keyClick(QApplication.focusWidget() or dialog, key)
        assert (dialog.isVisible(), dialog.edits["city"].text()) == (True, city)
        assert dialog.edits["city"].hasFocus()
        button(dialog, "Save and check again").click()
        qtbot.waitUntil(lambda: mended == [True])

    def test_after_going_back_enter_presses_what_it_pressed_before(
        self, qtbot: QtBot, dialog: MendDialog, mended: list[bool]
    ) -> None:
        dialog.edits["city"].setFocus()
        QTest.keyClicks(dialog.edits["city"], "Vadsø")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        QTest.keyClick(dialog.edits["city"], Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: mended == [True])

    def test_untouched_it_closes_without_a_question(self, dialog: MendDialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert titles() == []

    def test_what_goes_wrong_while_saving_is_said_there(
        self, qtbot: QtBot, dialog: MendDialog, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(services.register), "save", raising(failure(1)))
        QTest.keyClicks(dialog.edits["city"], "Bodø")
        button(dialog, "Save and check again").click()
        qtbot.waitUntil(dialog.trouble.isVisible)
        assert dialog.trouble.words.text() == "Failure 1 So. Try again."
        assert titles() == ["Mend the details"]
        dialog.done(0)

    def test_a_bundle_that_cannot_be_saved_is_said_there(
        self, qtbot: QtBot, context: UiContext, window: MainWindow, tmp_path: Path
    ) -> None:
        dialog = SupportDialog(context, window)
        context.front.open(dialog)
        qtbot.waitUntil(dialog.save_button.isEnabled)
        dialog.save(tmp_path)
        qtbot.waitUntil(lambda: bool(dialog.note.text()))
        assert "Saved" not in dialog.note.text()
        dialog.close()


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_arguments: object) -> object:
        raise error

    return fail
