"""Dialogs: questions answered with verbs and numbers, failures in plain words, and bugs with their report."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import Text, text
from desktop_app.jobs.failures import failure_of
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.labels import UNBOUNDED, IconLabel, Label
from desktop_app.ui.components.layout import Fitting, boxed, column, row
from desktop_app.ui.components.screen_room import fit_to_words
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_NARROW = 440
_WIDE = 560
_WANTS_BUNDLE = 2
"""How a dialog ends when the person wants the report in a support bundle: one dialog at a time, never two."""


class Danger(Enum):
    """Whether an act can be taken back. What cannot is never what Enter presses."""

    NONE = 0
    CANNOT_BE_UNDONE = 1


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost when a dialog is closed, and the verb for closing it all the same."""

    sentence: Text
    act: Text


TYPED = Loss(text("What you have typed is not saved."), text("Close without saving"))
"""What is lost of a few words."""


class PlainDialog(QDialog):
    """A dialog with an icon, a title, sentences and buttons; Esc and the window's cross mean no.

    What it asks, such as fields, goes into `body`: under the words and a step away from them.
    """

    def __init__(
        self,
        context: UiContext,
        title: str,
        sentences: list[str],
        icon: str,
        tone: Tone,
        parent: QWidget | None,
        help_page: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        offer_help(context, self, help_page)
        theme = context.theme
        self.setWindowTitle(title)
        self.setMinimumWidth(_NARROW)
        self.setMaximumWidth(_WIDE)
        self.head = Label(theme, title, TextRole.SECTION, wrap=True)
        said = (Label(theme, each, wrap=True) for each in sentences if each)
        self.sentences = column(self.head, *said, space=Space.ROW)
        self.body = column(space=Space.FIELD)
        self.acts = row(None, space=Space.ROW)
        self._question: QWidget | None = None
        self._before_question: tuple[QWidget | None, QPushButton | None] = (None, None)
        picture = IconLabel(theme, icon, tone, Size.CONTROL - Space.ROW)
        upper = row(picture, column(self.sentences, self.body, None, space=Space.CARD), space=Space.CARD)
        upper.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        upper.setStretch(1, 1)
        self._upper, self._lower = Fitting(upper), boxed(self.acts)
        self._whole = column(self._upper, Space.ROW, self._lower, space=Space.CARD, margins=Space.PAGE)
        self.setLayout(self._whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the size that the words and buttons need."""
        super().showEvent(event)
        self.fit()

    def reject(self) -> None:
        """Close, which means no. What would be lost by it is asked about first, in this dialog and not over it."""
        loss = self.loss()
        if self._question is not None:
            self._drop_question()
        elif loss is not None:
            self._ask_about(loss)
        else:
            super().reject()

    def loss(self) -> Loss | None:
        """What would be lost if the dialog was closed now."""
        return None

    def fit(self) -> None:
        """Be as wide as the buttons need, and as high as the words need at this width: the screen allowing."""
        self._upper.updateGeometry()  # the words in it may have changed
        wide = max(self.width(), self._whole.minimumSize().width())
        self.setMaximumWidth(max(_WIDE, wide))
        fit_to_words(self, wide)

    def add_act(self, words: str, kind: ButtonKind, *, accepts: bool, is_default: bool = False) -> Button:
        """Add a button to the right that closes the dialog."""
        button = Button(
            self.context.theme, words, self.accept if accepts else self.reject, kind=kind, parent=self
        )
        button.setDefault(is_default)
        self.acts.addWidget(button)
        if is_default:
            button.setFocus()
        return button

    def _ask_about(self, loss: Loss) -> None:
        """Put the question in the buttons' place. Enter and Esc go back to what was typed."""
        say, theme = self.context.say, self.context.theme
        back = Button(theme, say(text("Go back")), self._drop_question)
        leave = Button(theme, say(loss.act), super().reject, kind=ButtonKind.DANGER)
        sentence = Label(theme, say(loss.sentence), wrap=True)
        sentence.setMaximumWidth(UNBOUNDED)
        words = row(IconLabel(theme, "attention", Tone.ATTENTION), sentence)
        words.setStretch(1, 1)
        self._question = boxed(column(words, row(None, back, leave), space=Space.CARD))
        self._whole.addWidget(self._question)
        self._question.show()
        default = next((each for each in self.findChildren(QPushButton) if each.isDefault()), None)
        self._before_question = self.focusWidget(), default
        self._upper.setEnabled(False)
        self._lower.hide()
        back.setDefault(True)
        back.setFocus()
        self.fit()

    def _drop_question(self) -> None:
        if self._question is not None:
            self._question.hide()
            self._question.deleteLater()
            self._question = None
        self._lower.show()
        self._upper.setEnabled(True)
        focus, default = self._before_question
        if focus is not None:
            focus.setFocus()
        if default is not None:
            default.setDefault(True)
        self.fit()


def tell_in(context: UiContext, banner: Banner, error: BaseException) -> None:
    """Tell what went wrong with a dialog's own work inside it. A bug's report follows when it has closed."""
    failure = failure_of(error)
    words = text("{title} {message} {hint}", title=failure.title, message=failure.message, hint=failure.hint)
    banner.say(context.say(words), Tone.PROBLEM)
    if failure.report is not None:
        show_exception(context, error)


def confirm(
    context: UiContext,
    parent: QWidget | None,
    title: Text,
    sentence: Text,
    act: Text,
    danger: Danger = Danger.NONE,
) -> bool:
    """Ask before an act. `act` is the verb with its number ("Send 412 letters") and stands on the button."""
    dialog = confirmation(context, parent, title, sentence, act, danger)
    return context.front.ask(dialog) == QDialog.DialogCode.Accepted


def confirmation(
    context: UiContext,
    parent: QWidget | None,
    title: Text,
    sentence: Text,
    act: Text,
    danger: Danger = Danger.NONE,
) -> PlainDialog:
    """The dialog of `confirm`, not yet shown."""
    dangerous = danger is Danger.CANNOT_BE_UNDONE
    icon, tone = ("attention", Tone.ATTENTION) if dangerous else ("help", Tone.PRIMARY)
    dialog = PlainDialog(context, context.say(title), [context.say(sentence)], icon, tone, parent)
    dialog.add_act(context.say(text("Go back")), ButtonKind.SECONDARY, accepts=False, is_default=dangerous)
    kind = ButtonKind.DANGER if dangerous else ButtonKind.PRIMARY
    dialog.add_act(context.say(act), kind, accepts=True, is_default=not dangerous)
    return dialog


def show_message(context: UiContext, title: Text, sentence: Text) -> None:
    """Tell something that needs no answer, when nothing else is in front."""
    context.front.tell((title, sentence), lambda: message_dialog(context, title, sentence))


def message_dialog(context: UiContext, title: Text, sentence: Text) -> PlainDialog:
    """The dialog of `show_message`, not yet shown."""
    say, window = context.say, context.front.window
    dialog = PlainDialog(context, say(title), [say(sentence)], "info", Tone.PRIMARY, window)
    dialog.add_act(say(text("Close")), ButtonKind.PRIMARY, accepts=True, is_default=True)
    return dialog


def show_failure(
    context: UiContext, title: Text, message: Text, hint: Text, report: str | None = None
) -> None:
    """Tell what is wrong, what happened and what to do, when nothing else is in front.

    With a report it is a bug, and the report is shown first.
    """

    def make() -> PlainDialog:
        dialog = failure_dialog(context, context.front.window, title, message, hint, report)
        dialog.finished.connect(
            lambda ended: _offer_bundle(context, report) if ended == _WANTS_BUNDLE else None
        )
        return dialog

    context.front.tell((title, message, hint), make)


def _offer_bundle(context: UiContext, report: str | None) -> None:
    from desktop_app.ui.pages.support_dialog import SupportDialog

    context.front.open(SupportDialog(context, context.front.window, report))


def failure_dialog(
    context: UiContext,
    parent: QWidget | None,
    title: Text,
    message: Text,
    hint: Text,
    report: str | None = None,
) -> PlainDialog:
    """The dialog of `show_failure`, not yet shown."""
    say = context.say
    dialog = PlainDialog(
        context, say(title), [say(message), say(hint)], "problem", Tone.PROBLEM, parent, help_page="trouble"
    )
    if report is not None:
        _add_report(dialog, report)
    dialog.add_act(say(text("Close")), ButtonKind.PRIMARY, accepts=True, is_default=True)
    return dialog


def _add_report(dialog: PlainDialog, report: str) -> None:
    """Show the whole report; nothing leaves the computer unless the person copies it."""
    say, theme = dialog.context.say, dialog.context.theme
    shown = QPlainTextEdit(report)
    shown.setReadOnly(True)
    shown.setFont(theme.font(TextRole.FIXED))
    shown.setFixedHeight(180)
    shown.setAccessibleName(say(text("Report")))
    note = text(
        "This is all the report says. It holds no names, numbers or letters, and it stays on this computer."
    )
    dialog.body.addWidget(shown)
    dialog.body.addWidget(Label(theme, say(note), TextRole.HELP, Tone.QUIET, wrap=True))
    copy = Button(
        theme,
        say(text("Copy the report")),
        lambda: QGuiApplication.clipboard().setText(report),
        icon="copy",
        parent=dialog,
    )
    save = Button(
        theme,
        say(text("Support bundle…")),
        lambda: dialog.done(_WANTS_BUNDLE),
        icon="export",
        parent=dialog,
    )
    dialog.acts.insertWidget(0, copy)
    dialog.acts.insertWidget(1, save)


def show_exception(context: UiContext, error: BaseException) -> None:
    """Meet whatever work ended with: words for a known failure, silence for a wish to stop, a report for a bug."""
    if not isinstance(error, Cancelled):
        failure = failure_of(error)
        show_failure(context, failure.title, failure.message, failure.hint, failure.report)
