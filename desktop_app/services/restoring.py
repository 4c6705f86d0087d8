"""Coming back to the data: with the recovery code on another computer, and from a backup.

A backup does not know what was sent after it was made. So before anything else uses it, it is told that it is one:
mailings in it wait for a person, and the sync for the gym's newest file. That happens as it takes the data's place,
or, where somebody copied it there, as it is opened.
"""

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.departures import Departures, FileMemory, KeyringMemory, Memory
from desktop_app.base.encryption import FileForm, change_key, form_of, is_sound, opens_with, put_together
from desktop_app.base.errors import InputError
from desktop_app.base.files import flush_folder, make_private
from desktop_app.base.paths import DataFolder
from desktop_app.base.recovery_code import key_from, recovery_code
from desktop_app.base.secrets import SecretStore
from desktop_app.base.texts import text
from desktop_app.digis import restored as restored_outbox
from desktop_app.mailing import restored as restored_ledger
from desktop_app.privacy.audit import Act, write_act
from desktop_app.services.migrations import MIGRATIONS
from desktop_app.services.register_key import alone, keep_key, key_of


def recovery_code_of(secrets: SecretStore) -> str:
    """The code to print and lock away. Raises `InputError` where the data is not encrypted."""
    key = key_of(secrets)
    if key is None:
        raise InputError(
            title=text("There is no recovery code."),
            message=text("The data is not encrypted, so that it has no key."),
            hint=text("“database status” says why."),
        )
    return recovery_code(key)


def back_up(database: Database, folder: DataFolder, clock: Clock) -> Path:
    """Make a backup now, encrypted as the data is; returns where it is."""
    target = folder.backups / f"{folder.database_file.stem}-{clock.now():%Y%m%d-%H%M%S}.sqlite"
    database.back_up(target)
    return target


def key_of_code(code: str) -> bytes:
    """The key in a recovery code as somebody typed it. Raises `InputError`."""
    key = key_from(code)
    if key is None:
        raise InputError(
            title=text("This is not a recovery code."),
            message=text("A letter or digit is missing or mistyped: there are 14 groups of four."),
            hint=text("Type it again as it is printed. The data was not touched."),
        )
    return key


def unlock_with(folder: DataFolder, secrets: SecretStore, code: str) -> None:
    """Keep a recovery code's key in this computer's keyring, if it opens the data.

    Raises `InputError` for a code that is no code or one of other data, and `NoKeyring`.
    """
    key, file = key_of_code(code), folder.database_file
    with alone(folder):
        if form_of(file) is not FileForm.CLOSED:
            raise InputError(
                title=text("There is nothing to unlock."),
                message=text("{file} is missing or not encrypted.", file=str(file)),
                hint=text("To come back to a backup, name it with --backup."),
            )
        if not opens_with(file, key):
            raise InputError(
                title=text("This recovery code is for other data."),
                message=text("{file} does not open with it.", file=str(file)),
                hint=text("Look for the code that was printed for this folder."),
            )
        keep_key(secrets, key)


def restore_backup(
    folder: DataFolder, secrets: SecretStore, clock: Clock, backup: Path, code: str | None = None
) -> Path | None:
    """Put a backup in the place of the data; returns where the data before it was kept, if there was any.

    `code` is the backup's recovery code, where this computer's keyring does not have its key. Raises `InputError`,
    `DatabaseTooNew`, `NotEncrypted` while the data is in use, and `NoKeyring`.
    """
    with alone(folder):
        stored = key_of(secrets)
        backups_key = _key_of_backup(backup, key_of_code(code) if code else stored)
        file = folder.database_file
        fits = stored is not None and form_of(file) is FileForm.CLOSED and opens_with(file, stored)
        key = stored if fits else backups_key
        arrived = _copied(backup, file.with_name(f".{file.name}.restored"))
        if backups_key is not None and key is not None and backups_key != key:
            change_key(arrived, backups_key, key)
        memories = memories_of(folder, secrets)
        _mark(arrived, None if backups_key is None else key, folder, memories, clock, backup.name)
        if backups_key is not None and key is not None and key != stored:
            keep_key(secrets, key)
        kept = _put_aside(folder, stored if fits else None, clock)
        arrived.replace(file)
        flush_folder(file.parent)
    return kept


def memories_of(folder: DataFolder, secrets: SecretStore | None) -> list[Memory]:
    """What remembers, outside of the database, how often something was sent from it. Training asks no keyring."""
    memories: list[Memory] = [FileMemory(folder.departures_file)]
    if secrets is not None and secrets.lasting:
        memories.append(KeyringMemory(secrets))
    return memories


def notice_older_copy(
    database: Database, departures: Departures, folder: DataFolder, clock: Clock, *, is_new: bool
) -> bool:
    """Mark data that was put in its place by hand, older than what was sent from here. Returns whether it is.

    New, empty data holds nothing that could go out again: it only takes over the count.
    """
    with database.read() as connection:
        if not departures.are_missing(connection):
            return False
    with database.begin() as connection:
        if is_new:
            departures.catch_up(connection)
        elif departures.are_missing(connection):
            _mark_in(connection, departures, folder, clock, folder.database_file.name)
    return not is_new


def _mark(
    file: Path, key: bytes | None, folder: DataFolder, memories: Sequence[Memory], clock: Clock, name: str
) -> None:
    """Have the data know that it came back, so that nothing is sent a second time."""
    database = Database.open(file, MIGRATIONS, backups=None, clock=clock, key=key)
    try:
        with database.begin() as connection:
            _mark_in(connection, Departures(database, memories), folder, clock, name)
    finally:
        database.dispose()


def _mark_in(
    connection: Connection, departures: Departures, folder: DataFolder, clock: Clock, name: str
) -> None:
    restored_ledger.mark_restored(connection, folder.receipts, clock.now())
    restored_outbox.mark_restored(connection, clock.now())
    departures.catch_up(connection)
    write_act(connection, Act.RESTORED, clock.now(), about=name)


def _key_of_backup(backup: Path, key: bytes | None) -> bytes | None:
    """The key that a sound backup needs, or None for one that is not encrypted."""
    form = form_of(backup)
    needed = key if form is FileForm.CLOSED else None
    lacks_key = form is FileForm.CLOSED and key is None
    if form is FileForm.MISSING or lacks_key or not is_sound(backup, needed):
        raise InputError(
            title=text("This backup cannot be read."),
            message=text("{file} is missing, damaged, or encrypted with another key.", file=str(backup)),
            hint=text(
                "Give the recovery code of that time, or choose another backup. The data was not touched."
            ),
        )
    return needed


def _copied(source: Path, target: Path) -> Path:
    shutil.copyfile(source, target)
    make_private(target)
    return target


def _put_aside(folder: DataFolder, key: bytes | None, clock: Clock) -> Path | None:
    """Keep the data that is there among the backups."""
    file = folder.database_file
    if form_of(file) is FileForm.MISSING:
        return None
    kept = folder.backups / f"{file.stem}-before-restore-{clock.now():%Y%m%d-%H%M%S}.sqlite"
    with contextlib.suppress(sqlite.DatabaseError):  # damaged, or its key is lost: kept as it is
        put_together(file, key)
    file.rename(kept)
    for end in ("-wal", "-shm"):
        side = file.with_name(file.name + end)
        if side.exists():
            side.rename(kept.with_name(kept.name + end))
    return kept
