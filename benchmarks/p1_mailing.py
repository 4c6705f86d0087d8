"""P1 and P7 through the ledger: from a CSV file to both job files, validated; and from both results to the outcomes.

    python -m benchmarks.p1_mailing [LETTERS ...]

Each size runs in a process of its own. P1 counts the import, the draft, its check, the confirmation, and the making,
writing, validating and zipping of the lookup and of the mailing (one PDF for all). P7 counts reading and applying
the two results, the register's part included; its memory is what it takes beyond the rest of the program.
"""

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from benchmarks.register_data import write_people
from desktop_app.base.clock import SystemClock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.paths import DataFolder
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.model import (
    Channel,
    Interface,
    JobKind,
    JobStatus,
    LetterResult,
    RecipientResult,
    RecipientStatus,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.result_writing import write_result
from desktop_app.digipost.sftp import PresentedHostKey, RemoteFile, Uploaded
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.migrations import MIGRATIONS as MAILING_MIGRATIONS
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import letters, lookup_rows
from desktop_app.mailing.uuids import document_uuid
from desktop_app.mailing.views import JobView
from desktop_app.mailing.workshop import SendingSettings, Workshop
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from desktop_app.register.tables import recipients

CHILD = "--child"
QUIET = Unattended()
GOAL_US, GOAL_GROWTH, GOAL_MB = 100, 1.2, 64
GOAL_RESULT_S, GOAL_RESULT_MB = 4.0, 32
_READ_AT_ONCE = 2_000


def main() -> None:
    """Measure each size in a process of its own, so that one size's memory does not count for another."""
    if CHILD in sys.argv:
        Measurement(Path(sys.argv[-1])).run()
        return
    for count in [int(word) for word in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as home:
            write_people(Path(home) / "people.csv", count)
            print(f"P1 mailing of {count} letters", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.p1_mailing", CHILD, home], check=True)


@dataclass(slots=True)
class Stages:
    """CPU seconds of each stage, and the memory of the process."""

    count: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    base_mb: float = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.seconds[name] = time.process_time() - begun
        each = self.seconds[name] / self.count * 1e6
        print(f"  {name:32} {each:7.1f} µs a letter   {peak_mb():4.0f} MB", flush=True)


class FolderTransport:
    """Digipost's folders on this disk: what a connection costs is not measured here."""

    host_key = PresentedHostKey("benchmark", 22, "none", "SHA256:none")

    def __init__(self, home: Path) -> None:
        self._home = home

    def upload(self, local: Path, folder: str, name: str, context: WorkContext) -> Uploaded:
        (self._home / folder / name).hardlink_to(local)
        return Uploaded(folder, name, local.stat().st_size, still_there=True)

    def exists(self, kind: JobKind, name: str) -> int | None:
        path = self._home / kind.folder / name
        return path.stat().st_size if path.exists() else None

    def list_receipts(self, kind: JobKind) -> list[RemoteFile]:
        folder = kind.receipt_folder
        return [
            RemoteFile(folder, path.name, path.stat().st_size) for path in (self._home / folder).iterdir()
        ]

    def download(self, remote: RemoteFile, target: Path, context: WorkContext) -> int:
        target.hardlink_to(self._home / remote.path)
        return remote.size

    def remove(self, remote: RemoteFile) -> None:
        (self._home / remote.path).unlink()

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Measurement:
    """One whole mailing on a folder with a CSV file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = DataFolder(folder / "data").create()
        self.server = folder / "server"
        for kind in JobKind:
            (self.server / kind.receipt_folder).mkdir(parents=True)
        clock = SystemClock()
        self.database = Database.open(
            self.data.database_file,
            (*REGISTER_MIGRATIONS, *MAILING_MIGRATIONS),
            backups=self.data.backups,
            clock=clock,
        )
        settings = SendingSettings(sender_id=1000)
        self.service = MailingService(
            Workshop(
                database=self.database,
                folder=self.data,
                connect=lambda: FolderTransport(self.server),
                settings=lambda: settings,
                clock=clock,
                events=Events(),
            )
        )
        self.stages = Stages(base_mb=peak_mb())

    def run(self) -> None:
        """Measure, and print the sums beside the goals."""
        table = read_table(self.folder / "people.csv")
        with (self.folder / "people.csv").open("rb") as stream:
            self.stages.count = sum(1 for _ in stream) - 1
        with self.stages.stage("import"):
            import_recipients(
                self.database,
                table,
                suggest_mapping(table.headings),
                ImportMode.ADD,
                dry_run=False,
                clock=SystemClock(),
                context=QUIET,
            )
        mailing_id = self._send()
        build_mb = peak_mb()
        self._answer(self.service.jobs()[0], self._lookup_items)
        with self.stages.stage("result of the lookup"):
            self._apply()
        with self.stages.stage("job file of the mailing"):
            self.service.send(mailing_id, QUIET)
        build_mb = max(build_mb, peak_mb())
        self._answer(self.service.jobs()[0], self._letter_items)
        with self.stages.stage("result of the mailing"):
            self._apply()
        mailing = self.service.mailing(mailing_id).mailing
        assert (mailing.state, mailing.digital) == (State.FINISHED, self.stages.count)
        self._print_sums(build_mb)
        self.database.dispose()

    def _send(self) -> int:
        document = self.folder / "letter.pdf"
        document.write_bytes(b"%PDF-1.4\n" + bytes(20_000))
        options = options_for(Pattern.SPLIT_FIRST, name="Fee", subject="Fee", common_document=str(document))
        mailing_id = self.service.create(options)
        with self.stages.stage("draft"):
            self.service.set_letters(mailing_id, self._everybody(), QUIET)
        with self.stages.stage("check"):
            plan = self.service.check(mailing_id, QUIET)
        keys = [found.key for found in self.service.deviations(mailing_id, 0, self.stages.count)]
        self.service.accept(mailing_id, keys, "the benchmark's people share names")
        with self.stages.stage("confirmation"):
            self.service.confirm(plan, self.stages.count, QUIET)
        with self.stages.stage("job file of the lookup"):
            self.service.send(mailing_id, QUIET)
        return mailing_id

    def _everybody(self) -> Iterator[LetterInput]:
        with self.database.read() as connection:
            ids = connection.execution_options(yield_per=_READ_AT_ONCE).execute(
                select(recipients.c.id).order_by(recipients.c.id)
            )
            for row, recipient_id in enumerate(ids.scalars(), 2):
                yield LetterInput(recipient_id, row=row)

    def _apply(self) -> None:
        """Fetching applies the result; a job that could be made then is not part of it."""
        from desktop_app.mailing.receipts import fetch_and_apply

        with FolderTransport(self.server) as transport:
            report = fetch_and_apply(self.service._workshop, transport, QUIET)  # noqa: SLF001
        assert (report.applied, report.problems) == (1, ()), report

    # --- What Digipost answers

    def _answer(self, job: JobView, items: Callable[[JobView], Iterator[ResultItem]]) -> None:
        now = datetime.now(UTC)
        header = ResultHeader(
            job.kind, Interface.V2_1, JobStatus.SUKSESS, job.job_id, 1000, started_at=now, finished_at=now
        )
        path = self.server / job.kind.receipt_folder / f"{job.job_id}.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(job.kind.result_file, "w", force_zip64=True) as stream,
        ):
            write_result(header, items(job), stream)  # type: ignore[arg-type]

    def _lookup_items(self, job: JobView) -> Iterator[ResultItem]:
        for row in self._rows(select(lookup_rows.c.customer_id).where(lookup_rows.c.job == job.id)):
            yield RecipientResult(
                row.customer_id, RecipientStatus.DIGIPOST, digipost_address=f"person.{row.customer_id}#1A2B"
            )

    def _letter_items(self, job: JobView) -> Iterator[ResultItem]:
        assert job.kind is JobKind.MAILING
        yield from self._lookup_like_items(job)
        with self.database.read() as connection:
            base = connection.exec_driver_sql(
                "SELECT uuid_base FROM jobs WHERE id = ?", (job.id,)
            ).scalar_one()
        for row in self._rows(select(letters.c.id).where(letters.c.job == job.id)):
            yield LetterResult(str(row.id), document_uuid(base, row.id), sent=True, channel=Channel.WEB)

    def _lookup_like_items(self, job: JobView) -> Iterator[ResultItem]:
        for row in self._rows(select(letters.c.customer_id).where(letters.c.job == job.id)):
            yield RecipientResult(
                row.customer_id, RecipientStatus.DIGIPOST, digipost_address=f"person.{row.customer_id}#1A2B"
            )

    def _rows(self, question: Any) -> Iterator[Any]:
        with self.database.read() as connection:
            yield from connection.execution_options(yield_per=_READ_AT_ONCE).execute(question)

    def _print_sums(self, build_mb: float) -> None:
        results = {
            name: seconds for name, seconds in self.stages.seconds.items() if name.startswith("result")
        }
        built = sum(self.stages.seconds.values()) - sum(results.values())
        each = built / self.stages.count * 1e6
        print(f"P1 {self.stages.count} letters: {each:.1f} µs a letter (goal {GOAL_US})", end="")
        print(f", {build_mb:.0f} MB at the peak (goal {GOAL_MB}), {self.stages.base_mb:.0f} MB before")
        for name, seconds in results.items():
            print(
                f"P7 {name}: {seconds / self.stages.count * 100_000:.2f} s for 100,000 (goal {GOAL_RESULT_S}),"
                f" {peak_mb() - self.stages.base_mb:.0f} MB over the start (goal {GOAL_RESULT_MB})"
            )


def peak_mb() -> float:
    """The most memory that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    main()
