"""The way to Digipost and back: log in, put a job there, list receipts, fetch them.

    transport = connect(account, Timeouts(), context=context)
    transport.upload(zip_file, JobKind.MAILING.folder, "job-17.zip", context)
    for receipt in transport.list_receipts(JobKind.MAILING): ...

This module is light: paramiko is loaded when the first connection is made. The parts are in `ssh_keys` (the
person's key), `host_keys` (the server's), `ssh_connection` (up to the login), `sftp_session` (the file
protocol), `sftp_transport` (whole files) and `connection_check`. What fails is in `sftp_errors`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from desktop_app.base.errors import BrevdueError
from desktop_app.base.work import WorkContext
from desktop_app.digipost.interfaces import JobKind

DIGIPOST_PORT = 22


@dataclass(frozen=True, slots=True)
class SftpAccount:
    """Where to log in, as whom, with which key.

    `host_key` is the accepted fingerprint of the server (`SHA256:…`), or None before the first contact.
    `temporary_names`: upload under another name and rename when whole. Whether Digipost allows that is not
    documented, so it is off unless the connection check found that it works.
    """

    host: str
    user: str
    key_file: Path
    port: int = DIGIPOST_PORT
    host_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    temporary_names: bool = False


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The longest wait for each phase, in seconds.

    `reply` bounds the silence while a request is under way. `cleaning` bounds the attempt to remove a part
    of a file after a failed upload, and the farewell.
    """

    lookup: float = 20.0
    connect: float = 20.0
    banner: float = 20.0
    key_exchange: float = 30.0
    login: float = 60.0
    channel: float = 30.0
    reply: float = 60.0
    cleaning: float = 10.0


@dataclass(frozen=True, slots=True)
class PresentedHostKey:
    """The key that a server showed, for a person to judge. `kind` is SSH's name, as `ssh-ed25519`."""

    host: str
    port: int
    kind: str
    fingerprint: str


class Milestone(StrEnum):
    """How far a connection has come, in this order."""

    KEY_READ = "key"
    NAME_FOUND = "name"
    ANSWERED = "server"
    TRUSTED = "host_key"
    LOGGED_IN = "login"


AcceptHostKey = Callable[[PresentedHostKey], bool]
"""Asked when no fingerprint is pinned. True goes on; the caller then stores the fingerprint."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the server. `modified` is in UTC; None when the server does not say."""

    folder: str
    name: str
    size: int
    modified: datetime | None = None

    @property
    def path(self) -> str:
        """Relative to the login folder."""
        return f"{self.folder}/{self.name}"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that the server has whole. `still_there` is False when it was taken at once."""

    folder: str
    name: str
    size: int
    still_there: bool


class Transport(Protocol):
    """A login at Digipost. One thread at a time uses it; it is closed by whoever opened it."""

    @property
    def host_key(self) -> PresentedHostKey:
        """The server's key, which matched the pin or was accepted."""
        ...

    def upload(self, local: Path, folder: str, name: str, context: WorkContext) -> Uploaded:
        """Put a file there under a name that is free, and see that its size is right.

        Raises `RemoteNameTaken` when the name is in use (nothing is overwritten), `UploadIncomplete` when the
        server has another size, `UploadCancelled` when the context stops it, other `TransportFailure`s
        with `partial` telling what is left on the server.
        """
        ...

    def exists(self, kind: JobKind, name: str) -> int | None:
        """The size in bytes of the file in that kind's upload folder, or None when it is not there."""
        ...

    def list_receipts(self, kind: JobKind) -> list[RemoteFile]:
        """All files in the kind's receipt folder, by name. Raises `FolderMissing`."""
        ...

    def download(self, remote: RemoteFile, target: Path, context: WorkContext) -> int:
        """Fetch a file. `target` is there whole or not at all. Returns its size in bytes."""
        ...

    def remove(self, remote: RemoteFile) -> None:
        """Remove a file from the server. One that is gone already is no error."""
        ...

    def close(self) -> None:
        """Log out. May be called twice, and never fails."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class FolderFound:
    """Whether a folder of the interface is there and can be listed; `files` counts what lies in it."""

    folder: str
    found: bool
    files: int = 0


@dataclass(frozen=True, slots=True)
class WriteTest:
    """What the user may do in an upload folder."""

    may_write: bool
    may_rename: bool
    may_remove: bool


Finding = Milestone | FolderFound | WriteTest
"""What a trial connection has found out on its way."""


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How far a trial connection came. `failure` is None when everything needed works."""

    host_key: PresentedHostKey | None = None
    host_key_pinned: bool = False
    logged_in: bool = False
    folders: tuple[FolderFound, ...] = ()
    write_test: WriteTest | None = None
    cipher: str = ""
    failure: BrevdueError | None = None


def connect(
    account: SftpAccount,
    timeouts: Timeouts | None = None,
    on_unknown_host_key: AcceptHostKey | None = None,
    context: WorkContext | None = None,
) -> Transport:
    """Log in. Nothing secret, not even the user name, is sent before the server's key is checked.

    Without `on_unknown_host_key` a server whose key is not pinned is refused (`HostKeyUnknown`). A key that
    differs from the pin always stops (`HostKeyChanged`). Raises `InputError`s for the private key.
    """
    from desktop_app.digipost.sftp_transport import open_transport

    return open_transport(account, timeouts or Timeouts(), on_unknown_host_key, context)


def check_connection(
    account: SftpAccount,
    timeouts: Timeouts | None = None,
    on_unknown_host_key: AcceptHostKey | None = None,
    context: WorkContext | None = None,
    *,
    write_test: bool = False,
    note: Callable[[Finding], object] | None = None,
) -> ConnectionReport:
    """Try everything that a mailing needs, and report how far it came; failures are in the report.

    `write_test` puts a small file into an upload folder, renames it and removes it. A server that takes what
    it finds at once may answer it with a failure receipt, so a person chooses it. `note` hears of
    each thing that was found out, at once.
    """
    from desktop_app.digipost.connection_check import run_check

    return run_check(
        account, timeouts or Timeouts(), on_unknown_host_key, context, write_test=write_test, note=note
    )
