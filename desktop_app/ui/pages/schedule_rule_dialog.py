"""When a job runs: chosen in plain words, with a sentence that says what it means and the next three times."""

from collections.abc import Callable, Sequence
from datetime import time, tzinfo

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QSpinBox, QTimeEdit, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.jobs.moments import when_words
from desktop_app.jobs.rules import WEEKDAY_WORDS, Daily, EveryHours, Monthly, Rule, Weekly
from desktop_app.jobs.slots import Slot
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.form import FormField, choice, inset
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import FlowLayout
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone

DAILY, WEEKLY, HOURLY, MONTHLY = "daily", "weekly", "hourly", "monthly"
KINDS = {
    DAILY: text("Every day"),
    WEEKLY: text("On some days of the week"),
    HOURLY: text("Every few hours"),
    MONTHLY: text("Once a month"),
}
_NEXT_SHOWN = 3
_MONDAY_TO_FRIDAY = frozenset(range(5))
_SHORT_FIELD = 4 * Size.CONTROL


class RuleDialog(PlainDialog):
    """Asks for the times of one job. `next_slots` answers with the next times of a rule."""

    def __init__(
        self,
        context: UiContext,
        title: Text,
        rule: Rule,
        next_slots: Callable[[Rule, int], Sequence[Slot]],
        zone: tzinfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, context.say(title), [], "clock", Tone.PRIMARY, parent)
        say, theme = context.say, context.theme
        self._next_slots, self._zone = next_slots, zone
        self.kind = choice([(key, say(words)) for key, words in KINDS.items()])
        self.days = WeekdayButtons(context)
        self.hours = _number(1, 24, 2)
        self.day = _number(1, 31, 1)
        self.at = QTimeEdit()
        inset(self.at)
        self.at.setDisplayFormat("HH:mm")
        self.at.setFixedWidth(_SHORT_FIELD)
        self._fields = {
            WEEKLY: FormField(theme, say(text("Days")), self.days, keep_place=False),
            HOURLY: FormField(theme, say(text("Hours between")), self.hours, keep_place=False),
            MONTHLY: FormField(
                theme,
                say(text("Day of the month")),
                self.day,
                say(text("In shorter months it runs on the last day.")),
                keep_place=False,
            ),
        }
        self._at_field = FormField(theme, say(text("Time")), self.at, keep_place=False)
        self.sentence = Label(theme, " ", TextRole.STRONG, wrap=True)
        self.coming = Label(theme, " ", TextRole.BODY, Tone.QUIET, wrap=True)
        self.body.addWidget(FormField(theme, say(text("How often")), self.kind, keep_place=False))
        for part in (*self._fields.values(), self._at_field, self.sentence, self.coming):
            self.body.addWidget(part)
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        self._agree = self.add_act(
            say(text("Use these times")), ButtonKind.PRIMARY, accepts=True, is_default=True
        )
        self._show_rule(rule)
        self._connect()
        self._follow()
        self.kind.setFocus()

    def rule(self) -> Rule | None:
        """The rule as it is chosen, None while no day of the week is."""
        at = time(self.at.time().hour(), self.at.time().minute())
        match self.kind.currentData():
            case "weekly":
                days = self.days.chosen()
                return Weekly(days, at) if days else None
            case "hourly":
                return EveryHours(self.hours.value(), at)
            case "monthly":
                return Monthly(self.day.value(), at)
        return Daily(at)

    def _show_rule(self, rule: Rule) -> None:
        self.days.choose(_MONDAY_TO_FRIDAY)
        at = time(0, 0)
        match rule:
            case Daily(at):
                self._choose(DAILY)
            case Weekly(days, at):
                self._choose(WEEKLY)
                self.days.choose(days)
            case EveryHours(hours, at):
                self._choose(HOURLY)
                self.hours.setValue(hours)
            case Monthly(day, at):
                self._choose(MONTHLY)
                self.day.setValue(day)
        self.at.setTime(QTime(at.hour, at.minute))

    def _choose(self, kind: str) -> None:
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def _connect(self) -> None:
        for changed in (
            self.kind.currentIndexChanged,
            self.hours.valueChanged,
            self.day.valueChanged,
            self.at.timeChanged,
            self.days.changed,
        ):
            changed.connect(lambda *_values: self._follow())

    def _follow(self) -> None:
        """Show the fields that the kind needs, what they mean, and when that is."""
        kind, say = self.kind.currentData(), self.context.say
        for key, field in self._fields.items():
            field.setVisible(key == kind)
        first = text("First time of the day") if kind == HOURLY else text("Time")
        self._at_field.label.setText(say(first))
        self.at.setAccessibleName(say(first))
        rule = self.rule()
        self._agree.setEnabled(rule is not None)
        self.sentence.setText(say(rule.words() if rule is not None else text("Choose at least one day.")))
        self.coming.setText("\n".join(say(words) for words in self._coming(rule)))
        if self.isVisible():
            self.resize(self.width(), self.heightForWidth(self.width()))

    def _coming(self, rule: Rule | None) -> list[Text]:
        if rule is None:
            return []
        now = self.context.services.clock.now()
        return [when_words(slot.at, now, self._zone) for slot in self._next_slots(rule, _NEXT_SHOWN)]


class WeekdayButtons(QWidget):
    """Seven buttons, any of which may be pressed. `changed` comes with each press."""

    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        flow = FlowLayout(self, space=Space.HAIR)
        self._buttons: list[Button] = []
        for words in WEEKDAY_WORDS:
            button = Button(context.theme, context.say(words), kind=ButtonKind.FILTER)
            button.setCheckable(True)
            button.toggled.connect(lambda _on: self.changed.emit())
            self._buttons.append(button)
            flow.addWidget(button)
        self.setFocusProxy(self._buttons[0])

    def chosen(self) -> frozenset[int]:
        """The pressed days, 0 for Monday."""
        return frozenset(day for day, button in enumerate(self._buttons) if button.isChecked())

    def choose(self, days: frozenset[int]) -> None:
        """Press exactly these days."""
        for day, button in enumerate(self._buttons):
            button.setChecked(day in days)


def _number(least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    inset(box)
    box.setRange(least, most)
    box.setValue(value)
    box.setFixedWidth(_SHORT_FIELD)
    return box
