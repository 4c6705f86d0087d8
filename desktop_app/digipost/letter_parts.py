"""The parts of a mailing that look the same in both interfaces: single settings, invoices, print."""

from decimal import Decimal

from desktop_app.base.texts import text
from desktop_app.digipost.model import (
    CANCEL,
    Cancel,
    ForeignAddress,
    Invoice,
    Letter,
    PhysicalPrint,
    PostalAddress,
    SmsNotification,
)
from desktop_app.digipost.refusals import RefusalError
from desktop_app.digipost.wire_time import write_time
from desktop_app.digipost.xml_text import content, element

_MOST_ATTACHMENTS = 99
_AMOUNT_DIGITS = 15  # before and after the decimal sign together
_MEND_AMOUNT = text("Give the amount in kroner, more than 0, with at most two decimals.")


def check_attachments(letter: Letter) -> None:
    """Raises `RefusalError` for more attachments than a letter can have."""
    if len(letter.attachments) > _MOST_ATTACHMENTS:
        raise RefusalError(
            text("It has more than {limit} attachments.", limit=_MOST_ATTACHMENTS),
            text("Take some out, or merge them into fewer files."),
        )


def cancellable(name: str, value: str | Cancel | None) -> str:
    """One setting as an element: empty where it cancels, nothing where it inherits."""
    if value is None:
        return ""
    if value is CANCEL:
        return f"<{name}/>"
    if not value:
        raise RefusalError(
            text("A setting is empty ({name}).", name=name), text("Fill it in, or leave it out altogether.")
        )
    return f"<{name}>{content(value)}</{name}>"


def sms_element(sms: SmsNotification | Cancel | None) -> str:
    """`sms-varsling`, or nothing where it inherits."""
    if sms is None:
        return ""
    if sms is CANCEL:
        return "<sms-varsling/>"
    times = "".join(f"<tidspunkt>{write_time(time)}</tidspunkt>" for time in sms.at)
    hours = "".join(f"<etter-timer>{hours}</etter-timer>" for hours in sms.after_hours)
    return f"<sms-varsling>{times}{hours}</sms-varsling>"


def invoice_elements(invoice: Invoice) -> str:
    """What an invoice has beyond a document: `kid` to `forfallsdato`."""
    return (
        f"{element('kid', invoice.kid)}<beloep>{_amount(invoice.amount)}</beloep>"
        f"<kontonummer>{content(invoice.account)}</kontonummer>"
        f"<forfallsdato>{invoice.due_date.isoformat()}</forfallsdato>"
    )


def _amount(amount: Decimal) -> str:
    if not amount.is_finite() or amount <= 0:
        raise RefusalError(text("The amount is not more than 0."), _MEND_AMOUNT)
    written = f"{amount:f}"
    whole, _, decimals = written.partition(".")
    if len(decimals.rstrip("0")) > 2:
        raise RefusalError(text("The amount has more than two decimals."), _MEND_AMOUNT)
    if len(whole) + 2 > _AMOUNT_DIGITS:
        raise RefusalError(text("The amount is too large."), _MEND_AMOUNT)
    return f"{whole}.{decimals[:2]:0<2}"


def print_element(printed: PhysicalPrint | None) -> str:
    """`fysisk-print`, or nothing for a letter that is never printed."""
    if printed is None:
        return ""
    return (
        f"<fysisk-print>{element('postmottaker', printed.recipient_name)}"
        f"{_postal_address('mottakeradresse', printed.address)}<posttype>{printed.post_type.value}</posttype>"
        f"{element('retur-postmottaker', printed.return_name)}"
        f"{_postal_address('returadresse', printed.return_address)}</fysisk-print>"
    )


def _postal_address(role: str, address: PostalAddress) -> str:
    if isinstance(address, ForeignAddress):
        return f"<utenlandsk-{role}>{_foreign_address(address)}</utenlandsk-{role}>"
    return (
        f"<norsk-{role}>{element('adresselinje1', address.line1)}{element('adresselinje2', address.line2)}"
        f"{element('postnummer', address.postcode)}{element('poststed', address.city)}</norsk-{role}>"
    )


def _foreign_address(address: ForeignAddress) -> str:
    return (
        f"{element('adresselinje1', address.line1)}{element('adresselinje2', address.line2)}"
        f"{element('adresselinje3', address.line3)}{element('adresselinje4', address.line4)}"
        f"{element('land', address.country)}{element('land-kode', address.country_code)}"
    )
