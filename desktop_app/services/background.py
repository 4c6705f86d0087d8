"""What goes on by itself while the program is open: the schedule, the receipts, and picking up threads."""

from collections.abc import Callable

from desktop_app.base.clock import Clock
from desktop_app.base.events import Events
from desktop_app.base.texts import text
from desktop_app.jobs.heartbeat import Heartbeat, TimeJumped
from desktop_app.jobs.lanes import Job, JobState, Lane, Lanes
from desktop_app.jobs.schedule import Schedule
from desktop_app.mailing.service import MailingService

LONGEST_PAUSE_SECONDS = 30.0
_SHORTEST_PAUSE_SECONDS = 1.0
_FIRST_RETRY_SECONDS = 60.0
_LONGEST_RETRY_SECONDS = 1800.0


class Background:
    """Owns the heartbeat of an open window. A single command needs none of it.

    At its start, and when the computer wakes, it has the mailing room look at what was interrupted. While jobs
    are under way it looks for receipts as often as is worth it, and more seldom while that fails.
    """

    def __init__(
        self, schedule: Schedule, mailing: MailingService, lanes: Lanes, events: Events, clock: Clock
    ) -> None:
        self._schedule = schedule
        self._mailing = mailing
        self._lanes = lanes
        self._events = events
        self._clock = clock
        self._heartbeat = Heartbeat(self.beat, self.pause, events, clock)
        self._look: Job[object] | None = None
        self._looked_at = float("-inf")
        self._retry_seconds = 0.0
        self._stop_listening: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin, with a look at what was interrupted."""
        self._stop_listening = self._events.subscribe(TimeJumped, self._wake)
        self._recover()
        self._heartbeat.start()

    def stop(self) -> None:
        """End. Work that was begun goes on in its lane."""
        self._stop_listening()
        self._heartbeat.stop()

    def beat(self) -> None:
        """One look at everything that may be due."""
        self._schedule.look()
        if self._receipts_are_due():
            self._look = self._lanes.submit(
                Lane.DIGIPOST, text("Fetching receipts"), self._mailing.fetch_receipts
            )

    def pause(self) -> float:
        """Seconds until the next beat."""
        pauses = [self._schedule.seconds_to_next_look(LONGEST_PAUSE_SECONDS)]
        look_at = self._next_look_at()
        if look_at is not None:
            pauses.append(look_at - self._clock.monotonic())
        return max(min(pauses), _SHORTEST_PAUSE_SECONDS)

    def _receipts_are_due(self) -> bool:
        if self._look is not None:
            if not self._look.state.is_final:
                return False
            self._put_off_after(self._look.state)
            self._look = None
        look_at = self._next_look_at()
        return look_at is not None and self._clock.monotonic() >= look_at

    def _next_look_at(self) -> float | None:
        """The steady clock's second of the next look for receipts; None while none is waited for."""
        pause = self._mailing.seconds_to_next_look()
        return None if pause is None else self._looked_at + max(pause, self._retry_seconds)

    def _put_off_after(self, state: JobState) -> None:
        self._looked_at = self._clock.monotonic()
        if state is JobState.DONE:
            self._retry_seconds = 0.0
        else:
            longer = max(2 * self._retry_seconds, _FIRST_RETRY_SECONDS)
            self._retry_seconds = min(longer, _LONGEST_RETRY_SECONDS)

    def _wake(self, _jump: TimeJumped) -> None:
        self._schedule.try_network_at_once()
        self._looked_at, self._retry_seconds = float("-inf"), 0.0
        self._recover()

    def _recover(self) -> None:
        if self._mailing.jobs(limit=1, under_way_only=True):
            self._lanes.submit(Lane.DIGIPOST, text("Looking at what was interrupted"), self._mailing.recover)
