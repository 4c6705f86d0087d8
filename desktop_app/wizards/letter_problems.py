"""What can be missing or wrong with the choice of letters and attachments. Looks at no more than names of files."""

from collections.abc import Collection, Iterator
from pathlib import Path

from desktop_app.base.texts import plural, text
from desktop_app.mailing.option_checks import MOST_ATTACHMENTS
from desktop_app.wizards.draft import (
    AttachmentManner,
    AttachmentsChoice,
    Draft,
    LetterManner,
    LettersChoice,
)
from desktop_app.wizards.steps import Problem


def letter_problems(draft: Draft, mapped: Collection[str]) -> Iterator[Problem]:
    """The problems, the most important first. `mapped` are the fields that the list of recipients has."""
    yield from _main_problems(draft.letters, mapped)
    yield from _attachment_problems(draft.attachments, mapped)
    if _share_a_folder(draft):
        shared = text(
            "Put letters and attachments into different folders, or nobody can tell which is which."
        )
        yield Problem(shared, "attachments.folder")


def _main_problems(choice: LettersChoice, mapped: Collection[str]) -> Iterator[Problem]:
    match choice.manner:
        case LetterManner.UNDECIDED:
            yield Problem(text("Choose whether all get the same letter or each their own."), "letters.manner")
        case LetterManner.ONE_FOR_ALL:
            yield from _file_problems(choice.common_file, "letters.common_file")
        case LetterManner.BY_COLUMN:
            if "document" not in mapped:
                missing = text(
                    "The list of recipients has no column with file names. Match the files by their names instead."
                )
                yield Problem(missing, "letters.manner")
            yield from _folder_problems(choice.folder, "letters.folder")
        case LetterManner.BY_FILE_NAME:
            yield from _folder_problems(choice.folder, "letters.folder")


def _attachment_problems(choice: AttachmentsChoice, mapped: Collection[str]) -> Iterator[Problem]:
    for path in choice.common:
        yield from _file_problems(path, "attachments.common")
    if len(choice.common) > MOST_ATTACHMENTS:
        too_many = plural(
            "{count} attachment. Digipost takes at most {most}.",
            "{count} attachments. Digipost takes at most {most}.",
            count=len(choice.common),
            most=MOST_ATTACHMENTS,
        )
        yield Problem(too_many, "attachments.common")
    if choice.manner is AttachmentManner.BY_COLUMN and "attachments" not in mapped:
        missing = text("The list of recipients has no column with attachments.")
        yield Problem(missing, "attachments.manner")
    if choice.manner is not AttachmentManner.NONE:
        yield from _folder_problems(choice.folder, "attachments.folder")


def _file_problems(path: str, field: str) -> Iterator[Problem]:
    if not path:
        yield Problem(text("Choose the PDF."), field)
    elif Path(path).suffix.lower() != ".pdf":
        wrong = text(
            "{file} is not a PDF. Save the letter as PDF and choose that file.", file=Path(path).name
        )
        yield Problem(wrong, field)
    elif not Path(path).is_file():
        yield Problem(text("{file} is not there any more. Choose the file again.", file=path), field)


def _folder_problems(folder: str, field: str) -> Iterator[Problem]:
    if not folder:
        yield Problem(text("Choose the folder with the files."), field)
    elif not Path(folder).is_dir():
        missing = text("There is no folder {folder} any more. Choose it again.", folder=folder)
        yield Problem(missing, field)


def _share_a_folder(draft: Draft) -> bool:
    return (
        draft.letters.manner is LetterManner.BY_FILE_NAME
        and draft.attachments.manner is AttachmentManner.BY_FILE_NAME
        and draft.letters.folder != ""
        and Path(draft.letters.folder) == Path(draft.attachments.folder)
    )
