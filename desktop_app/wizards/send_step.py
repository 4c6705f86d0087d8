"""The step in which the person confirms the number of letters in figures. From here on it is a promise."""

from collections.abc import Callable
from dataclasses import replace

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.plan import MailingPlan
from desktop_app.mailing.views import MailingView
from desktop_app.wizards.draft import Draft, StepKey
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.steps import PlainStep, Problem, StepWork

PlanOf = Callable[[Draft], MailingPlan | None]


class SendStep(PlainStep):
    """Keeps nothing; Next confirms the mailing, and whoever runs the wizard then sends it."""

    key = StepKey.SEND
    title = text("Send")

    def __init__(self, parts: WizardParts, plan_of: PlanOf) -> None:
        self._parts = parts
        self._plan_of = plan_of

    def problems(self, draft: Draft) -> list[Problem]:
        """The number must be typed, and be the right one."""
        plan = self._plan_of(draft)
        if plan is None:
            return []
        if plan.revision != draft.check.passed_revision:
            return [
                Problem(text("Everything was checked again. Go back and look at the check before you send."))
            ]
        typed = count_of(draft.confirmed_count)
        if typed == plan.letters:
            return []
        if not draft.confirmed_count.strip():
            wanted = plural(
                "Type the number of letters, {count}, to send it.",
                "Type the number of letters, {count}, to send them.",
                count=plan.letters,
            )
        else:
            wanted = plural(
                "This mailing has {count} letter. Type that number to send it.",
                "This mailing has {count} letters. Type that number to send them.",
                count=plan.letters,
            )
        return [Problem(wanted, "confirmed_count")]

    def commit(self, draft: Draft) -> StepWork | None:
        """Confirming: all documents are looked at again, and the list of recipients is frozen."""
        plan = self._plan_of(draft)
        if plan is None:
            return None
        confirmed = plan

        def keep(kept: Draft, _view: MailingView) -> Draft:
            return replace(kept, sent=True)

        return StepWork(
            self.key,
            text("Checking the letters one last time"),
            f"confirm:{plan.mailing_id}:{plan.revision}",
            lambda context: self._parts.mailing.confirm(confirmed, confirmed.letters, context),
            keep,
        )

    def next_label(self, draft: Draft) -> Text | None:
        """The number that it touches."""
        plan = self._plan_of(draft)
        if plan is None:
            return None
        return plural("Send {count} letter", "Send {count} letters", count=plan.letters)


def count_of(typed: str) -> int | None:
    """A number of letters as a person types it, blanks, points and commas between the thousands allowed."""
    plain = typed.strip()
    for separator in (" ", "\u00a0", "\u202f", ".", ",", "'"):
        plain = plain.replace(separator, "")
    return int(plain) if plain.isascii() and plain.isdigit() else None
