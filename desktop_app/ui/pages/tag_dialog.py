"""Giving a tag to chosen recipients, or taking it from them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.base.texts import plural, text
from desktop_app.register.recipients import TagCount
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.form import FormField
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import FIELD_LABEL


class TagDialog(PlainDialog):
    """Asks which tag. Once it was accepted, `tag` is its name, and `gives` whether it is given or taken away."""

    def __init__(
        self, context: UiContext, count: int, tags: Sequence[TagCount], parent: QWidget | None = None
    ) -> None:
        say = context.say
        title = plural("Tag {count} recipient", "Tag {count} recipients", count=count)
        sentence = text(
            "Choose a tag, or write a new one. Tags can be filtered by, and they follow into exports."
        )
        super().__init__(context, say(title), [say(sentence)], "register", Tone.PRIMARY, parent)
        self.gives = True
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.addItems([tag.name for tag in tags])
        self.choice.setCurrentIndex(-1)
        self.choice.editTextChanged.connect(self._judge)
        self.body.addWidget(FormField(context.theme, say(FIELD_LABEL["tags"]), self.choice, keep_place=False))
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        take = plural("Take it from {count}", "Take it from {count}", count=count)
        self.take_button = Button(context.theme, say(take), self._take, parent=self)
        self.acts.addWidget(self.take_button)
        give = plural("Give it to {count}", "Give it to {count}", count=count)
        self.give_button = self.add_act(say(give), ButtonKind.PRIMARY, accepts=True, is_default=True)
        self.choice.setFocus()
        self._judge()

    @property
    def tag(self) -> str:
        """The tag's name as it was written."""
        return self.choice.currentText().strip()

    def _take(self) -> None:
        self.gives = False
        self.accept()

    def _judge(self) -> None:
        for button in (self.take_button, self.give_button):
            button.setEnabled(bool(self.tag))
