"""Opening the guide: by F1 in a window or a dialog, and at what a state means."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.context import UiContext

if TYPE_CHECKING:
    from desktop_app.ui.guide.window import GuideWindow


def open_guide(context: UiContext, near: QWidget, key: str, anchor: str = "") -> None:
    """Show a page of the guide beside the window it was asked for in.

    A dialog that waits for an answer blocks all other windows but its own: the guide then belongs to the dialog.
    """
    from desktop_app.ui.guide.window import GuideWindow

    owner = QApplication.activeModalWidget() or near.window()
    if isinstance(owner, GuideWindow):
        owner = owner.owner
    open_now = _guides_of(owner)
    window = open_now[0] if open_now else GuideWindow(context, owner)
    window.open_page(key, anchor)
    window.show()
    window.activateWindow()


def close_guides(owner: QWidget) -> None:
    """Close the guide of a window, for instance since the language was changed."""
    for window in _guides_of(owner):
        window.close()
        window.setParent(None)
        window.deleteLater()


def _guides_of(owner: QWidget) -> "list[GuideWindow]":
    from desktop_app.ui.guide.window import GuideWindow

    children = owner.children()
    return [child for child in children if isinstance(child, GuideWindow)]


def offer_help(context: UiContext, dialog: QWidget, key: str | None = None) -> None:
    """Have F1 in a dialog open a page of the guide; without a key, the one on what is in front behind it."""

    def open_it() -> None:
        if key is None:
            context.navigator.show_help()
        else:
            open_guide(context, dialog, key)

    QShortcut(QKeySequence("F1"), dialog, open_it)


def explain(context: UiContext, near: QWidget, status: Status) -> None:
    """Show what a state means, where the guide lists it among all others."""
    from desktop_app.ui.guide.contents import STATUSES_PAGE
    from desktop_app.ui.guide.statuses import anchor_of

    open_guide(context, near, STATUSES_PAGE, anchor_of(status))
