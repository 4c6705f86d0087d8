"""The frame around a wizard's pages: the steps to the left, Back and Next below, and why Next cannot be pressed."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.jobs.states import Lane
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.frames import Banner, PageHeader
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Scroll, boxed, column, line, row
from desktop_app.ui.components.mnemonics import EARLY
from desktop_app.ui.components.stepper import Step, Stepper
from desktop_app.ui.components.stepper import StepState as ShownState
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, Tone
from desktop_app.ui.wizards.closing import WizardAnswer, ask_whether_to_close
from desktop_app.ui.wizards.draft_saver import DraftSaver
from desktop_app.ui.wizards.lane_runner import LaneRunner
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.ui.words import PATTERN_TITLE
from desktop_app.wizards.draft import StepKey
from desktop_app.wizards.draft_files import EXTENSION, write_draft_file
from desktop_app.wizards.flow import PageState, StepperEntry, StepState
from desktop_app.wizards.patterns import MailingWizard, Wizards
from desktop_app.wizards.session import WizardSession

PageMaker = Callable[[WizardContext], StepPage]

_SHOWN_STATES = {
    StepState.DONE: (ShownState.DONE, text("done")),
    StepState.CURRENT: (ShownState.HERE, text("you are here")),
    StepState.PROBLEM: (ShownState.NEEDS_YOU, text("needs you")),
    StepState.AHEAD: (ShownState.AHEAD, text("not yet")),
    StepState.LOCKED: (ShownState.DONE, text("done")),
}


class WizardView(QWidget):
    """One open wizard. Pages are made when they are first shown."""

    def __init__(
        self,
        context: UiContext,
        wizards: Wizards,
        wizard: MailingWizard,
        saver: DraftSaver,
        pages: Mapping[StepKey, PageMaker],
        closed: Callable[[], object],
    ) -> None:
        super().__init__()
        self._ui, self._saver, self._closed = context, saver, closed
        self._makers = pages
        self._pages: dict[StepKey, StepPage] = {}
        self._bodies: dict[StepKey, QWidget] = {}
        self._shown: tuple[StepperEntry, ...] = ()
        self._current: StepKey | None = None
        self.setProperty("face", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(context.say(PATTERN_TITLE[wizard.flow.draft.pattern]))
        self._build(context)
        saver.setParent(self)
        session = WizardSession(wizard.flow, LaneRunner(context, self), self._send)
        self.wizard_context = WizardContext(context, wizards, wizard, session)
        self._stop_listening = wizard.flow.subscribe(self.refresh)
        self.destroyed.connect(session.close)
        self.refresh()

    # What the window and tests ask

    @property
    def flow_page(self) -> PageState:
        """What the shown page may do."""
        return self.wizard_context.flow.page()

    def page(self) -> StepPage:
        """The page in front."""
        return self._pages[self.wizard_context.flow.current]

    def help_page(self) -> str:
        """The guide's page on the step in front."""
        return f"wizard_{self.wizard_context.flow.current.value}"

    def anew(self, context: UiContext) -> "WizardView":
        """The same in another language: at the same step, with the draft as it is."""
        self._leave()
        wizards, draft = self.wizard_context.wizards, self.wizard_context.draft
        wizard = wizards.over(draft, self._saver.save)
        return WizardView(context, wizards, wizard, self._saver, self._makers, self._closed)

    def ask_to_close(self) -> None:
        """Esc, or the button: put the wizard aside, with the draft kept, or thrown away."""
        flow = self.wizard_context.flow
        if flow.page().closed:
            return
        if flow.sent or self._is_untouched():
            self.put_aside()
            return
        match ask_whether_to_close(self._ui, self):
            case WizardAnswer.KEEP:
                self.put_aside()
            case WizardAnswer.THROW_AWAY:
                self._throw_away()
            case WizardAnswer.SAVE_IN_FILE:
                self._save_in_file()
            case WizardAnswer.GO_BACK:
                pass

    def put_aside(self) -> None:
        """Close the wizard and keep its draft."""
        if self.wizard_context.flow.page().closed:
            return
        self._leave()
        self._closed()

    def press_next(self) -> None:
        """Next, or the last step's Close."""
        if self.wizard_context.flow.sent:
            self.put_aside()
        else:
            self.wizard_context.session.press_next()

    # Showing

    def refresh(self) -> None:
        """Bring stepper, page and buttons up to date with the flow."""
        flow = self.wizard_context.flow
        entries, state = flow.stepper(), flow.page()
        self._show_page(flow.current)
        page = self._pages[flow.current]
        page.bring_up_to_date(state.problems)
        page.setEnabled(not state.closed)
        self._show_header(page)
        self._show_steps(entries)
        self._show_state(state)

    def _show_page(self, key: StepKey) -> None:
        if key not in self._pages:
            self._pages[key] = self._makers[key](self.wizard_context)
            self._bodies[key] = Scroll(column(self._pages[key]), gives_way=True)
            self._stack.addWidget(self._bodies[key])
        if self._current is key:
            return
        self._current = key
        page = self._pages[key]
        self._stack.setCurrentWidget(self._bodies[key])
        first = page.first_field()
        if first is not None and first.isEnabled():
            first.setFocus()
        else:
            self.setFocus()

    def _show_header(self, page: StepPage) -> None:
        sentence = page.sentence()
        self._header.set_title(self._ui.say(page.title()))
        self._header.set_sentence(self._ui.say(sentence) if sentence is not None else "")

    def _show_steps(self, entries: tuple[StepperEntry, ...]) -> None:
        say, draft = self._ui.say, self.wizard_context.draft
        name = draft.job.name.strip() or say(PATTERN_TITLE[draft.pattern])
        self.stepper.set_title(name)
        if entries == self._shown:
            return
        self._shown = entries
        self.stepper.show_steps(
            [
                Step(
                    entry.key.value,
                    say(entry.title),
                    _SHOWN_STATES[entry.state][0],
                    say(_SHOWN_STATES[entry.state][1]),
                    entry.can_open,
                )
                for entry in entries
            ]
        )

    def _show_state(self, state: PageState) -> None:
        sent = self.wizard_context.flow.sent
        label = text("Close") if sent else state.next_label
        self.next_button.set_words(self._ui.say(label))
        self.next_button.setEnabled(sent or state.can_go_next)
        if self.hasFocus() and self.next_button.isEnabled():
            self.next_button.setFocus()
        self.back_button.setEnabled(state.can_go_back)
        self.back_button.setVisible(not sent)
        self.save_button.setVisible(not sent)
        self.save_button.setEnabled(not state.closed)
        self._show_failure(state)
        self._show_why_not(state, sent)

    def _show_failure(self, state: PageState) -> None:
        say, failure = self._ui.say, state.failure
        self.failure.button.set_words(say(text("Try again")))
        self.failure.button.setVisible(failure is not None or state.stopped)
        if failure is not None:
            words = text(
                "{title} {message} {hint}",
                title=failure.title,
                message=failure.message,
                hint=failure.hint,
            )
            self.failure.say(say(words), Tone.PROBLEM)
        elif state.stopped:
            self.failure.say(say(text("It was stopped before it finished.")), Tone.ATTENTION)
        else:
            self.failure.say("", Tone.QUIET)

    def _show_why_not(self, state: PageState, sent: bool) -> None:
        words: Text | None = None if sent else state.why_not
        busy = state.busy is not None
        icon, tone = ("working", Tone.WORKING) if busy else ("info", Tone.QUIET)
        self._why_icon.show_icon(icon, tone)
        self._why_icon.setVisible(words is not None)
        said = self._ui.say(text("{work}…", work=words)) if busy and words is not None else words
        self.why_not.setText(said if isinstance(said, str) else self._ui.say(said) if said else "")

    # Acting

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.next_button.isEnabled():
            self.press_next()
        elif event.key() == Qt.Key.Key_Escape:
            self.ask_to_close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stepper.fold(self.width() < Size.NARROW)

    def hideEvent(self, event: QHideEvent) -> None:
        self._saver.flush()
        super().hideEvent(event)

    def _send(self, mailing_id: int) -> None:
        """The mailing was confirmed: send it in the background, whether or not the wizard stays open."""
        services = self._ui.services
        name = text("Sending “{name}”", name=self.wizard_context.draft.job.name)
        services.lanes.submit(Lane.DIGIPOST, name, lambda work: services.mailing.send(mailing_id, work))

    def _try_again(self) -> None:
        self.wizard_context.flow.try_again()

    def _go_back(self) -> None:
        self.wizard_context.flow.go_back()

    def _open_step(self, key: str) -> None:
        self.wizard_context.flow.open(StepKey(key))

    def _is_untouched(self) -> bool:
        return not self._saver.has_saved and self.wizard_context.draft.mailing_id is None

    def _throw_away(self) -> None:
        context, draft = self.wizard_context, self.wizard_context.draft
        self._leave()
        self._saver.throw_away(draft)
        context.ui.navigator.go("home")
        self._closed()

    def _save_in_file(self) -> None:
        """Write a copy where the person says, and keep the draft too."""
        say, draft = self._ui.say, self.wizard_context.draft
        proposed = f"{draft.job.name or say(text('Mailing'))}{EXTENSION}"
        title, kind = say(text("Save the mailing to a file")), f"Brevdue (*{EXTENSION})"
        target = choose_file_to_save(self._ui, self, title, proposed, kind)
        if target is not None:
            self._ui.reader.read(
                self, lambda: write_draft_file(draft, target), lambda _done: self.put_aside()
            )

    def _leave(self) -> None:
        self._stop_listening()
        self.wizard_context.session.close()
        self._saver.flush()

    def _build(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        self.stepper = Stepper(theme)
        self.stepper.chosen.connect(self._open_step)
        self.save_button = Button(
            theme, say(text("Save and close")), self.put_aside, kind=ButtonKind.QUIET, icon="close"
        )
        self.stepper.foot.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._header = PageHeader(theme, "")
        self.failure = Banner(theme, tone=Tone.PROBLEM, act=" ", pressed=self._try_again)
        self._stack = QStackedWidget()
        self._why_icon = IconLabel(theme, "info", Tone.QUIET, Size.SMALL_ICON)
        self.why_not = Label(theme, "", tone=Tone.QUIET, wrap=True)
        self.back_button = Button(theme, say(text("Back")), self._go_back)
        self.back_button.letter_rank = EARLY
        self.next_button = Button(theme, say(text("Next")), self.press_next, kind=ButtonKind.PRIMARY)
        self.next_button.setMinimumWidth(4 * Size.CONTROL)
        acts = row(
            self._why_icon,
            self.why_not,
            None,
            self.back_button,
            self.next_button,
            space=Space.ROW,
            margins=(Space.PAGE, Space.FIELD, Space.PAGE, Space.CARD),
        )
        acts.setStretch(1, 1)
        head = column(
            self._header,
            self.failure,
            space=Space.CARD,
            margins=(Space.PAGE, Space.PAGE, Space.PAGE, Space.CARD),
        )
        right = column(head, self._stack, line(), acts, space=0)
        right.setStretch(1, 1)
        whole = row(self.stepper, boxed(right), space=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
