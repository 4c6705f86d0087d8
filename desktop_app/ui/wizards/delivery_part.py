"""When letters are delivered, how one logs in to open them, whether an SMS reminds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QSpinBox,
)

from desktop_app.base.texts import text
from desktop_app.mailing.options import Security
from desktop_app.ui.components.buttons import CheckBox
from desktop_app.ui.components.form import FormField, inset
from desktop_app.ui.components.layout import column
from desktop_app.ui.theme import Size, Space
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.message_problems import SMS_AFTER_HOURS

_USUAL_SMS_HOURS = 24
_SMS_DAYS = 3
_AFTER, _AT = "after", "at"


class DeliveryPart(ExtraPart):
    """When it is delivered, how one logs in to open it, whether an SMS reminds."""

    words = text("Delivery, security and SMS")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self.later = CheckBox(say(text("Deliver at a certain time")))
        self.later.toggled.connect(self._take_later)
        self.moment = QDateTimeEdit()
        self.moment.setCalendarPopup(True)
        self.moment.setFixedWidth(7 * Size.CONTROL)
        self.moment.setTimeZone(QTimeZone.systemTimeZone())
        self.moment.dateTimeChanged.connect(lambda _moment: self._take_moment())
        self.sms = CheckBox(say(text("Remind by SMS if the letter is still unread")))
        self.sms.toggled.connect(self._take_sms)
        self.sms_when = QComboBox()
        self.sms_when.setMaximumWidth(Size.FORM_WIDTH)
        self.sms_when.addItem(say(text("Some hours after delivery")), _AFTER)
        self.sms_when.addItem(say(text("At a certain time")), _AT)
        self.sms_when.activated.connect(lambda _index: self._take_sms_when())
        self.sms_moment = QDateTimeEdit()
        self.sms_moment.setCalendarPopup(True)
        self.sms_moment.setFixedWidth(7 * Size.CONTROL)
        self.sms_moment.dateTimeChanged.connect(lambda _moment: self._take_sms_moment())
        self.hours = QSpinBox()
        inset(self.hours)
        self.hours.setRange(SMS_AFTER_HOURS[0], SMS_AFTER_HOURS[-1])
        self.hours.setFixedWidth(4 * Size.CONTROL)
        self.hours.valueChanged.connect(
            lambda hours: self._change("message.sms_after_hours", sms_after_hours=(hours,))
        )
        self.two_factor = CheckBox(say(text("Only with a secure login (two factors)")))
        self.two_factor.toggled.connect(
            lambda on: self._change(
                "message.security", security=Security.TWO_FACTOR if on else Security.PASSWORD
            )
        )
        self.sensitive = CheckBox(say(text("Sensitive: hide sender and subject until the recipient logs in")))
        self.sensitive.toggled.connect(lambda on: self._change("message.sensitive", sensitive=on))
        page.fields["message.deliver_at"] = FormField(
            ui.theme, say(text("Deliver")), self.moment, keep_place=False
        )
        page.fields["message.sms_after_hours"] = FormField(
            ui.theme,
            say(text("Hours after delivery")),
            self.hours,
            say(text("Digipost sends SMS only between 9 and 20. SMS and secure login cost extra.")),
        )
        page.fields["message.sms_at"] = FormField(
            ui.theme,
            say(text("SMS at")),
            self.sms_moment,
            say(text("Digipost sends SMS only between 9 and 20. SMS and secure login cost extra.")),
        )
        self.setLayout(
            column(
                self.later,
                page.fields["message.deliver_at"],
                self.sms,
                self.sms_when,
                page.fields["message.sms_after_hours"],
                page.fields["message.sms_at"],
                self.two_factor,
                self.sensitive,
                space=Space.ROW,
            )
        )

    def show_draft(self, draft: Draft) -> None:
        """Show the answers, and the fields of those that are ticked."""
        message = draft.message
        self.later.setChecked(message.deliver_at is not None)
        reminds = bool(message.sms_after_hours or message.sms_at)
        self.sms.setChecked(reminds)
        self.sms_when.setVisible(reminds)
        self.sms_when.setCurrentIndex(self.sms_when.findData(_AT if message.sms_at else _AFTER))
        self.two_factor.setChecked(message.security is Security.TWO_FACTOR)
        self.sensitive.setChecked(message.sensitive)
        if message.deliver_at is not None:
            self.moment.setDateTime(_shown(message.deliver_at))
        if message.sms_after_hours:
            self.hours.setValue(message.sms_after_hours[0])
        if message.sms_at:
            self.sms_moment.setDateTime(_shown(message.sms_at[0]))
        self.page.fields["message.deliver_at"].setVisible(message.deliver_at is not None)
        self.page.fields["message.sms_after_hours"].setVisible(bool(message.sms_after_hours))
        self.page.fields["message.sms_at"].setVisible(bool(message.sms_at))

    @staticmethod
    def is_used(draft: Draft) -> bool:
        """Whether anything differs from the usual."""
        return draft.message != type(draft.message)(subject=draft.message.subject)

    def _take_later(self, wanted: bool) -> None:
        self._change("message.deliver_at", deliver_at=self._morning(1) if wanted else None)

    def _take_moment(self) -> None:
        self._change("message.deliver_at", deliver_at=_moment_of(self.moment))

    def _take_hours(self, hours: int) -> None:
        self._change("message.sms_after_hours", sms_after_hours=(hours,))

    def _take_sms(self, wanted: bool) -> None:
        hours = (_USUAL_SMS_HOURS,) if wanted else ()
        self._change("message.sms_after_hours", sms_after_hours=hours, sms_at=())

    def _take_sms_when(self) -> None:
        at = self.sms_when.currentData() == _AT
        if at == bool(self.context.draft.message.sms_at):
            return
        hours = () if at else (_USUAL_SMS_HOURS,)
        self._change(
            "message.sms_at", sms_after_hours=hours, sms_at=(self._morning(_SMS_DAYS),) if at else ()
        )

    def _take_sms_moment(self) -> None:
        self._change("message.sms_at", sms_at=(_moment_of(self.sms_moment),))

    def _morning(self, days: int) -> datetime:
        """Nine o'clock so many days from now, or from the delivery where that comes later."""
        begins = self.context.draft.message.deliver_at if days > 1 else None
        start = (begins or self.context.ui.services.clock.now()).astimezone()
        return (start.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)).astimezone(
            UTC
        )

    def _change(self, name: str, **changes: Any) -> None:
        self.page.touch(name, lambda draft: replace(draft, message=replace(draft.message, **changes)))


def _shown(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(round(moment.timestamp()))


def _moment_of(edit: QDateTimeEdit) -> datetime:
    return datetime.fromtimestamp(edit.dateTime().toSecsSinceEpoch(), UTC)
