"""The application object, which hears when the system wants the program to quit (Cmd+Q, the dock, logging out)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication


class BrevdueApplication(QApplication):
    """Asks `quit_asked` first, if it is set: True when the program quits at once. Else Qt closes the windows."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.quit_asked: Callable[[], bool] | None = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit and self.quit_asked is not None:
            event.setAccepted(self.quit_asked())
            return True
        return super().event(event)
