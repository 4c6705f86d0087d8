"""Giving a tag to chosen recipients, taking it from them, and giving a tag another name."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from desktop_app.base.texts import plural, text
from desktop_app.register.recipients import TagCount
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import Danger, PlainDialog, confirm
from desktop_app.ui.components.form import FormField
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone


class TagDialog(PlainDialog):
    """Asks which tag. Once it was accepted, `tag` is its name, and `gives` whether it is given or taken away."""

    def __init__(
        self, context: UiContext, count: int, tags: Sequence[TagCount], parent: QWidget | None = None
    ) -> None:
        say = context.say
        title = plural("Tag {count} recipient", "Tag {count} recipients", count=count)
        sentence = text("Choose a tag, or write a new one. You can filter by tags, and exports include them.")
        super().__init__(context, say(title), [say(sentence)], "register", Tone.PRIMARY, parent)
        self.gives = True
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.addItems([tag.name for tag in tags])
        self.choice.setCurrentIndex(-1)
        self.choice.editTextChanged.connect(self._judge)
        self.body.addWidget(FormField(context.theme, say(text("Tag")), self.choice, keep_place=False))
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


def ask_for_new_name(
    context: UiContext, tag: TagCount, others: Mapping[str, TagCount], parent: QWidget | None
) -> str | None:
    """Ask for a tag's new name; for the name of one of the `others`, whether the two are to become one.

    None when the person went back, or wrote the name that it has.
    """
    dialog = renaming_dialog(context, tag, parent)
    accepted = context.front.ask(dialog) == QDialog.DialogCode.Accepted
    name = dialog.words()
    if not accepted or name == tag.name:
        return None
    return name if name not in others or _agrees_to_one(context, tag, others[name], parent) else None


def renaming_dialog(context: UiContext, tag: TagCount, parent: QWidget | None) -> WordsDialog:
    """The question for the new name, not yet shown."""
    return WordsDialog(
        context,
        text("Rename the tag “{name}”?", name=tag.name),
        plural(
            "{count} recipient has it and keeps it under the new name. Saved filters follow.",
            "{count} recipients have it and keep it under the new name. Saved filters follow.",
            count=tag.count,
        ),
        text("New name"),
        plural("Rename it for {count}", "Rename it for {count}", count=tag.count),
        parent=parent,
    )


def _agrees_to_one(context: UiContext, tag: TagCount, other: TagCount, parent: QWidget | None) -> bool:
    return confirm(
        context,
        parent,
        text("There is already a tag “{name}”. Merge the two?", name=other.name),
        plural(
            "{count} recipient gets “{new}” instead of “{old}”. Nobody can tell afterwards who had which, so it "
            "cannot be undone.",
            "{count} recipients get “{new}” instead of “{old}”. Nobody can tell afterwards who had which, so it "
            "cannot be undone.",
            count=tag.count,
            old=tag.name,
            new=other.name,
        ),
        plural("Change the tag of {count}", "Change the tag of {count}", count=tag.count),
        Danger.CANNOT_BE_UNDONE,
    )
