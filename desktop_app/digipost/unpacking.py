"""Receipts out of their zip files, which are not trusted."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, BinaryIO

from desktop_app.base.texts import text
from desktop_app.digipost.model import Interface, JobKind
from desktop_app.digipost.reading import unreadable
from desktop_app.digipost.xml_parsing import XmlProblemError, root_element
from desktop_app.digipost.zip_checks import (
    DEFAULT_LIMITS,
    UnsafeZipError,
    ZipLimits,
    check_end,
    check_entries,
    only_result,
)

__all__ = ["ZipLimits", "open_only_entry", "open_receipt"]

_KINDS = {f"{kind.value}-resultat": kind for kind in JobKind}
_NAMESPACES = {interface.namespace for interface in Interface}
_DAMAGED = text("The zip file is damaged.")


def open_receipt(path: Path, limits: ZipLimits = DEFAULT_LIMITS) -> tuple[JobKind, BinaryIO]:
    """The kind of result in a receipt's zip, and its XML as a stream for the reader. The caller closes it.

    No name from the archive is ever used on the disk. Raises `ReceiptUnreadable`, here or while the stream
    is read, for what is no zip, has not exactly one result, is encrypted, unpacks to too much, lies about its
    sizes, or has overlapping entries or names that point outside.
    """
    with open_only_entry(path, limits) as first_look:
        kind = _kind_of(first_look)
    return kind, open_only_entry(path, limits)


def open_only_entry(path: Path, limits: ZipLimits = DEFAULT_LIMITS) -> BinaryIO:
    """As `open_receipt`, whatever the one XML in the zip is."""
    file = path.open("rb")
    try:
        return io.BufferedReader(_Unpacked(file, *_safe_entry(file, limits)))
    except UnsafeZipError as error:
        file.close()
        raise unreadable(error.problem) from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError):
        file.close()
        raise unreadable(_DAMAGED) from None
    except BaseException:
        file.close()
        raise


def _kind_of(stream: BinaryIO) -> JobKind:
    try:
        namespace, name = root_element(stream)
    except XmlProblemError as error:
        raise unreadable(error.problem) from None
    kind = _KINDS.get(name)
    if kind is None or namespace not in _NAMESPACES:
        raise unreadable(
            text("It holds no result that this program knows, but “{element}”.", element=name[:60])
        )
    return kind


def _safe_entry(file: BinaryIO, limits: ZipLimits) -> tuple[IO[bytes], int]:
    """The one result as a stream, and how many bytes it says it has."""
    directory_at = check_end(file, limits)
    archive = zipfile.ZipFile(file)
    entries = archive.infolist()
    check_entries(file, entries, directory_at)
    entry = only_result(entries, limits)
    return archive.open(entry), entry.file_size


class _Unpacked(io.RawIOBase):
    """The unpacked bytes; owns the file. What is wrong with them is told in words, the length included."""

    def __init__(self, file: BinaryIO, unpacked: IO[bytes], length: int) -> None:
        self._file = file
        self._unpacked = unpacked
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            data = self._unpacked.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise unreadable(_DAMAGED) from None
        self._left -= len(data)
        if self._left < 0 or (self._left > 0 and not data):
            raise unreadable(text("The zip file lies about the size of what is in it."))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file too."""
        if not self.closed:
            self._unpacked.close()
            self._file.close()
        super().close()
