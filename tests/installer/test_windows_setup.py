"""The Windows setup, compiled here and run under Wine with a small stand-in for the packed program.

PyInstaller cannot make a Windows program on another system, so what is tried is the setup and not what it sets up.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from installer.packing import pack_setup
from tests.helpers.pictures import small_icon
from tests.helpers.wine import TOLD, WAITING, Windows, make_stand_in, why_not_here

pytestmark = [
    pytest.mark.skipif(why_not_here() is not None, reason=f"needs makensis and Wine: {why_not_here()}"),
    pytest.mark.timeout(300),
]

UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Brevdue"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
IS_RUNNING, NEWER_IS_HERE, IS_ELSEWHERE = 5, 6, 7


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    machine = Windows(tmp_path_factory.mktemp("wine"))
    yield machine
    machine.close()


@dataclass(frozen=True)
class Setups:
    """Two versions of the setup; the older program has a file that the newer one has no more."""

    older: Path
    newer: Path


@pytest.fixture(scope="module")
def setups(tmp_path_factory: pytest.TempPathFactory) -> Setups:
    folder = tmp_path_factory.mktemp("setups")
    icon = small_icon(folder / "brevdue.ico")
    program = folder / "brevdue"
    (program / "_internal" / "resources").mkdir(parents=True)
    (program / "_internal" / "resources" / "words.txt").write_text("words", encoding="utf-8")
    make_stand_in(program / "brevdue.exe")
    make_stand_in(program / "brevdue-cli.exe")
    gone = program / "_internal" / "of-the-older-one.txt"
    gone.write_text("old", encoding="utf-8")
    older = pack_setup(program, icon, folder, version="0.9.0")
    gone.unlink()
    return Setups(older, pack_setup(program, icon, folder, version="0.10.0"))


@pytest.fixture
def data(windows: Windows) -> Path:
    """The person's data, as they are after a first mailing."""
    folder = windows.home / "AppData" / "Local" / "Brevdue" / "production"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def place(windows: Windows) -> Iterator[Path]:
    """Where the program is installed for one person; taken away again after a test that has not done so."""
    folder = windows.home / "AppData" / "Local" / "Programs" / "Brevdue"
    yield folder
    if (folder / "uninstall.exe").exists():
        assert uninstall(windows, folder, "/CurrentUser") == 0


def uninstall(windows: Windows, folder: Path, *words: str) -> int:
    """Uninstall silently. `_?=` has the uninstaller work where it is, so that its end can be waited for; it cannot
    remove itself then. Like `/D=` it is only known without quotes, so a place with spaces goes as several words.
    """
    inside = "C:\\" + str(folder.relative_to(windows.disk)).replace("/", "\\")
    status = windows.run(folder / "uninstall.exe", "/S", *words, *f"_?={inside}".split(" "))
    if status == 0:
        (folder / "uninstall.exe").unlink(missing_ok=True)
    return status


def test_one_person_installs_it_silently_and_removes_it_with_the_data_kept(
    windows: Windows, setups: Setups, place: Path, data: Path
) -> None:
    assert windows.run(setups.older, "/S") == 0
    assert (place / "brevdue.exe").is_file()
    assert (place / "_internal" / "resources" / "words.txt").is_file()
    menu = windows.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Brevdue.lnk"
    assert menu.is_file()
    listed = windows.registry(rf"HKCU\{UNINSTALL}")
    assert listed["Brevdue/DisplayVersion"] == "0.9.0"
    assert listed["Brevdue/InstallLocation"].endswith(r"AppData\Local\Programs\Brevdue")
    assert listed["Brevdue/QuietUninstallString"].endswith('uninstall.exe" /CurrentUser /S')
    opened = windows.registry(r"HKCU\Software\Classes\Brevdue.Mailing")
    assert opened["command/(Default)"].endswith('brevdue.exe" "%1"')
    assert not (place / TOLD).exists(), "the program was started without being asked for"

    (place / "of-somebody-else.txt").write_text("mine", encoding="utf-8")
    assert uninstall(windows, place) == 0
    assert [path.name for path in place.iterdir() if path.name != TOLD] == ["of-somebody-else.txt"]
    assert not menu.exists()
    assert windows.registry(rf"HKCU\{UNINSTALL}") == {}
    assert windows.registry(r"HKCU\Software\Classes\.brevdue") == {}
    assert (data / "settings.json").exists()


def test_an_upgrade_takes_the_old_files_away_and_keeps_the_data(
    windows: Windows, setups: Setups, place: Path, data: Path
) -> None:
    assert windows.run(setups.older, "/S") == 0
    assert (place / "_internal" / "of-the-older-one.txt").exists()
    assert windows.run(setups.newer, "/S") == 0
    assert not (place / "_internal" / "of-the-older-one.txt").exists()
    assert not (place / "_internal.old").exists()
    assert windows.registry(rf"HKCU\{UNINSTALL}")["Brevdue/DisplayVersion"] == "0.10.0"
    assert (data / "settings.json").exists()

    assert windows.run(setups.older, "/S") == NEWER_IS_HERE
    assert windows.registry(r"HKCU\Software\Brevdue")["Brevdue/Version"] == "0.10.0"


