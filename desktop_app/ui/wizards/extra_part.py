"""What the foldable parts of the letters page have in common."""

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft


class ExtraPart(QWidget):
    """One foldable part."""

    words: Text

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__()
        self.context, self.page = context, page

    def show_draft(self, draft: Draft) -> None:
        """Show the answers."""
        raise NotImplementedError

    @staticmethod
    def is_used(draft: Draft) -> bool:
        """Whether the draft says anything here."""
        raise NotImplementedError
