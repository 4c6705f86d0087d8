"""Putting an entry into the operating system, looking whether it is there, and taking it out again.

Windows keeps entries behind programs of its own (`schtasks`, `reg`); elsewhere an entry is files in the person's
home, and a word to the system about them.
"""

import contextlib
import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import write_atomically
from desktop_app.base.texts import text
from desktop_app.services.autostart import files
from desktop_app.services.autostart.programs import Programs

Command = Sequence[str]
Run = Callable[[Command], "Answer"]
_RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
_LONGEST_SECONDS = 60.0
_NOT_FOUND = 127
_CONSOLE_ENCODING = "oem" if os.name == "nt" else "utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program of the system ended, and what it said."""

    status: int
    said: str = ""


class SystemEntry(Protocol):
    """One entry in the operating system. Each question may take seconds: not for the window's thread."""

    def installed(self) -> bool:
        """Whether the entry is there, and starts this program."""
        ...

    def install(self) -> None:
        """Put the entry in, in place of an older one. Raises `EntryRefused`."""
        ...

    def uninstall(self) -> None:
        """Take the entry out. Raises `EntryRefused`; where there is none, nothing happens."""
        ...


class EntryRefused(EnvironmentFailure):
    """The operating system did not do what it was asked to."""

    def __init__(self, command: Command, answer: Answer) -> None:
        super().__init__(
            title=text("The computer did not accept the change."),
            message=text(
                "{program} answered: {words}",
                program=command[0],
                words=answer.said.strip() or str(answer.status),
            ),
            hint=text(
                "Ask whoever looks after the computer whether programs may start by themselves. "
                "Until then the schedule runs while Brevdue is open."
            ),
        )


@dataclass(frozen=True)
class FilesEntry:
    """An entry that is made of files. `starting` is done once they are written, `stopping` before they go."""

    contents: Mapping[Path, bytes]
    run: Run
    starting: Sequence[Command] = ()
    stopping: Sequence[Command] = ()

    def installed(self) -> bool:
        """Whether all files are there with what they would have now: a program that moved is not started."""
        return all(_bytes_of(path) == content for path, content in self.contents.items())

    def install(self) -> None:
        """Write the files and tell the system; nothing stays when it refuses."""
        self.uninstall()
        for path, content in self.contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with write_atomically(path) as stream:
                stream.write(content)
        try:
            _do_all(self.starting, self.run)
        except EntryRefused:
            self.uninstall()
            raise

    def uninstall(self) -> None:
        """Tell the system, which may not know of it, and remove the files."""
        if any(path.exists() for path in self.contents):
            for command in self.stopping:
                self.run(command)
        for path in self.contents:
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class WindowsTask:
    """A task in the Windows Task Scheduler. `folder` is where its file lies until it is read."""

    name: str
    content: bytes
    folder: Path
    run: Run

    def installed(self) -> bool:
        """Whether the Task Scheduler knows the task."""
        return self.run(("schtasks", "/Query", "/TN", self.name)).status == 0

    def install(self) -> None:
        """Hand the file to the Task Scheduler."""
        path = self.folder / "schedule-task.xml"
        with write_atomically(path) as stream:
            stream.write(self.content)
        with contextlib.ExitStack() as undo:
            undo.callback(path.unlink, missing_ok=True)
            _do_all([("schtasks", "/Create", "/TN", self.name, "/XML", str(path), "/F")], self.run)

    def uninstall(self) -> None:
        """Delete the task."""
        if self.installed():
            _do_all([("schtasks", "/Delete", "/TN", self.name, "/F")], self.run)


@dataclass(frozen=True)
class WindowsRunKey:
    """A line in the registry's list of programs that start when the person logs in."""

    name: str
    command: str
    run: Run

    def installed(self) -> bool:
        """Whether the list has the command."""
        answer = self.run(("reg", "query", _RUN_KEY, "/v", self.name))
        return answer.status == 0 and self.command in answer.said

    def install(self) -> None:
        """Add the command to the list."""
        words = ("reg", "add", _RUN_KEY, "/v", self.name, "/t", "REG_SZ", "/d", self.command, "/f")
        _do_all([words], self.run)

    def uninstall(self) -> None:
        """Take the command off the list."""
        if self.run(("reg", "query", _RUN_KEY, "/v", self.name)).status == 0:
            _do_all([("reg", "delete", _RUN_KEY, "/v", self.name, "/f")], self.run)


def run_program(command: Command) -> Answer:
    """Run one of the system's programs, without a console coming up, and wait for its end."""
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=False,
            creationflags=no_window,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(_NOT_FOUND, getattr(error, "strerror", None) or str(error))
    said = (ended.stderr or ended.stdout).decode(_CONSOLE_ENCODING, "replace")
    return Answer(ended.returncode, said)


def timer_entry(data_folder: Path, programs: Programs, home: Path, run: Run = run_program) -> SystemEntry:
    """The entry that has a data folder's due jobs run every few minutes, on this kind of system."""
    launch, mark = programs.run_due(data_folder), _mark(data_folder)
    match programs.platform:
        case "win32":
            return WindowsTask(f"Brevdue schedule {mark}", files.windows_task(launch), data_folder, run)
        case "darwin":
            label = f"no.brevdue.schedule.{mark}"
            path = home / "Library" / "LaunchAgents" / f"{label}.plist"
            domain = f"gui/{_user_number()}"
            return FilesEntry(
                {path: files.launch_agent(label, launch)},
                run,
                starting=[("launchctl", "bootstrap", domain, str(path))],
                stopping=[("launchctl", "bootout", f"{domain}/{label}")],
            )
        case _:
            folder, name = home / ".config" / "systemd" / "user", f"brevdue-{mark}"
            return FilesEntry(
                {
                    folder / f"{name}.service": files.systemd_service(launch),
                    folder / f"{name}.timer": files.systemd_timer(),
                },
                run,
                starting=[
                    ("systemctl", "--user", "daemon-reload"),
                    ("systemctl", "--user", "enable", "--now", f"{name}.timer"),
                ],
                stopping=[("systemctl", "--user", "disable", "--now", f"{name}.timer")],
            )


def login_entry(data_folder: Path, programs: Programs, home: Path, run: Run = run_program) -> SystemEntry:
    """The entry that opens the window in the background when the person logs in, on this kind of system."""
    launch, mark = programs.in_background(data_folder), _mark(data_folder)
    match programs.platform:
        case "win32":
            return WindowsRunKey(f"Brevdue {mark}", files.windows_command(launch), run)
        case "darwin":
            label = f"no.brevdue.window.{mark}"
            path = home / "Library" / "LaunchAgents" / f"{label}.plist"
            return FilesEntry({path: files.login_agent(label, launch)}, run)
        case _:
            path = home / ".config" / "autostart" / f"brevdue-{mark}.desktop"
            return FilesEntry({path: files.desktop_entry(launch)}, run)


def _do_all(commands: Iterable[Command], run: Run) -> None:
    for command in commands:
        answer = run(command)
        if answer.status:
            raise EntryRefused(command, answer)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _mark(data_folder: Path) -> str:
    """What tells one data folder's entries from another's."""
    return hashlib.sha256(str(data_folder).encode()).hexdigest()[:8]


def _user_number() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
