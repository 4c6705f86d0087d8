"""Finding in a grid: the search field, and filters as chips that can be pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.layout import FlowLayout
from desktop_app.ui.theme import Size, Space

SEARCH_DELAY_MS = 200
LEAST_WIDTH = 104
WISHED_WIDTH = 220
_WORDS_AT_MOST = 28


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


class FilterMenu(Button):
    """One chip for all filters whose keys begin with `prefix`. `changed` comes when another choice is made.

    With `several` each choice narrows further; otherwise a new choice takes the place of the old one. Keys that are
    not offered (any more) stay chosen until somebody lifts them.
    """

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        words: str,
        prefix: str,
        lift: str,
        *,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, words, self._open, kind=ButtonKind.FILTER, icon="chevron-down", parent=parent)
        self.prefix = prefix
        self._words, self._lift, self._several = words, lift, several
        self._options: tuple[Filter, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """Whether the chip looks pressed follows from what is chosen, not from the click."""

    def offer(self, options: Sequence[Filter]) -> None:
        """Offer these choices."""
        self._options = tuple(options)
        self._say_choice()

    def chosen(self) -> frozenset[str]:
        """The keys of what is chosen."""
        return self._chosen

    def show_choice(self, keys: frozenset[str]) -> None:
        """Choose those of the keys that are this menu's, without telling anybody."""
        self._chosen = frozenset(key for key in keys if key.startswith(self.prefix))
        self._say_choice()

    def choose(self, key: str) -> None:
        """Take a choice, or lift it when it is taken already."""
        if key in self._chosen:
            chosen = self._chosen - {key}
        else:
            chosen = self._chosen | {key} if self._several else frozenset({key})
        self.show_choice(chosen)
        self.changed.emit()

    def lift(self) -> None:
        """Choose nothing."""
        self.show_choice(frozenset())
        self.changed.emit()

    def menu_of_choices(self) -> QMenu:
        """The menu as it opens."""
        menu = QMenu(self)
        for option in self._options:
            entry = QAction(option.words.replace("&", "&&"), menu, checkable=True)
            entry.setChecked(option.key in self._chosen)
            entry.triggered.connect(lambda _on=False, key=option.key: self.choose(key))
            menu.addAction(entry)
        if self._chosen:
            menu.addSeparator()
            menu.addAction(self._lift, self.lift)
        return menu

    def _open(self) -> None:
        menu = self.menu_of_choices()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _say_choice(self) -> None:
        words = {option.key: option.words for option in self._options}
        chosen = [words.get(key, key.removeprefix(self.prefix)) for key in sorted(self._chosen)]
        whole = f"{self._words}: {', '.join(chosen)}" if chosen else self._words
        shown = whole if len(whole) <= _WORDS_AT_MOST else f"{whole[: _WORDS_AT_MOST - 1]}…"
        self.set_words(shown, self._words)
        self.setAccessibleName(whole)
        self.setChecked(bool(chosen))


class FilterChips(QWidget):
    """Filters beside each other; several may be pressed. `changed` tells the keys of the pressed ones."""

    changed = Signal(object)

    def __init__(self, theme: Theme, filters: Sequence[Filter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, space=Space.HAIR + 2)
        self._flow = flow
        self._menus: list[FilterMenu] = []
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

    def add_menu(self, menu: "FilterMenu") -> None:
        """Put a menu of filters beside the chips; what is chosen in it narrows as a pressed chip does."""
        self._menus.append(menu)
        self._flow.addWidget(menu)
        menu.changed.connect(lambda: self.changed.emit(self.chosen()))

    def add_part(self, part: QWidget) -> None:
        """Put something else at the end, such as the filters that are kept under a name."""
        self._flow.addWidget(part)

    def chosen(self) -> frozenset[str]:
        """The keys of the pressed filters; none pressed means everything."""
        pressed = frozenset(key for key, button in self._buttons.items() if button.isChecked())
        return pressed.union(*(menu.chosen() for menu in self._menus))

    def choose(self, keys: frozenset[str]) -> None:
        """Press exactly these filters."""
        before = self.chosen()
        for key, button in self._buttons.items():
            button.blockSignals(True)
            button.setChecked(key in keys)
            button.blockSignals(False)
        for menu in self._menus:
            menu.show_choice(keys)
        if before != self.chosen():
            self.changed.emit(self.chosen())

    def show_only(self, keys: frozenset[str]) -> None:
        """Show only these filters, and those that are pressed: the others would find nobody."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys or button.isChecked())

    def set_words(self, key: str, words: str) -> None:
        """Change a filter's words, for instance to add its count."""
        self._buttons[key].set_words(words)
