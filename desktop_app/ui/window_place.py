"""Where the window stood when it was last closed, so that it comes back there; as Qt writes it down."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

_FILE = "window.place"


def bring_back(window: QWidget, folder: Path) -> None:
    """Put a window where it was. Qt moves it when that screen is gone, and makes it smaller on a smaller one."""
    try:
        place = (folder / _FILE).read_bytes()
    except OSError:
        return
    window.restoreGeometry(place)


def keep(window: QWidget, folder: Path) -> None:
    """Write down where a window is. It is worth nothing to tell anybody of when that cannot be done."""
    try:
        (folder / _FILE).write_bytes(window.saveGeometry().data())
    except OSError:
        return
