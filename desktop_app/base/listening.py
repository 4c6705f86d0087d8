"""Listening for HTTP, with TLS or without: one thread a connection, each of which can be ended at once."""

import contextlib
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

LOOPBACK = "127.0.0.1"
_POLL_S = 0.05
_STOP_PATIENCE_S = 10.0


class Listener(ThreadingMixIn, TCPServer):
    """Owns its socket, its threads and every connection. `start`, then `stop`.

    `idle` is how many seconds a connection may say nothing. `at_most` is how many connections there may be: further
    ones are hung up on. `lifetime` is how many seconds a connection has altogether, unless `give_time` says
    otherwise: it ends those that dribble.
    """

    allow_reuse_address = sys.platform != "win32"  # there it would let two servers share a port
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(
        self,
        host: str,
        port: int,
        handler: type[BaseHTTPRequestHandler],
        context: ssl.SSLContext | None,
        *,
        idle: float = 60.0,
        at_most: int | None = None,
        lifetime: float = float("inf"),
    ) -> None:
        self._context = context
        self._idle = idle
        self._at_most = at_most
        self._lifetime = lifetime
        self._ends: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        super().__init__((host, port), handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(_POLL_S,), name="listener")
        self._thread.daemon = True

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """End every connection, and return when no thread or socket is left."""
        self.stopping.set()
        self.shutdown()
        self._thread.join(_STOP_PATIENCE_S)
        self._hang_up(float("inf"))
        self.server_close()

    def give_time(self, connection: socket.socket, seconds: float) -> None:
        """Let a connection go on for so long from now."""
        with self._lock:
            if connection in self._ends:
                self._ends[connection] = time.monotonic() + seconds

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection. Hands are shaken later, on its own thread, where a slow one holds up nobody."""
        connection, address = super().get_request()
        connection.settimeout(self._idle)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is not None:
                connection = self._context.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
        except OSError:
            connection.close()
            raise
        return connection, address

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for one more."""
        return self._at_most is None or len(self._ends) < self._at_most

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer on a thread of its own."""
        with self._lock:
            self._ends[request] = time.monotonic() + self._lifetime
        super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands, and answer what is asked."""
        if self.stopping.is_set():
            return
        if isinstance(request, ssl.SSLSocket):
            request.do_handshake()
        super().finish_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._ends.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """End those whose time is up. Called again and again while nothing is asked."""
        self._hang_up(time.monotonic())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, or that do not trust the certificate, are part of the game."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def _hang_up(self, moment: float) -> None:
        """End the connections whose time is up at this moment; each is closed by its own thread."""
        with self._lock:
            late = [connection for connection, ends in self._ends.items() if ends <= moment]
            for connection in late:
                with contextlib.suppress(OSError):  # the plain way: TLS objects belong to their threads
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """End a connection with a reset, so that the client sees an error and not an end."""
    form = "hh" if sys.platform == "win32" else "ii"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(form, 1, 0))
    connection.close()
