"""What Digipost does behind its SFTP server: takes uploads, acknowledges them, decides, and answers.

Works on plain folders, so it can stand behind the sandbox's own server or behind any other, such as
OpenSSH's:

    python -m desktop_app.sandbox.processor HOME --memory FOLDER
"""

import argparse
import signal
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.files import make_private_folder
from desktop_app.digipost.model import Interface, JobKind
from desktop_app.sandbox.account_folder import make_account_folder
from desktop_app.sandbox.behaviour import PROMPT, TRAINING, Behaviour
from desktop_app.sandbox.job_intake import JobIntake, JobRefused, NoWholeZip
from desktop_app.sandbox.job_steps import JobSteps
from desktop_app.sandbox.ledger import Ledger
from desktop_app.sandbox.open_uploads import OpenUploads
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.receipt_writer import Receipt, ReceiptWriter
from desktop_app.sandbox.results import failure_header
from desktop_app.sandbox.store import Store
from desktop_app.sandbox.stray_receipts import put_stray_receipts
from desktop_app.sandbox.timeline import OpenJob, Step, next_step, open_job
from desktop_app.sandbox.upload_scan import Upload, UploadScan, remember_upload

_OPEN_JOBS = "SELECT * FROM jobs WHERE state IN ('received', 'acknowledged', 'approved') ORDER BY job"
_STOP_PATIENCE_S = 30.0


