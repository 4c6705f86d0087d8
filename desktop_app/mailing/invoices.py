"""Invoice fields: taken from the letter, else from the mailing's options, and judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_app.base.texts import Text, text
from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.documents import person_words
from desktop_app.mailing.letter_checks import Checking
from desktop_app.mailing.options import InvoiceOptions
from desktop_app.mailing.plan import Code, FoundDeviation, Severity
from desktop_app.mailing.tables import letters
from desktop_app.register.identity import check_account_number, check_kid


@dataclass(frozen=True, slots=True)
class InvoiceFields:
    """What an invoice says about its payment; None for what nobody has given."""

    kid: str | None
    amount: Decimal | None
    account: str | None
    due_date: date | None


def invoice_fields(options: InvoiceOptions, letter: Any) -> InvoiceFields:
    """A letter's own fields (a row of `letters`), and the mailing's where it has none, without separators."""
    account = options.account if letter.account is None else letter.account
    return InvoiceFields(
        kid=None if letter.kid is None else check_kid(letter.kid).number,
        amount=options.amount if letter.amount is None else Decimal(letter.amount),
        account=None if account is None else check_account_number(account).number,
        due_date=options.due_date if letter.due_date is None else date.fromisoformat(letter.due_date),
    )


def invoices_can_be_paid(checking: Checking) -> Iterator[FoundDeviation]:
    """Every invoice needs an amount, an account and a due date; account and KID must have the right check digit."""
    options = checking.mailing.options.invoice
    if options is None:
        return
    columns = (letters.c.kid, letters.c.amount, letters.c.account, letters.c.due_date)
    for row in checking.connection.execute(checking.of_draft(*columns)):
        person = person_words(row.full_name, row.customer_id)
        for field, message in _faults(invoice_fields(options, row), checking.interface, person):
            yield FoundDeviation(row.id, Code.INVOICE_FIELD, Severity.STOPS, message, field, field)


def _faults(fields: InvoiceFields, interface: Interface, person: Text) -> Iterator[tuple[str, Text]]:
    if fields.amount is None or fields.amount <= 0:
        yield "amount", text("{person}'s invoice has no amount to pay.", person=person)
    if fields.due_date is None:
        yield "due_date", text("{person}'s invoice has no due date.", person=person)
    if fields.account is None:
        yield "account", text("{person}'s invoice has no account number.", person=person)
    elif refusal := check_account_number(fields.account).refusal:
        yield (
            "account",
            text("The account number on {person}'s invoice: {why}", person=person, why=refusal.message),
        )
    if fields.kid is not None:
        if refusal := check_kid(fields.kid).refusal:
            yield "kid", text("The KID on {person}'s invoice: {why}", person=person, why=refusal.message)
    elif interface is Interface.V2_0:
        yield "kid", text("{person}'s invoice has no KID, which interface 2_0 needs.", person=person)
