"""The SFTP side of one connection: requests in, answers out, confined to the account's folder."""

import os
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko
from paramiko.sftp import SFTP_FAILURE, SFTP_NO_SUCH_FILE, SFTP_OK, SFTP_PERMISSION_DENIED

from desktop_app.base.clock import Clock
from desktop_app.sandbox.account_folder import AccountFolder, canonical
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.open_uploads import OpenUploads

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_LARGEST_READ = 256 * 1024
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class Account:
    """What all sessions of one account share."""

    folder: AccountFolder
    uploads: OpenUploads
    clock: Clock
    stopping: threading.Event
    behaviour: Callable[[], Behaviour]
    cuts_made: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pause(self) -> None:
        """Wait before an answer, if the behaviour says so."""
        delay = self.behaviour().reply_delay_s
        if delay > 0:
            self.clock.wait(delay, self.stopping)

    def may_cut(self) -> bool:
        """Take one of the cuts that the behaviour allows, if any is left."""
        with self.lock:
            allowed = self.behaviour().cuts
            if allowed is not None and self.cuts_made >= allowed:
                return False
            self.cuts_made += 1
            return True


class FileHandle(paramiko.SFTPHandle):
    """One open file. Unbuffered, so that what was acknowledged is in the file."""

    def __init__(self, account: Account, place: Path, flags: int, cut: Callable[[], None]) -> None:
        super().__init__(flags)
        self._account = account
        self._place = place
        self._cut = cut
        self._writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        self._moved = 0
        self._position = 0
        self._file = os.open(place, flags | _NO_FOLLOW | _BINARY, 0o600)
        if self._writes:
            account.uploads.opened(place)

    def close(self) -> None:
        if self._file < 0:
            return
        os.close(self._file)
        self._file = -1
        if self._writes:
            self._account.uploads.closed(self._place)

    def read(self, offset: int, length: int) -> bytes | int:
        """Up to 256 kB from this position; empty at the end."""
        self._account.pause()
        self._go_to(offset)
        data = os.read(self._file, min(length, _LARGEST_READ))
        self._position += len(data)
        self._moved += len(data)
        limit = self._account.behaviour().cut_after_downloaded
        if limit is not None and self._moved > limit and self._account.may_cut():
            self._cut()
        return data

    def write(self, offset: int, data: "ReadableBuffer") -> int:
        """Write all of it, or as much as the behaviour lets through."""
        self._account.pause()
        behaviour = self._account.behaviour()
        data = bytes(data)
        end = offset + len(data)
        cut, full = behaviour.cut_after_uploaded, behaviour.disk_full_after
        if cut is not None and end > cut and self._account.may_cut():
            self._put(offset, data[: max(cut - offset, 0)])
            self._cut()
            return SFTP_FAILURE
        if full is not None and end > full:
            self._put(offset, data[: max(full - offset, 0)])
            return SFTP_FAILURE
        if behaviour.truncates_uploads_to is not None:
            data = data[: max(behaviour.truncates_uploads_to - offset, 0)]
        self._put(offset, data)
        return SFTP_OK

    def stat(self) -> paramiko.SFTPAttributes:
        return attributes(os.fstat(self._file), None, self._account.behaviour())

    def chattr(self, attr: paramiko.SFTPAttributes) -> int:
        """Times and rights may be asked for, as `sftp -p` does; nothing here depends on them."""
        return SFTP_OK

    def _put(self, offset: int, data: bytes) -> None:
        self._go_to(offset)
        view = memoryview(data)
        while view:
            written = os.write(self._file, view)
            self._position += written
            view = view[written:]

    def _go_to(self, offset: int) -> None:
        if offset != self._position:
            os.lseek(self._file, offset, os.SEEK_SET)
            self._position = offset


