"""The sync's tables: members, subscriptions and their users, who was sent, who waits, and what was asked for.

Person ids, subscription ids and card numbers are texts as the gym's system writes them. Consents are true only
where the person has said yes.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from desktop_app.base.database import UtcDateTime, metadata

members = Table(
    "digis_members",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("first_name", String),
    Column("last_name", String),
    Column("street", String),
    Column("postcode", String),
    Column("city", String),
    Column("country", String),
    Column("birth_date", Date),
    Column("email", String),
    Column("mobile", String),
    Column("gender", String, nullable=False),
    Column("card_number", String),
    Column("unit_id", String),
    Column("unit_name", String),
    Column("allows_email", Boolean, nullable=False),
    Column("allows_sms", Boolean, nullable=False),
    # Folded for sorting and searching: last name first, without accents' case.
    Column("sort_name", String, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("digis_members_by_name", "sort_name"),
)

subscriptions = Table(
    "digis_subscriptions",
    metadata,
    Column("id", String, primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("payer", String),
    Column("start", Date),
    Column("last_end_date", Date),
    Column("changed_at", UtcDateTime, nullable=False),
    # When it was no longer active, or no longer in the gym's file.
    Column("ended_at", UtcDateTime),
)

subscription_users = Table(
    "digis_subscription_users",
    metadata,
    Column(
        "subscription_id", String, ForeignKey("digis_subscriptions.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("person_id", String, ForeignKey("digis_members.person_id"), primary_key=True),
    Index("digis_subscription_users_by_person", "person_id"),
)

digis = Table(
    "digis",
    metadata,
    # Who has been sent. Named as in the member system. A person stands here once, whatever happens later.
    Column("person_id", String, primary_key=True),
    Column("external_id", String, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("subscription_id", String, nullable=False),
)

outbox = Table(
    "digis_outbox",
    metadata,
    # One row a person: where their way to Digis stands. Gone from here never; a re-send reuses the row.
    Column("person_id", String, primary_key=True),
    Column("subscription_id", String, nullable=False),
    # waiting → sending → sent | failed | unknown; see `outbox.DeliveryState`
    Column("state", String, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("status_code", Integer),
    Column("reason", String),
    Column("detail", String),
    # Somebody gave a reason to send this person although they stand in `digis`. Used up by the next call.
    Column("again", Boolean, nullable=False, server_default="0"),
    Index("digis_outbox_by_state", "state", "queued_at"),
)

attempts = Table(
    "digis_attempts",
    metadata,
    # What became of each call about a person, the latest last. `detail` is the answer's beginning, masked.
    Column("id", Integer, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("subscription_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("status_code", Integer),
    Column("detail", String),
    Column("external_id", String),
    Index("digis_attempts_by_person", "person_id"),
)

forgotten = Table(
    "digis_forgotten",
    metadata,
    # Who was sent, or perhaps sent, and is forgotten: see `marks`.
    Column("mark", String, primary_key=True),
)

resends = Table(
    "digis_resends",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", String, nullable=False),
    # What somebody decided about the person: see `deciding.Decision`.
    Column("decision", String, nullable=False, server_default="again"),
    # What was known of the person before: the outbox's state and, where there was one, the external id.
    Column("state_before", String, nullable=False),
    Column("external_id_before", String),
    Index("digis_resends_by_person", "person_id"),
)

fetches = Table(
    "digis_fetches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("remote", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("members", Integer),
)

runs = Table(
    "digis_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("skipped", Integer, nullable=False, server_default="0"),
    # Why it ended before the queue was empty, as stored texts; null when it came to its end.
    Column("stopped", String),
)

readers = Table(
    "digis_readers",
    metadata,
    # The card readers of the gyms. `external`: "Används för externa inpasseringar via API".
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("external", Boolean, nullable=False),
)

checks = Table(
    "digis_checks",
    metadata,
    # What was tried out, such as the connection, and with which settings (`about`, without the secret).
    Column("name", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("about", String, nullable=False),
)
