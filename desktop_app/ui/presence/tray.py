"""The icon beside the clock, behind an interface: there is none on some desktops, and none in tests."""

from enum import StrEnum

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import Tone


class Standing(StrEnum):
    """How everything stands, in the order of what is shown first."""

    WORKING = "working"
    NEEDS_YOU = "needs_you"
    WELL = "well"


class Tray(QObject):
    """What the program does beside the clock. `opened`: the person wants the window; `message_pressed`: they
    pressed the message that was told last.
    """

    opened = Signal()
    message_pressed = Signal()

    def is_there(self) -> bool:
        """Whether this desktop has a place for it at the moment."""
        raise NotImplementedError

    def show_standing(self, icon: QIcon, tip: str) -> None:
        """Show this icon, with these words for the pointer and for screen readers."""
        raise NotImplementedError

    def use_menu(self, menu: QMenu) -> None:
        """Open this menu when the icon is asked for one."""
        raise NotImplementedError

    def tell(self, title: str, words: str, icon: QIcon) -> None:
        """Show a message for a while."""
        raise NotImplementedError

    def remove(self) -> None:
        """Take the icon away."""
        raise NotImplementedError


class SystemTray(Tray):
    """The desktop's own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.message_pressed)

    def is_there(self) -> bool:
        """Asks the desktop: a tray may come up after the program did."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show_standing(self, icon: QIcon, tip: str) -> None:
        self._icon.setIcon(icon)
        self._icon.setToolTip(tip)
        if self.is_there():
            self._icon.show()

    def use_menu(self, menu: QMenu) -> None:
        self._icon.setContextMenu(menu)

    def tell(self, title: str, words: str, icon: QIcon) -> None:
        if self.is_there() and QSystemTrayIcon.supportsMessages():
            self._icon.showMessage(title, words, icon)

    def remove(self) -> None:
        self._icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self.opened.emit()


_SIZES = (16, 20, 24, 32, 48, 64)
_BADGE = 0.62
"""How much of the icon's side its badge takes."""
_BADGES = {
    Standing.NEEDS_YOU: ("attention", Tone.ATTENTION),
    Standing.WORKING: ("working", Tone.WORKING),
}


def standing_icon(theme: Theme, standing: Standing) -> QIcon:
    """The bird, with a badge where it does not stand well: an icon says what its colour says."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_standing_pixmap(theme, standing, size))
    return icon


def _standing_pixmap(theme: Theme, standing: Standing, size: int) -> QPixmap:
    pixmap = QPixmap(theme.icons.pixmap("bird", theme.colours.primary, size))
    if standing in _BADGES:
        name, tone = _BADGES[standing]
        side = round(size * _BADGE)
        place = QRectF(size - side, size - side, side, side)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Tone.TEXT))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.drawEllipse(place)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        badge = theme.icons.pixmap(name, theme.colours.of(tone), side)
        painter.drawPixmap(place.topLeft(), badge)
        painter.end()
    return pixmap
