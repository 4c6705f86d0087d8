"""News from the core to whoever listens: the window, the tray, a test."""

import threading
from collections.abc import Callable
from typing import TypeVar

Event = TypeVar("Event")


class Events:
    """Keeps who listens to what. An event is a frozen dataclass, told to the handlers of its class.

    Handlers run at once, on the thread that publishes; a window has to hand over to its own thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handlers: dict[type, list[Callable[..., None]]] = {}

    def subscribe(self, kind: type[Event], handler: Callable[[Event], None]) -> Callable[[], None]:
        """Have `handler` called with each event of this class; returns how to stop that."""
        with self._lock:
            self._handlers.setdefault(kind, []).append(handler)

        def unsubscribe() -> None:
            with self._lock:
                if handler in self._handlers[kind]:
                    self._handlers[kind].remove(handler)

        return unsubscribe

    def publish(self, event: object) -> None:
        """Tell everybody who listens to this class of event."""
        with self._lock:
            handlers = [handler for kind in type(event).__mro__ for handler in self._handlers.get(kind, ())]
        for handler in handlers:
            handler(event)
