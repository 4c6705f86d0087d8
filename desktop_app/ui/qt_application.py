"""Qt's application, which on macOS is handed the files that somebody opens with the program."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Keeps the file it was started with, which may come before there is a window, and tells of later ones."""

    file_opened = Signal(str)
    first_file = ""

    def event(self, event: QEvent) -> bool:
        """Take a file that macOS hands over. The other systems name it on the command line."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.first_file = self.first_file or event.file()
            self.file_opened.emit(event.file())
            return True
        return super().event(event)
