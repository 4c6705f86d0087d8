"""Installing and removing on Linux, from a tar with a stand-in for the packed program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer.packing import pack_tar
from tests.helpers.pictures import small_icon

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is for Linux")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The tar as it is after it was downloaded and unpacked."""
    program = tmp_path / "brevdue"
    (program / "_internal").mkdir(parents=True)
    for door in ("brevdue", "brevdue-cli"):
        (program / door).write_text("#!/bin/sh\necho this is $0 $*\n", encoding="utf-8")
        (program / door).chmod(0o755)
    icon = small_icon(tmp_path / "brevdue.ico")
    place = tmp_path / "unpacked"
    # As a program of its own: some of the allowed Pythons want to be told how to extract, some cannot be.
    archive = pack_tar(program, icon, tmp_path)
    subprocess.run([sys.executable, "-m", "tarfile", "--extract", archive, place], check=True)
    (folder,) = place.iterdir()
    return folder


def install(unpacked: Path, home: Path, *words: str) -> str:
    """Run the script into a folder that is nobody's home."""
    place = {"PATH": os.environ["PATH"], "HOME": str(home), "PREFIX": str(home / "prefix")}
    script = str(unpacked / "install.sh")
    return subprocess.run([script, *words], env=place, capture_output=True, text=True, check=True).stdout


def test_it_is_installed_upgraded_and_removed_with_the_data_kept(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home with a space"
    data = home / ".local" / "share" / "Brevdue"
    data.mkdir(parents=True)
    assert "is installed" in install(unpacked, home)
    program = home / "prefix" / "bin" / "brevdue"
    assert "this is" in subprocess.run([program], capture_output=True, text=True, check=True).stdout
    entry = (home / "prefix" / "share" / "applications" / "brevdue.desktop").read_text(encoding="utf-8")
    assert f'Exec="{program.resolve()}" %f' in entry

    leftover = program.resolve().parent / "_internal" / "of-an-older-one"
    leftover.touch()
    install(unpacked, home)
    assert not leftover.exists()

    assert "still in" in install(unpacked, home, "--remove")
    assert [path for path in (home / "prefix").rglob("*brevdue*") if path.exists()] == []
    assert data.exists()


def test_an_administrators_settings_beside_the_program_stay(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    install(unpacked, home)
    settings = (home / "prefix" / "bin" / "brevdue").resolve().with_name("brevdue-settings.json")
    settings.write_text("{}", encoding="utf-8")
    install(unpacked, home)
    assert settings.exists()
    install(unpacked, home, "--remove")
    assert [path.name for path in settings.parent.iterdir()] == [settings.name]


def test_an_upgrade_that_cannot_be_copied_leaves_the_old_program(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    install(unpacked, home)
    shutil.rmtree(unpacked / "brevdue")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        install(unpacked, home)
    assert failed.value.returncode == 2
    assert "Nothing was changed" in failed.value.stderr
    program = home / "prefix" / "bin" / "brevdue"
    assert "this is" in subprocess.run([program], capture_output=True, text=True, check=True).stdout


def test_what_starts_it_by_itself_goes_with_it_and_nothing_else_does(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    units, entries = home / ".config" / "systemd" / "user", home / ".config" / "autostart"
    ours = [
        units / "brevdue-1a2b.timer",
        units / "brevdue-1a2b.service",
        units / "timers.target.wants" / "brevdue-1a2b.timer",
        entries / "brevdue-1a2b.desktop",
    ]
    theirs = [units / "backup.timer", entries / "mail.desktop"]
    for path in (*ours, *theirs):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    install(unpacked, home)
    assert all(path.exists() for path in ours), "an upgrade leaves them where they are"
    install(unpacked, home, "--remove")
    assert not any(path.exists() for path in ours)
    assert all(path.exists() for path in theirs)


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-validate")
def test_the_entry_in_the_menu_is_whole() -> None:
    entry = Path(__file__).resolve().parents[2] / "installer" / "linux" / "brevdue.desktop"
    assert subprocess.run(["desktop-file-validate", str(entry)], check=False).returncode == 0
