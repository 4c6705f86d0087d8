"""The window's secrets: in the keyring, or in memory for as long as the window is open where there is none."""

from desktop_app.base.secrets import KeyringSecrets, MemorySecrets, NoKeyring, SecretStore


class WindowSecrets:
    """Asks the keyring, and keeps in memory what the keyring would not take. Slow: not for the window's thread."""

    def __init__(self, keyring: KeyringSecrets) -> None:
        self._keyring = keyring
        self._memory: SecretStore = MemorySecrets()

    @property
    def lasting(self) -> bool:
        """Whether this computer has a keyring."""
        return self._keyring.lasting

    def get(self, name: str) -> str | None:
        """The secret, from wherever it is."""
        return self._memory.get(name) or self._keyring.get(name)

    def read(self, name: str) -> str | None:
        """The same; a keyring that does not answer is a failure."""
        return self._memory.get(name) or self._keyring.read(name)

    def set(self, name: str, value: str) -> None:
        """Keep a secret until the window closes, and longer where there is a keyring."""
        self._memory.set(name, value)
        try:
            self._keyring.set(name, value)
        except NoKeyring:
            return
        self._memory.set(name, "")
