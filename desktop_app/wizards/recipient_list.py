"""Who gets a letter: read from a file into the register, or chosen from the register by a filter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.register.importing import (
    ColumnMapping,
    ImportMode,
    ImportReport,
    ImportRow,
    MailingFields,
    Table,
    import_recipients,
    read_rows,
    read_table,
    suggest_mapping,
)
from desktop_app.register.model import MAILING_FIELDS, PERSON_FIELDS, LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.wizards.derived import file_mark, fingerprint
from desktop_app.wizards.draft import FileChoice, RegisterChoice
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.people import Person

PREVIEW_ROWS = 50


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient of the mailing. `row` and `mailing` are what the file's row said; None without a file."""

    recipient_id: int
    person: Person
    row: int | None = None
    mailing: MailingFields = field(default_factory=MailingFields)


@dataclass(frozen=True, slots=True)
class RecipientList:
    """All recipients, in the order of the file or of their names. `made_from` fingerprints the choice.

    `mapped` are the fields that the file has a column for. `by_status` counts the register's lookup answers, with
    None for those who were never looked up.
    """

    made_from: str
    rows: Sequence[RecipientRow]
    mapped: frozenset[str] = frozenset()
    by_status: Mapping[LookupStatus | None, int] = field(default_factory=dict)
    folder: Path | None = None
    """Where the file lies: the letters usually lie beside it."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file would become: its columns, what each of the first rows turns into, and what is wrong."""

    made_from: str
    headings: tuple[str, ...]
    sheet: str | None
    sheets: tuple[str, ...]
    mapping: ColumnMapping
    report: ImportReport
    rows: tuple[ImportRow, ...]

    @property
    def usable(self) -> int:
        """How many rows become a recipient."""
        return self.report.read - self.report.rejected


def file_choice_mark(choice: FileChoice) -> str:
    """Changes when the file does, or how it is to be read."""
    mapping = None if choice.mapping is None else sorted(choice.mapping.items())
    return fingerprint(choice.path, choice.sheet, mapping, choice.mode, file_mark(choice.path))


def preview_file(parts: WizardParts, choice: FileChoice, context: WorkContext) -> FilePreview:
    """Read the whole file without changing anything. Raises `InputError` when it cannot be read."""
    made_from = file_choice_mark(choice)
    table, mapping = _open(choice)
    rows = tuple(_first(read_rows(table, mapping, parts.clock, context), PREVIEW_ROWS))
    report = import_recipients(
        parts.database,
        table,
        mapping,
        ImportMode(choice.mode),
        dry_run=True,
        clock=parts.clock,
        context=context,
    )
    return FilePreview(made_from, table.headings, table.sheet, table.sheets, mapping, report, rows)


def import_only(
    parts: WizardParts, choice: FileChoice, context: WorkContext, *, remove_missing: bool
) -> ImportReport:
    """Take the file's rows into the register, apart from any mailing."""
    table, mapping = _open(choice)
    report = import_recipients(
        parts.database,
        table,
        mapping,
        ImportMode(choice.mode),
        dry_run=False,
        clock=parts.clock,
        context=context,
        remove_missing=remove_missing,
    )
    parts.note_import(Path(choice.path), report.read)
    parts.register.refresh_search_index(context)
    return report


def import_file(parts: WizardParts, choice: FileChoice, context: WorkContext) -> RecipientList:
    """Take the file's rows into the register, and list who they are."""
    return _list_of_file(parts, choice, context, dry_run=False)


def read_file_again(parts: WizardParts, choice: FileChoice, context: WorkContext) -> RecipientList:
    """List who the rows of an imported file are, without changing what was mended in the register since."""
    return _list_of_file(parts, choice, context, dry_run=True)


def _list_of_file(
    parts: WizardParts, choice: FileChoice, context: WorkContext, *, dry_run: bool
) -> RecipientList:
    made_from = file_choice_mark(choice)
    table, mapping = _open(choice)
    of_file: dict[int, tuple[int, MailingFields]] = {}

    def take(batch: Sequence[tuple[int, ImportRow]]) -> None:
        of_file.update((recipient_id, (row.number, row.mailing)) for recipient_id, row in batch)

    report = import_recipients(
        parts.database,
        table,
        mapping,
        ImportMode(choice.mode),
        dry_run=dry_run,
        clock=parts.clock,
        context=context,
        on_rows=take,
    )
    if not dry_run:
        parts.note_import(Path(choice.path), report.read)
        parts.register.refresh_search_index(context)
    people, by_status = _people(parts, RecipientQuery(ids=frozenset(of_file)), context)
    rows = tuple(
        RecipientRow(recipient_id, people[recipient_id], *said)
        for recipient_id, said in of_file.items()
        if recipient_id in people
    )
    return RecipientList(made_from, rows, frozenset(mapping.columns), by_status, Path(choice.path).parent)


def register_query(choice: RegisterChoice) -> RecipientQuery:
    """The register's query for a choice. Statuses that are no longer known find nobody by themselves."""
    return RecipientQuery(
        search=choice.search,
        statuses=frozenset(LookupStatus(status) if status else None for status in choice.statuses),
        tags=frozenset(choice.tags),
        lookup_older_than_days=choice.older_than_days,
    )


def list_from_register(
    parts: WizardParts, choice: RegisterChoice, made_from: str, context: WorkContext
) -> RecipientList:
    """List everybody whom the filter finds."""
    people, by_status = _people(parts, register_query(choice), context)
    rows = tuple(RecipientRow(recipient_id, person) for recipient_id, person in people.items())
    return RecipientList(made_from, rows, by_status=by_status)


def _people(
    parts: WizardParts, query: RecipientQuery, context: WorkContext
) -> tuple[dict[int, Person], dict[LookupStatus | None, int]]:
    """Everybody whom a query finds, as the register has them, and how many there are of each status."""
    people: dict[int, Person] = {}
    by_status: dict[LookupStatus | None, int] = {}
    for recipient in parts.register.iterate(query):
        context.check_cancelled()
        people[recipient.id] = person_of(recipient)
        by_status[recipient.status] = by_status.get(recipient.status, 0) + 1
    return people, by_status


def person_of(recipient: Recipient) -> Person:
    """What of a recipient can be looked for in file names and letters. The key is the recipient's id."""
    return Person(
        key=str(recipient.id),
        customer_id=recipient.customer_id,
        national_id=recipient.national_id,
        organisation_number=recipient.organisation_number,
        full_name=recipient.full_name,
        first_name=recipient.first_name,
        middle_name=recipient.middle_name,
        last_name=recipient.last_name,
        address1=recipient.address1,
        postcode=recipient.postcode,
    )


def _open(choice: FileChoice) -> tuple[Table, ColumnMapping]:
    table = read_table(Path(choice.path), choice.sheet)
    if choice.mapping is None:
        return table, suggest_mapping(table.headings)
    # What a person has chosen is taken as a whole: a column that they freed is not taken again by its heading.
    columns = [(name, choice.mapping.get(name, "")) for name in (*PERSON_FIELDS, *MAILING_FIELDS)]
    return table, suggest_mapping(table.headings, columns)


def _first(rows: Iterator[ImportRow], count: int) -> Iterator[ImportRow]:
    for row, _number in zip(rows, range(count), strict=False):
        yield row
