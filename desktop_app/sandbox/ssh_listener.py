"""Accepts SSH connections on loopback: one account, login by its key alone, and nothing but SFTP."""

import contextlib
import hmac
import logging
import socket
import threading
from collections.abc import Callable

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from desktop_app.sandbox.sftp_session import Account, SftpSubsystem

LOOPBACK = "127.0.0.1"
_LOG_CHANNEL = "desktop_app.sandbox.ssh"
_BACKLOG = 16
_STOP_PATIENCE_S = 10.0


class LoginRules(paramiko.ServerInterface):
    """Who may come in, and what for."""

    def __init__(self, user: str, client_key: paramiko.PKey, account: Account) -> None:
        self._user = user
        self._client_key = client_key.asbytes()
        self._account = account

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = hmac.compare_digest(key.asbytes(), self._client_key) and username == self._user
        if known and not self._account.behaviour().refuses_login:
            return AUTH_SUCCESSFUL
        return AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if kind == "session":
            return OPEN_SUCCEEDED
        return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED


class SshListener:
    """Owns the listening socket, the accepting thread, and every connection that came of it."""

    def __init__(
        self, account: Account, rules: LoginRules, host_key: Callable[[], paramiko.PKey], port: int
    ) -> None:
        self._account = account
        self._rules = rules
        self._host_key = host_key
        self._transports: list[paramiko.Transport] = []
        self._silent: list[socket.socket] = []
        self._subsystems: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._socket = socket.create_server((LOOPBACK, port), backlog=_BACKLOG)
        self.port: int = self._socket.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept_all, name="sandbox-ssh-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._acceptor.start()

    def stop(self) -> None:
        """Close everything, and return when no thread of this listener is left."""
        self._account.stopping.set()
        with contextlib.suppress(OSError):  # macOS: a listening socket has no peer to shut down
            self._socket.shutdown(socket.SHUT_RDWR)
        self._poke()
        self._acceptor.join(_STOP_PATIENCE_S)
        self._socket.close()
        self.cut_connections()

    def cut_connections(self) -> None:
        """End every connection at once, as a power cut at the server would."""
        with self._lock:
            transports, self._transports = self._transports, []
            silent, self._silent = self._silent, []
            subsystems = list(self._subsystems)
            self._subsystems.clear()
        for transport in transports:
            transport.close()
        for connection in silent:
            connection.close()
        for thread in (*transports, *subsystems):
            thread.join(_STOP_PATIENCE_S)

    def _poke(self) -> None:
        """Wake an accept that shutting down the socket did not wake (Windows, macOS)."""
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=0.2):
            pass

    def _accept_all(self) -> None:
        while not self._account.stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._receive(connection)

    def _receive(self, connection: socket.socket) -> None:
        self._forget_the_ended()
        if self._account.stopping.is_set():
            connection.close()
        elif self._account.behaviour().silent:
            self._silent.append(connection)
        else:
            self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport = paramiko.Transport(connection)
        transport.daemon = True
        transport.set_log_channel(_LOG_CHANNEL)
        transport.add_server_key(self._host_key())
        transport.set_subsystem_handler("sftp", SftpSubsystem, self._account, self._subsystems)
        self._transports.append(transport)
        transport.start_server(event=threading.Event(), server=self._rules)

    def _forget_the_ended(self) -> None:
        self._transports = [transport for transport in self._transports if transport.is_alive()]
        for ended in [thread for thread in self._subsystems if thread.ident and not thread.is_alive()]:
            self._subsystems.remove(ended)


def quieten_paramiko() -> None:
    """Keep what paramiko says about dropped connections off the console: here they are meant."""
    logger = logging.getLogger(_LOG_CHANNEL)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
