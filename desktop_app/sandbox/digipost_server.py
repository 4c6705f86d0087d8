"""A Digipost of one's own: a real SFTP server on loopback with the processing behind it."""

import threading
from pathlib import Path
from types import TracebackType

import paramiko

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.files import make_private_folder
from desktop_app.sandbox.account_folder import AccountFolder
from desktop_app.sandbox.behaviour import PROMPT, Behaviour
from desktop_app.sandbox.keys import fingerprint_of, load_or_make_key, write_key
from desktop_app.sandbox.ledger import Ledger
from desktop_app.sandbox.open_uploads import OpenUploads
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.processor import ProcessingThread, Processor
from desktop_app.sandbox.sftp_session import Account
from desktop_app.sandbox.ssh_listener import LoginRules, SshListener, quieten_paramiko

SANDBOX_USER = "sandbox_1000"
"""The user name of the one account."""
SANDBOX_SENDER_ID = 1000
"""A sender's id to go with it. The sandbox takes jobs in any sender's name."""


class DigipostSandbox:
    """A context manager that owns the server, its processing thread and its ledger.

    Everything lives in `folder` and survives a restart: the host key and the client's key, the account's
    files (`home/`), and the ledger. Listens on 127.0.0.1 alone.

    - `port=0` takes a free port; `.port` tells which.
    - `automatic=False` leaves the processing to the test, which calls `process_pending()`. A test that moves
      a clock by hand wants this: the sandbox's own thread waits with the clock, and a fake one passes at once.
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
        self.host = "127.0.0.1"
        self.port = port
        self.user = SANDBOX_USER
        self.sender_id = SANDBOX_SENDER_ID
        self._clock = clock or SystemClock()
        self._automatic = automatic
        self._keys = folder / "keys"
        self._listener: SshListener | None = None
        self._thread: ProcessingThread | None = None
        self._uploads = OpenUploads()
        make_private_folder(folder)
        self._processor = Processor(
            self.home,
            population,
            behaviour,
            self._clock,
            memory=folder / "memory",
            open_uploads=self._uploads,
        )
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
        return self._processor.ledger

    @property
    def behaviour(self) -> Behaviour:
        """How the server and the processing behave. May be replaced at any time."""
        return self._processor.behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        self._processor.behaviour = behaviour
        self._uploads.changed.set()

    @property
    def population(self) -> Population:
        """Who is who. May be replaced at any time; holds for jobs that come in afterwards."""
        return self._processor.population

    @population.setter
    def population(self, population: Population) -> None:
        self._processor.population = population

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
        if self._automatic:
            self._thread = ProcessingThread(self._processor, self._clock, self._uploads.changed, None)
            self._thread.start()

    def stop(self) -> None:
        """Close every connection, and return when no thread or socket of this server is left."""
        listener, self._listener = self._listener, None
        thread, self._thread = self._thread, None
        if listener is not None:
            listener.stop()
        if thread is not None:
            thread.stop()
        self._processor.close()

    def cut_connections(self) -> None:
        """End every connection at once, as a power cut at the server would."""
        if self._listener is not None:
            self._listener.cut_connections()

    def process_pending(self) -> int:
        """One round of processing on the caller's thread; returns how many receipts were written.

        Only for `automatic=False`: otherwise the sandbox's own thread does it.
        """
        return self._processor.process_pending()

    def approve(self, job_id: str) -> None:
        """Approve a mailing that waits for it, as somebody would on Digipost's pages.

        Raises `LookupError` when no job with this id waits.
        """
        self._processor.approve(job_id)
        self._uploads.changed.set()

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
