"""The schedule's tables: what is scheduled, and what became of each slot."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table
from sqlalchemy import text as sql

from desktop_app.base.database import UtcDateTime, metadata

schedules = Table(
    "schedules",
    metadata,
    Column("name", String, primary_key=True),
    Column("enabled", Boolean, nullable=False),
    # As `jobs.rules.parse_rule` reads it.
    Column("rule", String, nullable=False),
    # A wall-clock time without a zone: all slots up to it have their outcome.
    Column("handled_until", String, nullable=False),
    Column("paused_until", UtcDateTime),
)

schedule_outcomes = Table(
    "schedule_outcomes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    # The slot's wall-clock time; NULL for a run that a person began by hand.
    Column("slot", String),
    Column("slot_at", UtcDateTime),
    Column("trigger", String),
    Column("outcome", String, nullable=False),
    Column("cause", String),
    # What the run said in the end, as `base.stored_texts` keeps a sentence.
    Column("message", String),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    # The process that runs it renews this; one that has died cannot.
    Column("alive_until", UtcDateTime),
    # Set when the clock had been wrong and this slot's time is still to come.
    Column("withdrawn_at", UtcDateTime),
)
Index(
    "schedule_outcomes_one_a_slot",
    schedule_outcomes.c.name,
    schedule_outcomes.c.slot,
    unique=True,
    sqlite_where=sql("withdrawn_at IS NULL AND slot IS NOT NULL"),
)
Index("schedule_outcomes_by_time", schedule_outcomes.c.decided_at)
Index("schedule_outcomes_by_outcome", schedule_outcomes.c.outcome, schedule_outcomes.c.name)
