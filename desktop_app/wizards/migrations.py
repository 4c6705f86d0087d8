"""How the wizards' tables came about. Once released, a migration never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration


def _first_tables(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE wizard_drafts ("
        " id TEXT PRIMARY KEY, pattern TEXT NOT NULL, name TEXT NOT NULL, step TEXT NOT NULL,"
        " mailing_id INTEGER, sent BOOLEAN NOT NULL, content TEXT NOT NULL,"
        " created_at TEXT NOT NULL, updated_at TEXT NOT NULL)"
    )
    connection.exec_driver_sql(
        "CREATE TABLE wizard_variants (name TEXT PRIMARY KEY, content TEXT NOT NULL, updated_at TEXT NOT NULL)"
    )


MIGRATIONS: tuple[Migration, ...] = (Migration("wizards-0001-drafts", _first_tables),)
