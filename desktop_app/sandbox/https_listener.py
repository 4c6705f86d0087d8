"""HTTPS on loopback: one thread a connection, each of which can be ended at once."""

import contextlib
import socket
import ssl
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

LOOPBACK = "127.0.0.1"
_IDLE_S = 60.0
_POLL_S = 0.05
_STOP_PATIENCE_S = 10.0


class HttpsListener(ThreadingMixIn, TCPServer):
    """Owns its socket, its threads and every connection. `start`, then `stop`."""

    allow_reuse_address = sys.platform != "win32"  # there it would let two servers share a port
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, port: int, context: ssl.SSLContext, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((LOOPBACK, port), handler)
        self._handler = handler
        self.stopping = threading.Event()
        self._context = context
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(_POLL_S,), name="sandbox-https")
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
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # the plain way: TLS objects belong to their threads
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands on the connection's own thread, and answer its requests."""
        request.settimeout(_IDLE_S)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secure = self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._connections.add(secure)
        try:
            if not self.stopping.is_set():
                secure.do_handshake()
                self._handler(secure, client_address, self)
        finally:
            with self._lock:
                self._connections.discard(secure)
            secure.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, or that do not trust the certificate, are part of the game."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def reset(connection: socket.socket) -> None:
    """End a connection with a reset, so that the client sees an error and not an end."""
    form = "hh" if sys.platform == "win32" else "ii"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(form, 1, 0))
    connection.close()
