"""Where the export may be fetched, and by whom."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text

LEAST_KEY = 16
"""A shorter key could be guessed."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request: who asked, what became of it, and how many members were handed out."""

    remote: str
    outcome: str
    members: int | None


@dataclass(frozen=True, slots=True)
class ExportDoor:
    """Where to listen and what to ask for. `certificate` is a PEM file with the certificate and its key."""

    host: str
    port: int
    key: str = field(repr=False)
    certificate: Path | None = None


def check_door(door: ExportDoor) -> None:
    """Raise `InputError` for a door that would let the wrong ones in."""
    if len(door.key) < LEAST_KEY:
        raise InputError(
            title=text("The export needs a key."),
            message=text("The key has to have at least {count} characters.", count=LEAST_KEY),
            hint=text("Choose a long random one, and give it to Digis."),
        )
    if not _is_loopback(door.host) and door.certificate is None:
        raise InputError(
            title=text("The export is offered to this computer alone."),
            message=text("On the address {host} others could read what is sent.", host=door.host),
            hint=text("Give a certificate in the settings, or let a server with one stand in front."),
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
