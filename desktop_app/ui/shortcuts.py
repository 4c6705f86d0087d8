"""The keys that do something everywhere, declared once: the window installs them, and the guide lists them."""

from dataclasses import dataclass

from desktop_app.base.texts import Text, text


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys as Qt names them, as a person reads them, and what they do.

    `act` names what the main window does; where it is empty, the part with the keyboard does it by itself.
    """

    keys: tuple[str, ...]
    shown: Text
    does: Text
    act: str = ""


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(("F1",), text("F1"), text("Help with what is in front"), "help"),
    Shortcut(("Ctrl+/",), text("Ctrl+/"), text("This list of shortcuts"), "keys"),
    Shortcut(("Ctrl+F",), text("Ctrl+F"), text("Search the page"), "search"),
    Shortcut(("F5",), text("F5"), text("Refresh the page"), "refresh"),
    Shortcut(("Esc",), text("Esc"), text("Close what is open: a panel, a dialog, the wizard"), "escape"),
    Shortcut(
        tuple(f"Ctrl+{number}" for number in range(1, 10)),
        text("Ctrl+1 to Ctrl+9"),
        text("Go to a page, counted from the top of the list"),
        "page",
    ),
    Shortcut(("Tab",), text("Tab, Shift+Tab"), text("Go to the next or previous part")),
    Shortcut(("Return",), text("Enter"), text("Press the button, open the row, or go on in the wizard")),
    Shortcut(("Shift+F1",), text("Shift+F1"), text("In a list: what the row's state means")),
    Shortcut(("Ctrl+C",), text("Ctrl+C"), text("In a list: copy the selected rows, to paste into Excel")),
    Shortcut(("Ctrl+A",), text("Ctrl+A"), text("In a list: select all rows")),
    Shortcut(("Ctrl+Z",), text("Ctrl+Z"), text("In a list: undo the last change, where it can be undone")),
    Shortcut(("Menu",), text("The menu key"), text("In a list: everything that can be done with the rows")),
    Shortcut(("Alt+Left",), text("Alt and left arrow"), text("In the help: back to the previous page")),
)
