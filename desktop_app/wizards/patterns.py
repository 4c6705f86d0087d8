"""The wizards: which steps each pattern has, over a new draft or a kept one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop_app.mailing.errors import UnknownMailing
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.wizards.check_step import CheckStep
from desktop_app.wizards.draft import (
    Draft,
    PatternOptions,
    PrintChoice,
    RecipientsChoice,
    RecipientSource,
    StepKey,
)
from desktop_app.wizards.drafts import Drafts
from desktop_app.wizards.flow import Flow
from desktop_app.wizards.follow_step import FollowStep
from desktop_app.wizards.ledger_options import prints
from desktop_app.wizards.letters_step import LettersStep
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.pattern_step import PatternStep
from desktop_app.wizards.print_step import PrintStep
from desktop_app.wizards.recipients_step import RecipientsStep
from desktop_app.wizards.send_step import SendStep
from desktop_app.wizards.steps import Step

Save = Callable[[Draft], None]


@dataclass(frozen=True, slots=True)
class MailingWizard:
    """One open wizard: its flow, and the steps that its pages talk to."""

    flow: Flow
    recipients: RecipientsStep
    letters: LettersStep
    check: CheckStep
    send: SendStep


class Wizards:
    """Opens wizards over new and kept drafts. One for the whole program."""

    def __init__(self, parts: WizardParts, drafts: Drafts) -> None:
        self.parts = parts
        self.drafts = drafts

    def begin(
        self, pattern: Pattern, variant: PatternOptions | None = None, save: Save | None = None
    ) -> MailingWizard:
        """A wizard over a new draft. Nothing is stored before the first answer.

        `save` stores each change; the drafts themselves do, at once, when it is None.
        """
        draft = self.drafts.begin(pattern, variant)
        draft = replace(
            draft,
            printing=_printing_of_settings(self.parts),
            job=replace(draft.job, auto_approve=self.parts.setting("digipost.auto_approve") == "true"),
        )
        if pattern is Pattern.FROM_REGISTER:
            draft = replace(draft, recipients=RecipientsChoice(RecipientSource.REGISTER))
        first = StepKey.PATTERN if pattern is Pattern.OWN else StepKey.RECIPIENTS
        return self.over(replace(draft, step=first, reached=first), save)

    def resume(self, draft_id: str, save: Save | None = None) -> MailingWizard:
        """A wizard over a kept draft, where it was left. KeyError; `DraftUnreadable`."""
        return self.over(self._as_the_ledger_says(self.drafts.open(draft_id)), save)

    def over(self, draft: Draft, save: Save | None = None) -> MailingWizard:
        """A wizard over a draft that is at hand, at its step."""
        recipients = RecipientsStep(self.parts)
        letters = LettersStep(self.parts, recipients.recipients)
        check = CheckStep(self.parts, letters.assignment)
        send = SendStep(self.parts, check.plan)
        middle: list[Step] = [recipients, letters, PrintStep(), check, send, FollowStep()]
        steps: list[Step] = [PatternStep(), *middle] if draft.pattern is Pattern.OWN else middle
        flow = Flow(draft, steps, save or self.drafts.save, is_shown=_is_shown)
        return MailingWizard(flow, recipients, letters, check, send)

    def _as_the_ledger_says(self, draft: Draft) -> Draft:
        """A draft whose mailing was confirmed is sent, even if the program died before the draft knew it."""
        if draft.mailing_id is None or draft.sent:
            return draft
        try:
            state = self.parts.mailing.mailing(draft.mailing_id).mailing.state
        except UnknownMailing:
            return replace(draft, mailing_id=None)
        if state is State.DRAFT:
            return draft
        return replace(draft, sent=True, step=StepKey.FOLLOW, reached=StepKey.FOLLOW)


def _is_shown(draft: Draft, key: StepKey) -> bool:
    return key is not StepKey.PRINT or prints(draft)


def _printing_of_settings(parts: WizardParts) -> PrintChoice:
    return PrintChoice(
        return_name=parts.setting("print.return_name"),
        return_address1=parts.setting("print.return_address1"),
        return_postcode=parts.setting("print.return_postcode"),
        return_city=parts.setting("print.return_city"),
    )
