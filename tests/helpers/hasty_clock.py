"""A clock for tests against servers that run in real time: it waits a moment and says that all of it has passed."""

import threading
from datetime import datetime, timedelta

from desktop_app.base.clock import SystemClock

_MOMENT_SECONDS = 0.05


class HastyClock(SystemClock):
    """Time passes as it does, and every wait is cut short: the clock then runs ahead by the rest of it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def wait(self, seconds: float, stop: threading.Event | None = None) -> bool:
        stopped = super().wait(min(seconds, _MOMENT_SECONDS), stop)
        if not stopped:
            with self._lock:
                self._ahead += max(seconds - _MOMENT_SECONDS, 0.0)
        return stopped
