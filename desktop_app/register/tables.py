"""The register's tables, for queries. What the database really looks like is in `migrations`."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, column, table

from desktop_app.base.database import UtcDateTime, metadata

recipients = Table(
    "recipients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Text, nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("first_name", Text),
    Column("middle_name", Text),
    Column("last_name", Text),
    Column("national_id", Text),
    Column("organisation_number", Text),
    Column("address1", Text),
    Column("address2", Text),
    Column("postcode", Text),
    Column("city", Text),
    Column("country", Text),
    Column("birth_date", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("digipost_address", Text),
    Column("person_alias", Text),
    Column("status", String(12)),
    Column("reasons", Text),
    Column("looked_up_at", UtcDateTime),
    Column("cleared_address", Text),
    Column("cleared_alias", Text),
    Column("identification_changed_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("sort_name", Text, nullable=False),
    Column("search_text", Text, nullable=False),
)
"""One row a recipient. `reasons` are words with a blank between; `birth_date` is ISO text; `sort_name` and
`search_text` are made by `keys`. Ids are never used again, so that the ledger can point to them for ever."""

tags = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

recipient_tags = Table(
    "recipient_tags",
    metadata,
    Column("tag_id", ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True),
    Column("recipient_id", ForeignKey("recipients.id", ondelete="CASCADE"), primary_key=True),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

lookup_history = Table(
    "lookup_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient_id", ForeignKey("recipients.id", ondelete="CASCADE"), nullable=False),
    Column("job_id", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("change", Text, nullable=False),
    Column("status", String(12)),
    Column("previous_status", String(12)),
    Column("digipost_address", Text),
    Column("previous_address", Text),
    Column("person_alias", Text),
    Column("previous_alias", Text),
    Column("reasons", Text),
)
"""One row each time an answer differed from the one before. An answer that repeats itself leaves no row."""

merged_customer_ids = Table(
    "merged_customer_ids",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("recipient_id", ForeignKey("recipients.id", ondelete="CASCADE"), nullable=False),
)
"""Customer ids of recipients that were merged into another, so that old files and ledgers still find them."""

kept_apart = Table(
    "kept_apart",
    metadata,
    Column("recipient_id", ForeignKey("recipients.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("recipients.id", ondelete="CASCADE"), primary_key=True),
)
"""Pairs of recipients who look like one person and are not, as somebody has said; the lower id stands first."""

recipient_search = table(
    "recipient_search",
    column("rowid", Integer),
    column("recipient_search", Text),
    column("search_text", Text),
)
"""The trigram index over `recipients.search_text`."""

recipient_search_words = table("recipient_search_words", column("term", Text))
"""The trigrams that the index holds."""

recipient_search_pending = Table(
    "recipient_search_pending", metadata, Column("recipient_id", Integer, primary_key=True)
)
"""Recipients below `indexed_to` that are not in the search index at the moment."""

recipient_search_state = Table(
    "recipient_search_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("indexed_to", Integer, nullable=False),
)
"""One row: the highest recipient id that the search index has seen."""
