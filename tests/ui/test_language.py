"""The language is changed while the program runs: everything at once, and everybody stays where they were."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.mailings import MailingsPage
from desktop_app.ui.pages.mending import MendingPage
from desktop_app.ui.pages.recipients import RecipientsPage
from desktop_app.ui.registry import PAGES
from tests.helpers.stage import person


def settle(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: window.context.reader.is_idle, timeout=10_000)
        qtbot.wait(5)


ROOT = Path(__file__).resolve().parents[2]
WRITES_BY_ITSELF = re.compile(r"\.strftime\(|format_(date|datetime|time|decimal|currency|number)\b|:,[.}\d]")
"""How a number or a day could be put into words past the translator."""
ALLOWED = {"base/translate.py", "jobs/rules.py"}
"""The one place that does it; and the times of a rule, which are typed in this form."""


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_all_pages_speak_it_and_qt_too(window: MainWindow, services: Services, language: str) -> None:
    services.settings.set("app.language", language)
    window.start_over()
    say = services.translator(language).render
    shown = {button.accessibleName() for button in window.navigation.findChildren(QAbstractButton)}
    assert shown >= {say(entry.title) for entry in PAGES}
    assert QLocale().language() == QLocale(language).language()
    cancel = QCoreApplication.translate("QPlatformTheme", "Cancel")
    assert cancel == {"nb": "Avbryt", "sv": "Avbryt", "en": "Cancel"}[language]


def test_nothing_of_the_old_language_is_left(window: MainWindow, services: Services) -> None:
    window.go("settings")
    services.settings.set("app.language", "nb")
    window.start_over()
    inside = window.centralWidget()
    assert inside is not None
    words = {label.text() for label in inside.findChildren(QLabel)}
    assert not words & {"Settings", "Language", "Training: everything stays on this computer"}
    assert {"Innstillinger", "Språk"} <= words


def test_the_page_in_front_stays_in_front(window: MainWindow, services: Services) -> None:
    window.go("receipts")
    services.settings.set("app.language", "sv")
    window.start_over()
    assert window.current == "receipts"


def test_days_and_numbers_are_put_into_words_in_one_place() -> None:
    sources = (ROOT / "desktop_app").rglob("*.py")
    found = {
        str(path.relative_to(ROOT / "desktop_app").as_posix())
        for path in sources
        if WRITES_BY_ITSELF.search(path.read_text(encoding="utf-8"))
    }
    assert found <= ALLOWED


NARROWED = {"filters": frozenset({"digital"}), "search": "Åse"}
PLACES: dict[str, list[dict[str, object]]] = {
    "recipients": [
        {"recipient": 1},
        {"filters": frozenset({"digipost"}), "search": "Åse", "recipient": 3},
        {"view": "changed", "compared": ("lookup-2", "lookup-1")},
        {"view": "duplicates"},
        {"mend": 9, "letter": 36},
    ],
    "mailings": [{"mailing": 9, **NARROWED}, {"filters": frozenset({"needs_you"}), "search": "Dugnad"}],
    "receipts": [
        {"mailing": 9, "name": "Årsavgift 2027", "filters": frozenset({"applied"}), "search": "kvittering"},
        {"filters": frozenset({"unmatched"}), "search": ""},
    ],
    "paper_post": [{"mailing": 4}, {"mailing": 9, "filters": frozenset({"todo"}), "search": "Løvås"}],
    "digis": [{"view": "log"}, {"view": "members", "filters": frozenset({"sent"}), "search": "a"}],
    "schedule": [{"view": "jobs"}, {"view": "history", "filters": frozenset({"failed"}), "search": ""}],
    "privacy": [{"filters": frozenset({"exported"}), "search": "Åse"}],
    "settings": [{"search": "SSH"}],
}
NO_PLACE = {"home"}
"""Home is one place."""


class TestEverybodyComesBack:
    """Wherever one was in a page, one is there again when it speaks another language."""

    def test_every_page_has_a_place_or_is_one(self) -> None:
        assert {entry.key for entry in PAGES} == set(PLACES) | NO_PLACE

    def test_to_where_they_were(self, window: MainWindow, qtbot: QtBot) -> None:
        for key, where in ((key, where) for key, places in PLACES.items() for where in places):
            window.go(key, **where)
            settle(qtbot, window)
            before = window.page()
            assert where.items() <= before.place().items(), key
            window.start_over()
            settle(qtbot, window)
            assert window.page() is not before, key
            assert where.items() <= window.page().place().items(), key

    def test_an_open_mailing_is_open_again_with_its_rows(self, window: MainWindow, qtbot: QtBot) -> None:
        window.go("mailings", mailing=9, **NARROWED)
        window.start_over()
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, MailingsPage)
        assert page._opened is not None
        assert page._opened.header.title.text() == "Årsavgift 2027"
        assert page._opened.grid.search.text() == "Åse"

    def test_also_on_a_page_behind_the_one_in_front(self, window: MainWindow, qtbot: QtBot) -> None:
        window.go("recipients", recipient=1)
        settle(qtbot, window)
        window.go("settings")
        window.start_over()
        window.go("recipients")
        settle(qtbot, window)
        page = window.page()
        assert isinstance(page, RecipientsPage)
        assert page.panel.isVisible()
        assert page.panel.recipient.id == 1


class TestWhatWasBeingTyped:
    """Stays in the fields: nobody is asked, and nothing is lost."""

    def test_about_a_recipient(self, window: MainWindow, services: Services, qtbot: QtBot) -> None:
        window.go("recipients")
        page = window.page()
        assert isinstance(page, RecipientsPage)
        page.panel.edit_recipient(person(0))
        assert page.panel.form is not None
        page.panel.form.edits["city"].setText("Bodø")
        window.go("settings")
        services.settings.set("app.language", "nb")
        window.start_over()
        window.go("recipients")
        again = window.page()
        assert isinstance(again, RecipientsPage)
        assert again is not page
        assert again.panel.form is not None
        assert again.panel.form.edits["city"].text() == "Bodø"
        assert again.panel.form.is_changed()

    def test_about_somebody_who_is_mended(self, window: MainWindow, services: Services, qtbot: QtBot) -> None:
        window.go("recipients", mend=9)
        page = self.mending(window, qtbot)
        letter = page.person.letter_id
        page.person.form.edits["city"].setText("Bodø")
        services.settings.set("app.language", "nb")
        window.start_over()
        again = self.mending(window, qtbot)
        assert again.person.letter_id == letter
        assert again.person.form.edits["city"].text() == "Bodø"

    def mending(self, window: MainWindow, qtbot: QtBot) -> MendingPage:
        page = window.page()
        assert isinstance(page, RecipientsPage)
        opened = page.opened
        assert isinstance(opened, MendingPage)
        qtbot.waitUntil(lambda: opened.person.letter_id is not None, timeout=10_000)
        return opened
