"""A real OpenSSH server with a Digipost that works on its folders, as an outside program would."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.clock import SystemClock
from desktop_app.digipost.sftp import SftpAccount
from desktop_app.sandbox.digipost_server import SANDBOX_SENDER_ID
from desktop_app.sandbox.processor import ProcessingThread, Processor
from tests.helpers.sshd import running_sshd


@dataclass(frozen=True, slots=True)
class Outside:
    """How to reach it, and what it remembers."""

    account: SftpAccount
    processor: Processor


@contextmanager
def digipost_behind_sshd(folder: Path) -> Iterator[Outside]:
    """Start both, and stop them again. Skips the test where there is no sshd."""
    with running_sshd(folder / "sshd") as server:
        clock, wake = SystemClock(), threading.Event()
        processor = Processor(server.folder, clock=clock, memory=folder / "memory", settle_s=0.05)
        thread = ProcessingThread(processor, clock, wake, poll_s=0.02)
        thread.start()
        try:
            yield Outside(server.account(), processor)
        finally:
            thread.stop()


def settings_for(account: SftpAccount) -> dict[str, str]:
    """The settings that lead to an account."""
    return {
        "digipost.host": account.host,
        "digipost.port": str(account.port),
        "digipost.user": account.user,
        "digipost.key_file": str(account.key_file),
        "digipost.host_key": str(account.host_key),
        "digipost.sender_id": str(SANDBOX_SENDER_ID),
        "digipost.poll_seconds": "1",
    }
