"""Words on the screen, always as plain text: a file name is input and must never be taken for markup."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import Size, TextRole, Tone

UNBOUNDED = 16_777_215
"""Qt's word for a width without a limit."""
_HEIGHTS_REMEMBERED = 64


def restyle(widget: QWidget, **properties: str | bool) -> None:
    """Set properties that the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def show_when(widget: QWidget, wanted: bool) -> None:
    """Show or hide a part. One without a parent is only ever hidden: shown, it would be a window itself."""
    if not wanted:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()


class Label(QLabel):
    """A piece of text in a role and a tone. Wrapped text is at most `Size.TEXT_COLUMNS` wide."""

    def __init__(
        self,
        theme: Theme,
        words: str = "",
        role: TextRole = TextRole.BODY,
        tone: Tone = Tone.TEXT,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, str], int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setProperty("tone", tone.value)
        self.setText(words)
        if wrap:
            self.setWordWrap(True)
            self.setMaximumWidth(self.fontMetrics().averageCharWidth() * Size.TEXT_COLUMNS)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def heightForWidth(self, width: int) -> int:
        """The height at the width the label will really have, which `Size.TEXT_COLUMNS` bounds.

        Layouts ask again and again, and Qt breaks the lines each time: what was measured is remembered.
        """
        asked = min(width, self.maximumWidth()), self.text()
        height = self._heights.get(asked)
        if height is None:
            height = super().heightForWidth(asked[0])
            if len(self._heights) >= _HEIGHTS_REMEMBERED:
                self._heights.clear()
            if self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
                self._heights[asked] = height
        return height

    def changeEvent(self, event: QEvent) -> None:
        # Another type or style: every height is another one.
        self._heights.clear()
        super().changeEvent(event)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour to another tone's."""
        if self.property("tone") != tone.value:
            restyle(self, tone=tone.value)


class ElidedLabel(Label):
    """One line that may be longer than its place, such as a path: shortened in the middle, whole as a tool tip."""

    def __init__(
        self,
        theme: Theme,
        words: str = "",
        role: TextRole = TextRole.BODY,
        tone: Tone = Tone.TEXT,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, words, role, tone, parent=parent)
        self._mode = mode
        self.setProperty("mayElide", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), int(self.alignment()), words)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_whole()

    def setText(self, words: str) -> None:
        """Show other words."""
        super().setText(words)
        self._offer_whole()

    def _offer_whole(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(plain_tool_tip(self.text()) if cut else "")


class IconLabel(QLabel):
    """An icon in a tone, recoloured with the theme. Decorative: the words beside it carry the meaning."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tone: Tone = Tone.QUIET,
        size: int = Size.ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._tone, self._size = theme, icon, tone, size
        self.setFixedSize(size, size)
        theme.on_change(self, self._draw)

    def show_icon(self, icon: str, tone: Tone) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self._draw()

    def _draw(self) -> None:
        colour = self._theme.colours.of(self._tone)
        scale = self.devicePixelRatioF()
        self.setPixmap(self._theme.icons.pixmap(self._icon, colour, self._size, scale))


def plain_tool_tip(words: str) -> str:
    """A tool tip that Qt cannot take for markup, whatever stands in it."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space:pre-wrap'>{escaped}</p>" if escaped != words else words
