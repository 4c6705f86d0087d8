"""The data's key and its backups on the command line."""

from pathlib import Path

import pytest

from desktop_app.base.encryption import FileForm, form_of
from desktop_app.base.paths import DataFolder
from tests.helpers.command_line import CommandLine
from tests.helpers.key_ring import Ring
from tests.helpers.pdfs import make_letter_pdf


@pytest.fixture
def office(tmp_path: Path) -> CommandLine:
    """An office whose computer has a keyring, with two people."""
    line = CommandLine(tmp_path / "office", secrets=Ring())
    people = tmp_path / "people.csv"
    people.write_text("customer_id;full_name;address1;postcode;city\nK1;Åse Ødegård;Storgata 4;9008;Tromsø\n")
    assert line.json("register", "import", people).data["new"] == 1
    return line


def test_the_status_says_that_the_data_is_encrypted(office: CommandLine) -> None:
    answered = office.json("database", "status")
    assert (answered.data["encrypted"], answered.data["reason"], answered.err) == (True, None, "")
    assert "is encrypted" in office.run("database", "status").out


def test_without_a_keyring_a_person_is_warned_beside_the_answer_and_a_script_can_ask(tmp_path: Path) -> None:
    bare = CommandLine(tmp_path / "bare")
    answered = bare.run("settings", "get", "app.language")
    assert (answered.status, answered.out) == (0, "auto\n")
    assert "The data is not encrypted" in answered.err
    assert bare.json("settings", "get", "app.language").err == ""
    assert bare.json("database", "status").data["reason"] == "no_keyring"
    refused = bare.json("database", "recovery-code")
    assert (refused.status, refused.error["title"]) == (2, "There is no recovery code.")


def test_the_recovery_code_opens_the_data_for_another_user(office: CommandLine) -> None:
    code = office.json("database", "recovery-code").data["recovery_code"]
    other = CommandLine(office.folder, secrets=Ring())
    locked = other.json("register", "list")
    assert locked.status == 3
    assert "database restore" in locked.error["hint"]
    assert other.json("database", "restore", stdin="wrong").status == 2
    assert other.json("database", "restore", stdin=code + "\n").data == {"unlocked": True}
    assert other.json("register", "list").data["count"] == 1


def test_a_backup_is_encrypted_and_opens_again(office: CommandLine) -> None:
    backup = Path(office.json("database", "back-up").data["file"])
    assert form_of(backup) is FileForm.CLOSED
    assert office.run("register", "forget", "K1").status == 0
    assert not backup.exists() or office.run("database", "restore", "--backup", backup).status == 0


def test_a_dry_run_works_over_a_copy_of_encrypted_data(office: CommandLine, tmp_path: Path) -> None:
    letter = make_letter_pdf(tmp_path / "letter.pdf", ["Fee"])
    assert office.json("settings", "set", "digipost.sender_id", "1000").status == 0
    answered = office.json(
        "send", "--pattern", "split-first", "--all", "--document", letter, "--subject", "Fee", "--dry-run"
    )
    assert "error" not in answered.data, answered.data
    assert list(DataFolder(office.folder).job_files.iterdir()) == []
