"""Runs of the sync in this process and in child processes that are killed at a chosen moment.

As a program, it is a child that nobody kills: `python -m tests.helpers.digis_runs FOLDER URL POSTFIX CA_FILE`.
"""

import contextlib
import dataclasses
import random
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
from tests.helpers.killed import KillAt, run_in_a_process

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
    return run_in_a_process(_child, folder, endpoint, checkpoint, number)


@contextlib.contextmanager
def another_process_syncs(folder: Path, endpoint: DigisEndpoint) -> Iterator["subprocess.Popen[bytes]"]:
    """A sync in a process of its own, which has begun and has the lock."""
    arguments = [str(folder), endpoint.url, endpoint.postfix, str(endpoint.ca_file)]
    command = [sys.executable, "-m", "tests.helpers.digis_runs", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        yield process


class _WatchedSender:
    def __init__(self, sender: Sender, kill_at: KillAt) -> None:
        self._sender = sender
        self._kill_at = kill_at

    def send(self, payload: Payload, context: WorkContext) -> Outcome:
        self._kill_at("before_call")
        outcome = self._sender.send(payload, context)
        self._kill_at("after_call")
        return outcome


class _WatchedLog(SyncLog):
    def __init__(self, folder: Path, clock: Clock, kill_at: KillAt) -> None:
        super().__init__(folder, clock)
        self._kill_at = kill_at

    def person(self, what: str, subscription_id: str, card_number: str | None, **details: object) -> None:
        self._kill_at("outcome_kept")
        super().person(what, subscription_id, card_number, **details)
        self._kill_at("line_written")


def _child(folder: Path, endpoint: DigisEndpoint, checkpoint: str, number: int) -> None:
    clock, kill_at = FakeClock(), KillAt(checkpoint, number)
    with open_database(folder, clock) as database:
        parts = parts_for(database, folder, endpoint, clock)
        honest = parts.open_sender

        @contextlib.contextmanager
        def watched() -> Iterator[Sender]:
            print("begun", flush=True)
            kill_at("run_begun")
            with honest() as sender:
                yield _WatchedSender(sender, kill_at)

        changes: dict[str, Any] = {"open_sender": watched, "log": _WatchedLog(folder, clock, kill_at)}
        sync(dataclasses.replace(parts, **changes))


if __name__ == "__main__":
    where, url, postfix, ca_file = sys.argv[1:]
    server = DigisEndpoint(url, "v1/import", "single", postfix, ca_file=Path(ca_file))
    _child(Path(where), server, _NEVER, 1)
