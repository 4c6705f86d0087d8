"""Setting Digis up: a checklist that turns green, and the card readers."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.digis.checklist import CheckItem
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Scroll, boxed, clear, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone


class SetUpView(QWidget):
    """What is to be done before the first sync. `acts` do an item's work, by its key: words and what is called."""

    def __init__(self, context: UiContext, acts: dict[str, tuple[Text, Callable[[], object]]]) -> None:
        super().__init__()
        self._context, self._acts = context, acts
        self.setAccessibleName(context.say(text("Set-up")))
        self._lines = column(space=Space.CARD)
        card = Card(context.theme, context.say(text("Before the first sync")))
        card.body.addLayout(self._lines)
        self.setLayout(column(Scroll(column(card, None))))

    def refresh(self) -> None:
        """Look anew at what is done."""
        self._context.reader.read(self, self._context.services.digis.checklist, self.show_items)

    def show_items(self, items: Sequence[CheckItem]) -> None:
        """Show these lines."""
        clear(self._lines)
        for item in items:
            self._lines.addWidget(self._line(item))

    def _line(self, item: CheckItem) -> QWidget:
        say, theme = self._context.say, self._context.theme
        tone = Tone.DONE if item.done else Tone.QUIET
        icon = IconLabel(theme, "done" if item.done else "neutral", tone)
        about = Label(theme, say(item.help), TextRole.HELP, Tone.QUIET, wrap=True)
        about.setMaximumWidth(Size.FORM_WIDTH)
        words = column(None, Label(theme, say(item.title)), about, None, space=2)
        parts = row(icon, words, None, space=Space.FIELD)
        parts.setStretch(1, 3)
        act = self._acts.get(item.key)
        if act is not None:
            button = Button(theme, say(act[0]), act[1])
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            parts.addWidget(button)
        line = boxed(parts)
        done = text("{item}: done", item=item.title) if item.done else text("{item}: to do", item=item.title)
        line.setAccessibleName(say(done))
        return line
