"""Which pages there are. A page of another room is added here, once it does what it says."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.base.texts import Text, text
from desktop_app.ui.context import Page, UiContext


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page in the navigation: its key, its name, its icon, and how it is made (at first sight, not before)."""

    key: str
    title: Text
    icon: str
    make: Callable[[UiContext], Page]


def _home(context: UiContext) -> Page:
    from desktop_app.ui.pages.home import HomePage

    return HomePage(context)


def _recipients(context: UiContext) -> Page:
    from desktop_app.ui.pages.recipients import RecipientsPage

    return RecipientsPage(context)


def _mailings(context: UiContext) -> Page:
    from desktop_app.ui.pages.mailings import MailingsPage

    return MailingsPage(context)


def _receipts(context: UiContext) -> Page:
    from desktop_app.ui.pages.receipts import ReceiptsPage

    return ReceiptsPage(context)


def _paper_post(context: UiContext) -> Page:
    from desktop_app.ui.pages.paper_post import PaperPostPage

    return PaperPostPage(context)


def _digis(context: UiContext) -> Page:
    from desktop_app.ui.pages.digis import DigisPage

    return DigisPage(context)


def _schedule(context: UiContext) -> Page:
    from desktop_app.ui.pages.schedule import SchedulePage

    return SchedulePage(context)


def _privacy(context: UiContext) -> Page:
    from desktop_app.ui.pages.privacy import PrivacyPage

    return PrivacyPage(context)


def _settings(context: UiContext) -> Page:
    from desktop_app.ui.pages.settings import SettingsPage

    return SettingsPage(context)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", text("Home"), "home", _home),
    PageEntry("recipients", text("Recipients"), "people", _recipients),
    PageEntry("mailings", text("Mailings"), "letter", _mailings),
    PageEntry("receipts", text("Receipts"), "receipt", _receipts),
    PageEntry("paper_post", text("Paper post"), "printer", _paper_post),
    PageEntry("digis", text("Digis"), "sync", _digis),
    PageEntry("schedule", text("Schedule"), "clock", _schedule),
    PageEntry("privacy", text("Privacy"), "lock", _privacy),
    PageEntry("settings", text("Settings"), "gear", _settings),
)
"""The pages in the order of the navigation; Ctrl+1 opens the first. Pages are loaded when they are first shown."""
