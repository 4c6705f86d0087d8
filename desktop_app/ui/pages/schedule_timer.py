"""What happens while Brevdue is closed: the computer's own timer, put in and taken out with one click."""

from collections.abc import Callable

from desktop_app.base.texts import Text, text
from desktop_app.services.autostart.files import MINUTES
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space, TextRole, Tone

_LOOKING = Status(
    text("Looking…"),
    Tone.QUIET,
    "waiting",
    text("Brevdue is checking whether the computer runs what is due."),
)
_RUNS = Status(
    text("The computer runs what is due"),
    Tone.DONE,
    "done",
    text("The jobs run at their times while you are logged in, even when no Brevdue window is open."),
)
_NOTHING_RUNS = Status(
    text("Nothing runs while Brevdue is closed"),
    Tone.QUIET,
    "stop",
    text("The jobs wait until Brevdue is opened again. “Set it up” has the computer run them meanwhile."),
)
TIMER_STATES = (_LOOKING, _RUNS, _NOTHING_RUNS)


class TimerCard(Card):
    """Says whether the computer runs what is due, and has that begun or ended. Nothing of it on this thread."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(theme, say(text("While Brevdue is closed")))
        self._context = context
        self._installed: bool | None = None
        self.chip = StatusChip(context, _LOOKING)
        self.sentence = Label(theme, " ", wrap=True)
        self.button = Button(theme, say(_INSTALL), self._press)
        self.button.setEnabled(False)
        settings = Button(
            theme,
            say(text("Closing the window and starting with the computer: see Settings")),
            lambda: context.navigator.go("settings", setting="app.keep_running"),
            kind=ButtonKind.LINK,
        )
        words = column(row(self.chip, None), self.sentence, space=Space.ROW)
        line = row(words, self.button, space=Space.CARD)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        note = Label(theme, say(_NOTE), TextRole.HELP, Tone.QUIET, wrap=True)
        self.body.addWidget(note)
        self.body.addLayout(row(settings, None))

    def refresh(self) -> None:
        """Look whether the timer is there."""
        self._ask(self._context.services.system_timer.installed)

    def _ask(self, question: Callable[[], bool]) -> None:
        self._context.reader.read(self, question, self._show, self._fail)

    def _press(self) -> None:
        timer, installed = self._context.services.system_timer, self._installed

        def change() -> bool:
            (timer.uninstall if installed else timer.install)()
            return timer.installed()

        self.button.setEnabled(False)
        self._ask(change)

    def _show(self, installed: bool) -> None:
        say = self._context.say
        self._installed = installed
        self.chip.show_status(_RUNS if installed else _NOTHING_RUNS)
        sentence = _WITH_TIMER if installed else _WITHOUT_TIMER
        self.sentence.setText(say(sentence))
        self.button.set_words(say(_REMOVE if installed else _INSTALL))
        self.button.setEnabled(True)

    def _fail(self, error: BaseException) -> None:
        self.refresh()
        self._context.navigator.show_error(error)


_INSTALL: Text = text("Set it up")
_REMOVE: Text = text("Remove it")
_WITH_TIMER: Text = text(
    "Every {minutes} minutes the computer checks for due jobs and runs them, while you are logged in.",
    minutes=MINUTES,
)
_WITHOUT_TIMER: Text = text(
    "Let the computer check for due jobs every {minutes} minutes, so that they run without a window too.",
    minutes=MINUTES,
)
_NOTE: Text = text("It never sends letters, and nothing runs twice, whether the window is open or not.")
