"""Which uploads are new and complete."""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.digipost.model import JobKind
from desktop_app.sandbox.open_uploads import OpenUploads
from desktop_app.sandbox.store import Connection, Store


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in an upload folder as it was seen. Another size or time means that it was written again."""

    kind: JobKind
    file: Path
    size: int
    modified_ns: int


class UploadScan:
    """Remembers in the store what was handled, and in memory what is still growing.

    Behind a server of one's own, `open_uploads` tells what is being written. Over a plain folder nobody does:
    an upload then counts as complete when it has not changed for `settle_s` seconds.
    """

    def __init__(
        self, home: Path, store: Store, clock: Clock, open_uploads: OpenUploads | None, settle_s: float
    ) -> None:
        self._home = home
        self._store = store
        self._clock = clock
        self._open = open_uploads
        self._settle_s = settle_s
        self._since: dict[Upload, float] = {}

    def complete(self) -> list[Upload]:
        """The uploads that are complete and were not handled as they now are, oldest first."""
        present = self._present()
        handled = self._handled()
        fresh = [one for one in present if handled.get((one.kind, one.file.name)) != _signature(one)]
        self._since = {one: self._since.get(one, self._clock.monotonic()) for one in fresh}
        ready = [one for one in fresh if self._is_settled(one)]
        return sorted(ready, key=lambda one: (one.modified_ns, one.file.name))

    @property
    def unsettled(self) -> bool:
        """Whether something was seen that may become complete by waiting."""
        return any(not self._is_settled(one) for one in self._since)

    def take_away(self, kind: JobKind, name: str) -> None:
        """Remove a file that was dealt with from the upload folder, unless it was written again since."""
        file = self._home / kind.folder / name
        seen = self._look_at(kind, file)
        if seen is None or self._handled().get((kind, name)) != _signature(seen) or self._is_open(file):
            return
        file.unlink(missing_ok=True)
        with self._store.writing() as connection:
            connection.execute("DELETE FROM uploads WHERE folder = ? AND name = ?", (kind, name))

    def _present(self) -> list[Upload]:
        found = []
        for kind in JobKind:
            for file in (self._home / kind.folder).iterdir():
                if file.suffix.lower() != ".zip" or file.is_symlink() or self._is_open(file):
                    continue
                seen = self._look_at(kind, file)
                if seen is not None:
                    found.append(seen)
        return found

    def _look_at(self, kind: JobKind, file: Path) -> Upload | None:
        try:
            status = file.stat()
        except FileNotFoundError:
            return None
        return Upload(kind, file, status.st_size, status.st_mtime_ns)

    def _handled(self) -> dict[tuple[str, str], tuple[int, int]]:
        with self._store.reading() as connection:
            rows = connection.execute("SELECT folder, name, size, modified_ns FROM uploads")
            return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def _is_open(self, file: Path) -> bool:
        return self._open is not None and self._open.is_open(file)

    def _is_settled(self, upload: Upload) -> bool:
        if self._open is not None:
            return True
        return self._clock.monotonic() - self._since.get(upload, 0.0) >= self._settle_s


def remember_upload(connection: Connection, upload: Upload) -> None:
    """Within a transaction: do not hand this out again as long as it stays as it is."""
    connection.execute(
        "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?)",
        (upload.kind, upload.file.name, upload.size, upload.modified_ns),
    )


def _signature(upload: Upload) -> tuple[int, int]:
    return upload.size, upload.modified_ns
