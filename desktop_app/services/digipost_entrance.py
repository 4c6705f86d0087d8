"""From the settings to a login at Digipost, and to what sending needs to know."""

import platform
from pathlib import Path

from desktop_app import __version__
from desktop_app.base.errors import InputError
from desktop_app.base.secrets import SecretStore
from desktop_app.base.settings import Settings
from desktop_app.base.texts import Text, text
from desktop_app.digipost.sftp import SftpAccount, Transport, connect
from desktop_app.mailing.workshop import SendingSettings
from desktop_app.services.training import TrainingGround

PASSPHRASE = "digipost.key_passphrase"  # noqa: S105 - the name of a secret, not one


class AccountIncomplete(InputError):
    """The settings do not say yet how to log in at Digipost."""

    def __init__(self, missing: str, label: Text) -> None:
        super().__init__(
            title=text("The Digipost account is not set up yet."),
            message=text("“{setting}” is not filled in.", setting=label),
            hint=text("Fill it in under Settings."),
        )
        self.setting = missing


class DigipostEntrance:
    """Knows how to get into Digipost as the settings say at the moment; in training, into the built-in one.

    Its acts may read the keyring and start a server, so they are not for a window's thread.
    """

    def __init__(self, settings: Settings, secrets: SecretStore, training: TrainingGround) -> None:
        self._settings = settings
        self._secrets = secrets
        self._training = training
        self._longest_poll_seconds: int | None = None

    def look_for_receipts_at_least_every(self, seconds: float) -> None:
        """Somebody waits at the screen: look more often than the settings say, where this is sooner."""
        self._longest_poll_seconds = max(1, round(seconds))

    def account(self) -> SftpAccount:
        """The login, with the key's passphrase. Raises `AccountIncomplete`."""
        if self._training.is_training:
            self._training.make_reachable()
        settings = self._settings
        for key in ("digipost.host", "digipost.user", "digipost.key_file"):
            if not settings.text(key):
                raise AccountIncomplete(key, settings.declaration(key).label)
        return SftpAccount(
            host=settings.text("digipost.host"),
            port=settings.integer("digipost.port"),
            user=settings.text("digipost.user"),
            key_file=Path(settings.text("digipost.key_file")),
            host_key=settings.text("digipost.host_key") or None,
            passphrase=self._secrets.get(PASSPHRASE),
            temporary_names=settings.flag("digipost.rename_after_upload"),
        )

    def connect(self) -> Transport:
        """Log in. A server whose key is not pinned is refused: nobody is asked here."""
        return connect(self.account())

    def sending_settings(self) -> SendingSettings:
        """What the settings say about sending."""
        settings = self._settings
        if self._training.is_training and not settings.text("digipost.sender_id"):
            self._training.make_reachable()
        schema_folder = settings.text("digipost.schema_dir")
        return SendingSettings(
            sender_id=self._number("digipost.sender_id"),
            processor_id=self._number("digipost.processor_id"),
            interface=settings.text("digipost.interface"),
            schema_folder=Path(schema_folder) if schema_folder else None,
            remove_receipts=settings.flag("digipost.remove_receipts"),
            poll_seconds=self._poll_seconds(),
            client_info=client_info(),
        )

    def _poll_seconds(self) -> int:
        wanted = self._settings.integer("digipost.poll_seconds")
        return wanted if self._longest_poll_seconds is None else min(wanted, self._longest_poll_seconds)

    def _number(self, key: str) -> int | None:
        written = self._settings.text(key)
        return int(written) if written else None


def client_info() -> str:
    """Name and version of this program and the kind of computer, as each job tells Digipost."""
    return f"Brevdue {__version__} ({platform.system()} {platform.machine()})"
