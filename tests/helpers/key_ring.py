"""A keyring for tests: it keeps what it is given, and can be locked."""

from dataclasses import dataclass, field

from desktop_app.base.secrets import KeyringClosed
from desktop_app.base.texts import text


@dataclass
class Ring:
    """A keyring, which can be locked or lose what it has."""

    kept: dict[str, str] = field(default_factory=dict)
    locked: bool = False
    lasting: bool = True

    def get(self, name: str) -> str | None:
        return None if self.locked else self.kept.get(name)

    def read(self, name: str) -> str | None:
        self._refuse_if_locked()
        return self.kept.get(name)

    def set(self, name: str, value: str) -> None:
        self._refuse_if_locked()
        if value:
            self.kept[name] = value
        else:
            self.kept.pop(name, None)

    def _refuse_if_locked(self) -> None:
        if self.locked:
            raise KeyringClosed(title=text("Locked."), message=text("Locked."), hint=text("Locked."))
