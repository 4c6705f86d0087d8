"""Home: is everything all right, and what must I do?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.events import DigisChanged
from desktop_app.jobs.schedule import ScheduleView
from desktop_app.jobs.states import JobStateChanged
from desktop_app.mailing.events import MailingChanged, ReceiptApplied, ReceiptStored, RemainderChanged
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.mailing.views import HomeNumbers, MailingView
from desktop_app.services.set_up import SetUpItem
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import Banner, Card
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.components.placeholders import placeholder
from desktop_app.ui.components.rows import ActRow, ChoiceCard
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.home_lines import NeedLine, need_lines
from desktop_app.ui.pages.home_rows import MailingRow, NextRow, ReachCard
from desktop_app.ui.pages.new_mailing import OFFERED, new_mailing_button
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import PATTERN_ICON, PATTERN_SENTENCE, PATTERN_TITLE
from desktop_app.wizards.drafts import DraftSummary

NEEDS_SHOWN = 6
MAILINGS_SHOWN = 5
RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Home:
    """Everything that is shown, so that what has not changed is not drawn again."""

    needs: tuple[NeedLine, ...]
    missing: tuple[SetUpItem, ...]
    numbers: HomeNumbers
    drafts: tuple[DraftSummary, ...]
    schedule: tuple[ScheduleView, ...]


class HomePage(FramedPage):
    """What needs a person, the ways to send, what was begun, what was sent lately, and what comes next."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, context.say(text("Home")), " ")
        theme, say = context.theme, context.say
        self._shown: _Home | None = None
        self._all_needs = False
        self.header.add_act(new_mailing_button(context, self))
        self._set_up = Card(theme, say(text("Before you can send the first letter")))
        self._needs = Card(theme, say(text("Needs you")))
        self._drafts = Card(theme, say(text("Started, not sent")))
        self._lately = Card(theme, say(text("Lately")))
        self._next = Card(theme, say(text("Next")))
        self._reach = ReachCard(context)
        for card in (self._set_up, self._needs, self._drafts, self._lately, self._next):
            card.body.setSpacing(Space.HAIR // 2)
        for card in (self._set_up, self._drafts, self._reach):
            card.hide()
        for card, lines in ((self._needs, 2), (self._lately, 3), (self._next, 3)):
            card.body.addWidget(placeholder(lines))
        lower = row(self._lately, self._next, space=Space.CARD)
        lower.setStretch(0, 3)
        lower.setStretch(1, 2)
        protection = context.services.protection.warning
        unsafe = Banner(theme, say(protection) if protection else "", Tone.ATTENTION)
        self.fill_scrolling(
            unsafe, self._set_up, self._needs, self._ways(), self._drafts, boxed(lower), self._reach
        )
        for kind in (
            MailingChanged,
            ReceiptApplied,
            ReceiptStored,
            RemainderChanged,
            JobStateChanged,
            DigisChanged,
        ):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the numbers anew."""
        self.context.reader.read(self, self._read, self._show)

    def _read(self) -> _Home:
        services = self.context.services
        numbers = services.mailing.home()
        schedule = tuple(services.schedule.views())
        return _Home(
            needs=need_lines(numbers.needs, services.digis.status(), schedule),
            missing=tuple(services.set_up.missing()),
            numbers=numbers,
            drafts=tuple(services.drafts.waiting()),
            schedule=schedule,
        )

    def _show(self, home: _Home) -> None:
        """Show what was read. What is as it was stays as it is, with its focus."""
        self._greet(home)
        if home == self._shown:
            return
        self._shown = home
        self._fill(self._set_up, [self._missing_row(item) for item in home.missing])
        self._set_up.setVisible(bool(home.missing))
        self._show_needs(home.needs)
        self._fill(self._drafts, [self._draft_row(draft) for draft in home.drafts])
        self._drafts.setVisible(bool(home.drafts))
        self._show_lately(home.numbers.last_mailings)
        self._show_next(home.schedule)
        self._reach.show_reach(home.numbers.reach)

    def _fill(self, card: Card, rows: Sequence[QWidget]) -> None:
        clear(card.body)
        for each in rows:
            card.body.addWidget(each)
        card.body.addStretch(1)

    # What needs somebody

    def _show_needs(self, needs: Sequence[NeedLine]) -> None:
        shown = needs if self._all_needs else needs[:NEEDS_SHOWN]
        rows: list[QWidget] = [self._need_row(need) for need in shown]
        if not needs:
            rows.append(self._all_well())
        elif len(shown) < len(needs):
            words = plural("Show {count} more", "Show {count} more", count=len(needs) - len(shown))
            rows.append(boxed(row(self._link(words, self._show_all_needs), None)))
        self._fill(self._needs, rows)

    def _show_all_needs(self) -> None:
        self._all_needs = True
        if self._shown is not None:
            self._show_needs(self._shown.needs)

    def _all_well(self) -> QWidget:
        words = self.context.say(text("Nothing at the moment."))
        icon = IconLabel(self.context.theme, "done", Tone.DONE)
        return boxed(row(icon, Label(self.context.theme, words), None, margins=(Space.ROW, 0, 0, 0)))

    def _need_row(self, need: NeedLine) -> ActRow:
        say, navigator = self.context.say, self.context.navigator
        return ActRow(
            self.context.theme,
            need.icon,
            need.tone,
            say(need.words),
            "",
            say(need.act),
            lambda: navigator.go(need.page, **need.where),
        )

    def _missing_row(self, item: SetUpItem) -> ActRow:
        say, navigator = self.context.say, self.context.navigator
        return ActRow(
            self.context.theme,
            "step-ahead",
            Tone.ATTENTION,
            say(item.title),
            say(item.help),
            say(text("Set up")),
            lambda: navigator.open_set_up(item.step),
        )

    def _greet(self, home: _Home) -> None:
        self.header.set_sentence(self.context.say(self._greeting(home)))

    def _greeting(self, home: _Home) -> Text:
        hour = self.context.services.clock.now().astimezone().hour
        if hour < 10:
            hello = text("Good morning.")
        elif hour < 18:
            hello = text("Hello.")
        else:
            hello = text("Good evening.")
        if home.needs:
            rest = plural("{count} thing needs you.", "{count} things need you.", count=len(home.needs))
        elif home.numbers.under_way:
            rest = plural(
                "{count} job is under way.", "{count} jobs are under way.", count=home.numbers.under_way
            )
        else:
            rest = text("Everything is in order.")
        return text("{hello} {rest}", hello=hello, rest=rest)

    # The ways to send

    def _ways(self) -> QWidget:
        theme, say = self.context.theme, self.context.say
        cards = row(*(self._pattern_card(pattern) for pattern in OFFERED), space=Space.FIELD)
        for place in range(cards.count()):
            cards.setStretch(place, 1)
        unsure = self._link(text("Not sure which? Answer four questions"), self._advise)
        heading = Label(theme, say(text("Send")), TextRole.SECTION)
        return boxed(column(heading, cards, row(unsure, None), space=Space.ROW))

    def _pattern_card(self, pattern: Pattern) -> ChoiceCard:
        say = self.context.say
        return ChoiceCard(
            self.context.theme,
            PATTERN_ICON[pattern],
            say(PATTERN_TITLE[pattern]),
            say(PATTERN_SENTENCE[pattern]),
            lambda: self.context.navigator.open_wizard(pattern.value),
        )

    def _advise(self) -> None:
        """Help to choose a way of sending, and begin with it."""
        from desktop_app.ui.pages.adviser_dialog import AdviserDialog

        dialog = AdviserDialog(self.context, self)
        if self.context.front.ask(dialog) == AdviserDialog.DialogCode.Accepted:
            self.context.navigator.open_wizard(dialog.pattern.value)

    def _draft_row(self, draft: DraftSummary) -> ActRow:
        say = self.context.say
        return ActRow(
            self.context.theme,
            PATTERN_ICON[draft.pattern],
            Tone.QUIET,
            draft.name or say(text("A mailing without a name")),
            say(text("{pattern} · {moment}", pattern=PATTERN_TITLE[draft.pattern], moment=draft.updated_at)),
            say(text("Continue")),
            lambda: self.context.navigator.open_wizard(draft.pattern.value, draft.id),
        )

    # Lately, and next

    def _show_lately(self, mailings: Sequence[MailingView]) -> None:
        sent = [each for each in mailings if each.state is not State.DRAFT][:MAILINGS_SHOWN]
        rows: list[QWidget] = [MailingRow(self.context, mailing) for mailing in sent]
        if not rows:
            words = text("No mailings yet. The first can be a practice run: choose a way to send above.")
            rows.append(self._quiet(words))
        self._fill(self._lately, rows)

    def _show_next(self, schedule: Sequence[ScheduleView]) -> None:
        planned = sorted((view for view in schedule if view.next is not None), key=_moment_of)
        rows: list[QWidget] = [NextRow(self.context, view) for view in planned[:RUNS_SHOWN]]
        if not rows:
            rows.append(self._quiet(text("Nothing runs by itself yet.")))
            open_it = self._link(text("Open the schedule"), lambda: self.context.navigator.go("schedule"))
            rows.append(boxed(row(open_it, None)))
        self._fill(self._next, rows)

    def _quiet(self, words: Text) -> Label:
        return Label(self.context.theme, self.context.say(words), tone=Tone.QUIET, wrap=True)

    def _link(self, words: Text, pressed: Callable[[], object]) -> Button:
        button = Button(self.context.theme, self.context.say(words), pressed, kind=ButtonKind.LINK)
        button.setMinimumHeight(Size.CONTROL)
        return button


def _moment_of(view: ScheduleView) -> float:
    assert view.next is not None
    return view.next.at.timestamp()
