"""The files that operating systems read, read again by parsers of those formats.

What Windows and macOS themselves make of them could not be tried here; systemd's own check is run where it is there.
"""

import configparser
import plistlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from lxml import etree

from desktop_app.services.autostart import files
from desktop_app.services.autostart.programs import IN_BACKGROUND, UNSEEN, Launch, Programs

ODD = '/home/åse/50 % "ja" $HOME/data\\x'
NS = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def windows(frozen: bool) -> Programs:
    return Programs("win32", Path("C:/Program Files/Brevdue/brevdue.exe"), frozen)


def split_as_windows(line: str) -> list[str]:
    """A command line as a program under Windows gets it (the rules of Microsoft's C library)."""
    words, word, quoted, begun = [], "", False, False
    for slashes, sign in re.findall(r'(\\*)("|[^\\"]|$)', line):
        if sign == '"':
            word += "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                quoted = not quoted
            begun = True
        elif sign in {" ", ""} and not quoted:
            word += slashes
            if word or begun:
                words.append(word)
            word, begun = "", False
        else:
            word += slashes + sign
    return words


class TestPrograms:
    """Which program is started."""

    def test_the_frozen_program_is_the_one_beside_this_one(self) -> None:
        mac = Programs("darwin", Path("/Applications/Brevdue.app/Contents/MacOS/brevdue"), True)
        launch = mac.run_due(Path("/data"))
        assert launch.command == (
            "/Applications/Brevdue.app/Contents/MacOS/brevdue-cli",
            *("--data-dir", "/data", "schedule", "run-due"),
        )
        assert launch.folder == Path("/Applications/Brevdue.app/Contents/MacOS")
        assert mac.in_background(Path("/data")).program.name == "brevdue"

    def test_from_the_source_it_is_python_with_the_module_in_the_project_s_folder(self) -> None:
        here = Programs.of_this_process()
        launch = here.run_due(Path("/data"))
        answer = subprocess.run(
            [*launch.command[:3], "--help"], cwd=launch.folder, capture_output=True, text=True, check=False
        )
        assert (answer.returncode, "run-due" in answer.stdout or "schedule" in answer.stdout) == (0, True)

    def test_under_windows_no_console_comes_up(self) -> None:
        launch = windows(frozen=True).run_due(Path("C:/data"))
        assert launch.program.name == "brevdue.exe"
        assert launch.words[0] == UNSEEN
        from_source = Programs("win32", Path("C:/py/python.exe"), False).run_due(Path("C:/data"))
        assert from_source.program.name == "pythonw.exe"
        assert from_source.words[:3] == ("-m", "desktop_app", UNSEEN)


class TestWindows:
    """The Task Scheduler's XML, and the line in the registry."""

    @pytest.fixture
    def content(self) -> bytes:
        return files.windows_task(windows(frozen=True).run_due(Path("C:/Users/Åse & Kåre/50 % data")))

    def test_the_task_is_utf_16_as_its_own_exports_are(self, content: bytes) -> None:
        assert content[:2] in {b"\xff\xfe", b"\xfe\xff"}
        assert "encoding='UTF-16'" in content.decode("utf-16").splitlines()[0].replace('"', "'")

    def test_the_task_runs_the_due_jobs_every_few_minutes_for_ever(self, content: bytes) -> None:
        task = etree.fromstring(content)
        assert task.tag == f"{{{NS['t']}}}Task"
        assert task.findtext(".//t:TimeTrigger/t:Repetition/t:Interval", None, NS) == "PT5M"
        assert task.find(".//t:Repetition/t:Duration", NS) is None
        words = split_as_windows(task.findtext(".//t:Exec/t:Arguments", "", NS))
        assert words == [UNSEEN, "--data-dir", "C:/Users/Åse & Kåre/50 % data", "schedule", "run-due"]
        assert task.findtext(".//t:Exec/t:Command", None, NS) == "C:/Program Files/Brevdue/brevdue.exe"
        assert task.findtext(".//t:Exec/t:WorkingDirectory", None, NS) == "C:/Program Files/Brevdue"

    def test_the_task_needs_no_administrator_and_runs_on_battery_never_twice(self, content: bytes) -> None:
        task = etree.fromstring(content)
        wanted = {
            "LogonType": "InteractiveToken",
            "RunLevel": "LeastPrivilege",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "MultipleInstancesPolicy": "IgnoreNew",
            "StartWhenAvailable": "true",
        }
        assert {name: task.findtext(f".//t:{name}", None, NS) for name in wanted} == wanted
        actions = task.find("t:Actions", NS)
        principal = task.find(".//t:Principal", NS)
        assert actions is not None
        assert principal is not None
        assert actions.get("Context") == principal.get("id")

    def test_a_trailing_backslash_does_not_swallow_the_quote(self) -> None:
        odd = Launch(Path("C:/b.exe"), ("--data-dir", "D:\\my data\\", 'say "hi"'), Path("C:/"))
        words = etree.fromstring(files.windows_task(odd)).findtext(".//t:Arguments", "", NS)
        assert split_as_windows(words) == list(odd.words)

    def test_the_registry_s_line_keeps_spaces_together(self) -> None:
        line = files.windows_command(windows(frozen=True).in_background(Path("C:/Åse data")))
        program, *words = split_as_windows(line)
        assert PureWindowsPath(program).name == "brevdue.exe"
        assert words == [IN_BACKGROUND, "--data-dir", "C:/Åse data"]


