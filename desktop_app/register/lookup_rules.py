"""What a lookup's answer does to the register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from desktop_app.register.model import LookupStatus


class NamedBy(StrEnum):
    """How the question named the recipient."""

    NATIONAL_ID = "national_id"
    NAME_AND_ADDRESS = "name_and_address"
    DIGIPOST_ADDRESS = "digipost_address"
    PERSON_ALIAS = "person_alias"
    ORGANISATION_NUMBER = "organisation_number"


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """The answer about one recipient. `reasons` are the answer's own words, kept as they came."""

    customer_id: str
    status: LookupStatus
    named_by: NamedBy | None = None
    digipost_address: str | None = None
    person_alias: str | None = None
    reasons: tuple[str, ...] = ()


class LookupChange(StrEnum):
    """How a recipient differs from the lookup before."""

    BECAME_DIGITAL = "became_digital"
    LEFT_DIGITAL = "left_digital"
    OTHER_ADDRESS = "other_address"
    NEWLY_AMBIGUOUS = "newly_ambiguous"
    NEWLY_INVALID = "newly_invalid"
    IDENTIFIED = "identified"
    CLEARED = "cleared"


@dataclass(slots=True)
class LookupSummary:
    """What `apply_lookup` did. The counts of `statuses` are of the outcomes that were applied."""

    applied: int = 0
    statuses: dict[LookupStatus, int] = field(default_factory=dict)
    changes: dict[LookupChange, int] = field(default_factory=dict)
    unknown: int = 0
    """Outcomes whose customer id is not in the register."""
    overtaken: int = 0
    """Outcomes not applied: the recipient was edited after the question was asked, or a newer answer is there."""


def apply_lookup(
    connection: Connection,
    outcomes: Iterable[LookupOutcome],
    *,
    job_id: str,
    asked_at: datetime,
    answered_at: datetime,
) -> LookupSummary:
    """Apply the answers of one lookup within the caller's transaction. Applying it twice changes nothing.

    `asked_at` is when the recipients' data was frozen into the job, `answered_at` when the answer was made;
    both aware. Streams: any number of outcomes in the same memory.
    """
    raise NotImplementedError
