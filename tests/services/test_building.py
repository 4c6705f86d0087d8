"""Putting the parts together: quickly, over any folder, and apart again without a trace."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.texts import text
from desktop_app.jobs.lanes import Lane, LanesClosedError
from desktop_app.services import (
    MIGRATIONS,
    Services,
    build_services,
    choose_language,
    make_training_folder,
    stored_language,
)
from tests.helpers.fake_clock import FakeClock

ROOT = Path(__file__).resolve().parents[2]


def build(folder: Path, **more: object) -> Services:
    choices: dict[str, object] = {"secrets": MemorySecrets(), "clock": FakeClock(), "environment": {}}
    return build_services(folder, **{**choices, **more})  # type: ignore[arg-type]


def test_an_empty_folder_becomes_a_working_program(tmp_path: Path) -> None:
    with build(tmp_path / "new" / "data") as services:
        assert services.register.ids is not None
        assert services.mailing.mailings() == []
        assert services.lanes.submit(Lane.FILES, text("Work"), lambda _context: 7).result(20) == 7
    assert (tmp_path / "new" / "data" / "brevdue.sqlite").is_file()


def test_building_again_finds_what_was_there(tmp_path: Path) -> None:
    with build(tmp_path) as services:
        services.settings.set("digipost.sender_id", "1000")
    with build(tmp_path) as services:
        assert services.settings.text("digipost.sender_id") == "1000"


def test_the_migrations_of_all_rooms_have_names_of_their_own() -> None:
    names = [migration.name for migration in MIGRATIONS]
    assert len(set(names)) == len(names)
    assert {name.split("-")[0] for name in names} >= {"register", "mailing", "jobs", "wizards"}


def test_every_table_that_the_rooms_declare_is_there(tmp_path: Path) -> None:
    from desktop_app.base.database import metadata

    with build(tmp_path) as services, services.database.read() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    assert set(metadata.tables) <= there


def test_closing_waits_for_the_work_and_takes_no_more(tmp_path: Path) -> None:
    services = build(tmp_path)
    gate, begun = threading.Event(), threading.Event()

    def work(_context: object) -> str:
        begun.set()
        assert gate.wait(20)
        return "finished"

    job = services.lanes.submit(Lane.FILES, text("Work"), work)
    assert begun.wait(20)
    threading.Timer(0.0, gate.set).start()
    services.close()
    assert job.result(0) == "finished"
    with pytest.raises(LanesClosedError):
        services.lanes.submit(Lane.FILES, text("Work"), lambda _context: None)


def test_the_end_of_work_is_logged_without_its_data(tmp_path: Path) -> None:
    with build(tmp_path) as services:
        name = text("Reading {file}", file="secret-names.csv")
        services.lanes.submit(Lane.FILES, name, lambda _context: None).result(20)
    lines = [json.loads(line) for line in (tmp_path / "logs" / "brevdue.log").read_text().splitlines()]
    [ended] = [line for line in lines if line["event"] == "work_ended"]
    assert (ended["state"], ended["lane"], ended["job"]) == ("done", "files", "Reading {file}")
    assert "secret-names" not in (tmp_path / "logs" / "brevdue.log").read_text()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFailure, match="cannot use its folder"):
        build(tmp_path / "file")


def test_damaged_settings_leave_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    with pytest.raises(InputError):
        build(tmp_path)
    assert not (tmp_path / "brevdue.sqlite").exists()


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with build(tmp_path) as services, services.database.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO schema_migrations VALUES ('future-0001-flying', '2030-01-01T00:00:00.000000+00:00')"
        )
    with pytest.raises(EnvironmentFailure, match="newer"):
        build(tmp_path)


@pytest.mark.parametrize(
    ("wanted", "environment", "language"),
    [
        ("nb", {}, "nb"),
        ("sv", {"LANG": "nb_NO"}, "sv"),
        ("auto", {"LANG": "nb_NO.UTF-8"}, "nb"),
        ("auto", {"LANG": "no"}, "nb"),
        ("auto", {"LANG": "en_GB", "LC_MESSAGES": "sv_FI"}, "sv"),
        ("auto", {"LANG": "C.UTF-8"}, "en"),
        ("klingon", {"LANG": "fr_FR"}, "en"),
    ],
)
def test_the_language(wanted: str, environment: dict[str, str], language: str) -> None:
    assert choose_language(wanted, environment) == language


def test_the_language_of_a_folder_is_found_before_it_is_opened(tmp_path: Path) -> None:
    assert stored_language(tmp_path / "nothing") == "auto"
    with build(tmp_path) as services:
        services.settings.set("app.language", "sv")
    assert stored_language(tmp_path) == "sv"
    (tmp_path / "settings.json").write_text("{")
    assert stored_language(tmp_path) == "auto"


def test_what_is_heavy_is_not_loaded_at_the_start(tmp_path: Path) -> None:
    make_training_folder(tmp_path)  # elsewhere the keyring is asked for the key of the data
    program = (
        "import sys, pathlib\n"
        "from desktop_app.services import build_services\n"
        "build_services(pathlib.Path(sys.argv[1])).close()\n"
        "heavy = ('paramiko', 'openpyxl', 'python_calamine', 'pikepdf', 'pypdfium2', 'requests', 'keyring',\n"
        "         'cryptography', 'PySide6', 'desktop_app.sandbox.digipost_server')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.strip() == "[]"
