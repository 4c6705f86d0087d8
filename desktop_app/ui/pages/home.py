"""Home: is everything all right, and what must I do?"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.events import MailingChanged, ReceiptApplied, ReceiptStored, RemainderChanged
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.mailing.views import HomeNumbers, MailingView, Need
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.frames import Card, Chip
from desktop_app.ui.components.labels import ElidedLabel, IconLabel, Label
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.components.rows import ActRow, ChoiceCard, Pressable
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.adviser_dialog import AdviserDialog
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.new_mailing import OFFERED, new_mailing_button
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import MAILING_STATE, PATTERN_ICON, PATTERN_SENTENCE, PATTERN_TITLE
from desktop_app.wizards.drafts import DraftSummary

NEEDS_SHOWN = 6
MAILINGS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Home:
    numbers: HomeNumbers
    drafts: Sequence[DraftSummary]


class HomePage(FramedPage):
    """What needs a person, the ways to send, what was begun, and what was sent lately."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, context.say(text("Home")), " ")
        theme, say = context.theme, context.say
        self.header.add_act(new_mailing_button(context, self))
        self._needs = Card(theme, say(text("Needs you")))
        self._drafts = Card(theme, say(text("Begun, not sent")))
        self._lately = Card(theme, say(text("Lately")))
        cards = row(*(self._pattern_card(pattern) for pattern in OFFERED), space=Space.FIELD)
        for place in range(cards.count()):
            cards.setStretch(place, 1)
        self._drafts.hide()
        for card in (self._needs, self._drafts, self._lately):
            card.body.setSpacing(Space.HAIR // 2)
        unsure = Button(
            theme, say(text("Not sure which? Answer four questions")), self._advise, kind=ButtonKind.LINK
        )
        ways = column(
            Label(theme, say(text("Send")), TextRole.SECTION), cards, row(unsure, None), space=Space.ROW
        )
        self.fill_scrolling(self._needs, ways, self._drafts, self._lately)
        for kind in (MailingChanged, ReceiptApplied, ReceiptStored, RemainderChanged):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the numbers anew."""
        self.context.reader.read(self, self._read, self._show)

    def _advise(self) -> None:
        """Help to choose a way of sending, and begin with it."""
        dialog = AdviserDialog(self.context, self)
        if dialog.exec() == AdviserDialog.DialogCode.Accepted:
            self.context.navigator.open_wizard(dialog.pattern.value)

    def _read(self) -> _Home:
        services = self.context.services
        numbers = services.mailing.home()
        return _Home(numbers, services.drafts.waiting())

    def _show(self, home: _Home) -> None:
        say, needs = self.context.say, home.numbers.needs
        self.header.set_sentence(say(self._greeting(len(needs), home.numbers.under_way)))
        self._show_needs(home)
        clear(self._drafts.body)
        for draft in home.drafts:
            self._drafts.body.addWidget(self._draft_row(draft))
        self._drafts.setVisible(bool(home.drafts))
        clear(self._lately.body)
        sent = [each for each in home.numbers.last_mailings if each.state is not State.DRAFT]
        for mailing in sent[:MAILINGS_SHOWN]:
            self._lately.body.addWidget(self._mailing_row(mailing))
        if not sent:
            words = text("No mailing yet. The first one can be an exercise: choose a way to send above.")
            self._lately.body.addWidget(Label(self.context.theme, say(words), tone=Tone.QUIET, wrap=True))

    def _show_needs(self, home: _Home) -> None:
        clear(self._needs.body)
        if not home.numbers.needs:
            quiet = row(
                IconLabel(self.context.theme, "done", Tone.DONE),
                Label(self.context.theme, self.context.say(text("Nothing. Everything is in order."))),
                None,
                margins=(Space.ROW, 0, 0, 0),
            )
            self._needs.body.addWidget(boxed(quiet))
        for need in home.numbers.needs[:NEEDS_SHOWN]:
            self._needs.body.addWidget(self._need_row(need))

    def _greeting(self, needs: int, under_way: int) -> Text:
        hour = self.context.services.clock.now().astimezone().hour
        if hour < 10:
            hello = text("Good morning.")
        elif hour < 18:
            hello = text("Good day.")
        else:
            hello = text("Good evening.")
        if needs:
            rest = plural("{count} thing needs you.", "{count} things need you.", count=needs)
        elif under_way:
            rest = plural("{count} job is under way.", "{count} jobs are under way.", count=under_way)
        else:
            rest = text("Everything is in order.")
        return text("{hello} {rest}", hello=hello, rest=rest)

    def _need_row(self, need: Need) -> ActRow:
        act, icon, tone = _NEEDS.get(need.kind, _OTHER_NEED)
        return ActRow(
            self.context.theme,
            icon,
            tone,
            self.context.say(need.text),
            "",
            self.context.say(act),
            lambda: self._follow(need),
        )

    def _follow(self, need: Need) -> None:
        navigator = self.context.navigator
        if need.kind == "remainder":
            navigator.go("paper_post", mailing=need.mailing_id)
        elif need.kind == "mend":
            navigator.go("recipients", mend=need.mailing_id)
        elif need.kind in {"unmatched", "unreadable"}:
            navigator.go("receipts", filters=frozenset({need.kind}))
        else:
            navigator.go("mailings", mailing=need.mailing_id)

    def _draft_row(self, draft: DraftSummary) -> ActRow:
        say = self.context.say
        return ActRow(
            self.context.theme,
            PATTERN_ICON[draft.pattern],
            Tone.QUIET,
            draft.name or say(text("A mailing without a name")),
            say(text("{pattern} · {moment}", pattern=PATTERN_TITLE[draft.pattern], moment=draft.updated_at)),
            say(text("Go on")),
            lambda: self.context.navigator.open_wizard(draft.pattern.value, draft.id),
        )

    def _mailing_row(self, mailing: MailingView) -> Pressable:
        theme, say = self.context.theme, self.context.say
        name = ElidedLabel(theme, mailing.name)
        name.setMinimumWidth(120)
        state = MAILING_STATE[mailing.state]
        numbers = say(sentence_of(mailing))
        parts = row(
            name,
            Label(theme, numbers, tone=Tone.QUIET),
            Chip(theme, say(state.words), state.tone, state.icon),
            IconLabel(theme, "chevron-right", Tone.QUIET, Size.SMALL_ICON),
            space=Space.CARD,
            margins=(Space.ROW, 0, Space.ROW, 0),
        )
        parts.setStretch(0, 1)
        words = f"{mailing.name}, {numbers}, {say(state.words)}"
        line = Pressable(
            "row", parts, words, lambda: self.context.navigator.go("mailings", mailing=mailing.id)
        )
        line.setFixedHeight(Size.CONTROL + Space.HAIR)
        return line

    def _pattern_card(self, pattern: Pattern) -> ChoiceCard:
        say = self.context.say
        return ChoiceCard(
            self.context.theme,
            PATTERN_ICON[pattern],
            say(PATTERN_TITLE[pattern]),
            say(PATTERN_SENTENCE[pattern]),
            lambda: self.context.navigator.open_wizard(pattern.value),
        )


def sentence_of(mailing: MailingView) -> Text:
    """A mailing's numbers in one line, short enough for a list; what is zero is left out."""
    parts = [
        words
        for words, count in (
            (text("{count} digitally", count=mailing.digital), mailing.digital),
            (text("{count} printed", count=mailing.printed), mailing.printed),
            (text("{count} waiting", count=mailing.waiting), mailing.waiting),
            (text("{count} not reached", count=mailing.remainder), mailing.remainder),
        )
        if count
    ] or [plural("{count} letter", "{count} letters", count=mailing.letters)]
    whole = parts[-1]
    for each in reversed(parts[:-1]):
        whole = text("{one} · {others}", one=each, others=whole)
    return whole


_NEEDS: dict[str, tuple[Text, str, Tone]] = {
    "deviations": (text("Look"), "attention", Tone.ATTENTION),
    "remainder": (text("Reach them"), "printer", Tone.ATTENTION),
    "mend": (text("Mend"), "edit", Tone.ATTENTION),
    "uncertain": (text("Find out"), "uncertain", Tone.ATTENTION),
    "failed": (text("See why"), "problem", Tone.PROBLEM),
    "unmatched": (text("Look"), "receipt", Tone.ATTENTION),
    "unreadable": (text("Look"), "receipt", Tone.PROBLEM),
}
_OTHER_NEED = (text("Look"), "attention", Tone.ATTENTION)
