"""Finding `%text%` among a million recipients: a trigram index that is brought up to date afterwards.

The index never lies: what it does not hold yet is searched in the rows themselves. New recipients lie above
`indexed_to`, changed ones in `recipient_search_pending`, and triggers take old texts out of the index.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from desktop_app.base.database import Database
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.register.keys import fold
from desktop_app.register.number_checks import only_digits, without_separators
from desktop_app.register.storage import ids_in
from desktop_app.register.tables import (
    recipient_search,
    recipient_search_pending,
    recipient_search_state,
    recipient_search_words,
    recipients,
)

_TRIGRAM = 3
_FEW_MATCHES = 10_000
"""So many are fetched and sorted. With more, the list is gone through in its order until a page is full."""

_SAMPLE = 1_000
"""So many tell how many there are about."""

_NEARLY_ALL = 200_000
"""With more than this even finding all of them is slower than looking at the rows until a page is full."""

_MANY_UNINDEXED = 20_000
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Search:
    """A condition that finds the recipients, and, where the index knows it, the statement that counts them."""

    condition: ColumnElement[bool]
    count: Select[int] | None = None


def search_for(connection: Connection, written: str) -> Search:
    """The condition for a text that is looked for anywhere, or, being a whole number, for its owner."""
    needle = _needle(written)
    if not needle:
        return Search(true())
    matches = _in_the_index(connection, needle)
    if matches is None:
        return Search(row_fits(written, recipients.c))
    found = connection.execute(matches.limit(_FEW_MATCHES + 1)).scalars().all()
    count = select(func.count()).select_from(matches.subquery())
    if len(found) <= _FEW_MATCHES:
        return Search(ids_in(recipients.c.id, found), count)
    if _has_more(connection, matches, _NEARLY_ALL):
        return Search(row_fits(written, recipients.c), count)
    # The plus keeps SQLite from going through the matches and sorting them: it is to go through the list's order.
    return Search(literal_column("+recipients.id").in_(matches), count)


def share_found(connection: Connection, written: str) -> float:
    """About which part of all recipients a text finds, guessed by how far among the ids the first of them go.

    0 where they are few, or the index cannot tell. To count them takes too long.
    """
    matches = _in_the_index(connection, _needle(written))
    found = connection.execute(matches.limit(_SAMPLE)).scalars().all() if matches is not None else ()
    return len(found) / max(found) if len(found) == _SAMPLE else 0


def row_fits(written: str, columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """The same condition for one row after the other, without the index; `columns` are those of the recipients."""
    needle = _needle(written)
    return or_(columns.search_text.contains(needle, autoescape=True), *_number_owners(needle, columns))


def _needle(written: str) -> str:
    return " ".join(fold(written).split())


def _in_the_index(connection: Connection, needle: str) -> Select[int] | CompoundSelect[int] | None:
    """The statement for the ids of all that fit. None where going through the rows is the way."""
    phrase = _phrase(connection, needle)
    unindexed = _count_unindexed(connection)
    if phrase is None or unindexed > _MANY_UNINDEXED:
        return None
    contains = recipients.c.search_text.contains(needle, autoescape=True)
    return _matching_ids(phrase, contains, needle, with_unindexed=unindexed > 0)


def _has_more(connection: Connection, matches: Select[int] | CompoundSelect[int], limit: int) -> bool:
    counted = select(func.count()).select_from(matches.limit(limit + 1).subquery())
    return connection.execute(counted).scalar_one() > limit


def refresh_search_index(database: Database, context: WorkContext) -> int:
    """Index what is not indexed yet, a thousand recipients a transaction. Returns how many."""
    done = 0
    while True:
        context.check_cancelled()
        with database.begin() as connection:
            indexed = _index_some(connection)
        if not indexed:
            return done
        done += indexed
        context.progress(done, None, text("Preparing the search"))


def _matching_ids(
    phrase: str, contains: ColumnElement[bool], needle: str, *, with_unindexed: bool
) -> Select[int] | CompoundSelect[int]:
    """The ids that the index finds, those it does not hold yet, and the owners of a number; each once."""
    match = recipient_search.c.recipient_search.op("MATCH", is_comparison=True)(phrase)
    parts = [select(recipient_search.c.rowid).where(match)]
    if with_unindexed:
        changed = select(recipient_search_pending.c.recipient_id)
        parts.append(select(recipients.c.id).where(recipients.c.id > _indexed_to(), contains))
        parts.append(select(recipients.c.id).where(recipients.c.id.in_(changed), contains))
    owners = _number_owners(needle)
    parts.extend(select(recipients.c.id).where(owner) for owner in owners)
    if len(parts) == 1:
        return parts[0]
    # Only the owner of a number can be found in two ways.
    return union(*parts) if owners else union_all(*parts)


def _phrase(connection: Connection, needle: str) -> str | None:
    """The needle in the index's language. Two letters are the beginnings of the trigrams that are there."""
    if len(needle) >= _TRIGRAM:
        return _quoted(needle)
    if len(needle) < _TRIGRAM - 1:
        return None
    term = recipient_search_words.c.term
    beginning = select(term).where(term >= needle, term < needle + "\U0010ffff")
    trigrams = connection.execute(beginning).scalars().all()
    return " OR ".join(_quoted(trigram) for trigram in trigrams) or _quoted(needle)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _number_owners(
    needle: str, columns: ReadOnlyColumnCollection[str, Any] = recipients.c
) -> list[ColumnElement[bool]]:
    """Who has the number that was typed, if it is a whole one. Identity numbers are not in the index."""
    number = without_separators(needle)
    if not only_digits(number):
        return []
    if len(number) == 11:
        return [columns.national_id == number]
    return [columns.organisation_number == number] if len(number) == 9 else []


