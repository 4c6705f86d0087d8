"""A small association's mailing as files, made on the spot: for the demo, training and tests."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SampleMailing:
    """Where the files lie that `write_sample` made."""

    recipients_file: Path
    """A spreadsheet (.xlsx) of about 48 recipients, with the public client's headings."""
    recipients_csv: Path
    """The same as a file with `;`."""
    documents_folder: Path
    """One PDF a recipient, named in the column `Filnavn`."""
    letter_for_all: Path
    """One PDF that fits everybody."""
    attachment: Path
    """One PDF to enclose."""
    members_file: Path
    """Gym members in the `;`-separated interchange format, for Digis."""
    recipient_count: int
    member_count: int


def write_sample(folder: Path) -> SampleMailing:
    """Write the whole sample into this folder (made if missing). The bytes are always the same."""
    raise NotImplementedError
