"""A `WorkContext` that remembers what it was told, and can ask the work to stop."""

from collections.abc import Callable

from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import Text


class Watching:
    """Keeps all progress in `seen`. `stop_at` asks the work to stop once so much is done.

    `on_progress` runs on the worker's thread at each step, for what must happen in the middle.
    """

    def __init__(self, stop_at: int | None = None, on_progress: Callable[[int], None] | None = None) -> None:
        self.seen: list[tuple[int, int | None]] = []
        self.is_stopped = False
        self._stop_at = stop_at
        self._on_progress = on_progress

    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        self.seen.append((done, total))
        if self._on_progress is not None:
            self._on_progress(done)
        if self._stop_at is not None and done >= self._stop_at:
            self.is_stopped = True

    def check_cancelled(self) -> None:
        if self.is_stopped:
            raise Cancelled
