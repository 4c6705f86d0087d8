"""A Digis of one's own: HTTPS on loopback with a certificate of its own authority."""

from pathlib import Path
from types import TracebackType

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.sandbox.digis_behaviour import DigisBehaviour


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
        """May be replaced at any time; the certificate is read at `start`."""
        self.host = "127.0.0.1"
        self.port = port
        self._clock = clock or SystemClock()

    @property
    def url(self) -> str:
        """The base address, `https://127.0.0.1:PORT`."""
        return f"https://{self.host}:{self.port}"

    @property
    def token(self) -> str:
        """The API key that requests must carry. Made once for each folder."""
        raise NotImplementedError

    @property
    def url_postfix(self) -> str:
        """`brp?token=…`: the setting of that name, a secret."""
        return f"brp?token={self.token}"

    @property
    def ca_file(self) -> Path:
        """The authority's certificate (PEM), for the setting `digis.ca_file`."""
        raise NotImplementedError

    def received(self) -> dict[str, int]:
        """Person id (ExtInfo4) and how many times that person was received."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin to listen."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close every connection, and return when no thread or socket of this server is left."""
        raise NotImplementedError

    def __enter__(self) -> "DigisSandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
