"""Installing, looking and removing, with the system's own programs played by a stand-in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.services.autostart.entries import (
    Answer,
    EntryRefused,
    SystemEntry,
    login_entry,
    run_program,
    timer_entry,
)
from desktop_app.services.autostart.login_start import START_WITH_COMPUTER, LoginStart
from desktop_app.services.autostart.programs import Programs

MAC = Programs("darwin", Path("/Applications/Brevdue.app/Contents/MacOS/brevdue"), True)
LINUX = Programs("linux", Path("/opt/brevdue/brevdue"), True)
WINDOWS = Programs("win32", Path("C:/Brevdue/brevdue.exe"), True)


@dataclass
class System:
    """Notes what it is asked to run. It refuses commands that have a word of `refuses` in them."""

    refuses: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)
    asked: list[Sequence[str]] = field(default_factory=list)

    def run(self, command: Sequence[str]) -> Answer:
        self.asked.append(command)
        if self.refuses & set(command):
            return Answer(5, "Access is denied.")
        if command[0] in {"schtasks", "reg"}:
            return self._windows(command)
        return Answer(0)

    def _windows(self, command: Sequence[str]) -> Answer:
        name = command[command.index("/TN" if "/TN" in command else "/v") + 1]
        match command[1].lower():
            case "/create":
                self.known[name] = Path(command[command.index("/XML") + 1]).read_bytes().decode("utf-16")
            case "add":
                self.known[name] = command[command.index("/d") + 1]
            case "/delete" | "delete":
                del self.known[name]
            case _:
                return Answer(0, self.known[name]) if name in self.known else Answer(1, "not found")
        return Answer(0)


@pytest.mark.parametrize("make", [timer_entry, login_entry])
@pytest.mark.parametrize("programs", [MAC, LINUX, WINDOWS], ids=lambda programs: programs.platform)
def test_what_is_installed_is_seen_and_goes_again(
    make: type[SystemEntry], programs: Programs, tmp_path: Path
) -> None:
    system, data = System(), tmp_path / "data"
    data.mkdir()
    entry = make(data, programs, tmp_path / "home", system.run)  # type: ignore[call-arg]
    assert not entry.installed()
    entry.uninstall()
    entry.install()
    assert entry.installed()
    entry.install()
    assert entry.installed()
    entry.uninstall()
    assert not entry.installed()
    assert system.known == {}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_each_data_folder_has_its_own(tmp_path: Path) -> None:
    system = System()
    one = timer_entry(tmp_path / "production", LINUX, tmp_path, system.run)
    other = timer_entry(tmp_path / "training", LINUX, tmp_path, system.run)
    one.install()
    assert (one.installed(), other.installed()) == (True, False)
    other.uninstall()
    assert one.installed()


def test_a_program_that_moved_counts_as_not_installed(tmp_path: Path) -> None:
    moved = Programs("darwin", Path("/Users/åse/Brevdue.app/Contents/MacOS/brevdue"), True)
    timer_entry(tmp_path, MAC, tmp_path, System().run).install()
    entry = timer_entry(tmp_path, moved, tmp_path, System().run)
    assert not entry.installed()
    entry.install()
    assert entry.installed()


def test_systemd_is_told(tmp_path: Path) -> None:
    system = System()
    entry = timer_entry(tmp_path, LINUX, tmp_path, system.run)
    entry.install()
    assert [command[2] for command in system.asked] == ["daemon-reload", "enable"]
    timers = sorted(path.name for path in (tmp_path / ".config/systemd/user").iterdir())
    assert [name.partition(".")[2] for name in timers] == ["service", "timer"]
    assert system.asked[1][-1] == timers[1]


def test_launchd_is_told(tmp_path: Path) -> None:
    system = System()
    entry = timer_entry(tmp_path, MAC, tmp_path, system.run)
    entry.install()
    entry.uninstall()
    assert [command[1] for command in system.asked] == ["bootstrap", "bootout"]
    assert Path(system.asked[0][-1]).parent == tmp_path / "Library" / "LaunchAgents"


@pytest.mark.parametrize(
    ("programs", "word"),
    [(MAC, "bootstrap"), (LINUX, "enable"), (WINDOWS, "/Create")],
    ids=["mac", "linux", "win"],
)
def test_a_refusal_is_told_in_the_system_s_words_and_leaves_nothing(
    programs: Programs, word: str, tmp_path: Path
) -> None:
    entry = timer_entry(tmp_path, programs, tmp_path / "home", System(frozenset({word})).run)
    with pytest.raises(EntryRefused, match="Access is denied"):
        entry.install()
    assert not entry.installed()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_program_of_the_system_that_is_not_there_is_an_answer_too() -> None:
    assert run_program(["no-such-program-of-any-system"]).status != 0


class TestSettingOfTheStart:
    """The setting is followed when it changes, and only then."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(tmp_path / "settings.json", DECLARATIONS)

    def test_switching_it_installs_and_removes_the_entry(self, settings: Settings, tmp_path: Path) -> None:
        entry = login_entry(tmp_path, LINUX, tmp_path / "home", System().run)
        start = LoginStart(settings, entry)
        start.follow_settings()
        assert not entry.installed()
        settings.set(START_WITH_COMPUTER, "true")
        start.follow_settings()
        assert entry.installed()
        settings.set(START_WITH_COMPUTER, "false")
        start.follow_settings()
        assert not entry.installed()

    def test_a_refusal_comes_once_and_not_at_each_look(self, settings: Settings, tmp_path: Path) -> None:
        system = System(frozenset({"add"}))
        start = LoginStart(settings, login_entry(tmp_path, WINDOWS, tmp_path, system.run))
        settings.set(START_WITH_COMPUTER, "true")
        with pytest.raises(EntryRefused):
            start.follow_settings()
        asked = len(system.asked)
        start.follow_settings()
        assert len(system.asked) == asked
