"""The release: what it is made of, and what goes with the files."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from desktop_app import __version__
from installer.check_wheels import LOCKS, SYSTEMS
from installer.metadata import mac_information
from installer.release import NothingToRelease, notes_of, write_sums

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheels_are_looked_for_as_the_release_needs_them() -> None:
    (mac,) = (system for system in SYSTEMS if system.environment)
    assert mac.environment["MACOSX_DEPLOYMENT_TARGET"] == mac_information()["LSMinimumSystemVersion"]
    assert all(lock.is_file() for lock in LOCKS)


def test_the_locks_agree_with_each_other() -> None:
    runtime, tools, development = (_versions(lock) for lock in LOCKS)
    assert runtime.items() <= tools.items()
    assert runtime.items() <= development.items()
    assert "pyinstaller" not in development | runtime


def _versions(lock: Path) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9.-]+(?:\[\w+\])?)==(\S+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )


def test_the_program_and_its_project_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_the_checksums_name_what_is_downloaded_and_nothing_else(tmp_path: Path) -> None:
    setup = tmp_path / "Brevdue-1.2.3-setup.exe"
    setup.write_bytes(b"a setup")
    (tmp_path / "notes.txt").touch()
    write_sums(tmp_path)
    expected = f"{hashlib.sha256(b'a setup').hexdigest()}  {setup.name}\n"
    assert (tmp_path / "SHA256SUMS").read_text(encoding="utf-8") == expected


def test_an_empty_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToRelease):
        write_sums(tmp_path)


def test_the_notes_are_the_changelogs_words_of_that_version() -> None:
    changelog = (
        "# Changelog\n\nWords.\n\n## Unreleased\n\n- new\n\n## 1.2.3 (2027-01-02)\n\n### Area\n- done\n"
    )
    assert notes_of(changelog, "1.2.3") == "# Brevdue 1.2.3\n\n### Area\n- done\n"
    assert notes_of(changelog, "9.9.9") == "# Brevdue 9.9.9\n\n- new\n"
    with pytest.raises(NothingToRelease):
        notes_of("# Changelog\n\n## 1.0.0\n\n- done\n", "2.0.0")
