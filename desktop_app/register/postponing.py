"""Keeping indexes out of the way of a large write: built once at the end they cost a fraction.

Entries that come in no order touch another page of the index each time, which at a million rows costs three times the
writing of the rows. Dropping and building is part of the write's transaction: when it is taken back, nothing has
happened to them.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from desktop_app.register.tables import recipients

_MANY = 10_000
_ANSWERED = ("recipients_by_status", "recipients_by_lookup")
"""The indexes over what a lookup's answer changes."""


class PostponedIndexes:
    """The plain indexes over recipients, dropped while many rows come in. Built again by `restore`."""

    def __init__(self, connection: Connection, rows_before: int) -> None:
        self._connection = connection
        self._rows_before = rows_before
        self._statements: tuple[str, ...] = ()
        self._allowed = True

    def postpone(self, new_rows: int) -> None:
        """Drop the indexes once so many rows are new that building them afterwards is quicker."""
        if self._statements or not self._allowed or new_rows < max(_MANY, self._rows_before):
            return
        self._statements = _drop(self._connection)

    def needed(self) -> None:
        """The indexes are needed from now on: build them, and do not drop them again."""
        self._allowed = False
        self.restore()

    def restore(self) -> None:
        """Build what was dropped."""
        _build(self._connection, self._statements)
        self._statements = ()


@contextmanager
def answers_coming(connection: Connection, expected: int) -> Iterator[None]:
    """So many answers of a lookup are written inside this block, which must be part of one transaction.

    Where they are about a good part of the register, the indexes over them are built after it. An error leaves them
    dropped: it takes the transaction back.
    """
    dropped = _drop(connection, _ANSWERED) if _is_much(connection, expected) else ()
    yield
    _build(connection, dropped)


def _is_much(connection: Connection, answers: int) -> bool:
    if answers < _MANY:
        return False
    return answers * 2 >= connection.execute(select(func.count()).select_from(recipients)).scalar_one()


def _drop(connection: Connection, names: Collection[str] | None = None) -> tuple[str, ...]:
    """Drop these indexes, or all that are plain. Returns the statements that build them again."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'recipients' AND sql IS NOT NULL"
    ).all()
    dropped = [(name, sql) for name, sql in rows if names is None or name in names]
    for name, _ in dropped:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return tuple(sql for _, sql in dropped)


def _build(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
