"""Which uploads are being written at this moment: what a server knows and a plain folder does not."""

import threading
from collections import Counter
from pathlib import Path


class OpenUploads:
    """Counts the open handles of each upload, and sets `changed` when one was closed for good.

    Shared by the server's session threads, which report, and the processor, which asks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Counter[Path] = Counter()
        self.changed = threading.Event()

    def opened(self, file: Path) -> None:
        """Somebody began to write this file."""
        with self._lock:
            self._open[file] += 1

    def closed(self, file: Path) -> None:
        """Somebody finished writing this file, or was cut off."""
        with self._lock:
            self._open[file] -= 1
            if not self._open[file]:
                del self._open[file]
        self.changed.set()

    def is_open(self, file: Path) -> bool:
        """Whether this file is still being written."""
        with self._lock:
            return file in self._open
