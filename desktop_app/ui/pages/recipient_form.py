"""The fields of one recipient to be filled in, with the same checks as an import and what is wrong under each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop_app.base.texts import text
from desktop_app.base.translate import Translator
from desktop_app.register.fields import Surroundings, clean_field, split_tags
from desktop_app.register.model import PERSON_FIELDS, FieldProblem, Recipient
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import Danger, Loss, confirm
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space
from desktop_app.ui.words import FIELD_LABEL

_A_BIRTH_DATE = date(1980, 5, 17)
UNSAVED = Loss(text("What you have typed about this person is not saved."), text("Discard the changes"))
NOTHING_TYPED: Mapping[str, str] = {}
_NEVER_NONE = frozenset({"customer_id", "full_name"})


class RecipientForm(QWidget):
    """Keeps the recipient that is being edited; what was typed comes out of `edited`.

    With `keep_place` the place under each field is kept, so that nothing jumps when an error comes or goes. The
    fields stand in so many `columns`.
    """

    def __init__(
        self,
        context: UiContext,
        fields: Sequence[str] = PERSON_FIELDS,
        *,
        keep_place: bool = False,
        columns: int = 1,
    ) -> None:
        super().__init__()
        self._context = context
        self._recipient = Recipient(customer_id="")
        self.edits: dict[str, QLineEdit] = {}
        self.fields: dict[str, FormField] = {}
        self._suggestions: dict[str, Button] = {}
        parts = QGridLayout()
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setHorizontalSpacing(Space.CARD)
        parts.setVerticalSpacing(Space.ROW)
        for place, name in enumerate(fields):
            self.edits[name] = line_edit()
            self.fields[name] = FormField(
                context.theme, context.say(FIELD_LABEL[name]), self.edits[name], keep_place=keep_place
            )
            self._suggestions[name] = Button(context.theme, "", self._taking(name), kind=ButtonKind.LINK)
            self._suggestions[name].hide()
            parts.addLayout(
                column(self.fields[name], self._suggestions[name], None, space=Space.ROW),
                *divmod(place, columns),
            )
            parts.setColumnStretch(place % columns, 1)
        self._set_help(
            "birth_date",
            context.say(
                text("For example {example}", example=context.translator.day_as_typed(_A_BIRTH_DATE))
            ),
        )
        self._set_help("tags", context.say(text("Words separated by commas")))
        self.setLayout(parts)

    def show_recipient(self, recipient: Recipient) -> None:
        """Fill in what is known."""
        self._recipient = recipient
        for name, edit in self.edits.items():
            edit.setText(self._written(name))
        self.show_problems(())

    def is_changed(self) -> bool:
        """Whether anything stands in the fields that is not kept."""
        return any(edit.text().strip() != self._written(name) for name, edit in self.edits.items())

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as it is."""
        return {name: edit.text() for name, edit in self.edits.items()}

    def type_in(self, typed: Mapping[str, str]) -> None:
        """Put back what `typed` gave."""
        for name, words in typed.items():
            self.edits[name].setText(words)

    def may_leave(self) -> bool:
        """Whether the form can be put away: it asks when something was typed that is not kept."""
        if not self.is_changed():
            return True
        return confirm(
            self._context,
            self.window(),
            text("Leave without saving the changes?"),
            UNSAVED.sentence,
            UNSAVED.act,
            Danger.CANNOT_BE_UNDONE,
        )

    def edited(self) -> Recipient | None:
        """The recipient as typed, or None when the birth date is none; that is then said under it."""
        typed: dict[str, Any] = {name: words.strip() for name, words in self.typed().items()}
        if "birth_date" in typed:
            surroundings = Surroundings(self._context.services.clock.now().date())
            born = clean_field("birth_date", typed["birth_date"], surroundings)
            if born.problem is not None:
                self.show_problems([FieldProblem("birth_date", born.problem.code, born.problem.message)])
                return None
            typed["birth_date"] = date.fromisoformat(born.value) if born.value else None
        if "tags" in typed:
            typed["tags"] = split_tags(typed["tags"])
        return replace(self._recipient, **_without_blanks(typed))

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Say under each field what is wrong with it, with a value that would do, and go to the first one."""
        by_field = {problem.field: problem for problem in reversed(problems)}
        for name, field in self.fields.items():
            problem = by_field.get(name)
            field.show_error(self._context.say(problem.message) if problem is not None else "")
            suggested = problem.suggestion if problem is not None else None
            button = self._suggestions[name]
            button.setVisible(suggested is not None)
            if suggested is not None:
                whole, own_words = (
                    self._context.say(text("Use {value}", value=shown)) for shown in (suggested, "")
                )
                button.set_words(whole, own_words)
                button.setProperty("value", suggested)
        first = next((name for name in self.fields if name in by_field), None)
        if first is not None:
            self.focus_on(first)

    def focus_on(self, name: str) -> None:
        """Put the cursor into a field, with what stands there chosen."""
        edit = self.edits.get(name) or next(iter(self.edits.values()))
        edit.setFocus()
        edit.selectAll()

    def _written(self, name: str) -> str:
        return written(self._recipient, name, self._context.translator)

    def _set_help(self, name: str, words: str) -> None:
        if name in self.fields:
            self.fields[name].set_help(words)

    def _taking(self, name: str) -> Any:
        def take() -> None:
            self.edits[name].setText(str(self._suggestions[name].property("value")))
            self._suggestions[name].hide()
            self.fields[name].show_error("")
            self.edits[name].setFocus()

        return take


def typed_in(place: Mapping[str, object]) -> Mapping[str, str]:
    """What was typed in a form, out of a page's place."""
    typed = place.get("typed")
    return typed if isinstance(typed, dict) else NOTHING_TYPED


def written(recipient: Recipient, field: str, translator: Translator) -> str:
    """What stands in a field when a recipient is edited or shown."""
    value = getattr(recipient, field)
    if field == "tags":
        return ", ".join(value)
    return translator.day_as_typed(value) if isinstance(value, date) else value or ""


def _without_blanks(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Empty texts are nothing, except where the register wants a text."""
    return {
        name: value if value or name in _NEVER_NONE or name == "tags" else None
        for name, value in typed.items()
    }
