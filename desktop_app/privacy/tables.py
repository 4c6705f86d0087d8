"""The tables of privacy: who looked, revealed, exported, sent or forgot, and what retention removed.

A row points to a person by the register's own id, which means nothing once they are forgotten. It holds no identity
number, and no name but in the name of a file that somebody chose, where it is taken out when they are forgotten.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from desktop_app.base.database import UtcDateTime, metadata

audit = Table(
    "privacy_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # The user of the computer's system.
    Column("who", String, nullable=False),
    Column("act", String, nullable=False),
    Column("recipient_id", Integer),
    # The gym's id of a member; taken out when the member is forgotten.
    Column("member", String),
    # How many people it was about, where it was about many.
    Column("people", Integer),
    # A job's id, a kind of what went, or the name of a file, a folder, a printer or a network address.
    Column("about", String),
    Index("privacy_audit_by_time", "at"),
    Index("privacy_audit_by_recipient", "recipient_id"),
)

removals = Table(
    "privacy_removals",
    metadata,
    # What each run of retention removed, a row a kind.
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    # Old enough, but an unfinished mailing or lookup needs it.
    Column("needed", Integer, nullable=False),
)
