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


class TestFiles:
    """Export, import, and the file of an administrator."""

    def test_an_export_holds_no_secret_and_comes_back(self, line: CommandLine, tmp_path: Path) -> None:
        line.secrets = MemorySecrets({"digipost.key_passphrase": PASSPHRASE})
        line.run("settings", "set", "digipost.sender_id", "1000")
        file = tmp_path / "out.json"
        assert line.json("settings", "export", file).data["settings"] == ["digipost.sender_id"]
        assert PASSPHRASE not in file.read_text()
        other = CommandLine(tmp_path / "other")
        tried = other.json("settings", "import", file, "--dry-run")
        assert (tried.status, tried.data["changed"], len(tried.data["changes"])) == (0, False, 1)
        assert other.json("settings", "get", "digipost.sender_id").data["value"] == ""
        assert other.json("settings", "import", file).data["changed"] is True
        assert other.json("settings", "get", "digipost.sender_id").data["value"] == "1000"

    def test_a_wrong_file_changes_nothing_and_names_each_line(
        self, line: CommandLine, tmp_path: Path
    ) -> None:
        file = tmp_path / "in.json"
        values = {"app.language": "nb", "digipost.hots": "x", "digipost.port": "many"}
        file.write_text(json.dumps({"brevdue_settings": 1, "settings": values}))
        answer = line.json("settings", "import", file)
        assert answer.status == 2
        assert [each["key"] for each in answer.data["problems"]] == ["digipost.hots", "digipost.port"]
        assert line.json("settings", "get", "app.language").data["value"] == "auto"

    def test_what_is_left_out_needs_a_person(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "in.json"
        file.write_text('{"brevdue_settings": 1, "settings": {"digipost.key_file": "/elsewhere"}}')
        answer = line.json("settings", "import", file)
        assert (answer.status, answer.data["left_out"][0]["key"]) == (1, "digipost.key_file")

    def test_an_administrators_file_configures_a_new_folder(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "brevdue-settings.json"
        values = {"digipost.sender_id": "1000", "app.language": "nb"}
        content = {"brevdue_settings": 1, "settings": values, "locked": ["digipost.sender_id"]}
        file.write_text(json.dumps(content))
        shown = line.json("--settings-file", file, "settings", "get", "digipost.sender_id").data
        assert (shown["value"], shown["locked"]) == ("1000", True)
        refused = line.json("--settings-file", file, "settings", "set", "digipost.sender_id", "7")
        assert (refused.status, bool(refused.error["hint"])) == (2, True)
        assert line.json("settings", "get", "app.language").data["value"] == "nb"

    def test_an_administrators_file_that_is_wrong_stops_every_command(
        self, line: CommandLine, tmp_path: Path
    ) -> None:
        assert line.json("--settings-file", tmp_path / "no.json", "settings", "list").status == 2
        assert not line.folder.exists()


class TestKeys:
    """The SSH key."""

    def test_it_is_made_shown_and_not_written_over(self, line: CommandLine) -> None:
        made = line.json("settings", "make-key", "--passphrase", stdin="hunter2\n")
        assert made.status == 0
        assert line.secrets.get("digipost.key_passphrase") == "hunter2"
        shown = line.json("settings", "show-key").data
        assert shown["fingerprint"] == made.data["fingerprint"]
        assert line.json("settings", "make-key").status == 2
        again = line.json("settings", "make-key", "--replace").data
        assert again["key_file"] != made.data["key_file"]
        assert Path(made.data["key_file"]).exists()

    def test_where_there_is_none_it_says_so(self, line: CommandLine) -> None:
        assert line.json("settings", "show-key").data["key_file"] is None


class TestConnection:
    """`settings test-connection`."""

    def test_each_step_is_told_and_the_answer_lists_them(self, office: CommandLine) -> None:
        answer = office.json("settings", "test-connection", "--write")
        assert (answer.status, answer.data["works"], answer.data["may_rename"]) == (0, True, True)
        assert {step["state"] for step in answer.data["steps"]} == {"done"}
        assert answer.err.count("✓") == len(answer.data["steps"])

    def test_what_does_not_work_is_the_failure_and_the_steps_are_there(self, office: CommandLine) -> None:
        office.run("settings", "set", "digipost.user", "somebody")
        answer = office.json("settings", "test-connection")
        assert answer.status == 3
        states = {step["step"]: step["state"] for step in answer.data["steps"]}
        assert (states["host_key"], states["login"]) == ("done", "problem")
        assert answer.data["error"]["hint"]

    def test_an_unknown_server_is_not_trusted_by_itself(self, office: CommandLine) -> None:
        pinned = office.json("settings", "get", "digipost.host_key").data["value"]
        office.run("settings", "set", "digipost.host_key", "")
        answer = office.json("settings", "test-connection")
        assert answer.status == 3
        assert answer.data["unknown_host_key"]["fingerprint"] == pinned
        assert pinned in answer.data["error"]["hint"]

    def test_an_account_that_is_not_filled_in(self, line: CommandLine) -> None:
        assert line.json("settings", "test-connection").status == 2

    def test_digis_is_tried_by_the_same_command(self, line: CommandLine) -> None:
        line.run("settings", "set", "app.environment", "training")
        answer = line.json("settings", "test-connection", "--of", "digis")
        assert (answer.status, answer.data["works"]) == (0, True)


def test_an_environment_has_a_folder_of_its_own(line: CommandLine) -> None:
    line.run("settings", "set", "digipost.sender_id", "1000")
    other = line.json("--environment", "training", "settings", "get", "digipost.sender_id").data
    assert other["value"] == ""
    assert (line.folder.parent / f"{line.folder.name}-training" / "settings.json").exists()