class TestMac:
    """Property lists for launchd."""

    launch = Launch(
        Path("/Applications/B.app/Contents/MacOS/brevdue-cli"), ("--data-dir", ODD), Path("/Applications")
    )

    def test_the_timer(self) -> None:
        read = plistlib.loads(files.launch_agent("no.brevdue.schedule.1", self.launch))
        assert read["Label"] == "no.brevdue.schedule.1"
        assert read["ProgramArguments"] == list(self.launch.command)
        assert (read["StartInterval"], read["RunAtLoad"]) == (300, True)

    def test_the_start_at_login(self) -> None:
        read = plistlib.loads(files.login_agent("no.brevdue.window.1", self.launch))
        assert (read["RunAtLoad"], read["WorkingDirectory"]) == (True, "/Applications")
        assert "StartInterval" not in read
        assert "KeepAlive" not in read


class TestLinux:
    """Units for systemd, and an entry for the desktop."""

    @pytest.fixture
    def launch(self, tmp_path: Path) -> Launch:
        program = tmp_path / "50 % brev due"
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o700)
        return Launch(program, ("--data-dir", ODD, "schedule", "run-due"), tmp_path)

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
    def test_systemd_itself_finds_nothing_wrong(self, launch: Launch, tmp_path: Path) -> None:
        service, timer = tmp_path / "brevdue-1.service", tmp_path / "brevdue-1.timer"
        service.write_bytes(files.systemd_service(launch))
        timer.write_bytes(files.systemd_timer())
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--user", "--man=no", str(service), str(timer)],
            capture_output=True,
            text=True,
            check=False,
            env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )
        about_ours = [line for line in checked.stderr.splitlines() if "brevdue" in line]
        assert (checked.returncode, about_ours) == (0, [])

    def test_the_unit_holds_every_word_as_it_is(self, launch: Launch) -> None:
        unit = read_unit(files.systemd_service(launch))
        plain = unit["Service"]["ExecStart"].replace("%%", "%").replace("$$", "$")
        assert shlex.split(plain) == list(launch.command)
        assert unit["Service"]["Type"] == "oneshot"
        assert unit["Service"]["SuccessExitStatus"] == "1"

    def test_the_timer_comes_every_few_minutes_and_makes_up_for_sleep(self) -> None:
        unit = read_unit(files.systemd_timer())
        assert unit["Timer"]["OnCalendar"] == "*:0/5"
        assert unit["Timer"]["Persistent"] == "true"
        assert unit["Install"]["WantedBy"] == "timers.target"

    def test_the_desktop_s_entry_is_quoted_twice(self, launch: Launch) -> None:
        entry = read_unit(files.desktop_entry(launch))["Desktop Entry"]
        unescaped = entry["Exec"].replace("%%", "%").replace("\\\\", "\\")
        assert shlex.split(unescaped.replace("\\$", "$")) == list(launch.command)
        assert (entry["Type"], entry["Name"]) == ("Application", "Brevdue")
        assert PurePosixPath(entry["Path"]) == PurePosixPath(str(launch.folder))


def read_unit(content: bytes) -> configparser.ConfigParser:
    reader = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(content.decode())
    return reader
