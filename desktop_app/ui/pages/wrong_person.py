"""What to do when a letter went to the wrong person: the steps in their order, and the ids ready to copy."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLayout, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.mailing.letters import LetterRow
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import Fitting, boxed, column, row
from desktop_app.ui.components.screen_room import fit_to_words
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help, open_guide
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_WIDTH = 600
_STEPS = (
    text("Call Digipost at once. The number is in your agreement and on Digipost's pages for senders."),
    text("Give them these ids, so that they find the letter:"),
    text(
        "Tell whoever is responsible for privacy in your organisation. It may have to be reported to "
        "the authorities within 72 hours."
    ),
    text("Find out why. If letters have shifted by one person, check the letters before and after this one."),
    text("Correct the recipient, look them up again, and only then send the right letter."),
)
_IDS_BELONG_TO = 1


def ids_of(letter: LetterRow) -> list[tuple[Text, str]]:
    """What Digipost finds a letter by. A letter that has not left this computer has only its customer id."""
    known = (
        (text("Job id"), letter.job_id),
        (text("The letter's id (uuid)"), letter.uuid),
        (text("Customer id"), letter.customer_id),
    )
    return [(label, value) for label, value in known if value]


class WrongPersonDialog(QDialog):
    """The steps, with one letter's ids. Nothing is changed by it."""

    def __init__(self, context: UiContext, letter: LetterRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._ids = context, ids_of(letter)
        offer_help(context, self, "wrong_person")
        say, theme = context.say, context.theme
        title = say(text("Letter to the wrong person"))
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH)
        head = row(
            IconLabel(theme, "attention", Tone.PROBLEM, Size.CONTROL - Space.ROW),
            Label(theme, title, TextRole.TITLE),
            None,
            space=Space.FIELD,
        )
        whose = text("{subject}, to {name}", subject=letter.subject, name=letter.name)
        steps = column(space=Space.ROW)
        for number, words in enumerate(_STEPS):
            steps.addWidget(self._step(number + 1, say(words)))
            if number == _IDS_BELONG_TO:
                steps.addWidget(self._ids_card())
        copy = Button(theme, say(text("Copy all the ids")), self.copy_all, icon="copy", parent=self)
        copy.setFocus()
        acts = row(
            Button(theme, say(text("Read more")), self._read_more, kind=ButtonKind.LINK),
            None,
            copy,
            Button(theme, say(text("Close")), self.accept, kind=ButtonKind.PRIMARY),
        )
        quiet = Label(theme, say(whose), tone=Tone.QUIET, wrap=True)
        layout = column(head, quiet, Fitting(steps), Space.ROW, acts, space=Space.CARD, margins=Space.PAGE)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(layout)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as wide as an id needs, and as high as the words need at that width: the screen allowing."""
        super().showEvent(event)
        self.setFixedWidth(max(_WIDTH, self.minimumSizeHint().width()))
        fit_to_words(self, self.width())

    def copy_all(self) -> None:
        """All ids with what they are, a line each."""
        say = self._context.say
        lines = [say(text("{label}: {value}", label=label, value=value)) for label, value in self._ids]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _step(self, number: int, words: str) -> QWidget:
        theme = self._context.theme
        figure = Label(theme, f"{number}.", TextRole.STRONG, Tone.PRIMARY)
        figure.setFixedWidth(Space.PAGE)
        figure.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = row(figure, Label(theme, words, wrap=True), None, space=0)
        line.setStretch(1, 100)
        return boxed(line)

    def _ids_card(self) -> QFrame:
        theme, say = self._context.theme, self._context.say
        card = QFrame()
        card.setProperty("face", "card")
        grid = QGridLayout()
        grid.setContentsMargins(Space.CARD, Space.ROW, Space.ROW, Space.ROW)
        grid.setHorizontalSpacing(Space.CARD)
        grid.setVerticalSpacing(Space.HAIR)
        grid.setColumnStretch(1, 1)
        for place, (label, value) in enumerate(self._ids):
            shown = Label(theme, value, TextRole.FIXED)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            copy = IconButton(theme, "copy", say(text("Copy: {what}", what=label)), partial(_copy, value))
            grid.addWidget(Label(theme, say(label), tone=Tone.QUIET), place, 0)
            grid.addWidget(shown, place, 1)
            grid.addWidget(copy, place, 2)
        card.setLayout(grid)
        return card

    def _read_more(self) -> None:
        open_guide(self._context, self, "wrong_person")


def _copy(value: str) -> None:
    QGuiApplication.clipboard().setText(value)
