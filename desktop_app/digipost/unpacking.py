"""Receipts out of their zip files, which are not trusted."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_app.digipost.model import JobKind


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What a receipt's zip may ask of this machine."""

    entries: int = 16
    unpacked_bytes: int = 4 << 30
    ratio: int = 250
    """Unpacked to packed; only looked at beyond the first 16 MB."""


DEFAULT_LIMITS = ZipLimits()


def open_receipt(path: Path, limits: ZipLimits = DEFAULT_LIMITS) -> tuple[JobKind, BinaryIO]:
    """The kind of result in a receipt's zip, and its XML as a stream for the reader. The caller closes it.

    No name from the archive is ever used on the disk. Raises `ReceiptUnreadable`, here or while the stream
    is read, for what is no zip, has not exactly one result, is encrypted, unpacks to too much, lies about its
    sizes, or has overlapping entries or names that point outside.
    """
    raise NotImplementedError
