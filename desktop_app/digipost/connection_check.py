"""A trial of everything that a mailing needs from the server, reported step by step."""

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_app.base.errors import BrevdueError
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.host_keys import read_pin
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import (
    AcceptHostKey,
    ConnectionReport,
    Finding,
    FolderFound,
    PresentedHostKey,
    RemoteFile,
    SftpAccount,
    Timeouts,
    WriteTest,
)
from desktop_app.digipost.sftp_errors import FolderMissing, TransportFailure
from desktop_app.digipost.sftp_transport import SftpTransport, open_transport

FOLDERS = tuple(folder for kind in JobKind for folder in (kind.folder, kind.receipt_folder))
"""The two folders that take jobs and the two where receipts appear."""
_TRIAL_BYTES = b"A trial by Brevdue. It may be removed.\n"


def run_check(
    account: SftpAccount,
    timeouts: Timeouts,
    ask: AcceptHostKey | None,
    context: WorkContext | None,
    *,
    write_test: bool,
    note: Callable[[Finding], object] | None = None,
) -> ConnectionReport:
    """See `sftp.check_connection`. Only `Cancelled` comes out as an exception."""
    shown: list[PresentedHostKey] = []

    def note_and_ask(key: PresentedHostKey) -> bool:
        shown.append(key)
        return ask is not None and ask(key)

    tell = note or _nobody_listens
    report = ConnectionReport()
    try:
        report = replace(report, host_key_pinned=read_pin(account.host_key) is not None)
        with open_transport(account, timeouts, note_and_ask, context, note=tell) as transport:
            report = replace(report, logged_in=True, host_key=transport.host_key, cipher=transport.cipher)
            report = _look_around(transport, report, tell)
            if write_test:
                tried = _try_to_write(transport, context or Unattended())
                tell(tried)
                report = replace(report, write_test=tried)
    except BrevdueError as failure:
        return replace(report, host_key=report.host_key or (shown[0] if shown else None), failure=failure)
    return report


def _nobody_listens(_finding: Finding) -> None:
    """Where only the report counts."""


def _look_around(
    transport: SftpTransport, report: ConnectionReport, tell: Callable[[Finding], object]
) -> ConnectionReport:
    found = tuple(_folder(transport, folder, tell) for folder in FOLDERS)
    missing = [folder.folder for folder in found if not folder.found]
    failure = FolderMissing(missing[0]) if missing else None
    return replace(report, folders=found, failure=failure)


def _folder(transport: SftpTransport, folder: str, tell: Callable[[Finding], object]) -> FolderFound:
    try:
        found = FolderFound(folder, found=True, files=len(transport.list_files(folder)))
    except FolderMissing:
        found = FolderFound(folder, found=False)
    tell(found)
    return found


def _try_to_write(transport: SftpTransport, context: WorkContext) -> WriteTest:
    """Write, rename and remove a small file in the lookups' folder, under names nobody else has."""
    folder = JobKind.LOOKUP.folder
    name = f"brevdue-trial-{uuid.uuid4()}"
    with tempfile.TemporaryDirectory() as home:
        local = Path(home) / name
        local.write_bytes(_TRIAL_BYTES)
        if not _allowed(lambda: transport.upload(local, folder, name, context)):
            return WriteTest(may_write=False, may_rename=False, may_remove=False)
    renamed = f"{name}.renamed"
    may_rename = _allowed(lambda: transport.rename(folder, name, renamed))
    left = RemoteFile(folder, renamed if may_rename else name, len(_TRIAL_BYTES))
    return WriteTest(True, may_rename, _allowed(lambda: transport.remove(left)))


def _allowed(act: Callable[[], object]) -> bool:
    try:
        act()
    except TransportFailure:
        return False
    return True
