"""Letters and the remainder as Excel or CSV files, in the language of whoever exports them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.base.work import WorkContext
from desktop_app.mailing.letters import LetterRow, RemainderRow
from desktop_app.mailing.outcomes import detail_words
from desktop_app.register.spreadsheets import OutCell, write_table

Row = TypeVar("Row")
Column = tuple[Text, Callable[[Row, Translator], OutCell]]

LETTER_COLUMNS: Sequence[Column[LetterRow]] = (
    (text("Customer id"), lambda row, _: row.customer_id),
    (text("Name"), lambda row, _: row.name),
    (text("Address"), lambda row, _: row.address),
    (text("Postcode"), lambda row, _: row.postcode),
    (text("Postal city"), lambda row, _: row.city),
    (text("Subject"), lambda row, _: row.subject),
    (text("Outcome"), lambda row, say: say.render(row.outcome.words())),
    (text("Reason"), lambda row, say: None if row.reason is None else say.render(row.reason.words())),
    (text("Digipost says"), lambda row, say: _details(row.details, say)),
    (text("When"), lambda row, say: None if row.outcome_at is None else say.date_time(row.outcome_at)),
    (text("Reached otherwise"), lambda row, _: row.done_how),
    (text("Letter's id at Digipost"), lambda row, _: row.uuid),
    (text("Job id"), lambda row, _: row.job_id),
    (text("File"), lambda row, _: None if row.document is None else row.document.name),
)

REMAINDER_COLUMNS: Sequence[Column[RemainderRow]] = (
    (text("Customer id"), lambda row, _: row.customer_id),
    (text("Name"), lambda row, _: row.name),
    (text("Address"), lambda row, _: row.address1),
    (text("Address, second line"), lambda row, _: row.address2),
    (text("Postcode"), lambda row, _: row.postcode),
    (text("Postal city"), lambda row, _: row.city),
    (text("Country"), lambda row, _: row.country),
    (text("Reason"), lambda row, say: say.render(row.reason_text)),
    (text("Digipost says"), lambda row, say: _details(row.details, say)),
    (text("Paper is right"), lambda row, say: say.render(text("Yes") if row.may_print else text("No"))),
    (text("Done"), lambda row, _: row.done_how),
    (text("File"), lambda row, _: None if row.document is None else str(row.document)),
)

PROVIDER_COLUMNS: Sequence[Column[RemainderRow]] = (
    (text("Customer id"), lambda row, _: row.customer_id),
    (text("Name"), lambda row, _: row.name),
    (text("Address"), lambda row, _: row.address1),
    (text("Address, second line"), lambda row, _: row.address2),
    (text("Postcode"), lambda row, _: row.postcode),
    (text("City"), lambda row, _: row.city),
    (text("Country"), lambda row, _: row.country),
    (text("File"), lambda row, _: None if row.document is None else row.document.name),
    (text("Attachments"), lambda row, _: " | ".join(path.name for path in row.attachments)),
)
"""For another print provider: an address, and the files that go to it."""


def write_rows(
    path: Path, columns: Sequence[Column[Row]], rows: Iterable[Row], say: Translator, context: WorkContext
) -> int:
    """Write the rows with these columns to an .xlsx or .csv file, whole or not at all. Returns how many."""
    cells = ([cell(row, say) for _, cell in columns] for row in rows)
    return write_table(path, [say.render(heading) for heading, _ in columns], cells, context=context)


def _details(words: Iterable[str], say: Translator) -> str:
    return ", ".join(say.render(detail_words(word)) for word in words)
