"""What all pages of a wizard have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text
from desktop_app.ui.components.form import FormField
from desktop_app.ui.context import UiContext
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.flow import Flow
from desktop_app.wizards.patterns import MailingWizard, Wizards
from desktop_app.wizards.session import WizardSession
from desktop_app.wizards.steps import Problem


@dataclass(frozen=True)
class WizardContext:
    """Handed to every page of one open wizard."""

    ui: UiContext
    wizards: Wizards
    wizard: MailingWizard
    session: WizardSession

    @property
    def flow(self) -> Flow:
        """The wizard's flow."""
        return self.wizard.flow

    @property
    def draft(self) -> Draft:
        """The answers as they are now."""
        return self.wizard.flow.draft

    def change(self, draft: Draft) -> None:
        """Take new answers."""
        self.wizard.flow.change(draft)

    def say(self, message: Text) -> str:
        """The message in the person's language."""
        return self.ui.say(message)


class StepPage(QWidget):
    """One step's page. `show_draft` puts the answers into the fields; the fields report back with `touch`.

    An error stands under a field only once the person has been in it: an empty page accuses nobody.
    """

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self.context = context
        self.fields: dict[str, FormField] = {}
        self._touched: set[str] = set()
        self._filling = False

    def title(self) -> Text:
        """The page's title."""
        raise NotImplementedError

    def sentence(self) -> Text | None:
        """The sentence under the title, or None."""
        return None

    def show_draft(self, draft: Draft) -> None:
        """Bring the page up to date with the answers and with what was worked out from them."""
        raise NotImplementedError

    def first_field(self) -> QWidget | None:
        """Where the cursor goes when the page is shown."""
        return None

    # What the frame calls

    def bring_up_to_date(self, problems: Sequence[Problem]) -> None:
        """Show the draft and what is wrong with it."""
        self._filling = True
        try:
            self.show_draft(self.context.draft)
            self._show_problems(problems)
        finally:
            self._filling = False

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        wrong = {problem.field: problem.text for problem in reversed(problems) if problem.field}
        for name, field in self.fields.items():
            message = wrong.get(name) if name in self._touched else None
            field.show_error(self.context.say(message) if message is not None else "")

    # What the page's parts call

    def touch(self, name: str, change: Callable[[Draft], Draft]) -> None:
        """The person has been in a field; take over what stands in it now."""
        if self._filling:
            return
        self._touched.add(name)
        self.context.change(change(self.context.draft))
