"""The ledger's tables: mailings, jobs, letters, lookups, receipts, documents, deviations.

Outcomes, states and reasons are stored as the words of their enums, moments as UTC text, amounts as decimal
text, and sentences as JSON (`stored_texts`). A letter's personal fields are copied from the register when the
letter is planned, so that what was shown is what is sent; `forget` clears them. `recipient_id` is no foreign key:
a person who is deleted in the register and brought back has the same id and their letters again. Neither are
the columns that point from many letters to one other row, since SQLite would search all letters whenever such a
row goes. Ids of mailings, jobs and letters are never used again, so that what somebody still holds in a window
cannot come to mean somebody else.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from desktop_app.base.database import UtcDateTime, metadata

mailings = Table(
    "mailings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("pattern", String, nullable=False),
    Column("options", String, nullable=False),
    Column("state", String, nullable=False),
    # Grows with each change of the draft: a plan that was made before the change cannot be confirmed.
    Column("revision", Integer, nullable=False),
    Column("checked_revision", Integer),
    # True while letters are being put in: a draft whose letters came only in part cannot be checked.
    Column("filling", Boolean, nullable=False, server_default="0"),
    # The PDF of every letter that has none of its own.
    Column("common_document", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("confirmed_count", Integer),
    Column("finished_at", UtcDateTime),
    Column("cancel_reason", String),
    # Counts of the letters by outcome, kept up in the transaction that changes them.
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("digital", Integer, nullable=False, server_default="0"),
    Column("printed", Integer, nullable=False, server_default="0"),
    Column("remainder", Integer, nullable=False, server_default="0"),
    Column("remainder_done", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    # The id in the XML. Never used for another job, and never changed.
    Column("job_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("mailing_id", Integer, ForeignKey("mailings.id")),
    Column("name", String, nullable=False),
    Column("interface", String, nullable=False),
    Column("sender_id", Integer, nullable=False),
    Column("processor_id", Integer),
    Column("auto_approve", Boolean, nullable=False),
    Column("update_register", Boolean, nullable=False),
    Column("zip_name", String, nullable=False, unique=True),
    Column("zip_sha256", String),
    Column("zip_size", Integer),
    Column("zip_removed_at", UtcDateTime),
    Column("state", String, nullable=False),
    Column("item_count", Integer, nullable=False),
    # The first half of every letter's uuid in this job; the other half is the letter's id.
    Column("uuid_base", String, nullable=False),
    # When the oldest of the details in it were copied from the register.
    Column("asked_at", UtcDateTime),
    Column("upload_attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("built_at", UtcDateTime),
    Column("uploading_at", UtcDateTime),
    Column("uploaded_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("failure", String),
    Column("reason", String),
    Column("supersedes", Integer, ForeignKey("jobs.id")),
    Index("jobs_by_state", "state"),
    Index("jobs_by_mailing", "mailing_id"),
    sqlite_autoincrement=True,
)

documents = Table(
    "mailing_documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mailing_id", Integer, ForeignKey("mailings.id", ondelete="CASCADE"), nullable=False),
    Column("path", String, nullable=False),
    # Filled in at the check, and looked at again at the confirmation and when the job is built.
    Column("sha256", String),
    Column("size", Integer),
    Column("modified_ns", Integer),
    Column("problem", String),
    Index("mailing_documents_by_path", "mailing_id", "path", unique=True),
    Index("mailing_documents_by_hash", "sha256"),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mailing_id", Integer, ForeignKey("mailings.id", ondelete="CASCADE"), nullable=False),
    # The row in the file that the letter came from, for messages.
    Column("source_row", Integer),
    # The person, as the register had them at `copied_at`.
    Column("recipient_id", Integer),
    Column("customer_id", String, nullable=False),
    Column("national_id", String),
    Column("organisation_number", String),
    Column("full_name", String),
    Column("first_name", String),
    Column("middle_name", String),
    Column("last_name", String),
    Column("address1", String),
    Column("address2", String),
    Column("postcode", String),
    Column("city", String),
    Column("country", String),
    Column("birth_date", String),
    Column("phone", String),
    Column("email", String),
    Column("digipost_address", String),
    Column("person_alias", String),
    Column("register_status", String),
    # What the list is sorted by and searched in, as the register makes it: folded, last name first.
    Column("sort_name", String, nullable=False),
    Column("copied_at", UtcDateTime, nullable=False),
    # The letter. Without a document of its own it is the mailing's common one.
    Column("document_id", Integer),
    Column("own_subject", String),
    Column("subject", String),
    Column("kid", String),
    Column("amount", String),
    Column("account", String),
    Column("due_date", String),
    # Set when nothing more has to be known before it can go into a mailing job.
    Column("ready", Boolean, nullable=False, server_default="0"),
    Column("lookup", Integer, ForeignKey("jobs.id")),
    Column("job", Integer, ForeignKey("jobs.id")),
    # How the recipient is named in the mailing job, and what its result said of the recipient.
    Column("identification", String),
    Column("recipient_status", String),
    Column("recipient_details", String),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("details", String),
    Column("receipt_id", Integer),
    Column("outcome_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("done_how", String),
    Column("replaces", Integer),
    Column("replace_reason", String),
    Index("letters_by_mailing", "mailing_id"),
    Index("letters_by_outcome", "mailing_id", "outcome"),
    Index("letters_by_recipient", "recipient_id"),
    Index("letters_by_customer", "customer_id"),
    sqlite_autoincrement=True,
)

attachments = Table(
    "letter_attachments",
    metadata,
    # Only a letter's own attachments: those of the whole mailing stand in its options.
    Column("letter_id", Integer, ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("document_id", Integer, nullable=False),
)

lookup_rows = Table(
    "lookup_rows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", Integer, ForeignKey("jobs.id"), nullable=False),
    Column("recipient_id", Integer),
    Column("customer_id", String, nullable=False),
    Column("letter_id", Integer),
    # How the recipient was named in the job, and what the register said before.
    Column("identification", String, nullable=False),
    Column("status_before", String),
    Column("status", String),
    Column("digipost_address", String),
    Column("person_alias", String),
    Column("details", String),
    Column("cleared", Boolean, nullable=False, server_default="0"),
    Index("lookup_rows_by_job", "job", "customer_id", unique=True),
    Index("lookup_rows_by_recipient", "recipient_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    # The file as it came, below the data folder's receipts; None once retention removed it.
    Column("file", String),
    Column("folder", String, nullable=False),
    Column("remote_name", String, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    # What the XML inside says.
    Column("job_id", String),
    Column("kind", String),
    Column("status", String),
    Column("job", Integer, ForeignKey("jobs.id")),
    # new → applied | repeated | unmatched | unreadable
    Column("state", String, nullable=False),
    # For a failure: whether it refused the job, or only said that it knows the job already.
    Column("refusal", String),
    Column("applied_at", UtcDateTime),
    Column("item_count", Integer, nullable=False, server_default="0"),
    Column("problem", String),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("receipts_by_state", "state"),
    Index("receipts_by_job", "job"),
)

remote_receipts = Table(
    "remote_receipts",
    metadata,
    # What was seen on the server, so that a receipt that stays there is fetched once.
    Column("folder", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("modified", String),
    Column("receipt_id", Integer, ForeignKey("receipts.id"), nullable=False),
    Column("removed_at", UtcDateTime),
)

deviations = Table(
    "deviations",
    metadata,
    Column("id", Integer, primary_key=True),
    # The same finding made again has the same words here, so that a decision about it holds.
    Column("finding", String, nullable=False),
    Column("mailing_id", Integer, ForeignKey("mailings.id", ondelete="CASCADE")),
    Column("letter_id", Integer, ForeignKey("letters.id", ondelete="CASCADE")),
    Column("job", Integer, ForeignKey("jobs.id")),
    Column("receipt_id", Integer, ForeignKey("receipts.id")),
    Column("code", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("text", String, nullable=False),
    Column("field", String),
    Column("found_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_how", String),
    Index("deviations_by_mailing", "mailing_id", "settled_at"),
    Index("deviations_by_letter", "letter_id"),
    Index("deviations_by_finding", "finding"),
)

restorations = Table(
    "ledger_restorations",
    metadata,
    # When the data was brought back from a backup: see `restored`.
    Column("at", UtcDateTime, primary_key=True),
)

acceptances = Table(
    "acceptances",
    metadata,
    Column("mailing_id", Integer, ForeignKey("mailings.id", ondelete="CASCADE"), primary_key=True),
    Column("finding", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
)

letter_events = Table(
    "letter_events",
    metadata,
    # What happened to single letters after they were confirmed, in order: re-sends, ticks, contradictions.
    Column("id", Integer, primary_key=True),
    Column("letter_id", Integer, ForeignKey("letters.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String, nullable=False),
    Column("text", String),
    Index("letter_events_by_letter", "letter_id"),
)
