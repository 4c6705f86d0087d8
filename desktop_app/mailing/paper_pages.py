"""What the makers of paper post and their child process tell each other: plain values, so that only the child loads
the library that takes PDFs apart.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.mailing.typesetting import Sheet


@dataclass(frozen=True, slots=True)
class Measured:
    """A file as it was found. `pages` is 0 for one that cannot be taken apart, or needs a password."""

    sha256: str
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document to print, and the hash that it must have."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class PersonPages:
    """What one person gets: the address sheet, then the letter and its attachments. `number` is their place."""

    sheet: Sheet
    documents: tuple[Enclosed, ...]
    number: int
