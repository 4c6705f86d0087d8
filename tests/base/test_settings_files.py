"""Settings travel as a readable file: without secrets, all lines checked first, all taken or none."""

import json
from pathlib import Path

import pytest

from desktop_app.base.errors import InputError
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.base.settings_files import (
    SettingsFileUnreadable,
    SettingsFileWrong,
    laid_down_by,
    plan_import,
    read_settings_file,
    write_settings_file,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", DECLARATIONS)


def write(path: Path, settings: object = None, **more: object) -> Path:
    file = path / "file.json"
    file.write_text(json.dumps({"brevdue_settings": 1, "settings": settings or {}, **more}), encoding="utf-8")
    return file


class TestExport:
    """What is written."""

    def test_it_comes_back_in_another_folder(self, settings: Settings, tmp_path: Path) -> None:
        values = {"digipost.port": "2222", "digipost.auto_approve": "true", "print.return_city": "Tromsø"}
        settings.change(values)
        keys = write_settings_file(settings, tmp_path / "out.json", "1.0")
        other = Settings(tmp_path / "other.json", DECLARATIONS)
        plan = plan_import(other, read_settings_file(tmp_path / "out.json"))
        plan.carry_out(other)
        assert sorted(keys) == sorted(values)
        assert [(other.integer("digipost.port"), other.text("print.return_city"))] == [(2222, "Tromsø")]

    def test_what_a_folder_is_for_stays_in_the_folder(self, settings: Settings, tmp_path: Path) -> None:
        settings.set("app.environment", "test")
        assert write_settings_file(settings, tmp_path / "out.json", "1.0") == []
        assert json.loads((tmp_path / "out.json").read_text())["environment"] == "test"

    def test_trainings_own_account_never_leaves_it(self, settings: Settings, tmp_path: Path) -> None:
        settings.change({"app.environment": "training", "digipost.user": "sandbox", "app.language": "nb"})
        assert write_settings_file(settings, tmp_path / "out.json", "1.0") == ["app.language"]


class TestImport:
    """What is taken."""

    def test_it_says_first_what_would_change(self, settings: Settings, tmp_path: Path) -> None:
        settings.set("digipost.port", "2222")
        plan = plan_import(
            settings, read_settings_file(write(tmp_path, {"digipost.port": 22, "app.language": "auto"}))
        )
        assert [(each.setting.key, each.before, each.after) for each in plan.changes] == [
            ("digipost.port", "2222", "22")
        ]
        assert plan.same == 1
        assert settings.integer("digipost.port") == 2222

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("digipost.hots", "x"),
            ("digipost.port", "many"),
            ("digipost.port", None),
            ("digipost.port", ["22"]),
            ("digipost.host_key", "MD5:aa"),
            ("digis.url_postfix", "brp?token=x"),
        ],
    )
    def test_one_wrong_line_and_nothing_is_taken(
        self, settings: Settings, tmp_path: Path, key: str, value: object
    ) -> None:
        plan = plan_import(settings, read_settings_file(write(tmp_path, {"app.language": "nb", key: value})))
        with pytest.raises(SettingsFileWrong, match=key):
            plan.carry_out(settings)
        assert not settings.is_set("app.language")

    def test_a_path_of_another_computer_is_left_out_and_named(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        file = write(tmp_path, {"digipost.key_file": "/elsewhere/key", "app.language": "nb"})
        plan = plan_import(settings, read_settings_file(file))
        plan.carry_out(settings)
        assert [each.key for each in plan.left_out] == ["digipost.key_file"]
        assert settings.text("app.language") == "nb"

    def test_another_environment_is_never_taken(self, settings: Settings, tmp_path: Path) -> None:
        settings.set("app.environment", "training")
        file = write(tmp_path, {"app.environment": "production", "digipost.user": "prod_1"})
        plan = plan_import(settings, read_settings_file(file))
        assert sorted(each.key for each in plan.left_out) == ["app.environment", "digipost.user"]
        assert plan.changes == ()

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b'{"settings": {}}',
            b'{"brevdue_settings": 2}',
            b'{"brevdue_settings": 1, "setings": {}}',
            b'{"brevdue_settings": 1, "settings": []}',
            b'{"brevdue_settings": 1, "locked": "digipost.host"}',
            b'{"brevdue_settings": 1, "environment": "moon"}',
            b'{"brevdue_settings": 1, "environments": {"moon": {}}}',
            b'{"brevdue_settings": 1, "settings": {"app.language": "nb", "app.language": "sv"}}',
            b"\xff\xfe",
            b"[" * 100_000,
        ],
    )
    def test_what_is_no_settings_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "file.json").write_bytes(content)
        with pytest.raises(SettingsFileUnreadable):
            read_settings_file(tmp_path / "file.json")

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsFileUnreadable):
            read_settings_file(tmp_path / "nothing.json")


