"""The wizards' pages: thin views over `wizards`, laid over the whole window while one is open."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.ui.context import UiContext


def create_wizard(
    context: UiContext, pattern: str, draft: str | None, closed: Callable[[], object]
) -> QWidget:
    """The wizard of a pattern over a new draft, or over the kept one with this id."""
    from desktop_app.ui.wizards.opening import open_wizard

    return open_wizard(context, pattern, draft, closed)


def open_import(context: UiContext, parent: QWidget, done: Callable[[], object]) -> None:
    """Ask for a file, show what its rows become, and take them into the register."""
    from desktop_app.ui.wizards.import_dialog import ImportDialog

    context.front.open(ImportDialog(context, parent, done))
