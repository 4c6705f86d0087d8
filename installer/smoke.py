"""Try a packed program as it will be used: elsewhere than it was built, and with no Python within its reach."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from desktop_app.mailing.options import Pattern
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.draft_files import write_draft_file

ROOT = Path(__file__).resolve().parents[1]
LONGEST_SECONDS = 300
DONE = frozenset({0, 1})
"""Exit statuses of a command that did its work; with 1 it leaves something for a person."""


class SmokeSeen(Exception):
    """The packed program does not do what it should."""


def try_program(program: Path) -> Iterator[str]:
    """Try a program's folder or bundle; yields what was seen. Raises `SmokeSeen` when something fails."""
    with tempfile.TemporaryDirectory(prefix="brevdue-smoke-") as folder:
        moved = Path(folder) / f"a place with spaces, å and ø{program.suffix}"
        shutil.copytree(program, moved, symlinks=True)
        doors = moved / "Contents" / "MacOS" if program.suffix == ".app" else moved
        yield from try_doors(doors, Path(folder))


def try_doors(doors: Path, folder: Path) -> Iterator[str]:
    """Try the two programs in a folder, with another folder to work in."""
    hidden = hiding_python()
    yield (
        "Python is hidden from it" if hidden else "Python could not be hidden from it here, only its settings"
    )
    checked = _answer(doors, folder, ["--json", "self-check"], hidden)
    _hold(checked["packed"], "it does not know that it is packed")
    yield f"it has {', '.join(check['name'] for check in checked['checks'])}"
    demo = _answer(doors, folder, ["--json", "demo"], hidden)
    _hold(demo["digital"] + demo["remainder"] == demo["letters"] > 0, f"its demo lost somebody: {demo}")
    yield f"its demo ended with {demo['digital']} of {demo['letters']} digitally, {demo['remainder']} not reached"
    for language in ("nb_NO", "sv_SE", "en_GB"):
        _show_window(doors, folder, [], hidden, language)
    yield "its window opens and closes, in nb, sv and en"
    saved = Draft(id="tried-by-the-build", pattern=Pattern.MAILING_ONLY)
    mailing = folder / "saved mailing.brevdue"
    write_draft_file(saved, mailing)
    data = _show_window(doors, folder, [str(mailing)], hidden, "en_GB")
    _hold(saved.id in _drafts_in(data), "it does not open a saved mailing")
    yield "it opens a saved mailing"


def hiding_python() -> list[str]:
    """What to put before a command so that it finds no Python and no source; empty where that is not possible.

    A command begun with it sees empty folders in their place, and the rest of the system as it is.
    """
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return []
    places = {Path(sys.base_prefix), Path(sys.prefix), ROOT, *Path("/usr/lib").glob("python3*")}
    outer = [
        place for place in sorted(places) if not places.intersection(place.parents) and place != Path("/usr")
    ]
    hide = [f"mount -t tmpfs none '{place}'" for place in outer]
    words = ["unshare", "--mount", "sh", "-c", " && ".join([*hide, 'exec "$@"']), "hidden"]
    probe = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if probe.returncode == 0 else []


def _show_window(
    doors: Path, folder: Path, words: Sequence[str], before: Sequence[str], language: str
) -> Path:
    """Open the window until it has shown itself; returns its data folder."""
    data, picture = folder / f"data-{language}", folder / "window.png"
    picture.unlink(missing_ok=True)
    shown = ["--training", "--data-dir", str(data), "--picture", str(picture), *words]
    _run(doors, folder, shown, before, "brevdue", language)
    _hold(picture.exists() and picture.stat().st_size > 0, f"its window shows nothing in {language}")
    return data


def _drafts_in(data: Path) -> set[str]:
    with closing(sqlite3.connect(data / "brevdue.sqlite")) as database:
        return {row[0] for row in database.execute("SELECT id FROM wizard_drafts")}


def _answer(doors: Path, folder: Path, words: Sequence[str], before: Sequence[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_run(doors, folder, words, before, "brevdue-cli", "en_GB"))
    return answer


def _run(
    doors: Path, folder: Path, words: Sequence[str], before: Sequence[str], door: str, language: str
) -> str:
    """Run one of the two programs with next to nothing in its environment; returns what it wrote."""
    program = doors / (f"{door}.exe" if os.name == "nt" else door)
    finished = subprocess.run(
        [*before, str(program), *words],
        cwd=folder,
        env=_surroundings(folder, language),
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_SECONDS,
        check=False,
    )
    _hold(
        finished.returncode in DONE,
        f"{door} {' '.join(words)} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}",
    )
    return finished.stdout


def _surroundings(folder: Path, language: str) -> dict[str, str]:
    needed = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return kept | {"HOME": str(folder), "LANG": f"{language}.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


def _hold(true: object, otherwise: str) -> None:
    if not true:
        raise SmokeSeen(otherwise)
