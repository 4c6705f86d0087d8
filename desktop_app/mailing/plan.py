"""What the check of a draft found: the pairs, the deviations, and the number a person confirms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext


class Severity(StrEnum):
    """How much a deviation stands in the way."""

    STOPS = "stops"
    """The letter must be mended or left out."""
    NEEDS_REASON = "needs_reason"
    """It may be right: the person accepts it with a reason, mends it or leaves it out."""
    WARNS = "warns"
    """Worth knowing; nothing has to be done."""


class Fix(StrEnum):
    """What can be done about a deviation."""

    LEAVE_OUT = "leave_out"
    MEND_FIELD = "mend_field"
    CHOOSE_DOCUMENT = "choose_document"
    ACCEPT = "accept"
    CHANGE_OPTIONS = "change_options"


class Code(StrEnum):
    """What can be wrong with a mailing or a letter before it is sent, or odd about it afterwards."""

    # The whole mailing, shown first
    NO_LETTERS = "no_letters"
    TOO_MANY_LETTERS = "too_many_letters"
    TOO_LARGE_LETTERS = "too_large_letters"
    UNKNOWN_SUBJECT_FIELD = "unknown_subject_field"
    NOT_IN_INTERFACE = "not_in_interface"
    DELIVERY_IN_PAST = "delivery_in_past"
    OLD_LOOKUPS = "old_lookups"
    NO_SENDER = "no_sender"
    RESTORED = "restored"
    """The data came back from a backup that does not know what was sent since. Of a confirmed mailing: it is held."""
    # One letter
    RECIPIENT_GONE = "recipient_gone"
    NO_IDENTIFICATION = "no_identification"
    NO_DOCUMENT = "no_document"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_UNREADABLE = "document_unreadable"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"
    NO_SUBJECT = "no_subject"
    LONG_SUBJECT = "long_subject"
    SAME_CUSTOMER_ID = "same_customer_id"
    SAME_PERSON = "same_person"
    ALREADY_SENT = "already_sent"
    NO_POSTAL_ADDRESS = "no_postal_address"
    INVOICE_FIELD = "invoice_field"
    DOCUMENT_FAULT = "document_fault"
    """From an examiner: the PDF's rules."""
    WRONG_LETTER = "wrong_letter"
    """From an examiner: the letter's text names somebody else."""
    # After sending
    CONTRADICTION = "contradiction"
    MISSING_ANSWER = "missing_answer"
    UNKNOWN_IN_RESULT = "unknown_in_result"
    CLEARED = "cleared"
    SAME_MAILBOX = "same_mailbox"
    """A lookup led two letters to one mailbox, and one of them was kept back."""
    KNOWN_JOB = "known_job"
    """Digipost says that it had the job before, although it was sent once as far as anybody knows."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that a person should look at.

    `key` stays the same when the same thing is found again, and holds for exactly the document that was looked
    at. `column` is the field that is wrong, in the register's or the letter's words. `letter_id` is None when
    it is about the whole mailing.
    """

    id: int
    key: str
    code: Code
    severity: Severity
    text: Text
    mailing_id: int | None
    letter_id: int | None
    recipient_id: int | None
    customer_id: str | None
    name: str
    row: int | None
    column: str | None
    fixes: tuple[Fix, ...]
    found_at: datetime
    settled_how: str | None = None


@dataclass(frozen=True, slots=True)
class FoundDeviation:
    """What an examiner reports; the check gives it its id and its place."""

    letter_id: int | None
    code: Code
    severity: Severity
    text: Text
    column: str | None = None
    detail: str = ""
    """Sets two findings of the same code on the same letter apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A person beside their letter, as it will be sent. `identified_by` is the register's word for how."""

    letter_id: int
    recipient_id: int | None
    customer_id: str
    name: str
    national_id: str | None
    address: str
    row: int | None
    document: Path | None
    document_sha256: str | None
    document_size: int
    attachments: tuple[Path, ...]
    subject: str
    identified_by: str
    register_status: str | None
    left_out: bool
    deviations: int


class Examiner(Protocol):
    """Looks at pairs during the check: the PDF's rules, or whether the letter names the right person."""

    def examine(self, pairs: Iterator[Pair], context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations of these pairs, as they are found. Pairs that were left out do not come."""
        ...


@dataclass(frozen=True, slots=True)
class MailingPlan:
    """The result of a check. It can be confirmed as long as the draft stays as it is (`revision`).

    `letters` is the number to confirm: what is left after those that were left out. `stopping` counts the
    deviations that still stand in the way, `open` those and the ones that need a reason. `by_identification`
    counts letters by how their recipient is identified; `document_bytes` is the size of the distinct documents.
    """

    mailing_id: int
    revision: int
    letters: int
    left_out: int
    stopping: int
    needing_reason: int
    warnings: int
    documents: int
    document_bytes: int
    largest_letter_bytes: int
    with_print: int
    first_deviations: tuple[Deviation, ...] = ()
    by_identification: Mapping[str, int] = field(default_factory=dict)
    by_code: Mapping[Code, int] = field(default_factory=dict)

    @property
    def can_be_confirmed(self) -> bool:
        """True when nothing stands in the way."""
        return self.letters > 0 and self.stopping == 0 and self.needing_reason == 0
