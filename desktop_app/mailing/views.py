"""What lists and pages show of mailings, jobs and receipts: frozen snapshots, read from the ledger."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop_app.base.texts import Text
from desktop_app.digipost.interfaces import JobKind
from desktop_app.mailing.following import job_words
from desktop_app.mailing.mending import MendingNumbers
from desktop_app.mailing.options import MailingOptions, Pattern
from desktop_app.mailing.plan import Deviation
from desktop_app.mailing.reach import ReachNumbers
from desktop_app.mailing.states import State


@dataclass(frozen=True, slots=True)
class JobView:
    """One job. `job_id` is the id on the wire, which is also what the command line shows and takes."""

    id: int
    job_id: str
    kind: JobKind
    mailing_id: int | None
    name: str
    state: State
    items: int
    interface: str
    zip_name: str
    zip_size: int | None
    upload_attempts: int
    created_at: datetime
    uploaded_at: datetime | None
    acknowledged_at: datetime | None
    finished_at: datetime | None
    failure: Text | None
    reason: str | None
    supersedes: int | None

    def words(self) -> Text:
        """What is happening, in a sentence for the person who follows it."""
        return job_words(self.kind, self.state)


@dataclass(frozen=True, slots=True)
class MailingView:
    """One mailing with its numbers. The numbers of a draft are zero. `failure` is why it stands still, if it does."""

    id: int
    name: str
    pattern: Pattern
    state: State
    created_at: datetime
    confirmed_at: datetime | None
    finished_at: datetime | None
    letters: int
    waiting: int
    digital: int
    printed: int
    remainder: int
    remainder_done: int
    deviations: int
    failure: Text | None
    cancel_reason: str | None

    @property
    def remainder_open(self) -> int:
        """How many people are still to be reached in another way."""
        return self.remainder - self.remainder_done


@dataclass(frozen=True, slots=True)
class MailingDetail:
    """A mailing with everything that its page shows. `job` is the one under way, or the last.

    `mending` counts those who were not reached because of their details.
    """

    mailing: MailingView
    options: MailingOptions
    jobs: tuple[JobView, ...]
    deviations: tuple[Deviation, ...]
    mending: MendingNumbers = field(default_factory=MendingNumbers)

    @property
    def job(self) -> JobView | None:
        """The newest job, or None before the first."""
        return self.jobs[-1] if self.jobs else None


class ReceiptSort(StrEnum):
    """What receipts can be sorted by."""

    FETCHED = "fetched"
    KIND = "kind"
    ANSWER = "answer"
    STATE = "state"
    ABOUT = "about"
    ITEMS = "items"
    NAME = "name"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class ReceiptQuery:
    """Which receipts, in which order: at first all, the newest first. Everything is done in SQL.

    `search` is looked for in the name of the mailing or lookup, in the file's name and in the job's id. `states` are
    applied, repeated, unmatched and unreadable; none means any.
    """

    mailing_id: int | None = None
    search: str = ""
    states: tuple[str, ...] = ()
    sort: ReceiptSort = ReceiptSort.FETCHED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One receipt file. `state` is applied, repeated, unmatched or unreadable; `name` is its job's."""

    id: int
    remote_name: str
    folder: str
    size: int
    file: Path | None
    fetched_at: datetime
    applied_at: datetime | None
    job_id: str | None
    kind: JobKind | None
    status: str | None
    state: str
    mailing_id: int | None
    name: str | None
    items: int
    problem: Text | None


@dataclass(frozen=True, slots=True)
class LookupSummary:
    """The numbers of one lookup. `unanswered` are those that the result did not mention, or has not yet."""

    job_id: str
    state: State
    total: int
    digipost: int
    identified: int
    unidentified: int
    invalid: int
    unanswered: int
    cleared: int


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What one look for receipts brought. `problems` are those of single files; the others were applied.

    `fetched` counts files that came now, `applied` the receipts that changed something, `unmatched` and
    `unreadable` those kept of each kind now. `continued` are jobs that went on because of a receipt.
    """

    fetched: int = 0
    applied: int = 0
    repeated: int = 0
    unmatched: int = 0
    unreadable: int = 0
    removed: int = 0
    problems: tuple[Text, ...] = ()
    continued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What a look at the ledger and the server led to. `problems` names what could not go on, and why."""

    jobs: int = 0
    rebuilt: int = 0
    uploaded: int = 0
    found_on_server: int = 0
    uncertain: int = 0
    problems: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One line of what needs a person: what, how many, and of which mailing."""

    kind: str
    """uncertain | failed | silent | deviations | remainder | mend | unmatched | unreadable"""
    count: int
    text: Text
    mailing_id: int | None = None
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class HomeNumbers:
    """What Home shows of mailings."""

    needs: tuple[Need, ...]
    last_mailings: tuple[MailingView, ...]
    under_way: int
    reach: ReachNumbers = field(default_factory=ReachNumbers)
