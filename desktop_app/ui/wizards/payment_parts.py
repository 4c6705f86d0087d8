"""Invoices, and who approves the job at Digipost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import CheckBox
from desktop_app.ui.components.form import FormField, date_edit, line_edit
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import boxed, column
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft


class InvoicePart(ExtraPart):
    """Whether the letters are to be paid, and with what."""

    words = text("The letters are invoices")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self.used = CheckBox(
            say(text("The letters are to be paid: show KID, amount and due date in Digipost"))
        )
        self.used.toggled.connect(lambda on: self._change("invoice.used", used=on))
        self.account, self.amount = line_edit(), line_edit()
        self.account.textEdited.connect(lambda words: self._change("invoice.account", account=words.strip()))
        self.amount.textEdited.connect(lambda words: self._change("invoice.amount", amount=words.strip()))
        self.has_date = CheckBox(say(text("The same due date for everybody")))
        self.has_date.toggled.connect(self._take_has_date)
        self.due = date_edit(ui.translator.language, ui.services.clock.now().astimezone().date())
        self.due.dateChanged.connect(lambda _day: self._take_due())
        fields = {
            "invoice.account": (text("Account number"), self.account),
            "invoice.amount": (text("Amount, the same for everybody"), self.amount),
            "invoice.due_date": (text("Due date"), self.due),
        }
        for name, (words, field) in fields.items():
            page.fields[name] = FormField(ui.theme, say(words), field)
        note = text(
            "KID, amount, account and due date can also be columns in the list. Not for credit notes, "
            "nor for what is paid by AvtaleGiro."
        )
        self._inside = boxed(
            column(
                Label(ui.theme, say(note), TextRole.HELP, Tone.QUIET, wrap=True),
                page.fields["invoice.account"],
                page.fields["invoice.amount"],
                self.has_date,
                page.fields["invoice.due_date"],
                space=Space.ROW,
            )
        )
        self.setLayout(column(self.used, self._inside, space=Space.ROW))

    def show_draft(self, draft: Draft) -> None:
        """Show the answers."""
        invoice = draft.invoice
        self.used.setChecked(invoice.used)
        self._inside.setVisible(invoice.used)
        for edit, words in ((self.account, invoice.account), (self.amount, invoice.amount)):
            if edit.text().strip() != words:
                edit.setText(words)
        self.has_date.setChecked(invoice.due_date is not None)
        self.page.fields["invoice.due_date"].setVisible(invoice.due_date is not None)
        if invoice.due_date is not None:
            self.due.setDate(QDate(invoice.due_date.year, invoice.due_date.month, invoice.due_date.day))

    @staticmethod
    def is_used(draft: Draft) -> bool:
        """Whether the letters are invoices."""
        return draft.invoice.used

    def _take_has_date(self, wanted: bool) -> None:
        today = self.context.ui.services.clock.now().astimezone().date()
        self._change("invoice.due_date", due_date=today + timedelta(days=14) if wanted else None)

    def _take_due(self) -> None:
        day = self.due.date()
        self._change("invoice.due_date", due_date=date(day.year(), day.month(), day.day()))

    def _change(self, name: str, **changes: Any) -> None:
        self.page.touch(name, lambda draft: replace(draft, invoice=replace(draft.invoice, **changes)))


class ApprovalPart(ExtraPart):
    """Who approves the job at Digipost, for whom it is sent, and opening receipts."""

    words = text("Approval and partner")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self.auto = CheckBox(say(text("Send without anybody's approval on Digipost's pages")))
        self.auto.toggled.connect(
            lambda on: page.touch(
                "job.auto_approve", lambda draft: replace(draft, job=replace(draft.job, auto_approve=on))
            )
        )
        note = text(
            "Otherwise somebody looks at the job on Digipost's pages for senders, and approves it there."
        )
        self.partner, self.group = line_edit(), line_edit()
        self.partner.textEdited.connect(self._take_partner)
        self.group.textEdited.connect(self._take_group)
        page.fields["job.processor_id"] = FormField(
            ui.theme, say(text("Partner's id, when you send somebody else's letters")), self.partner
        )
        page.fields["message.opening_receipt_group"] = FormField(
            ui.theme, say(text("Group for opening receipts")), self.group
        )
        self.setLayout(
            column(
                self.auto,
                Label(ui.theme, say(note), TextRole.HELP, Tone.QUIET, wrap=True),
                page.fields["job.processor_id"],
                page.fields["message.opening_receipt_group"],
                space=Space.ROW,
            )
        )

    def show_draft(self, draft: Draft) -> None:
        """Show the answers."""
        self.auto.setChecked(draft.job.auto_approve)
        for edit, words in (
            (self.partner, draft.job.processor_id),
            (self.group, draft.message.opening_receipt_group),
        ):
            if edit.text().strip() != words:
                edit.setText(words)

    @staticmethod
    def is_used(draft: Draft) -> bool:
        """Whether anything differs from the usual."""
        return bool(draft.job.auto_approve or draft.job.processor_id or draft.message.opening_receipt_group)

    def _take_auto(self, wanted: bool) -> None:
        self.page.touch(
            "job.auto_approve", lambda draft: replace(draft, job=replace(draft.job, auto_approve=wanted))
        )

    def _take_partner(self, words: str) -> None:
        number = words.strip()
        self.page.touch(
            "job.processor_id", lambda draft: replace(draft, job=replace(draft.job, processor_id=number))
        )

    def _take_group(self, words: str) -> None:
        group = words.strip()
        self.page.touch(
            "message.opening_receipt_group",
            lambda draft: replace(draft, message=replace(draft.message, opening_receipt_group=group)),
        )
