"""The program as long as it lives: the window comes and goes, the schedule goes on, and leaving waits for work."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop_app.base.texts import Text, text
from desktop_app.digis.events import DigisChanged
from desktop_app.jobs.outcomes import Outcome, Trigger
from desktop_app.jobs.schedule import ScheduleChanged, ScheduledRunEnded
from desktop_app.jobs.states import JobStateChanged
from desktop_app.mailing.events import (
    JobChanged,
    MailingChanged,
    ReceiptApplied,
    ReceiptStored,
    RemainderChanged,
)
from desktop_app.mailing.states import State
from desktop_app.ui.components.dialogs import message_dialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.presence.attention import Attention, Overview, Place, read_overview
from desktop_app.ui.presence.face import TrayActs, TrayFace
from desktop_app.ui.presence.notifier import Notifier
from desktop_app.ui.presence.quitting import QuitDialog
from desktop_app.ui.presence.tray import Tray
from desktop_app.ui.quit_wish import BrevdueApplication

KEEP_RUNNING = "app.keep_running"
GOOD_NEWS = "app.tell_good_news"
TOLD_MARK = ".told-where-brevdue-goes"
"""A file that stays in the folder once the person was told what closing the window does."""
LOOK_AFTER_MS = 1_000
COUNT_AFTER_MS = 800
"""Work that is done sooner does not make the icon flicker."""
ASK_AFTER_MS = 500
WORDS_GROW_OLD_MS = 60_000
_CHANGES: Sequence[type] = (
    DigisChanged,
    JobChanged,
    MailingChanged,
    ReceiptApplied,
    ReceiptStored,
    RemainderChanged,
    ScheduleChanged,
)


class Presence(QObject):
    """Decides what closing and quitting do, and keeps the icon beside the clock and its messages up to date.

    Without `stays` closing the window is quitting, as in a demonstration.
    """

    def __init__(
        self, application: QApplication, window: MainWindow, tray: Tray, *, stays: bool = True
    ) -> None:
        super().__init__(window)
        self._application, self._window, self._tray, self._stays = application, window, tray, stays
        self._services = window.context.services
        self._leaving = False
        self._dialog: QuitDialog | None = None
        acts = TrayActs(self.bring_forward, self._pause, self.quit)
        self.face = TrayFace(tray, acts, self)
        self.notifier = Notifier(tray, self.show_place, self)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        self._count = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._count.timeout.connect(self._count_running)
        self._about_to_ask = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._about_to_ask.timeout.connect(self._ask_before_leaving)
        self._grown_old = QTimer(self, interval=WORDS_GROW_OLD_MS)
        self._grown_old.timeout.connect(self.look)
        tray.opened.connect(self.bring_forward)
        application.commitDataRequest.connect(lambda _session: self._session_ends())
        window.may_close = self.may_close
        self._front = window.context.front
        self._front.is_seen = lambda: not self._is_away
        self._front.came_unseen.connect(self._tell_unseen)
        window.spoke.connect(self._speak)
        window.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+Q"), window, self.quit)
        self._listen()
        self._speak()

    def begin(self, *, in_background: bool = False) -> None:
        """Show the window, or leave it in the background, and let the schedule go on by itself."""
        self._application.setQuitOnLastWindowClosed(False)
        if isinstance(self._application, BrevdueApplication):
            self._application.quit_asked = self._quit_asked_by_system
        if not in_background:
            self._window.show()
        elif not self._tray.is_there():
            self._window.showMinimized()
        self._services.heartbeat.start()
        self._grown_old.start()
        self.look()

    def end(self) -> None:
        """Close the window for good and take the icon away. The event loop has ended."""
        self._leaving = True
        for timer in (self._soon, self._count, self._about_to_ask, self._grown_old):
            timer.stop()
        if isinstance(self._application, BrevdueApplication):
            self._application.quit_asked = None
        self._tray.remove()
        self._window.close()
        self._application.setQuitOnLastWindowClosed(True)

    # The window

    def bring_forward(self) -> None:
        """Show the window in front of all others."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    def show_place(self, place: Place) -> None:
        """Bring the window forward, with a place in it; a wizard that is open stays open."""
        self.bring_forward()
        self._front.when_free(self, lambda: self._go_to(place))

    def _go_to(self, place: Place) -> None:
        if self._window.wizard() is None:
            self._window.go(place.page, **place.where)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the window is seen again, what was kept meanwhile is told."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.WindowStateChange} and not self._is_away:
            QTimer.singleShot(0, self._front, self._front.go_on)
        return super().eventFilter(watched, event)

    @property
    def _is_away(self) -> bool:
        return not self._window.isVisible() or self._window.isMinimized()

    def _tell_unseen(self, title: Text) -> None:
        """A dialog waits until the window is seen; beside the clock it is told at once."""
        self.notifier.tell_at_once(title, Place(self._window.current))
        self._application.alert(self._window)

    # Closing and quitting

    def may_close(self) -> bool:
        """What closing the window does: it stays beside the clock, is made small, or is quitting."""
        if self._leaving:
            return True
        goes_on = self._stays and self._services.settings.flag(KEEP_RUNNING)
        if goes_on and self._tray.is_there():
            self._window.hide()
            self._explain_once(self._tell_of_tray)
        elif goes_on and not self._window.isMinimized() and not self._front.is_taken:
            self._explain_once(self._tell_of_minimising)
            if not self._leaving:
                self._window.showMinimized()
        else:
            self.quit()
        return self._leaving

    def quit(self) -> None:
        """End the program: at once when nothing runs, else after asking. What is done in a moment is waited for.

        What was typed and not kept is asked about first. A dialog that waits for an answer gets one first.
        """
        if self._front.is_taken:
            self.bring_forward()
        if self._front.is_taken or not self._window.may_leave():
            return
        if not self._services.lanes.jobs():
            self._leave()
        elif not self._about_to_ask.isActive():
            self._about_to_ask.start()

    def _ask_before_leaving(self) -> None:
        if self._front.is_taken:
            self._front.when_free(self, self._ask_before_leaving)
        elif not self._services.lanes.jobs():
            self._leave()
        else:
            self.bring_forward()
            self._dialog = QuitDialog(self._window.context, self._window)
            self._dialog.accepted.connect(self._leave)
            self._dialog.finished.connect(self._forget_dialog)
            self._front.open(self._dialog)

    def _quit_asked_by_system(self) -> bool:
        """The system asks the program to quit; True when it does so at once."""
        self.quit()
        return self._leaving

    @property
    def dialog(self) -> QuitDialog | None:
        """The question before quitting, while it is asked."""
        return self._dialog

    def _leave(self) -> None:
        self._leaving = True
        self._application.exit(0)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _session_ends(self) -> None:
        """The person logs out: nothing is asked. What is under way goes on from the ledger at the next start."""
        self._leaving = True
        for job in self._services.lanes.jobs():
            self._services.lanes.cancel(job.id)

    def _explain_once(self, explain: Callable[[], object]) -> None:
        mark = self._services.folder.root / TOLD_MARK
        if mark.exists():
            return
        mark.touch()
        explain()

    def _tell_of_tray(self) -> None:
        self.notifier.tell_at_once(
            text("Brevdue keeps running beside the clock. To quit, use the menu of its icon there."),
            Place("schedule"),
        )

    def _tell_of_minimising(self) -> None:
        title = text("Brevdue keeps running")
        words = text(
            "The window is minimised, so that the schedule runs. To quit, close it again or press "
            "Ctrl+Q. The settings can change this."
        )
        self._front.ask(message_dialog(self._window.context, title, words))

    # What is shown beside the clock

    def look(self) -> None:
        """Read what needs a person and what runs next."""
        reader = self._window.context.reader
        reader.read(self, lambda: read_overview(self._services), self._show, self._keep_quiet)

    def _show(self, overview: Overview) -> None:
        self.face.show_overview(overview)
        self.notifier.take_needs(overview.needs)

    def _keep_quiet(self, _error: BaseException) -> None:
        """What could not be read is read with the next news; the pages tell of such failures."""

    def _listen(self) -> None:
        bridge = self._window.context.bridge
        for kind in _CHANGES:
            bridge.listen(kind, self, lambda _events: self._look_soon())
        bridge.listen(JobStateChanged, self, lambda _events: self._count_soon())
        bridge.listen(ScheduledRunEnded, self, self._take_ended_runs)
        bridge.listen(JobChanged, self, self._take_ended_mailings)

    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _count_soon(self) -> None:
        if not self._count.isActive():
            self._count.start()

    def _count_running(self) -> None:
        self.face.show_running(len(self._services.lanes.jobs()))

    def _speak(self) -> None:
        self.face.speak(self._window.context)
        self.notifier.speak(self._window.context)

    def _pause(self, until: datetime | None) -> None:
        schedule = self._services.schedule
        self._window.context.reader.read(self, lambda: schedule.pause_all(until), lambda _done: self.look())

    # What went well, if somebody wants to know

    def _take_ended_runs(self, events: Sequence[ScheduledRunEnded]) -> None:
        for event in events:
            if event.outcome is Outcome.DONE and event.trigger is not Trigger.BY_HAND:
                words = text("{job}: {message}", job=event.title, message=event.message)
                self._tell_good_news(
                    Attention(f"run {event.run_id}", words, Place("schedule", {"view": "history"}))
                )

    def _take_ended_mailings(self, events: Sequence[JobChanged]) -> None:
        for event in events:
            if event.state is State.FINISHED and event.mailing_id is not None:
                words = text("Digipost has finished a mailing.")
                place = Place("mailings", {"mailing": event.mailing_id})
                self._tell_good_news(Attention(f"mailing {event.mailing_id}", words, place))

    def _tell_good_news(self, news: Attention) -> None:
        if self._services.settings.flag(GOOD_NEWS):
            self.notifier.take_good_news(news)
