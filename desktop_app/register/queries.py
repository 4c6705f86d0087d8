"""Which recipients, and in which order: what grids, wizards and the command line ask the register."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, and_, func, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from desktop_app.register.model import LookupStatus
from desktop_app.register.searching import row_fits, search_for, share_found
from desktop_app.register.storage import COLUMNS, ids_in
from desktop_app.register.tables import recipient_tags, recipients, tags


class SortKey(StrEnum):
    """What a list of recipients can be sorted by."""

    NAME = "name"
    CUSTOMER_ID = "customer_id"
    POSTCODE = "postcode"
    CITY = "city"
    ADDRESS = "address1"
    EMAIL = "email"
    STATUS = "status"
    LOOKED_UP_AT = "looked_up_at"
    UPDATED_AT = "updated_at"


_INDEXED = {SortKey.NAME, SortKey.CUSTOMER_ID}
_LOOKED_AT_FIRST = 12_000
"""So many rows at the top of the list are read through, at most, in less time than all that fit are listed in."""
_WITH_LUCK = 1.5
"""What is found is not spread evenly over the list."""


@dataclass(frozen=True, slots=True)
class RecipientQuery:
    """A filter and an order. What is left out does not narrow; what is given narrows together.

    `search` is looked for anywhere in name, customer id, address, city, e-mail and phone, upper and lower
    case alike; a whole identity number or organisation number finds its owner. `statuses` may hold None
    for "never looked up". `reason` is one word of the last answer. A recipient has all of `tags`.
    `lookup_older_than_days` also finds those who were never looked up. `without_identification` finds those
    with nothing to look them up by. `ids` limits to a selection made by hand.
    """

    search: str = ""
    statuses: frozenset[LookupStatus | None] = frozenset()
    reason: str | None = None
    tags: frozenset[str] = frozenset()
    lookup_older_than_days: int | None = None
    without_identification: bool = False
    ids: frozenset[int] | None = None
    sort: SortKey = SortKey.NAME
    descending: bool = False


def to_json(query: RecipientQuery) -> str:
    """The query as text, for a saved filter. A selection made by hand is not part of a filter."""
    return json.dumps(
        {
            "search": query.search,
            "statuses": sorted(status or "" for status in query.statuses),
            "reason": query.reason,
            "tags": sorted(query.tags),
            "lookup_older_than_days": query.lookup_older_than_days,
            "without_identification": query.without_identification,
            "sort": query.sort,
            "descending": query.descending,
        },
        ensure_ascii=False,
    )


def from_json(stored: str) -> RecipientQuery:
    """The query that `to_json` made."""
    values = json.loads(stored)
    return RecipientQuery(
        **values
        | {
            "statuses": frozenset(LookupStatus(name) if name else None for name in values["statuses"]),
            "tags": frozenset(values["tags"]),
            "sort": SortKey(values["sort"]),
        }
    )


def older_than(query: RecipientQuery, days: int) -> RecipientQuery:
    """The query narrowed to those who were last looked up more than so many days ago, or never."""
    return replace(query, lookup_older_than_days=max(days, query.lookup_older_than_days or 0))


def select_page(
    connection: Connection, query: RecipientQuery, now: datetime, offset: int, limit: int
) -> Select[Any]:
    """The statement for one page. The ids are found first, so that skipped rows are never read whole."""
    if not offset and query.sort in _INDEXED and query.search.strip() and _only_searches(query):
        found = _found_at_the_top(connection, query, limit)
        if len(found) == limit:
            return select(*COLUMNS).where(ids_in(recipients.c.id, found)).order_by(*_order(query))
    condition = _condition(query, now, search_for(connection, query.search).condition)
    ids = select(recipients.c.id).where(*condition).order_by(*_order(query)).limit(limit).offset(offset)
    return select(*COLUMNS).where(recipients.c.id.in_(ids)).order_by(*_order(query))


def select_all(connection: Connection, query: RecipientQuery, now: datetime, *columns: Any) -> Select[Any]:
    """The statement for all that a query finds, in its order; whole recipients unless columns are named."""
    condition = _condition(query, now, search_for(connection, query.search).condition)
    return select(*(columns or COLUMNS)).where(*condition).order_by(*_order(query))


def select_count(connection: Connection, query: RecipientQuery, now: datetime) -> Select[int]:
    """The statement that counts what a query finds."""
    search = search_for(connection, query.search)
    if search.count is not None and _only_searches(query):
        return search.count
    return select(func.count()).select_from(recipients).where(*_condition(query, now, search.condition))


def _only_searches(query: RecipientQuery) -> bool:
    return query == RecipientQuery(query.search, sort=query.sort, descending=query.descending)


def _found_at_the_top(connection: Connection, query: RecipientQuery, limit: int) -> Sequence[int]:
    """The first that a search finds, looked for where the list begins: what fits many people is found there.

    Fewer than `limit` mean nothing: the others stand further down.
    """
    share = share_found(connection, query.search)
    if not share:
        return ()
    rows = min(int(_WITH_LUCK * limit / share) + 1, _LOOKED_AT_FIRST)
    columns = recipients.c
    names = (columns.id, columns.customer_id, columns.sort_name, columns.search_text)
    numbers = (columns.national_id, columns.organisation_number)
    top = select(*names, *numbers).order_by(*_order(query)).limit(rows).subquery().c
    found = select(top.id).where(row_fits(query.search, top)).order_by(*_order(query, top)).limit(limit)
    return connection.execute(found).scalars().all()


def _condition(
    query: RecipientQuery, now: datetime, search: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    conditions = [search] if query.search else []
    if query.statuses:
        conditions.append(_has_status(query.statuses))
    if query.reason:
        conditions.append((" " + recipients.c.reasons + " ").contains(f" {query.reason} ", autoescape=True))
    conditions.extend(_has_tag(name) for name in sorted(query.tags))
    if query.lookup_older_than_days is not None:
        limit = now - timedelta(days=query.lookup_older_than_days)
        conditions.append(or_(recipients.c.looked_up_at.is_(None), recipients.c.looked_up_at < limit))
    if query.without_identification:
        conditions.append(_cannot_be_identified())
    if query.ids is not None:
        conditions.append(ids_in(recipients.c.id, query.ids))
    return conditions


def _has_status(statuses: frozenset[LookupStatus | None]) -> ColumnElement[bool]:
    named = [status.value for status in statuses if status is not None]
    options: list[ColumnElement[bool]] = [recipients.c.status.in_(named)] if named else []
    if None in statuses:
        options.append(recipients.c.status.is_(None))
    return or_(*options)


def _has_tag(name: str) -> ColumnElement[bool]:
    tagged = select(recipient_tags.c.recipient_id).join(tags, tags.c.id == recipient_tags.c.tag_id)
    return recipients.c.id.in_(tagged.where(tags.c.name == name))


def _cannot_be_identified() -> ColumnElement[bool]:
    """Neither a number nor an address in Digipost, and not the whole of name, street, postcode and city either."""
    certain = ("national_id", "organisation_number", "digipost_address", "person_alias")
    postal = ("address1", "postcode", "city")
    return and_(
        *(recipients.c[name].is_(None) for name in certain),
        or_(recipients.c.full_name == "", *(recipients.c[name].is_(None) for name in postal)),
    )


def _order(
    query: RecipientQuery, of: ReadOnlyColumnCollection[str, Any] = recipients.c
) -> list[UnaryExpression[Any]]:
    """The wanted order, then by name, then by id, so that pages never overlap. Empty values come last."""
    if query.sort == SortKey.NAME:
        columns = [of.sort_name, of.id]
    elif query.sort == SortKey.CUSTOMER_ID:
        columns = [of.customer_id, of.id]
    else:
        columns = [of[query.sort.value], of.sort_name, of.id]
    ordered = [column.desc() if query.descending else column.asc() for column in columns]
    if len(columns) == 3 and not query.descending:
        ordered[0] = ordered[0].nulls_last()
    return ordered
