"""A setting is checked before it is kept, and a wrong one changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop_app.base.errors import InputError
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings, SettingType

CONTRACT = """
digipost.host digipost.port digipost.user digipost.key_file digipost.host_key digipost.sender_id
digipost.processor_id digipost.interface digipost.schema_dir digipost.auto_approve digipost.poll_seconds
print.return_name print.return_address1 print.return_postcode print.return_city
digis.enabled digis.url digis.service_auth_token digis.user_auth_token digis.url_postfix
digis.authorization_header digis.template_id digis.ca_file digipost.key_passphrase
""".split()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", DECLARATIONS)


@pytest.mark.parametrize("key", CONTRACT)
def test_the_keys_that_scripts_rely_on_exist(settings: Settings, key: str) -> None:
    assert settings.declaration(key).key == key


def test_keys_are_declared_once() -> None:
    keys = [declaration.key for declaration in DECLARATIONS]
    assert len(keys) == len(set(keys))


def test_defaults_pass_their_own_checks() -> None:
    for declaration in DECLARATIONS:
        if declaration.type is not SettingType.SECRET:
            assert declaration.problem_with(declaration.write(declaration.default)) is None, declaration.key


def test_a_value_is_kept_over_a_restart(settings: Settings, tmp_path: Path) -> None:
    settings.set("digipost.port", " 2222 ")
    settings.set("digipost.auto_approve", "yes")
    again = Settings(tmp_path / "settings.json", DECLARATIONS)
    assert again.integer("digipost.port") == 2222
    assert again.flag("digipost.auto_approve") is True
    assert again.is_set("digipost.port")
    assert not again.is_set("digipost.user")


def test_a_reset_goes_back_to_the_default(settings: Settings) -> None:
    settings.set("digipost.port", "2222")
    settings.reset("digipost.port")
    assert settings.integer("digipost.port") == 22


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("digipost.port", "many"),
        ("digipost.port", "70000"),
        ("digipost.port", "-1"),
        ("digipost.interface", "3_0"),
        ("digipost.auto_approve", "perhaps"),
        ("digipost.host", "sftp digipost"),
        ("digipost.host_key", "MD5:abc"),
        ("digipost.sender_id", "prod_1"),
        ("digis.url", "http://api.example"),
        ("print.return_postcode", "411 10"),
        ("digipost.key_file", "/no/such/file"),
        ("digis.url_postfix", "brp?token=secret"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_changes_nothing(
    settings: Settings, key: str, written: str
) -> None:
    with pytest.raises(InputError) as refused:
        settings.set(key, written)
    assert key in str(refused.value.title)
    assert not settings.is_set(key)


def test_an_unknown_key_fails_loudly(settings: Settings) -> None:
    with pytest.raises(InputError):
        settings.get("digipost.hots")


@pytest.mark.parametrize("content", ["{", "[]", '{"digipost.port": []}', '{"unknown.key": 1}', "\xff"])
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(InputError):
        Settings(path, DECLARATIONS)
    assert path.read_text(encoding="latin-1") == content


def test_a_secret_never_reaches_the_file(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        settings.set("digipost.key_passphrase", "hemmelig")
    assert not (tmp_path / "settings.json").exists()


def test_what_another_process_keeps_is_seen_at_the_next_question(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings(tmp_path / "settings.json", DECLARATIONS)
    elsewhere.set("digipost.port", "2222")
    assert settings.integer("digipost.port") == 2222
    assert settings.is_set("digipost.port")
    elsewhere.reset("digipost.port")
    assert settings.integer("digipost.port") == 22


def test_two_that_change_different_settings_keep_both(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings(tmp_path / "settings.json", DECLARATIONS)
    elsewhere.set("digipost.port", "2222")
    settings.set("digipost.user", "prod_1000")
    assert elsewhere.text("digipost.user") == "prod_1000"
    assert Settings(tmp_path / "settings.json", DECLARATIONS).integer("digipost.port") == 2222


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    names = ("return_name", "return_address1", "return_postcode", "return_city")
    written = {f"print.{name}": f"000{number}" for number, name in enumerate(names)}
    ways = [Settings(tmp_path / "settings.json", DECLARATIONS) for _ in written]
    with ThreadPoolExecutor(len(ways)) as pool:
        list(pool.map(Settings.set, ways, written, written.values()))
    kept = Settings(tmp_path / "settings.json", DECLARATIONS)
    assert {key: kept.text(key) for key in written} == written


def test_a_file_that_is_damaged_meanwhile_is_never_written_over(settings: Settings, tmp_path: Path) -> None:
    settings.set("digipost.port", "2222")
    file = tmp_path / "settings.json"
    file.write_text("{", encoding="utf-8")
    assert settings.integer("digipost.port") == 2222
    with pytest.raises(InputError):
        settings.set("digipost.user", "prod_1000")
    assert file.read_text(encoding="utf-8") == "{"
