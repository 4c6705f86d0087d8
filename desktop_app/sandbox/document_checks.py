"""A quick look at each document: is it a PDF at all, and may it be printed?

This is what a server can afford for tens of thousands of letters: the head and the tail of the file, read
while it is hashed. The full rules of print are the sender's business before sending.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.digipost.model import DocumentFaultType

_CHUNK = 1 << 18
_TAIL = 2048
_HEADER = re.compile(rb"%PDF-(\d)\.(\d)")


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The file's SHA-256 (64 hexadecimal digits), and the fault that was found, if any."""

    sha256: str
    fault: DocumentFaultType | None = None
    message: str | None = None


def check_document(stream: BinaryIO, *, look_inside: bool) -> CheckedDocument:
    """Read the document once, in flat memory. Without `look_inside` nothing is found wrong with it."""
    digest = hashlib.sha256()
    head = tail = b""
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        head = head or chunk[:1024]
        tail = (tail + chunk)[-_TAIL:]
    fault, message = _fault(head, tail) if look_inside else (None, None)
    return CheckedDocument(digest.hexdigest(), fault, message)


def _fault(head: bytes, tail: bytes) -> tuple[DocumentFaultType | None, str | None]:
    header = _HEADER.search(head)
    if header is None or b"%%EOF" not in tail:
        return DocumentFaultType.UGYLDIG_FOR_WEB, "Filen er ikke en hel PDF."
    if b"/Encrypt" in tail:
        return DocumentFaultType.UGYLDIG_FOR_PRINT, "PDF-en er kryptert."
    if header[1] != b"1":
        return DocumentFaultType.UGYLDIG_FOR_PRINT, "PDF-versjonen støttes ikke for print."
    return None, None
