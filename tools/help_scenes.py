"""Pictures of what helps a person: the guide, a letter to the wrong person, the support bundle."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.ui.guide.opening import open_guide
from desktop_app.ui.guide.window import GuideWindow
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.support_dialog import SupportDialog
from desktop_app.ui.pages.wrong_person import WrongPersonDialog
from tests.helpers import stage
from tools.scene import EVERYBODY, Arrange, Scene, shown


def help_scenes() -> Iterator[Scene]:
    """Each picture's name, how many people stand on the stage, and how to get there."""
    yield Scene("guide-first-mailing", 0, _guide("first_mailing"))
    yield Scene("guide-home", 0, _guide("home"))
    yield Scene("guide-statuses", 0, _guide("statuses", "letter-5"))
    yield Scene("guide-shortcuts", 0, _guide("shortcuts"))
    yield Scene("guide-nothing-found", 0, _guide("keys", search="zzz"))
    yield Scene("dialog-wrong-person", EVERYBODY, _wrong_person, WrongPersonDialog)
    yield Scene("dialog-support", EVERYBODY, _support, SupportDialog)


def _guide(key: str, anchor: str = "", search: str = "") -> Arrange:
    """The guide, beside the window."""

    def arrange(window: MainWindow) -> QWidget:
        open_guide(window.context, window, key, anchor)
        guide = window.findChild(GuideWindow)
        assert guide is not None
        if search:
            guide.search.setText(search)
            guide.search.returnPressed.emit()
        return guide

    return arrange


def _wrong_person(window: MainWindow) -> QWidget:
    """What to do when a letter went astray."""
    letter = replace(stage.letter(3), uuid="6f1c0f0e-52a1-4c55-9d8e-0c1b5f2f7f31")
    return shown(WrongPersonDialog(window.context, letter, window))


def _support(window: MainWindow) -> QWidget:
    """What would go into a support bundle."""
    return shown(SupportDialog(window.context, window))
