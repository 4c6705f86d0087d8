"""Numbers as sentences: "387 digitally · 21 to print · 4 need you"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import TONE_ICONS
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import FlowLayout, boxed, clear, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in its words, what it means, and where a click on it leads."""

    words: str
    tone: Tone = Tone.TEXT
    pressed: Callable[[], object] | None = None
    icon: str | None = None


class FigureSentence(QWidget):
    """A few figures side by side with an icon each, going on in the next line where there is no room."""

    def __init__(
        self, theme: Theme, role: TextRole = TextRole.SECTION, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._role = theme, role
        self._flow = FlowLayout(self, space=Space.PAGE)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures instead of the ones before."""
        clear(self._flow)
        for figure in figures:
            self._flow.addWidget(self._part(figure))
        self.setAccessibleName(" · ".join(figure.words for figure in figures))
        self.updateGeometry()

    def _part(self, figure: Figure) -> QWidget:
        icon = IconLabel(self._theme, figure.icon or TONE_ICONS[figure.tone], figure.tone, Size.ICON)
        words: QWidget
        if figure.pressed is None:
            words = Label(self._theme, figure.words, self._role)
        else:
            words = Button(self._theme, figure.words, figure.pressed, kind=ButtonKind.LINK)
            words.setFont(self._theme.font(self._role))
        return boxed(row(icon, words, space=Space.HAIR + 2), self)
