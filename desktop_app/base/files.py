"""Files that are either whole or not there, and that only their owner can read."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


@contextlib.contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its name only when all of it is safely on the disk.

    A failure inside the block, or a power cut at any moment, leaves `path` as it was before.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut. Windows needs and offers nothing here."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def make_private(path: Path) -> None:
    """Let only the owner read the file. On Windows the profile folder's own rights do this."""
    if os.name != "nt":
        path.chmod(0o600)


def touch_private(path: Path) -> None:
    """Make an empty file that only its owner can read, before anything is written to it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def shred(path: Path) -> None:
    """Overwrite a file with zeros and remove it. Where it is missing there is nothing to do.

    A disk that spreads its writes (an SSD) may keep the old blocks for a while: no program can reach those.
    """
    try:
        stream = path.open("r+b")
    except FileNotFoundError:
        return
    with stream:
        left = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        while left > 0:
            left -= stream.write(bytes(min(left, _CHUNK)))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()


def make_private_folder(path: Path) -> None:
    """Make the folder if it is missing, and let only the owner look into it."""
    path.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        path.chmod(0o700)


def free_bytes(path: Path) -> int:
    """How many bytes are free on the disk that holds this folder."""
    return shutil.disk_usage(path).free
