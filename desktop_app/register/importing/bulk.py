"""Keeping indexes out of the way of a large import: built once at the end they cost a fraction.

Entries that come in no order touch another page of the index each time, which at a million rows costs three times the
writing of the rows. Dropping and building is part of the import's transaction: when it is cancelled, nothing has
happened to them.
"""

from sqlalchemy import Connection

_MANY_NEW = 10_000


class PostponedIndexes:
    """The plain indexes over recipients, dropped while many rows come in. Built again by `restore`."""

    def __init__(self, connection: Connection, rows_before: int) -> None:
        self._connection = connection
        self._rows_before = rows_before
        self._statements: tuple[str, ...] = ()
        self._allowed = True

    def postpone(self, new_rows: int) -> None:
        """Drop the indexes once so many rows are new that building them afterwards is quicker."""
        if self._statements or not self._allowed or new_rows < max(_MANY_NEW, self._rows_before):
            return
        rows = self._connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'recipients' AND sql IS NOT NULL"
        ).all()
        for name, _ in rows:
            self._connection.exec_driver_sql(f'DROP INDEX "{name}"')
        self._statements = tuple(sql for _, sql in rows)

    def needed(self) -> None:
        """The indexes are needed from now on: build them, and do not drop them again."""
        self._allowed = False
        self.restore()

    def restore(self) -> None:
        """Build what was dropped."""
        for statement in self._statements:
            self._connection.exec_driver_sql(statement)
        self._statements = ()
