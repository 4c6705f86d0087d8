"""What is seen while the parts of the program are loaded: the bird and the name, at once.

Not a `QSplashScreen`: each of those waits a whole second in `show`, for a window that is only there after it.
"""

from PySide6.QtCore import QEventLoop, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import Size, Space, TextRole

_WIDTH, _HEIGHT, _BIRD = 320, 200, 72
_LONGEST_MS = 200
"""Where the screen does not ask for the picture in this time, the program goes on without it."""


class Splash(QLabel):
    """The picture, in the middle of the screen and without a frame."""

    painted = Signal()

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self.is_painted = False
        self.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName("Brevdue")
        self.setPixmap(picture)
        self.adjustSize()
        self.move(self.screen().availableGeometry().center() - self.rect().center())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and tell that it is."""
        super().paintEvent(event)
        self.is_painted = True
        self.painted.emit()


def show_splash(application: QApplication, theme: Theme) -> Splash:
    """Show the picture and return once it is painted. Whoever asked for it takes it away."""
    splash = Splash(_picture(theme, application.primaryScreen().devicePixelRatio()))
    waiting = QEventLoop()
    splash.painted.connect(waiting.quit)
    QTimer.singleShot(_LONGEST_MS, waiting, waiting.quit)
    splash.show()
    if not splash.is_painted:  # some systems paint within `show`
        waiting.exec()  # what follows holds this thread: the picture has to be out before
    application.processEvents()
    return splash


def _picture(theme: Theme, scale: float) -> QPixmap:
    pixmap = QPixmap(round(_WIDTH * scale), round(_HEIGHT * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(QColor(theme.colours.surface))
    painter = QPainter(pixmap)
    painter.setPen(QColor(theme.colours.divider))
    painter.drawRect(0, 0, _WIDTH - 1, _HEIGHT - 1)
    bird = theme.icons.pixmap("bird", theme.colours.primary, _BIRD, scale)
    painter.drawPixmap((_WIDTH - _BIRD) // 2, Space.SECTION, bird)
    painter.setPen(QColor(theme.colours.text))
    painter.setFont(theme.font(TextRole.FIGURE))
    below = Space.SECTION + _BIRD
    words = QRect(0, below, _WIDTH, _HEIGHT - below - Size.RADIUS)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "Brevdue")
    painter.end()
    return pixmap
