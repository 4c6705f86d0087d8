"""What is running, at the bottom of the window: each job with its counts, the time left, and a way to stop it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import JobProgressed, JobState, JobStateChanged, JobView
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.labels import ElidedLabel, IconLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone

BAR_WIDTH = 220
COUNTS_WIDTH = 230
APPEARS_AFTER_MS = 600
"""Work that is done sooner is not shown at all: the page above would jump for nothing."""
STAYS_MS = 4000
"""How long a job that ended well is still shown."""
_STEPS = 1000


class JobLine(QWidget):
    """One job: its name, a bar, its counts in words, and the button that stops it."""

    def __init__(
        self, context: UiContext, cancel: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, theme = context, context.theme
        self.has_ended = False
        self._icon = IconLabel(theme, "working", Tone.WORKING)
        self._name = ElidedLabel(theme)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._counts = Label(theme, "", TextRole.HELP, Tone.QUIET)
        self._counts.setMinimumWidth(COUNTS_WIDTH)
        self._cancel = Button(theme, context.say(text("Cancel")), cancel, kind=ButtonKind.QUIET)
        policy = self._cancel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._cancel.setSizePolicy(policy)
        parts = row(
            self._icon,
            self._name,
            self._bar,
            self._counts,
            self._cancel,
            space=Space.FIELD,
            margins=(16, 2, 8, 2),
        )
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self.setFixedHeight(Size.CONTROL + Space.ROW)

    def show_job(self, job: JobView) -> None:
        """Show the job as it is at this moment."""
        self.has_ended = job.state.is_final
        name = self._context.say(job.label or job.name)
        self._name.setText(name)
        self._counts.setText(self._context.say(counts_of(job)))
        self._bar.setRange(0, 0 if job.fraction is None and job.state is JobState.RUNNING else _STEPS)
        self._bar.setValue(round((job.fraction or 0.0) * _STEPS))
        self._bar.setAccessibleName(name)
        self._cancel.setEnabled(not job.cancelling and not job.state.is_final)
        self._cancel.setVisible(not job.state.is_final)
        self._icon.show_icon(*_ICONS[job.state])
        self.setAccessibleName(f"{name}: {self._counts.text()}")


_ICONS = {
    JobState.QUEUED: ("waiting", Tone.QUIET),
    JobState.RUNNING: ("working", Tone.WORKING),
    JobState.DONE: ("done", Tone.DONE),
    JobState.FAILED: ("problem", Tone.PROBLEM),
    JobState.CANCELLED: ("stop", Tone.QUIET),
}


class ProgressStrip(QFrame):
    """Shows the jobs that wait or run. Fed by the lanes' events; takes no room while nothing runs.

    `cancel` stops the job with a number; `failed` is told of jobs that ended with a failure.
    """

    def __init__(
        self,
        context: UiContext,
        cancel: Callable[[int], object],
        failed: Callable[[JobView], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("face", "footer")
        self._context, self._cancel, self._failed = context, cancel, failed
        self._coming: dict[int, JobView] = {}
        self._lines: dict[int, JobLine] = {}
        self._column = column(space=0, margins=(0, 0, 0, 0))
        self.setLayout(self._column)
        self.hide()
        context.bridge.listen(JobStateChanged, self, self._take_states)
        context.bridge.listen(JobProgressed, self, self._take_progress)

    def show_jobs(self, jobs: Sequence[JobView]) -> None:
        """Show the jobs that were already there before this strip."""
        for job in jobs:
            self._show(job, after_ms=0)

    def _take_states(self, events: Sequence[JobStateChanged]) -> None:
        for event in events:
            self._show(event.job)
            if event.job.state is JobState.FAILED:
                self._failed(event.job)

    def _take_progress(self, events: Sequence[JobProgressed]) -> None:
        latest = {event.job.id: event.job for event in events}
        for number, job in latest.items():
            line = self._lines.get(number)
            if line is not None and not line.has_ended:
                line.show_job(job)
            elif number in self._coming:
                self._coming[number] = job

    def _show(self, job: JobView, after_ms: int = APPEARS_AFTER_MS) -> None:
        """Show a job as it is now; one that is new gets its line after a while, if it still runs then."""
        number = job.id
        if job.state.is_final:
            self._end(job)
        elif number in self._lines:
            self._lines[number].show_job(job)
        elif number in self._coming:
            self._coming[number] = job
        else:
            self._coming[number] = job
            if after_ms:
                QTimer.singleShot(after_ms, self, lambda: self._reveal(number))
            else:
                self._reveal(number)

    def _reveal(self, number: int) -> None:
        job = self._coming.pop(number, None)
        if job is not None:
            line = JobLine(self._context, lambda: self._cancel(number), self)
            self._lines[number] = line
            self._column.addWidget(line)
            line.show_job(job)
            line.show()
            self.show()

    def _end(self, job: JobView) -> None:
        self._coming.pop(job.id, None)
        line = self._lines.get(job.id)
        if line is None:
            return
        line.show_job(job)
        stays = STAYS_MS if job.state is JobState.DONE and line.isVisibleTo(self) else 0
        QTimer.singleShot(stays, line, lambda: self._remove(job.id))

    def _remove(self, number: int) -> None:
        line = self._lines.pop(number, None)
        if line is not None:
            self._column.removeWidget(line)
            line.deleteLater()
        self.setVisible(any(left.isVisibleTo(self) for left in self._lines.values()))


def counts_of(job: JobView) -> Text:
    """How far a job is, in words: "214 of 412 · about 20 s left"."""
    if job.cancelling and not job.state.is_final:
        return text("Stopping…")
    match job.state:
        case JobState.QUEUED:
            return text("Waiting")
        case JobState.DONE:
            return text("Done")
        case JobState.FAILED:
            return text("Did not work")
        case JobState.CANCELLED:
            return text("Stopped")
        case _:
            return _running(job)


def _running(job: JobView) -> Text:
    if job.total is None:
        return text("{done} so far", done=job.done) if job.done else text("Working…")
    counts = text("{done} of {total}", done=job.done, total=job.total)
    if job.seconds_left is None:
        return counts
    return text("{counts} · {left}", counts=counts, left=_time_left(job.seconds_left))


def _time_left(seconds: float) -> Text:
    if seconds < 60:
        return text("about {seconds} s left", seconds=max(round(seconds / 5) * 5, 5))
    minutes = round(seconds / 60)
    return plural("about {count} minute left", "about {count} minutes left", count=minutes)
