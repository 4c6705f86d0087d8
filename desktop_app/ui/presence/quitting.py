"""Quitting while something is under way: wait for it, stop it, or stay. What is running is named."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import JobStateChanged, JobView
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.progress_strip import counts_of
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone

_NAMED = 4


class QuitDialog(PlainDialog):
    """Asks, and stays while it waits. It is accepted when nothing runs any more; rejected, the program goes on."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        say = context.say
        self._jobs: Callable[[], Sequence[JobView]] = context.services.lanes.jobs
        super().__init__(context, " ", [], "working", Tone.WORKING, parent, help_page="window")
        self.setWindowTitle(say(text("Quit Brevdue")))
        self.sentence = Label(context.theme, " ", wrap=True)
        self.sentences.addWidget(self.sentence)
        self.stop_button = Button(
            context.theme, say(text("Stop and quit")), self.stop_work, kind=ButtonKind.DANGER, parent=self
        )
        self.acts.insertWidget(0, self.stop_button)
        self.stay_button = self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self.wait_button = Button(
            context.theme,
            say(text("Wait, then quit")),
            self.wait_for_work,
            kind=ButtonKind.PRIMARY,
            parent=self,
        )
        self.wait_button.setDefault(True)
        self.acts.addWidget(self.wait_button)
        self.wait_button.setFocus()
        self._show_question()
        context.bridge.listen(JobStateChanged, self, lambda _events: self._look())

    def wait_for_work(self) -> None:
        """Wait until everything has ended by itself."""
        self.head.setText(self.context.say(text("Brevdue quits when this is done")))
        self.wait_button.hide()
        self.stay_button.set_words(self.context.say(text("Do not quit")))
        self.stay_button.setFocus()
        self._look()

    def stop_work(self) -> None:
        """Ask everything to stop, and wait until it has: nothing is broken off in the middle of a step."""
        self.head.setText(self.context.say(text("Stopping, then quitting")))
        self.stop_button.hide()
        self.wait_button.hide()
        for job in self._jobs():
            self.context.services.lanes.cancel(job.id)
        self._look()

    def _show_question(self) -> None:
        count = len(self._jobs())
        title = plural("{count} job is under way", "{count} jobs are under way", count=count)
        self.head.setText(self.context.say(title))
        self._name_jobs()

    def _look(self) -> None:
        if not self._jobs():
            self.accept()
        else:
            self._name_jobs()

    def _name_jobs(self) -> None:
        jobs = self._jobs()
        lines: list[Text] = [
            text("{job} · {counts}", job=job.label or job.name, counts=counts_of(job))
            for job in jobs[:_NAMED]
        ]
        if len(jobs) > _NAMED:
            lines.append(plural("and {count} more", "and {count} more", count=len(jobs) - _NAMED))
        self.sentence.setText("\n".join(self.context.say(each) for each in lines))
