"""Mending one person's details in the register, with the cursor in the field that is wrong."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import text
from desktop_app.register.model import Recipient
from desktop_app.register.recipients import RecipientRefused
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import Loss, PlainDialog, tell_in
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.recipient_form import UNSAVED, RecipientForm
from desktop_app.ui.theme import Size, Tone

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
        self.setMinimumWidth(Size.FORM_WIDTH)
        self.form = RecipientForm(context, _FIELDS, keep_place=True, columns=2)
        self.edits = self.form.edits
        self.trouble = Banner(context.theme, tone=Tone.PROBLEM)
        self.body.addWidget(self.form)
        self.body.addWidget(self.trouble)
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self.save_button = Button(
            context.theme, say(text("Save and check again")), self._save, kind=ButtonKind.PRIMARY, parent=self
        )
        self.save_button.setDefault(True)
        self.acts.addWidget(self.save_button)
        self.save_button.setEnabled(False)
        context.reader.read(
            self, lambda: context.services.register.get(recipient_id), self._show, self._refuse
        )

    def loss(self) -> Loss | None:
        """What was typed."""
        return UNSAVED if self.form.is_changed() else None

    def _show(self, recipient: Recipient) -> None:
        self.form.show_recipient(recipient)
        self.save_button.setEnabled(True)
        self.form.focus_on(self._column or "full_name")

    def _save(self) -> None:
        recipient = self.form.edited()
        if recipient is None:
            self.fit()
            return
        register = self.context.services.register
        self.context.reader.read(
            self, lambda: register.save(recipient), lambda _change: self._was_saved(), self._refuse
        )

    def _was_saved(self) -> None:
        self.accept()
        self._done()

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, RecipientRefused):
            self.form.show_problems(error.problems)
        else:
            tell_in(self.context, self.trouble, error)
        self.fit()
