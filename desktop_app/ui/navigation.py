"""The navigation at the window's left."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.components.mnemonics import FIRST
from desktop_app.ui.context import UiContext
from desktop_app.ui.registry import PageEntry
from desktop_app.ui.theme import Size, Space, TextRole, Tone


class NavigationBar(QFrame):
    """The program's name, one button a page, and help. `chosen` tells the key of the page a person wants."""

    chosen = Signal(str)
    help_asked = Signal()

    def __init__(
        self, context: UiContext, entries: Sequence[PageEntry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme, say = context.theme, context.say
        self.setProperty("face", "navigation")
        self.setFixedWidth(Size.NAVIGATION_WIDTH)
        self.setAccessibleName(say(text("Pages")))
        self._name = Label(theme, say(text("Brevdue")), TextRole.SECTION)
        name = row(
            IconLabel(theme, "bird", Tone.PRIMARY, Size.ICON + Space.HAIR),
            self._name,
            None,
            margins=(Space.FIELD, 0, 0, Space.FIELD),
        )
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        parts = column(name, space=2, margins=(Space.ROW, Space.PAGE - 4, Space.ROW, Space.CARD))
        for entry in entries:
            button = self._button(context, entry)
            self._group.addButton(button)
            self._buttons[entry.key] = button
            parts.addWidget(button)
        parts.addStretch(1)
        self.help = Button(
            theme, say(text("Help")), self.help_asked.emit, kind=ButtonKind.NAVIGATION, icon="help"
        )
        self.help.letter_rank = FIRST
        self.help.setIconSize(QSize(Size.ICON, Size.ICON))
        self.help.set_icon("help", Tone.QUIET)
        self._help_keys = say(text("F1"))
        self.help.setToolTip(self._help_keys)
        parts.addWidget(self.help)
        self.setLayout(parts)

    def choose(self, key: str) -> None:
        """Show which page is in front."""
        for each, button in self._buttons.items():
            button.setChecked(each == key)
            button.set_icon(button.icon_name, Tone.PRIMARY if each == key else Tone.QUIET)

    def fold(self, folded: bool) -> None:
        """Show icons alone, with the words as tool tips; or the words as well."""
        self.setFixedWidth(Size.FOLDED_NAVIGATION_WIDTH if folded else Size.NAVIGATION_WIDTH)
        self._name.setVisible(not folded)
        for button in (*self._buttons.values(), self.help):
            button.fold(folded)
        if not folded:
            self.help.setToolTip(self._help_keys)

    def _button(self, context: UiContext, entry: PageEntry) -> Button:
        button = Button(
            context.theme,
            context.say(entry.title),
            lambda: self.chosen.emit(entry.key),
            kind=ButtonKind.NAVIGATION,
            icon=entry.icon,
        )
        button.setIconSize(QSize(Size.ICON, Size.ICON))
        button.setCheckable(True)
        button.letter_rank = FIRST
        return button
