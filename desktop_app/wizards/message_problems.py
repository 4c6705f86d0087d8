"""What can be missing or wrong with what surrounds a letter: subject, SMS, delivery, invoice, the job's name."""

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from desktop_app.base.texts import plural, text
from desktop_app.mailing.subjects import LONGEST_SUBJECT, SUBJECT_FIELDS, fields_in
from desktop_app.register.identity import check_account_number
from desktop_app.wizards.draft import Draft, InvoiceChoice, JobChoice, MessageChoice
from desktop_app.wizards.steps import Problem

LONGEST_JOB_NAME = 80
SMS_AFTER_HOURS = range(1, 31 * 24 + 1)
"""How long after delivery an SMS may be asked for, in hours: up to a month."""


def message_problems(draft: Draft, mapped: Collection[str], now: datetime) -> Iterator[Problem]:
    """The problems, in the order of the page. `mapped` are the fields that the list of recipients has."""
    yield from _name_problems(draft.job)
    yield from _subject_problems(draft.message.subject, "subject" in mapped)
    yield from _time_problems(draft.message, now)
    if draft.invoice.used:
        yield from _invoice_problems(draft.invoice, mapped)


def _name_problems(job: JobChoice) -> Iterator[Problem]:
    if not job.name.strip():
        yield Problem(text("Give the mailing a name, so that you recognise it later."), "job.name")
    elif len(job.name) > LONGEST_JOB_NAME:
        yield Problem(
            text(
                "The name has {length} characters. It can have at most {most}.",
                length=len(job.name),
                most=LONGEST_JOB_NAME,
            ),
            "job.name",
        )
    if job.processor_id and not (job.processor_id.isascii() and job.processor_id.isdigit()):
        yield Problem(text("The partner's id is a number."), "job.processor_id")


def _subject_problems(subject: str, has_column: bool) -> Iterator[Problem]:
    if not subject.strip():
        if not has_column:
            yield Problem(text("Write the subject that the recipients see."), "message.subject")
        return
    try:
        unknown = [name for name in fields_in(subject) if name not in SUBJECT_FIELDS]
    except ValueError:
        broken = text(
            "The subject has an unmatched brace. A field is written like {example}.",
            example="{first_name}",
        )
        yield Problem(broken, "message.subject")
        return
    if unknown:
        yield Problem(
            text("The subject names “{field}”, which no letter has.", field=unknown[0]), "message.subject"
        )
    elif len(subject) > LONGEST_SUBJECT and not fields_in(subject):
        yield Problem(
            text(
                "The subject has {length} characters. Digipost takes at most {most}.",
                length=len(subject),
                most=LONGEST_SUBJECT,
            ),
            "message.subject",
        )


def _time_problems(message: MessageChoice, now: datetime) -> Iterator[Problem]:
    if message.deliver_at is not None and message.deliver_at <= now:
        over = text("The delivery time {time} has passed.", time=message.deliver_at)
        yield Problem(over, "message.deliver_at")
    if any(hours not in SMS_AFTER_HOURS for hours in message.sms_after_hours):
        yield Problem(
            plural(
                "An SMS can be sent from 1 hour to {count} hour after delivery.",
                "An SMS can be sent from 1 hour to {count} hours after delivery.",
                count=SMS_AFTER_HOURS[-1],
            ),
            "message.sms_after_hours",
        )
    begin = max(now, message.deliver_at or now)
    if any(moment <= begin for moment in message.sms_at):
        yield Problem(text("An SMS can only be sent after the letter is delivered."), "message.sms_at")
    if message.sms_at and message.sms_after_hours:
        both = text("Choose either hours after delivery or fixed times for the SMS.")
        yield Problem(both, "message.sms_after_hours")


def _invoice_problems(invoice: InvoiceChoice, mapped: Collection[str]) -> Iterator[Problem]:
    if not invoice.account and "account" not in mapped:
        yield Problem(text("Give the account number to pay to."), "invoice.account")
    if invoice.account and (refusal := check_account_number(invoice.account).refusal):
        yield Problem(refusal.message, "invoice.account")
    if invoice.due_date is None and "due_date" not in mapped:
        yield Problem(text("Give the due date."), "invoice.due_date")
    if not invoice.amount and "amount" not in mapped:
        yield Problem(text("Give the amount to pay."), "invoice.amount")
    if invoice.amount and amount_of(invoice.amount) is None:
        wrong = text("“{amount}” is not an amount. Write it like 450,00.", amount=invoice.amount)
        yield Problem(wrong, "invoice.amount")


def amount_of(written: str) -> Decimal | None:
    """An amount as a person writes it, with comma or point and with or without blanks; None for anything else."""
    plain = written.replace("\u00a0", "").replace(" ", "").removesuffix(",-").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 and amount == round(amount, 2) else None
