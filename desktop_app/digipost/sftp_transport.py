"""Whole files to Digipost and back, over one login."""

import contextlib
import errno
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from desktop_app.base.files import free_bytes, write_atomically
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.reaching import Resolver, system_resolver
from desktop_app.digipost.sftp import (
    AcceptHostKey,
    Milestone,
    PresentedHostKey,
    RemoteFile,
    SftpAccount,
    Timeouts,
    Uploaded,
)
from desktop_app.digipost.sftp_errors import (
    DownloadIncomplete,
    LocalDiskFull,
    LocalFileFailure,
    RemoteFileMissing,
)
from desktop_app.digipost.sftp_packets import Attributes, Malformed, Refusal, Status
from desktop_app.digipost.sftp_session import SftpSession
from desktop_app.digipost.sftp_upload import Destination, Upload
from desktop_app.digipost.sftp_words import in_words
from desktop_app.digipost.ssh_connection import SshConnection, open_connection

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


def open_transport(
    account: SftpAccount,
    timeouts: Timeouts,
    ask: AcceptHostKey | None,
    context: WorkContext | None,
    resolver: Resolver = system_resolver,
    note: Callable[[Milestone], object] = lambda _milestone: None,
) -> "SftpTransport":
    """Log in and open the file channel; see `sftp.connect`."""
    connection = open_connection(account, timeouts, ask, context or Unattended(), resolver, note)
    try:
        session = SftpSession(connection, connection.open_sftp(timeouts.channel), timeouts.reply)
        with _refusals_in_words(account.host, ".", "."):
            session.greet()
    except BaseException:
        connection.close(timeouts.cleaning)
        raise
    return SftpTransport(account, timeouts, connection, session)


class SftpTransport:
    """The `Transport` over SSH. Owns the connection."""

    def __init__(
        self, account: SftpAccount, timeouts: Timeouts, connection: SshConnection, session: SftpSession
    ) -> None:
        self._account = account
        self._timeouts = timeouts
        self._connection = connection
        self._session = session

    @property
    def host_key(self) -> PresentedHostKey:
        """The server's key, which matched the pin or was accepted."""
        return self._connection.host_key

    @property
    def cipher(self) -> str:
        """The name of the cipher that was agreed on."""
        return self._connection.cipher

    def upload(self, local: Path, folder: str, name: str, context: WorkContext) -> Uploaded:
        """See `Transport.upload`."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name for a file on the server: {name!r}")
        to = Destination(self._account.host, folder, name, self._account.temporary_names)
        upload = Upload(self._session, self._connection.silence, to, self._begin_cleaning)
        with self._watched_by(context), _reading(local) as source:
            return upload.run(source, context)

    def exists(self, kind: JobKind, name: str) -> int | None:
        """See `Transport.exists`."""
        found = self.look_at(f"{kind.folder}/{name}")
        return None if found is None else (found.size or 0)

    def look_at(self, path: str) -> Attributes | None:
        """What the server says about a file or folder; None when it is not there."""
        with _refusals_in_words(self._account.host, path, path):
            return self._session.stat(path)

    def list_receipts(self, kind: JobKind) -> list[RemoteFile]:
        """See `Transport.list_receipts`."""
        return self.list_files(kind.receipt_folder)

    def list_files(self, folder: str) -> list[RemoteFile]:
        """All plain files in a folder, by name. Raises `FolderMissing`."""
        with _refusals_in_words(self._account.host, folder, folder):
            return sorted(
                (
                    RemoteFile(folder, entry.name, entry.attributes.size or 0, entry.attributes.modified_at)
                    for entry in self._session.entries(folder)
                    if entry.attributes.is_plain_file and "/" not in entry.name
                ),
                key=lambda file: file.name,
            )

    def download(self, remote: RemoteFile, target: Path, context: WorkContext) -> int:
        """See `Transport.download`."""
        with self._watched_by(context), _local_failures(target), write_atomically(target) as sink:
            try:
                return self._fetch(remote, target.parent, sink, context)
            except (Refusal, Malformed) as trouble:
                if isinstance(trouble, Refusal) and trouble.code == Status.NO_SUCH_FILE:
                    raise RemoteFileMissing(remote.folder, remote.name) from None
                raise in_words(trouble, self._account.host, remote.folder, remote.path) from None

    def remove(self, remote: RemoteFile) -> None:
        """See `Transport.remove`."""
        with _refusals_in_words(self._account.host, remote.folder, remote.path):
            try:
                self._session.remove(remote.path)
            except Refusal as refusal:
                if refusal.code != Status.NO_SUCH_FILE:
                    raise

    def rename(self, folder: str, old: str, new: str) -> None:
        """Give a file on the server another name; one that is taken is refused."""
        with _refusals_in_words(self._account.host, folder, f"{folder}/{old}"):
            self._session.rename(f"{folder}/{old}", f"{folder}/{new}")

    def close(self) -> None:
        """See `Transport.close`."""
        self._connection.close(self._timeouts.cleaning)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fetch(self, remote: RemoteFile, folder: Path, sink: BinaryIO, context: WorkContext) -> int:
        handle = self._session.open_for_reading(remote.path)
        try:
            size = self._size_of(handle, remote)
            if free_bytes(folder) < size:
                raise LocalDiskFull(str(folder), size)
            self._receive(handle, remote, size, sink, context)
            final = self._size_of(handle, remote)
            if final != size:
                raise DownloadIncomplete(remote.name, final, size)
        finally:
            self._close_quietly(handle)
        return size

    def _receive(
        self, handle: bytes, remote: RemoteFile, size: int, sink: BinaryIO, context: WorkContext
    ) -> None:
        came = 0

        def arrived(count: int) -> None:
            nonlocal came
            came = count
            context.progress(count, size)
            context.check_cancelled()

        try:
            self._session.read(handle, size, sink, arrived)
        except Refusal as refusal:
            if refusal.code == Status.EOF:
                raise DownloadIncomplete(remote.name, size, came) from None
            raise

    def _size_of(self, handle: bytes, remote: RemoteFile) -> int:
        size = self._session.stat_open(handle).size
        return remote.size if size is None else size

    def _close_quietly(self, handle: bytes) -> None:
        """Nothing hangs on closing a file that was only read."""
        if self._session.is_usable and self._connection.is_alive:
            self._begin_cleaning()
            with contextlib.suppress(Refusal):
                self._session.close_handle(handle)

    def _begin_cleaning(self) -> None:
        """From here on nobody may stop the work, and it is short."""
        self._connection.silence.context = Unattended()
        self._session.reply_seconds = self._timeouts.cleaning

    @contextlib.contextmanager
    def _watched_by(self, context: WorkContext) -> Iterator[None]:
        silence = self._connection.silence
        before = silence.context
        silence.context = context
        try:
            yield
        finally:
            silence.context = before
            self._session.reply_seconds = self._timeouts.reply


@contextlib.contextmanager
def _refusals_in_words(host: str, folder: str, path: str) -> Iterator[None]:
    try:
        yield
    except (Refusal, Malformed) as trouble:
        raise in_words(trouble, host, folder, path) from None


@contextlib.contextmanager
def _local_failures(path: Path) -> Iterator[None]:
    """Trouble with the disk here, in words. What the network raises has been put in words before."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LocalDiskFull(str(path.parent), 0) from None
        raise LocalFileFailure(str(path), error.strerror or "") from None


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    with _local_failures(path):
        source = path.open("rb")
    with source:
        yield source
