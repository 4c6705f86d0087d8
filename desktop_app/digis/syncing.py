"""A run of the sync: everybody in the queue, one after the other, each with intent, call and outcome.

One run at a time on a data folder: a lock that the system gives back when a process dies. Whoever is found at
*sending* while the lock is held was being sent by a process that is no more.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, insert, update

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.departures import count_nothing
from desktop_app.base.errors import Cancelled
from desktop_app.base.events import Events
from desktop_app.base.files import make_private
from desktop_app.base.process_lock import try_to_lock, unlock
from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digis.deciding import queue_unknown_again
from desktop_app.digis.errors import SyncBusy
from desktop_app.digis.events import DigisChanged
from desktop_app.digis.members import load_members, load_subscriptions
from desktop_app.digis.model import Member, Subscription
from desktop_app.digis.outbox import (
    DeliveryState,
    Queued,
    Reason,
    counts_by_state,
    put_back,
    queued_as,
    settle_interrupted,
    waiting_persons,
    withdraw_ended,
    write_intent,
    write_outcome,
)
from desktop_app.digis.outcomes import Outcome, Sender, Sent
from desktop_app.digis.payload import PayloadRules, build_payload
from desktop_app.digis.restored import refuse_while_held
from desktop_app.digis.stopping import Breaker
from desktop_app.digis.sync_log import SyncLog
from desktop_app.digis.tables import runs

LOCK_FILE = "digis.lock"
UNKNOWN_AGAIN = "The setting says to try unknown ones again"
_TELL_SECONDS = 1.0
_LISTED = 1000


@dataclass(frozen=True, slots=True)
class NotSent:
    """One person who was not sent: why, and what Digis answered (masked)."""

    person_id: str
    subscription_id: str
    state: DeliveryState
    reason: Reason
    status_code: int | None
    detail: str


@dataclass(slots=True)
class SyncReport:
    """What a run did. `skipped` are those who were in the queue and were certainly not sent: their subscription
    had ended (`withdrawn`), Digis asked to come later, or the run stopped before their turn (`stopped` says why).

    `settled` counts those of an interrupted run who became unknown at the start of this one; they are in `unknown`.
    `errors` lists the first thousand failed and unknown ones.
    """

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0
    withdrawn: int = 0
    settled: int = 0
    stopped: Text | None = None
    errors: list[NotSent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SyncParts:
    """What a run needs. `sender` is made when the queue is known, and closed at the end of the run.

    `count_departure` is called before the first person is sent and after the last, so that an older copy of the data
    is known for one.
    """

    database: Database
    folder: Path
    log: SyncLog
    events: Events
    clock: Clock
    rules: PayloadRules
    open_sender: Callable[[], contextlib.AbstractContextManager[Sender]]
    retry_unknown: bool = False
    count_departure: Callable[[], None] = count_nothing


def run_sync(parts: SyncParts, context: WorkContext) -> SyncReport:
    """Send everybody who waits, and say what became of them.

    Raises `SyncBusy` while another run is under way, `NewestFileNeeded` after a backup came back, and `Cancelled`
    between two persons; whatever was done until then is kept, and the next run goes on from there.
    """
    with _only_one(parts.folder / LOCK_FILE):
        return _Run(parts, context).go()


def settle_what_was_interrupted(database: Database, folder: Path, log: SyncLog, clock: Clock) -> None:
    """Whoever was being sent when a program ended is unknown from now on. Nothing, while a sync is under way."""
    with contextlib.suppress(SyncBusy), _only_one(folder / LOCK_FILE):
        _settle(database, log, clock)


def _settle(database: Database, log: SyncLog, clock: Clock) -> list[Queued]:
    with database.begin() as connection:
        interrupted = settle_interrupted(connection, clock.now())
        cards = load_members(connection, (each.person_id for each in interrupted[:_LISTED]))
    for each in interrupted:
        card = cards[each.person_id].card_number if each.person_id in cards else None
        log.person("unknown", each.subscription_id, card, reason=Reason.PROGRAM_ENDED)
    return interrupted


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("ab") as stream:
        make_private(path)
        if not try_to_lock(stream):
            raise SyncBusy
        try:
            yield
        finally:
            unlock(stream)


class _Run:
    """One run, from the look at what was interrupted to its row in the table of runs."""

    def __init__(self, parts: SyncParts, context: WorkContext) -> None:
        self._parts = parts
        self._context = context
        self._report = SyncReport()
        self._told_at = float("-inf")

    def go(self) -> SyncReport:
        run_id, waiting = self._begin()
        try:
            if waiting:
                self._parts.count_departure()
                with self._parts.open_sender() as sender:
                    self._walk(sender, waiting)
        except Cancelled:
            self._report.stopped = text("It was stopped. The others go on waiting.")
            raise
        except BaseException:
            self._report.stopped = text("It broke off. The others go on waiting.")
            raise
        finally:
            self._finish(run_id)
        return self._report

    # Beginning and end

    def _begin(self) -> tuple[int, list[str]]:
        """Look at what was interrupted, and at who has left; returns the run's id and who waits."""
        parts, report = self._parts, self._report
        interrupted = _settle(parts.database, parts.log, parts.clock)
        with parts.database.begin() as connection:
            refuse_while_held(connection)
            now = parts.clock.now()
            if parts.retry_unknown:
                queue_unknown_again(connection, now, UNKNOWN_AGAIN)
            report.withdrawn = withdraw_ended(connection, now)
            waiting = waiting_persons(connection)
            result = connection.execute(insert(runs).values(started_at=now))
        report.settled = len(interrupted)
        if not parts.retry_unknown:
            for each in interrupted:
                self._count(each, DeliveryState.UNKNOWN, Reason.PROGRAM_ENDED)
        parts.log.note("begin", waiting=len(waiting), withdrawn=report.withdrawn, interrupted=report.settled)
        assert result.inserted_primary_key is not None
        return int(result.inserted_primary_key[0]), waiting

    def _finish(self, run_id: int) -> None:
        parts, report = self._parts, self._report
        with parts.database.begin() as connection:
            report.skipped = report.withdrawn + counts_by_state(connection)[DeliveryState.WAITING]
            connection.execute(
                update(runs)
                .where(runs.c.id == run_id)
                .values(
                    finished_at=parts.clock.now(),
                    sent=report.sent,
                    failed=report.failed,
                    unknown=report.unknown,
                    skipped=report.skipped,
                    stopped=None if report.stopped is None else to_stored(report.stopped),
                )
            )
        parts.log.note(
            "end", sent=report.sent, failed=report.failed, unknown=report.unknown, skipped=report.skipped
        )
        if report.sent or report.unknown:
            parts.count_departure()
        parts.events.publish(DigisChanged())

    # Person by person

    def _walk(self, sender: Sender, waiting: list[str]) -> None:
        breaker = Breaker()
        for done, person_id in enumerate(waiting):
            self._context.check_cancelled()
            self._context.progress(done, len(waiting))
            outcome = self._send(sender, person_id)
            if outcome is not None:
                self._report.stopped = breaker.after(outcome)
                if self._report.stopped is not None:
                    return
        self._context.progress(len(waiting), len(waiting))

    def _send(self, sender: Sender, person_id: str) -> Outcome | None:
        """Send one person; None when they turned out not to wait any more."""
        parts = self._parts
        with parts.database.begin() as connection:
            queued = queued_as(connection, person_id)
            if queued is None or not write_intent(connection, queued, parts.clock.now()):
                return None
            member, subscription = _load(connection, queued)
        payload = build_payload(member, subscription, parts.rules)
        try:
            outcome = sender.send(payload, self._context)
        except Cancelled:
            # Raised between two attempts: nothing is under way, so the person goes back into the queue.
            with parts.database.begin() as connection:
                put_back(connection, queued, parts.clock.now())
            raise
        self._keep(queued, member, outcome)
        return outcome

    def _keep(self, queued: Queued, member: Member, outcome: Outcome) -> None:
        parts = self._parts
        with parts.database.begin() as connection:
            state, reason = write_outcome(connection, queued, outcome, parts.clock.now())
        self._count(queued, state, reason, outcome)
        self._log(queued, member, state, outcome)
        self._tell()

    def _count(
        self, queued: Queued, state: DeliveryState, reason: Reason | None, outcome: Outcome | None = None
    ) -> None:
        report = self._report
        report.sent += state is DeliveryState.SENT
        report.failed += state is DeliveryState.FAILED
        report.unknown += state is DeliveryState.UNKNOWN
        is_error = state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
        if is_error and reason is not None and len(report.errors) < _LISTED:
            status, detail = getattr(outcome, "status", None), getattr(outcome, "detail", "")
            not_sent = NotSent(queued.person_id, queued.subscription_id, state, reason, status, detail)
            report.errors.append(not_sent)

    def _log(self, queued: Queued, member: Member, state: DeliveryState, outcome: Outcome) -> None:
        """The person's line: codes and ids alone, since an answer may repeat what was sent."""
        card = member.card_number
        if isinstance(outcome, Sent):
            self._parts.log.person("sent", queued.subscription_id, card, externalId=outcome.external_id)
        else:
            status = getattr(outcome, "status", None)
            self._parts.log.person(str(state), queued.subscription_id, card, status=status)

    def _tell(self) -> None:
        moment = self._parts.clock.monotonic()
        if moment - self._told_at >= _TELL_SECONDS:
            self._told_at = moment
            self._parts.events.publish(DigisChanged())


def _load(connection: Connection, queued: Queued) -> tuple[Member, Subscription]:
    """The member and the subscription: a foreign key keeps both there while one uses the other."""
    member = load_members(connection, [queued.person_id])[queued.person_id]
    return member, load_subscriptions(connection, [queued.subscription_id])[queued.subscription_id]
