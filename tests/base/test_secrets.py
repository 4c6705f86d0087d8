"""Secrets stay in the keyring, or in memory, and show themselves nowhere."""

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from desktop_app.base.secrets import (
    KeyringSecrets,
    MemorySecrets,
    NoKeyring,
    SecretsWithEnvironment,
    keyring_works,
)


class RingInMemory(keyring.backend.KeyringBackend):
    """A keyring that is only a dictionary."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> RingInMemory:
    return RingInMemory()


@pytest.fixture
def _with_ring(ring: RingInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    monkeypatch.setattr(keyring.core, "get_keyring", lambda: ring)


@pytest.fixture
def _without_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    none = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(keyring, "get_keyring", lambda: none)
    monkeypatch.setattr(keyring.core, "get_keyring", lambda: none)


@pytest.mark.usefixtures("_with_ring")
def test_environments_do_not_share_secrets() -> None:
    production, test = KeyringSecrets("production"), KeyringSecrets("test")
    production.set("digipost.key_passphrase", "one")
    assert production.get("digipost.key_passphrase") == "one"
    assert test.get("digipost.key_passphrase") is None


@pytest.mark.usefixtures("_with_ring")
def test_an_empty_secret_forgets_the_old_one(ring: RingInMemory) -> None:
    secrets = KeyringSecrets("production")
    secrets.set("digis.url_postfix", "brp?token=x")
    secrets.set("digis.url_postfix", "")
    assert secrets.get("digis.url_postfix") is None
    secrets.set("digis.url_postfix", "")
    assert ring.kept == {}


@pytest.mark.usefixtures("_without_ring")
def test_without_a_keyring_nothing_is_stored_and_the_person_is_told() -> None:
    secrets = KeyringSecrets("production")
    assert not keyring_works()
    assert secrets.get("digipost.key_passphrase") is None
    with pytest.raises(NoKeyring) as refused:
        secrets.set("digipost.key_passphrase", "hemmelig")
    assert "BREVDUE_SECRET_DIGIPOST_KEY_PASSPHRASE" in str(refused.value)
    assert "hemmelig" not in str(refused.value) + repr(refused.value)


def test_the_environment_is_read_and_never_written() -> None:
    environment = {"BREVDUE_SECRET_DIGIS_URL_POSTFIX": "brp?token=e"}
    memory = MemorySecrets({"digis.url_postfix": "brp?token=m"})
    secrets = SecretsWithEnvironment(memory, environment)
    assert secrets.get("digis.url_postfix") == "brp?token=e"
    secrets.set("digipost.key_passphrase", "p")
    assert environment == {"BREVDUE_SECRET_DIGIS_URL_POSTFIX": "brp?token=e"}
    assert secrets.get("digipost.key_passphrase") == "p"
    assert secrets.lasting is False


def test_a_secret_does_not_show_in_a_description() -> None:
    assert "hemmelig" not in repr(MemorySecrets({"digipost.key_passphrase": "hemmelig"}))
