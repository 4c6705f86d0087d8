"""`settings`: values and secrets."""

import json
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyringBackend

from desktop_app.base.secrets import KeyringSecrets, MemorySecrets
from desktop_app.base.setting_declarations import DECLARATIONS
from tests.helpers.command_line import CommandLine

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data")


@pytest.fixture
def without_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoKeyringBackend())  # type: ignore[no-untyped-call]
    return CommandLine(tmp_path / "data", secrets=KeyringSecrets("a test"))


def test_every_setting_is_listed(line: CommandLine) -> None:
    listed = line.json("settings", "list").data["settings"]
    assert [setting["key"] for setting in listed] == [declared.key for declared in DECLARATIONS]


def test_a_setting_is_changed_and_stays(line: CommandLine) -> None:
    answer = line.json("settings", "set", "digipost.sender_id", "1000")
    assert (answer.status, answer.data["value"], answer.data["is_set"]) == (0, "1000", True)
    assert line.json("settings", "get", "digipost.sender_id").data["value"] == "1000"
    assert line.run("settings", "get", "digipost.sender_id").out == "1000\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("digipost.port", "many"),
        ("digipost.port", "70000"),
        ("digipost.host_key", "MD5:aa"),
        ("digipost.interface", "3_0"),
        ("digipost.auto_approve", "perhaps"),
        ("digipost.key_file", "/nowhere/key"),
        ("digipost.unheard_of", "x"),
    ],
)
def test_a_wrong_value_changes_nothing(line: CommandLine, key: str, value: str) -> None:
    before = line.json("settings", "list").data
    answer = line.json("settings", "set", key, value)
    assert (answer.status, bool(answer.error["hint"])) == (2, True)
    assert line.json("settings", "list").data == before


def test_a_path_is_kept_as_it_holds_from_everywhere(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("a key")
    monkeypatch.chdir(tmp_path)
    assert line.json("settings", "set", "digipost.key_file", "key").data["value"] == str(tmp_path / "key")


def test_a_secret_is_read_from_standard_input_and_never_shown(line: CommandLine) -> None:
    answer = line.json("settings", "set-secret", "digipost.key_passphrase", stdin=PASSPHRASE + "\n")
    assert (answer.status, answer.data["stored"]) == (0, True)
    assert line.secrets.get("digipost.key_passphrase") == PASSPHRASE
    for shown in (
        line.json("settings", "get", "digipost.key_passphrase"),
        line.json("settings", "list"),
        line.run("settings", "list"),
    ):
        assert PASSPHRASE not in shown.out + shown.err
    assert all(
        PASSPHRASE.encode() not in file.read_bytes() for file in line.folder.rglob("*") if file.is_file()
    )


def test_an_empty_secret_removes_it(line: CommandLine) -> None:
    line.secrets = MemorySecrets({"digipost.key_passphrase": PASSPHRASE})
    answer = line.json("settings", "set-secret", "digipost.key_passphrase", stdin="\n")
    assert (answer.data["stored"], line.secrets.get("digipost.key_passphrase")) == (False, None)


def test_without_a_keyring_storing_a_secret_fails_and_says_so(without_keyring: CommandLine) -> None:
    answer = without_keyring.json("settings", "set-secret", "digipost.key_passphrase", stdin=PASSPHRASE)
    assert answer.status == 3
    assert "keyring" in answer.error["title"]
    assert "BREVDUE_SECRET_DIGIPOST_KEY_PASSPHRASE" in answer.error["hint"]


def test_without_a_keyring_a_secret_may_stand_in_the_environment(without_keyring: CommandLine) -> None:
    without_keyring.environment = {"BREVDUE_SECRET_DIGIS_URL_POSTFIX": "brp?token=x", "LANG": "en"}
    assert without_keyring.json("settings", "get", "digis.url_postfix").data["stored"] is True
    assert without_keyring.json("settings", "get", "digipost.key_passphrase").data["stored"] is False


def test_a_secret_is_not_taken_as_an_argument(line: CommandLine) -> None:
    assert line.json("settings", "set", "digipost.key_passphrase", PASSPHRASE).status == 2


def test_what_is_no_secret_is_not_read_from_standard_input(line: CommandLine) -> None:
    assert line.json("settings", "set-secret", "digipost.port", stdin="22").status == 2


def test_damaged_settings_are_told_and_left_alone(line: CommandLine) -> None:
    line.run("settings", "set", "digipost.port", "2222")
    file = line.folder / "settings.json"
    file.write_text("{")
    answer = line.json("settings", "list")
    assert (answer.status, file.read_text()) == (2, "{")
    file.write_text(json.dumps({"digipost.port": 2022}))
    assert line.json("settings", "get", "digipost.port").data["value"] == 2022