def test_there_is_one_brevdue_for_a_person_in_one_place(
    windows: Windows, setups: Setups, place: Path
) -> None:
    for_all = windows.disk / "Program Files" / "Brevdue"
    assert windows.run(setups.older, "/S") == 0
    assert windows.run(setups.newer, "/S", "/AllUsers") == IS_ELSEWHERE
    assert windows.run(setups.newer, "/S", r"/D=C:\Elsewhere") == IS_ELSEWHERE
    assert not for_all.exists()
    assert not (windows.disk / "Elsewhere").exists()
    assert windows.registry(r"HKCU\Software\Brevdue")["Brevdue/Version"] == "0.9.0"
    assert uninstall(windows, place, "/CurrentUser") == 0

    assert windows.run(setups.older, "/S", "/AllUsers") == 0
    assert windows.run(setups.newer, "/S", "/CurrentUser") == IS_ELSEWHERE
    assert not (place / "brevdue.exe").exists()
    assert windows.run(setups.newer, "/S") == 0, "what is installed for everybody is upgraded for everybody"
    assert windows.registry(rf"HKLM\{UNINSTALL}")["Brevdue/DisplayVersion"] == "0.10.0"
    assert uninstall(windows, for_all, "/AllUsers") == 0


def test_a_double_click_on_a_saved_mailing_opens_it(windows: Windows, setups: Setups) -> None:
    # For everybody: this Wine looks for kinds of files in the computer's part of the registry only.
    place = windows.disk / "Program Files" / "Brevdue"
    assert windows.run(setups.newer, "/S", "/AllUsers") == 0
    (windows.disk / "saved mailing.brevdue").touch()
    assert windows.run(Path("start"), "/wait", r"C:\saved mailing.brevdue") == 0
    told = (place / TOLD).read_text(encoding="utf-8").splitlines()
    assert told[-1].strip() == r'"C:\saved mailing.brevdue"'
    assert uninstall(windows, place, "/AllUsers") == 0


def test_while_the_program_runs_nothing_is_changed(windows: Windows, setups: Setups, place: Path) -> None:
    assert windows.run(setups.older, "/S") == 0
    (place / WAITING).touch()
    running = windows.start(place / "brevdue.exe")
    try:
        while not (place / TOLD).exists():
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.05)
        assert windows.run(setups.newer, "/S") == IS_RUNNING
        assert uninstall(windows, place) == IS_RUNNING
        assert (place / "_internal" / "of-the-older-one.txt").exists()
        assert windows.registry(r"HKCU\Software\Brevdue")["Brevdue/Version"] == "0.9.0"
    finally:
        (place / WAITING).unlink()
        running.wait(60)


def test_what_an_administrator_chooses_is_done(windows: Windows, setups: Setups, data: Path) -> None:
    place = windows.disk / "Office" / "Letters"
    words = ["/S", "/AllUsers", "/AUTOSTART", "/NOFILES", "/NOMENU", r"/D=C:\Office\Letters"]
    assert windows.run(setups.newer, *words) == 0
    assert (place / "brevdue.exe").is_file()
    assert (place / TOLD).read_text(encoding="utf-8").strip() == "settings set app.start_with_computer true"
    assert windows.registry(rf"HKLM\{UNINSTALL}")["Brevdue/DisplayVersion"] == "0.10.0"
    assert windows.registry(r"HKCU\Software\Brevdue") == {}
    assert windows.registry(r"HKLM\Software\Classes\.brevdue") == {}
    assert not list(windows.disk.rglob("Brevdue.lnk"))

    entry = [
        "reg",
        "add",
        RUN,
        "/v",
        "Brevdue 1a2b",
        "/d",
        r'"C:\Office\Letters\brevdue.exe" --in-background',
        "/f",
    ]
    other = ["reg", "add", RUN, "/v", "Other", "/d", r"C:\Other\other.exe", "/f"]
    for words in (entry, other):
        assert windows.run(Path(words[0]), *words[1:]) == 0
    practice = data.with_name("training")
    practice.mkdir()
    (practice / "settings.json").write_text("{}", encoding="utf-8")
    assert uninstall(windows, place, "/AllUsers", "/REMOVEDATA") == 0
    assert set(windows.registry(RUN)) == {"Run/Other"}
    assert windows.registry(rf"HKLM\{UNINSTALL}") == {}
    told = (place / TOLD).read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in told if "schedule" in line] == [
        "--environment production schedule uninstall",
        "--environment training schedule uninstall",
    ]
    assert not data.parent.exists()
