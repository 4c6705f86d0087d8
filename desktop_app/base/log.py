"""The program's log: one JSON line an event, with nothing in it that is not named as harmless.

Identity numbers, names, addresses, file contents and secrets have no field here, so they cannot be logged
by mistake. What happened to whom stands in the database, which is encrypted; the log says what the program
did and when.
"""

import json
import logging
import logging.handlers
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.base.files import make_private

ALLOWED_FIELDS = frozenset(
    {
        "job_id", "mailing_id", "letter_id", "kind", "state", "from_state", "to_state", "lane", "job", "outcome",
        "bytes", "count", "done", "total", "seconds", "attempt", "status", "status_code", "receipt", "interface",
        "error", "code", "folder", "slot", "schedule", "version", "platform", "environment", "setting",
        "new", "changed", "same", "rejected", "read", "digital", "printed", "remainder", "sent", "failed",
        "unknown", "skipped", "fetched", "applied", "unmatched", "host", "port", "fingerprint", "reason_code",
    }
)  # fmt: skip
"""The fields that may be logged. Adding one is a decision about personal data, and is reviewed as that."""

_FILE_BYTES = 2_000_000
_FILES_KEPT = 5

LogValue = str | int | float | bool | None


class Log:
    """Writes to `brevdue.log` in its folder, which is rotated so that it never fills the disk."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        path = folder / "brevdue.log"
        self._handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))
        make_private(path)

    def event(self, name: str, /, **fields: LogValue) -> None:
        """Write that something happened. Fields that are not in `ALLOWED_FIELDS` are left out."""
        line = {"time": self._clock.now().isoformat(timespec="milliseconds"), "event": name}
        allowed = {key: value for key, value in fields.items() if key in ALLOWED_FIELDS}
        record = logging.LogRecord(
            "brevdue", logging.INFO, "", 0, json.dumps(line | allowed, ensure_ascii=False), None, None
        )
        self._handler.handle(record)

    def close(self) -> None:
        """Close the file."""
        self._handler.close()
