"""Secrets: the SSH key's passphrase, the Digis address with its key, the register's key.

They live in the operating system's keyring and nowhere else. Where there is no keyring they are kept in
memory for as long as the program runs, and the program says so. A run without a person may be given one in
the environment, as `BREVDUE_SECRET_DIGIPOST_KEY_PASSPHRASE`: that is read and never stored.
"""

import os
from collections.abc import Mapping
from typing import Protocol

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text


class NoKeyring(EnvironmentFailure):
    """The system has no keyring that is open to this program."""


class KeyringClosed(EnvironmentFailure):
    """There is a keyring, but it did not answer: it is locked, or somebody said no."""


class SecretStore(Protocol):
    """Where secrets are kept, by the name of their setting."""

    @property
    def lasting(self) -> bool:
        """Whether what is stored is still there after the program has ended."""
        ...

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        ...

    def read(self, name: str) -> str | None:
        """The same, but a store that cannot be asked at the moment is a `KeyringClosed`, not a None."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret, or forget it when the value is empty."""
        ...


class MemorySecrets:
    """Keeps secrets until the program ends."""

    lasting = False

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def __repr__(self) -> str:
        return f"MemorySecrets({len(self._values)} kept)"

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def read(self, name: str) -> str | None:
        return self.get(name)

    def set(self, name: str, value: str) -> None:
        if value:
            self._values[name] = value
        else:
            self._values.pop(name, None)


class KeyringSecrets:
    """Keeps secrets in the operating system's keyring, apart for each data folder.

    `scope` tells the environments apart, so that a test account's passphrase never serves production.
    """

    def __init__(self, scope: str) -> None:
        self._service = f"Brevdue {scope}"

    @property
    def lasting(self) -> bool:
        return keyring_works()

    def get(self, name: str) -> str | None:
        try:
            return self.read(name)
        except KeyringClosed:
            return None

    def read(self, name: str) -> str | None:
        import keyring
        import keyring.errors

        try:
            return keyring.get_password(self._service, name)
        except keyring.errors.NoKeyringError:
            return None
        except keyring.errors.KeyringError as error:
            raise _keyring_closed() from error

    def set(self, name: str, value: str) -> None:
        import keyring
        import keyring.errors

        try:
            if value:
                keyring.set_password(self._service, name, value)
            elif keyring.get_password(self._service, name) is not None:
                keyring.delete_password(self._service, name)
        except keyring.errors.KeyringError as error:
            raise no_keyring(name) from error


class SecretsWithEnvironment:
    """Looks into the environment first, then into another store; writes only to that other store."""

    def __init__(self, store: SecretStore, environment: Mapping[str, str] = os.environ) -> None:
        self._store = store
        self._environment = environment

    @property
    def lasting(self) -> bool:
        return self._store.lasting

    def get(self, name: str) -> str | None:
        return self._environment.get(environment_name(name)) or self._store.get(name)

    def read(self, name: str) -> str | None:
        return self._environment.get(environment_name(name)) or self._store.read(name)

    def set(self, name: str, value: str) -> None:
        self._store.set(name, value)


class BorrowedSecrets:
    """Reads another store's secrets and never changes them: for a trial over a copy of the data."""

    lasting = False

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def get(self, name: str) -> str | None:
        return self._store.get(name)

    def read(self, name: str) -> str | None:
        return self._store.read(name)

    def set(self, name: str, value: str) -> None:
        raise no_keyring(name)


def environment_name(name: str) -> str:
    """The environment variable that may carry this secret: dots become underscores."""
    return "BREVDUE_SECRET_" + name.upper().replace(".", "_")


def keyring_works() -> bool:
    """Whether this system has a keyring at all. The first call can take half a second."""
    import keyring
    import keyring.backends.fail

    return not isinstance(keyring.get_keyring(), keyring.backends.fail.Keyring)


def _keyring_closed() -> KeyringClosed:
    return KeyringClosed(
        title=text("The computer's keyring did not open."),
        message=text("It is locked, or Brevdue was refused."),
        hint=text("Unlock the keyring, let Brevdue use it, and start Brevdue again."),
    )


def no_keyring(name: str) -> NoKeyring:
    """The failure to raise when a secret should be stored and there is nowhere to."""
    return NoKeyring(
        title=text("This computer has no keyring for secrets."),
        message=text("{setting} was not stored: Brevdue never writes a secret to a file.", setting=name),
        hint=text(
            "Set up the system's keyring, or give the secret in the environment variable {variable} each time.",
            variable=environment_name(name),
        ),
    )
