"""Sending letters again to people who were not reached: never without a reason, which is kept with the letters."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.ui.components.questions import WordsDialog, ask_for_reason
from desktop_app.ui.context import UiContext

Ids = Callable[[], list[int]]


class SendingAgain:
    """Asks, and has the letters made and sent anew, with each person's details as the register has them now."""

    def __init__(self, context: UiContext, parent: QWidget, mailing_id: int) -> None:
        self._context, self._parent, self._mailing_id = context, parent, mailing_id

    def all_that_failed(self, count: int, name: str) -> None:
        """Send everybody's letter again after Digipost refused the whole job, so that nobody got anything."""
        sentence = text(
            "Digipost refused the whole job, so nobody got anything from it. Mend what it was refused "
            "for first. The details are taken from the register as it is now."
        )
        self._ask(count, name, sentence, self._failed_ids)

    def chosen(self, letter_ids: list[int], name: str) -> None:
        """Send the chosen letters again, to people in the remainder."""
        sentence = text(
            "Only people who were not reached can get it again: if anybody you chose was reached, "
            "nothing is sent. The details are taken from the register as it is now."
        )
        self._ask(len(letter_ids), name, sentence, lambda: letter_ids)

    def mended(self, count: int, name: str, *, looked_up: bool) -> bool:
        """Send the letter again to those whose details were mended, and to nobody else. False if not after all."""
        if looked_up:
            sentence = text(
                "Only those whose details were mended are looked up, with the new details. Those who have "
                "Digipost then get the letter; nobody else is affected."
            )
        else:
            sentence = text(
                "Only those whose details were mended get the letter again, with the new details."
            )
        dialog = WordsDialog(
            self._context,
            plural("Send {count} letter again?", "Send {count} letters again?", count=count),
            sentence,
            text("Why"),
            plural("Send {count} letter again", "Send {count} letters again", count=count),
            (text("The details were mended"),),
            self._parent,
        )
        if self._context.front.ask(dialog) != WordsDialog.DialogCode.Accepted:
            return False
        service, number, reason = self._context.services.mailing, self._mailing_id, dialog.words()
        self._submit(name, lambda: service.mending.send_again(number, reason))
        return True

    def _ask(self, count: int, name: str, sentence: Text, ids: Ids) -> None:
        reason = ask_for_reason(
            self._context,
            self._parent,
            plural("Send {count} letter again?", "Send {count} letters again?", count=count),
            sentence,
            plural("Send {count} letter again", "Send {count} letters again", count=count),
        )
        if reason is not None:
            service, number = self._context.services.mailing, self._mailing_id
            self._submit(name, lambda: service.send_again(number, ids(), reason))

    def _submit(self, name: str, make_letters: Callable[[], object]) -> None:
        service, number = self._context.services.mailing, self._mailing_id

        def send_again(work: WorkContext) -> None:
            make_letters()
            service.send(number, work)

        self._context.services.lanes.submit(
            Lane.DIGIPOST, text("Sending “{name}” again", name=name), send_again
        )

    def _failed_ids(self) -> list[int]:
        query = LetterQuery(
            mailing_id=self._mailing_id,
            outcomes=(Outcome.REMAINDER,),
            reasons=(Reason.JOB_FAILED,),
            done=False,
        )
        return [letter.id for letter in self._context.services.mailing.iterate_letters(query)]
