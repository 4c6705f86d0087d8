"""What only some mailings need: attachments, SMS, security, a delivery time, invoices, approval. Folded away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDate, QDateTime, Qt, QTimeZone
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QFileDialog,
    QSpinBox,
    QWidget,
)

from desktop_app.base.texts import Text, text
from desktop_app.mailing.options import Security
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.labels import ElidedLabel, Label
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.pickers import Foldable, PathPicker, Picks
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import AttachmentManner, Draft
from desktop_app.wizards.message_problems import SMS_AFTER_HOURS

_USUAL_SMS_HOURS = 24


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


class ExtraPart(QWidget):
    """One foldable part."""

    words: Text

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__()
        self.context, self.page = context, page

    def show_draft(self, draft: Draft) -> None:
        """Show the answers."""
        raise NotImplementedError

    def is_used(self, draft: Draft) -> bool:
        """Whether the draft says anything here."""
        raise NotImplementedError


class AttachmentsPart(ExtraPart):
    """Files for everybody, and each one's own."""

    words = text("Attachments")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self._files = column(space=Space.HAIR)
        self.add = Button(ui.theme, say(text("Add a PDF for everybody…")), self._ask, icon="plus")
        self.manner = QComboBox()
        for manner, words in _ATTACHMENT_WORDS.items():
            self.manner.addItem(say(words), manner.value)
        self.manner.activated.connect(
            lambda _index: self._change(
                "attachments.manner", manner=AttachmentManner(self.manner.currentData())
            )
        )
        self.folder = PathPicker(ui, Picks.FOLDER)
        self.folder.picked.connect(lambda path: self._change("attachments.folder", folder=path))
        page.fields["attachments.common"] = FormField(
            ui.theme,
            say(text("For everybody")),
            boxed(column(self._files, row(self.add, None))),
            keep_place=False,
        )
        page.fields["attachments.manner"] = FormField(
            ui.theme, say(text("Each their own")), self.manner, keep_place=False
        )
        self._folder_field = FormField(ui.theme, say(text("Folder with the attachments")), self.folder)
        page.fields["attachments.folder"] = self._folder_field
        names = ("attachments.common", "attachments.manner", "attachments.folder")
        self.setLayout(column(*(page.fields[name] for name in names), space=Space.ROW))
        self._shown: tuple[str, ...] | None = None

    def show_draft(self, draft: Draft) -> None:
        """Show the files, each with a button that takes it away."""
        choice = draft.attachments
        self.manner.setCurrentIndex(self.manner.findData(choice.manner.value))
        self.folder.show_path(choice.folder)
        self._folder_field.setVisible(choice.manner is not AttachmentManner.NONE)
        if choice.common == self._shown:
            return
        self._shown = choice.common
        clear(self._files)
        for path in choice.common:
            self._files.addWidget(self._line(path))

    def is_used(self, draft: Draft) -> bool:
        """Whether there are attachments."""
        return bool(draft.attachments.common) or draft.attachments.manner is not AttachmentManner.NONE

    def add_files(self, paths: list[str]) -> None:
        """Take these files as attachments for everybody, each once."""
        known = self.context.draft.attachments.common
        self._change("attachments.common", common=tuple(dict.fromkeys((*known, *paths))))

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.context.say(text("Attachments")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.filesSelected.connect(self.add_files)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _line(self, path: str) -> QWidget:
        theme, say = self.context.ui.theme, self.context.say
        name = ElidedLabel(theme, Path(path).name, TextRole.FIXED)
        remove = IconButton(theme, "trash", say(text("Remove")), lambda: self.remove(path))
        remove.setProperty("small", True)
        parts = row(name, remove)
        parts.setStretch(0, 1)
        return boxed(parts)

    def remove(self, path: str) -> None:
        """Take a file for everybody away."""
        left = tuple(known for known in self.context.draft.attachments.common if known != path)
        self._change("attachments.common", common=left)

    def _change(self, name: str, **changes: Any) -> None:
        self.page.touch(name, lambda draft: replace(draft, attachments=replace(draft.attachments, **changes)))


_ATTACHMENT_WORDS = {
    AttachmentManner.NONE: text("None of their own"),
    AttachmentManner.BY_COLUMN: text("Named in a column of the list"),
    AttachmentManner.BY_FILE_NAME: text("The file's name has the customer id"),
}


class DeliveryPart(ExtraPart):
    """When it is delivered, how one logs in to open it, whether an SMS reminds."""

    words = text("Delivery, security and SMS")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self.later = QCheckBox(say(text("Deliver at a certain time")))
        self.later.toggled.connect(self._take_later)
        self.moment = QDateTimeEdit()
        self.moment.setCalendarPopup(True)
        self.moment.setFixedWidth(7 * Size.CONTROL)
        self.moment.lineEdit().setTextMargins(Space.ROW, 0, 0, 0)
        self.moment.setTimeZone(QTimeZone.systemTimeZone())
        self.moment.dateTimeChanged.connect(lambda _moment: self._take_moment())
        self.sms = QCheckBox(say(text("Remind by SMS when the letter is still unread")))
        self.sms.toggled.connect(self._take_sms)
        self.hours = QSpinBox()
        self.hours.setRange(SMS_AFTER_HOURS[0], SMS_AFTER_HOURS[-1])
        self.hours.setFixedWidth(4 * Size.CONTROL)
        self.hours.lineEdit().setTextMargins(Space.ROW, 0, 0, 0)
        self.hours.valueChanged.connect(
            lambda hours: self._change("message.sms_after_hours", sms_after_hours=(hours,))
        )
        self.two_factor = QCheckBox(say(text("Only with a secure login (two factors)")))
        self.two_factor.toggled.connect(
            lambda on: self._change(
                "message.security", security=Security.TWO_FACTOR if on else Security.PASSWORD
            )
        )
        self.sensitive = QCheckBox(say(text("Sensitive: hide sender and subject until one is logged in")))
        self.sensitive.toggled.connect(lambda on: self._change("message.sensitive", sensitive=on))
        page.fields["message.deliver_at"] = FormField(
            ui.theme, say(text("Deliver")), self.moment, keep_place=False
        )
        page.fields["message.sms_after_hours"] = FormField(
            ui.theme,
            say(text("Hours after delivery")),
            self.hours,
            say(text("Digipost sends SMS between 9 and 20 only. SMS and secure login cost extra.")),
        )
        self.setLayout(
            column(
                self.later,
                page.fields["message.deliver_at"],
                self.sms,
                page.fields["message.sms_after_hours"],
                self.two_factor,
                self.sensitive,
                space=Space.ROW,
            )
        )

    def show_draft(self, draft: Draft) -> None:
        """Show the answers, and the fields of those that are ticked."""
        message = draft.message
        self.later.setChecked(message.deliver_at is not None)
        self.sms.setChecked(bool(message.sms_after_hours))
        self.two_factor.setChecked(message.security is Security.TWO_FACTOR)
        self.sensitive.setChecked(message.sensitive)
        if message.deliver_at is not None:
            self.moment.setDateTime(QDateTime.fromSecsSinceEpoch(round(message.deliver_at.timestamp())))
        if message.sms_after_hours:
            self.hours.setValue(message.sms_after_hours[0])
        self.page.fields["message.deliver_at"].setVisible(message.deliver_at is not None)
        self.page.fields["message.sms_after_hours"].setVisible(bool(message.sms_after_hours))

    def is_used(self, draft: Draft) -> bool:
        """Whether anything differs from the usual."""
        return draft.message != type(draft.message)(subject=draft.message.subject)

    def _take_later(self, wanted: bool) -> None:
        tomorrow = self.context.ui.services.clock.now().astimezone().replace(
            hour=8, minute=0, second=0, microsecond=0
        ) + timedelta(days=1)
        self._change("message.deliver_at", deliver_at=tomorrow.astimezone(UTC) if wanted else None)

    def _take_moment(self) -> None:
        moment = datetime.fromtimestamp(self.moment.dateTime().toSecsSinceEpoch(), UTC)
        self._change("message.deliver_at", deliver_at=moment)

    def _take_hours(self, hours: int) -> None:
        self._change("message.sms_after_hours", sms_after_hours=(hours,))

    def _take_sms(self, wanted: bool) -> None:
        self._change(
            "message.sms_after_hours", sms_after_hours=(_USUAL_SMS_HOURS,) if wanted else (), sms_at=()
        )

    def _change(self, name: str, **changes: Any) -> None:
        self.page.touch(name, lambda draft: replace(draft, message=replace(draft.message, **changes)))


class InvoicePart(ExtraPart):
    """Whether the letters are to be paid, and with what."""

    words = text("The letters are invoices")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self.used = QCheckBox(
            say(text("The letters are to be paid: show KID, amount and due date in Digipost"))
        )
        self.used.toggled.connect(lambda on: self._change("invoice.used", used=on))
        self.account, self.amount = line_edit(), line_edit()
        self.account.textEdited.connect(lambda words: self._change("invoice.account", account=words.strip()))
        self.amount.textEdited.connect(lambda words: self._change("invoice.amount", amount=words.strip()))
        self.has_date = QCheckBox(say(text("The same due date for everybody")))
        self.has_date.toggled.connect(self._take_has_date)
        self.due = QDateEdit()
        self.due.setCalendarPopup(True)
        self.due.setFixedWidth(5 * Size.CONTROL)
        self.due.lineEdit().setTextMargins(Space.ROW, 0, 0, 0)
        self.due.dateChanged.connect(lambda _day: self._take_due())
        fields = {
            "invoice.account": (text("Account number"), self.account),
            "invoice.amount": (text("Amount, the same for everybody"), self.amount),
            "invoice.due_date": (text("Due date"), self.due),
        }
        for name, (words, field) in fields.items():
            page.fields[name] = FormField(ui.theme, say(words), field)
        note = text(
            "KID, amount, account and due date may also stand in columns of the list. Not for credit notes, nor "
            "for what is paid by AvtaleGiro."
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

    def is_used(self, draft: Draft) -> bool:
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
        self.auto = QCheckBox(say(text("Send without anybody's approval in Digipost's pages")))
        self.auto.toggled.connect(
            lambda on: page.touch(
                "job.auto_approve", lambda draft: replace(draft, job=replace(draft.job, auto_approve=on))
            )
        )
        note = text(
            "Otherwise somebody looks at the job in Digipost's pages for senders, and approves it there."
        )
        self.partner, self.group = line_edit(), line_edit()
        self.partner.textEdited.connect(self._take_partner)
        self.group.textEdited.connect(self._take_group)
        page.fields["job.processor_id"] = FormField(
            ui.theme, say(text("Partner's id, when somebody else's letters are sent")), self.partner
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

    def is_used(self, draft: Draft) -> bool:
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
