"""Files and folders of the person's choice, asked for in the system's own dialogs."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.ui.context import UiContext


def choose_file_to_save(
    context: UiContext, parent: QWidget, title: str, name: str, kinds: str
) -> Path | None:
    """Where a file is to be saved; without an ending it gets that of the chosen kind. None when the person went back.

    `name` is what is proposed, in the person's own folder.
    """
    proposed = str(Path.home() / name)
    chosen, kind = context.front.choose(lambda: QFileDialog.getSaveFileName(parent, title, proposed, kinds))
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(kind[kind.rfind("*") + 1 : -1])


def choose_file(context: UiContext, parent: QWidget, title: str, start: str, kinds: str = "") -> Path | None:
    """A file that is there. None when the person went back."""
    chosen, _kind = context.front.choose(lambda: QFileDialog.getOpenFileName(parent, title, start, kinds))
    return Path(chosen) if chosen else None


def choose_folder(context: UiContext, parent: QWidget, title: str, start: str) -> Path | None:
    """A folder that is there. None when the person went back."""
    chosen = context.front.choose(lambda: QFileDialog.getExistingDirectory(parent, title, start))
    return Path(chosen) if chosen else None
