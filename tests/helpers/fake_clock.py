"""A clock that tests move by hand."""

import threading
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time stands still until `advance`, or until somebody waits: a wait passes at once.

    `waited` keeps the length of each wait in seconds, so that a test can look at back-offs.
    """

    def __init__(self, start: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 1000.0
        self._lock = threading.Lock()
        self.waited: list[float] = []

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        with self._lock:
            return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._monotonic += seconds

    def set_wall_clock(self, moment: datetime) -> None:
        """Move the wall clock as a person or a time server would: the monotonic one stays."""
        with self._lock:
            self._now = moment

    def wait(self, seconds: float, stop: threading.Event | None = None) -> bool:
        if stop is not None and stop.is_set():
            return True
        self.waited.append(seconds)
        self.advance(seconds)
        return False
