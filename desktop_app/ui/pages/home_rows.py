"""Home's rows and its picture: a mailing with its numbers, a run to come, and how many were reached digitally."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.moments import when_words
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.mailing.reach import Reach, ReachNumbers
from desktop_app.mailing.views import MailingView
from desktop_app.services.scheduled_tasks import local_zone
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import ElidedLabel, IconLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.components.rows import Pressable
from desktop_app.ui.components.share_bars import Share, ShareBars
from desktop_app.ui.components.status_chip import StatusChip, answer_for
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import MAILING_STATE, PATTERN_TITLE

_AROUND = (Space.ROW, Space.HAIR + 2, Space.ROW, Space.HAIR + 2)
_LEAST_NAME = 120


class MailingRow(Pressable):
    """A mailing's name, its numbers under it, and its state. It leads to the mailing.

    Shift+F1 leads to what the state means.
    """

    def __init__(self, context: UiContext, mailing: MailingView) -> None:
        say = context.say
        state, numbers = MAILING_STATE[mailing.state], say(sentence_of(mailing))
        chip = StatusChip(context, state)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row as a whole takes the keyboard
        words = _two_lines(context, mailing.name, numbers)
        parts = row(words, chip, _chevron(context), space=Space.FIELD, margins=_AROUND)
        parts.setStretch(0, 1)
        super().__init__(
            "row",
            parts,
            f"{mailing.name}, {numbers}, {say(state.words)}",
            lambda: context.navigator.go("mailings", mailing=mailing.id),
        )
        answer_for(context, self, state)


class NextRow(Pressable):
    """A scheduled run to come, and when. It leads to the schedule."""

    def __init__(self, context: UiContext, view: ScheduleView) -> None:
        assert view.next is not None
        title = context.say(view.title)
        when = context.say(when_words(view.next.at, context.services.clock.now(), local_zone()))
        icon = IconLabel(context.theme, "clock", Tone.QUIET)
        words = _two_lines(context, title, when)
        parts = row(icon, words, _chevron(context), space=Space.FIELD, margins=_AROUND)
        parts.setStretch(1, 1)
        super().__init__("row", parts, f"{title}, {when}", lambda: context.navigator.go("schedule"))


class ReachCard(Card):
    """How many letters were reached digitally: by month, and by way of sending. Hidden until there is something."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(theme, say(text("Reached digitally")))
        self._context = context
        self.by_month = ShareBars(theme, say(text("Reached digitally, by month")))
        self.by_pattern = ShareBars(theme, say(text("Reached digitally, by way of sending")))
        charts = row(
            self._part(text("By month"), self.by_month),
            self._part(text("By way of sending"), self.by_pattern),
            space=Space.SECTION,
        )
        for place in range(charts.count()):
            charts.setStretch(place, 1)
        self.body.addLayout(charts)

    def show_reach(self, numbers: ReachNumbers) -> None:
        """Draw the numbers."""
        say = self._context.say
        month_name = self._context.translator.month
        self.by_month.show_shares(
            [
                self._share(month_name(date.fromisoformat(f"{month}-01")), reach)
                for month, reach in numbers.by_month
            ]
        )
        self.by_pattern.show_shares(
            [self._share(say(PATTERN_TITLE[pattern]), reach) for pattern, reach in numbers.by_pattern]
        )
        self.setVisible(bool(numbers.by_month))

    def _part(self, heading: Text, chart: ShareBars) -> QVBoxLayout:
        words = Label(self._context.theme, self._context.say(heading), TextRole.HELP, Tone.QUIET)
        return column(words, chart, None, space=Space.HAIR)

    def _share(self, name: str, reach: Reach) -> Share:
        say = self._context.say
        written = say(text("{share}%", share=round(100 * reach.share)))
        letters = plural("{count} letter", "{count} letters", count=reach.letters)
        sentence = text(
            "{name}: {digital} of {letters} digitally, {share}",
            name=name,
            digital=reach.digital,
            letters=letters,
            share=written,
        )
        return Share(name, reach.share, written, say(sentence))


def sentence_of(mailing: MailingView) -> Text:
    """A mailing's numbers in one line, short enough for a list; what is zero is left out."""
    parts = [
        words
        for words, count in (
            (text("{count} digitally", count=mailing.digital), mailing.digital),
            (text("{count} printed", count=mailing.printed), mailing.printed),
            (text("{count} waiting", count=mailing.waiting), mailing.waiting),
            (
                plural("{count} not reached", "{count} not reached", count=mailing.remainder),
                mailing.remainder,
            ),
        )
        if count
    ] or [plural("{count} letter", "{count} letters", count=mailing.letters)]
    whole = parts[-1]
    for each in reversed(parts[:-1]):
        whole = text("{one} · {others}", one=each, others=whole)
    return whole


def _two_lines(context: UiContext, first: str, second: str) -> QVBoxLayout:
    upper = ElidedLabel(context.theme, first)
    lower = ElidedLabel(context.theme, second, TextRole.HELP, Tone.QUIET)
    for label in (upper, lower):
        label.setMinimumWidth(_LEAST_NAME)
    return column(None, upper, lower, None, space=0)


def _chevron(context: UiContext) -> IconLabel:
    return IconLabel(context.theme, "chevron-right", Tone.QUIET, Size.SMALL_ICON)
