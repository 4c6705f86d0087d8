"""From a row of cells to a recipient and the fields of one mailing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from desktop_app.base.work import WorkContext
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.report import Restored, RowError
from desktop_app.register.importing.table import Table
from desktop_app.register.model import Recipient


@dataclass(frozen=True, slots=True)
class MailingFields:
    """What a row says about one mailing, checked and in plain types; None where the row says nothing."""

    document: str | None = None
    attachments: tuple[str, ...] = ()
    subject: str | None = None
    kid: str | None = None
    amount: Decimal | None = None
    account: str | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row: the recipient it describes, the fields of a mailing, and every other column by its heading.

    `errors` reject the row (the recipient is then as far as it could be read); `mailing_errors` are about the
    mailing's fields alone and do not keep the person out of the register.
    """

    number: int
    recipient: Recipient
    mailing: MailingFields = MailingFields()
    others: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[RowError, ...] = ()
    mailing_errors: tuple[RowError, ...] = ()
    restored: tuple[Restored, ...] = ()


def read_rows(table: Table, mapping: ColumnMapping, context: WorkContext) -> Iterator[ImportRow]:
    """Each row of the table, checked and with what it says about the mailing; changes nothing anywhere.

    This is what previews and mailings read. `import_recipients` applies the same rules.
    """
    raise NotImplementedError
