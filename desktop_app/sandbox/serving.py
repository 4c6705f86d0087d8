"""`brevdue-cli sandbox serve`: both servers, told about in one line of JSON, until somebody stops them."""

import json
import threading
from pathlib import Path
from typing import TextIO

from desktop_app.base.clock import Clock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.sandbox.behaviour import TRAINING, Behaviour
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.digis_behaviour import DigisBehaviour
from desktop_app.sandbox.digis_server import DigisSandbox
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
    API key), `digis_ca_file`. Returns when both servers have stopped.

    Raises `EnvironmentFailure` when a port is taken or the folder cannot be written.
    """
    try:
        digipost = DigipostSandbox(folder / "digipost", population, behaviour, clock, port=port)
        digis = DigisSandbox(folder / "digis", digis_behaviour, clock, port=digis_port)
        with digipost, digis:
            out.write(json.dumps(how_to_reach(digipost, digis)) + "\n")
            out.flush()
            stop.wait()
    except OSError as error:
        raise _cannot_serve(folder, error) from error


def how_to_reach(digipost: DigipostSandbox, digis: DigisSandbox) -> dict[str, str | int]:
    """What the settings of a client need, by the names that scripts rely on."""
    return {
        "host": digipost.host,
        "port": digipost.port,
        "user": digipost.user,
        "key_file": str(digipost.key_file.absolute()),
        "host_key": digipost.host_key_fingerprint,
        "sender_id": digipost.sender_id,
        "digis_url": digis.url,
        "digis_url_postfix": digis.url_postfix,
        "digis_ca_file": str(digis.ca_file.absolute()),
    }


def _cannot_serve(folder: Path, error: OSError) -> EnvironmentFailure:
    return EnvironmentFailure(
        title=text("The training servers cannot start."),
        message=text("In “{folder}”: {reason}", folder=str(folder), reason=error.strerror or str(error)),
        hint=text("Choose another port or folder, or stop the program that uses it."),
    )
