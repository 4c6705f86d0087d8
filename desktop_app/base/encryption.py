"""Turning a plain database into an encrypted one, so that a crash at any step loses nothing and leaves nothing open.

The encrypted copy is made and compared beside the original. Then two renames put it in the original's place, and
the original is overwritten. A start after a crash finds by the names that are there how far it came.
"""

import contextlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

from desktop_app.base.database import connect_raw, key_literal
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import flush_folder, shred, touch_private
from desktop_app.base.texts import Text, text

_HEADER = b"SQLite format 3\x00"
_COPY = ".encrypting"
_ORIGINAL = ".plain"


class FileForm(StrEnum):
    """What lies under a database's name."""

    MISSING = "missing"
    PLAIN = "plain"
    CLOSED = "closed"
    """Encrypted, or no database at all: without the key nobody can tell."""


class NotEncrypted(EnvironmentFailure):
    """The file could not be encrypted now. It is as it was, and can be used as it is."""


def no_checkpoint(_step: str) -> None:
    """Where a test may let the process die. The program goes on."""


def form_of(path: Path) -> FileForm:
    """What lies there. SQLite takes an empty file for a new database, and so does this."""
    try:
        with path.open("rb") as stream:
            begin = stream.read(len(_HEADER))
    except FileNotFoundError:
        return FileForm.MISSING
    if not begin:
        return FileForm.MISSING
    return FileForm.PLAIN if begin == _HEADER else FileForm.CLOSED


def opens_with(path: Path, key: bytes) -> bool:
    """Whether this is the key of an encrypted file."""
    connection = connect_raw(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def change_key(path: Path, key: bytes, new_key: bytes) -> None:
    """Encrypt an encrypted file with another key."""
    connection = connect_raw(path, key)
    try:
        connection.execute(f"PRAGMA rekey={key_literal(new_key)}").fetchall()
    finally:
        connection.close()


def is_sound(path: Path, key: bytes | None) -> bool:
    """Whether a database can be read from its beginning to its end."""
    connection = connect_raw(path, key)
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite.DatabaseError:
        return False
    finally:
        connection.close()
    return bool(verdict == "ok")


def put_together(path: Path, key: bytes | None) -> None:
    """Bring the write-ahead log into the file. Raises `NotEncrypted` while somebody else has it open."""
    connection = connect_raw(path, key)
    try:
        _take_alone(connection, path)
    finally:
        connection.close()


def encrypt(path: Path, key: bytes, checkpoint: Callable[[str], None] = no_checkpoint) -> None:
    """Put an encrypted copy in the place of a plain database. Raises `NotEncrypted` and changes nothing then.

    Nobody else may be about to open the file; who has it open already is noticed.
    """
    copy = _beside(path, _COPY)
    shred(copy)
    try:
        _export(path, copy, key)
        checkpoint("copied")
        _compare(path, copy, key)
    except (sqlite.Error, OSError) as error:
        copy.unlink(missing_ok=True)
        raise _not_encrypted(path, text("The system says: {words}", words=str(error))) from error
    except NotEncrypted:
        copy.unlink(missing_ok=True)
        raise
    checkpoint("compared")
    path.rename(_beside(path, _ORIGINAL))
    checkpoint("original aside")
    copy.rename(path)
    flush_folder(path.parent)
    checkpoint("in place")
    _shred_as_far_as_possible(_beside(path, _ORIGINAL))


def finish(path: Path, key: bytes | None) -> None:
    """Bring an interrupted `encrypt` to its end, or back to its beginning. Does nothing where none was."""
    copy, original = _beside(path, _COPY), _beside(path, _ORIGINAL)
    if not original.exists():
        copy.unlink(missing_ok=True)  # not yet compared: worth nothing
        return
    is_gone = form_of(path) is FileForm.MISSING
    if is_gone and key is not None and copy.exists() and opens_with(copy, key):
        copy.rename(path)
    elif is_gone:
        original.rename(path)
        copy.unlink(missing_ok=True)
        return
    if key is not None and form_of(path) is FileForm.CLOSED and opens_with(path, key):
        _shred_as_far_as_possible(original)


def interrupted_in(folder: Path) -> Iterator[Path]:
    """The databases in a folder of which an encryption was begun and did not come to its end."""
    names = {path.name.removesuffix(end) for end in (_COPY, _ORIGINAL) for path in folder.glob(f"*{end}")}
    return (folder / name for name in sorted(names))


def _export(path: Path, copy: Path, key: bytes) -> None:
    touch_private(copy)
    connection = connect_raw(path, None)
    try:
        _take_alone(connection, path)
        connection.execute(f"ATTACH DATABASE ? AS copy KEY {key_literal(key)}", (str(copy),))
        connection.execute("PRAGMA copy.synchronous=FULL")
        connection.execute("SELECT sqlcipher_export('copy')").fetchall()
        connection.execute("DETACH DATABASE copy")
    finally:
        connection.close()


def _take_alone(connection: sqlite.Connection, path: Path) -> None:
    """Put everything into the one file and keep it to oneself. Somebody who has it open makes this fail."""
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite.OperationalError as error:
        raise in_use(path) from error
    if mode != "delete":
        raise in_use(path)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")  # the lock is kept: its mode is exclusive


def _compare(path: Path, copy: Path, key: bytes) -> None:
    """See that the copy is sound and holds as many rows in each table as the original."""
    before, after = connect_raw(path, None), connect_raw(copy, key)
    try:
        (verdict,) = after.execute("PRAGMA integrity_check(1)").fetchone()
        broken_pages = after.execute("PRAGMA cipher_integrity_check").fetchall()
        if verdict != "ok" or broken_pages or _row_counts(before) != _row_counts(after):
            raise _not_encrypted(path, text("The encrypted copy was not the same as the original."))
    finally:
        before.close()
        after.close()


def _row_counts(connection: sqlite.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of own tables
        for (name,) in tables
    }


def _shred_as_far_as_possible(original: Path) -> None:
    """Overwrite what is no longer needed. A virus scanner that holds it must not keep the program from starting."""
    with contextlib.suppress(OSError):  # the next start tries again
        shred(original)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def in_use(path: Path) -> NotEncrypted:
    """The failure for a file that another window or command has open."""
    return _not_encrypted(path, text("Another window or command of Brevdue has it open."))


def _not_encrypted(path: Path, why: Text) -> NotEncrypted:
    return NotEncrypted(
        title=text("The data could not be encrypted."),
        message=text("{file} is as it was. {why}", file=path.name, why=why),
        hint=text("Close every other window of Brevdue and start it again. It tries again at each start."),
    )
