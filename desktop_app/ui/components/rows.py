"""Rows and cards that can be pressed as a whole: a line that needs somebody, a pattern to start."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import ElidedLabel, IconLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_ACT_WIDTH = 120


class Pressable(QPushButton):
    """A button around a layout of labels. Its name for screen readers is all its words."""

    def __init__(
        self,
        kind: str,
        inside: QLayout,
        name: str,
        pressed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setLayout(inside)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: pressed())

    def sizeHint(self) -> QSize:
        inside = self.layout()
        return inside.sizeHint() if inside is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        inside = self.layout()
        return inside.minimumSize() if inside is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        inside = self.layout()
        return inside is not None and inside.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        inside = self.layout()
        return inside.heightForWidth(width) if inside is not None else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class ActRow(Pressable):
    """One line: icon, what it is, a quiet note, and the act it leads to with a chevron."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tone: Tone,
        words: str,
        note: str,
        act: str,
        pressed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        about = ElidedLabel(theme, words)
        about.setMinimumWidth(120)
        note_label = ElidedLabel(theme, note, tone=Tone.QUIET)
        note_label.setMinimumWidth(60 if note else 0)
        act_label = Label(theme, act, tone=Tone.PRIMARY)
        act_label.setMinimumWidth(_ACT_WIDTH)
        act_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts = row(
            IconLabel(theme, icon, tone),
            about,
            note_label,
            act_label,
            IconLabel(theme, "chevron-right", Tone.PRIMARY, Size.SMALL_ICON),
            space=Space.FIELD,
            margins=(Space.ROW, 0, Space.ROW, 0),
        )
        parts.setStretch(1, 1)
        parts.setStretch(2, 1 if note else 0)
        name = ", ".join(part for part in (words, note, act) if part)
        super().__init__("row", parts, name, pressed, parent)
        self.setFixedHeight(Size.CONTROL + Space.HAIR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class ChoiceCard(Pressable):
    """A card to choose: icon, title, and a sentence on what it does."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        sentence: str,
        pressed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        head = Label(theme, title, TextRole.STRONG, wrap=True)
        body = Label(theme, sentence, TextRole.HELP, Tone.QUIET, wrap=True)
        parts = column(
            IconLabel(theme, icon, Tone.PRIMARY, Size.ICON + Space.HAIR),
            Space.HAIR,
            head,
            body,
            None,
            space=Space.HAIR,
            margins=Space.CARD,
        )
        super().__init__("card", parts, f"{title}. {sentence}", pressed, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
