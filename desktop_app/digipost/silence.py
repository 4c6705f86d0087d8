"""A limit on silence that holds in every phase of a connection.

paramiko bounds some waits and not others: it writes to a socket that no longer drains for ever, and waits
without end for the answer to a channel request. Here the socket itself watches the limit. paramiko's own
thread reads from it ten times a second, and whoever writes comes back as often, so no further thread is needed.
"""

import socket
import threading
from collections.abc import Callable

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.sftp_errors import Phase

_FAREWELL_SECONDS = 3.0


class SilenceLimit:
    """How long the present phase may still go without progress. One for each connection, owned by it.

    `expired` is the phase that took too long, once one has.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._limit = 0.0
        self._until: float | None = None
        self._stop_by: float | None = None
        self.phase = Phase.CONNECT
        self.expired: Phase | None = None
        self.context: WorkContext = Unattended()

    def begin(self, phase: Phase, seconds: float) -> None:
        """A phase begins that may be silent for so long."""
        with self._lock:
            self.phase = phase
            self._limit = seconds
            self._until = self._monotonic() + seconds

    def progressed(self) -> None:
        """Something came that counts: the silence is counted from now."""
        with self._lock:
            if self._until is not None:
                self._until = self._monotonic() + self._limit

    def end(self) -> None:
        """Nothing is awaited any more."""
        with self._lock:
            self._until = None
            self._stop_by = None

    @property
    def seconds(self) -> float:
        """The limit of the present phase."""
        return self._limit

    def is_exceeded(self) -> bool:
        """Whether the phase has been silent for too long."""
        with self._lock:
            late = self._until is not None and self._monotonic() > self._until
            if late and self.expired is None:
                self.expired = self.phase
            return late

    def is_given_up(self) -> bool:
        """Whether a write should be given up: asked to stop a while ago, and the socket still does not drain."""
        try:
            self.context.check_cancelled()
        except Cancelled:
            now = self._monotonic()
            with self._lock:
                self._stop_by = self._stop_by or now + _FAREWELL_SECONDS
                return now > self._stop_by
        return False


class GuardedSocket(socket.socket):
    """A socket that ends the conversation, as if the other side had, when the limit is exceeded.

    paramiko sets the socket's own timeout to a tenth of a second and tries again each time.
    """

    silence: SilenceLimit | None = None
    received = 0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        if self.silence is not None and self.silence.is_exceeded():
            raise EOFError
        data = super().recv(size, flags)
        self.received += len(data)
        return data

    def send(self, data: bytes, flags: int = 0, /) -> int:  # type: ignore[override]
        try:
            return super().send(data, flags)
        except TimeoutError:
            if self.silence is not None and (self.silence.is_exceeded() or self.silence.is_given_up()):
                raise EOFError from None
            raise
