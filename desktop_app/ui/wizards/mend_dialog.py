"""Mending one person's details in the register, with the cursor in the field that is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.base.texts import text
from desktop_app.register.model import Recipient
from desktop_app.register.recipients import RecipientRefused
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import FIELD_LABEL

_FIELDS = ("full_name", "national_id", "address1", "address2", "postcode", "city", "birth_date")


class MendDialog(PlainDialog):
    """A few fields of one recipient. `done` follows once they are saved."""

    def __init__(
        self,
        context: UiContext,
        recipient_id: int,
        column: str | None,
        done: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        say = context.say
        super().__init__(context, say(text("Mend the details")), [], "edit", Tone.PRIMARY, parent)
        self._column, self._done = column, done
        self._recipient: Recipient | None = None
        self.edits: dict[str, QLineEdit] = {}
        self._fields: dict[str, FormField] = {}
        for name in _FIELDS:
            self.edits[name] = line_edit()
            self._fields[name] = FormField(context.theme, say(FIELD_LABEL[name]), self.edits[name])
            self.body.addWidget(self._fields[name])
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self.save_button = Button(
            context.theme, say(text("Save and check again")), self._save, kind=ButtonKind.PRIMARY, parent=self
        )
        self.save_button.setDefault(True)
        self.acts.addWidget(self.save_button)
        self.save_button.setEnabled(False)
        context.reader.read(self, lambda: context.services.register.get(recipient_id), self._show)

    def _show(self, recipient: Recipient) -> None:
        self._recipient = recipient
        for name, edit in self.edits.items():
            value = getattr(recipient, name)
            edit.setText(value.isoformat() if isinstance(value, date) else value or "")
        self.save_button.setEnabled(True)
        first = self.edits.get(self._column or "", self.edits["full_name"])
        first.setFocus()
        first.selectAll()

    def _save(self) -> None:
        recipient = self._edited()
        if recipient is None:
            return
        register = self.context.services.register
        self.context.reader.read(
            self, lambda: register.save(recipient), lambda _change: self._was_saved(), self._refuse
        )

    def _edited(self) -> Recipient | None:
        if self._recipient is None:
            return None
        typed: dict[str, Any] = {name: edit.text().strip() or None for name, edit in self.edits.items()}
        typed["full_name"] = typed["full_name"] or ""
        try:
            typed["birth_date"] = date.fromisoformat(typed["birth_date"]) if typed["birth_date"] else None
        except ValueError:
            words = text("This is no date. Write year-month-day: 1980-05-17")
            self._fields["birth_date"].show_error(self.context.say(words))
            return None
        return replace(self._recipient, **typed)

    def _was_saved(self) -> None:
        self.accept()
        self._done()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, RecipientRefused):
            self.context.navigator.show_error(error)
            return
        for field in self._fields.values():
            field.show_error("")
        for problem in error.problems:
            if problem.field in self._fields:
                self._fields[problem.field].show_error(self.context.say(problem.message))
