"""Names for the files in a job's zip, and for the zip itself."""

import re
import unicodedata

from desktop_app.base.texts import text
from desktop_app.digipost.refusals import PLACE_OF_JOB_SETTINGS, RefusalError, refused, shown

_JOB_ID = re.compile(r"[a-zA-Z0-9_.-]{1,100}")
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "a", "ö": "o", "ü": "u", "ß": "ss"}
    | {"Æ": "Ae", "Ø": "Oe", "Å": "Aa", "Ä": "A", "Ö": "O", "Ü": "U"}
)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_]+")
_IDENTITY_NUMBER = re.compile(r"(?<![0-9])[0-9]{6}[-_]?[0-9]{5}(?![0-9])")
_LONGEST_STEM = 60
_LONGEST_EXTENSION = 8


def zip_name(job_id: str) -> str:
    """The name that a job's zip has here and on the server; another job never has the same.

    Raises `JobInvalid` for an id that cannot be a job's.
    """
    try:
        check_job_id(job_id)
    except RefusalError as cause:
        raise refused(PLACE_OF_JOB_SETTINGS, cause, job_id) from None
    # With something before it no id makes a name that Windows keeps for itself, or a hidden file.
    return f"brevdue-{job_id}.zip"


def check_job_id(job_id: str) -> None:
    """Raises `RefusalError` for what Digipost does not take as a job's id."""
    if not _JOB_ID.fullmatch(job_id):
        raise RefusalError(
            text("The job id “{job_id}” cannot be used.", job_id=shown(job_id)),
            text("Use 1 to 100 English letters, digits, dots, dashes and underscores."),
        )


def document_file_name(original: str, number: int) -> str:
    """A name for the zip made from what the person's file is called: ASCII, one dot, unique by `number`.

    A run of digits that could be an identity number is left out. Whatever folders stand before the name, and
    whatever it is made of, the result is a plain name. `number` is 0 or more and used once in a job.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", original))[-1]
    stem, dot, extension = name.rpartition(".")
    stem = _plain(stem if dot else extension)
    stem = _plain(_IDENTITY_NUMBER.sub("", stem))[:_LONGEST_STEM].strip("-_")
    extension = (
        _plain(extension if dot else "").replace("-", "").replace("_", "")[:_LONGEST_EXTENSION].lower()
    )
    return f"{stem or 'document'}-{number}.{extension or 'pdf'}"


def _plain(words: str) -> str:
    """English letters, digits, dashes and underscores, as close to the words as those come."""
    spelled = unicodedata.normalize("NFKD", words.translate(_LETTERS))
    stripped = "".join(character for character in spelled if not unicodedata.combining(character))
    return _NOT_PLAIN.sub("-", stripped).strip("-_")
