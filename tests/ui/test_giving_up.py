"""An uncertain job is given up in the window: after a look at Digipost's pages, with a reason, its number named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.digipost.model import JobKind
from desktop_app.mailing.states import State
from desktop_app.mailing.views import JobView
from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.giving_up import give_up_dialog, uncertain_job
from desktop_app.ui.pages.mailing_view import MailingPage
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.pages.recipients import RecipientsPage
from tests.helpers.stage import mailing_view

WHY = "Digipost never had it"
Answer = Callable[[Callable[[], object], str | None], str]


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.reader.is_idle)
        qtbot.wait(5)


def click(widget: QWidget, name: str) -> None:
    shown = [each for each in widget.findChildren(QPushButton) if each.isVisible()]
    QTest.mouseClick(next(each for each in shown if each.accessibleName() == name), Qt.MouseButton.LeftButton)


def words_on(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def given_up(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Which jobs were given up, and why."""
    calls: list[tuple[str, str]] = []
    give_up = services.mailing.give_up

    def note(job_id: str, reason: str) -> JobView:
        calls.append((job_id, reason))
        return give_up(job_id, reason)

    monkeypatch.setattr(services.mailing, "give_up", note)
    return calls


@pytest.fixture
def answer(qtbot: QtBot, window: MainWindow) -> Answer:
    """Do what asks, type the reason and press the act, or go back without one; what was said comes back."""

    def do(act: Callable[[], object], reason: str | None) -> str:
        said: list[str] = []

        def reply() -> None:
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            said.append(words_on(dialog))
            if reason is None:
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
                return
            typed_into = dialog.focusWidget()
            assert typed_into is not None
            QTest.keyClicks(typed_into, reason)
            QTest.keyClick(typed_into, Qt.Key.Key_Return)

        def when_it_stands() -> None:
            if QApplication.activeModalWidget() is not None:
                looking.stop()
                reply()

        looking = QTimer(interval=5)
        looking.timeout.connect(when_it_stands)
        looking.start()
        act()
        qtbot.waitUntil(lambda: bool(said))
        settle(qtbot, window)
        return said[0]

    return do


class TestOfAMailing:
    """On the mailing's own page, beside sending again."""

    @pytest.fixture
    def page(self, qtbot: QtBot, window: MainWindow) -> MailingPage:
        window.go("mailings", mailing=7)
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, MailingsPage)
        assert page._opened is not None
        return page._opened

    def test_the_number_what_is_unknown_and_what_becomes_of_the_letters_are_said(
        self, page: MailingPage, answer: Answer, given_up: list[tuple[str, str]]
    ) -> None:
        said = answer(lambda: click(page, "It is not there: do not send…"), WHY)
        assert "Count 14 letters as not sent?" in said
        assert "Uncertain: we don't know if it arrived." in said
        assert "the job brevdue-2027-03-11-0007 must not be there" in said
        assert "These people are listed as not reached" in said
        assert given_up == [("brevdue-2027-03-11-0007", WHY)]

    def test_going_back_gives_nothing_up(
        self, page: MailingPage, answer: Answer, given_up: list[tuple[str, str]]
    ) -> None:
        answer(lambda: click(page, "It is not there: do not send…"), None)
        assert given_up == []

    def test_only_an_uncertain_mailing_offers_it(
        self, qtbot: QtBot, window: MainWindow, page: MailingPage
    ) -> None:
        assert page.give_up_button.isVisible()
        window.go("mailings", mailing=6)
        settle(qtbot, window)
        assert not window.page()._opened.give_up_button.isVisible()  # type: ignore[attr-defined]

    def test_of_several_jobs_it_is_the_uncertain_one(self, services: Services) -> None:
        (job,) = services.mailing.mailing(7).jobs
        newest = replace(job, id=99, job_id="newest", state=State.UPLOADED)
        assert uncertain_job((replace(job, state=State.FINISHED), job, newest)) is job
        assert uncertain_job((newest,)) is None

    def test_a_lookup_of_it_has_sent_nothing_to_anybody(
        self, qtbot: QtBot, window: MainWindow, services: Services
    ) -> None:
        job = replace(services.mailing.mailing(7).jobs[0], kind=JobKind.LOOKUP)
        dialog = give_up_dialog(window.context, job)
        qtbot.addWidget(dialog)
        dialog.show()
        assert "Nothing was sent to these people: the lookup only asked who has Digipost." in words_on(dialog)


class TestOfALookupFromTheRegister:
    """It belongs to no mailing, so it stands above the register."""

    @pytest.fixture
    def page(self, qtbot: QtBot, window: MainWindow, services: Services) -> RecipientsPage:
        staged: Any = services.mailing
        staged.leave_uncertain(mailing_view(7, "Oppslag fra registeret", State.UNCERTAIN, letters=412))
        window.go("home")
        settle(qtbot, window)
        window.go("recipients")
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, RecipientsPage)
        return page

    def test_it_is_told_there_and_given_up(
        self, page: RecipientsPage, answer: Answer, given_up: list[tuple[str, str]]
    ) -> None:
        assert page.list.lookups.words.text() == "We don't know if “Oppslag fra registeret” reached Digipost"
        said = answer(lambda: click(page, "It is not there: give it up…"), WHY)
        assert "Give up looking up 412 recipients?" in said
        assert "They can be looked up again at any time." in said
        assert given_up == [("brevdue-2027-03-11-0007", WHY)]
        assert page.list.lookups.isHidden()

    def test_usually_nothing_is_told(self, qtbot: QtBot, window: MainWindow) -> None:
        window.go("recipients")
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, RecipientsPage)
        assert page.list.lookups.isHidden()
