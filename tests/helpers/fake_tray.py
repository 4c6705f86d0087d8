"""A tray for tests: it is there or not, and remembers what it was shown and told."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu

from desktop_app.ui.presence.tray import Tray


class FakeTray(Tray):
    """`messages` are the titles and words that were told, `tip` is what the pointer would show."""

    def __init__(self, *, there: bool = True) -> None:
        super().__init__()
        self.there = there
        self.tip = ""
        self.icon = QIcon()
        self.menu = QMenu()
        self.messages: list[tuple[str, str]] = []
        self.removed = False

    def is_there(self) -> bool:
        return self.there

    def show_standing(self, icon: QIcon, tip: str) -> None:
        self.icon, self.tip = icon, tip

    def use_menu(self, menu: QMenu) -> None:
        self.menu = menu

    def tell(self, title: str, words: str, icon: QIcon) -> None:
        self.messages.append((title, words))

    def remove(self) -> None:
        self.removed = True
