"""Takes pictures of a window without a screen: it is let come to rest, and taken in light and in dark."""

import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.services import Services
from desktop_app.ui.appearance import Theme
from desktop_app.ui.main_window import MainWindow

SIZE = (1366, 768)
SCALED_SCREEN = (1920, 1080)
SCHEMES = ("light", "dark")
LONGEST_SECONDS = 60.0
_ROUNDS = 12


def screen_size(scale: float) -> tuple[int, int]:
    """What a window may fill, in the units it is laid out in, on a screen that enlarges so much."""
    if scale == 1.0:
        return SIZE
    width, height = SCALED_SCREEN
    return round(width / scale), round(height / scale)


def settle(window: MainWindow) -> None:
    """Let everything that was asked for arrive and take its place."""
    until = time.monotonic() + LONGEST_SECONDS
    for _ in range(_ROUNDS):
        QApplication.processEvents()
        time.sleep(0.01)
        while not window.context.reader.is_idle and time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.005)


def put_away(window: MainWindow) -> None:
    """Close a window and free it at once: those that stay are dressed anew with each change of colours."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one window after the other, all of the same size and in the same language."""

    theme: Theme
    language: str
    out: Path
    size: tuple[int, int] = SIZE

    def open_window(self, services: Services) -> MainWindow:
        """A window to take pictures of, not yet shown."""
        window = MainWindow(services, self.theme, language=self.language)
        window.setMinimumSize(window.minimumSize().boundedTo(QSize(*self.size)))
        window.resize(*self.size)
        return window

    def take(self, name: str, window: MainWindow, shown: QWidget | None = None) -> None:
        """Two pictures of the window, or of a dialog over it.

        The present scheme comes first: to dress a window anew takes longer than anything else here.
        """
        settle(window)
        for scheme in SCHEMES[::-1] if self.theme.colours.dark else SCHEMES:
            self.theme.choose(scheme)
            QApplication.processEvents()
            (shown or window).grab().save(str(self.picture(name, scheme)))

    def picture(self, name: str, scheme: str) -> Path:
        """Where a picture lies."""
        return self.out / f"{name}-{self.language}-{scheme}.png"
