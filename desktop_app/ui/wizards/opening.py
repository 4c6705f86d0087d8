"""Opening a wizard: its parts, its pages, its draft."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop_app.mailing.options import Pattern
from desktop_app.ui.context import UiContext
from desktop_app.ui.wizards.draft_saver import DraftSaver
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.ui.wizards.wizard_view import WizardView
from desktop_app.wizards.draft import StepKey
from desktop_app.wizards.patterns import Wizards

if TYPE_CHECKING:
    from desktop_app.services import Services


def open_wizard(
    context: UiContext, pattern: str, draft: str | None, closed: Callable[[], object]
) -> WizardView:
    """The wizard over a new draft, or over the kept one with this id."""
    services = context.services
    wizards = wizards_of(services)
    saver = DraftSaver(context, services.drafts)
    if draft is None:
        wizard = wizards.begin(Pattern(pattern), save=saver.save)
    else:
        wizard = wizards.resume(draft, save=saver.save)
    return WizardView(context, wizards, wizard, saver, _pages(), closed)


def wizards_of(services: "Services") -> Wizards:
    """The wizards over the program's parts."""
    return Wizards(services.wizard_parts(), services.drafts)


def _pages() -> Mapping[StepKey, Callable[[WizardContext], StepPage]]:
    from desktop_app.ui.wizards.check_page import CheckPage
    from desktop_app.ui.wizards.follow_page import FollowPage
    from desktop_app.ui.wizards.letters_page import LettersPage
    from desktop_app.ui.wizards.pattern_page import PatternPage
    from desktop_app.ui.wizards.print_page import PrintPage
    from desktop_app.ui.wizards.recipients_page import RecipientsPage
    from desktop_app.ui.wizards.send_page import SendPage

    return {
        StepKey.PATTERN: PatternPage,
        StepKey.RECIPIENTS: RecipientsPage,
        StepKey.LETTERS: LettersPage,
        StepKey.PRINT: PrintPage,
        StepKey.CHECK: CheckPage,
        StepKey.SEND: SendPage,
        StepKey.FOLLOW: FollowPage,
    }
