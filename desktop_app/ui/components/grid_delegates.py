"""How a state is drawn in a grid: a chip with its icon and its word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.frames import TONE_ICONS
from desktop_app.ui.components.grid_model import STATUS_ROLE
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.theme import Size, Space, TextRole

_INDENT = 3
_CHIP_HEIGHT = 22


class StatusDelegate(QStyledItemDelegate):
    """Draws the `Status` of a cell; a cell without one stays empty."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font(TextRole.HELP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        status = index.data(STATUS_ROLE)
        words = index.data()
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        if isinstance(status, Status) and words:
            self._draw_chip(painter, option.rect, status, str(words))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + Size.SMALL_ICON + 3 * Space.ROW, size.height())

    def _draw_chip(self, painter: QPainter, place: QRect, status: Status, words: str) -> None:
        colours = self._theme.colours
        colour = colours.of(status.tone)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        room = place.width() - 2 * _INDENT - Size.SMALL_ICON - 3 * Space.HAIR - Space.HAIR
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = painter.fontMetrics().horizontalAdvance(shown) + Size.SMALL_ICON + 4 * Space.HAIR
        chip = QRect(place.x() + _INDENT, place.center().y() - _CHIP_HEIGHT // 2, width, _CHIP_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tint(status.tone)))
        painter.drawRoundedRect(chip, Size.SMALL_RADIUS, Size.SMALL_RADIUS)
        icon = self._theme.icons.pixmap(
            status.icon or TONE_ICONS[status.tone],
            colour,
            Size.SMALL_ICON,
            painter.device().devicePixelRatioF(),
        )
        painter.drawPixmap(chip.x() + Space.HAIR + 2, chip.center().y() - Size.SMALL_ICON // 2 + 1, icon)
        painter.setPen(QColor(colour))
        start = chip.x() + Size.SMALL_ICON + 2 * Space.HAIR + 2
        painter.drawText(
            QRect(start, chip.y(), chip.right() - start, chip.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            shown,
        )
        painter.restore()
