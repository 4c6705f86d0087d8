"""A mailing room for tests: the real ledger and register, and a Digipost behind a folder in place of a network.

    room = MailingRoom(tmp_path)
    room.add_people(12)
    mailing_id = room.confirmed(room.options())
    room.service.send(mailing_id, Unattended())
    room.digipost.process_pending()

What becomes of a person follows from the last digit of the customer id: 0 to 6 has Digipost, 7 and 8 is known
without it, 9 is not found.
"""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled
from desktop_app.base.events import Events
from desktop_app.base.paths import DataFolder
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import PresentedHostKey, RemoteFile, Transport, Uploaded
from desktop_app.digipost.sftp_errors import (
    ConnectionLost,
    FolderMissing,
    Partial,
    Phase,
    RemoteFileMissing,
    RemoteNameTaken,
    UploadCancelled,
)
from desktop_app.mailing.letters import LetterInput, LetterQuery, LetterRow
from desktop_app.mailing.migrations import MIGRATIONS as MAILING_MIGRATIONS
from desktop_app.mailing.options import MailingOptions, Pattern, PrintOptions, ReturnAddress, options_for
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.restored import mark_restored
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.views import FetchReport
from desktop_app.mailing.workshop import SendingSettings, Workshop, no_checkpoint
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from desktop_app.register.model import Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register
from desktop_app.sandbox.behaviour import PROMPT, Behaviour
from desktop_app.sandbox.digipost_server import SANDBOX_SENDER_ID
from desktop_app.sandbox.population import Population
from desktop_app.sandbox.processor import Processor
from tests.helpers.fake_clock import FakeClock
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.synthetic_numbers import synthetic_people

QUIET = Unattended()
RETURN_ADDRESS = ReturnAddress("Fjordvik Turlag", "Havnegata 1", "9008", "Tromsø")


class SimulatedCrashError(BaseException):
    """The process dies here. Not an `Exception`, so that nothing in the program can catch it by mistake."""


@dataclass(slots=True)
class Faults:
    """What goes wrong on the way to the server; each fault is used up when it has struck.

    `before` and `after` hold errors for an operation (connect, upload, exists, list, download, remove), raised
    before it does anything, or after it has done everything. `cut_upload_at` cuts an upload after so many bytes;
    `removes_part` says whether the server removes that part.
    """

    before: dict[str, list[BaseException]] = field(default_factory=dict)
    after: dict[str, list[BaseException]] = field(default_factory=dict)
    cut_upload_at: int | None = None
    removes_part: bool = False
    cancel_upload: bool = False

    def strike(self, when: dict[str, list[BaseException]], operation: str) -> None:
        """Raise the next fault of this operation, if there is one."""
        if when.get(operation):
            raise when[operation].pop(0)


class FolderTransport:
    """Digipost's folders on this disk, reached without a network. Keeps no state but `calls`."""

    def __init__(self, home: Path, faults: Faults, calls: list[str]) -> None:
        self._home = home
        self._faults = faults
        self._calls = calls

    @property
    def host_key(self) -> PresentedHostKey:
        return PresentedHostKey("test", 22, "none", "SHA256:none")

    def upload(self, local: Path, folder: str, name: str, context: WorkContext) -> Uploaded:
        self._begin("upload")
        target = self._home / folder / name
        size = local.stat().st_size
        if target.exists():
            raise RemoteNameTaken(folder, name, target.stat().st_size)
        if self._faults.cancel_upload:
            self._faults.cancel_upload = False
            raise UploadCancelled(Partial(folder, name, 1, left_behind=False))
        if (cut := self._faults.cut_upload_at) is not None:
            self._cut(local, target, cut)
        shutil.copyfile(local, target)
        self._end("upload")
        return Uploaded(folder, name, size, still_there=True)

    def _cut(self, local: Path, target: Path, at: int) -> None:
        self._faults.cut_upload_at = None
        if not self._faults.removes_part:
            target.write_bytes(local.read_bytes()[:at])
        error = ConnectionLost(Phase.TRANSFER, "test")
        error.partial = Partial(
            target.parent.name, target.name, at, left_behind=not self._faults.removes_part
        )
        raise error

    def exists(self, kind: JobKind, name: str) -> int | None:
        self._begin("exists")
        path = self._home / kind.folder / name
        return path.stat().st_size if path.exists() else None

    def list_receipts(self, kind: JobKind) -> list[RemoteFile]:
        self._begin("list")
        folder = self._home / kind.receipt_folder
        if not folder.is_dir():
            raise FolderMissing(kind.receipt_folder)
        return [
            RemoteFile(kind.receipt_folder, path.name, path.stat().st_size, None)
            for path in sorted(folder.iterdir())
        ]

    def download(self, remote: RemoteFile, target: Path, context: WorkContext) -> int:
        self._begin("download")
        source = self._home / remote.path
        if not source.exists():
            raise RemoteFileMissing(remote.folder, remote.name)
        shutil.copyfile(source, target)
        self._end("download")
        return remote.size

    def remove(self, remote: RemoteFile) -> None:
        self._begin("remove")
        (self._home / remote.path).unlink(missing_ok=True)
        self._end("remove")

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, operation: str) -> None:
        self._calls.append(operation)
        self._faults.strike(self._faults.before, operation)

    def _end(self, operation: str) -> None:
        self._faults.strike(self._faults.after, operation)


