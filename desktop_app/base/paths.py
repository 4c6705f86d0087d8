"""Where things lie: the program's own resources, and one environment's data folder."""

import sys
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.files import make_private_folder


def resource(*parts: str) -> Path:
    """A file or folder under `resources/`, in the source tree or in the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[2]
    return root.joinpath("resources", *parts)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One environment's folder. Production, test account and training never share one."""

    root: Path

    @property
    def database_file(self) -> Path:
        return self.root / "brevdue.sqlite"

    @property
    def departures_file(self) -> Path:
        """How often something was sent from this data. It tells when an older copy is in the data's place."""
        return self.root / "departures.txt"

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.json"

    @property
    def job_files(self) -> Path:
        """The zip files that were sent, kept until retention removes them."""
        return self.root / "jobs"

    @property
    def receipts(self) -> Path:
        """The receipt files, as they came."""
        return self.root / "receipts"

    @property
    def documents(self) -> Path:
        """Letters that the program made or copied."""
        return self.root / "documents"

    @property
    def drafts(self) -> Path:
        """Wizards that were closed before they were done."""
        return self.root / "drafts"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def updates_file(self) -> Path:
        """When a newer version was last asked for, and the newest word that was believed."""
        return self.root / "updates.json"

    @property
    def sandbox(self) -> Path:
        """What the built-in Digipost and Digis keep, in training."""
        return self.root / "sandbox"

    def create(self) -> "DataFolder":
        """Make the folders, readable by their owner only, and return this."""
        folders = (
            self.root,
            self.job_files,
            self.receipts,
            self.documents,
            self.drafts,
            self.logs,
            self.backups,
            self.exports,
        )
        for folder in folders:
            make_private_folder(folder)
        return self
