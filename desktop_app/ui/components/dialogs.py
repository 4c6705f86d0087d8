"""Dialogs: questions answered with verbs and numbers, failures in plain words, and bugs with their report."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop_app.base.errors import BrevdueError, Cancelled
from desktop_app.base.texts import Text, text
from desktop_app.jobs.failures import failure_of
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import column, row
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


class PlainDialog(QDialog):
    """A dialog with an icon, a title, sentences and buttons; Esc and the window's cross mean no."""

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
        head = Label(theme, title, TextRole.SECTION, wrap=True)
        self.body = column(
            head, *(Label(theme, each, wrap=True) for each in sentences if each), space=Space.ROW
        )
        self.acts = row(None, space=Space.ROW)
        picture = IconLabel(theme, icon, tone, Size.CONTROL - Space.ROW)
        upper = row(picture, column(self.body, None), space=Space.CARD)
        upper.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        upper.setStretch(1, 1)
        self._whole = column(upper, Space.ROW, self.acts, space=Space.CARD, margins=Space.PAGE)
        self.setLayout(self._whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as wide as the buttons need, and as high as the words need at this width, and no higher."""
        super().showEvent(event)
        wide = max(self.width(), self._whole.minimumSize().width())
        self.setMaximumWidth(max(_WIDE, wide))
        self.resize(wide, self.heightForWidth(wide))

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
    return dialog.exec() == QDialog.DialogCode.Accepted


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


def show_message(context: UiContext, parent: QWidget | None, title: Text, sentence: Text) -> None:
    """Tell something that needs no answer."""
    dialog = PlainDialog(context, context.say(title), [context.say(sentence)], "info", Tone.PRIMARY, parent)
    dialog.add_act(context.say(text("Close")), ButtonKind.PRIMARY, accepts=True, is_default=True)
    dialog.exec()


def show_failure(
    context: UiContext,
    parent: QWidget | None,
    title: Text,
    message: Text,
    hint: Text,
    report: str | None = None,
) -> None:
    """Tell what is wrong, what happened and what to do; with a report it is a bug, and the report is shown first."""
    dialog = failure_dialog(context, parent, title, message, hint, report)
    if dialog.exec() == _WANTS_BUNDLE:
        from desktop_app.ui.pages.support_dialog import SupportDialog

        SupportDialog(context, parent, report).exec()


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
    note = text("This is all the report says. It holds no names, numbers or letters, and it stays here.")
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


def show_exception(context: UiContext, parent: QWidget | None, error: BaseException) -> None:
    """Meet whatever work ended with: words for a known failure, silence for a wish to stop, a report for a bug."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, BrevdueError):
        show_failure(context, parent, error.title, error.message, error.hint)
        return
    failure = failure_of(error)
    show_failure(context, parent, failure.title, failure.message, failure.hint, failure.report)
