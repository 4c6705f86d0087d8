"""What every page and dialog is handed: the services, the words, the look and the way to the threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text
from desktop_app.base.translate import Translator
from desktop_app.ui.appearance import Theme
from desktop_app.ui.bridge import Bridge
from desktop_app.ui.front import Front
from desktop_app.ui.reading import Reader

if TYPE_CHECKING:
    from desktop_app.services import Services


class Navigator(Protocol):
    """How a page asks the window to show something else."""

    def go(self, page: str, **where: object) -> None:
        """Show the page with this key; `where` is handed to its `show_at`."""
        ...

    def open_wizard(self, pattern: str, draft: str | None = None) -> None:
        """Open a pattern's wizard over the whole window, empty or with a kept draft."""
        ...

    def start_over(self) -> None:
        """Build all pages again, after the language or a setting of the look was changed."""
        ...

    def show_help(self) -> None:
        """Open the guide at what is in front."""
        ...

    def open_set_up(self, step: str | None = None) -> None:
        """Open the first run again, at a step or where something is missing."""
        ...

    def open_environment(self, environment: str, *, practise: bool = False) -> None:
        """Go over to another environment's folder; with `practise` begin a training mailing there."""
        ...

    def show_error(self, error: BaseException) -> None:
        """Tell the person of a failure, in the words it brings or as a bug to report."""
        ...


@dataclass(frozen=True)
class UiContext:
    """Handed down from the window to all its pages; a language change makes a new one."""

    services: "Services"
    translator: Translator
    theme: Theme
    bridge: Bridge
    reader: Reader
    navigator: Navigator
    front: Front
    told_in_place: set[int] = field(default_factory=set)
    """The jobs whose failure is told where they were started, so that no dialog comes up as well."""

    def say(self, message: Text) -> str:
        """The message in the person's language."""
        return self.translator.render(message)


class Page(QWidget):
    """One page of the main window. Subclasses build themselves in `__init__` and fill in `refresh`."""

    def refresh(self) -> None:
        """Read anew what is shown (F5, and whenever the page is shown)."""

    def show_at(self, where: Mapping[str, object]) -> None:
        """Turn to the place another page asked for, such as one mailing."""

    def place(self) -> Mapping[str, object]:
        """Where the page is at the moment, for its `show_at`: it is kept when the language changes."""
        return {}

    def may_leave(self) -> bool:
        """Whether the page may go away for good: it asks when something was typed that is not kept."""
        return True

    def focus_search(self) -> None:
        """Put the cursor into the page's search field (Ctrl+F), where it has one."""

    def go_back(self) -> bool:
        """Close what is open inside the page (Esc). False when nothing was."""
        return False

    def help_page(self) -> str | None:
        """The guide's page on what is in front, where that is not the one named like this page."""
        return None
