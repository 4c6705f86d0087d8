"""Giving an uncertain job up: somebody has seen that Digipost does not have it, and nothing is to be sent again."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.states import State
from desktop_app.mailing.views import JobView, Need
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone

GIVE_UP = text("It is not there: do not send…")
_KEPT_FROM_GOING_ON = frozenset({"uncertain", "failed", "silent"})


def ask_and_give_up(context: UiContext, owner: QWidget, job: JobView, done: Callable[[], None]) -> None:
    """Ask how it is known that Digipost does not have the job, and let it be. `done` follows."""
    dialog = give_up_dialog(context, job, owner)
    if context.front.ask(dialog) == WordsDialog.DialogCode.Accepted:
        service, reason = context.services.mailing, dialog.words()
        context.reader.read(owner, lambda: service.give_up(job.job_id, reason), lambda _job: done())


def give_up_dialog(context: UiContext, job: JobView, parent: QWidget | None = None) -> WordsDialog:
    """The question of `ask_and_give_up`, not yet shown."""
    title, act, becomes = _words_of(job)
    sentence = text(
        "Uncertain: we don't know if it arrived. Look on Digipost's pages first: the job {job} must "
        "not be there. {what_becomes}",
        job=job.job_id,
        what_becomes=becomes,
    )
    return WordsDialog(context, title, sentence, text("How you know"), act, parent=parent)


def _words_of(job: JobView) -> tuple[Text, Text, Text]:
    """The question, the verb, and what becomes of the people."""
    count = job.items
    if job.mailing_id is None:
        return (
            plural("Give up looking up {count} recipient?", "Give up looking up {count} recipients?", count),
            plural("Give up looking up {count} recipient", "Give up looking up {count} recipients", count),
            text(
                "What the register knows about them stays as it is. They can be looked up again at any time."
            ),
        )
    becomes = text(
        "Nothing is sent again by itself. These people are listed as not reached: reach them on "
        "paper, or send to them again."
    )
    if job.kind is JobKind.LOOKUP:
        becomes = text(
            "Nothing was sent to these people: the lookup only asked who has Digipost. They are listed "
            "as not reached: reach them on paper, or send to them again."
        )
    return (
        plural("Count {count} letter as not sent?", "Count {count} letters as not sent?", count),
        plural("Count {count} letter as not sent", "Count {count} letters as not sent", count),
        becomes,
    )


class OpenLookups(Banner):
    """Tells of a lookup from the register that stands still, and lets an uncertain one be given up.

    A lookup of a mailing stands on the mailing's own page.
    """

    def __init__(self, context: UiContext, done: Callable[[], None]) -> None:
        super().__init__(
            context.theme, act=context.say(text("It is not there: give it up…")), pressed=self._ask
        )
        self._context, self._done = context, done
        self._need: Need | None = None

    def refresh(self) -> None:
        """Read what stands still anew."""
        self._context.reader.read(
            self, self._context.services.mailing.home, lambda home: self._show(home.needs)
        )

    def _show(self, needs: tuple[Need, ...]) -> None:
        alone = (each for each in needs if each.mailing_id is None and each.kind in _KEPT_FROM_GOING_ON)
        self._need = next(alone, None)
        self.say(self._context.say(self._need.text) if self._need is not None else "", Tone.ATTENTION)
        self.button.setVisible(self._need is not None and self._need.kind == "uncertain")

    def _ask(self) -> None:
        number = self._need.job_id if self._need is not None else None
        if number is None:
            return
        context, service = self._context, self._context.services.mailing

        def show(job: JobView) -> None:
            context.front.when_free(self, lambda: ask_and_give_up(context, self, job, self._done))

        context.reader.read(self, lambda: service.job(number), show)


def uncertain_job(jobs: tuple[JobView, ...]) -> JobView | None:
    """The first of a mailing's jobs of which nobody knows whether it arrived."""
    return next((job for job in jobs if job.state is State.UNCERTAIN), None)
