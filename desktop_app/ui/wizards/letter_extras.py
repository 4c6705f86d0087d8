"""What only some mailings need: attachments, SMS, security, a delivery time, invoices, approval. Folded away."""

from PySide6.QtWidgets import (
    QWidget,
)

from desktop_app.ui.components.layout import column
from desktop_app.ui.wizards.attachments_part import AttachmentsPart
from desktop_app.ui.wizards.delivery_part import DeliveryPart
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.payment_parts import ApprovalPart, InvoicePart
from desktop_app.ui.wizards.pickers import Foldable
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft


class ExtraParts(QWidget):
    """The foldable parts below each other. A part that holds an answer is shown open."""

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__()
        self.attachments = AttachmentsPart(context, page)
        self.delivery = DeliveryPart(context, page)
        self.invoice = InvoicePart(context, page)
        self.approval = ApprovalPart(context, page)
        self._parts: tuple[ExtraPart, ...] = (self.attachments, self.delivery, self.invoice, self.approval)
        self._folds = [Foldable(context.ui, context.say(part.words), part) for part in self._parts]
        self._opened = False
        self.setLayout(column(*self._folds, space=0))

    def show_draft(self, draft: Draft) -> None:
        """Show the answers; at first sight open what holds one."""
        for part in self._parts:
            part.show_draft(draft)
        if not self._opened:
            self._opened = True
            for fold, part in zip(self._folds, self._parts, strict=True):
                fold.show_inside(part.is_used(draft))

    def open(self, number: int) -> None:
        """Open one part."""
        self._folds[number].show_inside(True)
