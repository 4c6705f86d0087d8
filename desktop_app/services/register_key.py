"""The key of the register: where it comes from, when one is made, and opening the database with it.

A key is made once, and only for data that is not encrypted yet: for an encrypted file another key would be worth
nothing. It is kept in the system's keyring, never beside the data; a run without a person may get it in the
environment. Where there is no keyring, and in training, the data stays readable for whoever may read the folder, and
the program says so.
"""

import contextlib
import secrets as random_source
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop_app.base import process_lock
from desktop_app.base.clock import Clock
from desktop_app.base.database import Database, Migration
from desktop_app.base.encryption import (
    FileForm,
    NotEncrypted,
    encrypt,
    finish,
    form_of,
    interrupted_in,
    opens_with,
)
from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.recovery_code import KEY_BYTES, key_from
from desktop_app.base.secrets import KeyringClosed, SecretStore, environment_name
from desktop_app.base.texts import Text, text

REGISTER_KEY = "register.key"
"""The name of the secret."""


class RegisterLocked(EnvironmentFailure):
    """The data is encrypted, and the key is not at hand. Nothing was changed."""


class WhyPlain(StrEnum):
    """Why the data is not encrypted."""

    TRAINING = "training"
    NO_KEYRING = "no_keyring"
    KEYRING_CLOSED = "keyring_closed"
    NOT_NOW = "not_now"

    def words(self) -> Text:
        """The reason, and what to do about it."""
        return _WHY_PLAIN[self]


@dataclass(frozen=True, slots=True)
class Protection:
    """How the data lies on the disk: encrypted, or not and why."""

    why_plain: WhyPlain | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether the file is of use only with its key."""
        return self.why_plain is None

    @property
    def warning(self) -> Text | None:
        """What a person has to know, if anything. In training there is nothing to protect."""
        if self.why_plain in {None, WhyPlain.TRAINING}:
            return None
        assert self.why_plain is not None
        return self.why_plain.words()


_WHY_PLAIN = {
    WhyPlain.TRAINING: text("In training the data is not encrypted: the people in it are invented."),
    WhyPlain.NO_KEYRING: text(
        "The data is not encrypted: this computer has no keyring for the key. Only your user can read the files. "
        "Set up the system's keyring and start Brevdue again, or give a key in {variable}.",
        variable=environment_name(REGISTER_KEY),
    ),
    WhyPlain.KEYRING_CLOSED: text(
        "The data is not encrypted yet: the computer's keyring did not open. Only your user can read the files. "
        "Unlock the keyring and start Brevdue again."
    ),
    WhyPlain.NOT_NOW: text(
        "The data is not encrypted yet: it could not be done this time. Only your user can read the files. "
        "Close every other window of Brevdue, see that the disk has room, and start it again."
    ),
}


@dataclass(frozen=True, slots=True)
class OpenedDatabase:
    """The open database, and how it lies on the disk."""

    database: Database
    protection: Protection


def open_database(
    folder: DataFolder,
    migrations: Sequence[Migration],
    secrets: SecretStore,
    clock: Clock,
    *,
    is_training: bool,
) -> OpenedDatabase:
    """Open the folder's database with its key, encrypting it first where it is not yet.

    One process at a time does this over one folder. Raises `RegisterLocked`, and what `Database.open` raises.
    """
    with alone(folder):
        key, protection = _settle(folder, secrets, is_training=is_training)
        database = Database.open(
            folder.database_file, migrations, backups=folder.backups, clock=clock, key=key
        )
    return OpenedDatabase(database, protection)


@contextlib.contextmanager
def alone(folder: DataFolder) -> Iterator[None]:
    """While this lasts no other process opens, encrypts or replaces the folder's database."""
    with process_lock.alone(folder.root / "opening.lock"):
        yield


