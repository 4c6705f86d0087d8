"""Links from the guide into the program: `app:PAGE` shows a page of the window, a few others open a dialog."""

from collections.abc import Callable, Mapping

from desktop_app.ui.context import UiContext
from desktop_app.ui.registry import PAGES

SCHEME = "app:"


def _show_support_bundle(context: UiContext) -> None:
    from desktop_app.ui.pages.support_dialog import SupportDialog

    context.front.open(SupportDialog(context, context.front.window))


ACTS: Mapping[str, Callable[[UiContext], object]] = {"support": _show_support_bundle}
"""What a link can open besides pages."""


def follow_into_the_program(context: UiContext, target: str) -> None:
    """Do what a link of the guide asks for; a link of any other kind does nothing.

    Beside a dialog the link is followed when that one has closed: what is behind it may not change under it.
    """
    name = target.removeprefix(SCHEME)
    if target == name:
        return
    front = context.front
    if name in ACTS:
        front.when_free(front, lambda: ACTS[name](context))
    elif name in {entry.key for entry in PAGES}:
        front.when_free(front, lambda: context.navigator.go(name))


def is_known(target: str) -> bool:
    """Whether a link into the program leads anywhere."""
    name = target.removeprefix(SCHEME)
    return name in ACTS or name in {entry.key for entry in PAGES}
