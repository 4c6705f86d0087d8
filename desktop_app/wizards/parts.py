"""What the steps of a wizard work with, handed in once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import Examiner
from desktop_app.mailing.service import MailingService
from desktop_app.register.recipients import Register
from desktop_app.wizards.letter_pages import LetterPages
from desktop_app.wizards.letter_text import LetterTexts


def no_further_examiners(_printing: bool) -> Sequence[Examiner]:
    """Nothing but the right-letter check."""
    return ()


def not_noted(_file: Path, _rows: int) -> None:
    """Nobody keeps who took in which file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardParts:
    """The rooms below, and what is shared between the wizards of one program.

    `corrected_copy` writes a copy of a PDF that Digipost can print, and `documents` is the folder for such copies.
    `examiners` gives those that look at each pair besides the right-letter check, such as the PDF's rules; it is
    told whether letters may be printed. `setting` reads a setting's text. `note_import` is told each file whose rows
    were taken into the register, and how many it had.
    """

    database: Database
    register: Register
    mailing: MailingService
    clock: Clock
    setting: Callable[[str], str]
    pages: LetterPages = field(default_factory=LetterPages)
    texts: LetterTexts = field(init=False)
    examiners: Callable[[bool], Sequence[Examiner]] = no_further_examiners
    corrected_copy: Callable[[Path, Path, WorkContext], object] | None = None
    documents: Path | None = None
    note_import: Callable[[Path, int], object] = not_noted

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", LetterTexts(self.pages.texts))
