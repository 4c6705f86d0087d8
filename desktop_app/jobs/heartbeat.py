"""Watching the clock: a beat every so often, and the news that time has jumped."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.base.clock import Clock
from desktop_app.base.events import Events

PAUSE_AFTER_FAULT_SECONDS = 60.0

JUMP_SECONDS = 90.0
"""More than this between what the clock says and what should have passed is a jump."""


@dataclass(frozen=True, slots=True)
class TimeJumped:
    """Event: the computer slept, or its clock was changed, by so many seconds (below zero: set back)."""

    seconds: float


class JumpWatch:
    """Compares the wall clock with the steady one, and a wait with what it should have taken.

    The steady clock stands still while some systems sleep and runs on while others do, so both are needed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = clock.now()
        self._steady = clock.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> float:
        """Wait, and return the seconds by which time has jumped since the last call; 0.0 when it has not."""
        before = self._clock.monotonic()
        self._clock.wait(seconds, stop)
        wall, steady = self._clock.now(), self._clock.monotonic()
        overslept = steady - before - seconds
        drift = (wall - self._wall).total_seconds() - (steady - self._steady)
        self._wall, self._steady = wall, steady
        jump = drift if abs(drift) > abs(overslept) else overslept
        return jump if abs(jump) > JUMP_SECONDS else 0.0


class Heartbeat:
    """Owns the thread that calls `beat` again and again, and tells when time has jumped (`TimeJumped`).

    `pause` says how long to wait until the next beat, in seconds.
    """

    def __init__(
        self, beat: Callable[[], None], pause: Callable[[], float], events: Events, clock: Clock
    ) -> None:
        self._beat = beat
        self._pause = pause
        self._events = events
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to beat. Starting again changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name="heartbeat")
            self._thread.start()

    def stop(self) -> None:
        """End after the beat under way, and return when the thread has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _live(self) -> None:
        watch = JumpWatch(self._clock)
        while not self._stop.is_set():
            pause = self._beat_once()
            jump = watch.wait(pause, self._stop)
            if jump and not self._stop.is_set():
                self._events.publish(TimeJumped(jump))

    def _beat_once(self) -> float:
        """Beat, and return the pause. A fault in one beat is reported and does not end the schedule for good."""
        try:
            self._beat()
            return self._pause()
        except Exception:
            kind, error, trace = sys.exc_info()
            assert kind is not None
            threading.excepthook(threading.ExceptHookArgs((kind, error, trace, threading.current_thread())))
            return PAUSE_AFTER_FAULT_SECONDS
