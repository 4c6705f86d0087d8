"""From an account to a file channel: reach the host, check who it is, log in, open SFTP.

The order is the point. The server's key is judged after the key exchange and before anything about the user is
said. The keys of an SSH agent and of the home folder are never used, and no password is ever sent.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

import paramiko

from desktop_app.base.work import WorkContext
from desktop_app.digipost.host_keys import fingerprint_of, judge_host_key, read_pin
from desktop_app.digipost.reaching import Address, Resolver, look_up, reach, system_resolver
from desktop_app.digipost.sftp import AcceptHostKey, Milestone, PresentedHostKey, SftpAccount, Timeouts
from desktop_app.digipost.sftp_errors import (
    ConnectionLost,
    HostKeyChanged,
    IncompatibleServer,
    LoginRefused,
    NotAnSshServer,
    Phase,
    SftpRefused,
    TimedOut,
    TransportFailure,
)
from desktop_app.digipost.silence import GuardedSocket, SilenceLimit
from desktop_app.digipost.ssh_keys import load_private_key

_CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
)
"""AES-GCM first: it needs no MAC of its own, which makes it the fastest by far. CBC and 3DES are not offered."""

_DIGESTS = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
)

_KEY_FAMILIES = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)
"""The kinds of host key, preferred first. A server has one of each, and a pin does not say which it is of."""

_ALL_KINDS = tuple(kind for family in _KEY_FAMILIES for kind in family)

_WINDOW_BYTES = 64 << 20
"""What the server may have on its way here. How much is asked for at a time is bounded by `sftp_session`."""

_LOOK_SECONDS = 0.1
_GRACE_SECONDS = 5.0
_LOG_CHANNEL = "brevdue.paramiko"


class SshConnection:
    """One conversation with a server. Owns the socket, paramiko's transport and the limit on silence."""

    def __init__(self, account: SftpAccount, connection: GuardedSocket, context: WorkContext) -> None:
        self._account = account
        self.host = account.host
        self._socket = connection
        self.silence = SilenceLimit(time.monotonic)
        self.silence.context = context
        connection.silence = self.silence
        self._transport = paramiko.Transport(connection, default_window_size=_WINDOW_BYTES)
        self._transport.set_log_channel(_quiet_log())

    def shake_hands(self, timeouts: Timeouts, kinds: Sequence[str]) -> None:
        """Agree on encryption and learn the server's key, which shall be of one of these kinds."""
        options = self._transport.get_security_options()
        options.ciphers, options.digests, options.key_types = _CIPHERS, _DIGESTS, tuple(kinds)
        # paramiko's own limits only stand behind ours, which name the phase.
        self._transport.banner_timeout = timeouts.banner + _GRACE_SECONDS
        self._transport.handshake_timeout = timeouts.key_exchange + _GRACE_SECONDS
        self.silence.begin(Phase.BANNER, timeouts.banner)
        ready = threading.Event()
        self._transport.start_client(event=ready)
        self._await_greeting(ready)
        self.silence.begin(Phase.KEY_EXCHANGE, timeouts.key_exchange)
        self._await(ready)
        self.silence.end()

    @property
    def host_key(self) -> PresentedHostKey:
        """The key that the server proved to have."""
        key = self._transport.get_remote_server_key()
        return PresentedHostKey(
            self._account.host, self._account.port, key.get_name(), fingerprint_of(key.asbytes())
        )

    def log_in(self, key: paramiko.PKey, seconds: float) -> None:
        """Say who we are and prove it with the key. Only after the server's key was judged."""
        self.silence.begin(Phase.LOGIN, seconds)
        answered = threading.Event()
        self._transport.auth_publickey(self._account.user, key, event=answered)
        self._await(answered)
        if not self._transport.is_authenticated():
            raise self._login_refused(key)
        self.silence.end()

    def open_sftp(self, seconds: float) -> paramiko.Channel:
        """A channel on which the server speaks SFTP."""
        self.silence.begin(Phase.CHANNEL, seconds)
        try:
            channel = self._transport.open_session(
                window_size=_WINDOW_BYTES, timeout=seconds + _GRACE_SECONDS
            )
            channel.invoke_subsystem("sftp")
        except (paramiko.SSHException, EOFError, OSError):
            if self._transport.is_active() and self.silence.expired is None:
                raise SftpRefused(self.host) from None
            raise self.failure() from None
        return channel

    @property
    def is_alive(self) -> bool:
        """Whether the conversation goes on."""
        return self._transport.is_active()

    @property
    def cipher(self) -> str:
        """The name of the cipher for what is sent."""
        return str(self._transport.local_cipher)

    def failure(self) -> TransportFailure:
        """What ended the conversation, in words. Raises `Cancelled` when it was ended on request."""
        self.silence.context.check_cancelled()
        phase, cause = self.silence.phase, self._transport.get_exception()
        if phase is Phase.BANNER and self._socket.received and not self._transport.remote_version:
            return NotAnSshServer(self._account.host, self._account.port)
        if self.silence.expired is not None:
            return TimedOut(self.silence.expired, self.host, self.silence.seconds)
        greeted = bool(self._transport.remote_version) and phase in (Phase.BANNER, Phase.KEY_EXCHANGE)
        if greeted and isinstance(cause, paramiko.SSHException):
            return IncompatibleServer(self.host)
        return ConnectionLost(phase, self.host)

    def close(self, seconds: float = 10.0) -> None:
        """End the conversation. May be called twice, and never fails."""
        self._transport.close()
        # The limit on the handshake is a timer thread of paramiko's, which would keep the program alive.
        self._transport.packetizer.complete_handshake()
        if self._transport.is_alive():
            self._transport.join(seconds)
        self._socket.close()

    def _await_greeting(self, ready: threading.Event) -> None:
        while not self._transport.remote_version:
            if ready.wait(_LOOK_SECONDS) and not self._transport.is_active():
                raise self.failure()
            self._look()

    def _await(self, event: threading.Event) -> None:
        while not event.wait(_LOOK_SECONDS):
            self._look()
        if not self._transport.is_active():
            raise self.failure()

    def _look(self) -> None:
        self.silence.context.check_cancelled()
        if not self._transport.is_active() or self.silence.is_exceeded():
            raise self.failure()

    def _login_refused(self, key: paramiko.PKey) -> LoginRefused:
        return LoginRefused(self.host, self._account.user, fingerprint_of(key.asbytes()))


