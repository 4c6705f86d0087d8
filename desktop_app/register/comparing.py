"""What changed between two lookups, person by person: the state before the first answer against that after the last.

Somebody who left and came back in between has not changed. Everybody is in one kind only, the one that matters most
to a sender.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Row, Select, and_, case, func, or_, select

from desktop_app.register.history import LookupChange
from desktop_app.register.keys import fold
from desktop_app.register.model import LookupStatus
from desktop_app.register.storage import ids_in
from desktop_app.register.tables import lookup_history, recipients

SEVERAL_MATCH = "FLERE_TREFF"
"""Digipost's word for details that fit several people."""


class ChangeSort(StrEnum):
    """What people whose standing changed can be sorted by."""

    NAME = "name"
    CUSTOMER_ID = "customer_id"
    KIND = "kind"
    WHEN = "when"


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """Which people: those whom the answers of these jobs changed, narrowed by kind and by a search in their texts."""

    job_ids: frozenset[str]
    kinds: frozenset[LookupChange] = frozenset()
    search: str = ""
    sort: ChangeSort = ChangeSort.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person's standing before and after. `kind` says what the difference means."""

    recipient_id: int
    customer_id: str
    name: str
    kind: LookupChange
    status_before: LookupStatus | None
    status_after: LookupStatus | None
    address_before: str | None
    address_after: str | None
    reasons: tuple[str, ...]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """How many people changed, by kind; a kind without anybody is left out."""

    counts: Mapping[LookupChange, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many people changed at all."""
        return sum(self.counts.values())


def count_changes(connection: Connection, job_ids: Collection[str]) -> WhatChanged:
    """Count the people whom the answers of these jobs changed, by kind."""
    net = _net(job_ids)
    query = select(net.c.kind, func.count()).where(net.c.kind.is_not(None)).group_by(net.c.kind)
    return WhatChanged({LookupChange(kind): count for kind, count in connection.execute(query)})


def page_of_changes(
    connection: Connection, query: ChangeQuery, offset: int, limit: int
) -> list[PersonChange]:
    """One page of the people, in a stable order."""
    net = _net(query.job_ids)
    first: ColumnElement[Any] = {
        ChangeSort.NAME: recipients.c.sort_name,
        ChangeSort.CUSTOMER_ID: recipients.c.customer_id,
        ChangeSort.KIND: net.c.kind,
        ChangeSort.WHEN: net.c.answered_at,
    }[query.sort]
    order = (first.desc() if query.descending else first, recipients.c.sort_name, recipients.c.id)
    columns = (recipients.c.id, recipients.c.customer_id, recipients.c.full_name, *net.c)
    statement = _found(net, query, *columns).order_by(*order).limit(limit).offset(offset)
    return [_change_from(row) for row in connection.execute(statement)]


def count_found(connection: Connection, query: ChangeQuery) -> int:
    """How many people the query finds."""
    return int(connection.execute(_found(_net(query.job_ids), query, func.count())).scalar_one())


def _found(net: CTE, query: ChangeQuery, *columns: Any) -> Select[Any]:
    wanted: list[ColumnElement[bool]] = [net.c.kind.is_not(None)]
    if query.kinds:
        wanted.append(net.c.kind.in_(sorted(query.kinds)))
    words = " ".join(fold(query.search).split())
    if words:
        wanted.append(recipients.c.search_text.contains(words, autoescape=True))
    joined = net.join(recipients, recipients.c.id == net.c.recipient_id)
    return select(*columns).select_from(joined).where(*wanted)


def _net(job_ids: Collection[str]) -> CTE:
    """Everybody the jobs told something of: what was known before their first answer, and after their last."""
    span = (
        select(
            lookup_history.c.recipient_id,
            func.min(lookup_history.c.id).label("first_id"),
            func.max(lookup_history.c.id).label("last_id"),
        )
        .where(ids_in(lookup_history.c.job_id, job_ids))
        .group_by(lookup_history.c.recipient_id)
        .cte("span")
    )
    first, last = lookup_history.alias("first"), lookup_history.alias("last")
    earlier = lookup_history.alias("earlier")
    reasons_before = (
        select(earlier.c.reasons)
        .where(earlier.c.recipient_id == span.c.recipient_id, earlier.c.id < span.c.first_id)
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            span.c.recipient_id,
            _kind(first, last, reasons_before).label("kind"),
            first.c.previous_status.label("status_before"),
            last.c.status.label("status_after"),
            first.c.previous_address.label("address_before"),
            last.c.digipost_address.label("address_after"),
            last.c.reasons,
            last.c.answered_at,
        )
        .join(first, first.c.id == span.c.first_id)
        .join(last, last.c.id == span.c.last_id)
        .cte("net")
    )


def _kind(first: Any, last: Any, reasons_before: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the difference means, by the same rules as for one answer; NULL where there is none in the end."""
    before, after = first.c.previous_status, last.c.status
    same_status = before.is_not_distinct_from(after)
    ambiguous = and_(
        after == LookupStatus.UNIDENTIFIED, func.coalesce(last.c.reasons, "").contains(SEVERAL_MATCH)
    )
    was_ambiguous = func.coalesce(reasons_before, "").contains(SEVERAL_MATCH)
    cleared = last.c.change == LookupChange.CLEARED
    return case(
        (cleared, LookupChange.CLEARED.value),
        (and_(before.is_(None), ambiguous), LookupChange.NEWLY_AMBIGUOUS.value),
        (before.is_(None), LookupChange.FIRST.value),
        (and_(after == LookupStatus.DIGIPOST, before != after), LookupChange.BECAME_DIGITAL.value),
        (and_(before == LookupStatus.DIGIPOST, before != after), LookupChange.LEFT_DIGITAL.value),
        (and_(ambiguous, or_(~same_status, ~was_ambiguous)), LookupChange.NEWLY_AMBIGUOUS.value),
        (and_(after == LookupStatus.UNIDENTIFIED, ~same_status), LookupChange.NEWLY_UNIDENTIFIED.value),
        (and_(after == LookupStatus.INVALID, ~same_status), LookupChange.NEWLY_INVALID.value),
        (and_(after == LookupStatus.IDENTIFIED, ~same_status), LookupChange.IDENTIFIED.value),
        (
            first.c.previous_address.is_distinct_from(last.c.digipost_address),
            LookupChange.OTHER_ADDRESS.value,
        ),
        (first.c.previous_alias.is_distinct_from(last.c.person_alias), LookupChange.OTHER_ALIAS.value),
        (last.c.reasons.is_distinct_from(reasons_before), LookupChange.OTHER_REASONS.value),
        else_=None,
    )


def _change_from(row: Row[Any]) -> PersonChange:
    return PersonChange(
        recipient_id=row.id,
        customer_id=row.customer_id,
        name=row.full_name,
        kind=LookupChange(row.kind),
        status_before=LookupStatus(row.status_before) if row.status_before else None,
        status_after=LookupStatus(row.status_after) if row.status_after else None,
        address_before=row.address_before,
        address_after=row.address_after,
        reasons=tuple((row.reasons or "").split()),
        answered_at=row.answered_at,
    )
