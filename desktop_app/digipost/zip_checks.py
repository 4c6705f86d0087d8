"""What makes a zip from outside safe to open, looked at before and while it is opened.

A zip's directory is what tells how much there is to read, so its own size and count are looked at first, in
the few bytes at the end of the file, before anything is read on its word.
"""

import os
import re
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.base.texts import Text, text

_END = struct.Struct("<4s4H2LH")
_LOCATOR_64 = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_DIRECTORY_BYTES_EACH = 1 << 17  # name, extra field and comment can be this long at most
_LOOKED_AT_BEYOND = 16 << 20
_ENCRYPTED = 0x0001
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RESULTS = ("mottakersplitt-resultat.xml", "masseutsendelse-resultat.xml")


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What a receipt's zip may ask of this machine."""

    entries: int = 16
    unpacked_bytes: int = 4 << 30
    ratio: int = 250
    """Unpacked to packed; only looked at beyond the first 16 MB."""


DEFAULT_LIMITS = ZipLimits()


class UnsafeZipError(Exception):
    """Why the zip is not opened, or not read any further."""

    def __init__(self, problem: Text) -> None:
        super().__init__(str(problem))
        self.problem = problem


_NO_ZIP = text("It is not a zip file, or it is cut off.")


@dataclass(frozen=True, slots=True)
class _Directory:
    entries: int
    start: int
    size: int
    end: int


def check_end(file: BinaryIO, limits: ZipLimits) -> int:
    """Look at the end of the file before anything else; returns where the directory starts.

    Raises `UnsafeZipError` for what is no zip, or has more entries or a larger directory than allowed.
    """
    directory = _directory(file)
    if directory.entries > limits.entries or directory.size > limits.entries * _DIRECTORY_BYTES_EACH:
        raise UnsafeZipError(text("It holds more files than a receipt does."))
    if directory.start + directory.size != directory.end:
        raise UnsafeZipError(_NO_ZIP)
    return directory.start


def _directory(file: BinaryIO) -> _Directory:
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise UnsafeZipError(_NO_ZIP)
    _, disk, first_disk, here, entries, size, start, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail) or disk or first_disk or here != entries:
        raise UnsafeZipError(_NO_ZIP)
    end = length - len(tail) + at
    if tail[max(0, at - _LOCATOR_64.size) :].startswith(b"PK\6\7"):
        return _large_directory(file, end - _LOCATOR_64.size)
    return _Directory(entries, start, size, end)


def _large_directory(file: BinaryIO, locator_at: int) -> _Directory:
    file.seek(locator_at)
    _, _, end_at, _ = _LOCATOR_64.unpack(file.read(_LOCATOR_64.size))
    if end_at + _END_64.size != locator_at:
        raise UnsafeZipError(_NO_ZIP)
    file.seek(end_at)
    signature, *_, entries, size, start = _END_64.unpack(file.read(_END_64.size))
    if signature != b"PK\6\6":
        raise UnsafeZipError(_NO_ZIP)
    return _Directory(entries, start, size, end_at)


def check_entries(file: BinaryIO, entries: list[zipfile.ZipInfo], directory_at: int) -> None:
    """Raises `UnsafeZipError` for names that point outside, encryption, strange methods and overlaps."""
    free_from = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if _points_outside(entry.filename):
            raise UnsafeZipError(text("A name in it points outside."))
        if entry.flag_bits & _ENCRYPTED:
            raise UnsafeZipError(text("It is encrypted."))
        if entry.compress_type not in _METHODS:
            raise UnsafeZipError(text("It is packed in a way that receipts are not."))
        if entry.header_offset < free_from:
            raise UnsafeZipError(text("Its files overlap."))
        free_from = _end_of(file, entry)
    if free_from > directory_at:
        raise UnsafeZipError(text("Its files overlap."))


def _points_outside(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] == "" or bool(re.match(r"[A-Za-z]:", name))


def _end_of(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where the entry's data ends, by its own header and the directory's size."""
    file.seek(entry.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) != _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise UnsafeZipError(_NO_ZIP)
    *_, name_length, extra_length = _LOCAL.unpack(header)
    return entry.header_offset + _LOCAL.size + int(name_length) + int(extra_length) + entry.compress_size


def only_result(entries: list[zipfile.ZipInfo], limits: ZipLimits) -> zipfile.ZipInfo:
    """The one result among the entries, whatever its folder and capitals.

    Raises `UnsafeZipError` where there is none or more than one, or where it unpacks to too much.
    """
    results = [entry for entry in entries if _base_name(entry) in _RESULTS]
    if not results:
        results = [entry for entry in entries if _base_name(entry).endswith(".xml")]
    if not results:
        raise UnsafeZipError(text("There is no result in it."))
    if len(results) > 1:
        raise UnsafeZipError(text("There is more than one result in it."))
    result = results[0]
    if result.file_size > limits.unpacked_bytes or (
        result.file_size > _LOOKED_AT_BEYOND and result.file_size > result.compress_size * limits.ratio
    ):
        raise UnsafeZipError(text("It unpacks to more than a receipt can hold."))
    return result


def _base_name(entry: zipfile.ZipInfo) -> str:
    return re.split(r"[/\\]", entry.filename)[-1].casefold()
