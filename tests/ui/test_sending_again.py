"""Letters go out again only with a reason, and only to people who were not reached."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import text
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.outcomes import Reason
from desktop_app.mailing.plan import Code, Deviation, Severity
from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.mailing_view import MailingPage
from desktop_app.ui.pages.mailings import MailingsPage
from tests.helpers.stage import NOW


class Ledger:
    """Keeps what it was asked to do, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.query: LetterQuery | None = None

    def send_again(self, mailing_id: int, letter_ids: list[int], reason: str) -> int:
        self.calls.append(("send_again", mailing_id, letter_ids, reason))
        return len(letter_ids)

    def send(self, mailing_id: int, _work: object) -> None:
        self.calls.append(("send", mailing_id))

    def iterate_letters(self, query: LetterQuery) -> list[SimpleNamespace]:
        self.query = query
        return [SimpleNamespace(id=4), SimpleNamespace(id=5)]


@pytest.fixture
def ledger(services: Services, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    stand_in = Ledger()
    for name in ("send_again", "send", "iterate_letters"):
        monkeypatch.setattr(services.mailing, name, getattr(stand_in, name), raising=False)
    return stand_in


def answer(monkeypatch: pytest.MonkeyPatch, reason: str | None) -> list[str]:
    """Answer the question for a reason, and keep what was asked."""
    asked: list[str] = []

    def ask(_context: object, _parent: object, title: object, *_words: object) -> str | None:
        asked.append(str(title))
        return reason

    monkeypatch.setattr("desktop_app.ui.pages.sending_again.ask_for_reason", ask)
    return asked


def open_mailing(qtbot: QtBot, window: MainWindow, number: int) -> MailingPage:
    window.go("mailings", mailing=number)
    page = window.page()
    assert isinstance(page, MailingsPage)
    assert page._opened is not None
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
        qtbot.wait(5)
    return page._opened


def names(page: MailingPage) -> list[str]:
    return [each.accessibleName() for each in page.findChildren(QPushButton) if each.isVisible()]


def test_a_refused_mailing_is_offered_again_and_not_on_paper(qtbot: QtBot, window: MainWindow) -> None:
    page = open_mailing(qtbot, window, 6)
    assert "Send 31 letters again…" in names(page)
    assert not [name for name in names(page) if "paper" in name]


def test_a_refused_mailing_goes_again_as_a_whole_with_the_reason(
    qtbot: QtBot, window: MainWindow, services: Services, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, "The account number is mended")
    page = open_mailing(qtbot, window, 6)
    page._press_main()
    services.lanes.shutdown()
    assert asked == ["Send 31 letters again?"]
    assert ledger.calls == [("send_again", 6, [4, 5], "The account number is mended"), ("send", 6)]
    assert ledger.query is not None
    assert (ledger.query.mailing_id, ledger.query.reasons) == (6, (Reason.JOB_FAILED,))


def test_chosen_letters_go_again(
    qtbot: QtBot, window: MainWindow, services: Services, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "Moved")
    page = open_mailing(qtbot, window, 9)
    page._send_chosen_again(["4", "20"])
    services.lanes.shutdown()
    assert ledger.calls == [("send_again", 9, [4, 20], "Moved"), ("send", 9)]


def test_without_a_reason_nothing_goes(
    qtbot: QtBot, window: MainWindow, services: Services, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, None)
    page = open_mailing(qtbot, window, 9)
    page._send_chosen_again(["4"])
    services.lanes.shutdown()
    assert ledger.calls == []


def test_a_letter_leads_to_its_recipient(qtbot: QtBot, window: MainWindow) -> None:
    page = open_mailing(qtbot, window, 9)
    page.grid.opened.emit("7")
    qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=5000)
    assert window._current == "recipients"
    assert window.page().panel.recipient.id == 7  # type: ignore[attr-defined]


def test_a_mailing_from_a_backup_says_first_that_it_waits_for_a_person(
    qtbot: QtBot, window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = text("It came back from a backup.")
    held = Deviation(
        1, "restored:7", Code.RESTORED, Severity.WARNS, words, 7, None, None, None, "", None, None, (), NOW
    )
    uncertain = services.mailing.mailing(7)
    monkeypatch.setattr(services.mailing, "mailing", lambda _id: replace(uncertain, deviations=(held,)))
    page = open_mailing(qtbot, window, 7)
    assert page.banner.words.text() == "It came back from a backup."
    assert page.banner.button.accessibleName() == "I have seen it…"
