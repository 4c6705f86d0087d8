"""Buttons beside each other of which exactly one is pressed: which view of a page is in front."""

import functools
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.layout import FlowLayout
from desktop_app.ui.theme import Space


class ViewChooser(QWidget):
    """One button a view. `chosen` tells the key of the view that a person wants."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, views: Mapping[str, str], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        flow = FlowLayout(self, space=Space.HAIR + 2)
        for key, words in views.items():
            button = Button(theme, words, functools.partial(self.chosen.emit, key), kind=ButtonKind.FILTER)
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[key] = button
            flow.addWidget(button)

    def show_chosen(self, key: str) -> None:
        """Show which view is in front."""
        self._buttons[key].setChecked(True)
