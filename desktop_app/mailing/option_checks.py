"""What can be wrong with a mailing as a whole: its options, its size, what the interface can carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from desktop_app.base.texts import Text, plural, text
from desktop_app.digipost.interfaces import Interface
from desktop_app.mailing.ledger import MailingRecord
from desktop_app.mailing.options import MailingOptions, Pattern
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.plan import Code, FoundDeviation, Severity
from desktop_app.mailing.subjects import SUBJECT_FIELDS, unknown_fields
from desktop_app.mailing.tables import letters
from desktop_app.register.tables import recipients

MOST_LETTERS_WITHOUT_LOOKUP = 999
MOST_BYTES_WITHOUT_LOOKUP = 150_000
"""Digipost's guide: a mailing without a lookup is for fewer than 1,000 letters of at most 150 kB."""

OLD_LOOKUP_DAYS = 30
"""After so many days a lookup is called old. People join Digipost every day; the guide asks for fresh ones."""

MOST_ATTACHMENTS = 99


@dataclass(frozen=True, slots=True)
class Size:
    """How much a mailing is: letters, and the bytes of the largest one with its attachments."""

    letters: int
    largest_letter_bytes: int


def check_options(
    mailing: MailingRecord, interface: Interface, sender_id: int | None, now: datetime
) -> Iterator[FoundDeviation]:
    """What is wrong before any letter is looked at."""
    options = mailing.options
    if sender_id is None:
        yield _stops(
            Code.NO_SENDER,
            "digipost.sender_id",
            text("Your organisation's sender id is not in the settings."),
        )
    for name in unknown_fields(options.subject):
        known = ", ".join(f"{{{field}}}" for field in SUBJECT_FIELDS)
        yield _stops(
            Code.UNKNOWN_SUBJECT_FIELD,
            "subject",
            text(
                "The subject names “{field}”, which no letter has. It can have {known}.",
                field=name,
                known=known,
            ),
            name,
        )
    if options.deliver_at is not None and options.deliver_at < now:
        yield _stops(
            Code.DELIVERY_IN_PAST,
            "deliver_at",
            text("The delivery time {time} has passed.", time=options.deliver_at),
        )
    if interface is Interface.V2_0:
        yield from _not_in_older_interface(options)


def check_size(options: MailingOptions, size: Size) -> Iterator[FoundDeviation]:
    """What is odd about the number of letters and their size."""
    if size.letters == 0:
        yield _stops(Code.NO_LETTERS, None, text("There is no letter to send."))
    if options.pattern is not Pattern.MAILING_ONLY:
        return
    if size.letters > MOST_LETTERS_WITHOUT_LOOKUP:
        message = plural(
            "{count} letter without a lookup: Digipost asks for a lookup first from 1,000 letters on.",
            "{count} letters without a lookup: Digipost asks for a lookup first from 1,000 letters on.",
            count=size.letters,
        )
        yield FoundDeviation(None, Code.TOO_MANY_LETTERS, Severity.WARNS, message)
    if size.largest_letter_bytes > MOST_BYTES_WITHOUT_LOOKUP:
        message = text(
            "The largest letter is {size} kB. Without a lookup first, Digipost asks for at most 150 kB.",
            size=round(size.largest_letter_bytes / 1000),
        )
        yield FoundDeviation(None, Code.TOO_LARGE_LETTERS, Severity.WARNS, message)


def check_lookup_age(
    connection: Connection, mailing: MailingRecord, now: datetime
) -> Iterator[FoundDeviation]:
    """Whether a mailing that builds on the register's lookups builds on old ones."""
    if mailing.options.pattern is not Pattern.FROM_REGISTER:
        return
    limit = now - timedelta(days=OLD_LOOKUP_DAYS)
    count = connection.execute(
        select(func.count())
        .select_from(letters.join(recipients, recipients.c.id == letters.c.recipient_id))
        .where(
            letters.c.mailing_id == mailing.id,
            letters.c.outcome == Outcome.PLANNED,
            or_(recipients.c.looked_up_at.is_(None), recipients.c.looked_up_at < limit),
        )
    ).scalar_one()
    if count:
        message = plural(
            "{count} recipient was never looked up, or more than {days} days ago. A new lookup finds those who"
            " have joined Digipost since.",
            "{count} recipients were never looked up, or more than {days} days ago. A new lookup finds those who"
            " have joined Digipost since.",
            count=count,
            days=OLD_LOOKUP_DAYS,
        )
        yield FoundDeviation(None, Code.OLD_LOOKUPS, Severity.WARNS, message)


def _not_in_older_interface(options: MailingOptions) -> Iterator[FoundDeviation]:
    if options.deliver_at is not None:
        yield _too_new("deliver_at", text("Interface 2_0 cannot carry a delivery time."))
    if options.opening_receipt_group:
        yield _too_new("opening_receipt_group", text("Interface 2_0 cannot carry opening receipts."))
    if options.printing is not None and options.printing.colour:
        yield _too_new("colour", text("Interface 2_0 cannot carry print in colour."))
    if options.notification_addresses:
        yield _too_new(
            "notification_addresses", text("Interface 2_0 cannot carry addresses for notification.")
        )


def _too_new(field: str, message: Text) -> FoundDeviation:
    return _stops(Code.NOT_IN_INTERFACE, field, message, field)


def _stops(code: Code, field: str | None, message: Text, detail: str = "") -> FoundDeviation:
    return FoundDeviation(None, code, Severity.STOPS, message, field, detail)
