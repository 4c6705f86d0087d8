"""Taking a person out of the sentences of the whole database, whichever room wrote them.

Rows that are about the person are the rooms' own to remove. What is left are sentences that name the person in
somebody else's row: a finding about a letter, a reason that was typed, a draft, a saved filter. Every text column of
every table is looked at, so that a table of tomorrow is too; only those that hold other people's own details are
passed over.
"""

from collections.abc import Iterator

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    bindparam,
    literal_column,
    or_,
    select,
    update,
)

from desktop_app.base.database import metadata
from desktop_app.privacy.traces import Traces

_OF_OTHER_PEOPLE = frozenset(
    {
        "recipients",
        "lookup_history",
        "lookup_rows",
        "merged_customer_ids",
        "digis_members",
        "digis_subscriptions",
        "digis_subscription_users",
        "digis",
    }
)
"""Tables whose rows are each about one person: a namesake's row must stay as it is."""

_ONLY = {
    "letters": frozenset(
        {"own_subject", "subject", "details", "recipient_details", "done_how", "replace_reason"}
    ),
    "digis_outbox": frozenset({"detail"}),
    "digis_attempts": frozenset({"detail"}),
    "digis_resends": frozenset({"reason"}),
}
"""Of tables that hold both, the columns with sentences."""

_AT_ONCE = 500
_ROW: ColumnElement[int] = literal_column("rowid", Integer)


def scrub(connection: Connection, traces: Traces) -> int:
    """Put `traces.GONE` in the place of the person in every sentence; returns how many were changed."""
    if not traces.words:
        return 0
    return sum(_scrub_column(connection, column, traces) for column in sentence_columns())


def sentence_columns() -> Iterator[Column[str]]:
    """Every column that may hold a sentence which names somebody."""
    for table in metadata.sorted_tables:
        if table.name not in _OF_OTHER_PEOPLE and _has_rowid(table):
            only = _ONLY.get(table.name)
            yield from (
                column
                for column in table.columns
                if isinstance(column.type, String) and (only is None or column.name in only)
            )


def _has_rowid(table: Table) -> bool:
    """Tables without row ids hold only keys here."""
    return table.name != "digis_forgotten"


def _scrub_column(connection: Connection, column: Column[str], traces: Traces) -> int:
    table = column.table
    assert isinstance(table, Table)
    mentions = or_(*(column.contains(form, autoescape=True) for form in traces.sought))
    rows = connection.execute(select(_ROW, column).select_from(table).where(mentions)).all()
    changed = [
        {"row": row_id, "without": _distinct(traces.taken_out(written), column, row_id)}
        for row_id, written in rows
        if traces.are_in(written)
    ]
    statement = update(table).where(bindparam("row") == _ROW).values({column.name: bindparam("without")})
    if changed:
        connection.execute(statement, changed)
    return len(changed)


def _distinct(written: str, column: Column[str], row_id: int) -> str:
    """A name that must be alone of its kind stays so without the person in it."""
    return f"{written} {row_id}" if column.primary_key or column.unique else written