class TestAdministratorsFile:
    """What is laid down for a computer or an office."""

    def test_each_environment_can_have_its_own_values(self, tmp_path: Path) -> None:
        file = read_settings_file(
            write(
                tmp_path,
                {"digipost.user": "prod_1", "app.language": "nb"},
                environments={"test": {"digipost.user": "test_1"}},
            )
        )
        users = {
            name: laid_down_by(file, DECLARATIONS, name).values.get("digipost.user")
            for name in ("production", "test", "training")
        }
        assert users == {"production": "prod_1", "test": "test_1", "training": None}

    def test_a_path_need_not_be_there_yet(self, tmp_path: Path) -> None:
        file = read_settings_file(write(tmp_path, {"digipost.key_file": "/net/key"}))
        assert laid_down_by(file, DECLARATIONS, "production").values == {"digipost.key_file": "/net/key"}

    def test_a_key_can_be_held_at_its_default(self, tmp_path: Path) -> None:
        file = read_settings_file(write(tmp_path, locked=["digipost.port"]))
        assert laid_down_by(file, DECLARATIONS, "production").locked == {"digipost.port": 22}

    @pytest.mark.parametrize(
        ("settings", "more"),
        [
            ({"digipost.hots": "x"}, {}),
            ({"digipost.port": "many"}, {}),
            ({"app.environment": "test"}, {}),
            ({}, {"locked": ["nothing.here"]}),
            ({}, {"locked": ["digipost.key_passphrase"]}),
            ({}, {"environments": {"test": {"digipost.hots": "x"}}}),
        ],
    )
    def test_a_wrong_line_is_named(
        self, tmp_path: Path, settings: dict[str, object], more: dict[str, object]
    ) -> None:
        file = read_settings_file(write(tmp_path, settings, **more))
        with pytest.raises(SettingsFileWrong):
            laid_down_by(file, DECLARATIONS, "production")


class TestLocked:
    """A value that an administrator has set."""

    def test_it_goes_before_what_is_stored_and_cannot_be_changed(self, tmp_path: Path) -> None:
        Settings(tmp_path / "s.json", DECLARATIONS).set("digipost.port", "2222")
        settings = Settings(tmp_path / "s.json", DECLARATIONS, {"digipost.port": 22})
        assert settings.integer("digipost.port") == 22
        with pytest.raises(InputError, match="administrator"):
            settings.set("digipost.port", "23")
        with pytest.raises(InputError, match="administrator"):
            settings.reset("digipost.port")
        assert Settings(tmp_path / "s.json", DECLARATIONS).integer("digipost.port") == 2222

    def test_an_import_leaves_it_out(self, tmp_path: Path) -> None:
        settings = Settings(tmp_path / "s.json", DECLARATIONS, {"digipost.port": 22})
        plan = plan_import(settings, read_settings_file(write(tmp_path, {"digipost.port": 23})))
        assert [each.key for each in plan.left_out] == ["digipost.port"]


def test_several_values_are_kept_together_or_not_at_all(settings: Settings) -> None:
    with pytest.raises(InputError):
        settings.change({"app.language": "nb", "digipost.port": "many"})
    assert not settings.is_set("app.language")
