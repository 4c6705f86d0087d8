"""From a recipient file, or the register, to the letters of a mailing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.cli.importing import import_file, refuse_if_none_left
from desktop_app.cli.session import Session
from desktop_app.mailing.letters import LetterInput
from desktop_app.register.importing import ImportReport, ImportRow, MailingFields, RowError
from desktop_app.register.queries import RecipientQuery
from desktop_app.wizards.letter_folder import LetterFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersWanted:
    """What the command line says about recipients and letters; `recipients` None stands for the register."""

    recipients: Path | None
    sheet: str | None
    columns: Sequence[tuple[str, str]]
    own_documents: bool
    """Each letter is the file that its row names, in `documents_folder`."""
    documents_folder: Path | None
    as_invoices: bool


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A row of the file that gets no letter, and why."""

    row: int
    customer_id: str
    name: str
    column: str
    code: str
    message: Text


@dataclass(slots=True)
class Letters:
    """The letters to check, and the rows that cannot become one. `report` is None without a file."""

    inputs: list[LetterInput] = field(default_factory=list)
    left_out: list[LeftOutRow] = field(default_factory=list)
    report: ImportReport | None = None


def gather_letters(session: Session, wanted: LettersWanted) -> Letters:
    """Import the recipients and make a letter of each accepted row. Raises `InputError` when none is left."""
    letters = Letters()
    if wanted.recipients is None:
        letters.inputs = [LetterInput(number) for number in session.services.register.ids(RecipientQuery())]
        return letters
    reader = _RowReader(wanted, letters)
    letters.report = import_file(
        session, wanted.recipients, wanted.columns, sheet=wanted.sheet, on_rows=reader.take
    )
    refuse_if_none_left(letters.report)
    letters.left_out += [
        LeftOutRow(error.row, "", "", error.column, error.code, error.message)
        for error in letters.report.errors
    ]
    return letters


class _RowReader:
    """Makes letters of the rows as they are imported."""

    def __init__(self, wanted: LettersWanted, letters: Letters) -> None:
        self._wanted = wanted
        self._letters = letters
        self._folder = _letter_folder(wanted.documents_folder)

    def take(self, rows: Sequence[tuple[int, ImportRow]]) -> None:
        for recipient_id, row in rows:
            problem = self._invoice_problem(row)
            if problem is not None:
                self._leave_out(row, problem.column, problem.code, problem.message)
                continue
            try:
                self._letters.inputs.append(self._letter(recipient_id, row))
            except InputError as error:
                self._leave_out(row, "", "document_outside_folder", error.message)

    def _invoice_problem(self, row: ImportRow) -> RowError | None:
        return row.mailing_errors[0] if self._wanted.as_invoices and row.mailing_errors else None

    def _letter(self, recipient_id: int, row: ImportRow) -> LetterInput:
        fields, folder = row.mailing, self._folder
        document = fields.document if self._wanted.own_documents else None
        invoice = fields if self._wanted.as_invoices else MailingFields()
        return LetterInput(
            recipient_id,
            document=_find(folder, document) if folder and document else None,
            attachments=tuple(_find(folder, name) for name in fields.attachments) if folder else (),
            subject=fields.subject,
            kid=invoice.kid,
            amount=invoice.amount,
            account=invoice.account,
            due_date=invoice.due_date,
            row=row.number,
        )

    def _leave_out(self, row: ImportRow, column: str, code: str, message: Text) -> None:
        person = row.recipient
        self._letters.left_out.append(
            LeftOutRow(row.number, person.customer_id, person.full_name, column, code, message)
        )


def _letter_folder(path: Path | None) -> LetterFolder | None:
    if path is None:
        return None
    if not path.is_dir():
        raise InputError(
            title=text("The folder with the letters is not there."),
            message=text("There is no folder {folder}.", folder=str(path)),
            hint=text("Look at --documents-dir."),
        )
    return LetterFolder(path)


def _find(folder: LetterFolder, name: str) -> Path:
    path = folder.find(name)
    if path is None:
        raise InputError(
            title=text("A letter's name leads out of its folder."),
            message=text("“{name}” is not inside the folder with the letters.", name=name),
            hint=text("Put all letters into one folder and name them by their file names alone."),
        )
    return path
