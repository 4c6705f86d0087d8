"""What a lookup's answer does to the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from desktop_app.base.database import to_stored_time
from desktop_app.register.batches import batches
from desktop_app.register.history import LookupChange
from desktop_app.register.model import LookupStatus
from desktop_app.register.storage import read_many, write_many

__all__ = ["LookupChange", "LookupOutcome", "LookupSummary", "NamedBy", "apply_lookup"]

_AT_ONCE = 500

# The driver takes long for each None, so what is missing is handed over as an empty text.
_UPDATE = """
    UPDATE recipients SET status = ?, reasons = NULLIF(?, ''), digipost_address = NULLIF(?, ''),
        person_alias = NULLIF(?, ''), looked_up_at = ?, cleared_address = NULLIF(?, ''),
        cleared_alias = NULLIF(?, '') WHERE id = ?
"""
_CONFIRM = "UPDATE recipients SET looked_up_at = ? WHERE id = ?"
_REMEMBER = """
    INSERT INTO lookup_history (recipient_id, job_id, answered_at, change, status, previous_status,
        digipost_address, previous_address, person_alias, previous_alias, reasons)
    VALUES (?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''))
"""


class NamedBy(StrEnum):
    """How the question named the recipient."""

    NATIONAL_ID = "national_id"
    NAME_AND_ADDRESS = "name_and_address"
    DIGIPOST_ADDRESS = "digipost_address"
    PERSON_ALIAS = "person_alias"
    ORGANISATION_NUMBER = "organisation_number"


_NAMED_BY_AN_ANSWER = frozenset({NamedBy.DIGIPOST_ADDRESS, NamedBy.PERSON_ALIAS, None})
"""Questions that used what an earlier lookup found. Where nobody knows how it was asked, the careful way is taken."""


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """The answer about one recipient. `reasons` are the answer's own words, kept as they came.

    `ambiguous` says that several people fit.
    """

    customer_id: str
    status: LookupStatus
    named_by: NamedBy | None = None
    digipost_address: str | None = None
    person_alias: str | None = None
    reasons: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(slots=True)
class LookupSummary:
    """What `apply_lookup` did. `statuses` and `changes` count the outcomes that were applied."""

    applied: int = 0
    statuses: dict[LookupStatus, int] = field(default_factory=dict)
    changes: dict[LookupChange, int] = field(default_factory=dict)
    unknown: int = 0
    """Outcomes whose customer id is not in the register."""
    overtaken: int = 0
    """Outcomes not applied: the recipient was edited after the question was asked, or a newer answer is there."""


class _Known(NamedTuple):
    """What the register holds about a recipient before an answer, in the database's own types."""

    customer_id: str
    id: int
    status: str | None
    digipost_address: str | None
    person_alias: str | None
    reasons: str | None
    cleared_address: str | None
    cleared_alias: str | None
    looked_up_at: str | None
    identification_changed_at: str | None


class _Answer(NamedTuple):
    """What the register holds after it. The first four decide whether anything has changed."""

    status: str
    digipost_address: str | None
    person_alias: str | None
    reasons: str | None
    cleared_address: str | None
    cleared_alias: str | None


_FIND = f"""
    SELECT {", ".join(_Known._fields)} FROM recipients WHERE customer_id IN (SELECT value FROM json_each(?))
"""  # noqa: S608


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
    applying = _Applying(connection, job_id, asked_at, answered_at)
    for some in batches(outcomes, _AT_ONCE):
        applying.apply(some)
    return applying.summary


