"""Each environment has a folder of its own, and an administrator's file configures a new one."""

import json
from pathlib import Path

import pytest

from desktop_app.base.errors import InputError
from desktop_app.base.secrets import MemorySecrets
from desktop_app.services import (
    Services,
    build_services,
    environments_around,
    standard_environments,
    stored_language,
)


def build(folder: Path, **more: object) -> Services:
    return build_services(folder, secrets=MemorySecrets(), environment={}, **more)  # type: ignore[arg-type]


class TestFolders:
    """Which folder is whose."""

    def test_no_two_environments_share_a_folder(self, tmp_path: Path) -> None:
        for environments in (standard_environments(tmp_path), environments_around(tmp_path / "office")):
            folders = {environments.place(name).folder for name in ("production", "test", "training")}
            assert len(folders) == 3

    def test_the_last_one_is_remembered(self, tmp_path: Path) -> None:
        environments = standard_environments(tmp_path / "home")
        assert environments.last() == "production"
        environments.remember("training")
        assert standard_environments(tmp_path / "home").last() == "training"
        (tmp_path / "home" / "last-environment").write_bytes(b"\xff")
        assert environments.last() == "production"

    def test_a_named_folder_is_for_what_its_settings_say(self, tmp_path: Path) -> None:
        build(tmp_path / "office", purpose="test").close()
        environments = environments_around(tmp_path / "office")
        assert environments.place("test").folder == tmp_path / "office"
        assert environments.place("training").folder == tmp_path / "office-training"

    def test_a_new_named_folder_is_for_what_is_wanted(self, tmp_path: Path) -> None:
        assert environments_around(tmp_path / "x", "training").place("training").folder == tmp_path / "x"
        assert environments_around(tmp_path / "x").place("production").folder == tmp_path / "x"

    def test_opening_a_new_folder_for_training_makes_it_one(self, tmp_path: Path) -> None:
        with build(tmp_path, purpose="training") as services:
            assert services.training.is_training
        with build(tmp_path, purpose="production") as services:
            assert services.training.is_training


class TestAdministrator:
    """`brevdue-settings.json`."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "brevdue-settings.json"
        content = {
            "brevdue_settings": 1,
            "settings": {"digipost.sender_id": "4711", "app.language": "sv", "print.return_city": "Ås"},
            "locked": ["digipost.sender_id"],
        }
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def test_a_new_folder_is_configured_before_anything_is_asked(self, tmp_path: Path, file: Path) -> None:
        with build(tmp_path / "new", administrators_file=file) as services:
            assert services.settings.text("digipost.sender_id") == "4711"
            assert services.settings.is_locked("digipost.sender_id")
            assert services.language == "sv"
            services.settings.set("print.return_city", "Bø")
        with build(tmp_path / "new", administrators_file=file) as services:
            assert services.settings.text("print.return_city") == "Bø"

    def test_what_is_locked_follows_the_file_and_ends_with_it(self, tmp_path: Path, file: Path) -> None:
        build(tmp_path / "new", administrators_file=file).close()
        with build(tmp_path / "new") as services:
            assert services.settings.text("digipost.sender_id") == ""
            services.settings.set("digipost.sender_id", "7")

    def test_a_folder_that_was_there_keeps_its_own_values(self, tmp_path: Path, file: Path) -> None:
        with build(tmp_path / "old") as services:
            services.settings.set("digipost.sender_id", "7")
        with build(tmp_path / "old", administrators_file=file) as services:
            assert services.settings.text("app.language") == "auto"
            assert services.settings.text("digipost.sender_id") == "4711"

    def test_a_wrong_file_stops_the_start_and_makes_nothing(self, tmp_path: Path, file: Path) -> None:
        file.write_text('{"brevdue_settings": 1, "settings": {"digipost.hots": "x"}}')
        with pytest.raises(InputError, match="hots"):
            build(tmp_path / "new", administrators_file=file)
        assert not (tmp_path / "new").exists()

    def test_the_file_can_say_what_a_named_folder_is_for(self, tmp_path: Path, file: Path) -> None:
        file.write_text('{"brevdue_settings": 1, "environment": "test"}')
        with build(tmp_path / "new", administrators_file=file) as services:
            assert services.settings.text("app.environment") == "test"
        with build(tmp_path / "other", administrators_file=file, purpose="training") as services:
            assert services.training.is_training

    def test_training_has_its_own_account_whatever_is_locked(self, tmp_path: Path, file: Path) -> None:
        with build(tmp_path / "new", administrators_file=file, purpose="training") as services:
            services.training.make_reachable()
            assert services.settings.text("digipost.host") == "127.0.0.1"
            assert services.settings.text("digipost.sender_id") != "4711"

    def test_the_first_words_are_in_the_administrators_language(self, tmp_path: Path, file: Path) -> None:
        assert stored_language(tmp_path / "new", file) == "sv"
