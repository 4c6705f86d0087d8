"""How much room a window has on its screen: an office's screen, enlarged, may have less than 500 pixels in height."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QSize(0, 32)
"""What the system's own frame takes, as long as the window is not shown and nobody can tell."""
_NO_SCREEN = QSize(1920, 1080)


def screen_room(window: QWidget) -> QSize:
    """The largest size that a window's inside may have where it stands, or where it will be shown."""
    if QGuiApplication.platformName() == "offscreen":
        return _NO_SCREEN  # the one that Qt makes up there is smaller than any
    framed = window.frameGeometry().size() - window.size()
    return window.screen().availableGeometry().size() - framed.expandedTo(_FRAME)


def fit_to_words(window: QWidget, width: int) -> None:
    """Make a window so wide, and as high as its words then need. Qt stops at two thirds of the screen."""
    window.resize(width, min(window.heightForWidth(width), screen_room(window).height()))