class _Applying:
    """One lookup's answers on their way into the register, and the count of what they did."""

    def __init__(
        self, connection: Connection, job_id: str, asked_at: datetime, answered_at: datetime
    ) -> None:
        self._connection = connection
        self._job_id = job_id
        self._asked_at = to_stored_time(asked_at)
        self._stored_time = to_stored_time(answered_at)
        self.summary = LookupSummary()

    def apply(self, outcomes: Sequence[LookupOutcome]) -> None:
        """Apply some answers: those that change something are written whole, the others only dated."""
        known = self._known(outcomes)
        updates: list[tuple[object, ...]] = []
        events: list[tuple[object, ...]] = []
        confirmed: list[tuple[object, ...]] = []
        for outcome in outcomes:
            before = known.get(outcome.customer_id)
            if before is None:
                self.summary.unknown += 1
            elif self._is_overtaken(before):
                self.summary.overtaken += 1
            else:
                after = _answer(before, outcome)
                if before[2:8] == after:
                    confirmed.append((self._stored_time, before.id))
                else:
                    updates.append(self._update(before, after))
                    events.append(self._event(before, after, outcome))
                self._count(outcome)
        write_many(self._connection, _UPDATE, updates)
        write_many(self._connection, _CONFIRM, confirmed)
        write_many(self._connection, _REMEMBER, events)

    def _known(self, outcomes: Sequence[LookupOutcome]) -> dict[str, _Known]:
        rows = read_many(self._connection, _FIND, [outcome.customer_id for outcome in outcomes])
        return {row[0]: _Known._make(row) for row in rows}

    def _is_overtaken(self, before: _Known) -> bool:
        # Stored times sort by time as they are.
        changed, answered = before.identification_changed_at, before.looked_up_at
        if changed is not None and changed > self._asked_at:
            return True
        return answered is not None and answered > self._stored_time

    def _update(self, before: _Known, after: _Answer) -> tuple[object, ...]:
        return (
            after.status,
            after.reasons or "",
            after.digipost_address or "",
            after.person_alias or "",
            self._stored_time,
            after.cleared_address or "",
            after.cleared_alias or "",
            before.id,
        )

    def _event(self, before: _Known, after: _Answer, outcome: LookupOutcome) -> tuple[object, ...]:
        change = _change(before, after, outcome)
        self.summary.changes[change] = self.summary.changes.get(change, 0) + 1
        return (
            before.id,
            self._job_id,
            self._stored_time,
            change.value,
            after.status,
            before.status or "",
            after.digipost_address or "",
            before.digipost_address or "",
            after.person_alias or "",
            before.person_alias or "",
            after.reasons or "",
        )

    def _count(self, outcome: LookupOutcome) -> None:
        self.summary.applied += 1
        self.summary.statuses[outcome.status] = self.summary.statuses.get(outcome.status, 0) + 1


def _answer(before: _Known, outcome: LookupOutcome) -> _Answer:
    """What the register is to hold after this answer.

    A user: the address. Identified without an account: the alias, and an address stored earlier is no longer valid.
    Not identified though an address or alias was named: both may be another person's, so both go, and stay visible
    as cleared. Invalid: what the person must mend is in the reasons, nothing else changes.
    """
    reasons = " ".join(outcome.reasons) or None
    if outcome.status == LookupStatus.DIGIPOST:
        return _Answer(outcome.status.value, outcome.digipost_address, None, reasons, None, None)
    if outcome.status == LookupStatus.IDENTIFIED:
        cleared = before.digipost_address or before.cleared_address
        return _Answer(outcome.status.value, None, outcome.person_alias, reasons, cleared, None)
    cleared_address, cleared_alias = before.cleared_address, before.cleared_alias
    address, alias = before.digipost_address, before.person_alias
    if outcome.status == LookupStatus.UNIDENTIFIED and outcome.named_by in _NAMED_BY_AN_ANSWER:
        cleared_address, cleared_alias = address or cleared_address, alias or cleared_alias
        address = alias = None
    return _Answer(outcome.status.value, address, alias, reasons, cleared_address, cleared_alias)


def _change(before: _Known, after: _Answer, outcome: LookupOutcome) -> LookupChange:
    """How the answer differs from what was known; the one that matters most to the sender."""
    if outcome.status == LookupStatus.UNIDENTIFIED and _has_cleared(before, after):
        return LookupChange.CLEARED
    if before.status is None:
        return LookupChange.FIRST
    if outcome.status == LookupStatus.DIGIPOST:
        return LookupChange.OTHER_ADDRESS if before.status == outcome.status else LookupChange.BECAME_DIGITAL
    if before.status == LookupStatus.DIGIPOST:
        return LookupChange.LEFT_DIGITAL
    if outcome.status == LookupStatus.IDENTIFIED:
        return LookupChange.OTHER_ALIAS if before.status == outcome.status else LookupChange.IDENTIFIED
    if outcome.status == LookupStatus.INVALID:
        return LookupChange.OTHER_REASONS if before.status == outcome.status else LookupChange.NEWLY_INVALID
    if outcome.ambiguous:
        return LookupChange.NEWLY_AMBIGUOUS
    return LookupChange.OTHER_REASONS if before.status == outcome.status else LookupChange.NEWLY_UNIDENTIFIED


def _has_cleared(before: _Known, after: _Answer) -> bool:
    return (before.digipost_address, before.person_alias) != (after.digipost_address, after.person_alias)
