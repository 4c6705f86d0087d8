"""Questions with an answer in words: why, or how."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.buttons import ButtonKind
from desktop_app.ui.components.dialogs import TYPED, Loss, PlainDialog
from desktop_app.ui.components.form import FormField, date_edit, line_edit
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone


class WordsDialog(PlainDialog):
    """A dialog with one field that has to be filled in; its button stays grey until then."""

    def __init__(
        self,
        context: UiContext,
        title: Text,
        sentence: Text,
        label: Text,
        act: Text,
        suggestions: Sequence[Text] = (),
        parent: QWidget | None = None,
    ) -> None:
        say = context.say
        super().__init__(context, say(title), [say(sentence)], "help", Tone.PRIMARY, parent)
        self._offered = {"", *(say(each) for each in suggestions)}
        self._edit: QLineEdit | QComboBox
        if suggestions:
            self._edit = QComboBox()
            self._edit.setEditable(True)
            self._edit.addItems([say(each) for each in suggestions])
            self._edit.editTextChanged.connect(self._judge)
        else:
            self._edit = line_edit()
            self._edit.textChanged.connect(self._judge)
        self.body.addWidget(FormField(context.theme, say(label), self._edit, keep_place=False))
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self._agree = self.add_act(say(act), ButtonKind.PRIMARY, accepts=True, is_default=True)
        self._edit.setFocus()
        self._judge()

    def words(self) -> str:
        """What stands in the field."""
        edit = self._edit
        return (edit.currentText() if isinstance(edit, QComboBox) else edit.text()).strip()

    def loss(self) -> Loss | None:
        """The person's own words; a suggestion is there the next time."""
        return None if self.words() in self._offered else TYPED

    def _judge(self) -> None:
        self._agree.setEnabled(bool(self.words()))


def ask_for_reason(
    context: UiContext, parent: QWidget | None, title: Text, sentence: Text, act: Text
) -> str | None:
    """Ask why, before an act that is kept with its reason. None when the person went back."""
    dialog = WordsDialog(context, title, sentence, text("Why"), act, parent=parent)
    return dialog.words() if context.front.ask(dialog) == QDialog.DialogCode.Accepted else None


class TickOffDialog(WordsDialog):
    """How some people were reached, and on which day: today unless another one is chosen, never a later one."""

    def __init__(
        self,
        context: UiContext,
        title: Text,
        act: Text,
        suggestions: Sequence[Text],
        parent: QWidget | None = None,
    ) -> None:
        sentence = text("Enter how they were reached. It is kept with the mailing.")
        super().__init__(context, title, sentence, text("How"), act, suggestions, parent)
        today = context.services.clock.now().astimezone().date()
        self.day_edit = date_edit(context.translator.language, today)
        self.day_edit.setMaximumDate(self.day_edit.date())
        field = FormField(context.theme, context.say(text("When")), self.day_edit, keep_place=False)
        self.body.addWidget(field)

    def day(self) -> date:
        """The chosen day."""
        chosen = self.day_edit.date()
        return date(chosen.year(), chosen.month(), chosen.day())


def ask_how_and_when(
    context: UiContext, parent: QWidget | None, title: Text, act: Text, suggestions: Sequence[Text]
) -> tuple[str, date] | None:
    """Ask how people were reached, with suggestions, and when. None when the person went back."""
    dialog = TickOffDialog(context, title, act, suggestions, parent)
    return (
        (dialog.words(), dialog.day()) if context.front.ask(dialog) == QDialog.DialogCode.Accepted else None
    )
