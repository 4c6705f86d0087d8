"""A Digipost of one's own: a real SFTP server on loopback with the processing behind it."""

from pathlib import Path
from types import TracebackType

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.sandbox.behaviour import PROMPT, Behaviour
from desktop_app.sandbox.ledger import Ledger
from desktop_app.sandbox.population import Population

SANDBOX_USER = "sandbox_1000"
"""The user name of the one account."""
SANDBOX_SENDER_ID = 1000
"""The sender's id that belongs to it. Jobs in another sender's name are refused."""


class DigipostSandbox:
    """A context manager that owns the server, its processing thread and its ledger.

    Everything lives in `folder` and survives a restart: the host key and the client's key, the account's
    files (`home/`), and the ledger. Listens on 127.0.0.1 alone.

    - `port=0` takes a free port; `.port` tells which.
    - `automatic=False` leaves the processing to the test, which calls `process_pending()`.
    """

    def __init__(
        self,
        folder: Path,
        population: Population | None = None,
        behaviour: Behaviour = PROMPT,
        clock: Clock | None = None,
        *,
        port: int = 0,
        automatic: bool = True,
    ) -> None:
        self.folder = folder
        self.behaviour = behaviour
        """May be replaced at any time; see `Behaviour`."""
        self.population = population or Population()
        """May be replaced at any time; see `Population`."""
        self.host = "127.0.0.1"
        self.port = port
        self.user = SANDBOX_USER
        self.sender_id = SANDBOX_SENDER_ID
        self._clock = clock or SystemClock()
        self._automatic = automatic

    @property
    def key_file(self) -> Path:
        """The client's private key, without a passphrase."""
        raise NotImplementedError

    @property
    def host_key_fingerprint(self) -> str:
        """`SHA256:…`, as OpenSSH writes it."""
        raise NotImplementedError

    @property
    def home(self) -> Path:
        """The account's folder, which the client sees as `/`."""
        raise NotImplementedError

    @property
    def ledger(self) -> Ledger:
        """What was delivered to whom."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin to listen (and, if automatic, to process)."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close every connection, and return when no thread or socket of this server is left."""
        raise NotImplementedError

    def process_pending(self) -> int:
        """One round of processing on the caller's thread; returns how many receipts were written."""
        raise NotImplementedError

    def approve(self, job_id: str) -> None:
        """Approve a mailing that waits for it, as somebody would on Digipost's pages."""
        raise NotImplementedError

    def change_host_key(self) -> None:
        """From the next connection on, another host key, as after an attack or a reinstallation."""
        raise NotImplementedError

    def __enter__(self) -> "DigipostSandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
