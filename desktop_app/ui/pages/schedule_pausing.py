"""Leaving the schedule's runs out for a while: until tomorrow, until a day, or not any more."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.jobs.slots import instant_of
from desktop_app.ui.components.buttons import ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.form import FormField, date_edit
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone

MORNING = time(7, 0)
"""A pause ends in the morning: whoever paused is there, and nothing runs in the night before."""
Pause = Callable[[datetime | None], object]


def tomorrow_morning(now: datetime, zone: tzinfo) -> datetime:
    """The next morning after a night."""
    return morning_of(now.astimezone(zone).date() + timedelta(days=1), zone)


def morning_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which a pause until that day ends."""
    return instant_of(datetime.combine(day, MORNING), zone)


def fill_pause_menu(menu: QMenu, context: UiContext, zone: tzinfo, pause: Pause, parent: QWidget) -> None:
    """Put the ways to pause into a menu. `pause` is told the moment until which, None for going on."""
    now = context.services.clock.now()

    def until_a_day() -> None:
        day = ask_for_day(context, now.astimezone(zone).date() + timedelta(days=1), parent)
        if day is not None:
            pause(morning_of(day, zone))

    at = f"{MORNING:%H:%M}"
    menu.clear()
    menu.addAction(
        context.say(text("Until tomorrow at {time}", time=at)), lambda: pause(tomorrow_morning(now, zone))
    )
    menu.addAction(context.say(text("Until a date…")), until_a_day)
    menu.addSeparator()
    menu.addAction(context.say(text("Resume now")), lambda: pause(None))


def ask_for_day(context: UiContext, first: date, parent: QWidget | None) -> date | None:
    """Ask until which day; None when the person went back."""
    dialog = PauseDialog(context, first, parent)
    return dialog.day() if context.front.ask(dialog) == QDialog.DialogCode.Accepted else None


class PauseDialog(PlainDialog):
    """Until which day the schedule pauses, never one that is over."""

    def __init__(self, context: UiContext, first: date, parent: QWidget | None = None) -> None:
        say = context.say
        sentence: Text = text(
            "Runs that fall within the pause are skipped, and the history says so. The day begins at {time}.",
            time=f"{MORNING:%H:%M}",
        )
        super().__init__(
            context, say(text("Pause until which day?")), [say(sentence)], "pause", Tone.PRIMARY, parent
        )
        self.day_edit = date_edit(context.translator.language, first)
        self.day_edit.setMinimumDate(self.day_edit.date())
        self.body.addWidget(FormField(context.theme, say(text("Until")), self.day_edit, keep_place=False))
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self.add_act(say(text("Pause")), ButtonKind.PRIMARY, accepts=True, is_default=True)
        self.day_edit.setFocus()

    def day(self) -> date:
        """The chosen day."""
        chosen = self.day_edit.date()
        return date(chosen.year(), chosen.month(), chosen.day())
