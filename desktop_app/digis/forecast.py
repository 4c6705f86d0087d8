"""A dry run: who would be sent, and why the others not. It asks nobody and changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, null, select

from desktop_app.base.database import Database
from desktop_app.base.texts import Text, text
from desktop_app.digis.model import Gender
from desktop_app.digis.outbox import DeliveryState, may_be_tried_again
from desktop_app.digis.queries import is_active_member, searched, with_their_state
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


@dataclass(frozen=True, slots=True)
class Forecast:
    """The numbers of a dry run; the last three are about those who would be sent.

    `without_consent` counts who has not allowed SMS.
    """

    would_send: int
    not_sent: Mapping[WhyNot, int]
    sex_unknown: int
    without_mobile: int
    without_consent: int


class ForecastSort(StrEnum):
    """What a dry run's list can be sorted by."""

    NAME = "name"
    PERSON = "person_id"
    SUBSCRIPTION = "subscription_id"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class ForecastQuery:
    """Which members of a dry run: `would_send` None is all of them. `search` looks where a list of members does."""

    search: str = ""
    would_send: bool | None = None
    sort: ForecastSort = ForecastSort.NAME
    descending: bool = False
    retry_unknown: bool = False


def list_foreseen(connection: Connection, query: ForecastQuery, offset: int, limit: int) -> list[Foreseen]:
    """A page of a dry run."""
    why = _why_not(retry_unknown=query.retry_unknown)
    order: Mapping[ForecastSort, ColumnElement[Any]] = {
        ForecastSort.NAME: members.c.sort_name,
        ForecastSort.PERSON: members.c.person_id,
        ForecastSort.SUBSCRIPTION: outbox.c.subscription_id,
        ForecastSort.WHY: why,
    }
    wanted = order[query.sort]
    page = (
        _foreseen(why)
        .where(*_conditions(query, why))
        .order_by(wanted.desc() if query.descending else wanted, members.c.person_id)
        .offset(offset)
        .limit(limit)
    )
    return [_from(row) for row in connection.execute(page).mappings()]


def count_foreseen(connection: Connection, query: ForecastQuery) -> int:
    """How many members of a dry run fit a query."""
    why = _why_not(retry_unknown=query.retry_unknown)
    wanted = with_their_state(select(func.count())).where(*_conditions(query, why))
    return int(connection.execute(wanted).scalar_one())


def foresee(database: Database, *, retry_unknown: bool = False) -> Iterator[Foreseen]:
    """Every member and what a run would do about them, by person id, read in batches."""
    after = ""
    wanted = _foreseen(_why_not(retry_unknown=retry_unknown)).order_by(members.c.person_id).limit(_BATCH)
    while True:
        with database.read() as connection:
            rows = connection.execute(wanted.where(members.c.person_id > after)).mappings().all()
        yield from map(_from, rows)
        if len(rows) < _BATCH:
            return
        after = rows[-1]["person_id"]


def forecast(database: Database, *, retry_unknown: bool = False) -> Forecast:
    """The numbers of a dry run."""
    why = _why_not(retry_unknown=retry_unknown).label("why")
    wanted = with_their_state(
        select(
            why,
            func.count().label("members"),
            func.count().filter(members.c.gender == Gender.UNKNOWN).label("sex_unknown"),
            func.count().filter(members.c.mobile.is_(None)).label("without_mobile"),
            func.count().filter(~members.c.allows_sms).label("without_consent"),
        )
    ).group_by(why)
    with database.read() as connection:
        rows = {row["why"]: row for row in connection.execute(wanted).mappings()}
    would = rows.pop(None, None)
    not_sent = {each: rows[each]["members"] for each in WhyNot if each in rows}
    if would is None:
        return Forecast(0, not_sent, 0, 0, 0)
    return Forecast(
        would["members"], not_sent, would["sex_unknown"], would["without_mobile"], would["without_consent"]
    )


def _why_not(*, retry_unknown: bool) -> ColumnElement[Any]:
    """Of a member with their row in the outbox: why they would not be sent, or null."""
    state = outbox.c.state
    waits: ColumnElement[bool] = state == DeliveryState.WAITING
    if retry_unknown:
        waits = waits | may_be_tried_again()
    return case(
        (and_(waits, is_active_member()), null()),
        (waits, WhyNot.ENDED),
        *((state == each, why) for each, why in _OF_STATE.items()),
        (is_active_member(), WhyNot.NOT_QUEUED),
        else_=WhyNot.NOT_ACTIVE,
    )


def _foreseen(why: ColumnElement[Any]) -> Select[Any]:
    return with_their_state(
        select(
            members.c.person_id,
            members.c.first_name,
            members.c.last_name,
            outbox.c.subscription_id,
            why.label("why"),
        )
    )


def _conditions(query: ForecastQuery, why: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
    if query.would_send is not None:
        yield why.is_(None) if query.would_send else why.is_not(None)
    yield from searched(query.search)


def _from(row: RowMapping) -> Foreseen:
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    why = None if row["why"] is None else WhyNot(row["why"])
    return Foreseen(row["person_id"], name, row["subscription_id"], why)
