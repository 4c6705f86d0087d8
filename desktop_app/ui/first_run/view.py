"""The frame of the first run: the steps to the left, and below the ways on, past and back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.base.settings_files import ENVIRONMENT_KEY, TRAINING
from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import PageHeader
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import boxed, column, line, row
from desktop_app.ui.components.mnemonics import EARLY
from desktop_app.ui.components.stepper import Step, Stepper, StepState
from desktop_app.ui.context import UiContext
from desktop_app.ui.first_run.pages import PAGES, LanguagePage, SetUpPage
from desktop_app.ui.theme import Size, Space, Tone
from desktop_app.wizards.first_run import SENTENCES, TITLES, FirstRun, SetUpStep


def open_first_run(context: UiContext, step: str | None, closed: Callable[[], object]) -> "FirstRunView":
    """The first run at a step. Without one it begins, in a folder that has been used, where something is missing."""
    services = context.services

    def switch(name: str, on: bool) -> None:
        """Writing to the database may have to wait, so the window does not do it."""
        context.reader.read(context.bridge, lambda: services.schedule.switch(name, on=on), lambda _none: None)

    run = FirstRun(services.settings, switch, SetUpStep(step) if step else SetUpStep.LANGUAGE)
    view = FirstRunView(context, run, closed)
    if step is None and not services.set_up.is_new:
        context.reader.read(view, services.set_up.first_missing_step, view.open_step)
    return view


class FirstRunView(QWidget):
    """The open first run. Whatever step is done is kept, so it can be closed at any moment."""

    def __init__(self, context: UiContext, run: FirstRun, closed: Callable[[], object]) -> None:
        super().__init__()
        self._context, self.run, self._closed = context, run, closed
        self._pages: dict[SetUpStep, SetUpPage] = {}
        self._shown: SetUpStep | None = None
        self.setProperty("face", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(context.say(text("Set-up")))
        self._build()
        self.refresh()

    @property
    def step(self) -> str:
        """The step in front."""
        return self.run.step.value

    def anew(self, context: UiContext) -> "FirstRunView":
        """The same in another language: at the same step, with all that was typed."""
        return FirstRunView(context, self.run, self._closed)

    def page(self) -> SetUpPage:
        """The page in front."""
        return self._pages[self.run.step]

    def help_page(self) -> str:
        """The guide's page on the first run."""
        return "first_run"

    def ask_to_close(self) -> None:
        """Esc: put the set-up aside. Nothing is lost, so nothing is asked."""
        self._closed()

    def go_on(self) -> None:
        """Keep this step and show the next; on the first page maybe go over to another environment."""
        if self.run.why_not is not None:
            return
        wanted = self._other_environment()
        if self.run.step is SetUpStep.DONE:
            self._context.navigator.open_environment(TRAINING, practise=True)
        elif wanted is not None:
            self._context.navigator.open_environment(wanted, practise=wanted == TRAINING)
        else:
            self.run.go_on()
            self.refresh()

    def skip(self) -> None:
        """Leave this step for later; after the last one, be done."""
        if self.run.step is SetUpStep.DONE:
            self._closed()
            return
        self._pages.pop(self.run.step).deleteLater()  # what was typed is forgotten, on the screen too
        self.run.skip()
        self.refresh()

    def go_back(self) -> None:
        """Show the step before."""
        self.run.go_back()
        self.refresh()

    def open_step(self, step: str) -> None:
        """Show any step."""
        self.run.open(SetUpStep(step))
        self.refresh()

    def refresh(self) -> None:
        """Bring everything up to date with the step."""
        say, step = self._context.say, self.run.step
        if step not in self._pages:
            page = PAGES[step](self._context, self.run)
            page.changed.connect(self._bring_up_to_date)
            self._pages[step] = page
            self._stack.addWidget(page)
        self._header.set_title(say(TITLES[step]))
        self._header.set_sentence(say(SENTENCES[step]))
        if self._shown is not step:
            self._shown = step
            self._stack.setCurrentWidget(self.page())
            self._show_steps()
            (self.page().first_field() or self.next_button).setFocus()
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        say, run = self._context.say, self.run
        self.page().bring_up_to_date()
        wrong, is_last = run.why_not, run.step is SetUpStep.DONE
        self.next_button.setEnabled(wrong is None)
        self._why_not.setText(say(text("Mend what is marked to go on.")) if wrong is not None else "")
        self.back_button.setEnabled(not run.is_first)
        self.skip_button.set_words(say(text("Go to Home") if is_last else text("Skip this step")))
        if is_last:
            words = text("Start a training mailing")
        elif self._other_environment() is not None:
            words = text("Open this environment")
        else:
            words = text("Next")
        self.next_button.set_words(say(words))

    def _other_environment(self) -> str | None:
        page = self._pages.get(SetUpStep.LANGUAGE)
        if self.run.step is not SetUpStep.LANGUAGE or not isinstance(page, LanguagePage):
            return None
        here = self._context.services.settings.text(ENVIRONMENT_KEY)
        return page.environment if page.environment != here else None

    def _show_steps(self) -> None:
        self.stepper.show_steps([self._shown_step(step) for step in self.run.steps])

    def _shown_step(self, step: SetUpStep) -> Step:
        """A step whose things are not all there is still ahead, even if it was skipped."""
        say, here = self._context.say, step is self.run.step
        state, words = StepState.AHEAD, text("not yet")
        if here:
            state, words = StepState.HERE, text("you are here")
        elif self.run.is_done(step):
            state, words = StepState.DONE, text("done")
        return Step(step.value, say(TITLES[step]), state, say(words), reachable=not here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stepper.fold(self.width() < Size.NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.ask_to_close()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        say, theme = self._context.say, self._context.theme
        self.stepper = Stepper(theme, say(text("Setting up Brevdue")))
        self.stepper.chosen.connect(self.open_step)
        self.later_button = Button(
            theme, say(text("Do it later")), self.ask_to_close, kind=ButtonKind.QUIET, icon="clock"
        )
        self.stepper.foot.addWidget(self.later_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._header = PageHeader(theme, "")
        self._stack = QStackedWidget()
        self._why_not = Label(theme, "", tone=Tone.QUIET, wrap=True)
        self.skip_button = Button(theme, say(text("Skip this step")), self.skip, kind=ButtonKind.QUIET)
        self.back_button = Button(theme, say(text("Back")), self.go_back)
        self.back_button.letter_rank = EARLY
        self.next_button = Button(theme, say(text("Next")), self.go_on, kind=ButtonKind.PRIMARY)
        self.next_button.setMinimumWidth(4 * Size.CONTROL)
        acts = row(
            self._why_not,
            None,
            self.skip_button,
            self.back_button,
            self.next_button,
            margins=(Space.PAGE, Space.FIELD, Space.PAGE, Space.CARD),
        )
        head = column(self._header, margins=(Space.PAGE, Space.PAGE, Space.PAGE, 0))
        right = column(head, self._stack, line(), acts, space=0)
        right.setStretch(1, 1)
        whole = row(self.stepper, boxed(right), space=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