def open_connection(
    account: SftpAccount,
    timeouts: Timeouts,
    ask: AcceptHostKey | None,
    context: WorkContext,
    resolver: Resolver = system_resolver,
    note: Callable[[Milestone], object] = lambda _milestone: None,
) -> SshConnection:
    """A conversation in which both sides know who the other is. Raises `InputError`s for the key and the pin.

    `note` hears of each milestone when it is passed.
    """
    key = load_private_key(account.key_file, account.passphrase)
    pin = read_pin(account.host_key)
    note(Milestone.KEY_READ)
    addresses = look_up(account.host, account.port, timeouts.lookup, context, resolver)
    note(Milestone.NAME_FOUND)
    connection = _trusted(account, addresses, pin, timeouts, ask, context, note)
    try:
        note(Milestone.TRUSTED)
        connection.log_in(key, timeouts.login)
        note(Milestone.LOGGED_IN)
    except BaseException:
        connection.close(timeouts.cleaning)
        raise
    return connection


def _trusted(
    account: SftpAccount,
    addresses: Sequence[Address],
    pin: str | None,
    timeouts: Timeouts,
    ask: AcceptHostKey | None,
    context: WorkContext,
    note: Callable[[Milestone], object],
) -> SshConnection:
    """A conversation with a server whose key is trusted.

    Where the key shown is not the pinned one, the server's keys of other kinds are looked at too: the pin may
    be of one of those, and then nothing has changed.
    """
    changed: HostKeyChanged | None = None
    for kinds in (_ALL_KINDS, *_KEY_FAMILIES):
        connection = _begin(account, addresses, timeouts, context)
        try:
            connection.shake_hands(timeouts, kinds)
            note(Milestone.ANSWERED)
            judge_host_key(connection.host_key, pin, ask)
        except HostKeyChanged as failure:
            changed = changed or failure
            connection.close(timeouts.cleaning)
        except IncompatibleServer:
            connection.close(timeouts.cleaning)
            if changed is None:
                raise
        except BaseException:
            connection.close(timeouts.cleaning)
            raise
        else:
            return connection
    assert changed is not None
    raise changed


def _begin(
    account: SftpAccount, addresses: Sequence[Address], timeouts: Timeouts, context: WorkContext
) -> SshConnection:
    reached = reach(account.host, account.port, addresses, timeouts.connect, context)
    return SshConnection(account, reached, context)


def _quiet_log() -> str:
    """A log channel that leads nowhere: paramiko logs users and tracebacks, and our log names what it takes."""
    log = logging.getLogger(_LOG_CHANNEL)
    log.propagate = False
    log.setLevel(logging.CRITICAL + 1)
    return _LOG_CHANNEL
