"""Whether the network is there: a knock at the server's door, without a login.

`stays_here` tells that the server is on this computer, so that there is no network to wait for.
"""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from desktop_app.base.settings import Settings

_KNOCK_SECONDS = 5.0
_PORTS = {"http": 80, "https": 443}


def digipost_probe(settings: Settings, stays_here: Callable[[], bool]) -> Callable[[], bool]:
    """Asks whether Digipost's server can be reached."""

    def reachable() -> bool:
        if stays_here():
            return True
        return _answers(settings.text("digipost.host"), settings.integer("digipost.port"))

    return reachable


def digis_probe(settings: Settings, stays_here: Callable[[], bool]) -> Callable[[], bool]:
    """Asks whether Digis can be reached, or the proxy that stands before it. There is nothing to wait for while
    Digis is switched off.
    """

    def reachable() -> bool:
        if stays_here() or not settings.flag("digis.enabled"):
            return True
        address = urlsplit(_first_stop(settings.text("digis.url")))
        return _answers(address.hostname or "", address.port or _PORTS.get(address.scheme, _PORTS["https"]))

    return reachable


def _first_stop(url: str) -> str:
    """The proxy by which this computer reaches an address, or the address itself."""
    from requests.utils import get_environ_proxies, select_proxy

    return select_proxy(url, get_environ_proxies(url)) or url


def _answers(host: str, port: int) -> bool:
    """Whether something answers there. An address that cannot be is as good as one out of reach."""
    try:
        socket.create_connection((host, port), timeout=_KNOCK_SECONDS).close()
    except (OSError, UnicodeError):
        return False
    return True
