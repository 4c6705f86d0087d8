"""A small chart: how much of each whole, as bars beside each other's names."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import plain_tool_tip
from desktop_app.ui.theme import Space, TextRole

_BAR_HEIGHT = 10
_LEAST_BAR = 48
_MOST_NAME = 0.45
"""How much of the width names may take before they are shortened."""


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: its name, its part of the whole as it is written, and the sentence that says the same."""

    name: str
    part: float
    written: str
    sentence: str


class ShareBars(QWidget):
    """Draws shares in the theme's colours. Its accessible description says each of them in a sentence."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares: tuple[Share, ...] = ()
        self.setFont(theme.font(TextRole.HELP))
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.on_change(self, self.update)

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Draw these instead of the ones before."""
        self._shares = tuple(shares)
        self.setAccessibleDescription("\n".join(share.sentence for share in shares))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(5 * _LEAST_BAR, self._row_height() * len(self._shares))

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * _LEAST_BAR, self._row_height() * len(self._shares))

    def event(self, event: QEvent) -> bool:
        """The sentence of the bar under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = int(event.pos().y() // self._row_height())
            if 0 <= place < len(self._shares):
                QToolTip.showText(event.globalPos(), plain_tool_tip(self._shares[place].sentence), self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, colours, height = self.fontMetrics(), self._theme.colours, self._row_height()
        widest = max((metrics.horizontalAdvance(share.name) for share in self._shares), default=0)
        names = min(widest, int(self.width() * _MOST_NAME))
        figures = max((metrics.horizontalAdvance(share.written) for share in self._shares), default=0)
        left, right = names + Space.FIELD, self.width() - figures - Space.ROW
        for place, share in enumerate(self._shares):
            top = place * height
            painter.setPen(QColor(colours.text))
            words = metrics.elidedText(share.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, height), int(Qt.AlignmentFlag.AlignVCenter), words)
            place_of_figure = QRectF(right, top, self.width() - right, height)
            to_the_right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(place_of_figure, to_the_right, share.written)
            track = QRectF(left, top + (height - _BAR_HEIGHT) / 2, max(right - left, 0), _BAR_HEIGHT)
            self._draw_bar(painter, track, share.part)
        painter.end()

    def _draw_bar(self, painter: QPainter, track: QRectF, part: float) -> None:
        colours, radius = self._theme.colours, _BAR_HEIGHT / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.divider))
        painter.drawRoundedRect(track, radius, radius)
        if part > 0:
            filled = QRectF(track)
            filled.setWidth(max(track.width() * min(part, 1.0), _BAR_HEIGHT))
            painter.setBrush(QColor(colours.primary))
            painter.drawRoundedRect(filled, radius, radius)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + Space.ROW
