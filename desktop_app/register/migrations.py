"""The register's form in the database, step by step. A released step never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration

_FIRST_TABLES = (
    """
    CREATE TABLE recipients (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        customer_id TEXT NOT NULL UNIQUE,
        full_name TEXT NOT NULL,
        first_name TEXT,
        middle_name TEXT,
        last_name TEXT,
        national_id TEXT,
        organisation_number TEXT,
        address1 TEXT,
        address2 TEXT,
        postcode TEXT,
        city TEXT,
        country TEXT,
        birth_date TEXT,
        phone TEXT,
        email TEXT,
        digipost_address TEXT,
        person_alias TEXT,
        status TEXT CHECK (status IN ('digipost', 'identified', 'unidentified', 'invalid')),
        reasons TEXT,
        looked_up_at TEXT,
        cleared_address TEXT,
        cleared_alias TEXT,
        identification_changed_at TEXT,
        updated_at TEXT NOT NULL,
        sort_name TEXT NOT NULL,
        search_text TEXT NOT NULL
    )
    """,
    "CREATE INDEX recipients_by_name ON recipients (sort_name)",
    "CREATE INDEX recipients_by_national_id ON recipients (national_id) WHERE national_id IS NOT NULL",
    """
    CREATE INDEX recipients_by_organisation_number ON recipients (organisation_number)
    WHERE organisation_number IS NOT NULL
    """,
    "CREATE INDEX recipients_by_status ON recipients (status, sort_name) WHERE status IS NOT NULL",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """
    CREATE TABLE recipient_tags (
        tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
        recipient_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
        PRIMARY KEY (tag_id, recipient_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX recipient_tags_by_recipient ON recipient_tags (recipient_id)",
    "CREATE TABLE saved_filters (name TEXT PRIMARY KEY, query TEXT NOT NULL, saved_at TEXT NOT NULL)",
    """
    CREATE TABLE lookup_history (
        id INTEGER PRIMARY KEY,
        recipient_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
        job_id TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        change TEXT NOT NULL,
        status TEXT,
        previous_status TEXT,
        digipost_address TEXT,
        previous_address TEXT,
        person_alias TEXT,
        previous_alias TEXT,
        reasons TEXT
    )
    """,
    "CREATE INDEX lookup_history_by_recipient ON lookup_history (recipient_id)",
    "CREATE INDEX lookup_history_by_time ON lookup_history (answered_at)",
    """
    CREATE TABLE merged_customer_ids (
        customer_id TEXT PRIMARY KEY,
        recipient_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX merged_customer_ids_by_recipient ON merged_customer_ids (recipient_id)",
    """
    CREATE VIRTUAL TABLE recipient_search USING fts5 (
        search_text, content='recipients', content_rowid='id', tokenize='trigram case_sensitive 1'
    )
    """,
    "CREATE VIRTUAL TABLE recipient_search_words USING fts5vocab ('recipient_search', 'row')",
    "CREATE TABLE recipient_search_pending (recipient_id INTEGER PRIMARY KEY)",
    """
    CREATE TABLE recipient_search_state (
        id INTEGER PRIMARY KEY CHECK (id = 1), indexed_to INTEGER NOT NULL
    )
    """,
    "INSERT INTO recipient_search_state (id, indexed_to) VALUES (1, 0)",
    # New rows lie above `indexed_to` and cost nothing here; they are indexed afterwards, many at a time.
    """
    CREATE TRIGGER recipients_search_changed AFTER UPDATE OF search_text ON recipients
    WHEN old.search_text IS NOT new.search_text
        AND old.id <= (SELECT indexed_to FROM recipient_search_state)
    BEGIN
        INSERT INTO recipient_search (recipient_search, rowid, search_text)
            SELECT 'delete', old.id, old.search_text
            WHERE NOT EXISTS (SELECT 1 FROM recipient_search_pending WHERE recipient_id = old.id);
        INSERT OR IGNORE INTO recipient_search_pending (recipient_id) VALUES (old.id);
    END
    """,
    """
    CREATE TRIGGER recipients_search_deleted AFTER DELETE ON recipients
    WHEN old.id <= (SELECT indexed_to FROM recipient_search_state)
    BEGIN
        INSERT INTO recipient_search (recipient_search, rowid, search_text)
            SELECT 'delete', old.id, old.search_text
            WHERE NOT EXISTS (SELECT 1 FROM recipient_search_pending WHERE recipient_id = old.id);
        DELETE FROM recipient_search_pending WHERE recipient_id = old.id;
    END
    """,
)


def _make_first_tables(connection: Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.exec_driver_sql(statement)


_FOR_LOOKUPS_AND_DUPLICATES = (
    # The age of a lookup as a filter and as an order, without looking at every row.
    "CREATE INDEX recipients_by_lookup ON recipients (looked_up_at, sort_name, status)",
    "CREATE INDEX lookup_history_by_job ON lookup_history (job_id)",
    """
    CREATE TABLE kept_apart (
        recipient_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
        PRIMARY KEY (recipient_id, other_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX kept_apart_by_other ON kept_apart (other_id)",
)


def _make_ready_for_lookups_and_duplicates(connection: Connection) -> None:
    for statement in _FOR_LOOKUPS_AND_DUPLICATES:
        connection.exec_driver_sql(statement)


MIGRATIONS: tuple[Migration, ...] = (
    Migration("register-0001-first-tables", _make_first_tables),
    Migration("register-0002-lookups-and-duplicates", _make_ready_for_lookups_and_duplicates),
)
"""All steps of this room, in order."""