def _count_unindexed(connection: Connection) -> int:
    """How many recipients the index does not hold, counted no further than matters."""
    new = select(recipients.c.id).where(recipients.c.id > _indexed_to())
    unindexed = new.union_all(select(recipient_search_pending.c.recipient_id)).limit(_MANY_UNINDEXED + 1)
    return connection.execute(select(func.count()).select_from(unindexed.subquery())).scalar_one()


def _indexed_to() -> ColumnElement[int]:
    return select(recipient_search_state.c.indexed_to).scalar_subquery()


def _index_some(connection: Connection) -> int:
    """Index the next rows: new ones first, then changed ones. Returns how many there were."""
    return _index_new(connection) or _index_changed(connection)


def _index_new(connection: Connection) -> int:
    new = select(recipients.c.id).where(recipients.c.id > _indexed_to()).order_by(recipients.c.id)
    some = new.limit(_ROWS_AT_ONCE).subquery()
    last, count = connection.execute(select(func.max(some.c.id), func.count()).select_from(some)).one()
    if not count:
        return 0
    pending = recipient_search_pending
    connection.execute(delete(pending).where(pending.c.recipient_id > _indexed_to()))
    _insert(connection, (recipients.c.id > _indexed_to()) & (recipients.c.id <= last))
    connection.execute(update(recipient_search_state).values(indexed_to=last))
    return int(count)


def _index_changed(connection: Connection) -> int:
    pending = recipient_search_pending
    ids = connection.execute(select(pending.c.recipient_id).limit(_ROWS_AT_ONCE)).scalars().all()
    if not ids:
        return 0
    _insert(connection, recipients.c.id.in_(ids))
    connection.execute(delete(pending).where(pending.c.recipient_id.in_(ids)))
    return len(ids)


def _insert(connection: Connection, which: ColumnElement[bool]) -> None:
    rows = select(recipients.c.id, recipients.c.search_text).where(which)
    connection.execute(insert(recipient_search).from_select(["rowid", "search_text"], rows))
