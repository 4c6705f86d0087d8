"""The first tenth of a second: a picture is on the screen before the rest of the program is read from disk.

Loads nothing but Qt and the look. What takes long to load, `application`, is loaded behind the picture.
"""

import gc
import sys
from collections.abc import Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop_app.ui.appearance import Theme
from desktop_app.ui.quit_wish import BrevdueApplication
from desktop_app.ui.splash import show_splash


def start(arguments: Sequence[str]) -> int:
    """Open the program and stay until it is closed; returns the exit status."""
    application = QApplication.instance() or BrevdueApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Brevdue")
    application.setApplicationDisplayName("Brevdue")
    theme = Theme(application, dressed=False)
    splash = show_splash(application, theme)
    theme.dress()
    application.setWindowIcon(QIcon(theme.icons.pixmap("bird", theme.colours.primary, 64)))
    gc.disable()
    from desktop_app.ui.application import run

    gc.freeze()  # modules stay: they are searched for waste neither while they are loaded nor later
    gc.enable()
    return run(arguments, application, theme, splash)
