"""A picture of the window as it shows itself, for trying a packed program where nobody looks at a screen."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.ui.main_window import MainWindow

_LOOK_MS = 50


def take_picture(window: MainWindow, file: Path) -> None:
    """Write the window to a file once it has read what it shows, then end the program; status 3 if it cannot."""
    timer = QTimer(window, interval=_LOOK_MS)

    def look() -> None:
        if window.context.reader.is_idle:
            timer.stop()
            QApplication.exit(0 if window.grab().save(str(file)) else 3)

    timer.timeout.connect(look)
    timer.start()
