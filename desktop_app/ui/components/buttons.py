"""Buttons: one primary act on a page, quiet ones beside it, dangerous ones that name what they touch."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import plain_tool_tip
from desktop_app.ui.components.mnemonics import EARLY, LATE, LetteredButton
from desktop_app.ui.theme import Size, Tone


class ButtonKind(StrEnum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    LINK = "link"
    DANGER = "danger"
    FILTER = "filter"
    NAVIGATION = "navigation"


_ICON_TONES = {
    ButtonKind.PRIMARY: Tone.ON_PRIMARY,
    ButtonKind.LINK: Tone.PRIMARY,
    ButtonKind.DANGER: Tone.PROBLEM,
}
_LETTER_RANKS = {
    ButtonKind.PRIMARY: EARLY,
    ButtonKind.DANGER: EARLY,
}


class Button(LetteredButton, QPushButton):
    """A push button. Enter presses it as Space does; an ampersand in its words is an ampersand.

    With `icon_last` the icon stands after the words, as an arrow that points onwards does.
    """

    def __init__(
        self,
        theme: Theme,
        words: str,
        pressed: Callable[[], object] | None = None,
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        icon: str | None = None,
        icon_last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self.icon_name, self._icon_last = theme, icon or "", icon_last
        if icon_last:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._folded = False
        self.letter_rank = _LETTER_RANKS.get(kind, LATE)
        self.set_words(words)
        self._tone = _ICON_TONES.get(kind, Tone.TEXT)
        self.setProperty("kind", kind.value)
        self.setAutoDefault(False)
        if kind is ButtonKind.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon is not None:
            self.setIconSize(QSize(Size.SMALL_ICON + 2, Size.SMALL_ICON + 2))
            theme.on_change(self, self._draw_icon)
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def set_words(self, words: str, own_words: str | None = None) -> None:
        """Change what stands on the button. Where data is part of it, `own_words` is the rest of it."""
        self.own_words = own_words
        self.setAccessibleName(words)
        self._write()

    def fold(self, folded: bool) -> None:
        """Show the icon alone, or the words as well. Alt and the letter press it all the same."""
        if folded != self._folded:
            self._folded = folded
            self.setToolTip(plain_tool_tip(self.accessibleName()) if folded else "")
            self._write()

    def words_for_letter(self) -> str:
        """The words, also while they are not shown."""
        return self.accessibleName() if self.own_words is None else self.own_words

    def _write(self) -> None:
        gap = " " if self.icon_name else ""
        before, after = ("", gap) if self._icon_last else (gap, "")
        self.setText("" if self._folded else before + self.accessibleName().replace("&", "&&") + after)

    def set_icon(self, icon: str, tone: Tone | None = None) -> None:
        """Change the icon, and its tone if one is given."""
        self.icon_name, self._tone = icon, tone or self._tone
        self._draw_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def _draw_icon(self) -> None:
        if self.icon_name:
            colours = self._theme.colours
            colour, disabled = colours.of(self._tone), colours.quiet
            self.setIcon(self._theme.icons.icon(self.icon_name, colour, Size.ICON, disabled))


class CheckBox(LetteredButton, QCheckBox):
    """A box to tick. An ampersand in its words is an ampersand."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words.replace("&", "&&"), parent)


class RadioButton(LetteredButton, QRadioButton):
    """One way of several. An ampersand in its words is an ampersand."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words.replace("&", "&&"), parent)


class IconButton(QToolButton):
    """A square button with an icon only; its name is its tool tip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        pressed: Callable[[], object] | None = None,
        *,
        quiet: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icon
        self.setProperty("iconOnly", True)
        self.setProperty("kind", "quiet" if quiet else "secondary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setIconSize(QSize(Size.ICON, Size.ICON))
        theme.on_change(self, self._draw_icon)
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def set_icon(self, icon: str, name: str) -> None:
        """Change the icon and the name."""
        self._icon = icon
        self.setToolTip(name)
        self.setAccessibleName(name)
        self._draw_icon()

    def _draw_icon(self) -> None:
        colours = self._theme.colours
        self.setIcon(self._theme.icons.icon(self._icon, colours.quiet, Size.ICON, colours.divider))


class ElidedRadioButton(QRadioButton):
    """A choice whose words may be longer than its place, such as an e-mail address: whole as a tool tip."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setProperty("mayElide", True)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._show(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        style = self.style()
        taken = style.pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth, None, self)
        taken += style.pixelMetric(QStyle.PixelMetric.PM_RadioButtonLabelSpacing, None, self)
        room = self.width() - taken - 2
        self._show(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _show(self, shown: str) -> None:
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(plain_tool_tip(self._words) if shown != self._words else "")
