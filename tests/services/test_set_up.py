"""What is missing before the first letter can leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.services import Services, build_services

ACCOUNT = ["sender_id", "user", "key", "host_key"]
FINGERPRINT = "SHA256:" + "a" * 43


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with build_services(tmp_path / "data", secrets=MemorySecrets(), environment={}) as built:
        yield built


def missing(services: Services) -> list[str]:
    return [item.key for item in services.set_up.missing()]


def test_in_a_new_folder_the_whole_account_is_missing(services: Services) -> None:
    assert services.set_up.is_new
    assert missing(services) == ACCOUNT


def test_a_folder_that_was_there_before_is_not_new(services: Services) -> None:
    with build_services(services.folder.root, secrets=MemorySecrets(), environment={}) as again:
        assert not again.set_up.is_new


def test_nothing_is_missing_once_the_account_is_whole(services: Services, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("a key")
    values = {
        "digipost.sender_id": "1000",
        "digipost.user": "prod_1000",
        "digipost.key_file": str(key),
        "digipost.host_key": FINGERPRINT,
    }
    for setting, value in values.items():
        services.settings.set(setting, value)
    assert missing(services) == []
    key.unlink()
    assert missing(services) == ["key"]


def test_training_needs_no_account(services: Services) -> None:
    services.settings.set("app.environment", "training")
    assert missing(services) == []


def test_the_return_address_is_needed_with_a_print_agreement_only(services: Services) -> None:
    services.settings.set("app.environment", "training")
    services.settings.set("print.agreement", "true")
    assert missing(services) == ["return_address"]


def test_digis_needs_its_key_only_where_digis_is_used(services: Services) -> None:
    assert "digis_key" not in [item.key for item in services.set_up.items()]
    services.settings.set("digis.enabled", "true")
    assert missing(services) == [*ACCOUNT, "digis_key"]
    services.secrets.set("digis.url_postfix", "brp?token=x")
    assert missing(services) == ACCOUNT


def test_each_item_names_a_setting_that_exists(services: Services) -> None:
    services.settings.set("digis.enabled", "true")
    for item in services.set_up.items():
        assert services.settings.declaration(item.setting).key == item.setting
