"""Schedule: what does Brevdue do by itself, when is the next time, and how did it go?"""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QMenu, QStackedWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.moments import day_words, when_words
from desktop_app.jobs.outcomes import Outcome
from desktop_app.jobs.rules import Rule
from desktop_app.jobs.schedule import ScheduleChanged, ScheduleView
from desktop_app.jobs.schedule_store import RunRecord
from desktop_app.services.scheduled_tasks import local_zone
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.dialogs import show_message
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, Card, EmptyState
from desktop_app.ui.components.layout import Scroll, column, line
from desktop_app.ui.components.view_chooser import ViewChooser
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.schedule_pausing import fill_pause_menu
from desktop_app.ui.pages.schedule_rows import JobRow
from desktop_app.ui.pages.schedule_rule_dialog import RuleDialog
from desktop_app.ui.pages.schedule_source import TITLE_OF_NONE, RunSource, why_words
from desktop_app.ui.pages.schedule_timer import TimerCard
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.words import RUN_OUTCOME

VIEWS: Mapping[str, Text] = {"jobs": text("What runs"), "history": text("What became of it")}
_WORDS_GROW_OLD_MS = 30_000
"""“In 5 minutes” is not true for long."""
_FILTERED = (
    Outcome.DONE,
    Outcome.FAILED,
    Outcome.INTERRUPTED,
    Outcome.CANCELLED,
    Outcome.COVERED,
    Outcome.MISSED,
    Outcome.SKIPPED,
)


