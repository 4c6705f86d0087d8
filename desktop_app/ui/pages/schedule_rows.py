"""One scheduled job as a line: its switch, its times in words, how it stands, and what can be done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QToolButton

from desktop_app.base.texts import Text, text
from desktop_app.jobs.moments import day_words, when_words
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.ui.components.buttons import Button, CheckBox, IconButton
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.labels import ElidedLabel, show_when
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.schedule_source import why_words
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.words import RUN_OUTCOME

_OFF = Status(text("Off"), Tone.QUIET, "stop", text("The job does not run by itself until you tick it."))
_WAITS_FOR_NETWORK = Status(
    text("Waits for the network"),
    Tone.ATTENTION,
    "waiting",
    text("The job is due, and runs as soon as the network is back."),
)
_RUNNING = Status(text("Running"), Tone.WORKING, "working", text("The job is running at this moment."))
_PLANNED = Status(
    text("Planned"), Tone.QUIET, "clock", text("The job runs by itself at the time shown below it.")
)
_PAUSED = Status(
    text("Paused"),
    Tone.ATTENTION,
    "pause",
    text(
        "Somebody has paused the job. It resumes by itself at the time shown here, or at once with "
        "“Resume now” in the pause menu."
    ),
)
STATES = (_PLANNED, _RUNNING, _WAITS_FOR_NETWORK, _PAUSED, _OFF)


class JobRow(QFrame):
    """One job. `switched` tells that a person wants it on or off."""

    switched = Signal(bool)

    def __init__(
        self,
        context: UiContext,
        view: ScheduleView,
        run: Callable[[], object],
        change: Callable[[], object],
        fill_pauses: Callable[[QMenu], object],
    ) -> None:
        super().__init__()
        self._context, theme = context, context.theme
        title = context.say(view.title)
        self.switch = CheckBox(title)
        self.switch.setFont(theme.font(TextRole.STRONG))
        self.switch.setAccessibleName(title)
        self.switch.clicked.connect(self.switched)
        self._times = ElidedLabel(theme, " ", TextRole.HELP, Tone.QUIET)
        self._last = ElidedLabel(theme, " ", TextRole.HELP, Tone.QUIET)
        self.chip = StatusChip(context)
        self.run_button = self._button(text("Run now"), "play", text("Run “{job}” now", job=view.title), run)
        self.change_button = self._button(
            text("Change…"), "edit", text("Change when “{job}” runs", job=view.title), change
        )
        pause = context.say(text("Pause “{job}”", job=view.title))
        self.pause_button = IconButton(theme, "pause", pause, quiet=False)
        self.pause_menu = QMenu(self)
        self.pause_menu.aboutToShow.connect(lambda: fill_pauses(self.pause_menu))
        self.pause_button.setMenu(self.pause_menu)
        self.pause_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = row(self.switch, self.chip, None, space=Space.FIELD)
        words = column(head, self._times, self._last, space=Space.HAIR)
        acts = (self.pause_button, self.run_button, self.change_button)
        whole = row(words, *acts, space=Space.ROW, margins=(0, Space.ROW) * 2)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_job(self, view: ScheduleView, now: datetime, zone: tzinfo) -> None:
        """Show how the job stands at this moment."""
        say = self._context.say
        self.switch.setChecked(view.enabled)
        self._times.setText(say(_times(view, now, zone)))
        last = _last(view)
        self._last.setText(say(last) if last is not None else "")
        show_when(self._last, last is not None)
        status = _status(view, now, zone)
        self.chip.show_status(status)
        self.run_button.setEnabled(not view.running)
        self.pause_button.setEnabled(view.enabled)

    def _button(self, words: Text, icon: str, name: Text, pressed: Callable[[], object]) -> Button:
        button = Button(self._context.theme, self._context.say(words), pressed, icon=icon)
        button.setAccessibleName(self._context.say(name))
        return button


def _status(view: ScheduleView, now: datetime, zone: tzinfo) -> Status:
    """What is most worth knowing of a job."""
    if view.running:
        return _RUNNING
    if not view.enabled:
        return _OFF
    if view.paused_until is not None:
        until = day_words(view.paused_until, now, zone)
        return replace(_PAUSED, words=text("Paused until: {moment}", moment=until))
    if view.waits_for_network:
        return _WAITS_FOR_NETWORK
    return _PLANNED


def _times(view: ScheduleView, now: datetime, zone: tzinfo) -> Text:
    if view.next is None:
        return text("{times}, when it is on.", times=view.rule.words())
    return text(
        "{times}. Next: {moment}", times=view.rule.words(), moment=when_words(view.next.at, now, zone)
    )


def _last(view: ScheduleView) -> Text | None:
    last = view.last
    if last is None or view.running:
        return None
    what = why_words(last) or RUN_OUTCOME[last.outcome].words
    return text("Last: {moment} · {what}", moment=last.slot_at or last.decided_at, what=what)
