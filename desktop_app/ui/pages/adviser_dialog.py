"""Which way of sending fits? Four questions and an answer with its reason, worked out as one types."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QSpinBox, QWidget

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.mailing.options import Pattern
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.form import FormField, choice, inset
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Fitting, clear, column, row
from desktop_app.ui.components.screen_room import fit_to_words
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import PATTERN_ICON, PATTERN_TITLE
from desktop_app.wizards.adviser import Advice, IdentifiedBy, advise

PRINT_AGREEMENT = "print.agreement"
_WIDTH = 560
_ANSWER_HEIGHT = 176
_USUAL_LETTERS, _USUAL_KB, _USUAL_PER_MONTH = 400, 120, 1
_MOST_LETTERS, _MOST_KB, _MOST_PER_MONTH = 1_000_000, 30_000, 100


class AdviserDialog(QDialog):
    """Asks the four questions. After it was accepted, `pattern` is the way the person begins with."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        offer_help(context, self, "choosing")
        self.pattern = Pattern.SPLIT_FIRST
        self._context = context
        theme, say = context.theme, context.say
        self.setWindowTitle(say(text("Which way of sending fits?")))
        self.setFixedWidth(_WIDTH)
        self._letters = _number(_USUAL_LETTERS, 1, _MOST_LETTERS)
        self._largest = _number(_USUAL_KB, 1, _MOST_KB)
        self._per_month = _number(_USUAL_PER_MONTH, 0, _MOST_PER_MONTH)
        known = [
            (IdentifiedBy.NATIONAL_ID.value, say(text("Identity numbers"))),
            (IdentifiedBy.NAME_AND_ADDRESS.value, say(text("Names and addresses"))),
        ]
        self._known_by: QComboBox = choice(known)
        self._answer = Card(theme)
        self._answer.setMinimumHeight(_ANSWER_HEIGHT)
        self._begin = Button(theme, " ", self.accept, kind=ButtonKind.PRIMARY)
        self._begin.setDefault(True)
        for box in (self._letters, self._largest, self._per_month):
            box.valueChanged.connect(self._think)
        self._known_by.currentIndexChanged.connect(self._think)
        self._lay_out()
        self._think()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the height that the questions and the answer need: the screen allowing."""
        super().showEvent(event)
        fit_to_words(self, _WIDTH)

    def _lay_out(self) -> None:
        theme, say = self._context.theme, self._context.say
        first = row(
            self._field(say(text("Letters in a mailing")), self._letters),
            self._field(say(text("The largest letter, in kB")), self._largest),
            space=Space.CARD,
        )
        second = row(
            self._field(say(text("Mailings a month")), self._per_month),
            self._field(say(text("What you know about the recipients")), self._known_by),
            space=Space.CARD,
        )
        for line in (first, second):
            line.setStretch(0, 1)
            line.setStretch(1, 1)
        acts = row(None, Button(theme, say(text("Close")), self.reject), self._begin)
        title = Label(theme, self.windowTitle(), TextRole.TITLE)
        asked = Fitting(column(first, second, self._answer, space=Space.CARD))
        self.setLayout(column(title, asked, acts, space=Space.CARD, margins=Space.PAGE))

    def _field(self, label: str, field: QWidget) -> FormField:
        return FormField(self._context.theme, label, field, keep_place=False)

    def _think(self) -> None:
        try:
            advice = advise(
                letters=self._letters.value(),
                largest_kb=self._largest.value(),
                mailings_per_month=self._per_month.value(),
                identified_by=IdentifiedBy(str(self._known_by.currentData())),
                print_agreement=self._context.services.settings.flag(PRINT_AGREEMENT),
            )
        except InputError:
            return
        self._show(advice)

    def _show(self, advice: Advice) -> None:
        theme, say = self._context.theme, self._context.say
        self.pattern = advice.pattern
        name = say(PATTERN_TITLE[advice.pattern])
        clear(self._answer.body)
        head = row(
            IconLabel(theme, PATTERN_ICON[advice.pattern], Tone.PRIMARY, Size.ICON + Space.HAIR),
            Label(theme, name, TextRole.SECTION),
            None,
            space=Space.ROW,
        )
        self._answer.body.addLayout(head)
        self._answer.body.addWidget(Label(theme, say(advice.reason), wrap=True))
        for remark in advice.remarks:
            self._answer.body.addWidget(Label(theme, say(remark), tone=Tone.QUIET, wrap=True))
        self._answer.body.addStretch(1)
        self._begin.set_words(say(text("Begin: {pattern}", pattern=PATTERN_TITLE[advice.pattern])))


def _number(value: int, least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    inset(box)
    box.setRange(least, most)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    return box