class AccountSession(paramiko.SFTPServerInterface):
    """Answers the requests of one connection."""

    def __init__(self, server: Any, account: Account, cut: Callable[[], None]) -> None:
        super().__init__(server)
        self._account = account
        self._folder = account.folder
        self._cut = cut

    def canonicalize(self, path: str) -> str:
        return canonical(path)

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        self._account.pause()
        place = self._folder.locate(path)
        if place is None or not place.is_dir():
            return SFTP_NO_SUCH_FILE
        behaviour = self._account.behaviour()
        return [attributes(status, name, behaviour) for name, status in self._folder.entries(place)]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        self._account.pause()
        place = self._folder.locate(path)
        try:
            status = place.lstat() if place else None
        except OSError:
            status = None
        if place is None or status is None:
            return SFTP_NO_SUCH_FILE
        return attributes(status, place.name, self._account.behaviour())

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self.stat(path)

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        """Read any file of the account; write only uploads."""
        self._account.pause()
        place = self._folder.locate(path)
        if place is None or not place.parent.is_dir():
            return SFTP_NO_SUCH_FILE
        if place.is_dir():
            return SFTP_FAILURE
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and not self._folder.is_upload(place):
            return SFTP_PERMISSION_DENIED
        try:
            return FileHandle(self._account, place, flags, self._cut)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def remove(self, path: str) -> int:
        """Uploads and receipts may be removed."""
        self._account.pause()
        place = self._folder.locate(path)
        if place is None:
            return SFTP_NO_SUCH_FILE
        if not (self._folder.is_upload(place) or self._folder.is_receipt(place)):
            return SFTP_PERMISSION_DENIED
        try:
            place.unlink()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> int:
        """Uploads may be renamed within the upload folders; nothing is overwritten."""
        return self._rename(oldpath, newpath, overwrite=False)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """As `rename`, and what had the new name is replaced."""
        return self._rename(oldpath, newpath, overwrite=True)

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        return SFTP_PERMISSION_DENIED

    def rmdir(self, path: str) -> int:
        return SFTP_PERMISSION_DENIED

    def chattr(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        """Times and rights may be asked for; nothing here depends on them."""
        return SFTP_OK if self._folder.locate(path) else SFTP_NO_SUCH_FILE

    def readlink(self, path: str) -> int:
        return SFTP_PERMISSION_DENIED

    def symlink(self, target_path: str, path: str) -> int:
        return SFTP_PERMISSION_DENIED

    def _rename(self, oldpath: str, newpath: str, *, overwrite: bool) -> int:
        self._account.pause()
        old, new = self._folder.locate(oldpath), self._folder.locate(newpath)
        if old is None or new is None or not old.is_file():
            return SFTP_NO_SUCH_FILE
        allowed = self._folder.is_upload(old) and self._folder.is_upload(new) and not new.is_dir()
        if self._account.behaviour().refuses_rename or not allowed:
            return SFTP_PERMISSION_DENIED
        if new.exists() and not overwrite:
            return SFTP_FAILURE
        old.replace(new)
        self._account.uploads.changed.set()
        return SFTP_OK


class SftpSubsystem(paramiko.SFTPServer):
    """paramiko's request loop, which reports its thread so that whoever stops the server can wait for it."""

    def __init__(
        self,
        channel: paramiko.Channel,
        name: str,
        server: Any,
        account: Account,
        started: list[threading.Thread],
    ) -> None:
        cut = channel.get_transport().close
        super().__init__(channel, name, server, AccountSession, account, cut)
        self.daemon = True
        started.append(self)


def attributes(status: os.stat_result, name: str | None, behaviour: Behaviour) -> paramiko.SFTPAttributes:
    """What the server tells about a file; of its size, what the behaviour makes of it."""
    told = paramiko.SFTPAttributes.from_stat(status, name or "")
    told.st_uid = told.st_gid = 0
    if stat.S_ISREG(status.st_mode) and told.st_size is not None:
        told.st_size = max(told.st_size + behaviour.size_error, 0)
    return told
