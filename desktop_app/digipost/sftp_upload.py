"""One file on its way to the server: whole and under a free name, or an account of what is left there.

Nothing is overwritten, since Digipost loses the earlier job of that name. A request to stop is heeded until the
last byte is acknowledged; after that the file is as good as there, and stopping would only make it uncertain.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.sftp import Uploaded
from desktop_app.digipost.sftp_errors import (
    LocalFileChanged,
    Partial,
    RemoteDiskFull,
    RemoteNameTaken,
    TransportFailure,
    UploadCancelled,
    UploadIncomplete,
)
from desktop_app.digipost.sftp_packets import Malformed, Refusal, Status
from desktop_app.digipost.sftp_session import SftpSession, SourceTooShort
from desktop_app.digipost.sftp_words import in_words
from desktop_app.digipost.silence import SilenceLimit

_TEMPORARY_SUFFIX = ".part"

_Failures = (Refusal, Malformed, TransportFailure, SourceTooShort, Cancelled, OSError)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a file goes. With `temporary` it is written as `….part` and gets its name when it is whole."""

    host: str
    folder: str
    name: str
    temporary: bool

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"

    @property
    def written_name(self) -> str:
        return self.name + _TEMPORARY_SUFFIX if self.temporary else self.name

    @property
    def written_path(self) -> str:
        return f"{self.folder}/{self.written_name}"


class Upload:
    """The steps of one upload. `session` and `silence` belong to the transport."""

    def __init__(
        self, session: SftpSession, silence: SilenceLimit, to: Destination, cleaning: Callable[[], None]
    ) -> None:
        self._session = session
        self._silence = silence
        self._to = to
        self._begin_cleaning = cleaning
        self._handle: bytes | None = None
        self._created = False
        self._acknowledged = 0

    def run(self, source: BinaryIO, context: WorkContext) -> Uploaded:
        """Send the whole file. Raises `TransportFailure`s and `UploadCancelled`, with `partial`."""
        try:
            return self._run(source, context)
        except UploadIncomplete:
            # The server may have taken it. Removing it now could take away a job under way.
            raise
        except _Failures as trouble:
            failure = self._explained(trouble)
            partial = self._clean()
            if isinstance(failure, Cancelled):
                raise UploadCancelled(partial) from None
            failure.partial = partial
            raise failure from None

    def _run(self, source: BinaryIO, context: WorkContext) -> Uploaded:
        before = os.fstat(source.fileno())
        size = before.st_size
        self._make_sure_the_name_is_free()
        self._handle = self._session.open_new(self._to.written_path)
        self._created = True
        self._session.write(self._handle, source, size, lambda count: self._arrived(count, size, context))
        after = os.fstat(source.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise SourceTooShort
        self._silence.context = Unattended()
        return self._finish(size)

    def _finish(self, size: int) -> Uploaded:
        """Close the file, compare the size, give it its name."""
        assert self._handle is not None
        written = self._size_while_open(self._handle)
        handle, self._handle = self._handle, None
        self._session.close_handle(handle)
        found = self._session.stat(self._to.written_path)
        still_there = found is not None
        if found is not None and found.size is not None:
            written = found.size
        if written is not None and written != size:
            raise UploadIncomplete(self._to.folder, self._to.name, size, written)
        if self._to.temporary:
            self._session.rename(self._to.written_path, self._to.path)
        return Uploaded(self._to.folder, self._to.name, size, still_there)

    def _size_while_open(self, handle: bytes) -> int | None:
        """The size before the file is closed: a server may take the file away the moment it is."""
        try:
            return self._session.stat_open(handle).size
        except Refusal:
            return None

    def _arrived(self, count: int, size: int, context: WorkContext) -> None:
        self._acknowledged = count
        context.progress(count, size)
        if count < size:
            context.check_cancelled()

    def _make_sure_the_name_is_free(self) -> None:
        found = self._session.stat(self._to.path)
        if found is not None:
            raise RemoteNameTaken(self._to.folder, self._to.name, found.size)
        if self._to.temporary and self._session.stat(self._to.written_path) is not None:
            # Left by an upload of ours that was cut off: the name is unique to this job.
            self._session.remove(self._to.written_path)

    def _explained(self, trouble: BaseException) -> TransportFailure | Cancelled:
        """The trouble as the caller will see it; what has to be asked of the server is asked now."""
        if isinstance(trouble, (TransportFailure, Cancelled)):
            return trouble
        if isinstance(trouble, Refusal):
            return self._explained_refusal(trouble)
        if isinstance(trouble, (SourceTooShort, OSError)):
            return LocalFileChanged(self._to.name)
        return in_words(trouble, self._to.host, self._to.folder, self._to.path)

    def _explained_refusal(self, refusal: Refusal) -> TransportFailure:
        if refusal.code in (Status.NO_SPACE, Status.QUOTA_EXCEEDED) or (
            refusal.code == Status.FAILURE and self._created and self._server_is_full()
        ):
            return RemoteDiskFull(self._to.folder, self._to.name)
        if refusal.code in (Status.FAILURE, Status.FILE_EXISTS):
            size = self._size_of_the_one_in_the_way()
            if size is not None:
                return RemoteNameTaken(self._to.folder, self._to.name, size)
        return in_words(refusal, self._to.host, self._to.folder, self._to.path)

    def _server_is_full(self) -> bool:
        """Version 3 has no word for a full disk, but the server may say how much room is left."""
        try:
            free = self._session.free_bytes(self._to.folder)
        except (Refusal, Malformed, TransportFailure):
            return False
        return free is not None and free < (1 << 20)

    def _size_of_the_one_in_the_way(self) -> int | None:
        """Somebody took the name between our look and our opening (or renaming) it."""
        if self._created and not self._to.temporary:
            return None
        try:
            found = self._session.stat(self._to.path)
        except (Refusal, Malformed, TransportFailure):
            return None
        return None if found is None else (found.size or 0)

    def _clean(self) -> Partial:
        """Remove what was written, if the server can still be talked to, within the time for cleaning."""
        left: bool | None = False
        if self._created:
            self._begin_cleaning()
            left = self._remove_written()
        return Partial(self._to.folder, self._to.written_name, self._acknowledged, left)

    def _remove_written(self) -> bool | None:
        if not self._session.is_usable:
            return None
        try:
            if self._handle is not None:
                with contextlib.suppress(Refusal):
                    self._session.close_handle(self._handle)
            self._session.remove(self._to.written_path)
        except Refusal as refusal:
            return refusal.code != Status.NO_SUCH_FILE
        except (Malformed, TransportFailure):
            return None
        return False
