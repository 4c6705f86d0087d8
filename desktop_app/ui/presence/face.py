"""What the icon beside the clock shows and offers: how everything stands, the next run, a pause, the way out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.moments import day_words
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.services.scheduled_tasks import local_zone
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.schedule_pausing import MORNING, tomorrow_morning
from desktop_app.ui.presence.attention import Overview
from desktop_app.ui.presence.tray import Standing, Tray, standing_icon


@dataclass(frozen=True, slots=True)
class TrayActs:
    """What a person can do from beside the clock. `pause` is told until when, None for going on."""

    open_window: Callable[[], object]
    pause: Callable[[datetime | None], object]
    quit: Callable[[], object]


class TrayFace(QObject):
    """Keeps the menu, and what was shown last. The words are those of the context it last spoke with."""

    def __init__(self, tray: Tray, acts: TrayActs, parent: QObject) -> None:
        super().__init__(parent)
        self._tray, self._acts = tray, acts
        self._overview = Overview((), ())
        self._running = 0
        self.menu = QMenu()
        self.open_entry = self.menu.addAction("", acts.open_window)
        self.menu.setDefaultAction(self.open_entry)
        self.menu.addSeparator()
        self.next_entry = self.menu.addAction("")
        self.next_entry.setEnabled(False)
        self.pause_entry = self.menu.addAction("", self._pause_or_go_on)
        self.menu.addSeparator()
        self.quit_entry = self.menu.addAction("", acts.quit)
        tray.use_menu(self.menu)
        self._context: UiContext | None = None

    def speak(self, context: UiContext) -> None:
        """Show everything in the words and the look of this context."""
        self._context = context
        context.theme.on_change(self, self._show)

    def show_overview(self, overview: Overview) -> None:
        """Show what needs a person, and what runs next."""
        self._overview = overview
        self._show()

    def show_running(self, count: int) -> None:
        """Show how many pieces of work are under way."""
        if count != self._running:
            self._running = count
            self._show()

    @property
    def standing(self) -> Standing:
        """How everything stands."""
        if self._running:
            return Standing.WORKING
        return Standing.NEEDS_YOU if self._overview.needs else Standing.WELL

    def _show(self) -> None:
        context = self._context
        if context is None:
            return
        say, now, zone = context.say, context.services.clock.now(), local_zone()
        coming = say(_next_words(self._overview.schedule, now, zone))
        self.open_entry.setText(say(text("Open Brevdue")))
        self.next_entry.setText(coming.replace("&", "&&"))
        self.pause_entry.setText(say(self._pause_words()))
        self.quit_entry.setText(say(text("Quit")))
        tip = f"Brevdue: {say(self._standing_words())}\n{coming}"
        self._tray.show_standing(standing_icon(context.theme, self.standing), tip)

    def _standing_words(self) -> Text:
        needs = len(self._overview.needs)
        match self.standing:
            case Standing.WORKING:
                return plural("{count} job is under way.", "{count} jobs are under way.", count=self._running)
            case Standing.NEEDS_YOU:
                return plural("{count} thing needs you.", "{count} things need you.", count=needs)
            case _:
                return text("Everything is in order.")

    def _pause_words(self) -> Text:
        if self._is_paused:
            return text("Resume the schedule")
        return text("Pause the schedule until tomorrow at {time}", time=f"{MORNING:%H:%M}")

    @property
    def _is_paused(self) -> bool:
        return any(view.paused_until is not None for view in self._overview.schedule)

    def _pause_or_go_on(self) -> None:
        if self._context is not None:
            now = self._context.services.clock.now()
            self._acts.pause(None if self._is_paused else tomorrow_morning(now, local_zone()))


def _next_words(views: Sequence[ScheduleView], now: datetime, zone: tzinfo) -> Text:
    coming = [(view.next.at, view.title) for view in views if view.next is not None]
    if not coming:
        return text("Nothing runs by itself at the moment.")
    at, title = min(coming, key=lambda each: each[0])
    return text("Next: {job} · {moment}", job=title, moment=day_words(at, now, zone))
