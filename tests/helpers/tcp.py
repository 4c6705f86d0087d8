"""Plain TCP listeners and a proxy on loopback, to be silent, rude or cut off at a chosen byte."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def listener(answer: Callable[[socket.socket], None] | None = None) -> Iterator[int]:
    """A port that accepts connections and says nothing, or does what `answer` does with each of them."""
    opened: list[socket.socket] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    opened.append(connection)
                    if answer is not None:
                        with contextlib.suppress(OSError):
                            answer(connection)

        thread = threading.Thread(target=serve, name="listener", daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)
            for connection in opened:
                connection.close()


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port whose queue of connections is full, so that nobody answers a further one."""
    with socket.socket() as server, contextlib.ExitStack() as waiting:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            filler = waiting.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]


class Proxy:
    """Passes bytes to and from a port, until so many have gone towards the server.

    Then it either cuts the connection or, when `freezes`, goes on holding it without passing anything.
    """

    def __init__(self, target: int, *, after: int, freezes: bool = False) -> None:
        self._target = target
        self._after = after
        self._freezes = freezes
        self._ended = threading.Event()
        self.reached = threading.Event()
        self._server = socket.socket()
        self._thread = threading.Thread(target=self._serve, name="proxy", daemon=True)
        self.port = 0

    def __enter__(self) -> "Proxy":
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(4)
        self.port = self._server.getsockname()[1]
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with client, socket.create_connection(("127.0.0.1", self._target)) as server:
                    self._pass(client, server)

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        gone = 0
        while not self._ended.is_set():
            for side in select.select([client, server], [], [], 0.05)[0]:
                data = side.recv(4096)
                if not data:
                    return
                (server if side is client else client).sendall(data)
                gone += len(data) if side is client else 0
            if gone >= self._after:
                self.reached.set()
                if self._freezes:
                    self._ended.wait(60)
                return
