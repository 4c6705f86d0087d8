"""The button that begins a mailing, the same on every page."""

from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.base.texts import text
from desktop_app.mailing.options import Pattern
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.context import UiContext
from desktop_app.ui.words import PATTERN_TITLE

OFFERED = (Pattern.SPLIT_FIRST, Pattern.FROM_REGISTER, Pattern.MAILING_ONLY, Pattern.WITH_PRINT)
MENU = (*OFFERED, Pattern.OWN)
"""Digipost's patterns, and in the menu one's own beside them."""


def new_mailing_button(context: UiContext, parent: QWidget) -> Button:
    """The primary button that offers the patterns."""
    button = Button(
        context.theme, context.say(text("New mailing")), kind=ButtonKind.PRIMARY, icon="plus", parent=parent
    )
    menu = QMenu(button)
    for pattern in MENU:
        entry = menu.addAction(context.say(PATTERN_TITLE[pattern]))
        entry.setData(pattern.value)
    menu.triggered.connect(lambda action: context.navigator.open_wizard(action.data()))
    button.setMenu(menu)
    return button
