"""What is asked before a wizard is closed."""

from enum import Enum

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone


class WizardAnswer(Enum):
    """What the person wants done with the wizard."""

    GO_BACK = 0
    KEEP = 1
    THROW_AWAY = 2
    SAVE_IN_FILE = 3


def ask_whether_to_close(context: UiContext, parent: QWidget) -> WizardAnswer:
    """Ask. Esc means going back to the wizard."""
    return WizardAnswer(context.front.ask(closing_dialog(context, parent)))


def closing_dialog(context: UiContext, parent: QWidget) -> PlainDialog:
    """The dialog, not yet shown; it ends with the value of a `WizardAnswer`."""
    say = context.say
    dialog = PlainDialog(
        context,
        say(text("Close this mailing?")),
        [say(text("Nothing has been sent. The draft is kept, and you can go on with it from Home."))],
        "help",
        Tone.PRIMARY,
        parent,
    )
    throw_away = Button(
        context.theme,
        say(text("Throw the draft away")),
        lambda: dialog.done(WizardAnswer.THROW_AWAY.value),
        kind=ButtonKind.DANGER,
        parent=dialog,
    )
    in_file = Button(
        context.theme,
        say(text("Save to a file…")),
        lambda: dialog.done(WizardAnswer.SAVE_IN_FILE.value),
        kind=ButtonKind.SECONDARY,
        parent=dialog,
    )
    dialog.acts.insertWidget(0, throw_away)
    dialog.acts.insertWidget(1, in_file)
    dialog.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
    dialog.add_act(say(text("Save and close")), ButtonKind.PRIMARY, accepts=True, is_default=True)
    return dialog
