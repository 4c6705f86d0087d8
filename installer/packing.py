"""From the tried program to the one file that is downloaded."""

import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app import __version__

INSTALLER = Path(__file__).resolve().parent


def pack(program: Path, staged: Path, out: Path) -> Iterator[Path]:
    """Make what installs the program on this system; yields the files."""
    if sys.platform.startswith("linux"):
        yield pack_tar(program, staged / "pictures" / "brevdue.png", out)


def pack_tar(program: Path, icon: Path, out: Path) -> Path:
    """For Linux: the folder with its icon, its entry in the menu, and a script that puts them in place."""
    name = f"brevdue-{__version__}-linux-x86_64"
    file = out / f"{name}.tar.xz"
    with tarfile.open(file, "w:xz", preset=2) as archive:
        archive.add(program, f"{name}/brevdue")
        archive.add(icon, f"{name}/brevdue.png")
        for part in sorted((INSTALLER / "linux").iterdir()):
            archive.add(part, f"{name}/{part.name}")
    return file
