"""The mailing room's front door: windows, wizards and the command line do everything through it.

What checks, builds, sends and prints is loaded when it is first asked for: a window that only looks needs none of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from desktop_app.base.translate import Translator, load_translator
from desktop_app.base.work import WorkContext
from desktop_app.mailing import drafts, exporting, letter_queries, lists, pairs, receipt_queries, stopping
from desktop_app.mailing import remainder as remainders
from desktop_app.mailing.disk_faults import disk_faults_in_words
from desktop_app.mailing.errors import ReasonNeeded
from desktop_app.mailing.events import MailingChanged, RemainderChanged
from desktop_app.mailing.findings import accept_findings, page_of_deviations, settle_findings
from desktop_app.mailing.forgetting import Forgotten, forget_person, held_about, removed_person
from desktop_app.mailing.history import history_of
from desktop_app.mailing.home import home_numbers
from desktop_app.mailing.ledger import interface_of, load_mailing
from desktop_app.mailing.letters import HistoryEntry, LetterInput, LetterQuery, LetterRow, RemainderRow
from desktop_app.mailing.mending_desk import MendingDesk
from desktop_app.mailing.options import MailingOptions
from desktop_app.mailing.plan import Code, Deviation, Examiner, MailingPlan, Pair
from desktop_app.mailing.polling import seconds_to_next_look, wait_until
from desktop_app.mailing.states import State
from desktop_app.mailing.views import (
    FetchReport,
    HomeNumbers,
    JobView,
    LookupSummary,
    MailingDetail,
    MailingView,
    ReceiptQuery,
    ReceiptView,
    RecoveryReport,
)
from desktop_app.mailing.workshop import Workshop
from desktop_app.register.changes import all_customer_ids_of
from desktop_app.register.model import Recipient
from desktop_app.register.tables import recipients

if TYPE_CHECKING:
    from desktop_app.mailing.at_work import AtWork
    from desktop_app.mailing.paper import PaperPost


_ALL_RECEIPTS = ReceiptQuery()


class MailingService:
    """All that can be done with mailings, lookups, receipts and the remainder.

    Everything it knows is in the ledger, so any thread and any process may use it. Sending and fetching take
    a lock in the data folder, so two never do it at once (`BusyElsewhere`). A full or failing disk is a
    `DiskRefused`; the ledger is then as it was before the step that failed.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._database = workshop.database
        self.mending = MendingDesk(workshop)
        """People whose details kept their letter from them."""

    @cached_property
    def paper(self) -> "PaperPost":
        """Letters on paper, labels, lists and reports."""
        from desktop_app.mailing.paper import PaperPost

        return PaperPost(self._workshop)

    # --- Draft, check, confirm -------------------------------------------------------------------------

    def create(self, options: MailingOptions) -> int:
        """Keep a new draft; returns the mailing's id."""
        with self._in_words():
            return drafts.create_draft(self._workshop, options)

    def change_options(self, mailing_id: int, options: MailingOptions) -> None:
        """Replace a draft's options. Raises `MailingRefused` once it is confirmed."""
        with self._in_words():
            drafts.change_options(self._workshop, mailing_id, options)

    def set_letters(self, mailing_id: int, letters: Iterable[LetterInput], context: WorkContext) -> int:
        """Replace a draft's letters, copying each person from the register as they are now; returns how many.

        Streams: any number in flat memory. Who was left out stays left out (by customer id). Raises
        `UnknownMailing`, or `MailingRefused` for a recipient that is not in the register.
        """
        with self._in_words():
            return drafts.set_letters(self._workshop, mailing_id, letters, context)

    def check(self, mailing_id: int, context: WorkContext, examiners: Sequence[Examiner] = ()) -> MailingPlan:
        """Copy the people anew, fill in subjects, hash documents, and find everything that a person must see.

        May be called again after each mending. Decisions made before (left out, accepted) hold.
        """
        from desktop_app.mailing.planning import check_draft

        with self._in_words():
            return check_draft(self._workshop, mailing_id, context, examiners)

    def plan(self, mailing_id: int) -> MailingPlan:
        """The result of the last check with the decisions made since. Raises `PlanOutdated`."""
        from desktop_app.mailing.planning import make_plan

        return make_plan(self._workshop, mailing_id)

    def deviations(
        self,
        mailing_id: int,
        offset: int = 0,
        limit: int = 200,
        *,
        code: Code | None = None,
        open_only: bool = True,
    ) -> list[Deviation]:
        """Deviations of a mailing: those about the whole mailing first, then what stops, then by letter."""
        with self._database.read() as connection:
            return page_of_deviations(connection, mailing_id, offset, limit, code, open_only=open_only)

    def pairs(self, mailing_id: int, offset: int = 0, limit: int = 50) -> list[Pair]:
        """Persons beside their letters, in the order in which they were put in."""
        with self._database.read() as connection:
            mailing = load_mailing(connection, mailing_id)
            interface = interface_of(self._workshop, mailing)
            return pairs.page_of_pairs(connection, mailing, interface, offset, limit)

    def pair(self, mailing_id: int, letter_id: int) -> Pair | None:
        """The pair of one letter, or None when the mailing has no such letter (any more)."""
        with self._database.read() as connection:
            mailing = load_mailing(connection, mailing_id)
            interface = interface_of(self._workshop, mailing)
            return pairs.pair_of_letter(connection, mailing, interface, letter_id)

    def sample_pairs(self, mailing_id: int, count: int, seed: int) -> list[Pair]:
        """So many pairs picked at random: the same ones for the same seed."""
        with self._database.read() as connection:
            mailing = load_mailing(connection, mailing_id)
            interface = interface_of(self._workshop, mailing)
            return pairs.sample_of_pairs(connection, mailing, interface, count, seed)

    def leave_out(self, mailing_id: int, customer_ids: Iterable[str]) -> None:
        """Take people out of a draft. Their deviations need nobody any more."""
        with self._in_words():
            drafts.leave_out(self._workshop, mailing_id, customer_ids)

    def leave_out_letters(self, mailing_id: int, letter_ids: Iterable[int]) -> None:
        """Take single letters out of a draft, where a person is in it twice."""
        with self._in_words():
            drafts.leave_out_letters(self._workshop, mailing_id, letter_ids)

    def take_back_in(self, mailing_id: int, customer_ids: Iterable[str]) -> None:
        """Put people back who were left out. The draft has to be checked again."""
        with self._in_words():
            drafts.take_back_in(self._workshop, mailing_id, customer_ids)

    def accept(self, mailing_id: int, keys: Iterable[str], reason: str) -> None:
        """Find deviations (by key) to be right, with the person's reason. Only those that need a reason."""
        if not reason.strip():
            raise ReasonNeeded
        with self._in_words(), self._database.begin() as connection:
            drafts.load_draft(connection, mailing_id)
            accept_findings(connection, mailing_id, keys, reason.strip(), self._workshop.clock.now())
        self._workshop.events.publish(MailingChanged(mailing_id))

    def confirm(self, plan: MailingPlan, confirmed_count: int, context: WorkContext) -> MailingView:
        """The person confirms the number in figures: from here on it is a promise (state `checked`).

        Documents are looked at again. Raises `WrongCount`, `PlanOutdated`, `DeviationsOpen`,
        `DocumentNotAsConfirmed`; then nothing has changed.
        """
        from desktop_app.mailing.confirming import confirm_plan

        with self._in_words():
            confirm_plan(self._workshop, plan, confirmed_count, context)
        return self.mailing(plan.mailing_id).mailing

    def discard(self, mailing_id: int) -> None:
        """Throw a draft away. Raises `MailingRefused` once it is confirmed."""
        with self._in_words():
            drafts.discard_draft(self._workshop, mailing_id)

    # --- Sending, waiting, recovery --------------------------------------------------------------------

    def send(self, mailing_id: int, context: WorkContext) -> MailingDetail:
        """Go on with a confirmed mailing as far as it goes now: build, upload, until Digipost has to answer.

        Can be called again at any time and does what is left. Raises what stopped it; the ledger then says
        where it stands, and `recover` or another `send` goes on from there.
        """
        from desktop_app.mailing.sending import advance_mailing

        with self._at_work() as line:
            advance_mailing(self._workshop, mailing_id, line, context)
        return self.mailing(mailing_id)

    def look_up(self, recipient_ids: Iterable[int], name: str, context: WorkContext) -> JobView:
        """Make a lookup of these recipients, apart from any mailing, and upload it.

        Recipients without anything to identify them by are not asked about. Raises `MailingRefused` when none
        is left.
        """
        from desktop_app.mailing.sending import start_lookup

        with self._at_work() as line:
            job = start_lookup(self._workshop, recipient_ids, name, line, context)
        return self.job(job.job_id)

    def fetch_receipts(self, context: WorkContext) -> FetchReport:
        """Look for receipts once: fetch, keep and apply what is new, then go on with mailings that now can.

        One bad receipt never stops the others. Raises an `EnvironmentFailure` when the server is out of reach.
        """
        from desktop_app.mailing.recovery import fetch_and_go_on

        with self._at_work() as line:
            return fetch_and_go_on(self._workshop, line, context)

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

        def state() -> State:
            return (
                self.mailing(mailing_id).mailing.state
                if mailing_id is not None
                else self.job(job_id or "").state
            )

        def is_over() -> bool:
            return state().is_final or state() is State.UNCERTAIN

        if not is_over():
            wait_until(self._workshop, seconds, context, lambda: self.fetch_receipts(context), is_over)
        return state()

    def seconds_to_next_look(self) -> float | None:
        """How long to wait before the next look for receipts is worth it; None when nothing is waited for."""
        return seconds_to_next_look(self._workshop)

    def recover(self, context: WorkContext) -> RecoveryReport:
        """At start, or when the network is back: look at the ledger and the server, and go on from there.

        What stops one job (a changed file, say) is reported and does not stop the others. Nobody is contacted
        when nothing is under way.
        """
        from desktop_app.mailing.recovery import recover

        with self._at_work() as line:
            return recover(self._workshop, line, context)

    def cancel(self, mailing_id: int, reason: str = "") -> MailingView:
        """Stop whatever of a mailing has not left this computer. Raises `AlreadyUnderWay` when all of it may have."""
        with self._in_words():
            stopping.cancel_mailing(self._workshop, mailing_id, reason)
        return self.mailing(mailing_id).mailing

    def cancel_job(self, job_id: str, reason: str = "") -> JobView:
        """Stop a job, and the mailing it belongs to. Raises `AlreadyUnderWay` once it may have left."""
        with self._in_words():
            stopping.cancel_job(self._workshop, job_id, reason)
        return self.job(job_id)

    def send_again(self, mailing_id: int, letter_ids: Iterable[int], reason: str) -> int:
        """New letters for people in the remainder, with their details as the register has them now.

        They go the mailing's whole way again (lookup first, where it does that) with the next `send`. Those
        already done, or not in the remainder, are refused. Returns how many. Raises `ReasonNeeded`.
        """
        with self._in_words():
            return stopping.send_again(self._workshop, mailing_id, letter_ids, reason)

    def replace_job(self, job_id: str, reason: str) -> MailingDetail:
        """A person has found out that an uncertain job never arrived: its letters go into a new job.

        Only for `uncertain` jobs; the next `send` makes and sends the new one. Raises `ReasonNeeded`.
        """
        with self._in_words():
            return self.mailing(stopping.replace_job(self._workshop, job_id, reason))

    def give_up(self, job_id: str, reason: str) -> JobView:
        """A person has found out that an uncertain job never arrived, and does not want it sent again.

        Its letters are then not reached, with that reason. Only for `uncertain` jobs. Raises `ReasonNeeded`.
        """
        with self._in_words():
            stopping.give_up_job(self._workshop, job_id, reason)
        return self.job(job_id)

    # --- Looking ---------------------------------------------------------------------------------------

    def mailings(self, offset: int = 0, limit: int = 100) -> list[MailingView]:
        """Mailings, newest first, drafts included."""
        with self._database.read() as connection:
            return lists.page_of_mailings(connection, offset, limit)

    def mailing(self, mailing_id: int) -> MailingDetail:
        """One mailing with its jobs and open deviations. Raises `UnknownMailing`."""
        with self._database.read() as connection:
            return lists.mailing_detail(connection, mailing_id)

    def jobs(self, offset: int = 0, limit: int = 100, *, under_way_only: bool = False) -> list[JobView]:
        """Jobs, newest first."""
        with self._database.read() as connection:
            return lists.page_of_jobs(connection, offset, limit, under_way_only=under_way_only)

    def job(self, job_id: str) -> JobView:
        """One job by its id on the wire. Raises `UnknownMailing`."""
        with self._database.read() as connection:
            return lists.one_job(connection, job_id)

    def lookup_summary(self, job_id: str) -> LookupSummary:
        """The numbers of one lookup."""
        with self._database.read() as connection:
            return lists.summary_of_lookup(connection, job_id)

    def lookups(self, offset: int = 0, limit: int = 100) -> list[JobView]:
        """Lookups that were answered, the newest answer first."""
        with self._database.read() as connection:
            return lists.page_of_lookups(connection, offset, limit)

    def jobs_between(self, since: str | None, until: str) -> frozenset[str]:
        """The ids of the jobs answered after `since` (from the beginning without it), up to `until` and with it.

        What they changed is what the register knows under these ids. Raises `UnknownMailing`.
        """
        with self._database.read() as connection:
            return lists.jobs_between(connection, since, until)

    def letters(self, query: LetterQuery, offset: int = 0, limit: int = 200) -> list[LetterRow]:
        """One page of letters."""
        with self._database.read() as connection:
            return letter_queries.page_of_letters(connection, query, offset, limit)

    def count_letters(self, query: LetterQuery) -> int:
        """How many letters a query finds."""
        with self._database.read() as connection:
            return letter_queries.count_letters(connection, query)

    def iterate_letters(self, query: LetterQuery) -> Iterator[LetterRow]:
        """All letters that a query finds, streamed."""
        with self._database.read() as connection:
            yield from letter_queries.iterate_letters(connection, query)

    def history(self, recipient_id: int) -> list[HistoryEntry]:
        """Every lookup and letter of one person, with what became of it, newest first."""
        with self._database.read() as connection:
            customer_ids = all_customer_ids_of(connection, recipient_id)
            return history_of(connection, recipient_id, customer_ids, self._workshop.folder.receipts)

    def receipts(
        self, query: ReceiptQuery = _ALL_RECEIPTS, offset: int = 0, limit: int = 200
    ) -> list[ReceiptView]:
        """One page of receipts."""
        folder = self._workshop.folder.receipts
        with self._database.read() as connection:
            return receipt_queries.page_of_receipts(connection, folder, query, offset, limit)

    def count_receipts(self, query: ReceiptQuery = _ALL_RECEIPTS) -> int:
        """How many receipts a query finds."""
        with self._database.read() as connection:
            return receipt_queries.count_receipts(connection, query)

    def home(self) -> HomeNumbers:
        """What needs a person, the last mailings, and how many jobs are under way."""
        with self._database.read() as connection:
            return home_numbers(connection, self._workshop.clock.now())

    def held_about(self, recipient_id: int) -> dict[str, Any]:
        """Everything that the ledger holds about one person, as values that JSON can hold."""
        with self._database.read() as connection:
            return held_about(connection, recipient_id, self._customer_id(connection, recipient_id))

    def removed_person(self, who: int | str) -> Recipient | None:
        """Somebody whom only old mailings name, since they were removed from the register. See `forgetting`."""
        with self._database.read() as connection:
            return removed_person(connection, who)

    def forget(self, recipient_id: int, customer_id: str) -> Forgotten:
        """Remove who a person was from every letter and lookup, and the files of ended jobs that name them.

        Call it before the register forgets them. Raises `MailingRefused` while something of theirs is under way.
        """
        with self._in_words():
            return forget_person(self._workshop, recipient_id, customer_id)

    # --- The remainder ---------------------------------------------------------------------------------

    def remainder(
        self, mailing_id: int, offset: int = 0, limit: int = 200, *, open_only: bool = False, search: str = ""
    ) -> list[RemainderRow]:
        """Who was not reached, by postcode, with the reason."""
        with self._database.read() as connection:
            return remainders.page_of_remainder(
                connection, mailing_id, offset, limit, open_only=open_only, search=search
            )

    def iterate_remainder(self, mailing_id: int, *, open_only: bool = False) -> Iterator[RemainderRow]:
        """All who were not reached, by postcode, streamed."""
        with self._database.read() as connection:
            yield from remainders.iterate_remainder(connection, mailing_id, open_only=open_only)

    def mark_done(self, mailing_id: int, letter_ids: Iterable[int], how: str, on: date | None = None) -> int:
        """Tick people off: they were reached in another way, today or on that day. Returns how many.

        Raises `MailingRefused` for an empty `how`, and for a day that has not come yet.
        """
        now = self._workshop.clock.now()
        reached_at = remainders.moment_of(on, now)
        with self._in_words(), self._database.begin() as connection:
            count = remainders.mark_done(connection, mailing_id, letter_ids, how, now, reached_at)
        self._tell_about_remainder(mailing_id)
        return count

    def undo_done(self, mailing_id: int, letter_ids: Iterable[int]) -> int:
        """Take ticks back. Returns how many."""
        now = self._workshop.clock.now()
        with self._in_words(), self._database.begin() as connection:
            count = remainders.undo_done(connection, mailing_id, letter_ids, now)
        self._tell_about_remainder(mailing_id)
        return count

    def export_remainder(
        self, mailing_id: int, path: Path, context: WorkContext, say: Translator | None = None
    ) -> int:
        """Write the people still to be reached to an .xlsx or .csv file for Excel; returns how many."""
        with self._in_words():
            rows = self.iterate_remainder(mailing_id, open_only=True)
            say = say or load_translator("en")
            return exporting.write_rows(path, exporting.REMAINDER_COLUMNS, rows, say, context)

    def export_letters(
        self, query: LetterQuery, path: Path, context: WorkContext, say: Translator | None = None
    ) -> int:
        """Write letters with their outcome to an .xlsx or .csv file that Excel opens rightly; returns how many."""
        with self._in_words():
            rows = self.iterate_letters(query)
            say = say or load_translator("en")
            return exporting.write_rows(path, exporting.LETTER_COLUMNS, rows, say, context)

    def settle(self, deviation_ids: Iterable[int], how: str) -> None:
        """Mark deviations that came after sending as seen, with a word about what was done.

        A mailing that was held after a backup came back goes on with the next `send` or `recover`.
        """
        with self._in_words(), self._database.begin() as connection:
            about = settle_findings(connection, deviation_ids, how, self._workshop.clock.now())
        for mailing_id in about:
            self._workshop.events.publish(MailingChanged(mailing_id))

    # --- Inside ----------------------------------------------------------------------------------------

    @staticmethod
    def _customer_id(connection: Connection, recipient_id: int) -> str:
        """The customer id that the register has for somebody; nothing for somebody it no longer has."""
        known = select(recipients.c.customer_id).where(recipients.c.id == recipient_id)
        return connection.execute(known).scalar_one_or_none() or ""

    def _in_words(self) -> AbstractContextManager[None]:
        return disk_faults_in_words(self._workshop.folder.database_file)

    def _at_work(self) -> "AtWork":
        from desktop_app.mailing.at_work import AtWork

        return AtWork(self._workshop)

    def _tell_about_remainder(self, mailing_id: int) -> None:
        self._workshop.events.publish(RemainderChanged(mailing_id))
        self._workshop.events.publish(MailingChanged(mailing_id))
