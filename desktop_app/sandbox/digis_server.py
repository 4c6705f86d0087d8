"""A Digis of one's own: HTTPS on loopback with a certificate of its own authority."""

import secrets
import ssl
import threading
from pathlib import Path
from types import TracebackType

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.files import make_private_folder, write_atomically
from desktop_app.base.listening import LOOPBACK, Listener
from desktop_app.sandbox.certificates import (
    load_or_make_authority,
    make_authority,
    write_server_certificate,
)
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisCertificate
from desktop_app.sandbox.digis_ledger import DigisLedger
from desktop_app.sandbox.digis_requests import DigisDesk, handler_for, stray_handler_for

_AUTHORITY_NAME = "Brevdue training authority"
_SERVER_NAMES = (LOOPBACK, "localhost")


class DigisSandbox:
    """A context manager that owns the server and its ledger. Listens on 127.0.0.1 alone.

    Everything lives in `folder` and survives a restart. A POST to `url` + `/v1/import/single/` + `url_postfix`
    is checked against the documented 26 fields and answered with an external id.
    """

    def __init__(
        self,
        folder: Path,
        behaviour: DigisBehaviour | None = None,
        clock: Clock | None = None,
        *,
        port: int = 0,
    ) -> None:
        self.folder = folder
        self.behaviour = behaviour or DigisBehaviour()
        """May be replaced at any time; its certificate is read at `start`."""
        self.host = LOOPBACK
        self.port = port
        self._clock = clock or SystemClock()
        make_private_folder(folder)
        self._authority = load_or_make_authority(folder, _AUTHORITY_NAME)
        self._token = _load_or_make_token(folder / "token")
        self.ledger = DigisLedger(folder / "ledger.sqlite")
        """Who was received, and what every request met."""
        self._listener: Listener | None = None
        self._elsewhere: Listener | None = None
        self._strays = _Counter()

    @property
    def url(self) -> str:
        """The base address, `https://127.0.0.1:PORT`."""
        return f"https://{self.host}:{self.port}"

    @property
    def token(self) -> str:
        """The API key that requests must carry. Made once for each folder."""
        return self._token

    @property
    def url_postfix(self) -> str:
        """`brp?token=…`: the setting of that name, a secret."""
        return f"brp?token={self.token}"

    @property
    def ca_file(self) -> Path:
        """The authority's certificate (PEM), for the setting `digis.ca_file`."""
        return self.folder / "ca.pem"

    @property
    def followed_redirects(self) -> int:
        """How many requests reached the other host that `DigisFault.REDIRECT` names. It should stay 0."""
        return self._strays.value

    def received(self) -> dict[str, int]:
        """Person id (ExtInfo4) and how many times that person was received."""
        return self.ledger.received()

    def start(self) -> None:
        """Begin to listen."""
        desk = DigisDesk(
            ledger=self.ledger,
            token=self._token,
            clock=self._clock,
            behaviour=lambda: self.behaviour,
            elsewhere=lambda: f"https://localhost:{self._elsewhere.port}" if self._elsewhere else "",
        )
        context = self._context(self.behaviour.certificate)
        strays = stray_handler_for(self._strays.add)
        self._elsewhere = Listener(LOOPBACK, 0, strays, self._context(DigisCertificate.GOOD))
        try:
            self._listener = Listener(LOOPBACK, self.port, handler_for(desk), context)
        except OSError:
            self._elsewhere.server_close()
            raise
        self.port = self._listener.port
        self._elsewhere.start()
        self._listener.start()

    def stop(self) -> None:
        """Close every connection, and return when no thread or socket of this server is left."""
        listeners, self._listener, self._elsewhere = (self._listener, self._elsewhere), None, None
        for listener in listeners:
            if listener is not None:
                listener.stop()

    def _context(self, certificate: DigisCertificate) -> ssl.SSLContext:
        file = self.folder / f"server-{certificate}.pem"
        wrong_authority = certificate is DigisCertificate.OTHER_AUTHORITY
        write_server_certificate(
            file,
            make_authority("Somebody else") if wrong_authority else self._authority,
            names=("digis.example.org",) if certificate is DigisCertificate.OTHER_HOST else _SERVER_NAMES,
            expired=certificate is DigisCertificate.EXPIRED,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(file)
        return context

    def __enter__(self) -> "DigisSandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Counter:
    """A number that several threads may raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value = 0

    def add(self) -> None:
        with self._lock:
            self.value += 1


def _load_or_make_token(file: Path) -> str:
    if not file.exists():
        with write_atomically(file) as stream:
            stream.write(secrets.token_hex(16).encode("ascii"))
    return file.read_text("ascii")
