"""All pairs of person and letter, stepped through one by one or as a sample picked at random."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import plural, text
from desktop_app.mailing.plan import MailingPlan, Pair
from desktop_app.ui.components.buttons import Button, CheckBox
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.pair_view import PairView, place_words
from desktop_app.ui.wizards.step_page import WizardContext
from desktop_app.wizards.check_step import pairs_seen

_READ_AT_ONCE = 20
_SAMPLE = 20


class PairsView(Card):
    """Shows one pair; counts those that were looked at, since the person is told before sending."""

    def __init__(self, context: WizardContext, parent: QWidget | None = None) -> None:
        super().__init__(context.ui.theme, parent=parent)
        self._context = context
        theme, say = context.ui.theme, context.say
        self._plan: MailingPlan | None = None
        self._pairs: dict[int, Pair] = {}
        self._sampled: Sequence[Pair] = ()
        self._place = 0
        self._seen: set[int] = set()
        self.view = PairView(context.ui, context.wizards.parts.pages)
        self._where = Label(theme, "", TextRole.STRONG)
        self.sample = CheckBox(say(text("Only a sample of {count}, picked at random", count=_SAMPLE)))
        self.sample.toggled.connect(lambda _on: self._begin())
        self.previous = Button(theme, say(text("Previous")), lambda: self.step(-1), icon="chevron-left")
        self.next = Button(
            theme, say(text("Next recipient")), lambda: self.step(1), icon="chevron-right", icon_last=True
        )
        self._counted = Label(theme, "", TextRole.HELP, Tone.QUIET)
        self.take_back = Button(theme, say(text("Put back in")), self._take_back_in, icon="plus")
        self.take_back.hide()
        self.view.add_below_person(self.take_back)
        head = row(self._where, self._counted, None, self.sample, self.previous, self.next, space=Space.FIELD)
        whole = column(head, self.view, space=Space.FIELD)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)
        self.body.setStretch(0, 1)
        for keys, by in (("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(lambda by=by: self.step(by))

    @property
    def pair(self) -> Pair | None:
        """The pair that is shown."""
        return self.view.pair

    def show_plan(self, plan: MailingPlan) -> None:
        """Begin with the first pair of a plan; of one that was only checked again, where the person was."""
        stays = self._plan is not None and self._plan.mailing_id == plan.mailing_id
        place = self._place if stays else 0
        self._plan = plan
        self._seen = set()
        self.sample.setVisible(plan.letters > _SAMPLE)
        self._begin(place)

    def step(self, by: int) -> None:
        """Go to the next pair or the one before."""
        if self.isVisible():
            self._go(min(max(self._place + by, 0), self._count() - 1))

    def _begin(self, place: int = 0) -> None:
        self._pairs, self._sampled = {}, ()
        plan = self._plan
        if plan is None:
            return
        check = self._context.wizard.check
        if self.sample.isChecked() and plan.letters > _SAMPLE:
            self._context.ui.reader.read(
                self, lambda: check.sample(plan.mailing_id, _SAMPLE, plan.revision), self._take_sample
            )
        else:
            self._go(min(place, self._count() - 1))

    def _take_back_in(self) -> None:
        """Have the letter that was left out sent after all. Everybody is checked again by that."""
        pair, context = self.pair, self._context
        if pair is not None and pair.left_out:
            context.session.act(context.wizard.check.taking_back_in(context.draft, [pair.customer_id]))

    def _take_sample(self, pairs: Sequence[Pair]) -> None:
        self._sampled = pairs
        self._pairs = dict(enumerate(pairs))
        self._go(0)

    def _count(self) -> int:
        if self._sampled:
            return len(self._sampled)
        return self._plan.letters + self._plan.left_out if self._plan is not None else 0

    def _go(self, place: int) -> None:
        plan = self._plan
        if plan is None or self._count() == 0:
            return
        self._place = max(place, 0)
        self._tell()
        if self._place in self._pairs:
            self._show(self._place)
            return
        check, first = self._context.wizard.check, self._place - self._place % _READ_AT_ONCE
        self._context.ui.reader.read(
            self,
            lambda: check.pairs(plan.mailing_id, first, _READ_AT_ONCE),
            lambda pairs: self._take(plan, first, pairs),
        )

    def _take(self, plan: MailingPlan, first: int, pairs: Sequence[Pair]) -> None:
        if plan is not self._plan or self._sampled:
            return
        self._pairs.update(enumerate(pairs, first))
        if self._place in self._pairs:
            self._show(self._place)

    def _show(self, place: int) -> None:
        pair = self._pairs[place]
        self.view.show_pair(pair)
        self._note_seen(pair)
        self._tell()

    def _note_seen(self, pair: Pair) -> None:
        """Count a pair as looked at only while it can be seen."""
        if not self.isVisible() or pair.letter_id in self._seen:
            return
        self._seen.add(pair.letter_id)
        context = self._context
        if len(self._seen) > pairs_seen(context.draft):
            context.change(context.wizard.check.note_pairs_seen(context.draft, len(self._seen)))

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self.pair is not None:
            self._note_seen(self.pair)

    def _tell(self) -> None:
        say, count = self._context.say, self._count()
        self._where.setText(say(place_words(self._place + 1, count)) if count else "")
        left_out = self.pair is not None and self.pair.left_out
        seen = plural("{count} looked at", "{count} looked at", count=len(self._seen))
        words = text("{seen} · left out", seen=seen) if left_out else seen
        self._counted.setText(say(words))
        self.take_back.setVisible(left_out)
        self.previous.setEnabled(self._place > 0)
        self.next.setEnabled(self._place < count - 1)
