"""The register out to a file that imports again unchanged."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop_app.base.texts import Text
from desktop_app.base.work import WorkContext
from desktop_app.register.comparing import ChangeQuery, PersonChange
from desktop_app.register.model import PERSON_FIELDS, Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register
from desktop_app.register.spreadsheets import OutCell, write_table
from desktop_app.register.words import CHANGE_WORDS, status_words

_LOOKUP_FIELDS = ("status", "reasons", "looked_up_at")

EXPORTED_FIELDS = (*PERSON_FIELDS, *_LOOKUP_FIELDS)
"""The columns of an export. An import leaves the last three alone: only a lookup says them."""


CHANGE_COLUMNS = (
    "customer_id",
    "name",
    "change",
    "status_before",
    "status_after",
    "address_before",
    "address_after",
    "reasons",
    "answered_at",
)
"""The columns of what changed between two lookups."""


def export_recipients(
    register: Register,
    query: RecipientQuery,
    path: Path,
    context: WorkContext,
    headings: Mapping[str, str] | None = None,
) -> int:
    """Write the recipients a query finds to an xlsx or CSV file; returns how many.

    `headings` are words for the fields; without them the fields' own names stand there. The file imports as it is
    as long as the words are among the known headings.
    """
    names = headings or {}
    return write_table(
        path,
        [names.get(field, field) for field in EXPORTED_FIELDS],
        (_row(recipient) for recipient in register.iterate(query)),
        context=context,
    )


def export_changes(
    register: Register,
    query: ChangeQuery,
    path: Path,
    context: WorkContext,
    headings: Sequence[str],
    say: Callable[[Text], str],
) -> int:
    """Write the people whose standing changed to an xlsx or CSV file, under these headings; returns how many."""
    rows = (_change_row(change, say) for change in register.iterate_changes(query))
    return write_table(path, headings, rows, context=context)


def _change_row(change: PersonChange, say: Callable[[Text], str]) -> list[OutCell]:
    return [
        change.customer_id,
        change.name,
        say(CHANGE_WORDS[change.kind]),
        say(status_words(change.status_before)),
        say(status_words(change.status_after)),
        change.address_before,
        change.address_after,
        " ".join(change.reasons),
        change.answered_at,
    ]


def _row(recipient: Recipient) -> list[OutCell]:
    return [_cell(recipient, field) for field in EXPORTED_FIELDS]


def _cell(recipient: Recipient, field: str) -> OutCell:
    if field == "tags":
        return "; ".join(recipient.tags)
    if field == "reasons":
        return " ".join(recipient.reasons)
    if field == "birth_date":
        return recipient.birth_date.isoformat() if recipient.birth_date else None
    value: OutCell = getattr(recipient, field)
    return value
