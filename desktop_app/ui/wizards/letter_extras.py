"""What only some mailings need: attachments, SMS, security, a delivery time, invoices, approval. Folded away."""

from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop_app.ui.components.layout import column
from desktop_app.ui.wizards.attachments_part import AttachmentsPart
from desktop_app.ui.wizards.delivery_part import DeliveryPart
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.payment_parts import ApprovalPart, InvoicePart
from desktop_app.ui.wizards.pickers import Foldable
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft

_PARTS: tuple[type[ExtraPart], ...] = (AttachmentsPart, DeliveryPart, InvoicePart, ApprovalPart)
_Part = TypeVar("_Part", bound=ExtraPart)


class ExtraParts(QWidget):
    """The foldable parts below each other. A part that holds an answer is shown open; others are made when opened."""

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__()
        self._context, self._page = context, page
        self._made: list[ExtraPart] = []
        self._folds = {
            kind: Foldable(context.ui, context.say(kind.words), partial(self._make, kind)) for kind in _PARTS
        }
        for fold in self._folds.values():
            fold.opened.connect(self._fill)
        self._opened = False
        self.setLayout(column(*self._folds.values(), space=0))

    @property
    def attachments(self) -> AttachmentsPart:
        """What goes along with the letter."""
        return self._part(AttachmentsPart)

    @property
    def delivery(self) -> DeliveryPart:
        """When and how it is delivered."""
        return self._part(DeliveryPart)

    @property
    def invoice(self) -> InvoicePart:
        """What is to be paid."""
        return self._part(InvoicePart)

    def show_draft(self, draft: Draft) -> None:
        """Show the answers; at first sight open what holds one."""
        if not self._opened:
            self._opened = True
            for kind, fold in self._folds.items():
                if kind.is_used(draft):
                    fold.show_inside(True)
        for part in self._made:
            part.show_draft(draft)

    def open(self, number: int) -> None:
        """Open one part."""
        fold = self._folds[_PARTS[number]]
        fold.show_inside(True)
        fold.opened.emit()

    def _part(self, kind: type[_Part]) -> _Part:
        part = self._folds[kind].inside
        assert isinstance(part, kind)
        return part

    def _make(self, kind: type[ExtraPart]) -> ExtraPart:
        part = kind(self._context, self._page)
        self._made.append(part)
        return part

    def _fill(self) -> None:
        self._page.bring_up_to_date(self._context.flow.page().problems)
