"""A Digipost of one's own: a real SFTP server on loopback with the processing behind it."""

import threading
from pathlib import Path
from types import TracebackType

import paramiko

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.files import make_private_folder
from desktop_app.sandbox.account_folder import AccountFolder, make_account_folder
from desktop_app.sandbox.behaviour import PROMPT, Behaviour
from desktop_app.sandbox.keys import fingerprint_of, load_or_make_key, write_key
from desktop_app.sandbox.ledger import Ledger
from desktop_app.sandbox.open_uploads import OpenUploads
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.sftp_session import Account
from desktop_app.sandbox.ssh_listener import LoginRules, SshListener, quieten_paramiko

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
        self._keys = folder / "keys"
        self._listener: SshListener | None = None
        self._uploads = OpenUploads()
        make_private_folder(folder)
        make_account_folder(self.home)
        self._client_key = load_or_make_key(self.key_file)
        self._host_key = load_or_make_key(self._keys / "host_key")
        self._false_host_key: paramiko.Ed25519Key | None = None

    @property
    def key_file(self) -> Path:
        """The client's private key, without a passphrase."""
        return self._keys / "client_key"

    @property
    def host_key_fingerprint(self) -> str:
        """`SHA256:…`, as OpenSSH writes it."""
        return fingerprint_of(self._host_key)

    @property
    def home(self) -> Path:
        """The account's folder, which the client sees as `/`."""
        return self.folder / "home"

    @property
    def ledger(self) -> Ledger:
        """What was delivered to whom."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin to listen (and, if automatic, to process)."""
        quieten_paramiko()
        account = Account(
            folder=AccountFolder(self.home),
            uploads=self._uploads,
            clock=self._clock,
            stopping=threading.Event(),
            behaviour=lambda: self.behaviour,
        )
        rules = LoginRules(self.user, self._client_key, account)
        self._listener = SshListener(account, rules, self._shown_host_key, self.port)
        self.port = self._listener.port
        self._listener.start()

    def stop(self) -> None:
        """Close every connection, and return when no thread or socket of this server is left."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def cut_connections(self) -> None:
        """End every connection at once, as a power cut at the server would."""
        if self._listener is not None:
            self._listener.cut_connections()

    def process_pending(self) -> int:
        """One round of processing on the caller's thread; returns how many receipts were written."""
        raise NotImplementedError

    def approve(self, job_id: str) -> None:
        """Approve a mailing that waits for it, as somebody would on Digipost's pages."""
        raise NotImplementedError

    def change_host_key(self) -> None:
        """From the next connection on, another host key, as after a reinstallation of the server."""
        write_key(self._keys / "host_key")
        self._host_key = load_or_make_key(self._keys / "host_key")

    def _shown_host_key(self) -> paramiko.PKey:
        if not self.behaviour.other_host_key:
            return self._host_key
        if self._false_host_key is None:
            self._false_host_key = load_or_make_key(self._keys / "other_host_key")
        return self._false_host_key

    def __enter__(self) -> "DigipostSandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
