"""The strip above everything that says when this is not the real thing."""

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone

ENVIRONMENT_WORDS: Mapping[str, tuple[Text, Tone, str]] = {
    "test": (text("Test account: nothing is delivered"), Tone.ATTENTION, "info"),
    "training": (text("Training: everything stays on this computer"), Tone.TRAINING, "training"),
}
"""What the strip says in each environment; production has none."""


class EnvironmentStrip(QFrame):
    """Names the environment in words and colour. Hidden in production."""

    def __init__(self, context: UiContext, environment: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("face", "strip")
        self.setFixedHeight(Size.ENVIRONMENT_STRIP)
        if environment not in ENVIRONMENT_WORDS:
            self.hide()
            return
        words, tone, icon = ENVIRONMENT_WORDS[environment]
        self.setProperty("tone", tone.value)
        self.setAccessibleName(context.say(words))
        picture = IconLabel(context.theme, icon, Tone.ON_PRIMARY, Size.SMALL_ICON)
        label = Label(context.theme, context.say(words), TextRole.HELP, Tone.ON_PRIMARY)
        self.setLayout(row(None, picture, label, None, margins=(Space.CARD, 0, Space.CARD, 0)))
