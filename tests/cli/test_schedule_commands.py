"""`schedule`: the list, changes, and what the system's timer runs."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.mailing.service import MailingService
from desktop_app.services.autostart.entries import Answer, SystemEntry, timer_entry
from desktop_app.services.autostart.programs import UNSEEN, Programs
from tests.helpers.command_line import CommandLine
from tests.helpers.fake_clock import FakeClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A computer in the zone of Greenwich, whose data folder is for training: it needs no network."""
    monkeypatch.setenv("TZ", "UTC")
    made = CommandLine(tmp_path / "data", clock=FakeClock(NOON))
    assert made.run("settings", "set", "app.environment", "training").status == 0
    return made


def advance(line: CommandLine, hours: float) -> None:
    assert isinstance(line.clock, FakeClock)
    line.clock.advance(hours * 3600)


def test_each_job_is_listed_with_its_next_run(line: CommandLine) -> None:
    jobs = {job["name"]: job for job in line.json("schedule", "list").data["jobs"]}
    assert {"receipts", "lookup"} <= set(jobs)
    assert all({"name", "enabled", "next", "last"} <= set(job) for job in jobs.values())
    assert jobs["receipts"]["enabled"] is True
    assert jobs["receipts"]["next"] == "2026-03-02T13:00:00+00:00"
    assert (jobs["lookup"]["enabled"], jobs["lookup"]["next"], jobs["lookup"]["last"]) == (False, None, None)


def test_naming_times_switches_a_job_on(line: CommandLine) -> None:
    answer = line.json("schedule", "set", "lookup", "weekly", "mon,thu", "03:00")
    assert (answer.status, answer.data["enabled"], answer.data["rule"]) == (0, True, "weekly mon,thu 03:00")
    assert answer.data["next"] == "2026-03-05T03:00:00+00:00"


def test_a_job_is_switched_off_and_on(line: CommandLine) -> None:
    assert line.json("schedule", "set", "receipts", "--off").data["next"] is None
    assert line.json("schedule", "set", "receipts", "--on").data["next"] == "2026-03-02T13:00:00+00:00"


def test_a_job_is_paused(line: CommandLine) -> None:
    answer = line.json("schedule", "set", "receipts", "--pause-until", "2026-03-03T12:00:00+00:00")
    assert answer.data["paused_until"] == "2026-03-03T12:00:00+00:00"
    assert line.json("schedule", "set", "receipts", "--no-pause").data["paused_until"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("receipts",),
        ("coffee", "--on"),
        ("receipts", "at", "noon"),
        ("receipts", "--on", "--off"),
        ("receipts", "--pause-until", "tomorrow"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(line: CommandLine, arguments: tuple[str, ...]) -> None:
    before = line.json("schedule", "list").data
    assert line.json("schedule", "set", *arguments).status == 2
    assert line.json("schedule", "list").data == before


def test_what_is_due_runs_once(line: CommandLine) -> None:
    assert line.json("schedule", "run-due").data["ran"] == []
    advance(line, hours=1)
    answer = line.json("schedule", "run-due")
    [run] = answer.data["ran"]
    assert (run["name"], run["slot"], run["outcome"]) == ("receipts", "2026-03-02T13:00:00", "done")
    assert line.json("schedule", "run-due").data["ran"] == []
    [listed] = [job for job in line.json("schedule", "list").data["jobs"] if job["name"] == "receipts"]
    assert listed["last"]["outcome"] == "done"


def test_missed_slots_are_made_up_for_by_one_run(line: CommandLine) -> None:
    line.json("schedule", "run-due")
    advance(line, hours=4)
    data = line.json("schedule", "run-due").data
    assert [run["slot"] for run in data["ran"]] == ["2026-03-02T16:00:00"]
    assert [(one["slot"], one["outcome"]) for one in data["did_not_run"]] == [
        (f"2026-03-02T{hour}:00:00", "covered") for hour in (13, 14, 15)
    ]


def test_a_run_that_fails_needs_a_person(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    line.json("schedule", "run-due")

    def fail(_service: MailingService) -> float:
        raise ZeroDivisionError

    monkeypatch.setattr(MailingService, "seconds_to_next_look", fail)
    advance(line, hours=1)
    answer = line.json("schedule", "run-due")
    assert (answer.status, answer.data["ran"][0]["outcome"]) == (1, "failed")


def test_a_job_is_run_by_hand(line: CommandLine) -> None:
    answer = line.json("schedule", "run", "receipts")
    assert (answer.data["outcome"], answer.data["trigger"], answer.data["slot"]) == ("done", "by_hand", None)
    assert line.json("schedule", "run", "coffee").status == 2


class TestTheSystemsTimer:
    """Its own timer runs what is due. The system is played by a stand-in."""

    @pytest.fixture(autouse=True)
    def entry(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def make(folder: Path, _programs: object, _home: Path) -> SystemEntry:
            programs = Programs("linux", Path("/opt/brevdue/brevdue"), True)
            return timer_entry(folder, programs, tmp_path / "home", lambda _command: Answer(0))

        monkeypatch.setattr("desktop_app.services.building.timer_entry", make)

    def test_it_is_installed_and_taken_away(self, line: CommandLine) -> None:
        assert line.json("schedule", "installed").data["installed"] is False
        assert line.json("schedule", "install").data == {"installed": True, "minutes": 5}
        assert line.json("schedule", "installed").data["installed"] is True
        assert "every 5 minutes" in line.run("schedule", "installed").out
        assert line.json("schedule", "uninstall").data["installed"] is False

    def test_a_refusal_of_the_system_is_a_failure_of_the_environment(
        self, line: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        refused = Answer(1, "Failed to connect to bus")
        programs = Programs("linux", Path("/opt/brevdue/brevdue"), True)
        monkeypatch.setattr(
            "desktop_app.services.building.timer_entry",
            lambda folder, _programs, _home: timer_entry(folder, programs, tmp_path, lambda _words: refused),
        )
        answer = line.json("schedule", "install")
        assert answer.status == 3
        assert "Failed to connect to bus" in answer.error_words


def test_what_the_timer_of_windows_starts_is_the_command_line_without_streams(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['brevdue', {UNSEEN!r}, '--data-dir', {str(tmp_path / 'data')!r}, 'schedule', 'run-due']\n"
        "sys.stdin = sys.stdout = sys.stderr = None\n"
        "from desktop_app.__main__ import window\n"
        "status = window()\n"
        "assert 'PySide6' not in sys.modules\n"
        "sys.exit(status)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    assert (tmp_path / "data" / "brevdue.sqlite").exists()


def test_a_person_reads_a_table(line: CommandLine) -> None:
    said = line.run("schedule", "list").out
    assert "Every hour, first at 00:00" in said
    assert "Off" in said
    assert line.run("schedule", "run-due").out == "Nothing was due.\n"
