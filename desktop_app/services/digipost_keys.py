"""The SSH key of one data folder: made here, shown with its public part, and never written over."""

import itertools
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.files import make_private_folder
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import SecretStore
from desktop_app.base.settings import Settings
from desktop_app.base.texts import text
from desktop_app.digipost.ssh_keys import KeyKind, PublicKey, make_private_key, read_public_key
from desktop_app.services.digipost_entrance import PASSPHRASE

KEY_FILE = "digipost.key_file"
WHERE_TO_PASTE = text(
    "Paste this whole line into Digipost's administration pages, as the public SSH key of your account. "
    "If Digipost has made a key for you there, choose that key's file instead."
)
"""What to do with the public part."""


class KeyInUse(InputError):
    """There is a key already, and a new one would not be registered at Digipost yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            title=text("There is a key already."),
            message=text(
                "Brevdue logs in with {path}. With a new key Digipost lets nobody in until its public "
                "part is registered there.",
                path=str(path),
            ),
            hint=text("Go on only if you want a new key. The old file is kept."),
        )
        self.path = path


@dataclass(frozen=True, slots=True)
class DigipostKey:
    """A key file with its public part, which may be shown to anybody."""

    file: Path
    public: PublicKey


class DigipostKeys:
    """Makes the key that the settings name, and reads its public part. Not for a window's thread."""

    def __init__(self, folder: DataFolder, settings: Settings, secrets: SecretStore) -> None:
        self._folder = folder.root / "keys"
        self._settings = settings
        self._secrets = secrets

    def present(self) -> DigipostKey | None:
        """The key in use; None when the settings name none. Raises a `KeyProblem` when it cannot be read."""
        written = self._settings.text(KEY_FILE)
        if not written:
            return None
        return DigipostKey(Path(written), read_public_key(Path(written), self._secrets.get(PASSPHRASE)))

    def make(self, kind: KeyKind, passphrase: str = "", *, replace: bool = False) -> DigipostKey:
        """Make a key and have the settings name it. RSA takes some seconds.

        Raises `KeyInUse` where there is one, unless it is to be replaced; its file stays even then. A passphrase
        goes to the keyring: where there is none, `NoKeyring` is raised and nothing was changed.
        """
        in_use = self._settings.text(KEY_FILE)
        if in_use and Path(in_use).exists() and not replace:
            raise KeyInUse(Path(in_use))
        make_private_folder(self._folder)
        file = self._free_name(kind)
        public = make_private_key(file, passphrase or None, kind)
        try:
            if passphrase:
                self._secrets.set(PASSPHRASE, passphrase)
            self._settings.set(KEY_FILE, str(file))
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        return DigipostKey(file, public)

    def _free_name(self, kind: KeyKind) -> Path:
        names = (
            f"digipost-{kind.value}{'' if number == 1 else f'-{number}'}" for number in itertools.count(1)
        )
        return next(path for name in names if not (path := self._folder / name).exists())
