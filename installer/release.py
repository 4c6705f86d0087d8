"""What goes with the built files: their checksums, and notes from the changelog.

    python -m installer.release FOLDER

Writes `SHA256SUMS` and `NOTES.md` into the folder, and the signed `latest.json` when the key is in the environment.
"""

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop_app import __version__
from installer import sign_latest

ROOT = Path(__file__).resolve().parents[1]
PAGE = "BREVDUE_DOWNLOAD_PAGE"
SUMS, NOTES = "SHA256SUMS", "NOTES.md"
PACKED = ("*.tar.xz", "*-setup.exe", "*.dmg", "*.cdx.json")


class NothingToRelease(Exception):
    """A part of the release is missing."""


def main(arguments: Sequence[str]) -> int:
    """Write what goes with the files of a folder."""
    folder = Path(arguments[0])
    write_sums(folder)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (folder / NOTES).write_text(notes_of(changelog, __version__), encoding="utf-8")
    sys.stdout.write((folder / SUMS).read_text(encoding="utf-8"))
    if not os.environ.get(sign_latest.KEY):
        sys.stdout.write(f"no latest.json: {sign_latest.KEY} is not in the environment\n")
        return 0
    return sign_latest.main([str(folder), "--page", os.environ.get(PAGE, "")])


def write_sums(folder: Path) -> None:
    """Write the checksums of what is downloaded, as `sha256sum --check` reads them."""
    files = sorted(file for pattern in PACKED for file in folder.glob(pattern))
    if not files:
        raise NothingToRelease(f"there is nothing to download in {folder}")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def notes_of(changelog: str, version: str) -> str:
    """The part of the changelog about one version; of what is unreleased while it has none of its own."""
    parts = re.split(r"^## +", changelog, flags=re.MULTILINE)[1:]
    found = {part.split()[0].strip("[]"): part.partition("\n")[2].strip() for part in parts}
    if version not in found and "Unreleased" not in found:
        raise NothingToRelease(f"the changelog says nothing of {version}")
    return f"# Brevdue {version}\n\n{found.get(version) or found['Unreleased']}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
