"""A server on loopback that says which version is the newest, over TLS, with a key that tests hold."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_httpserver import HTTPServer

from desktop_app.services.updates.latest import Latest, sign
from desktop_app.services.updates.source import UpdateSource

PAGE = "https://brevdue.example.org/download"
_PATH = "/latest.json"
_IN_CHUNKS = {"Transfer-Encoding": "chunked"}


class UpdateServer:
    """Says what it is told to, signed with its own key or another."""

    def __init__(self, server: HTTPServer, ca_file: Path) -> None:
        self._server = server
        self.key = Ed25519PrivateKey.generate()
        self.source = UpdateSource(
            f"https://127.0.0.1:{server.port}{_PATH}", self.key.public_key().public_bytes_raw(), ca_file
        )

    def say(self, version: str, said_at: datetime, key: Ed25519PrivateKey | None = None) -> bytes:
        """Say from now on that this is the newest version; returns the envelope."""
        latest = Latest(version, said_at, said_at + timedelta(days=400), PAGE)
        envelope = sign(latest, key or self.key)
        self.answer(envelope)
        return envelope

    def answer(self, body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Answer with these bytes from now on."""
        self._server.clear()
        self._server.expect_request(_PATH).respond_with_data(body, status=status, headers=headers)

    def answer_in_chunks(self, pieces: Sequence[bytes], *, to_the_end: bool = True) -> None:
        """Answer in chunks from now on, or break off before the last one."""
        chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]
        self.answer(b"".join([*chunks, b"0\r\n\r\n"] if to_the_end else chunks), _IN_CHUNKS)

    @property
    def asked(self) -> int:
        """How often it was asked since it last changed what it says."""
        return len(self._server.log)

    @property
    def last_headers(self) -> dict[str, str]:
        """What the last one who asked sent along."""
        return dict(self._server.log[-1][0].headers)


@contextmanager
def update_server(folder: Path) -> Iterator[UpdateServer]:
    """A server with a certificate of an authority that only `source.ca_file` knows."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = HTTPServer(host="127.0.0.1", port=0, ssl_context=context)
    server.start()
    try:
        yield UpdateServer(server, ca_file)
    finally:
        server.stop()