class MailingRoom:
    """Everything that mailings need, on one folder. `restart` is what a new start of the program does."""

    def __init__(
        self,
        folder: Path,
        behaviour: Behaviour = PROMPT,
        population: Population | None = None,
        **settings: Any,
    ) -> None:
        self.folder = folder
        self.data = DataFolder(folder / "data").create()
        self.letters_folder = folder / "letters"
        self.letters_folder.mkdir(exist_ok=True)
        self.clock = FakeClock()
        self.events = Events()
        self.seen: list[object] = []
        self.events.subscribe(object, self.seen.append)
        self.faults = Faults()
        self.calls: list[str] = []
        self.server = folder / "server"
        self.digipost = Processor(
            self.server, population, behaviour, self.clock, memory=folder / "memory", settle_s=0.0
        )
        self.settings = SendingSettings(
            **{"sender_id": SANDBOX_SENDER_ID, "poll_seconds": 10, "client_info": "Test", **settings}
        )
        self.checkpoint: Callable[[str], None] = no_checkpoint
        self.passed: list[str] = []
        self._open()

    def _open(self) -> None:
        self.database = Database.open(
            self.data.database_file,
            (*REGISTER_MIGRATIONS, *MAILING_MIGRATIONS),
            backups=self.data.backups,
            clock=self.clock,
        )
        self.register = Register(self.database, self.clock)
        self.workshop = self.new_workshop(self.database)
        self.service = MailingService(self.workshop)

    def new_workshop(self, database: Database) -> Workshop:
        """The tools on another opening of the same data, as a second window would have them."""
        return Workshop(
            database=database,
            folder=self.data,
            connect=self.connect,
            settings=lambda: self.settings,
            clock=self.clock,
            events=self.events,
            checkpoint=self._pass,
        )

    def _pass(self, point: str) -> None:
        self.passed.append(point)
        self.checkpoint(point)

    def connect(self) -> Transport:
        """Log in at the Digipost behind the folder."""
        self.calls.append("connect")
        self.faults.strike(self.faults.before, "connect")
        return FolderTransport(self.server, self.faults, self.calls)

    def restart(self) -> None:
        """Close everything and open it again, with nothing kept in memory."""
        self.close()
        self.checkpoint = no_checkpoint
        self._open()

    def back_up(self) -> Path:
        """A backup of the ledger as it is now."""
        backup = self.folder / "backup.sqlite"
        self.database.back_up(backup)
        return backup

    def come_back_to(self, backup: Path) -> None:
        """Put a backup in the ledger's place, as the program does."""
        self.close()
        shutil.copyfile(backup, self.data.database_file)
        self._open()
        with self.database.begin() as connection:
            mark_restored(connection, self.data.receipts, self.clock.now())

    def close(self) -> None:
        """Let go of the database."""
        self.database.dispose()

    # --- People and letters

    def add_people(self, count: int, first: int = 1, **changes: Any) -> list[int]:
        """So many people with synthetic identity numbers; their customer ids are K0001 and on. Returns their ids."""
        numbers = synthetic_people(first - 1 + count)[first - 1 :]
        made: list[int] = []
        for index, number in enumerate(numbers, first):
            fields: dict[str, Any] = {
                "customer_id": f"K{index:04d}",
                "full_name": f"Kari Ødegård {_letters_of(index)}",
                "national_id": number,
                "address1": f"Storgata {index}",
                "postcode": f"{(index * 37) % 10_000:04d}",
                "city": "Tromsø",
            }
            made.extend(self.register.save(Recipient(**{**fields, **changes})).made_ids)
        return made

    def pdf(self, name: str = "letter", lines: Sequence[str] = ("To whom it may concern",)) -> Path:
        """A letter's file."""
        path = self.letters_folder / f"{name}.pdf"
        return path if path.exists() else make_letter_pdf(path, lines)

    def options(self, pattern: Pattern = Pattern.SPLIT_FIRST, **choices: Any) -> MailingOptions:
        """A mailing's options, with one PDF for all unless a test wants otherwise."""
        defaults: dict[str, Any] = {
            "name": "Annual fee 2027",
            "subject": "Annual fee",
            "common_document": str(self.pdf()),
        }
        if pattern is Pattern.WITH_PRINT:
            defaults["printing"] = PrintOptions(RETURN_ADDRESS)
        return options_for(pattern, **{**defaults, **choices})

    def draft(
        self, options: MailingOptions | None = None, letters: Iterable[LetterInput] | None = None
    ) -> int:
        """A draft with a letter to everybody in the register, unless the letters are given."""
        mailing_id = self.service.create(options or self.options())
        self.service.set_letters(mailing_id, letters if letters is not None else self.letters_to_all(), QUIET)
        return mailing_id

    def letters_to_all(self) -> list[LetterInput]:
        """The common letter to everybody in the register."""
        return [LetterInput(recipient_id, row=row) for row, recipient_id in enumerate(self.everybody(), 2)]

    def everybody(self) -> list[int]:
        """The ids of all recipients, by customer id."""
        return self.register.ids(RecipientQuery(sort=SortKey.CUSTOMER_ID))

    def confirmed(
        self, options: MailingOptions | None = None, letters: Iterable[LetterInput] | None = None
    ) -> int:
        """A mailing whose number the person has confirmed."""
        mailing_id = self.draft(options, letters)
        plan = self.service.check(mailing_id, QUIET)
        self.service.confirm(plan, plan.letters, QUIET)
        return mailing_id

    # --- What happened

    def run_to_the_end(self, mailing_id: int, rounds: int = 6) -> None:
        """Send, let Digipost work, fetch, until nothing more happens."""
        self.service.send(mailing_id, QUIET)
        for _ in range(rounds):
            self.answer()

    def answer(self) -> FetchReport:
        """Let Digipost work once, and fetch what it says. A fault of this program fails the test."""
        self.digipost.process_pending()
        return self.fetch()

    def fetch(self) -> FetchReport:
        """Fetch receipts once. A fault of this program fails the test."""
        report = self.service.fetch_receipts(QUIET)
        faults = [problem for problem in report.problems if "could not be applied" in problem.message]
        assert faults == [], [str(fault) for fault in faults]
        return report

    def rows(self, mailing_id: int, *outcomes: Outcome) -> list[LetterRow]:
        """The mailing's letters, those with these outcomes if any are named."""
        return self.service.letters(LetterQuery(mailing_id, outcomes=outcomes), limit=100_000)

    def outcomes(self, mailing_id: int) -> dict[str, Outcome]:
        """What became of each customer id."""
        return {row.customer_id: row.outcome for row in self.rows(mailing_id)}

    def delivered(self) -> list[str]:
        """The customer ids of all letters that reached somebody, as Digipost's own ledger says, sorted."""
        return sorted(delivery.customer_id for delivery in self.digipost.ledger.deliveries())

    def of_type(self, kind: type) -> list[Any]:
        """The events of one class, in order."""
        return [event for event in self.seen if isinstance(event, kind)]


class CancelAfter:
    """A context whose work is asked to stop after so many questions."""

    def __init__(self, questions: int) -> None:
        self._left = questions

    def progress(self, done: int, total: int | None, label: object = None) -> None:
        """Nobody watches."""

    def check_cancelled(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled


def _letters_of(number: int) -> str:
    """A number as letters, so that no name looks like another."""
    signs = ""
    while number:
        number, rest = divmod(number, 26)
        signs = chr(ord("a") + rest) + signs
    return signs.capitalize()
