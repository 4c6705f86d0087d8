"""The address at which Digis fetches `DigisAllActive` by itself: one path, one key, reading only.

Off unless the settings say otherwise. It listens on loopback by default; on any other address it wants a
certificate, since names and addresses must not cross a network in the clear. The key is compared in constant
time and never logged, and neither is the address that was asked for.
"""

import hashlib
import hmac
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.listening import Listener
from desktop_app.base.texts import text
from desktop_app.digis.export_door import ExportDoor, Fetch, check_door
from desktop_app.digis.exporting import NAME, ExportFormat, ExportStream

PATH = f"/{NAME}"
_SECONDS = 20.0
"""So long a client may take to ask, and so long it may say or take nothing while it is answered."""
_FETCH_SECONDS = 900.0
"""So long a fetch may take altogether."""
_AT_ONCE = 4
_CONNECTIONS = 32
_REFUSALS_A_MINUTE = 60
_TYPES = {
    ExportFormat.JSON: "application/json; charset=utf-8",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


class ExportServer:
    """Listens in threads of its own from `start` to `stop`. `open_stream` makes each answer."""

    def __init__(
        self,
        door: ExportDoor,
        open_stream: Callable[[ExportFormat], ExportStream],
        fetched: Callable[[Fetch], None],
    ) -> None:
        check_door(door)
        self._door = door
        self._desk = _Desk(hashlib.sha256(door.key.encode()).digest(), open_stream, fetched)
        self._server: _Listener | None = None

    @property
    def port(self) -> int:
        """The port that is listened on; the one of the settings before the start."""
        return self._door.port if self._server is None else self._server.port

    def start(self) -> None:
        """Begin to listen. Raises `EnvironmentFailure` when the port is taken or the certificate unreadable."""
        door = self._door
        try:
            self._server = _Listener(
                door.host,
                door.port,
                _handler_for(self._desk),
                _context_of(door),
                idle=_SECONDS,
                at_most=_CONNECTIONS,
                lifetime=_SECONDS,
            )
        except (OSError, ssl.SSLError) as error:
            raise EnvironmentFailure(
                title=text("The export cannot be offered."),
                message=text(
                    "{host}, port {port}: {reason}",
                    host=door.host,
                    port=str(door.port),
                    reason=error.strerror or type(error).__name__,
                ),
                hint=text(
                    "Choose another port or address in the settings, or stop the program that uses it."
                ),
            ) from error
        self._server.start()

    def stop(self) -> None:
        """Stop listening, hang up on whoever is served, and return when no connection is left."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()


class _Refusals:
    """Lets so many refusals a minute be noted: a stranger must not be able to fill the database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute, self._noted = 0, 0

    def is_worth_a_note(self) -> bool:
        """Whether one more is to be noted."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._noted = minute, 0
            self._noted += 1
            return self._noted <= _REFUSALS_A_MINUTE


@dataclass(frozen=True)
class _Desk:
    key_digest: bytes
    open_stream: Callable[[ExportFormat], ExportStream]
    fetched: Callable[[Fetch], None]
    places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE))
    refusals: _Refusals = field(default_factory=_Refusals)

    def knows(self, key: str) -> bool:
        """Whether this is the key. Digests are compared, so that not even its length shows in the time."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
        return hmac.compare_digest(digest, self.key_digest)


class _Listener(Listener):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up or speaks another language is no matter for the console."""


class _Handler(BaseHTTPRequestHandler):
    desk: _Desk
    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = NAME
    sys_version = ""
    wbufsize = 64 * 1024

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        if not self.desk.knows(self._key(query)):
            self._refuse(401, "wrong key")
        elif address.path != PATH:
            self._refuse(404, "wrong path")
        elif (form := _form(query.get("format", ["json"]))) is None:
            self._refuse(400, "wrong format")
        elif not self.desk.places.acquire(blocking=False):
            self._refuse(503, "too many at once")
        else:
            try:
                self._hand_out(form)
            finally:
                self.desk.places.release()

    def _no_such_method(self) -> None:
        self._refuse(405, "wrong method", {"Allow": "GET"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_TRACE = _no_such_method  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Nothing on the console: the address may carry the key."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Requests that http.server itself refuses get the same short answer, with nothing repeated."""
        self._refuse(code, "bad request")

    def _key(self, query: dict[str, list[str]]) -> str:
        header = self.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            return header.removeprefix("Bearer ").strip()
        return self.headers.get("X-Api-Key") or query.get("key", [""])[0]

    def _hand_out(self, form: ExportFormat) -> None:
        self.server.give_time(self.connection, _FETCH_SECONDS)
        stream = self.desk.open_stream(form)
        self.send_response(200)
        self.send_header("Content-Type", _TYPES[form])
        self.send_header("Content-Disposition", f'attachment; filename="{NAME}.{form}"')
        self._send_safety_headers()
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        outcome = "broken off"
        try:
            self._send_chunks(stream)
            outcome = "fetched"
        finally:
            self.desk.fetched(Fetch(str(self.client_address[0]), outcome, stream.members))
        # The end comes last: whoever has seen it has also been noted.
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _send_chunks(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            if piece:
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()

    def _refuse(self, status: int, outcome: str, headers: dict[str, str] | None = None) -> None:
        self.close_connection = True
        if self.desk.refusals.is_worth_a_note():
            self.desk.fetched(Fetch(str(self.client_address[0]), outcome, None))
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self._send_safety_headers()
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()

    def _send_safety_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")


def _context_of(door: ExportDoor) -> ssl.SSLContext | None:
    if door.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(door.certificate)
    return context


def _form(written: list[str]) -> ExportFormat | None:
    try:
        return ExportFormat(written[0].lower())
    except ValueError:
        return None


def _handler_for(desk: _Desk) -> type[_Handler]:
    class Handler(_Handler):
        pass

    Handler.desk = desk
    return Handler