class SchedulePage(FramedPage):
    """The scheduled jobs with their next runs, what runs while the program is closed, and the history."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Schedule")), " ")
        self._zone: tzinfo = local_zone()
        self._views: Mapping[str, ScheduleView] = {}
        self._rows: dict[str, JobRow] = {}
        self.pause_button = Button(theme, say(text("Pause")), icon="pause")
        self._pause_menu = QMenu(self.pause_button)
        self._pause_menu.aboutToShow.connect(self._fill_pause_menu)
        self.pause_button.setMenu(self._pause_menu)
        self.header.add_act(self.pause_button)
        self.banner = Banner(theme, act=say(text("Resume now")), pressed=lambda: self._pause_all(None))
        self.chooser = ViewChooser(
            theme, {key: say(words) for key, words in VIEWS.items()}, say(text("Views"))
        )
        self.chooser.chosen.connect(self.choose_view)
        self._jobs = Card(theme, say(text("What Brevdue does by itself")))
        self._jobs.body.setSpacing(0)
        self.timer_card = TimerCard(context)
        self.grid = self._history_grid()
        self._stack = QStackedWidget()
        self._parts = {
            "jobs": Scroll(column(self._jobs, self.timer_card, None, space=Space.CARD)),
            "history": self.grid,
        }
        for part in self._parts.values():
            self._stack.addWidget(part)
        self.fill(self.banner, self.chooser, self._stack)
        self.choose_view("jobs")
        self.timer_card.refresh()
        context.bridge.listen(ScheduleChanged, self, lambda _events: self.refresh())
        self._clock = QTimer(self, interval=_WORDS_GROW_OLD_MS)
        self._clock.timeout.connect(self._read_jobs)
        self._clock.start()

    # What the window asks

    def refresh(self) -> None:
        """Read the jobs anew, and the history where it is in front."""
        self._read_jobs()
        if self._stack.currentWidget() is self.grid:
            self.grid.refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Turn to a `view`, and press the given `filters` of the history."""
        view = where.get("view")
        if isinstance(view, str) and view in VIEWS:
            self.choose_view(view)
        elif "filters" in where:
            self.choose_view("history")
        self.grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """Which view is in front, and what narrows the history."""
        view = "history" if self._stack.currentWidget() is self.grid else "jobs"
        return {"view": view, **self.grid.place()}

    def focus_search(self) -> None:
        """Search the history."""
        self.choose_view("history")
        self.grid.search.setFocus()

    def go_back(self) -> bool:
        """Go back from the history to the jobs."""
        if self._stack.currentWidget() is self.grid:
            self.choose_view("jobs")
            return True
        return False

    # Views

    def choose_view(self, key: str) -> None:
        """Bring one of the views to the front."""
        self.chooser.show_chosen(key)
        self._stack.setCurrentWidget(self._parts[key])
        if key == "history":
            self.grid.refresh()

    def job_row(self, name: str) -> JobRow:
        """The line of one job."""
        return self._rows[name]

    def _history_grid(self) -> DataGrid:
        context = self.context
        say, schedule = context.say, context.services.schedule
        titles = {task.name: task.title for task in schedule.tasks}
        grid = DataGrid(
            context,
            RunSource(schedule, titles, context.translator),
            name=say(text("What became of it")),
            filters=[
                Filter(outcome.value, say(RUN_OUTCOME[outcome].words), RUN_OUTCOME[outcome].icon)
                for outcome in _FILTERED
            ],
            empty=EmptyState(
                context.theme,
                "clock",
                say(text("Nothing has run yet")),
                say(
                    text(
                        "Switch a job on, or run one now. Each time gets a line here, even when the job did not run."
                    )
                ),
            ),
            sort="when",
            descending=True,
        )
        grid.opened.connect(self._tell_run)
        return grid

    def _tell_run(self, key: str) -> None:
        """Show the whole of what a run said, which may be longer than its column."""
        schedule = self.context.services.schedule
        self.context.reader.read(self, lambda: schedule.record(int(key)), self._show_run)

    def _show_run(self, record: RunRecord) -> None:
        status = RUN_OUTCOME[record.outcome]
        job = self._views[record.name].title if record.name in self._views else TITLE_OF_NONE
        title = text("{job} · {moment}", job=job, moment=record.slot_at or record.decided_at)
        said = why_words(record) or status.words
        show_message(self.context, title, text("{one} {other}", one=said, other=status.meaning))

    # Jobs

    def _read_jobs(self) -> None:
        self._zone = local_zone()
        self.context.reader.read(self, self.context.services.schedule.views, self._show_jobs)

    def _show_jobs(self, views: Sequence[ScheduleView]) -> None:
        now = self.context.services.clock.now()
        self._views = {view.name: view for view in views}
        for view in views:
            if view.name not in self._rows:
                self._add_row(view)
            self._rows[view.name].show_job(view, now, self._zone)
        self.header.set_sentence(self.context.say(_sentence(views, now, self._zone)))
        self._show_banner(views, now)

    def _add_row(self, view: ScheduleView) -> None:
        if self._rows:
            self._jobs.body.addWidget(line())
        name = view.name
        job = JobRow(
            self.context,
            view,
            functools.partial(self._run, name),
            functools.partial(self._change_times, name),
            lambda menu: fill_pause_menu(
                menu, self.context, self._zone, functools.partial(self._pause, name), self
            ),
        )
        job.switched.connect(functools.partial(self._switch, name))
        self._rows[name] = job
        self._jobs.body.addWidget(job)

    def _show_banner(self, views: Sequence[ScheduleView], now: datetime) -> None:
        """Say of the whole schedule what keeps it from running."""
        paused = [view.paused_until for view in views if view.paused_until is not None and view.enabled]
        if not paused:
            self.banner.say("", Tone.QUIET)
            return
        until = day_words(max(paused), now, self._zone)
        words = plural(
            "{count} job is paused. It resumes by itself: {moment}",
            "{count} jobs are paused. They resume by themselves: {moment}",
            count=len(paused),
            moment=until,
        )
        self.banner.say(self.context.say(words), Tone.ATTENTION)

    # Acts: what they change comes back as `ScheduleChanged`

    def _do(self, act: Callable[[], object]) -> None:
        self.context.reader.read(self, act, lambda _done: self._read_jobs())

    def _run(self, name: str) -> None:
        schedule = self.context.services.schedule
        self.job_row(name).run_button.setEnabled(False)
        self._do(lambda: schedule.run_now(name))

    def _switch(self, name: str, on: bool) -> None:
        schedule = self.context.services.schedule
        self._do(lambda: schedule.switch(name, on=on))

    def _change_times(self, name: str) -> None:
        dialog = self.rule_dialog(name)
        if self.context.front.ask(dialog) == QDialog.DialogCode.Accepted:
            rule = dialog.rule()
            if rule is not None:
                self.set_rule(name, rule)

    def rule_dialog(self, name: str) -> RuleDialog:
        """The dialog that asks when a job runs, not yet shown."""
        view, schedule = self._views[name], self.context.services.schedule
        title = text("When does “{job}” run?", job=view.title)
        return RuleDialog(self.context, title, view.rule, schedule.next_slots, self._zone, self)

    def set_rule(self, name: str, rule: Rule) -> None:
        """Give a job other times, and switch it on: whoever chooses times wants it to run."""
        schedule = self.context.services.schedule

        def change() -> None:
            schedule.set_rule(name, rule)
            schedule.switch(name, on=True)

        self._do(change)

    def _fill_pause_menu(self) -> None:
        fill_pause_menu(self._pause_menu, self.context, self._zone, self._pause_all, self)

    def _pause(self, name: str, until: datetime | None) -> None:
        schedule = self.context.services.schedule
        self._do(lambda: schedule.pause(name, until))

    def _pause_all(self, until: datetime | None) -> None:
        schedule = self.context.services.schedule
        self._do(lambda: schedule.pause_all(until))


def _sentence(views: Sequence[ScheduleView], now: datetime, zone: tzinfo) -> Text:
    """The next run of all, in words."""
    coming = [(view.next.at, view.title) for view in views if view.next is not None]
    if not coming:
        return text("Nothing runs by itself at the moment.")
    at, title = min(coming, key=lambda each: each[0])
    return text("Next: {job} · {moment}", job=title, moment=when_words(at, now, zone))
