"""How the tables of privacy came about. Once released, a migration never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration

_FIRST_TABLES = (
    """
    CREATE TABLE privacy_audit (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        act TEXT NOT NULL,
        recipient_id INTEGER,
        member TEXT,
        people INTEGER,
        about TEXT
    )
    """,
    "CREATE INDEX privacy_audit_by_time ON privacy_audit (at)",
    "CREATE INDEX privacy_audit_by_recipient ON privacy_audit (recipient_id)",
    """
    CREATE TABLE privacy_removals (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        removed INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        needed INTEGER NOT NULL
    )
    """,
)


def _first_tables(connection: Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.exec_driver_sql(statement)


MIGRATIONS: tuple[Migration, ...] = (Migration("privacy-0001-audit-and-removals", _first_tables),)
