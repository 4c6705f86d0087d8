"""The sync's form in the database, step by step. A released step never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration

_FIRST_TABLES = (
    """
    CREATE TABLE digis_members (
        person_id TEXT PRIMARY KEY,
        first_name TEXT,
        last_name TEXT,
        street TEXT,
        postcode TEXT,
        city TEXT,
        country TEXT,
        birth_date TEXT,
        email TEXT,
        mobile TEXT,
        gender TEXT NOT NULL CHECK (gender IN ('male', 'female', 'unknown')),
        card_number TEXT,
        unit_id TEXT,
        unit_name TEXT,
        allows_email INTEGER NOT NULL,
        allows_sms INTEGER NOT NULL,
        sort_name TEXT NOT NULL,
        changed_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX digis_members_by_name ON digis_members (sort_name)",
    """
    CREATE TABLE digis_subscriptions (
        id TEXT PRIMARY KEY,
        active INTEGER NOT NULL,
        payer TEXT,
        start TEXT,
        last_end_date TEXT,
        changed_at TEXT NOT NULL,
        ended_at TEXT
    )
    """,
    """
    CREATE TABLE digis_subscription_users (
        subscription_id TEXT NOT NULL REFERENCES digis_subscriptions (id) ON DELETE CASCADE,
        person_id TEXT NOT NULL REFERENCES digis_members (person_id),
        PRIMARY KEY (subscription_id, person_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX digis_subscription_users_by_person ON digis_subscription_users (person_id)",
    """
    CREATE TABLE digis (
        person_id TEXT PRIMARY KEY,
        external_id TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        subscription_id TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE digis_outbox (
        person_id TEXT PRIMARY KEY,
        subscription_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'withdrawn')),
        queued_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        status_code INTEGER,
        reason TEXT,
        detail TEXT
    )
    """,
    "CREATE INDEX digis_outbox_by_state ON digis_outbox (state, queued_at)",
    """
    CREATE TABLE digis_resends (
        id INTEGER PRIMARY KEY,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        state_before TEXT NOT NULL,
        external_id_before TEXT
    )
    """,
    "CREATE INDEX digis_resends_by_person ON digis_resends (person_id)",
    """
    CREATE TABLE digis_fetches (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        remote TEXT NOT NULL,
        outcome TEXT NOT NULL,
        members INTEGER
    )
    """,
    """
    CREATE TABLE digis_runs (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        sent INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        unknown INTEGER NOT NULL DEFAULT 0,
        skipped INTEGER NOT NULL DEFAULT 0,
        stopped TEXT
    )
    """,
)


def _first_tables(connection: Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.exec_driver_sql(statement)


_READERS_AND_CHECKS = (
    """
    CREATE TABLE digis_readers (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        unit TEXT NOT NULL,
        external INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE digis_checks (
        name TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        passed INTEGER NOT NULL,
        about TEXT NOT NULL
    )
    """,
)


def _readers_and_checks(connection: Connection) -> None:
    for statement in _READERS_AND_CHECKS:
        connection.exec_driver_sql(statement)


_ATTEMPTS_AND_DECISIONS = (
    """
    CREATE TABLE digis_attempts (
        id INTEGER PRIMARY KEY,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        subscription_id TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        status_code INTEGER,
        detail TEXT,
        external_id TEXT
    )
    """,
    "CREATE INDEX digis_attempts_by_person ON digis_attempts (person_id)",
    "ALTER TABLE digis_resends ADD COLUMN decision TEXT NOT NULL DEFAULT 'again'",
    "ALTER TABLE digis_outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
    # Who waits although they were sent waits because somebody asked for it: nothing else could queue them.
    """
    UPDATE digis_outbox SET again = 1
    WHERE state = 'waiting' AND person_id IN (SELECT person_id FROM digis_resends)
    """,
)


def _attempts_and_decisions(connection: Connection) -> None:
    for statement in _ATTEMPTS_AND_DECISIONS:
        connection.exec_driver_sql(statement)


def _marks_of_the_forgotten(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE digis_forgotten (mark TEXT PRIMARY KEY) WITHOUT ROWID")


MIGRATIONS: tuple[Migration, ...] = (
    Migration("digis-0001-first-tables", _first_tables),
    Migration("digis-0002-readers-and-checks", _readers_and_checks),
    Migration("digis-0003-attempts-and-decisions", _attempts_and_decisions),
    Migration("digis-0004-marks-of-the-forgotten", _marks_of_the_forgotten),
)
"""All steps, in order."""
