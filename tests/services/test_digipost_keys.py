"""The key is made here, its file is the owner's alone, and nothing is ever written over."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets, NoKeyring, no_keyring
from desktop_app.digipost.ssh_keys import KeyKind, PassphraseMissing
from desktop_app.services import Services, build_services
from desktop_app.services.digipost_keys import KeyInUse


class NowhereToKeep(MemorySecrets):
    """A computer without a keyring, as the command line sees it."""

    def set(self, name: str, value: str) -> None:
        raise no_keyring(name)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with build_services(tmp_path / "data", secrets=MemorySecrets(), environment={}) as built:
        yield built


def test_a_new_key_is_named_in_the_settings_and_shown(services: Services) -> None:
    keys = services.digipost_keys()
    assert keys.present() is None
    made = keys.make(KeyKind.ED25519)
    assert services.settings.text("digipost.key_file") == str(made.file)
    assert made.public.line.startswith("ssh-ed25519 ")
    shown = keys.present()
    assert shown is not None
    assert shown.public.fingerprint == made.public.fingerprint
    if os.name != "nt":
        assert made.file.stat().st_mode & 0o077 == 0
        assert made.file.parent.stat().st_mode & 0o077 == 0


def test_rsa_has_4096_bits(services: Services) -> None:
    line = services.digipost_keys().make(KeyKind.RSA).public.line
    assert line.startswith("ssh-rsa ")
    assert len(line) > 700


def test_a_key_in_use_is_replaced_only_when_somebody_says_so_and_its_file_stays(services: Services) -> None:
    keys = services.digipost_keys()
    first = keys.make(KeyKind.ED25519)
    before = first.file.read_bytes()
    with pytest.raises(KeyInUse):
        keys.make(KeyKind.ED25519)
    second = keys.make(KeyKind.ED25519, replace=True)
    assert second.file != first.file
    assert first.file.read_bytes() == before
    assert services.settings.text("digipost.key_file") == str(second.file)


def test_the_passphrase_goes_to_the_keyring_and_opens_the_key(services: Services) -> None:
    keys = services.digipost_keys()
    made = keys.make(KeyKind.ED25519, "hunter2")
    assert services.secrets.get("digipost.key_passphrase") == "hunter2"
    assert b"hunter2" not in made.file.read_bytes()
    assert keys.present() is not None
    services.secrets.set("digipost.key_passphrase", "")
    with pytest.raises(PassphraseMissing):
        keys.present()


def test_without_a_keyring_a_passphrase_is_refused_and_nothing_left(tmp_path: Path) -> None:
    with build_services(tmp_path / "data", secrets=NowhereToKeep(), environment={}) as services:
        with pytest.raises(NoKeyring):
            services.digipost_keys().make(KeyKind.ED25519, "hunter2")
        assert list((services.folder.root / "keys").iterdir()) == []
        assert services.settings.text("digipost.key_file") == ""
        assert services.digipost_keys().make(KeyKind.ED25519).file.exists()
