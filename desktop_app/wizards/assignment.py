"""Which files each recipient gets, worked out from the list of recipients and the choice of letters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.letters import LetterInput
from desktop_app.wizards.draft import (
    AttachmentManner,
    AttachmentsChoice,
    Draft,
    InvoiceChoice,
    LetterManner,
    LettersChoice,
    MatchBy,
)
from desktop_app.wizards.letter_folder import LetterFolder
from desktop_app.wizards.matching import Matches, match_files, pdf_files
from desktop_app.wizards.recipient_list import RecipientList, RecipientRow


@dataclass(frozen=True, slots=True)
class NameOutside:
    """A row whose file name leads out of the folder with the letters."""

    row: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Every recipient's letter as the ledger takes it, and what did not fit on either side.

    `without_letter` are the recipients without a letter of their own, `missing` those whose file is not there.
    `strangers` are files in the folder that belong to nobody, `unclear` those that fit several recipients, with
    their names, and `several` the recipients with more than one file, who get none until one is chosen.
    """

    letters: Sequence[LetterInput]
    with_letter: int = 0
    without_letter: Sequence[RecipientRow] = ()
    missing: Sequence[RecipientRow] = ()
    strangers: Sequence[Path] = ()
    unclear: Mapping[Path, Sequence[str]] = field(default_factory=dict)
    several: Sequence[RecipientRow] = ()
    outside: Sequence[NameOutside] = ()


def assign(draft: Draft, recipients: RecipientList, context: WorkContext) -> Assignment:
    """Give every recipient their files. Nothing is left out here: the check speaks of each letter by itself."""
    main = _main_letters(draft.letters, recipients)
    own_attachments = _own_attachments(draft.attachments, recipients)
    letters: list[LetterInput] = []
    without: list[RecipientRow] = []
    missing: list[RecipientRow] = []
    for number, row in enumerate(recipients.rows, 1):
        context.check_cancelled()
        document = main.files.get(row.recipient_id)
        if document is None and draft.letters.manner is not LetterManner.ONE_FOR_ALL:
            without.append(row)
        elif document is not None and not document.is_file():
            missing.append(row)
        letters.append(_letter(row, document, own_attachments.files.get(row.recipient_id, ()), draft.invoice))
        context.progress(number, len(recipients.rows), text("Finding the letters"))
    return Assignment(
        letters=letters,
        with_letter=len(letters) - len(without) - len(missing),
        without_letter=without,
        missing=missing,
        strangers=(*main.strangers, *own_attachments.strangers),
        unclear={**main.unclear, **own_attachments.unclear},
        several=main.several,
        outside=(*main.outside, *own_attachments.outside),
    )


def _letter(
    row: RecipientRow, document: Path | None, attachments: Sequence[Path], invoice: InvoiceChoice
) -> LetterInput:
    fields = row.mailing
    return LetterInput(
        recipient_id=row.recipient_id,
        document=document,
        attachments=tuple(attachments),
        subject=fields.subject,
        kid=fields.kid if invoice.used else None,
        amount=fields.amount if invoice.used else None,
        account=fields.account if invoice.used else None,
        due_date=fields.due_date if invoice.used else None,
        row=row.row,
    )


@dataclass(frozen=True, slots=True)
class _MainLetters:
    files: Mapping[int, Path]
    strangers: Sequence[Path] = ()
    unclear: Mapping[Path, Sequence[str]] = field(default_factory=dict)
    several: Sequence[RecipientRow] = ()
    outside: Sequence[NameOutside] = ()


@dataclass(frozen=True, slots=True)
class _OwnAttachments:
    files: Mapping[int, Sequence[Path]] = field(default_factory=dict)
    strangers: Sequence[Path] = ()
    unclear: Mapping[Path, Sequence[str]] = field(default_factory=dict)
    outside: Sequence[NameOutside] = ()


def _main_letters(choice: LettersChoice, recipients: RecipientList) -> _MainLetters:
    found = _MainLetters({})
    if choice.manner is LetterManner.BY_COLUMN:
        found = _by_column(choice, recipients)
    elif choice.manner is LetterManner.BY_FILE_NAME:
        found = _by_file_name(choice, recipients)
    by_customer_id = {row.person.customer_id: row.recipient_id for row in recipients.rows}
    chosen = {
        by_customer_id[customer_id]: Path(path)
        for customer_id, path in choice.replacements.items()
        if customer_id in by_customer_id
    }
    several = [row for row in found.several if row.recipient_id not in chosen]
    return _MainLetters({**found.files, **chosen}, found.strangers, found.unclear, several, found.outside)


def _by_column(choice: LettersChoice, recipients: RecipientList) -> _MainLetters:
    folder = LetterFolder(Path(choice.folder))
    files: dict[int, Path] = {}
    outside: list[NameOutside] = []
    for row in recipients.rows:
        name = row.mailing.document
        path = folder.find(name) if name else None
        if path is not None:
            files[row.recipient_id] = path
        elif name:
            outside.append(NameOutside(row.row, name))
    return _MainLetters(files, outside=outside)


def _by_file_name(choice: LettersChoice, recipients: RecipientList) -> _MainLetters:
    matches, rows = _match(Path(choice.folder), choice.match_by, recipients)
    files = {rows[key].recipient_id: found[0] for key, found in matches.files.items() if len(found) == 1}
    return _MainLetters(
        files,
        strangers=matches.strangers,
        unclear=_unclear(matches, rows),
        several=[rows[key] for key in matches.with_several],
    )


def _own_attachments(choice: AttachmentsChoice, recipients: RecipientList) -> _OwnAttachments:
    match choice.manner:
        case AttachmentManner.NONE:
            return _OwnAttachments()
        case AttachmentManner.BY_COLUMN:
            return _attachments_by_column(choice, recipients)
        case AttachmentManner.BY_FILE_NAME:
            matches, rows = _match(Path(choice.folder), choice.match_by, recipients)
            files = {rows[key].recipient_id: found for key, found in matches.files.items()}
            return _OwnAttachments(files, matches.strangers, _unclear(matches, rows))


def _attachments_by_column(choice: AttachmentsChoice, recipients: RecipientList) -> _OwnAttachments:
    folder = LetterFolder(Path(choice.folder))
    files: dict[int, Sequence[Path]] = {}
    outside: list[NameOutside] = []
    for row in recipients.rows:
        found = {name: folder.find(name) for name in row.mailing.attachments}
        files[row.recipient_id] = [path for path in found.values() if path is not None]
        outside.extend(NameOutside(row.row, name) for name, path in found.items() if path is None)
    return _OwnAttachments(files, outside=outside)


def _match(folder: Path, by: MatchBy, recipients: RecipientList) -> tuple[Matches, dict[str, RecipientRow]]:
    rows = {row.person.key: row for row in recipients.rows}
    return match_files([row.person for row in rows.values()], _files_in(folder), by), rows


def _files_in(folder: Path) -> Iterable[Path]:
    try:
        return pdf_files(folder)
    except OSError:
        return ()


def _unclear(matches: Matches, rows: Mapping[str, RecipientRow]) -> dict[Path, Sequence[str]]:
    return {path: tuple(rows[key].person.full_name for key in keys) for path, keys in matches.unclear.items()}
