"""“Test the connection” in the window: steps that turn green one after the other, or say what to do."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.services.connection_test import HOST_KEY, RENAME, ConnectionTest, StepState, TestStep
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.labels import IconLabel, Label, show_when
from desktop_app.ui.components.layout import clear, column, flow, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner

_LOOKS = {
    StepState.WAITING: ("step-ahead", Tone.QUIET, text("not yet")),
    StepState.NOT_ASKED_FOR: ("minus", Tone.QUIET, text("not tried")),
    StepState.DONE: ("done", Tone.DONE, text("done")),
    StepState.ASKS: ("attention", Tone.ATTENTION, text("needs you")),
    StepState.PROBLEM: ("problem", Tone.PROBLEM, text("does not work")),
}


_WIDE = 100
"""How much more of the room the words take than what is left over beside them."""


class ConnectionPanel(QFrame):
    """Tries the connection to Digipost in its lane. `settled` comes when a test has ended, whatever it found."""

    settled = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say, theme = context.say, context.theme
        self._context = context
        self._runner = LaneRunner(context, self)
        self._relay = _Relay(self)
        self._relay.told.connect(self.show_test)
        self._work: object | None = None
        self.setAccessibleName(say(text("Connection to Digipost")))
        self.test_button = Button(theme, say(text("Test the connection")), self.start, icon="link")
        self.cancel_button = Button(theme, say(text("Cancel")), self.cancel, kind=ButtonKind.QUIET)
        self.write_box = CheckBox(say(text("Also put a small trial file there, and remove it")))
        self.write_box.setAccessibleName(self.write_box.text())
        self.write_box.setMinimumHeight(Size.CONTROL)  # on one line with the button
        self.verdict = Label(theme, "", TextRole.STRONG, wrap=True)
        self.trust = Banner(
            theme, tone=Tone.ATTENTION, act=say(text("Trust this server")), pressed=self._trust
        )
        self.rename = Banner(
            theme, tone=Tone.WORKING, act=say(text("Use temporary names")), pressed=self._use_names
        )
        self._fingerprint = ""
        self._lines = column(space=Space.HAIR)
        for part in (self.cancel_button, self.verdict, self.trust, self.rename):
            part.hide()
        acts = flow(self.test_button, self.cancel_button, self.write_box, space=Space.FIELD)
        self.setLayout(column(acts, self.verdict, self._lines, self.trust, self.rename, space=Space.FIELD))

    def start(self) -> None:
        """Try everything; the steps are shown as they come."""
        services, write = self._context.services, self.write_box.isChecked()
        told = self._relay.told.emit

        def work(context: WorkContext) -> ConnectionTest:
            return services.connection_tester().run(context, write=write, told=told)

        self._say_verdict(text("Trying…"), Tone.QUIET)
        self._set_busy(True)
        self._work = self._runner.run(
            Lane.DIGIPOST, text("Testing the connection"), work, self.show_end, self._fail, self._stop
        )

    def cancel(self) -> None:
        """Stop trying."""
        cancel = getattr(self._work, "cancel", None)
        if cancel is not None:
            cancel()

    # Showing

    def show_test(self, test: ConnectionTest) -> None:
        """Show how far a test has come."""
        clear(self._lines)
        for step in test.steps:
            self._lines.addLayout(self._line(step))

    def _line(self, step: TestStep) -> QHBoxLayout:
        icon, tone, state = _LOOKS[step.state]
        say, theme = self._context.say, self._context.theme
        title = Label(
            theme, say(step.title), tone=Tone.QUIET if step.state is StepState.WAITING else Tone.TEXT
        )
        words = column(title, space=0)
        hint = step.hint if step.state is StepState.PROBLEM else None  # what asks has its own question below
        for more, tone_of_it in ((step.message, Tone.QUIET), (hint, Tone.TEXT)):
            if more is not None:
                words.addWidget(Label(theme, say(more), TextRole.HELP, tone_of_it, wrap=True))
        picture = IconLabel(theme, icon, tone, Size.SMALL_ICON + 2)
        picture.setAccessibleName(say(state))
        line = row(picture, words, None, space=Space.FIELD)
        line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, _WIDE)
        return line

    def show_end(self, test: ConnectionTest) -> None:
        """Show what a test has found, and ask what it asks."""
        self._set_busy(False)
        self.show_test(test)
        if test.works:
            self._say_verdict(text("It works: the server is the right one, and it lets you in."), Tone.DONE)
        elif test.unknown_key is not None:
            self._say_verdict(text("One question before it goes on."), Tone.ATTENTION)
            self._ask_to_trust(test.unknown_key.fingerprint)
        else:
            self._say_verdict(text("It does not work yet."), Tone.PROBLEM)
        may_have_names = bool(test.may_rename) and not self._context.services.settings.flag(RENAME)
        offer = text("The server lets files be renamed. Uploads are safer under a temporary name.")
        self.rename.say(self._context.say(offer) if may_have_names else "", Tone.WORKING)
        self.settled.emit()

    def _ask_to_trust(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        question = text(
            "Is this Digipost's server? Its fingerprint is {fingerprint}. Compare it with the one Digipost has given "
            "you. From then on only a server with this key is trusted.",
            fingerprint=fingerprint,
        )
        self.trust.say(self._context.say(question), Tone.ATTENTION)

    def _fail(self, error: BrevdueError) -> None:
        self._set_busy(False)
        words = text("{title} {message} {hint}", title=error.title, message=error.message, hint=error.hint)
        self._say_verdict(words, Tone.PROBLEM)
        self.settled.emit()

    def _stop(self) -> None:
        self._set_busy(False)
        self._say_verdict(text("It was stopped before it finished."), Tone.QUIET)

    def _set_busy(self, busy: bool) -> None:
        self.test_button.setEnabled(not busy)
        self.write_box.setEnabled(not busy)
        show_when(self.cancel_button, busy)
        if busy:
            self.trust.say("", Tone.ATTENTION)
            self.rename.say("", Tone.WORKING)

    def _say_verdict(self, words: Text, tone: Tone) -> None:
        self.verdict.setText(self._context.say(words))
        self.verdict.set_tone(tone)
        self.verdict.show()

    # Acting

    def _trust(self) -> None:
        """The person has compared the fingerprints: pin it, and go on from there."""
        self._context.services.settings.set(HOST_KEY, self._fingerprint)
        self.trust.say("", Tone.ATTENTION)
        self.test_button.setFocus()
        self.start()

    def _use_names(self) -> None:
        self._context.services.settings.set(RENAME, "true")
        self.rename.say("", Tone.WORKING)
        self.settled.emit()


class _Relay(QObject):
    """Carries news of the test from its thread to the window's."""

    told = Signal(object)