def key_of(secrets: SecretStore) -> bytes | None:
    """The key that is stored or given. Raises `KeyringClosed`, and `InputError` for one that is no key."""
    written = secrets.read(REGISTER_KEY)
    if not written:
        return None
    key = key_from(written)
    if key is None:
        raise InputError(
            title=text("The key of the data is not a key."),
            message=text("What was given as {setting} is incomplete or mistyped.", setting=REGISTER_KEY),
            hint=text(
                "Give the recovery code as it was printed, in {variable}.",
                variable=environment_name(REGISTER_KEY),
            ),
        )
    return key


def keep_key(secrets: SecretStore, key: bytes) -> None:
    """Store the key in the keyring, and see that it is there. Raises `NoKeyring`, and `KeyringClosed`."""
    secrets.set(REGISTER_KEY, key.hex())
    if key_of(secrets) != key:
        raise KeyringClosed(
            title=text("The computer's keyring did not keep the key."),
            message=text("It took the key and gave back another, or none."),
            hint=text("See to the keyring and start Brevdue again. The data was not touched."),
        )


def _settle(
    folder: DataFolder, secrets: SecretStore, *, is_training: bool
) -> tuple[bytes | None, Protection]:
    """The key to open with, after the file was brought to the form that it should have."""
    file = folder.database_file
    if is_training and form_of(file) is not FileForm.CLOSED and not list(interrupted_in(folder.root)):
        return None, Protection(WhyPlain.TRAINING)
    try:
        key = key_of(secrets)
    except KeyringClosed as error:
        finish(file, None)
        if form_of(file) is FileForm.CLOSED:
            raise _locked(file, error.message) from error
        return None, Protection(WhyPlain.KEYRING_CLOSED)
    finish(file, key)
    match form_of(file):
        case FileForm.CLOSED:
            return _open_closed(folder, key), Protection()
        case _ if is_training:
            return None, Protection(WhyPlain.TRAINING)
    return _encrypt_plain(folder, secrets, key)


def _open_closed(folder: DataFolder, key: bytes | None) -> bytes:
    """The key of an encrypted file, if it is the right one."""
    if key is None:
        raise _locked(folder.database_file, text("The keyring of this computer has no key for it."))
    if not opens_with(folder.database_file, key):
        raise _locked(
            folder.database_file, text("The key of this computer does not fit, or the file is damaged.")
        )
    _encrypt_backups(folder, key)
    return key


def _encrypt_plain(
    folder: DataFolder, secrets: SecretStore, key: bytes | None
) -> tuple[bytes | None, Protection]:
    """Encrypt what is not encrypted, with a new key where there is none. A new file begins encrypted."""
    if key is None:
        if not secrets.lasting:
            return None, Protection(WhyPlain.NO_KEYRING)
        key = random_source.token_bytes(KEY_BYTES)
        try:
            keep_key(secrets, key)
        except EnvironmentFailure:
            return None, Protection(WhyPlain.KEYRING_CLOSED)
    try:
        if form_of(folder.database_file) is FileForm.PLAIN:
            encrypt(folder.database_file, key)
    except NotEncrypted:
        return None, Protection(WhyPlain.NOT_NOW)
    _encrypt_backups(folder, key)
    return key, Protection()


def _encrypt_backups(folder: DataFolder, key: bytes) -> None:
    """Encrypt the copies that were made before the data was. One that cannot be read any more stays as it is."""
    for path in interrupted_in(folder.backups):
        finish(path, key)
    for path in folder.backups.glob("*.sqlite"):
        if form_of(path) is FileForm.PLAIN:
            with contextlib.suppress(NotEncrypted):
                encrypt(path, key)


def _locked(file: Path, why: Text) -> RegisterLocked:
    return RegisterLocked(
        title=text("The data is encrypted, and the key is not at hand."),
        message=text("{file}: {why} Nothing was changed.", file=str(file), why=why),
        hint=text(
            "Unlock the computer's keyring and start again. Is this another computer or user? Then type the recovery "
            "code that was printed: “brevdue-cli database restore” takes it. A run without a person can be given "
            "it in {variable}.",
            variable=environment_name(REGISTER_KEY),
        ),
    )
