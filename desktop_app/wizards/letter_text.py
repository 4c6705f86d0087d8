"""The text of letters, read once for as long as the file stays the same."""

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from desktop_app.wizards.folding import FoldedText, fold
from desktop_app.wizards.letter_pages import LetterPages, PageUnreadable

_KEPT_BYTES = 16_000_000


class LetterTexts:
    """Keeps the text of letters, packed. May be used from any thread.

    `extract` gives the text of each page; without it a process of its own is asked. A file that changed on the
    disk is read again. The least used texts go first when they take more than `kept_bytes`.
    """

    def __init__(
        self,
        extract: Callable[[Path], list[str]] | None = None,
        kept_bytes: int = _KEPT_BYTES,
    ) -> None:
        self._extract = extract or LetterPages().texts
        self._limit = kept_bytes
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def read(self, path: Path) -> FoldedText | None:
        """The letter's text; None when there is none to read: a scanned page, a locked or a broken file."""
        try:
            status = path.stat()
        except OSError:
            return None
        key = (str(path), status.st_mtime_ns, status.st_size)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
        if known is None:
            known = zlib.compress(self._read(path).encode(errors="replace"), 1)
            self._keep(key, known)
        folded = fold(zlib.decompress(known).decode())
        return folded if folded.exact else None

    def _keep(self, key: tuple[str, int, int], text: bytes) -> None:
        with self._lock:
            if key not in self._kept:
                self._bytes += len(text)
            self._kept[key] = text
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])

    def _read(self, path: Path) -> str:
        try:
            return "\n".join(self._extract(path))
        except PageUnreadable:
            return ""
