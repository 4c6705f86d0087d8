"""Links from the guide into the program: `app:PAGE` shows a page of the window, a few others open a dialog."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from desktop_app.ui.context import UiContext
from desktop_app.ui.registry import PAGES

SCHEME = "app:"


def _show_support_bundle(context: UiContext, parent: QWidget) -> None:
    from desktop_app.ui.pages.support_dialog import SupportDialog

    SupportDialog(context, parent).open()


ACTS: Mapping[str, Callable[[UiContext, QWidget], object]] = {"support": _show_support_bundle}
"""What a link can open besides pages."""


def follow_into_the_program(context: UiContext, parent: QWidget, target: str) -> None:
    """Do what a link of the guide asks for; a link of any other kind does nothing."""
    name = target.removeprefix(SCHEME)
    if target == name:
        return
    if name in ACTS:
        ACTS[name](context, parent)
    elif name in {entry.key for entry in PAGES}:
        context.navigator.go(name)


def is_known(target: str) -> bool:
    """Whether a link into the program leads anywhere."""
    name = target.removeprefix(SCHEME)
    return name in ACTS or name in {entry.key for entry in PAGES}
