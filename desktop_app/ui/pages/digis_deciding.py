"""What people decide about members: to send them again, or that Digis has them after all. Asked with its reason."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.base.texts import plural, text
from desktop_app.ui.components.dialogs import TYPED, Loss
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.questions import WordsDialog, ask_for_reason
from desktop_app.ui.context import UiContext


class ArrivedDialog(WordsDialog):
    """Asks how it is known that Digis has some unknown members and, for a single one, for Digis' id."""

    def __init__(self, context: UiContext, count: int, parent: QWidget | None) -> None:
        super().__init__(
            context,
            plural("Does Digis have this member?", "Does Digis have these {count} members?", count=count),
            text("Check in Digis first. Anybody you mark counts as sent and is not sent again."),
            text("How you know"),
            plural("Mark as arrived", "Mark {count} members as arrived", count=count),
            parent=parent,
        )
        self.id_edit = line_edit()
        if count == 1:
            words = text("Id at Digis, if you have it")
            self.body.addWidget(FormField(context.theme, context.say(words), self.id_edit, keep_place=False))

    def loss(self) -> Loss | None:
        """What was typed in either field."""
        return TYPED if self.external_id() is not None else super().loss()

    def external_id(self) -> str | None:
        """Digis' id for the member, or None."""
        return self.id_edit.text().strip() or None


def ask_and_send_again(
    context: UiContext, owner: QWidget, persons: Sequence[str], done: Callable[[], None]
) -> None:
    """Queue members again after asking why."""
    digis, count = context.services.digis, len(persons)
    reason = ask_for_reason(
        context,
        owner,
        plural("Send this member again?", "Send {count} members again?", count=count),
        plural(
            "They may get the invitation a second time. Your reason is kept.",
            "They may get the invitation a second time. Your reason is kept with each.",
            count=count,
        ),
        plural("Queue again", "Queue {count} members again", count=count),
    )
    if reason is not None:
        context.reader.read(owner, lambda: digis.resend(*persons, reason=reason), lambda _done: done())


def ask_and_mark_as_arrived(
    context: UiContext, owner: QWidget, persons: Sequence[str], done: Callable[[], None]
) -> None:
    """Mark unknown members as arrived after asking how that is known."""
    digis = context.services.digis
    dialog = ArrivedDialog(context, len(persons), owner)
    if context.front.ask(dialog) == QDialog.DialogCode.Accepted:
        reason, external_id = dialog.words(), dialog.external_id()
        context.reader.read(
            owner,
            lambda: digis.mark_as_arrived(*persons, reason=reason, external_id=external_id),
            lambda _done: done(),
        )
