"""From a host's name to an open socket: name look-up and TCP, bounded in time and stoppable."""

import errno
import socket
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp_errors import (
    ConnectionRefused,
    HostNotFound,
    Phase,
    TimedOut,
    TransportFailure,
    Unreachable,
)
from desktop_app.digipost.silence import GuardedSocket

Address = tuple[socket.AddressFamily, Any]
"""An address family and what `socket.connect` takes in it."""

Resolver = Callable[[str, int], Sequence[Address]]
"""Gives a host's addresses, the preferred first; raises `OSError` when it has none."""

_Result = TypeVar("_Result")

_LOOK_SECONDS = 0.1


def system_resolver(host: str, port: int) -> Sequence[Address]:
    """The addresses that the system finds: IPv6 and IPv4, in its own order."""
    found = socket.getaddrinfo(_without_brackets(host), port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def _without_brackets(host: str) -> str:
    """An IPv6 address may be written in brackets, as in a web address."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def look_up(
    host: str, port: int, seconds: float, context: WorkContext, resolver: Resolver = system_resolver
) -> Sequence[Address]:
    """The host's addresses. Raises `HostNotFound`, or `TimedOut` when the name server is silent."""
    try:
        addresses = _bounded(lambda: resolver(host, port), seconds, context, lambda _: None)
    except TimeoutError:
        raise TimedOut(Phase.LOOKUP, host, seconds) from None
    except (OSError, UnicodeError):
        raise HostNotFound(host) from None
    if not addresses:
        raise HostNotFound(host)
    return addresses


def reach(
    host: str, port: int, addresses: Sequence[Address], seconds: float, context: WorkContext
) -> GuardedSocket:
    """A connection to the first address that answers; all of them share the time.

    Raises the failure of the last address: `ConnectionRefused`, `Unreachable` or `TimedOut`.
    """
    failure: TransportFailure = Unreachable(host, port)
    share = seconds / len(addresses)
    for address in addresses:
        try:
            return _bounded(partial(_open, address, share), share + 1, context, GuardedSocket.close)
        except TimeoutError:
            failure = TimedOut(Phase.CONNECT, host, seconds)
        except ConnectionRefusedError:
            failure = ConnectionRefused(host, port)
        except OSError as error:
            failure = (
                TimedOut(Phase.CONNECT, host, seconds) if _is_timeout(error) else Unreachable(host, port)
            )
    raise failure


def _is_timeout(error: OSError) -> bool:
    return error.errno in (errno.ETIMEDOUT, getattr(errno, "WSAETIMEDOUT", None))


def _open(address: Address, seconds: float) -> GuardedSocket:
    family, place = address
    connection = GuardedSocket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(place)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def _bounded(
    work: Callable[[], _Result], seconds: float, context: WorkContext, discard: Callable[[_Result], None]
) -> _Result:
    """Run blocking work of the system on a thread of its own, and wait for it no longer than so.

    `getaddrinfo` cannot be interrupted. Whoever is no longer awaited has its result discarded.
    """
    task = _Task(work, discard)
    threading.Thread(target=task.run, name="brevdue-connect", daemon=True).start()
    try:
        task.wait(seconds, context)
    except BaseException:
        task.abandon()
        raise
    return task.result()


class _Task(Generic[_Result]):
    """One piece of work on a thread, which may be abandoned by the one who waits for it."""

    def __init__(self, work: Callable[[], _Result], discard: Callable[[_Result], None]) -> None:
        self._work = work
        self._discard = discard
        self._lock = threading.Lock()
        self._abandoned = False
        self._values: list[_Result] = []
        self._error: BaseException | None = None
        self._done = threading.Event()

    def run(self) -> None:
        try:
            value = self._work()
        except BaseException as error:
            self._error = error
        else:
            with self._lock:
                self._values.append(value)
                if self._abandoned:
                    self._discard(value)
        self._done.set()

    def wait(self, seconds: float, context: WorkContext) -> None:
        waited = 0.0
        while not self._done.wait(_LOOK_SECONDS):
            waited += _LOOK_SECONDS
            context.check_cancelled()
            if waited >= seconds:
                raise TimeoutError

    def abandon(self) -> None:
        with self._lock:
            self._abandoned = True
            for value in self._values:
                self._discard(value)

    def result(self) -> _Result:
        if self._error is not None:
            raise self._error
        return self._values[0]
