"""From a draft's answers to the options that the ledger keeps with the mailing."""

from desktop_app.mailing.options import (
    InvoiceOptions,
    MailingOptions,
    Pattern,
    PrintOptions,
    ReturnAddress,
    SendTo,
    options_for,
)
from desktop_app.register.identity import check_account_number
from desktop_app.wizards.draft import Draft, InvoiceChoice, LetterManner, PrintChoice
from desktop_app.wizards.message_problems import amount_of

DRAFT_NOTE = "wizard_draft"
"""Under this name the mailing's notes hold the id of the draft that it was made with."""


def prints(draft: Draft) -> bool:
    """Whether letters are printed for those who have no Digipost."""
    own = draft.pattern is Pattern.OWN and draft.options.print_fallback
    return own or draft.pattern is Pattern.WITH_PRINT


def looks_up(draft: Draft) -> bool:
    """Whether everybody is looked up before the letters are sent."""
    own = draft.pattern is Pattern.OWN and draft.options.lookup_first
    return own or draft.pattern is Pattern.SPLIT_FIRST


def options_of(draft: Draft) -> MailingOptions:
    """The mailing's options. The draft's steps must be without problems."""
    message, own = draft.message, draft.pattern is Pattern.OWN
    one_for_all = draft.letters.manner is LetterManner.ONE_FOR_ALL
    return options_for(
        draft.pattern,
        name=draft.job.name.strip(),
        subject=message.subject.strip(),
        lookup_first=looks_up(draft),
        update_register=draft.options.update_register if own else True,
        send_to=SendTo.KNOWN_USERS if draft.recipients.only_known_users else SendTo.EVERYONE,
        printing=_printing(draft.printing) if prints(draft) else None,
        common_document=draft.letters.common_file if one_for_all else None,
        common_attachments=draft.attachments.common,
        sms_after_hours=message.sms_after_hours,
        sms_at=message.sms_at,
        security=message.security,
        sensitive=message.sensitive,
        opening_receipt_group=message.opening_receipt_group or None,
        deliver_at=message.deliver_at,
        invoice=_invoice(draft.invoice) if draft.invoice.used else None,
        auto_approve=draft.job.auto_approve,
        processor_id=int(draft.job.processor_id) if draft.job.processor_id else None,
        variant_name=draft.options.variant_name if own else "",
        extra={DRAFT_NOTE: draft.id},
    )


def _printing(choice: PrintChoice) -> PrintOptions:
    return PrintOptions(
        ReturnAddress(
            name=choice.return_name.strip(),
            address1=choice.return_address1.strip(),
            address2=choice.return_address2.strip(),
            postcode=choice.return_postcode.strip(),
            city=choice.return_city.strip(),
        ),
        colour=choice.colour,
        first_class=choice.first_class,
    )


def _invoice(choice: InvoiceChoice) -> InvoiceOptions:
    return InvoiceOptions(
        account=check_account_number(choice.account).number if choice.account else None,
        due_date=choice.due_date,
        amount=amount_of(choice.amount) if choice.amount else None,
    )
