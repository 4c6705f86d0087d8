"""The text of letters, read once for as long as the file stays the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from desktop_app.wizards.folding import FoldedText, fold
from desktop_app.wizards.letter_pages import LetterPages, PageUnreadable

_KEPT_CHARACTERS = 20_000_000


class LetterTexts:
    """Keeps the folded text of letters. May be used from any thread.

    `extract` gives the text of each page; without it a process of its own is asked. A file that changed on the
    disk is read again. The least used texts go first when there are more than `kept_characters`.
    """

    def __init__(
        self,
        extract: Callable[[Path], list[str]] | None = None,
        kept_characters: int = _KEPT_CHARACTERS,
    ) -> None:
        self._extract = extract or LetterPages().texts
        self._limit = kept_characters
        self._kept: OrderedDict[tuple[str, int, int], FoldedText] = OrderedDict()
        self._characters = 0
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
            known = self._read(path)
            self._keep(key, known)
        return known if known.exact else None

    def _keep(self, key: tuple[str, int, int], text: FoldedText) -> None:
        with self._lock:
            if key not in self._kept:
                self._characters += len(text.exact)
            self._kept[key] = text
            while self._characters > self._limit and len(self._kept) > 1:
                self._characters -= len(self._kept.popitem(last=False)[1].exact)

    def _read(self, path: Path) -> FoldedText:
        try:
            return fold("\n".join(self._extract(path)))
        except PageUnreadable:
            return fold("")
