"""Runs of the sync in this process and in child processes that are killed at a chosen moment.

As a program, it is the child: `python -m tests.helpers.digis_runs FOLDER URL POSTFIX CA_FILE CHECKPOINT NUMBER`.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digis.client import DigisClient
from desktop_app.digis.outcomes import DigisEndpoint, Outcome, Patience, Sender
from desktop_app.digis.payload import Payload, PayloadRules
from desktop_app.digis.sync_log import SyncLog
from desktop_app.digis.syncing import SyncParts, SyncReport, run_sync
from tests.helpers.digis_room import open_database
from tests.helpers.fake_clock import FakeClock

ROOT = Path(__file__).resolve().parents[2]
IMPATIENT = Patience(connect=5, read=0.15, attempts=3, gap=0)
CHECKPOINTS = ("run_begun", "before_call", "after_call", "outcome_kept", "line_written")
"""The moments between two acts of a run at which a child can be killed."""
_NEVER = "never"


def parts_for(
    database: Database,
    folder: Path,
    endpoint: DigisEndpoint,
    clock: Clock | None = None,
    *,
    retry_unknown: bool = False,
    patience: Patience = IMPATIENT,
) -> SyncParts:
    """What a run against this server needs. Waits pass at once."""
    clock = clock or FakeClock()
    return SyncParts(
        database=database,
        folder=folder,
        log=SyncLog(folder, clock),
        events=Events(),
        clock=clock,
        rules=PayloadRules(),
        open_sender=lambda: DigisClient(endpoint, clock, patience, random.Random(1)),
        retry_unknown=retry_unknown,
    )


def sync(parts: SyncParts, context: WorkContext | None = None) -> SyncReport:
    """One run that nobody stops."""
    return run_sync(parts, context or Unattended())


def run_killed(folder: Path, endpoint: DigisEndpoint, checkpoint: str, number: int) -> int:
    """Run a sync in a process of its own that kills itself at the `number`-th time at this checkpoint.

    Returns the exit status: -9 when it was killed, 0 when the queue ended before.
    """
    command = _command(folder, endpoint, checkpoint, number)
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=60, check=False).returncode


@contextlib.contextmanager
def another_process_syncs(folder: Path, endpoint: DigisEndpoint) -> Iterator["subprocess.Popen[bytes]"]:
    """A sync in a process of its own, which has begun and has the lock."""
    command = _command(folder, endpoint, _NEVER, 1)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        yield process


def _command(folder: Path, endpoint: DigisEndpoint, checkpoint: str, number: int) -> list[str]:
    arguments = [str(folder), endpoint.url, endpoint.postfix, str(endpoint.ca_file), checkpoint, str(number)]
    return [sys.executable, "-m", "tests.helpers.digis_runs", *arguments]


class _Executioner:
    """Counts how often a checkpoint is passed and kills the process at the chosen one."""

    def __init__(self, checkpoint: str, number: int) -> None:
        self._checkpoint = checkpoint
        self._left = number

    def passed(self, checkpoint: str) -> None:
        if checkpoint != self._checkpoint:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class _WatchedSender:
    def __init__(self, sender: Sender, executioner: _Executioner) -> None:
        self._sender = sender
        self._executioner = executioner

    def send(self, payload: Payload, context: WorkContext) -> Outcome:
        self._executioner.passed("before_call")
        outcome = self._sender.send(payload, context)
        self._executioner.passed("after_call")
        return outcome


class _WatchedLog(SyncLog):
    def __init__(self, folder: Path, clock: Clock, executioner: _Executioner) -> None:
        super().__init__(folder, clock)
        self._executioner = executioner

    def person(self, what: str, subscription_id: str, card_number: str | None, **details: object) -> None:
        self._executioner.passed("outcome_kept")
        super().person(what, subscription_id, card_number, **details)
        self._executioner.passed("line_written")


def _child(folder: Path, endpoint: DigisEndpoint, executioner: _Executioner) -> None:
    import dataclasses

    clock = FakeClock()
    with open_database(folder, clock) as database:
        parts = parts_for(database, folder, endpoint, clock)
        honest = parts.open_sender

        @contextlib.contextmanager
        def watched() -> Iterator[Sender]:
            print("begun", flush=True)
            executioner.passed("run_begun")
            with honest() as sender:
                yield _WatchedSender(sender, executioner)

        changes: dict[str, Any] = {"open_sender": watched, "log": _WatchedLog(folder, clock, executioner)}
        sync(dataclasses.replace(parts, **changes))


if __name__ == "__main__":
    where, url, postfix, ca_file, moment, count = sys.argv[1:]
    server = DigisEndpoint(url, "v1/import", "single", postfix, ca_file=Path(ca_file))
    _child(Path(where), server, _Executioner(moment, int(count)))
