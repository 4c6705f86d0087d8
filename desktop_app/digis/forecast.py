"""A dry run: who would be sent, and why the others not. It asks nobody and changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from desktop_app.base.database import Database
from desktop_app.base.texts import Text, text
from desktop_app.digis.model import Gender
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.queries import is_active_member
from desktop_app.digis.tables import members, outbox

_BATCH = 1000


class WhyNot(StrEnum):
    """Why somebody would not be sent."""

    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    ENDED = "ended"
    NOT_ACTIVE = "not_active"
    BEING_SENT = "being_sent"
    NOT_QUEUED = "not_queued"


WHY_NOT_WORDS: Mapping[WhyNot, Text] = {
    WhyNot.SENT: text("Sent already"),
    WhyNot.UNKNOWN: text("Unknown whether Digis has them: somebody must decide"),
    WhyNot.FAILED: text("Digis refused them"),
    WhyNot.ENDED: text("The subscription ended before they were sent"),
    WhyNot.NOT_ACTIVE: text("No active subscription"),
    WhyNot.BEING_SENT: text("Being sent at this moment"),
    WhyNot.NOT_QUEUED: text("Nothing has changed since they were left out"),
}
_OF_STATE = {
    DeliveryState.SENT: WhyNot.SENT,
    DeliveryState.UNKNOWN: WhyNot.UNKNOWN,
    DeliveryState.FAILED: WhyNot.FAILED,
    DeliveryState.WITHDRAWN: WhyNot.ENDED,
    DeliveryState.SENDING: WhyNot.BEING_SENT,
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One member: `why_not` is None for those who would be sent."""

    person_id: str
    name: str
    subscription_id: str | None
    why_not: WhyNot | None
    sex_unknown: bool
    without_mobile: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """The numbers of a dry run. `sex_unknown` and `without_mobile` are about those who would be sent."""

    would_send: int
    not_sent: Mapping[WhyNot, int]
    sex_unknown: int
    without_mobile: int


def foresee(database: Database, *, retry_unknown: bool = False) -> Iterator[Foreseen]:
    """Every member and what a run would do about them, in the order of the run."""
    after = ""
    while True:
        wanted = (
            select(
                members.c.person_id, members.c.first_name, members.c.last_name, members.c.gender,
                members.c.mobile, outbox.c.subscription_id, outbox.c.state, is_active_member().label("active"),
            )
            .join_from(members, outbox, outbox.c.person_id == members.c.person_id, isouter=True)
            .where(members.c.person_id > after)
            .order_by(members.c.person_id)
            .limit(_BATCH)
        )  # fmt: skip
        with database.read() as connection:
            rows = connection.execute(wanted).mappings().all()
        for row in rows:
            state = None if row["state"] is None else DeliveryState(row["state"])
            if state is DeliveryState.UNKNOWN and retry_unknown:
                state = DeliveryState.WAITING
            name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
            yield Foreseen(
                row["person_id"],
                name,
                row["subscription_id"],
                _why_not(state, active=row["active"]),
                row["gender"] == Gender.UNKNOWN,
                not row["mobile"],
            )
        if len(rows) < _BATCH:
            return
        after = rows[-1]["person_id"]


def forecast(database: Database, *, retry_unknown: bool = False) -> Forecast:
    """The numbers of a dry run."""
    counts: Counter[WhyNot | None] = Counter()
    sex_unknown = without_mobile = 0
    for each in foresee(database, retry_unknown=retry_unknown):
        counts[each.why_not] += 1
        if each.why_not is None:
            sex_unknown += each.sex_unknown
            without_mobile += each.without_mobile
    not_sent = {why: counts[why] for why in WhyNot if counts[why]}
    return Forecast(counts[None], not_sent, sex_unknown, without_mobile)


def _why_not(state: DeliveryState | None, *, active: bool) -> WhyNot | None:
    if state is DeliveryState.WAITING:
        return None if active else WhyNot.ENDED
    if state is not None:
        return _OF_STATE[state]
    return WhyNot.NOT_QUEUED if active else WhyNot.NOT_ACTIVE
