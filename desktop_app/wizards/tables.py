"""The tables of the wizards: drafts that wait, and variants saved under a name.

They lie in the database and not in files, because a draft may hold what somebody typed about a person: the
database is encrypted, and forgetting a person reaches it.
"""

from sqlalchemy import Boolean, Column, Integer, String, Table

from desktop_app.base.database import UtcDateTime, metadata

wizard_drafts = Table(
    "wizard_drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("pattern", String, nullable=False),
    Column("name", String, nullable=False),
    Column("step", String, nullable=False),
    Column("mailing_id", Integer),
    Column("sent", Boolean, nullable=False),
    Column("content", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

wizard_variants = Table(
    "wizard_variants",
    metadata,
    Column("name", String, primary_key=True),
    Column("content", String, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
