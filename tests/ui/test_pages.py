"""What each page answers, and what its acts ask the services to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.base.translate import load_translator
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.plan import Code, Deviation, Severity
from desktop_app.mailing.states import State
from desktop_app.register.model import FieldProblem
from desktop_app.register.recipients import RecipientRefused
from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.rows import Pressable
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.adviser_dialog import AdviserDialog
from desktop_app.ui.pages.home import HomePage
from desktop_app.ui.pages.mailing_view import MailingPage
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.pages.paper_post import PaperPostPage
from desktop_app.ui.pages.receipts import ReceiptsPage
from desktop_app.ui.pages.recipients import RecipientsPage
from tests.helpers.looking import cut_texts
from tests.helpers.stage import NOW, mailing_view, staged_services

Show = Callable[..., Any]


@pytest.fixture
def show(qtbot: QtBot, window: MainWindow) -> Show:
    """Open a page of the window and wait until it is whole."""

    def open_page(key: str, **where: object) -> QWidget:
        window.go(key, **where)
        wait(qtbot, window)
        return window.page()

    return open_page


def wait(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)


def words_on(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels)


def button(widget: QWidget, name: str) -> QPushButton:
    (found,) = [
        each
        for each in widget.findChildren(QPushButton)
        if each.isVisible() and each.accessibleName() == name
    ]
    return found


class Asked:
    """Stands in for a part of the services and keeps what it was asked."""

    def __init__(self, answer: object = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._answer = answer

    def __call__(self, *arguments: object) -> object:
        self.calls.append(arguments)
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer


class TestHome:
    """Is everything all right, and what must I do?"""

    def test_it_says_what_needs_somebody_and_greets(self, show: Show) -> None:
        page = show("home")
        assert isinstance(page, HomePage)
        assert page.header.sentence.text().endswith("4 things need you.")
        assert "We don't know if “Dugnad på Ås” reached Digipost" in words_on(page)

    def test_nothing_to_do_is_said_too(self, qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
        with staged_services(tmp_path, 0, ()) as services:
            window = MainWindow(services, theme, language="en")
            qtbot.addWidget(window)
            window.show()
            wait(qtbot, window)
            assert "Nothing at the moment." in words_on(window.page())
            window.close()

    @pytest.mark.parametrize(
        ("name", "page"),
        [
            ("21 recipients of “Årsavgift 2027” are still to be reached", "paper_post"),
            ("2 receipts belong to no job here", "receipts"),
            ("Digipost refused “Husleie april”", "mailings"),
        ],
    )
    def test_a_line_leads_to_where_it_is_mended(
        self, qtbot: QtBot, show: Show, window: MainWindow, name: str, page: str
    ) -> None:
        home = show("home")
        (line,) = [each for each in home.findChildren(Pressable) if each.accessibleName().startswith(name)]
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        wait(qtbot, window)
        assert window._current == page

    def test_each_way_to_send_opens_its_wizard(
        self, show: Show, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = Asked()
        monkeypatch.setattr(window, "open_wizard", opened)
        home = show("home")
        cards = [each for each in home.findChildren(Pressable) if each.property("kind") == "card"]
        for card in cards:
            QTest.keyClick(card, Qt.Key.Key_Return)
        assert [call[0] for call in opened.calls] == [
            "split-first",
            "from-register",
            "mailing-only",
            "with-print",
        ]

    def test_a_draft_can_be_gone_on_with(
        self, show: Show, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = Asked()
        monkeypatch.setattr(window, "open_wizard", opened)
        home = show("home")
        (line,) = [
            each for each in home.findChildren(Pressable) if "Kontingent høst" in each.accessibleName()
        ]
        line.click()
        assert opened.calls == [("split-first", "d1")]


class TestRecipients:
    """Who is in the register?"""

    def test_the_numbers_stand_in_a_sentence(self, show: Show) -> None:
        page = show("recipients")
        assert page.header.sentence.text() == "412 recipients · 225 have Digipost"

    def test_search_and_filters_narrow_the_rows(self, qtbot: QtBot, show: Show, window: MainWindow) -> None:
        page = show("recipients")
        page.grid.filter_by(frozenset({"never"}), "tromsø")
        wait(qtbot, window)
        assert 0 < page.grid.model.rowCount() < 412
        assert page.grid.model.row_at(0).cells[5] == "Tromsø"

    def test_a_person_is_shown_with_the_identity_number_covered(self, qtbot: QtBot, show: Show) -> None:
        page = show("recipients", recipient=1)
        assert isinstance(page, RecipientsPage)
        assert page.panel.isVisible()
        assert "Åse Ødegård" in words_on(page.panel)
        assert "018530•••••" in words_on(page.panel)
        (eye,) = [
            each
            for each in page.panel.findChildren(QWidget)
            if each.isVisible() and each.accessibleName() == "Show the identity number"
        ]
        QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
        assert "01853000000" in words_on(page.panel)

    def test_an_edit_is_kept_and_shown(
        self, qtbot: QtBot, show: Show, window: MainWindow, services: Services
    ) -> None:
        page = show("recipients", recipient=1)
        button(page.panel, "Edit").click()
        wait(qtbot, window)
        city = page.panel.form.edits["city"]
        assert isinstance(city, QLineEdit)
        city.setText("Bodø")
        button(page.panel, "Save").click()
        wait(qtbot, window)
        assert services.register.get(1).city == "Bodø"
        assert "Bodø" in words_on(page.panel)

    def test_what_is_wrong_stands_under_its_field(
        self,
        qtbot: QtBot,
        show: Show,
        window: MainWindow,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        problem = FieldProblem("postcode", "postcode", text("A Norwegian postcode has four digits."))
        refusal = RecipientRefused(title=text("No"), message=text("No"), hint=text("No"), problems=[problem])
        monkeypatch.setattr(services.register, "save", Asked(refusal))
        page = show("recipients", recipient=1)
        button(page.panel, "Edit").click()
        wait(qtbot, window)
        button(page.panel, "Save").click()
        wait(qtbot, window)
        assert page.panel.form.fields["postcode"].help.text() == "A Norwegian postcode has four digits."
        assert page.panel.form.fields["postcode"].has_error

    def test_a_birth_date_that_is_none_is_refused_at_once(
        self, qtbot: QtBot, show: Show, window: MainWindow
    ) -> None:
        page = show("recipients", recipient=1)
        button(page.panel, "Edit").click()
        wait(qtbot, window)
        born = page.panel.form.edits["birth_date"]
        assert isinstance(born, QLineEdit)
        born.setText("17. mai")
        button(page.panel, "Save").click()
        assert page.panel.form.fields["birth_date"].has_error

    def test_removing_asks_with_the_number(
        self,
        qtbot: QtBot,
        show: Show,
        window: MainWindow,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = Asked(True)
        monkeypatch.setattr("desktop_app.ui.pages.recipient_list.confirm", asked)
        page = show("recipients")
        page.list._remove(["1", "2", "3"])
        wait(qtbot, window)
        assert str(asked.calls[0][2]) == "Remove 3 recipients?"
        assert len(services.register.page_of_all()) == 409  # type: ignore[attr-defined]

    def test_an_answer_that_comes_late_does_not_cover_what_was_opened_since(
        self, qtbot: QtBot, show: Show, window: MainWindow
    ) -> None:
        page = show("recipients")
        page.list.open_recipient("1")
        button(page, "New recipient").click()
        wait(qtbot, window)
        assert page.panel._title.text() == "New recipient"


class TestMailings:
    """Who got it, how, and who is left?"""

    def test_the_list_shows_states_in_words(self, show: Show) -> None:
        page = show("mailings")
        assert isinstance(page, MailingsPage)
        states = {str(page.list.grid.model.row_at(row).cells[1].words) for row in range(9)}  # type: ignore[union-attr]
        assert {"Finished", "Uncertain", "Refused", "Ready to send"} <= states

    def test_a_filter_finds_what_needs_somebody(self, qtbot: QtBot, show: Show, window: MainWindow) -> None:
        page = show("mailings")
        page.list.grid.filter_by(frozenset({"needs_you"}))
        wait(qtbot, window)
        names = [page.list.grid.model.row_at(row).cells[0] for row in range(page.list.grid.model.rowCount())]
        assert names == ["Årsavgift 2027", "Dugnad på Ås", "Husleie april"]

    def test_a_draft_is_gone_on_with(
        self, show: Show, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = show("mailings", filters=frozenset())
        first = page.list.grid.model.row_at(0)
        assert first.key == "draft:d1"
        assert (first.cells[0], str(first.cells[1].words)) == ("Kontingent høst", "Draft")
        opened = Asked()
        monkeypatch.setattr(window, "open_wizard", opened)
        page.list.grid.opened.emit(first.key)
        assert opened.calls == [("split-first", "d1")]

    def opened(self, page: MailingsPage) -> MailingPage:
        assert page._opened is not None
        return page._opened

    def test_a_finished_mailing_says_its_numbers_and_leads_to_paper(
        self, qtbot: QtBot, show: Show, window: MainWindow
    ) -> None:
        mailing = self.opened(show("mailings", mailing=9))
        assert mailing.figures.accessibleName() == "387 digitally · 25 not reached, 4 of them done"
        button(mailing, "Reach 21 on paper").click()
        wait(qtbot, window)
        assert window._current == "paper_post"

    def test_of_a_cancelled_mailing_nothing_was_sent(self, show: Show) -> None:
        mailing = self.opened(show("mailings", mailing=4))
        assert mailing.figures.accessibleName() == "7 not sent"

    def test_those_not_reached_who_are_all_done_are_said_to_be(self, show: Show, services: Services) -> None:
        staged: Any = services.mailing
        done = mailing_view(
            9, "Årsavgift", State.FINISHED, letters=5, digital=4, remainder=1, remainder_done=1
        )
        staged.put(done)
        mailing = self.opened(show("mailings", mailing=9))
        assert mailing.figures.accessibleName() == "4 digitally · 1 not reached, taken care of"

    def test_a_mailing_that_waits_for_a_look_after_a_backup_is_not_offered_to_be_sent(
        self, show: Show, services: Services
    ) -> None:
        staged: Any = services.mailing
        waiting = mailing_view(9, "Årsavgift", State.BUILT, letters=5, waiting=5)
        words = text("It came back from a backup.")
        held = Deviation(
            1,
            "restored:9",
            Code.RESTORED,
            Severity.WARNS,
            words,
            9,
            None,
            None,
            None,
            "",
            None,
            None,
            (),
            NOW,
        )
        staged.put(waiting, (held,))
        mailing = self.opened(show("mailings", mailing=9))
        shown = [each.accessibleName() for each in mailing.findChildren(QPushButton) if each.isVisible()]
        assert "Continue sending" not in shown
        assert {"Cancel the mailing…", "I have seen it…"} <= set(shown)

    def test_a_figure_filters_the_letters(self, qtbot: QtBot, show: Show, window: MainWindow) -> None:
        mailing = self.opened(show("mailings", mailing=9))
        button(mailing, "387 digitally").click()
        wait(qtbot, window)
        assert mailing.grid.query().filters == frozenset({"digital"})

    def test_an_uncertain_mailing_asks_for_a_reason_before_anything_is_sent_again(
        self, show: Show, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reason = Asked("It is not in Digipost's list")
        replaced, sent = Asked(), Asked()
        monkeypatch.setattr("desktop_app.ui.pages.mailing_view.ask_for_reason", reason)
        monkeypatch.setattr(services.mailing, "replace_job", replaced, raising=False)
        monkeypatch.setattr(services.mailing, "send", sent, raising=False)
        mailing = self.opened(show("mailings", mailing=7))
        button(mailing, "It is not there: send again…").click()
        services.lanes.shutdown()
        assert str(reason.calls[0][2]) == "Send 14 letters again?"
        assert replaced.calls == [("brevdue-2027-03-11-0007", "It is not in Digipost's list")]
        assert sent.calls[0][0] == 7

    def test_going_back_without_a_reason_sends_nothing(
        self, show: Show, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replaced = Asked()
        monkeypatch.setattr("desktop_app.ui.pages.mailing_view.ask_for_reason", Asked(None))
        monkeypatch.setattr(services.mailing, "replace_job", replaced, raising=False)
        mailing = self.opened(show("mailings", mailing=7))
        button(mailing, "It is not there: send again…").click()
        services.lanes.shutdown()
        assert replaced.calls == []

    def test_news_about_the_mailing_is_shown_by_itself(
        self,
        qtbot: QtBot,
        show: Show,
        window: MainWindow,
        services: Services,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        mailing = self.opened(show("mailings", mailing=8))
        detail = services.mailing.mailing(9)
        monkeypatch.setattr(services.mailing, "mailing", Asked(detail))
        services.events.publish(MailingChanged(5))
        services.events.publish(MailingChanged(8))
        qtbot.waitUntil(lambda: mailing.header.title.text() == "Årsavgift 2027", timeout=3000)

    def test_a_mailing_that_waits_to_be_sent_can_be_gone_on_with(
        self, show: Show, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = Asked()
        monkeypatch.setattr(services.mailing, "send", sent, raising=False)
        button(self.opened(show("mailings", mailing=3)), "Continue sending").click()
        services.lanes.shutdown()
        assert sent.calls[0][0] == 3


class TestReceipts:
    """What has Digipost told?"""

    def test_all_are_listed_also_those_that_fit_nothing(self, show: Show) -> None:
        page = show("receipts")
        assert isinstance(page, ReceiptsPage)
        assert page.grid.model.rowCount() == 23

    def test_a_filter_finds_those_that_fit_nothing(
        self, qtbot: QtBot, show: Show, window: MainWindow
    ) -> None:
        page = show("receipts", filters=frozenset({"unmatched"}))
        wait(qtbot, window)
        assert page.grid.model.rowCount() == 3

    def test_looking_for_receipts_is_work_in_the_background(
        self, show: Show, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fetched = Asked()
        monkeypatch.setattr(services.mailing, "fetch_receipts", fetched, raising=False)
        button(show("receipts"), "Look for receipts now").click()
        services.lanes.shutdown()
        assert len(fetched.calls) == 1


class TestPaperPost:
    """Have all been reached in another way?"""

    def test_it_says_how_many_are_left(self, show: Show) -> None:
        page = show("paper_post", mailing=9)
        assert isinstance(page, PaperPostPage)
        assert page.header.sentence.text() == "21 people are still to be reached, 4 done."

    def test_people_are_ticked_off_with_how_and_the_tick_can_be_taken_back(
        self, qtbot: QtBot, show: Show, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = Asked(("By hand", date(2027, 3, 14)))
        monkeypatch.setattr("desktop_app.ui.pages.paper_post.ask_how_and_when", asked)
        page = show("paper_post", mailing=9)
        rows = {page.grid.model.key_at(row): page.grid.model.row_at(row) for row in range(25)}
        key = next(key for key, row in rows.items() if str(row.cells[0].words) == "To do")
        page._tick_off([key])
        wait(qtbot, window)
        (row,) = page.grid.model.rows_of(frozenset({key}))
        assert page.grid.model.row_at(row).cells[6] == "By hand"
        page._take_back([key])
        wait(qtbot, window)
        assert page.grid.model.row_at(row).cells[6] is None

    def test_nobody_left_is_said(self, qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
        with staged_services(tmp_path, 5, ()) as services:
            window = MainWindow(services, theme, language="en")
            qtbot.addWidget(window)
            window.show()
            window.go("paper_post")
            wait(qtbot, window)
            assert "Nobody is left to reach" in words_on(window.page())
            window.close()


class TestAdviser:
    """Which way of sending fits?"""

    @pytest.fixture
    def adviser(self, qtbot: QtBot, window: MainWindow) -> AdviserDialog:
        dialog = AdviserDialog(window.context)
        qtbot.addWidget(dialog)
        return dialog

    def test_it_answers_at_once_with_the_reason(self, adviser: AdviserDialog) -> None:
        adviser._letters.setValue(5000)
        assert adviser._begin.accessibleName() == "Begin: Look up, then send"
        adviser._per_month.setValue(8)
        assert adviser._begin.accessibleName() == "Begin: From the register"

    def test_only_what_is_known_of_people_adds_a_remark(self, adviser: AdviserDialog) -> None:
        before = adviser._answer.body.count()
        adviser._known_by.setCurrentIndex(1)
        assert adviser._answer.body.count() > before

    def test_a_print_agreement_is_known_from_the_settings(
        self, qtbot: QtBot, window: MainWindow, services: Services
    ) -> None:
        services.settings.set("print.agreement", "true")
        dialog = AdviserDialog(window.context)
        qtbot.addWidget(dialog)
        assert dialog.pattern is Pattern.WITH_PRINT

    def test_accepting_begins_that_wizard(
        self, show: Show, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = Asked()
        monkeypatch.setattr(window, "open_wizard", opened)
        monkeypatch.setattr(AdviserDialog, "exec", lambda _dialog: AdviserDialog.DialogCode.Accepted)
        button(show("home"), "Not sure which? Answer four questions").click()
        assert opened.calls == [("mailing-only",)]

    def test_none_of_its_words_are_cut(self, qtbot: QtBot, window: MainWindow) -> None:
        for language in ("nb", "sv", "en"):
            context = replace(window.context, translator=load_translator(language))
            dialog = AdviserDialog(context)
            qtbot.addWidget(dialog)
            dialog._letters.setValue(5000)
            dialog._known_by.setCurrentIndex(1)
            dialog.show()
            qtbot.wait(30)
            assert cut_texts(dialog) == []
            dialog.close()