class Processor:
    """Processes one account's folder. One processor at a time works on a folder.

    `folder` is what the client sees as `/`. `memory` holds the ledger and unfinished work; by default a
    hidden folder beside `folder`. It must be on the same disk, and outside `folder`.
    `open_uploads` comes from a server that knows which uploads are being written; without it an upload is
    taken once it has not changed for `settle_s` seconds.
    """

    def __init__(
        self,
        folder: Path,
        population: Population | None = None,
        behaviour: Behaviour = PROMPT,
        clock: Clock | None = None,
        *,
        memory: Path | None = None,
        open_uploads: OpenUploads | None = None,
        settle_s: float = 0.5,
    ) -> None:
        self.population = population or Population()
        """May be replaced at any time; holds for jobs that are taken in afterwards."""
        self.behaviour = behaviour
        """May be replaced at any time; holds from the next round on."""
        self._clock = clock or SystemClock()
        self._round = threading.Lock()
        self._memory = memory or folder.parent / f".{folder.name}-digipost"
        self._home = folder
        self._settle_s = settle_s
        self._work = self._memory / "work"
        make_private_folder(self._work)
        make_account_folder(folder)
        self._store = Store(self._memory / "ledger.sqlite")
        self.ledger = Ledger(self._memory / "ledger.sqlite")
        self._intake = JobIntake(self._store, self._work)
        self._writer = ReceiptWriter(folder, self._work, self._store)
        self._steps = JobSteps(self._store, self._writer)
        self._scan = UploadScan(folder, self._store, self._clock, open_uploads, settle_s)

    def process_pending(self) -> int:
        """One round: whatever is complete is taken in, whatever is due is done. Returns the receipts written.

        A round repeats itself until nothing more is due at this moment, so that without delays an upload is
        acknowledged and answered in one round.
        """
        self._store.hold()
        with self._round:
            return self._process_round()

    def close(self) -> None:
        """Let go of the memory's file. Another round takes it up again."""
        self._store.release()

    def approve(self, job_id: str) -> None:
        """Approve a mailing that waits for it, as somebody would on Digipost's pages.

        Raises `LookupError` when no job with this id waits.
        """
        with self._store.writing() as connection:
            changed = connection.execute(
                "UPDATE jobs SET approved_at = ? WHERE job_id = ? AND state IN ('received', 'acknowledged')",
                (self._clock.now().isoformat(), job_id),
            )
        if not changed.rowcount:
            raise LookupError(job_id)

    def seconds_to_wait(self) -> float | None:
        """How long until something is due, as things stand; None when only an upload can change anything."""
        now = self._clock.now()
        steps = [next_step(job, self.behaviour) for job in self._open_jobs()]
        waits = [max((step[0] - now).total_seconds(), 0.0) for step in steps if step is not None]
        if self._scan.unsettled:
            waits.append(self._settle_s)
        return min(waits, default=None)

    def _process_round(self) -> int:
        put_stray_receipts(self._home, self._work, self.behaviour.stray_receipts)
        written = self._writer.complete_halves()
        for upload in self._scan.complete():
            written += self._take_in(upload)
        while due := self._due_steps():
            written += sum(self._take_step(step, job) for step, job in due)
        return written

    # --- Taking in

    def _take_in(self, upload: Upload) -> int:
        now = self._clock.now()
        try:
            job_id = self._intake.take(upload, self.population, self.behaviour, now)
        except NoWholeZip:
            with self._store.writing() as connection:
                remember_upload(connection, upload)
            return 0
        except JobRefused as refused:
            return self._refuse(upload, refused, now)
        self._lose_overwritten(upload, job_id)
        if self.behaviour.takes_uploads_at_once:
            self._scan.take_away(upload.kind, upload.file.name)
        return 0

    def _refuse(self, upload: Upload, refused: JobRefused, now: datetime) -> int:
        head = refused.head
        written = self._answer_refused(upload, refused, now)
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO refusals (job_id, zip_name, reason, refused_at) VALUES (?, ?, ?, ?)",
                (head.job_id, upload.file.name, refused.reason, now.isoformat()),
            )
            if head.job_id is not None:
                connection.execute("INSERT OR IGNORE INTO seen_job_ids VALUES (?, 0)", (head.job_id,))
            remember_upload(connection, upload)
        if not self._is_under_way(upload.kind, upload.file.name):
            self._scan.take_away(upload.kind, upload.file.name)
        return written

    def _answer_refused(self, upload: Upload, refused: JobRefused, now: datetime) -> int:
        head = refused.head
        if head.job_id is None:  # nobody could tell whose receipt it is
            return 0
        header = failure_header(
            upload.kind, Interface(head.interface), head.job_id, head.sender_id, refused.reason, now
        )
        receipt = Receipt(None, header, upload.file.name, "refusal", "resultat")
        return self._writer.write(receipt, self.behaviour.receipt_faults, now)

    def _is_under_way(self, kind: JobKind, zip_name: str) -> bool:
        return any(job.kind is kind and job.zip_name == zip_name for job in self._open_jobs())

    def _lose_overwritten(self, upload: Upload, job_id: str) -> None:
        """Another job under the name of one that is still being processed: the earlier one is lost."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'lost' WHERE kind = ? AND zip_name = ? AND job_id <> ?"
                " AND state <> 'finished'",
                (upload.kind, upload.file.name, job_id),
            )

    # --- Going on

    def _open_jobs(self) -> list[OpenJob]:
        with self._store.reading() as connection:
            return [open_job(row) for row in connection.execute(_OPEN_JOBS)]

    def _due_steps(self) -> list[tuple[Step, OpenJob]]:
        """One step a job, for those whose time has come."""
        now = self._clock.now()
        found = []
        for job in self._open_jobs():
            step = next_step(job, self.behaviour)
            if step is not None and step[0] <= now:
                found.append((step[1], job))
        return found

    def _take_step(self, step: Step, job: OpenJob) -> int:
        written = self._steps.take(step, job, self.behaviour, self._clock.now())
        if step is Step.FINISH:
            self._scan.take_away(job.kind, job.zip_name)
        return written


class ProcessingThread:
    """Runs a processor until it is stopped. `wake` cuts its waiting short, as a new upload does.

    `poll_s` is how often plain folders are looked at; None where only `wake` tells of uploads.
    A failure inside the processor ends the thread and is raised by `stop`.
    """

    def __init__(
        self, processor: Processor, clock: Clock, wake: threading.Event, poll_s: float | None
    ) -> None:
        self._processor = processor
        self._clock = clock
        self._wake = wake
        self._poll_s = poll_s
        self._stopping = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="sandbox-processor", daemon=True)

    def start(self) -> None:
        """Begin to process."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round that is under way, and return when the thread has ended."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(_STOP_PATIENCE_S)
        self._processor.close()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                self._processor.process_pending()
                self._rest()
        except Exception as failure:
            self._failure = failure

    def _rest(self) -> None:
        if self._stopping.is_set():
            return
        waits = [wait for wait in (self._processor.seconds_to_wait(), self._poll_s) if wait is not None]
        if waits:
            self._clock.wait(min(waits), self._wake)
        else:
            self._wake.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Process a folder until interrupted: the processor on its own, behind another SFTP server."""
    parser = argparse.ArgumentParser(prog="python -m desktop_app.sandbox.processor")
    parser.add_argument("folder", type=Path, help="the login folder of the SFTP account")
    parser.add_argument("--memory", type=Path, help="where the ledger lies; on the same disk")
    parser.add_argument("--poll-seconds", type=float, default=0.2)
    parser.add_argument("--training", action="store_true", help="answer as slowly as in training")
    options = parser.parse_args(arguments)
    behaviour = TRAINING if options.training else PROMPT
    clock, wake = SystemClock(), threading.Event()
    processor = Processor(options.folder, behaviour=behaviour, clock=clock, memory=options.memory)
    thread = ProcessingThread(processor, clock, wake, options.poll_seconds)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    thread.start()
    while not stopped.wait(1.0):  # Windows delivers signals only between waits
        pass
    thread.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
