"""One request to the built-in Digis: checked, received or not, and answered as the behaviour wants it."""

import base64
import hmac
import json
import random
import select
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from desktop_app.base.clock import Clock
from desktop_app.base.listening import Listener, reset
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisFault
from desktop_app.sandbox.digis_fields import faults_in
from desktop_app.sandbox.digis_ledger import DigisLedger

IMPORT_PATH = "/v1/import/single/brp"
_LARGEST_BODY = 64 * 1024
_LARGEST_READ = 4 * 1024 * 1024  # read before it is refused: who hangs up on a sender is not heard
_HOLD_STEP_S = 0.05
_PIECE = 5


_PLAIN_ANSWERS: Mapping[DigisFault, tuple[int, object]] = {
    DigisFault.SERVER_ERROR: (500, {"message": "internal error"}),
    DigisFault.REFUSED: (400, {"message": "the member cannot be imported"}),
    DigisFault.ERROR_IN_BODY: (200, {"status": "error", "message": "the member was not imported"}),
    DigisFault.NO_EXTERNAL_ID: (200, {"status": "ok"}),
}


@dataclass(slots=True)
class DigisDesk:
    """What all connections share: the ledger, the key, and which fault is next."""

    ledger: DigisLedger
    token: str
    clock: Clock
    behaviour: Callable[[], DigisBehaviour]
    elsewhere: Callable[[], str]
    """The base address of another host, for redirects."""
    _asked: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_fault(self, person_id: str) -> DigisFault | None:
        """The fault that this request meets: by person, by the script, or by chance."""
        behaviour = self.behaviour()
        for person, fault in behaviour.by_person:
            if person == person_id:
                return fault
        with self._lock:
            number, self._asked = self._asked, self._asked + 1
        if number < len(behaviour.script):
            return behaviour.script[number]
        return self._by_chance(behaviour, person_id)

    def _by_chance(self, behaviour: DigisBehaviour, person_id: str) -> DigisFault | None:
        if behaviour.fault_rate <= 0:
            return None
        attempt = self.ledger.attempts(person_id)
        chance = random.Random(f"{behaviour.seed}|{person_id}|{attempt}")  # noqa: S311 - a game, no secret
        return chance.choice(behaviour.fault_kinds) if chance.random() < behaviour.fault_rate else None


class DigisHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection. `desk` is set by `handler_for`."""

    desk: DigisDesk
    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "Digis"
    sys_version = ""
    wbufsize = -1
    timeout = 60.0
    _in_pieces = False

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), _LARGEST_READ)) if length.isdigit() else b""
        if not length.isdigit() or len(body) > _LARGEST_BODY:
            self.close_connection = True
            self._refuse(413, "the body is too large, or of unknown length")
            return
        refusal = self._objection_to_address()
        if refusal is not None:
            self._refuse(*refusal)
            return
        self._receive(_json_or_none(body))

    def do_GET(self) -> None:
        self._refuse(405, "only POST")

    do_PUT = do_DELETE = do_PATCH = do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Nothing on the console: the address carries the key."""

    def _objection_to_address(self) -> tuple[int, str] | None:
        address = urlsplit(self.path)
        if address.path != IMPORT_PATH:
            return 404, "no such address"
        given = parse_qs(address.query).get("token", [])
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(), self.desk.token.encode()):
            return 401, "the token is missing or wrong"
        return None

    def _receive(self, message: object) -> None:
        person_id = _person_in(message)
        fault = self.desk.next_fault(person_id)
        if fault is not None:
            self._misbehave(fault, person_id, message)
            return
        self._answer_rightly(person_id, message, "ok")

    def _answer_rightly(self, person_id: str, message: object, outcome: str) -> None:
        objections = faults_in(message)
        if objections:
            self._refuse(400, "; ".join(objections), person_id)
            return
        self._accept(person_id, message, outcome)
        behaviour = self.desk.behaviour()
        found = {behaviour.external_id_key: self.desk.ledger.external_id(person_id)}
        self._answer(200, {"status": "ok", "data": found} if behaviour.nested else {"status": "ok", **found})

    def _misbehave(self, fault: DigisFault, person_id: str, message: object) -> None:
        behaviour = self.desk.behaviour()
        match fault:
            case DigisFault.SLOW:
                self.desk.clock.wait(behaviour.slow_s, self.server.stopping)
                self._answer_rightly(person_id, message, fault)
            case DigisFault.IN_PIECES:
                self._in_pieces = True
                self._answer_rightly(person_id, message, fault)
            case (
                DigisFault.RESET_AFTER_ACCEPTING
                | DigisFault.TIMEOUT_AFTER_ACCEPTING
                | DigisFault.NO_EXTERNAL_ID
            ):
                self._accept(person_id, message, fault)
                self._end_badly(fault)
            case _:
                self._record(person_id, fault)
                self._end_badly(fault)

    def _end_badly(self, fault: DigisFault) -> None:
        behaviour = self.desk.behaviour()
        retry = {"Retry-After": str(behaviour.retry_after_s)}
        if fault in _PLAIN_ANSWERS:
            self._answer(*_PLAIN_ANSWERS[fault])
            return
        match fault:
            case DigisFault.TOO_MANY_REQUESTS:
                self._answer(429, {"message": "too many requests"}, retry)
            case DigisFault.UNAVAILABLE:
                self._answer(503, {"message": "try again later"}, retry)
            case DigisFault.ECHO:
                self._answer(400, {"message": f"what is {self._echo()}?"})
            case DigisFault.GARBAGE:
                self._send(200, b'\x00\xff<html>{"exter' * 20, "application/json")
            case DigisFault.REDIRECT:
                self._answer(307, {}, {"Location": self.desk.elsewhere() + self.path})
            case DigisFault.RESET | DigisFault.RESET_AFTER_ACCEPTING:
                self._reset()
            case _:
                self._hold(behaviour.hold_s)

    def _accept(self, person_id: str, message: object, outcome: str) -> None:
        self._record(person_id, outcome, accepted=True, message=message)

    def _refuse(self, status: int, reason: str, person_id: str | None = None) -> None:
        self._record(person_id, f"{status}: {reason}")
        self._answer(status, {"message": reason})

    def _record(
        self, person_id: str | None, outcome: str, *, accepted: bool = False, message: object = None
    ) -> None:
        self.desk.ledger.record(
            person_id,
            outcome,
            self.desk.clock.now(),
            accepted=accepted,
            authorization=self.headers.get("Authorization"),
            message=message,
        )

    def _answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self._in_pieces:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        for piece in self._pieces_of(body):
            self.wfile.write(piece)
            self.wfile.flush()
        self._in_pieces = False

    def _pieces_of(self, body: bytes) -> Iterator[bytes]:
        if not self._in_pieces:
            yield body
            return
        for start in range(0, len(body), _PIECE):
            piece = body[start : start + _PIECE]
            yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
        yield b"0\r\n\r\n"

    def _echo(self) -> str:
        """The address in the ways in which servers repeat what they were asked."""
        in_base64 = base64.b64encode(self.path.encode()).decode()
        return f"{self.path} or {quote(self.path, safe='')} or {in_base64} or {self.desk.token[:12]}…"

    def _reset(self) -> None:
        self.close_connection = True
        reset(self.connection)

    def _hold(self, seconds: float) -> None:
        """Say nothing for so long, or until the client gives up or the server stops; then hang up."""
        self.close_connection = True
        ends = self.desk.clock.monotonic() + seconds
        while self.desk.clock.monotonic() < ends:
            gone, _, _ = select.select([self.connection], [], [], 0)
            if gone or self.desk.clock.wait(_HOLD_STEP_S, self.server.stopping):
                return


class StrayHandler(BaseHTTPRequestHandler):
    """The other host of a redirect: counts whoever comes, and says yes to everything."""

    count: Callable[[], None]
    timeout = 60.0

    def do_POST(self) -> None:
        self.count()
        body = b'{"externalId": "stolen"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on the console."""


def handler_for(desk: DigisDesk) -> type[DigisHandler]:
    """A handler class that knows this desk: `http.server` makes one object of it for each connection."""

    class Handler(DigisHandler):
        pass

    Handler.desk = desk
    return Handler


def stray_handler_for(count: Callable[[], None]) -> type[StrayHandler]:
    """A handler class for the other host, which calls `count` at each request."""

    class Handler(StrayHandler):
        pass

    Handler.count = staticmethod(count)
    return Handler


def _json_or_none(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _person_in(message: object) -> str:
    person = message.get("ExtInfo4") if isinstance(message, dict) else None
    return person if isinstance(person, str) else ""
