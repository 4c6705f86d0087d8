"""The built-in Digipost and Digis of a training folder, started when somebody first connects to them."""

import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.clock import Clock
from desktop_app.base.paths import DataFolder
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings

if TYPE_CHECKING:
    from desktop_app.sandbox.behaviour import Behaviour
    from desktop_app.sandbox.digipost_server import DigipostSandbox
    from desktop_app.sandbox.digis_server import DigisSandbox

TRAINING = "training"
"""The value of the setting `app.environment` that stands for training."""

_KNOCK_SECONDS = 0.5


def make_training_folder(folder: Path) -> None:
    """Say of a folder that it is for training, before anything is opened in it: its data needs no key then."""
    settings = Settings(DataFolder(folder.absolute()).create().settings_file, DECLARATIONS)
    if settings.text("app.environment") != TRAINING:
        settings.set("app.environment", TRAINING)


class TrainingGround:
    """Owns the built-in Digipost of one data folder, and has the settings point to it.

    Nothing of it is loaded or started in the other environments.
    """

    def __init__(self, folder: DataFolder, settings: Settings, clock: Clock) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._sandbox: DigipostSandbox | None = None
        self._digis: DigisSandbox | None = None

    @property
    def is_training(self) -> bool:
        """Whether this data folder is for training."""
        return self._settings.text("app.environment") == TRAINING

    @property
    def sandbox(self) -> "DigipostSandbox | None":
        """The server of this process, or None while it does not run here."""
        return self._sandbox

    def make_reachable(self) -> None:
        """Have a server run, unless one does (also in another process), and the settings point to it."""
        with self._lock:
            if self._sandbox is None and not self._runs_elsewhere():
                self._start(None)

    def start(self, behaviour: "Behaviour") -> "DigipostSandbox":
        """Have the server run in this process and behave in a certain way."""
        with self._lock:
            if self._sandbox is None:
                return self._start(behaviour)
            self._sandbox.behaviour = behaviour
            return self._sandbox

    def digis(self) -> "DigisSandbox":
        """The built-in Digis of this process, running. Several processes may have one each over the same ledger."""
        from desktop_app.sandbox.digis_server import DigisSandbox

        with self._lock:
            if self._digis is None:
                digis = DigisSandbox(self._folder.sandbox / "digis", clock=self._clock)
                digis.start()
                self._digis = digis
            return self._digis

    def stop(self) -> None:
        """Stop the servers that this process runs."""
        with self._lock:
            sandbox, self._sandbox = self._sandbox, None
            digis, self._digis = self._digis, None
        for server in (sandbox, digis):
            if server is not None:
                server.stop()

    def _start(self, behaviour: "Behaviour | None") -> "DigipostSandbox":
        from desktop_app.sandbox import behaviour as behaviours
        from desktop_app.sandbox.digipost_server import DigipostSandbox

        sandbox = DigipostSandbox(
            self._folder.sandbox / "digipost", behaviour=behaviour or behaviours.TRAINING, clock=self._clock
        )
        sandbox.start()
        self._sandbox = sandbox
        self._point_settings_to(sandbox)
        return sandbox

    def _point_settings_to(self, sandbox: "DigipostSandbox") -> None:
        values = {
            "digipost.host": sandbox.host,
            "digipost.port": str(sandbox.port),
            "digipost.user": sandbox.user,
            "digipost.key_file": str(sandbox.key_file),
            "digipost.host_key": sandbox.host_key_fingerprint,
            "digipost.sender_id": str(sandbox.sender_id),
        }
        for key, value in values.items():
            self._settings.set(key, value)

    def _runs_elsewhere(self) -> bool:
        """Whether the server that the settings name answers: another process of this folder runs it."""
        host, port = self._settings.text("digipost.host"), self._settings.integer("digipost.port")
        if host != "127.0.0.1":
            return False
        try:
            socket.create_connection((host, port), timeout=_KNOCK_SECONDS).close()
        except OSError:
            return False
        return True
