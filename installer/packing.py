"""From the tried program to the one file that is downloaded."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app import __version__

INSTALLER = Path(__file__).resolve().parent
TARGET = "-XTarget amd64-unicode"
SIGN_COMMAND = "BREVDUE_SIGN_COMMAND"
"""The environment's command that signs a Windows program; `%1` in it stands for the file."""


def pack(program: Path, staged: Path, out: Path) -> Iterator[Path]:
    """Make what installs the program on this system; yields the files."""
    if sys.platform.startswith("linux"):
        yield pack_tar(program, staged / "pictures" / "brevdue.png", out)
    elif sys.platform == "win32":
        yield pack_setup(program, staged / "pictures" / "brevdue.ico", out)
    else:
        yield pack_image(program, out)


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


def pack_image(program: Path, out: Path) -> Path:
    """For macOS: the disk image, with the app signed if the environment names an identity."""
    script = str(INSTALLER / "macos" / "make_image.sh")
    subprocess.run(["bash", script, str(program), str(out), __version__], check=True)
    return out / f"Brevdue-{__version__}.dmg"


def pack_setup(program: Path, icon: Path, out: Path, version: str = __version__) -> Path:
    """For Windows: the setup. `makensis` runs on Linux too, so it can be tried there."""
    file = out / f"Brevdue-{version}-setup.exe"
    words = {
        "VERSION": version,
        "SOURCE": str(program),
        "OUT": str(file),
        "ICON": str(icon),
        "LICENCE": str(INSTALLER.parent / "LICENSE"),
    }
    if sign := os.environ.get(SIGN_COMMAND):
        words["SIGN"] = sign
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    defined = [f"-D{name}={value}" for name, value in words.items()]
    script = str(INSTALLER / "windows" / "brevdue.nsi")
    subprocess.run([makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", TARGET, *defined, script], check=True)
    return file
