"""Whatever happens, in whatever order: every recipient of a confirmed mailing is in exactly one place.

Delivered digitally, printed, not reached with the cause, or still waiting; and Digipost's own ledger agrees.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_app.base.errors import Cancelled, EnvironmentFailure
from desktop_app.digipost.sftp_errors import ConnectionLost, Phase
from desktop_app.mailing.errors import AlreadyUnderWay, MailingRefused
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import COUNTED, Outcome
from desktop_app.mailing.states import State
from desktop_app.mailing.workshop import no_checkpoint
from desktop_app.sandbox.behaviour import Behaviour, ReceiptFault
from tests.helpers.mailing_room import QUIET, MailingRoom, SimulatedCrashError

PEOPLE = 10
_PATTERNS = st.sampled_from([Pattern.SPLIT_FIRST, Pattern.MAILING_ONLY, Pattern.WITH_PRINT])
_FAULTY = [fault for fault in ReceiptFault if fault is not ReceiptFault.CONTRADICTING]


class DieAfter:
    """Dies at the so-manieth checkpoint from now on."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __call__(self, point: str) -> None:
        self._left -= 1
        if self._left < 0:
            raise SimulatedCrashError(point)


class Mailings(RuleBasedStateMachine):
    """Makes mailings, lets everything go wrong on their way, and looks at the ledger after each step."""

    template: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="brevdue-invariant-"))
        if Mailings.template is None:
            Mailings.template = Path(tempfile.mkdtemp(prefix="brevdue-template-"))
            first = MailingRoom(Mailings.template)
            first.add_people(PEOPLE)
            first.pdf()
            first.close()
        shutil.copytree(Mailings.template, self.folder, dirs_exist_ok=True)
        self.room = MailingRoom(self.folder)
        self.mailings: list[int] = []

    # --- What a person does

    @initialize(pattern=_PATTERNS)
    def one_mailing(self, pattern: Pattern) -> None:
        self._confirm(pattern)

    @precondition(lambda self: len(self.mailings) < 3)
    @rule(pattern=_PATTERNS)
    def another_mailing(self, pattern: Pattern) -> None:
        self._confirm(pattern)

    def _confirm(self, pattern: Pattern) -> None:
        number = len(self.mailings)
        options = self.room.options(
            pattern,
            name=f"Mailing {number}",
            subject=f"Subject {number}",
            common_document=str(self.room.pdf(f"letter{number}", [f"Number {number}"])),
        )
        self.room.checkpoint = no_checkpoint
        self.mailings.append(self.room.confirmed(options))

    @rule(which=st.integers(0, 2))
    def send(self, which: int) -> None:
        self._dare(lambda: self.room.service.send(self._one(which), QUIET))

    @rule(which=st.integers(0, 2))
    def cancel(self, which: int) -> None:
        try:
            self.room.service.cancel(self._one(which), "changed my mind")
        except AlreadyUnderWay:
            mailing = self.room.service.mailing(self._one(which))
            assert any(job.state.may_have_left for job in mailing.jobs) or mailing.mailing.state.is_final

    @rule(which=st.integers(0, 2), how_many=st.integers(1, 4))
    def send_again(self, which: int, how_many: int) -> None:
        mailing_id = self._one(which)
        chosen = [row.letter_id for row in self.room.service.remainder(mailing_id, open_only=True)][:how_many]
        if chosen and self.room.service.mailing(mailing_id).mailing.state is not State.CANCELLED:
            self.room.service.send_again(mailing_id, chosen, "try again")

    @rule(which=st.integers(0, 2), how_many=st.integers(1, 4))
    def tick_off(self, which: int, how_many: int) -> None:
        mailing_id = self._one(which)
        rows = self.room.service.remainder(mailing_id, open_only=True)[:how_many]
        if rows:
            self.room.service.mark_done(mailing_id, [row.letter_id for row in rows], "printed")

    # --- What the world does

    @rule()
    def digipost_works(self) -> None:
        self.room.digipost.process_pending()

    @rule(seconds=st.sampled_from([1, 60, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.room.clock.advance(seconds)

    @rule()
    def receipts_are_fetched(self) -> None:
        self._dare(self.room.fetch)

    @rule()
    def the_program_starts_again(self) -> None:
        self.room.restart()
        self._dare(lambda: self.room.service.recover(QUIET))

    @rule(after=st.integers(0, 12))
    def the_program_dies_soon(self, after: int) -> None:
        self.room.checkpoint = DieAfter(after)

    @rule(operation=st.sampled_from(["connect", "upload", "exists", "list", "download"]), late=st.booleans())
    def the_network_fails_soon(self, operation: str, *, late: bool) -> None:
        when = self.room.faults.after if late and operation != "connect" else self.room.faults.before
        when.setdefault(operation, []).append(ConnectionLost(Phase.REPLY, "test"))

    @rule(at=st.integers(0, 2000), removed=st.booleans())
    def an_upload_is_cut_soon(self, at: int, *, removed: bool) -> None:
        self.room.faults.cut_upload_at, self.room.faults.removes_part = at, removed

    @rule(fault=st.sampled_from(_FAULTY), takes_at_once=st.booleans(), slow=st.booleans())
    def digipost_changes_its_ways(self, fault: ReceiptFault, *, takes_at_once: bool, slow: bool) -> None:
        delay = 3000.0 if slow else 0.0
        self.room.digipost.behaviour = Behaviour(
            acknowledge_after_s=delay,
            result_after_s=delay,
            takes_uploads_at_once=takes_at_once,
            receipt_faults=frozenset({fault}),
        )

    def _one(self, which: int) -> int:
        return self.mailings[which % len(self.mailings)]

    def _dare(self, act: object) -> None:
        """Do something that may fail, or in the middle of which the program may die."""
        try:
            act()  # type: ignore[operator]
        except SimulatedCrashError:
            self.room.restart()
        except (EnvironmentFailure, Cancelled, MailingRefused):
            pass

    # --- What must always hold

    @invariant()
    def everybody_is_in_exactly_one_place(self) -> None:
        for mailing_id in self.mailings:
            rows = self.room.service.letters(LetterQuery(mailing_id, outcomes=tuple(COUNTED)), limit=1000)
            assert Counter(row.customer_id for row in rows) == Counter(
                {f"K{number:04d}": 1 for number in range(1, PEOPLE + 1)}
            )
            assert all((row.reason is not None) == (row.outcome is Outcome.REMAINDER) for row in rows)
            mailing = self.room.service.mailing(mailing_id).mailing
            numbers = Counter(row.outcome for row in rows)
            assert (mailing.waiting, mailing.digital, mailing.printed, mailing.remainder) == tuple(
                numbers[outcome] for outcome in COUNTED
            )

    @invariant()
    def nobody_has_got_the_same_mailing_twice(self) -> None:
        for mailing_id in self.mailings:
            job_ids = {job.job_id for job in self.room.service.mailing(mailing_id).jobs}
            got = Counter(
                each.customer_id for each in self.room.digipost.ledger.deliveries() if each.job_id in job_ids
            )
            assert not [customer_id for customer_id, times in got.items() if times > 1]

    @invariant()
    def what_is_called_delivered_was_delivered(self) -> None:
        delivered = {(each.job_id, each.customer_id) for each in self.room.digipost.ledger.deliveries()}
        for mailing_id in self.mailings:
            for row in self.room.rows(mailing_id, Outcome.DIGITAL, Outcome.PRINTED):
                assert (row.job_id, row.customer_id) in delivered

    def teardown(self) -> None:
        try:
            self._let_everything_end()
        finally:
            self.room.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _let_everything_end(self) -> None:
        self.room.faults.before.clear()
        self.room.faults.after.clear()
        self.room.faults.cut_upload_at = None
        self.room.restart()
        for _ in range(8):
            self.room.clock.advance(4000)
            self.room.service.recover(QUIET)
            self.room.answer()
        delivered = {(each.job_id, each.customer_id) for each in self.room.digipost.ledger.deliveries()}
        for mailing_id in self.mailings:
            rows = self.room.rows(mailing_id, *COUNTED)
            uncertain = {job.job_id for job in self.room.service.jobs() if job.state is State.UNCERTAIN}
            assert {row.job_id for row in rows if row.outcome is Outcome.WAITING} <= uncertain
            reached = {(row.job_id, row.customer_id) for row in rows if row.outcome in _REACHED}
            job_ids = {job.job_id for job in self.room.service.mailing(mailing_id).jobs}
            assert reached == {each for each in delivered if each[0] in job_ids}


_REACHED = (Outcome.DIGITAL, Outcome.PRINTED)

TestInvariant = Mailings.TestCase
TestInvariant.settings = settings(
    max_examples=20,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
