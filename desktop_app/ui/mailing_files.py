"""Saved mailings that somebody opened with a double click: at the start, or while the window is open."""

import contextlib
from pathlib import Path

from PySide6.QtCore import QObject

from desktop_app.base.files import write_atomically
from desktop_app.ui.main_window import MainWindow
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.draft_files import open_draft_file

_NEXT = "open-next.txt"


def hand_over(folder: Path, file: Path) -> None:
    """Leave word for the window that is open over this data folder, which is called to the front after it."""
    with contextlib.suppress(OSError), write_atomically(folder / _NEXT) as out:
        out.write(str(file).encode())


class MailingFiles(QObject):
    """Opens a file's mailing in its wizard."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self, file: str) -> None:
        """Show the mailing that was saved in this file. A file that cannot be read is told in words."""
        context = self._window.context
        context.reader.read(self, lambda: open_draft_file(Path(file), context.services.drafts), self._show)

    def open_handed_over(self) -> None:
        """Open what a second start of the program left word of, if it did."""
        word = self._window.context.services.folder.root / _NEXT
        with contextlib.suppress(OSError):
            file = word.read_text(encoding="utf-8")
            word.unlink()
            self.open(file)

    def _show(self, draft: Draft) -> None:
        window = self._window
        window.context.front.when_free(window, lambda: window.open_wizard(draft.pattern.value, draft.id))
