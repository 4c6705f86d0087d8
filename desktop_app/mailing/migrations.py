"""The ledger's form in the database, step by step. A released step never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration

_FIRST_TABLES = (
    """
    CREATE TABLE mailings (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        pattern TEXT NOT NULL,
        options TEXT NOT NULL,
        state TEXT NOT NULL,
        revision INTEGER NOT NULL,
        checked_revision INTEGER,
        filling BOOLEAN DEFAULT 0 NOT NULL,
        common_document INTEGER,
        created_at TEXT NOT NULL,
        confirmed_at TEXT,
        confirmed_count INTEGER,
        finished_at TEXT,
        cancel_reason TEXT,
        waiting INTEGER DEFAULT 0 NOT NULL,
        digital INTEGER DEFAULT 0 NOT NULL,
        printed INTEGER DEFAULT 0 NOT NULL,
        remainder INTEGER DEFAULT 0 NOT NULL,
        remainder_done INTEGER DEFAULT 0 NOT NULL
    )
    """,
    """
    CREATE TABLE jobs (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        job_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        mailing_id INTEGER,
        name TEXT NOT NULL,
        interface TEXT NOT NULL,
        sender_id INTEGER NOT NULL,
        processor_id INTEGER,
        auto_approve BOOLEAN NOT NULL,
        update_register BOOLEAN NOT NULL,
        zip_name TEXT NOT NULL,
        zip_sha256 TEXT,
        zip_size INTEGER,
        zip_removed_at TEXT,
        state TEXT NOT NULL,
        item_count INTEGER NOT NULL,
        uuid_base TEXT NOT NULL,
        asked_at TEXT,
        upload_attempts INTEGER DEFAULT 0 NOT NULL,
        created_at TEXT NOT NULL,
        built_at TEXT,
        uploading_at TEXT,
        uploaded_at TEXT,
        acknowledged_at TEXT,
        finished_at TEXT,
        failure TEXT,
        reason TEXT,
        supersedes INTEGER,
        UNIQUE (job_id),
        FOREIGN KEY(mailing_id) REFERENCES mailings (id),
        UNIQUE (zip_name),
        FOREIGN KEY(supersedes) REFERENCES jobs (id)
    )
    """,
    "CREATE INDEX jobs_by_mailing ON jobs (mailing_id)",
    "CREATE INDEX jobs_by_state ON jobs (state)",
    """
    CREATE TABLE mailing_documents (
        id INTEGER NOT NULL,
        mailing_id INTEGER NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT,
        size INTEGER,
        modified_ns INTEGER,
        problem TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(mailing_id) REFERENCES mailings (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX mailing_documents_by_hash ON mailing_documents (sha256)",
    "CREATE UNIQUE INDEX mailing_documents_by_path ON mailing_documents (mailing_id, path)",
    """
    CREATE TABLE letters (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        mailing_id INTEGER NOT NULL,
        source_row INTEGER,
        recipient_id INTEGER,
        customer_id TEXT NOT NULL,
        national_id TEXT,
        organisation_number TEXT,
        full_name TEXT,
        first_name TEXT,
        middle_name TEXT,
        last_name TEXT,
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
        register_status TEXT,
        sort_name TEXT NOT NULL,
        copied_at TEXT NOT NULL,
        document_id INTEGER,
        own_subject TEXT,
        subject TEXT,
        kid TEXT,
        amount TEXT,
        account TEXT,
        due_date TEXT,
        ready BOOLEAN DEFAULT 0 NOT NULL,
        lookup INTEGER,
        job INTEGER,
        identification TEXT,
        recipient_status TEXT,
        recipient_details TEXT,
        outcome TEXT NOT NULL,
        reason TEXT,
        details TEXT,
        receipt_id INTEGER,
        outcome_at TEXT,
        done_at TEXT,
        done_how TEXT,
        replaces INTEGER,
        replace_reason TEXT,
        FOREIGN KEY(mailing_id) REFERENCES mailings (id) ON DELETE CASCADE,
        FOREIGN KEY(lookup) REFERENCES jobs (id),
        FOREIGN KEY(job) REFERENCES jobs (id)
    )
    """,
    "CREATE INDEX letters_by_customer ON letters (customer_id)",
    "CREATE INDEX letters_by_mailing ON letters (mailing_id)",
    "CREATE INDEX letters_by_outcome ON letters (mailing_id, outcome)",
    "CREATE INDEX letters_by_recipient ON letters (recipient_id)",
    """
    CREATE TABLE letter_attachments (
        letter_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        PRIMARY KEY (letter_id, position),
        FOREIGN KEY(letter_id) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE lookup_rows (
        id INTEGER NOT NULL,
        job INTEGER NOT NULL,
        recipient_id INTEGER,
        customer_id TEXT NOT NULL,
        letter_id INTEGER,
        identification TEXT NOT NULL,
        status_before TEXT,
        status TEXT,
        digipost_address TEXT,
        person_alias TEXT,
        details TEXT,
        cleared BOOLEAN DEFAULT 0 NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(job) REFERENCES jobs (id)
    )
    """,
    "CREATE UNIQUE INDEX lookup_rows_by_job ON lookup_rows (job, customer_id)",
    "CREATE INDEX lookup_rows_by_recipient ON lookup_rows (recipient_id)",
    """
    CREATE TABLE receipts (
        id INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        file TEXT,
        folder TEXT NOT NULL,
        remote_name TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        job_id TEXT,
        kind TEXT,
        status TEXT,
        job INTEGER,
        state TEXT NOT NULL,
        refusal TEXT,
        applied_at TEXT,
        item_count INTEGER DEFAULT 0 NOT NULL,
        problem TEXT,
        attempts INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (sha256),
        FOREIGN KEY(job) REFERENCES jobs (id)
    )
    """,
    "CREATE INDEX receipts_by_job ON receipts (job)",
    "CREATE INDEX receipts_by_state ON receipts (state)",
    """
    CREATE TABLE remote_receipts (
        folder TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified TEXT,
        receipt_id INTEGER NOT NULL,
        removed_at TEXT,
        PRIMARY KEY (folder, name),
        FOREIGN KEY(receipt_id) REFERENCES receipts (id)
    )
    """,
    """
    CREATE TABLE deviations (
        id INTEGER NOT NULL,
        finding TEXT NOT NULL,
        mailing_id INTEGER,
        letter_id INTEGER,
        job INTEGER,
        receipt_id INTEGER,
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        text TEXT NOT NULL,
        field TEXT,
        found_at TEXT NOT NULL,
        settled_at TEXT,
        settled_how TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(mailing_id) REFERENCES mailings (id) ON DELETE CASCADE,
        FOREIGN KEY(letter_id) REFERENCES letters (id) ON DELETE CASCADE,
        FOREIGN KEY(job) REFERENCES jobs (id),
        FOREIGN KEY(receipt_id) REFERENCES receipts (id)
    )
    """,
    "CREATE INDEX deviations_by_finding ON deviations (finding)",
    "CREATE INDEX deviations_by_letter ON deviations (letter_id)",
    "CREATE INDEX deviations_by_mailing ON deviations (mailing_id, settled_at)",
    """
    CREATE TABLE acceptances (
        mailing_id INTEGER NOT NULL,
        finding TEXT NOT NULL,
        reason TEXT NOT NULL,
        accepted_at TEXT NOT NULL,
        PRIMARY KEY (mailing_id, finding),
        FOREIGN KEY(mailing_id) REFERENCES mailings (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE letter_events (
        id INTEGER NOT NULL,
        letter_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        text TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(letter_id) REFERENCES letters (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX letter_events_by_letter ON letter_events (letter_id)",
)


def _make_first_tables(connection: Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.exec_driver_sql(statement)


def _keep_restorations(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE ledger_restorations (at TEXT NOT NULL PRIMARY KEY)")


MIGRATIONS: tuple[Migration, ...] = (
    Migration("mailing-0001-first-tables", _make_first_tables),
    Migration("mailing-0002-restorations", _keep_restorations),
)
"""All steps of this room, in order."""
