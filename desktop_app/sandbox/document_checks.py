"""Looks at each document while it is hashed: is it a PDF at all, and may it be printed?"""

import contextlib
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from desktop_app.digipost.model import DocumentFaultType
from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.sandbox.behaviour import DocumentCheck

_CHUNK = 1 << 18
_TAIL = 2048
_HEADER = re.compile(rb"%PDF-(\d)\.(\d)")


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """The file's SHA-256 (64 hexadecimal digits), and the fault that was found, if any."""

    sha256: str
    fault: DocumentFaultType | None = None
    message: str | None = None


Check = Callable[[BinaryIO], CheckedDocument]
"""Reads a document once, in flat memory."""


@contextlib.contextmanager
def document_check(thoroughness: DocumentCheck, work_folder: Path) -> Iterator[Check]:
    """A check for the documents of one job. The full one runs a process of its own meanwhile."""
    if thoroughness is DocumentCheck.FULL:
        with PdfChecker() as checker:
            yield lambda stream: _checked_fully(stream, checker, work_folder)
    else:
        yield lambda stream: _checked(stream, look_inside=thoroughness is DocumentCheck.QUICK)


def _checked_fully(stream: BinaryIO, checker: PdfChecker, work_folder: Path) -> CheckedDocument:
    with tempfile.TemporaryDirectory(dir=work_folder) as folder:
        file = Path(folder) / "document.pdf"
        with file.open("wb") as copy:
            found = _checked(stream, look_inside=False, copy=copy)
        verdict = checker.check(file)
    if not verdict.errors:
        return found
    fault = DocumentFaultType.UGYLDIG_FOR_PRINT if verdict.ok_digital else DocumentFaultType.UGYLDIG_FOR_WEB
    return replace(found, fault=fault, message=", ".join(verdict.error_codes))


def _checked(stream: BinaryIO, *, look_inside: bool, copy: BinaryIO | None = None) -> CheckedDocument:
    digest = hashlib.sha256()
    head = tail = b""
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        if copy is not None:
            copy.write(chunk)
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
