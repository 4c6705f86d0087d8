"""Where the wizards' pages are let in. They live in `ui.wizards` and are loaded when one is opened."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.ui.context import UiContext


def make_wizard(context: UiContext, pattern: str, draft: str | None, closed: Callable[[], object]) -> QWidget:
    """The wizard of a pattern over an empty or a kept draft; it calls `closed` when it is done or put aside."""
    from desktop_app.ui.wizards import create_wizard

    return create_wizard(context, pattern, draft, closed)


def import_recipients(context: UiContext, parent: QWidget, done: Callable[[], object]) -> None:
    """Ask for a file, show what each row becomes, and import it in the background; `done` follows the end."""
    from desktop_app.ui.wizards import open_import

    open_import(context, parent, done)


def make_set_up(context: UiContext, step: str | None, closed: Callable[[], object]) -> QWidget:
    """The first run, at a step or where something is missing; it calls `closed` when it is done or put aside."""
    from desktop_app.ui.first_run.view import open_first_run

    return open_first_run(context, step, closed)
