"""`brevdue-cli sandbox serve`: both servers, told about in one line of JSON, until somebody stops them."""

import threading
from pathlib import Path
from typing import TextIO

from desktop_app.base.clock import Clock
from desktop_app.sandbox.behaviour import TRAINING, Behaviour
from desktop_app.sandbox.digis_behaviour import DigisBehaviour
from desktop_app.sandbox.population import Population


def serve(
    folder: Path,
    *,
    out: TextIO,
    stop: threading.Event,
    port: int = 0,
    digis_port: int = 0,
    population: Population | None = None,
    behaviour: Behaviour = TRAINING,
    digis_behaviour: DigisBehaviour | None = None,
    clock: Clock | None = None,
) -> None:
    """Serve a Digipost and a Digis on loopback from this folder until `stop` is set.

    Writes one line to `out` and flushes it, once both servers answer: a JSON object with `host`, `port`,
    `user`, `key_file`, `host_key` (`SHA256:…`), `sender_id`, `digis_url`, `digis_url_postfix` (with the
    API key) and `digis_ca_file`. Returns when both servers have stopped.

    Raises `EnvironmentFailure` when a port is taken or the folder cannot be written.
    """
    raise NotImplementedError
