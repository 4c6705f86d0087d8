"""Deviations as work, by clicks: from Home to each person's field, and then only the mended get their letter."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.work import Unattended
from desktop_app.mailing.letters import LetterInput, LetterQuery
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.register.queries import RecipientQuery
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.population import Population
from desktop_app.services import Services
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.components.rows import Pressable
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.mending import MendingPage
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.reading import Reader
from tests.helpers.mending_cases import CASES, NOT_FOUND, NOT_USER, REACHED, people, puzzled
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.wizard_world import WizardWorld, wizard_world

PATIENCE_MS = 30_000


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(4):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=PATIENCE_MS)
        qtbot.wait(5)


def button(widget: QWidget, name: str) -> QPushButton:
    shown = [each for each in widget.findChildren(QPushButton) if each.isVisible()]
    (found,) = [each for each in shown if each.accessibleName() == name]
    return found


def click(widget: QWidget, name: str) -> None:
    """Press whatever has this name, with the mouse."""
    shown = [each for each in widget.findChildren(QAbstractButton) if each.isVisible()]
    QTest.mouseClick(next(each for each in shown if each.accessibleName() == name), Qt.MouseButton.LeftButton)


def asked_by(qtbot: QtBot, act: Callable[[], object], answer: str) -> str:
    """Do something that asks, press the answer, and say what was asked."""
    asked: list[str] = []

    def reply() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        asked.append(dialog.windowTitle())
        click(dialog, answer)

    QTimer.singleShot(0, reply)
    act()
    qtbot.waitUntil(lambda: bool(asked))
    return asked[0]


def opened(window: MainWindow) -> MendingPage:
    page = window.page()
    assert isinstance(page, RecipientsPage)
    assert isinstance(page.opened, MendingPage)
    return page.opened


class TestOverTheBuiltInDigipost:
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[WizardWorld]:
        with wizard_world(tmp_path) as made:
            yield made

    @pytest.fixture
    def services(self, world: WizardWorld) -> Services:
        """The window's services are the real ones here."""
        return world.services

    @pytest.fixture
    def sandbox(self, world: WizardWorld) -> DigipostSandbox:
        assert isinstance(world.sandbox, DigipostSandbox)
        return world.sandbox

    @pytest.fixture
    def mailing_id(self, world: WizardWorld, sandbox: DigipostSandbox, tmp_path: Path) -> int:
        """A mailing to one person of each kind of deviation and three others, at its end."""
        sandbox.population = puzzled()
        register, mailing = world.services.register, world.services.mailing
        for person in people():
            register.save(person)
        letter = make_letter_pdf(tmp_path / "letter.pdf", ["To whom it may concern"])
        options = options_for(
            Pattern.SPLIT_FIRST,
            name="Annual fee",
            subject="Annual fee",
            common_document=str(letter),
            auto_approve=True,
        )
        made = mailing.create(options)
        mailing.set_letters(made, map(LetterInput, register.ids(RecipientQuery())), Unattended())
        plan = mailing.check(made, Unattended())
        mailing.confirm(plan, plan.letters, Unattended())
        world.send(made)
        world.finished(made)
        return made

    def test_from_home_to_every_field_and_only_the_mended_get_their_letter(
        self,
        qtbot: QtBot,
        mailing_id: int,
        window: MainWindow,
        services: Services,
        sandbox: DigipostSandbox,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        window.go("home")
        settle(qtbot, window)
        name = "10 recipients of “Annual fee” could not be identified"
        (need,) = [
            each
            for each in window.page().findChildren(Pressable)
            if each.isVisible() and each.accessibleName().startswith(name)
        ]
        QTest.mouseClick(need, Qt.MouseButton.LeftButton)
        settle(qtbot, window)

        cases = {case.customer_id: case for case in CASES}
        page, mended = opened(window), set()
        for _ in range(len(CASES) + 1):
            form = page.person.form
            customer_id = form.edits["customer_id"].text()
            if customer_id == NOT_FOUND:
                button(page, "Skip").click()
                settle(qtbot, window)
                continue
            case = cases[customer_id]
            edit = form.edits[case.field]
            assert window.focusWidget() is edit, case
            edit.clear()
            QTest.keyClicks(edit, case.value)
            button(page, "Save and next").click()
            settle(qtbot, window)
            mended.add(customer_id)
        assert mended == set(cases)
        assert page.header.sentence.text() == "Annual fee: 1 still to mend · 9 mended"
        assert page.person.form.edits["customer_id"].text() == NOT_FOUND, "the only one who is left"

        sandbox.population = Population()
        jobs_before = len(services.mailing.jobs())
        reasons: list[str] = []

        def agree(dialog: WordsDialog) -> int:
            field = dialog.findChild(QComboBox)
            assert field is not None
            reasons.append(field.currentText())
            return int(WordsDialog.DialogCode.Accepted)

        monkeypatch.setattr(WordsDialog, "exec", agree)
        button(page, "Look up and send 9 again…").click()
        assert reasons == ["The details were mended"]
        assert window._current == "mailings"

        def is_over() -> bool:
            mailing = services.mailing.mailing(mailing_id).mailing
            return mailing.state is State.FINISHED and mailing.digital == len(CASES) + 1

        qtbot.waitUntil(is_over, timeout=PATIENCE_MS)
        jobs = services.mailing.jobs()
        assert [job.items for job in jobs[: len(jobs) - jobs_before]] == [len(CASES)] * 2
        assert {job.reason for job in jobs[: len(jobs) - jobs_before]} == {"The details were mended"}

        everybody = {case.value if case.field == "customer_id" else case.customer_id for case in CASES}
        letters = services.mailing.letters(LetterQuery(mailing_id=mailing_id))
        assert {letter.customer_id: letter.outcome for letter in letters} == {
            **dict.fromkeys(everybody | {REACHED}, Outcome.DIGITAL),
            **dict.fromkeys((NOT_USER, NOT_FOUND), Outcome.REMAINDER),
        }
        delivered = [one.customer_id for one in sandbox.ledger.deliveries()]
        assert sorted(delivered) == sorted(everybody | {REACHED}), "each once, and nobody else"


class TestOnTheStage:
    """The page itself, over made-up people."""

    @pytest.fixture
    def page(self, qtbot: QtBot, window: MainWindow) -> MendingPage:
        window.go("recipients", mend=9)
        settle(qtbot, window)
        return opened(window)

    def test_the_reason_stands_above_the_form_in_words(self, page: MendingPage) -> None:
        assert page.person.why.words.text() == "Digipost did not find this person"
        assert page.header.sentence.text() == "Årsavgift 2027: 4 still to mend · 4 mended"

    def test_a_row_opens_its_person(self, qtbot: QtBot, window: MainWindow, page: MendingPage) -> None:
        key = page.grid.model.key_at(3)
        assert key is not None
        page.grid.opened.emit(key)
        settle(qtbot, window)
        assert page.person.letter_id == int(key)

    def test_of_two_who_are_opened_at_once_the_later_one_stays(
        self, page: MendingPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reads: list[Callable[[], None]] = []

        def read(_reader: Reader, _owner: object, question: Callable[[], Any], answered: Any) -> None:
            reads.append(lambda: answered(question()))

        first, second = (int(page.grid.model.key_at(row) or 0) for row in (1, 2))
        monkeypatch.setattr(Reader, "read", read)
        page.open_letter(first)
        page.open_letter(second)
        for answer in reversed(reads):
            answer()
        assert page.person.letter_id == second

    def test_what_was_typed_is_not_lost_by_opening_another(
        self, qtbot: QtBot, window: MainWindow, page: MendingPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def stay(_context: object, _parent: object, title: object, *_rest: object) -> bool:
            asked.append(str(title))
            return False

        monkeypatch.setattr("desktop_app.ui.pages.recipient_form.confirm", stay)
        page.person.form.edits["city"].setText("Bodø")
        before = page.person.letter_id
        page.grid.opened.emit(page.grid.model.key_at(0))
        window.page().go_back()
        settle(qtbot, window)
        assert asked == ["Leave without saving the changes?"] * 2
        assert (opened(window).person.letter_id, page.person.form.edits["city"].text()) == (before, "Bodø")

    def test_what_was_typed_is_there_again_after_a_look_at_another_page(
        self, qtbot: QtBot, window: MainWindow, page: MendingPage
    ) -> None:
        who = page.person.letter_id
        QTest.keyClicks(page.person.form.edits["city"], "Bodø")
        click(window, "Mailings")
        assert window.current == "mailings"
        click(window, "Recipients")
        window.go("home")
        window.go("recipients", mend=9)
        settle(qtbot, window)
        assert opened(window) is page
        assert (page.person.letter_id, page.person.form.edits["city"].text()) == (who, "TromsøBodø")

    def test_it_is_asked_about_before_anything_takes_its_place(
        self, qtbot: QtBot, window: MainWindow, page: MendingPage
    ) -> None:
        ways: dict[str, Callable[[], object]] = {
            "navigation": lambda: click(window, "Recipients"),
            "another mailing": lambda: window.go("recipients", mend=8),
            "escape": lambda: QTest.keyClick(window, Qt.Key.Key_Escape),
            "the arrow": lambda: click(page, "Back to the recipients"),
            "quitting": window.may_leave,
        }
        QTest.keyClicks(page.person.form.edits["city"], "Bodø")
        for name, take in ways.items():
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            assert asked_by(qtbot, take, "Go back") == "Leave without saving the changes?", name
            assert opened(window) is page, name
            assert page.person.form.edits["city"].text().endswith("Bodø"), name
        asked_by(qtbot, ways["navigation"], "Discard the changes")
        shown = window.page()
        assert isinstance(shown, RecipientsPage)
        assert shown.opened is None

    def test_a_mending_can_be_undone(
        self, qtbot: QtBot, window: MainWindow, page: MendingPage, services: Services
    ) -> None:
        someone = page.person.form.edited()
        assert someone is not None
        page.person.form.edits["city"].setText("Bodø")
        QTest.keyClick(page.person.form.edits["city"], Qt.Key.Key_Return)
        settle(qtbot, window)
        assert services.register.get(someone.id).city == "Bodø"
        page.undo.undo()
        settle(qtbot, window)
        assert services.register.get(someone.id).city == someone.city

    def test_escape_leads_back_to_the_list(self, qtbot: QtBot, window: MainWindow, page: MendingPage) -> None:
        assert window.page().go_back()
        settle(qtbot, window)
        assert window.page().grid.isVisible()  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        ("place", "name"), [("mailings", "Mend 8 first…"), ("paper_post", "Mend them first")]
    )
    def test_the_mailing_and_its_remainder_lead_here(
        self, qtbot: QtBot, window: MainWindow, place: str, name: str
    ) -> None:
        window.go(place, mailing=9)
        settle(qtbot, window)
        button(window.page(), name).click()
        settle(qtbot, window)
        assert opened(window).mailing_id == 9

    def test_one_person_of_the_remainder_is_opened_at_once(self, qtbot: QtBot, window: MainWindow) -> None:
        window.go("paper_post", mailing=9)
        settle(qtbot, window)
        window.page()._mend(["36"])  # type: ignore[attr-defined]
        settle(qtbot, window)
        assert opened(window).person.letter_id == 36
