"""A draft as a file of its own, `.brevdue`: to put beside the letters, or to hand to a colleague.

It holds what was answered, not the letters: those stay where they are. And it never says that anything was sent, so
that opening it cannot be taken for a mailing that was.
"""

from dataclasses import replace
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.texts import text
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.draft_text import draft_from_text, draft_to_text
from desktop_app.wizards.drafts import Drafts

EXTENSION = ".brevdue"
_LARGEST = 4_000_000


def write_draft_file(draft: Draft, path: Path) -> None:
    """Write the draft, without its place in this computer's ledger."""
    with write_atomically(path) as out:
        out.write(draft_to_text(replace(draft, mailing_id=None, sent=False)).encode())


def open_draft_file(path: Path, drafts: Drafts) -> Draft:
    """The draft of a file. One that is kept here already is taken as it is here, also if it was sent meanwhile;
    another is kept from now on. Raises `InputError` when the file cannot be read, and `DraftUnreadable`."""
    draft = draft_from_text(_read(path))
    try:
        return drafts.open(draft.id)
    except KeyError:
        fresh = replace(draft, mailing_id=None, sent=False)
        drafts.save(fresh)
        return fresh


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST).decode("utf-8", errors="replace")
    except OSError as error:
        raise InputError(
            title=text("This saved mailing cannot be opened."),
            message=text("{file}: {reason}", file=str(path), reason=error.strerror or str(error)),
            hint=text("Check that the file is there and that you can read it."),
        ) from error
