"""Surfaces: the header of a page, cards, banners, chips, and what an empty place says."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.labels import UNBOUNDED, ElidedLabel, IconLabel, Label, restyle, show_when
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone

TONE_ICONS = {
    Tone.DONE: "done",
    Tone.ATTENTION: "attention",
    Tone.PROBLEM: "problem",
    Tone.WORKING: "working",
    Tone.QUIET: "neutral",
    Tone.TEXT: "info",
    Tone.PRIMARY: "info",
    Tone.TRAINING: "training",
}

_BANNER_LINE = Size.CONTROL - Space.ROW + 2
"""The height of a banner's first line, that of a link: icon, words and act stand on one line, however many follow."""


class PageHeader(QWidget):
    """A page's title, to the right at most one primary act (quiet ones before it), and a sentence under both.

    A title that is somebody's own name for a thing may be longer than the page: it is shortened, whole as a tool tip.
    """

    def __init__(self, theme: Theme, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title: Label = ElidedLabel(theme, title, TextRole.TITLE)
        self.title.setMinimumHeight(Size.CONTROL)
        self.sentence = Label(theme, sentence, TextRole.BODY, Tone.QUIET, wrap=True)
        self.sentence.setMaximumWidth(UNBOUNDED)
        show_when(self.sentence, bool(sentence))
        self._before = QHBoxLayout()
        self._acts = QHBoxLayout()
        self._acts.setSpacing(Space.ROW)
        top = row(self.title, self._acts, space=Space.CARD)
        top.setStretch(0, 1)
        top.setAlignment(self._acts, Qt.AlignmentFlag.AlignTop)
        # In a line of its own, so that what bounds the sentence does not bound the title too, and the acts leave it
        # the page's whole width.
        below = row(self.sentence, None)
        below.setStretch(0, 1)
        below.setStretch(1, 0)
        layout = row(self._before, column(top, below, space=Space.HAIR), space=Space.CARD)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def add_before(self, part: QWidget) -> None:
        """Put something, such as the way back, in front of the title."""
        self._before.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)

    def add_act(self, part: QWidget) -> None:
        """Put a button to the right; the primary one comes last."""
        self._acts.addWidget(part)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)

    def set_sentence(self, sentence: str) -> None:
        """Change the sentence; an empty one takes no room."""
        self.sentence.setText(sentence)
        show_when(self.sentence, bool(sentence))


class Card(QFrame):
    """A surface with a title of its own. Put the parts into `body`; never a card into a card."""

    def __init__(self, theme: Theme, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("face", "card")
        self.title = Label(theme, title, TextRole.SECTION)
        show_when(self.title, bool(title))
        self.body: QVBoxLayout = column(space=Space.ROW)
        self.setLayout(column(self.title, self.body, space=Space.FIELD, margins=Space.CARD))
        if title:
            self.setAccessibleName(title)


class Banner(QFrame):
    """A line that says something of the whole page: icon, words, and what can be done about it."""

    def __init__(
        self,
        theme: Theme,
        words: str = "",
        tone: Tone = Tone.ATTENTION,
        act: str = "",
        pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("face", "banner")
        self._theme = theme
        self._icon = IconLabel(theme, TONE_ICONS[tone], tone)
        self._icon.setFixedHeight(_BANNER_LINE)
        self.words = Label(theme, words, wrap=True)
        self.words.setMaximumWidth(UNBOUNDED)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        around = max(_BANNER_LINE - self.words.fontMetrics().height(), 0) // 2
        self.words.setContentsMargins(0, around, 0, around)
        self.button = Button(theme, act, pressed, kind=ButtonKind.LINK)
        show_when(self.button, bool(act))
        self._acts = column(self.button, space=Space.HAIR)
        layout = row(
            self._icon, self.words, self._acts, space=Space.FIELD, margins=(Space.CARD, Space.ROW) * 2
        )
        layout.setStretch(1, 1)
        for part in (self._icon, self._acts):
            layout.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.say(words, tone)

    def add_act(self, act: str, pressed: Callable[[], object]) -> Button:
        """Put one more act under the first."""
        button = Button(self._theme, act, pressed, kind=ButtonKind.LINK)
        self._acts.addWidget(button)
        return button

    def say(self, words: str, tone: Tone) -> None:
        """Change the words and what their colour means; no words hide the banner."""
        self.words.setText(words)
        self._icon.show_icon(TONE_ICONS[tone], tone)
        restyle(self, tone=tone.value)
        self.setAccessibleName(words)
        show_when(self, bool(words))


class Chip(QFrame):
    """A state in a word with its icon, on a tint of its colour."""

    def __init__(
        self, theme: Theme, words: str, tone: Tone, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("face", "chip")
        self._icon = IconLabel(theme, icon or TONE_ICONS[tone], tone, Size.SMALL_ICON)
        self._words = Label(theme, words, TextRole.HELP, tone)
        self.setLayout(row(self._icon, self._words, space=Space.HAIR, margins=(8, 3, 8, 3)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(words, tone, icon)

    def show_state(self, words: str, tone: Tone, icon: str | None = None) -> None:
        """Show another state."""
        self._icon.show_icon(icon or TONE_ICONS[tone], tone)
        self._words.setText(words)
        self._words.set_tone(tone)
        restyle(self, tone=tone.value)
        self.setAccessibleName(words)

    def words(self) -> str:
        """What the chip says."""
        return self._words.text()


class EmptyState(QWidget):
    """What a place says while nothing is in it: a sentence, what to do, and the button that fills it."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        sentence: str,
        help_text: str = "",
        act: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sentence = Label(theme, sentence, TextRole.SECTION, wrap=True)
        self.help = Label(theme, help_text, TextRole.BODY, Tone.QUIET, wrap=True)
        for label in (self.sentence, self.help):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(UNBOUNDED)
        show_when(self.help, bool(help_text))
        picture = IconLabel(theme, icon, Tone.QUIET, 2 * Size.ICON)
        parts = column(None, picture, self.sentence, self.help)
        parts.setAlignment(picture, Qt.AlignmentFlag.AlignHCenter)
        if act is not None:
            parts.addSpacing(Space.ROW)
            parts.addWidget(act, 0, Qt.AlignmentFlag.AlignHCenter)
        parts.addStretch(2)
        self.setLayout(parts)

    def say(self, sentence: str, help_text: str = "") -> None:
        """Change the words."""
        self.sentence.setText(sentence)
        self.help.setText(help_text)
        show_when(self.help, bool(help_text))
