"""The account's folder as the client sees it, and the border that no path crosses."""

import os
import posixpath
import stat
from pathlib import Path

UPLOAD_FOLDERS = ("mottakersplitt", "masseutsendelse")
RECEIPT_FOLDER = "kvittering"


def make_account_folder(home: Path) -> None:
    """The two upload folders with their receipt folders, as an account at Digipost has them."""
    for name in UPLOAD_FOLDERS:
        (home / name / RECEIPT_FOLDER).mkdir(parents=True, exist_ok=True)


def canonical(path: str) -> str:
    """The path from the account's root, `/` first, without `.` and `..`, which stop at the root."""
    return posixpath.normpath("/" + path.lstrip("/"))


class AccountFolder:
    """Turns the client's paths into files below `home`. Whatever leads elsewhere does not exist."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def locate(self, path: str) -> Path | None:
        """The file or folder that this path means; None when nothing in the account can be meant.

        Links are not followed, on any part of the way, so a link that was planted in the account leads nowhere.
        """
        place = self.home
        for part in canonical(path).split("/"):
            if not part:
                continue
            if not _is_plain_name(part):
                return None
            place = place / part
            if place.is_symlink():
                return None
        return place

    def is_upload(self, place: Path) -> bool:
        """Whether a client may write this file: directly in one of the upload folders."""
        folder = place.parent
        return folder.parent == self.home and folder.name in UPLOAD_FOLDERS and place.name != RECEIPT_FOLDER

    def is_receipt(self, place: Path) -> bool:
        """Whether this file lies directly in one of the receipt folders."""
        return place.parent.name == RECEIPT_FOLDER and self.is_upload(place.parent.parent / "x")

    def entries(self, folder: Path) -> list[tuple[str, os.stat_result]]:
        """The names in this folder with what is known of each; neither links nor special files."""
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # the processor took it between the two calls
                    continue
                if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
                    found.append((entry.name, status))
        return found


def _is_plain_name(part: str) -> bool:
    if "\0" in part:
        return False
    return os.name != "nt" or not any(sign in part for sign in '\\:*?"<>|')
