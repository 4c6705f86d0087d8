"""The mailing room's front door: windows, wizards and the command line do everything through it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from desktop_app.base.work import WorkContext
from desktop_app.mailing.letters import HistoryEntry, LetterInput, LetterQuery, LetterRow, RemainderRow
from desktop_app.mailing.options import MailingOptions
from desktop_app.mailing.plan import Code, Deviation, Examiner, MailingPlan, Pair
from desktop_app.mailing.states import State
from desktop_app.mailing.views import (
    FetchReport,
    HomeNumbers,
    JobView,
    LookupSummary,
    MailingDetail,
    MailingView,
    ReceiptView,
    RecoveryReport,
)
from desktop_app.mailing.workshop import Workshop


class MailingService:
    """All that can be done with mailings, lookups, receipts and the remainder.

    Everything it knows is in the ledger, so any thread and any process may use it. Sending and fetching take
    a lock in the data folder, so two never do it at once (`BusyElsewhere`).
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    # --- Draft, check, confirm -------------------------------------------------------------------------

    def create(self, options: MailingOptions) -> int:
        """Keep a new draft; returns the mailing's id."""
        raise NotImplementedError

    def change_options(self, mailing_id: int, options: MailingOptions) -> None:
        """Replace a draft's options. Raises `MailingRefused` once it is confirmed."""
        raise NotImplementedError

    def set_letters(self, mailing_id: int, letters: Iterable[LetterInput], context: WorkContext) -> int:
        """Replace a draft's letters, copying each person from the register as they are now; returns how many.

        Streams: any number in flat memory. Who was left out stays left out (by customer id). Raises
        `UnknownMailing`, or `MailingRefused` for a recipient that is not in the register.
        """
        raise NotImplementedError

    def check(self, mailing_id: int, context: WorkContext, examiners: Sequence[Examiner] = ()) -> MailingPlan:
        """Copy the people anew, fill in subjects, hash documents, and find everything that a person must see.

        May be called again after each mending. Decisions made before (left out, accepted) hold.
        """
        raise NotImplementedError

    def plan(self, mailing_id: int) -> MailingPlan:
        """The result of the last check with the decisions made since. Raises `PlanOutdated`."""
        raise NotImplementedError

    def deviations(
        self,
        mailing_id: int,
        offset: int = 0,
        limit: int = 200,
        *,
        code: Code | None = None,
        open_only: bool = True,
    ) -> list[Deviation]:
        """Deviations of a mailing: those about the whole mailing first, then letter by letter."""
        raise NotImplementedError

    def pairs(self, mailing_id: int, offset: int = 0, limit: int = 50) -> list[Pair]:
        """Persons beside their letters, in the order in which they were put in."""
        raise NotImplementedError

    def sample_pairs(self, mailing_id: int, count: int, seed: int) -> list[Pair]:
        """So many pairs picked at random: the same ones for the same seed."""
        raise NotImplementedError

    def leave_out(self, mailing_id: int, customer_ids: Iterable[str]) -> None:
        """Take people out of a draft. Their deviations need nobody any more."""
        raise NotImplementedError

    def take_back_in(self, mailing_id: int, customer_ids: Iterable[str]) -> None:
        """Put people back who were left out."""
        raise NotImplementedError

    def accept(self, mailing_id: int, keys: Iterable[str], reason: str) -> None:
        """Find deviations (by key) to be right, with the person's reason. Only those that need a reason."""
        raise NotImplementedError

    def confirm(self, plan: MailingPlan, confirmed_count: int, context: WorkContext) -> MailingView:
        """The person confirms the number in figures: from here on it is a promise (state `checked`).

        Documents are looked at again. Raises `WrongCount`, `PlanOutdated`, `DeviationsOpen`,
        `DocumentNotAsConfirmed`; then nothing has changed.
        """
        raise NotImplementedError

    def discard(self, mailing_id: int) -> None:
        """Throw a draft away. Raises `MailingRefused` once it is confirmed."""
        raise NotImplementedError

    # --- Sending, waiting, recovery --------------------------------------------------------------------

    def send(self, mailing_id: int, context: WorkContext) -> MailingDetail:
        """Go on with a confirmed mailing as far as it goes now: build, upload, until Digipost has to answer.

        Can be called again at any time and does what is left. Raises what stopped it; the ledger then says
        where it stands, and `resume` or another `send` goes on from there.
        """
        raise NotImplementedError

    def look_up(self, recipient_ids: Iterable[int], name: str, context: WorkContext) -> JobView:
        """Make a lookup of these recipients, apart from any mailing, and upload it.

        Recipients without anything to identify them by are not asked about. Raises `MailingRefused` when none
        is left.
        """
        raise NotImplementedError

    def fetch_receipts(self, context: WorkContext) -> FetchReport:
        """Look for receipts once: fetch, keep and apply what is new, then go on with mailings that now can.

        One bad receipt never stops the others. Raises an `EnvironmentFailure` when the server is out of reach.
        """
        raise NotImplementedError

    def wait_for(
        self,
        seconds: float,
        context: WorkContext,
        *,
        mailing_id: int | None = None,
        job_id: str | None = None,
    ) -> State:
        """Look for receipts again and again, more and more seldom, until the end or until the time is over.

        A look that failed (network) is not the end. Returns the state of the mailing or job then.
        """
        raise NotImplementedError

    def seconds_to_next_look(self) -> float | None:
        """How long to wait before the next look for receipts is worth it; None when nothing is waited for."""
        raise NotImplementedError

    def recover(self, context: WorkContext) -> RecoveryReport:
        """At start, or when the network is back: look at the ledger and the server, and go on from there.

        What stops one job (a changed file, say) is reported and does not stop the others.
        """
        raise NotImplementedError

    def cancel(self, mailing_id: int, reason: str = "") -> MailingView:
        """Stop a mailing that has not left this computer. Raises `AlreadyUnderWay` once it may have."""
        raise NotImplementedError

    def cancel_job(self, job_id: str, reason: str = "") -> JobView:
        """Stop a job, and the mailing it belongs to. Raises `AlreadyUnderWay` once it may have left."""
        raise NotImplementedError

    def send_again(self, mailing_id: int, letter_ids: Iterable[int], reason: str) -> int:
        """New letters for people in the remainder, with their details as the register has them now.

        They go the mailing's whole way again (lookup first, where it does that) with the next `send`. Those
        already done, or not in the remainder, are refused. Returns how many. Raises `ReasonNeeded`.
        """
        raise NotImplementedError

    def replace_job(self, job_id: str, reason: str) -> MailingDetail:
        """A person has found out that an uncertain job never arrived: its letters go into a new job.

        Only for `uncertain` jobs. Raises `ReasonNeeded` without a reason.
        """
        raise NotImplementedError

    # --- Looking ---------------------------------------------------------------------------------------

    def mailings(self, offset: int = 0, limit: int = 100) -> list[MailingView]:
        """Mailings, newest first, drafts included."""
        raise NotImplementedError

    def mailing(self, mailing_id: int) -> MailingDetail:
        """One mailing with its jobs and open deviations. Raises `UnknownMailing`."""
        raise NotImplementedError

    def jobs(self, offset: int = 0, limit: int = 100, *, under_way_only: bool = False) -> list[JobView]:
        """Jobs, newest first."""
        raise NotImplementedError

    def job(self, job_id: str) -> JobView:
        """One job by its id on the wire. Raises `UnknownMailing`."""
        raise NotImplementedError

    def lookup_summary(self, job_id: str) -> LookupSummary:
        """The numbers of one lookup."""
        raise NotImplementedError

    def letters(self, query: LetterQuery, offset: int = 0, limit: int = 200) -> list[LetterRow]:
        """One page of letters."""
        raise NotImplementedError

    def count_letters(self, query: LetterQuery) -> int:
        """How many letters a query finds."""
        raise NotImplementedError

    def iterate_letters(self, query: LetterQuery) -> Iterator[LetterRow]:
        """All letters that a query finds, streamed."""
        raise NotImplementedError

    def history(self, recipient_id: int) -> list[HistoryEntry]:
        """Every lookup and letter of one person, with what became of it, newest first."""
        raise NotImplementedError

    def receipts(
        self, offset: int = 0, limit: int = 100, *, states: Sequence[str] = (), mailing_id: int | None = None
    ) -> list[ReceiptView]:
        """Receipts, newest first. `states`: applied, repeated, unmatched, unreadable."""
        raise NotImplementedError

    def home(self) -> HomeNumbers:
        """What needs a person, the last mailings, and how many jobs are under way."""
        raise NotImplementedError

    # --- The remainder ---------------------------------------------------------------------------------

    def remainder(
        self, mailing_id: int, offset: int = 0, limit: int = 200, *, open_only: bool = False, search: str = ""
    ) -> list[RemainderRow]:
        """Who was not reached, by postcode, with the reason."""
        raise NotImplementedError

    def mark_done(self, mailing_id: int, letter_ids: Iterable[int], how: str) -> int:
        """Tick people off: they were reached in another way. Returns how many; raises for an empty `how`."""
        raise NotImplementedError

    def undo_done(self, mailing_id: int, letter_ids: Iterable[int]) -> int:
        """Take ticks back. Returns how many."""
        raise NotImplementedError

    def export_remainder(self, mailing_id: int, path: Path, context: WorkContext) -> int:
        """Write the people still to be reached on paper to a CSV that Excel opens rightly; returns how many."""
        raise NotImplementedError

    def export_letters(self, query: LetterQuery, path: Path, context: WorkContext) -> int:
        """Write letters with their outcome to a CSV that Excel opens rightly; returns how many."""
        raise NotImplementedError

    def settle(self, deviation_ids: Iterable[int], how: str) -> None:
        """Mark deviations that came after sending as seen, with a word about what was done."""
        raise NotImplementedError
