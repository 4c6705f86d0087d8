"""Following what is under way: looking at the ledger at start, and for receipts as long as any is awaited.

Nobody has to press a button for a mailing to come to its end. A look that fails is tried again later, and is said in
the panel of running work and in the mailing, not in a dialog: the network being away is no reason to interrupt.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.sftp_errors import HostKeyChanged, HostKeyUnknown, LoginRefused, SftpRefused
from desktop_app.jobs.states import JobState, JobStateChanged, Lane
from desktop_app.mailing.events import JobChanged, MailingChanged, ReceiptApplied
from desktop_app.services import Services
from desktop_app.ui.bridge import Bridge
from desktop_app.ui.reading import Reader

LANE_BUSY_MS = 2_000
"""How long to wait before asking again while something else is being done at Digipost."""
AFTER_FAILURE_MS = 60_000
SHORTEST_PAUSE_MS = 200
LONGEST_PAUSE_MS = 3_600_000
PERSON_NEEDED = (HostKeyChanged, HostKeyUnknown, LoginRefused, SftpRefused, InputError)
"""Failures of a look that no waiting mends."""


class Follower(QObject):
    """Owned by the window. Keeps the time of the next look, and the numbers of the looks it has started."""

    def __init__(
        self,
        services: Services,
        bridge: Bridge,
        reader: Reader,
        tell: Callable[[BaseException], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._bridge, self._reader, self._tell = services, bridge, reader, tell
        self._told: type[BaseException] | None = None
        self._own: set[int] = set()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        for kind in (MailingChanged, JobChanged, ReceiptApplied):
            bridge.listen(kind, self, lambda _events: self._plan())
        bridge.listen(JobStateChanged, self, self._take_states)

    def begin(self) -> None:
        """Go on with what was under way when the program last ended, and bring the search up to date."""
        services = self._services
        services.lanes.submit(
            Lane.FILES,
            text("Preparing the register for searching"),
            services.register.refresh_search_index,
        )
        self._reader.read(self, self._is_under_way, self._begin_with, self._keep_quiet)

    def stop(self) -> None:
        """Look no more: the window closes, and the lanes may be shut down before it is gone."""
        self._timer.stop()

    def is_own(self, job_id: int) -> bool:
        """Whether this job is one of the follower's looks, whose failure is no news."""
        return job_id in self._own

    def _is_under_way(self) -> bool:
        return bool(self._services.mailing.jobs(0, 1, under_way_only=True))

    def _begin_with(self, under_way: bool) -> None:
        if under_way:
            self._submit(text("Continuing unfinished work"), self._services.mailing.recover)

    def _plan(self) -> None:
        self._reader.read(self, self._services.mailing.seconds_to_next_look, self._wait, self._keep_quiet)

    def _wait(self, seconds: float | None) -> None:
        if seconds is None:
            self._timer.stop()
            return
        pause = min(max(round(seconds * 1000), SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
        if not self._timer.isActive() or self._timer.remainingTime() > pause:
            self._timer.start(pause)

    def _look(self) -> None:
        if any(job.lane is Lane.DIGIPOST for job in self._services.lanes.jobs()):
            self._timer.start(LANE_BUSY_MS)
        else:
            self._submit(text("Looking for receipts"), self._services.mailing.fetch_receipts)

    def _submit(self, name: Text, work: Callable[[WorkContext], object]) -> None:
        def look(context: WorkContext) -> object:
            try:
                return work(context)
            except PERSON_NEEDED as error:
                stopper: BaseException = error
                self._bridge.call(lambda: self._tell_once(stopper))
                raise

        self._own.add(self._services.lanes.submit(Lane.DIGIPOST, name, look).id)

    def _tell_once(self, error: BaseException) -> None:
        """What only a person can mend is told, but not again at each look."""
        if self._told is not type(error):
            self._told = type(error)
            self._tell(error)

    def _take_states(self, events: Sequence[JobStateChanged]) -> None:
        for event in events:
            if not event.job.state.is_final or event.job.id not in self._own:
                continue
            if event.job.state is JobState.FAILED:
                self._timer.start(AFTER_FAILURE_MS)
            else:
                self._told = None
                self._plan()

    def _keep_quiet(self, _error: BaseException) -> None:
        """A plan that could not be made is made again with the next news."""
        self._timer.start(AFTER_FAILURE_MS)
