"""The one place where news from background threads reaches the window's thread.

Events are gathered and told in batches, at most `BATCH_MS` after they happened; each turn of telling keeps to a
time budget, so that a storm of events cannot make the window late.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_app.base.events import Events

Event = TypeVar("Event")
BATCH_MS = 50
BUDGET_SECONDS = 0.012


class Bridge(QObject):
    """Carries events and calls to the thread it was made on. Owned by the window."""

    _arrived = Signal()

    def __init__(self, events: Events, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self._lock = threading.Lock()
        self._calls: deque[Callable[[], None]] = deque()
        self._batches: dict[_Listener, list[object]] = {}
        self._listeners: list[_Listener] = []
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._timer.timeout.connect(self._tell)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def listen(self, kind: type[Event], owner: QObject, handler: Callable[[Sequence[Event]], None]) -> None:
        """Call `handler` on the window's thread with each batch of events of this class.

        It ends by itself when `owner` is destroyed.
        """
        listener = _Listener(owner, handler)
        listener.stop = self._events.subscribe(kind, lambda event: self._gather(listener, event))
        self._listeners.append(listener)
        owner.destroyed.connect(lambda: self._forget(listener))

    def call(self, act: Callable[[], None]) -> None:
        """Have `act` called on the window's thread, soon and in order. May be called from any thread."""
        with self._lock:
            self._calls.append(act)
        self._arrived.emit()

    def close(self) -> None:
        """Stop listening; what has not been told yet is dropped."""
        for listener in tuple(self._listeners):
            self._forget(listener)
        self._timer.stop()
        with self._lock:
            self._calls.clear()
            self._batches.clear()

    def _gather(self, listener: "_Listener", event: object) -> None:
        with self._lock:
            first = not self._batches
            self._batches.setdefault(listener, []).append(event)
        if first:
            self._arrived.emit()

    @Slot()
    def _take(self) -> None:
        until = time.monotonic() + BUDGET_SECONDS
        try:
            while time.monotonic() < until and (act := self._next_call()) is not None:
                act()
        finally:
            if self._calls:
                self._arrived.emit()
            if self._batches and not self._timer.isActive():
                self._timer.start(BATCH_MS)

    def _next_call(self) -> Callable[[], None] | None:
        with self._lock:
            return self._calls.popleft() if self._calls else None

    @Slot()
    def _tell(self) -> None:
        until = time.monotonic() + BUDGET_SECONDS
        try:
            while time.monotonic() < until and (batch := self._next_batch()) is not None:
                listener, events = batch
                if shiboken6.isValid(listener.owner):
                    listener.handler(events)
        finally:
            if self._batches:
                self._timer.start(0)

    def _next_batch(self) -> "tuple[_Listener, list[object]] | None":
        with self._lock:
            if not self._batches:
                return None
            listener = next(iter(self._batches))
            return listener, self._batches.pop(listener)

    def _forget(self, listener: "_Listener") -> None:
        listener.stop()
        if listener in self._listeners:
            self._listeners.remove(listener)
        with self._lock:
            self._batches.pop(listener, None)


class _Listener:
    """Who is told, and how to stop telling."""

    def __init__(self, owner: QObject, handler: Callable[..., None]) -> None:
        self.owner = owner
        self.handler = handler
        self.stop: Callable[[], None] = lambda: None
