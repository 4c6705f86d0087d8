"""What all tests share: no screen, no keyring, no network beyond this machine, and repeatable examples."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.quick_databases import quick_databases

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile(
    "brevdue", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("brevdue")


def is_on_this_machine(address: Any) -> bool:
    """Whether a socket address stays here: a local socket, or one on the loopback."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """No test talks to another machine, be it by mistake: such a connection fails the test at once."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        if not is_on_this_machine(address):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if not is_on_this_machine(address):
            raise AssertionError(f"a test tried to reach {address}")
        return connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket.socket, "connect_ex", guarded_ex)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _quick_databases() -> Iterator[None]:
    """What is not about power cuts does not pay for them, and each statement is compiled once."""
    with quick_databases():
        yield
