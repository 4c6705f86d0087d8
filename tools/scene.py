"""What a picture is of: a place in the window or a dialog, and how many people stand on the stage meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.ui.main_window import MainWindow

EVERYBODY = 412
MANY = 50_000

Arrange = Callable[[MainWindow], QWidget | None]
"""How to get there. It returns what to take, when that is not the window."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, how many people stand on the stage, how to get there, and which dialog it shows."""

    name: str
    people: int
    arrange: Arrange
    dialog: type[QDialog] | None = None


def shown(dialog: QWidget) -> QWidget:
    """The dialog, laid out as it is on a screen."""
    dialog.show()
    return dialog


def take_places() -> None:
    """Have everything take its place, so that it can be scrolled to."""
    for _ in range(5):
        QApplication.processEvents()
