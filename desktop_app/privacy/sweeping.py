"""Finding a person in the files of the data folder, inside of zips too, whichever part of the program wrote them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlcipher3.dbapi2 import Connection

from desktop_app.base.database import connect_raw
from desktop_app.base.encryption import FileForm, form_of
from desktop_app.base.files import make_private, shred
from desktop_app.base.paths import DataFolder
from desktop_app.privacy.traces import Traces

_CHUNK = 4 << 20
_OVERLAP = 4 << 10
"""No trace is longer: one that lies across two chunks is found in the second."""

_DEEPEST = 3
_LARGEST_IN_ZIP = 1 << 30
_DATABASE_ENDS = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal", ".lock")


@dataclass(frozen=True, slots=True)
class Swept:
    """What was found: files that were removed, logs that lost lines, and files that could not be removed."""

    removed: tuple[Path, ...]
    lines: int
    still_there: tuple[Path, ...]


def files_naming(folder: DataFolder, traces: Traces) -> Iterator[Path]:
    """The files below the data folder that name the person. Databases are not read here, nor are the settings."""
    for path in sorted(folder.root.rglob("*")):
        if _is_searched(path, folder) and names_person(path, traces):
            yield path


def sweep(folder: DataFolder, traces: Traces, needed: frozenset[Path]) -> Swept:
    """Remove every file that names the person, and their lines from the logs. Those in `needed` stay."""
    removed, still_there, lines = [], [], 0
    for path in list(files_naming(folder, traces)):
        if path in needed:
            still_there.append(path)
        elif path.is_relative_to(folder.logs):
            lines += drop_lines(path, traces)
        else:
            try:
                shred(path)
            except OSError:
                still_there.append(path)
            else:
                removed.append(path)
    return Swept(tuple(removed), lines, tuple(still_there))


def scrub_sandbox(folder: DataFolder, traces: Traces) -> int:
    """Take the person out of what the built-in Digipost and Digis remember in training; returns how many values.

    Their files may be open: SQLite lets two write in turn.
    """
    changed = 0
    for path in sorted(folder.sandbox.rglob("*")):
        if path.is_file() and form_of(path) is FileForm.PLAIN:
            changed += _scrub_file(path, traces)
    return changed


def _scrub_file(path: Path, traces: Traces) -> int:
    connection = connect_raw(path, None)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        changed = sum(_scrub_table(connection, table, traces) for table in _own_tables(connection))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    return changed


def _own_tables(connection: Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in found.fetchall()]


def _scrub_table(connection: Connection, table: str, traces: Traces) -> int:
    """Put a word that nothing else has in the place of each value that is the person's, keys included."""
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()]
    own = ", ".join("?" * len(traces.forms))
    return sum(
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = ? || hex(randomblob(8)) WHERE "{column}" IN ({own})',  # noqa: S608
            ("forgotten-", *traces.forms),
        ).rowcount
        for column in columns
    )


def names_person(path: Path, traces: Traces) -> bool:
    """Whether a file's name or content names the person. A file that cannot be read does not."""
    if traces.are_in(path.stem.replace("_", " ")) or traces.are_in(path.name):
        return True
    try:
        with path.open("rb") as stream:
            return _in_stream(stream, traces, _DEEPEST)
    except OSError:
        return False


def drop_lines(path: Path, traces: Traces) -> int:
    """Take the lines that name the person out of a log, in place: whoever writes to it goes on at its end."""
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not traces.are_in_bytes(line)]
    if len(kept) < len(lines):
        with path.open("r+b") as stream:
            stream.write(b"".join(kept))
            stream.truncate()
        make_private(path)
    return len(lines) - len(kept)


def _is_searched(path: Path, folder: DataFolder) -> bool:
    is_database = path.name.endswith(_DATABASE_ENDS)
    return path.is_file() and not is_database and path != folder.settings_file


def _in_stream(stream: BinaryIO, traces: Traces, deepest: int) -> bool:
    if deepest and zipfile.is_zipfile(stream):
        stream.seek(0)
        return _in_zip(stream, traces, deepest)
    stream.seek(0)
    before = b""
    while chunk := stream.read(_CHUNK):
        if traces.are_in_bytes(before + chunk):
            return True
        before = chunk[-_OVERLAP:]
    return False


def _in_zip(stream: BinaryIO, traces: Traces, deepest: int) -> bool:
    """Look into each entry. A zip that cannot be read is searched as bytes."""
    try:
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                if traces.are_in(entry.filename):
                    return True
                if entry.file_size <= _LARGEST_IN_ZIP and _in_stream(
                    io.BytesIO(archive.read(entry)), traces, deepest - 1
                ):
                    return True
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return _in_stream(stream, traces, 0)
    return False
