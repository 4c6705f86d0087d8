"""How a state is drawn in a grid: a chip with its icon and its word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop_app.base.texts import text
from desktop_app.base.translate import Translator
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.grid_model import STATUS_ROLE
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.labels import plain_tool_tip
from desktop_app.ui.theme import Size, Space, TextRole

CHIP_HEIGHT = 22
_INDENT = 3
_BEFORE_WORDS = Size.SMALL_ICON + 2 * Space.HAIR + 2
_KEPT_CHIPS = 200


class StatusDelegate(QStyledItemDelegate):
    """Draws the `Status` of a cell; a cell without one stays empty. Keeps the chips it has drawn."""

    def __init__(self, theme: Theme, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._translator = theme, translator
        self._font = theme.font(TextRole.HELP)
        self._metrics = QFontMetrics(self._font)
        self._chips: dict[tuple[Status, int, float], QPixmap] = {}
        theme.on_change(self, self._chips.clear)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        widget = option.widget
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        widget.style().drawPrimitive(panel, option, painter, widget)
        status = index.data(STATUS_ROLE)
        if isinstance(status, Status):
            place = option.rect
            chip = self._chip(status, place.width() - 2 * _INDENT, painter.device().devicePixelRatioF())
            painter.drawPixmap(
                QPointF(place.x() + _INDENT, place.y() + (place.height() - CHIP_HEIGHT) / 2), chip
            )

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Say what the state means while the pointer rests on it."""
        status = index.data(STATUS_ROLE)
        if isinstance(status, Status):
            words = text("{state}: {meaning}", state=status.words, meaning=status.meaning)
            QToolTip.showText(event.globalPos(), plain_tool_tip(self._translator.render(words)), view)
            return True
        return super().helpEvent(event, view, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + Size.SMALL_ICON + 3 * Space.ROW, size.height())

    def _chip(self, status: Status, room: int, scale: float) -> QPixmap:
        key = (status, room, scale)
        if key not in self._chips:
            if len(self._chips) >= _KEPT_CHIPS:
                self._chips.clear()
            self._chips[key] = self._draw(status, room, scale)
        return self._chips[key]

    def _draw(self, status: Status, room: int, scale: float) -> QPixmap:
        words = self._metrics.elidedText(
            self._translator.render(status.words),
            Qt.TextElideMode.ElideRight,
            room - _BEFORE_WORDS - Space.ROW,
        )
        width = self._metrics.horizontalAdvance(words) + _BEFORE_WORDS + Space.ROW
        chip = QPixmap(QSize(round(width * scale), round(CHIP_HEIGHT * scale)))
        chip.setDevicePixelRatio(scale)
        chip.fill(Qt.GlobalColor.transparent)
        colours = self._theme.colours
        painter = QPainter(chip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tint(status.tone)))
        painter.drawRoundedRect(QRect(0, 0, width, CHIP_HEIGHT), Size.SMALL_RADIUS, Size.SMALL_RADIUS)
        picture = self._theme.icons.pixmap(status.icon, colours.of(status.tone), Size.SMALL_ICON, scale)
        painter.drawPixmap(QPointF(Space.HAIR + 2, (CHIP_HEIGHT - Size.SMALL_ICON) / 2), picture)
        painter.setPen(QColor(colours.of(status.tone)))
        painter.setFont(self._font)
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRect(_BEFORE_WORDS, 0, width - _BEFORE_WORDS, CHIP_HEIGHT), middle, words)
        painter.end()
        return chip
