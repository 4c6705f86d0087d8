"""What is seen while the parts of the program are loaded: the bird and the name, at once."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QSplashScreen

from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import Size, Space, TextRole

_WIDTH, _HEIGHT, _BIRD = 320, 200, 72


def show_splash(application: QApplication, theme: Theme) -> QSplashScreen:
    """Show the picture and return once it is painted. Whoever asked for it takes it away."""
    splash = QSplashScreen(_picture(theme, application.primaryScreen().devicePixelRatio()))
    splash.setAccessibleName("Brevdue")
    splash.show()
    splash.repaint()
    application.processEvents()  # what follows holds this thread: the picture has to be out before
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
