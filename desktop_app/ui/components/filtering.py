"""Finding in a grid: the search field, and filters as chips that can be pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.layout import FlowLayout
from desktop_app.ui.theme import Size, Space

SEARCH_DELAY_MS = 200
LEAST_WIDTH = 104
WISHED_WIDTH = 220


class SearchField(QLineEdit):
    """A field to search in. `searched` comes a moment after the last key, or at once with Enter."""

    searched = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = ""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST_WIDTH)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        theme.on_change(self, self._draw_icons)
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._timer.start)
        self.returnPressed.connect(self._tell)

    def sizeHint(self) -> QSize:
        """Wide enough for its own name and the words somebody types."""
        wished = max(WISHED_WIDTH, self.fontMetrics().horizontalAdvance(self.placeholderText()) + 80)
        return QSize(wished, super().sizeHint().height())

    def show_words(self, words: str) -> None:
        """Show words that are already searched for."""
        self.setText(words)
        self._timer.stop()
        self._told = words

    def _tell(self) -> None:
        self._timer.stop()
        words = self.text().strip()
        if words != self._told:
            self._told = words
            self.searched.emit(words)

    def _draw_icons(self) -> None:
        colour = self._theme.colours.quiet
        self._glass.setIcon(self._theme.icons.icon("search", colour))
        for action in self.findChildren(QAction):
            if action is not self._glass:
                action.setIcon(self._theme.icons.icon("close", colour, Size.SMALL_ICON))


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its key, its words, and the icon that says the same."""

    key: str
    words: str
    icon: str | None = None


class FilterChips(QWidget):
    """Filters beside each other; several may be pressed. `changed` tells the keys of the pressed ones."""

    changed = Signal(object)

    def __init__(self, theme: Theme, filters: Sequence[Filter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, space=Space.HAIR + 2)
        self._buttons: dict[str, Button] = {}
        for each in filters:
            button = Button(theme, each.words, kind=ButtonKind.FILTER, icon=each.icon)
            button.setCheckable(True)
            button.toggled.connect(lambda _on: self.changed.emit(self.chosen()))
            self._buttons[each.key] = button
            flow.addWidget(button)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all filters."""
        return tuple(self._buttons)

    def chosen(self) -> frozenset[str]:
        """The keys of the pressed filters; none pressed means everything."""
        return frozenset(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, keys: frozenset[str]) -> None:
        """Press exactly these filters."""
        before = self.chosen()
        for key, button in self._buttons.items():
            button.blockSignals(True)
            button.setChecked(key in keys)
            button.blockSignals(False)
        if before != self.chosen():
            self.changed.emit(self.chosen())

    def set_words(self, key: str, words: str) -> None:
        """Change a filter's words, for instance to add its count."""
        self._buttons[key].set_words(words)
