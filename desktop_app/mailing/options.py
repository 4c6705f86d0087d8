"""What a mailing is to do, as one typed value that is stored with it."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Pattern(StrEnum):
    """Digipost's four ways of mailing, and one's own. The words are those of the command line."""

    SPLIT_FIRST = "split-first"
    FROM_REGISTER = "from-register"
    MAILING_ONLY = "mailing-only"
    WITH_PRINT = "with-print"
    OWN = "own"


class Security(StrEnum):
    """How a recipient logs in to open the letter."""

    PASSWORD = "password"  # noqa: S105 - the name of a level
    TWO_FACTOR = "two-factor"


class SendTo(StrEnum):
    """Whom letters are sent to when nothing is looked up first."""

    EVERYONE = "everyone"
    KNOWN_USERS = "known-users"


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where a printed letter comes back to. A Norwegian address."""

    name: str
    address1: str
    postcode: str
    city: str
    address2: str = ""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How Digipost prints for those who cannot get the letter digitally."""

    return_address: ReturnAddress
    colour: bool = False
    first_class: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceOptions:
    """The letters are invoices. A value here holds for every letter that has none of its own."""

    account: str | None = None
    due_date: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingOptions:
    """All choices of one mailing. Make one with `options_for`, so that the pattern's own choices are right.

    `subject` may hold fields such as `{first_name}`; it is filled in for each letter at the check. Moments are
    aware. `sms_after_hours` and `sms_at` exclude each other. `common_document` is the PDF of every letter that
    has none of its own; `common_attachments` go with every letter, before its own. `interface` is "2_1" or
    "2_0", None for what the settings say when the mailing is confirmed. `processor_id` None means the same.
    """

    name: str
    subject: str
    pattern: Pattern = Pattern.SPLIT_FIRST
    lookup_first: bool = True
    update_register: bool = True
    send_to: SendTo = SendTo.EVERYONE
    printing: PrintOptions | None = None
    common_document: str | None = None
    common_attachments: tuple[str, ...] = ()
    sms_after_hours: tuple[int, ...] = ()
    sms_at: tuple[datetime, ...] = ()
    security: Security = Security.PASSWORD
    sensitive: bool = False
    opening_receipt_group: str | None = None
    notification_addresses: bool = False
    """Send e-mail and phone along for Digipost's notifications. Only public senders may do that."""
    deliver_at: datetime | None = None
    invoice: InvoiceOptions | None = None
    auto_approve: bool = False
    processor_id: int | None = None
    interface: str | None = None
    variant_name: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Free notes of whoever made the mailing, such as the wizard's draft id."""


def options_for(pattern: Pattern, **choices: Any) -> MailingOptions:
    """Options with what the pattern fixes: `options_for(Pattern.MAILING_ONLY, name=…, subject=…)`.

    For `Pattern.OWN` the caller chooses everything. Raises ValueError for print without a return address.
    """
    fixed_by_pattern: Mapping[Pattern, Mapping[str, Any]] = {
        Pattern.SPLIT_FIRST: {"lookup_first": True, "printing": None},
        Pattern.FROM_REGISTER: {"lookup_first": False, "printing": None},
        Pattern.MAILING_ONLY: {"lookup_first": False, "printing": None, "send_to": SendTo.EVERYONE},
        Pattern.WITH_PRINT: {"lookup_first": False, "send_to": SendTo.EVERYONE},
        Pattern.OWN: {},
    }
    fixed = fixed_by_pattern[pattern]
    options = MailingOptions(**{**choices, **fixed, "pattern": pattern})
    if pattern is Pattern.WITH_PRINT and options.printing is None:
        raise ValueError("a mailing with print needs its return address")
    return options


def options_to_json(options: MailingOptions) -> str:
    """The text that the ledger stores."""
    return json.dumps(dataclasses.asdict(options), default=_plain, ensure_ascii=False, sort_keys=True)


def options_from_json(stored: str) -> MailingOptions:
    """The options from the ledger's text. Unknown names are an error: nothing is silently dropped."""
    values: dict[str, Any] = json.loads(stored)
    values["pattern"] = Pattern(values["pattern"])
    values["security"] = Security(values["security"])
    values["send_to"] = SendTo(values["send_to"])
    values["sms_at"] = tuple(datetime.fromisoformat(moment) for moment in values["sms_at"])
    values["sms_after_hours"] = tuple(values["sms_after_hours"])
    values["common_attachments"] = tuple(values["common_attachments"])
    if values["deliver_at"] is not None:
        values["deliver_at"] = datetime.fromisoformat(values["deliver_at"])
    values["printing"] = _printing(values["printing"])
    values["invoice"] = _invoice(values["invoice"])
    return MailingOptions(**values)


def _printing(values: dict[str, Any] | None) -> PrintOptions | None:
    if values is None:
        return None
    return PrintOptions(**{**values, "return_address": ReturnAddress(**values["return_address"])})


def _invoice(values: dict[str, Any] | None) -> InvoiceOptions | None:
    if values is None:
        return None
    due_date, amount = values["due_date"], values["amount"]
    return InvoiceOptions(
        account=values["account"],
        due_date=None if due_date is None else date.fromisoformat(due_date),
        amount=None if amount is None else Decimal(amount),
    )


def _plain(value: object) -> str:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
    raise TypeError(type(value).__name__)
