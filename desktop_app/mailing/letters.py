"""Letters as the rest of the program sees them: what goes in, and the rows that come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from desktop_app.base.texts import Text
from desktop_app.mailing.outcomes import Outcome, Reason


@dataclass(frozen=True, slots=True)
class LetterInput:
    """One letter of a draft: who gets it, and what differs from the mailing's options.

    `document` is None when the mailing's common PDF is meant, or when the letter's PDF is missing (the check
    says so where there is no common one). `attachments` come after the mailing's common ones. The check judges
    the invoice fields. `row` is the row in the file, for messages.
    """

    recipient_id: int
    document: Path | None = None
    attachments: tuple[Path, ...] = ()
    subject: str | None = None
    kid: str | None = None
    amount: Decimal | None = None
    account: str | None = None
    due_date: date | None = None
    row: int | None = None


class LetterSort(StrEnum):
    """What letters can be sorted by."""

    ORDER = "order"
    NAME = "name"
    CUSTOMER_ID = "customer_id"
    OUTCOME = "outcome"
    REASON = "reason"
    POSTCODE = "postcode"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LetterQuery:
    """Which letters, in which order. Everything is done in SQL. Empty means any.

    `search` is looked for in name, customer id and subject. `done` filters the remainder by its ticks.
    """

    mailing_id: int | None = None
    recipient_id: int | None = None
    search: str = ""
    outcomes: tuple[Outcome, ...] = ()
    reasons: tuple[Reason, ...] = ()
    done: bool | None = None
    sort: LetterSort = LetterSort.ORDER
    descending: bool = False


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in the ledger, as a grid or a report shows it. `details` are Digipost's codes and messages."""

    id: int
    mailing_id: int
    recipient_id: int | None
    customer_id: str
    name: str
    address: str
    postcode: str
    city: str
    subject: str
    document: Path | None
    outcome: Outcome
    reason: Reason | None
    details: tuple[str, ...]
    uuid: str | None
    job_id: str | None
    outcome_at: datetime | None
    done_at: datetime | None
    done_how: str | None
    replaces: int | None
    replace_reason: str | None

    @property
    def may_print(self) -> bool:
        """True when paper is the right way for this person now."""
        return self.outcome is Outcome.REMAINDER and self.reason is not None and self.reason.may_print


@dataclass(frozen=True, slots=True)
class RemainderRow:
    """Somebody who was not reached: why, whether paper is right, and whether it is done."""

    letter_id: int
    mailing_id: int
    recipient_id: int | None
    customer_id: str
    name: str
    address1: str
    address2: str
    postcode: str
    city: str
    country: str
    reason: Reason
    reason_text: Text
    details: tuple[str, ...]
    detail_texts: tuple[Text, ...]
    fields_to_mend: tuple[str, ...]
    may_print: bool
    document: Path | None
    document_sha256: str | None
    attachments: Sequence[Path]
    subject: str
    done_at: datetime | None
    done_how: str | None

    @property
    def done(self) -> bool:
        """True when somebody has said how this person was reached instead."""
        return self.done_at is not None


class HistoryKind(StrEnum):
    """What kind of thing happened."""

    LETTER = "letter"
    LOOKUP = "lookup"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a person's letters or lookups, newest first in a list.

    `what` says it in words, `details` what Digipost added. `document` is the letter's file as it lay there when it
    was sent, `receipt` the file that Digipost's answer came in; neither need exist any more.
    """

    at: datetime
    what: Text
    mailing_id: int | None
    letter_id: int | None
    job_id: str | None
    subject: str = ""
    kind: HistoryKind = HistoryKind.LETTER
    details: tuple[Text, ...] = ()
    document: Path | None = None
    receipt: Path | None = None
