"""A person beside page one of their letter: the last look before anything is sent."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.plan import Pair
from desktop_app.register.identity import mask_national_id
from desktop_app.ui.components.labels import ElidedLabel, Label
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.page_picture import Mark, PagePicture
from desktop_app.ui.words import FIELD_LABEL
from desktop_app.wizards.letter_pages import LetterPages

_PERSON_WIDTH = 300


class PairView(QWidget):
    """The person to the left, as the list or the register has them; the letter's page to the right."""

    def __init__(self, context: UiContext, pages: LetterPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.pair: Pair | None = None
        self._person = column(space=Space.HAIR)
        self.picture = PagePicture(context, pages)
        self._below = row(None, margins=(0, Space.FIELD, 0, 0))
        left = boxed(column(self._person, self._below, None))
        left.setFixedWidth(_PERSON_WIDTH)
        whole = row(left, self.picture, space=Space.PAGE)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def add_below_person(self, part: QWidget) -> None:
        """Put an act under the person, for what is done with their letter."""
        self._below.insertWidget(self._below.count() - 1, part)

    def show_pair(self, pair: Pair, others: Sequence[str] = (), *, shows_zone: bool = False) -> None:
        """Show a pair; the recipient's own name is marked in the letter, and `others` are too, as a problem.

        `shows_zone` draws the place that must stay free for Digipost's bar code.
        """
        self.pair = pair
        clear(self._person)
        theme = self._context.theme
        self._person.addWidget(Label(theme, pair.name, TextRole.SECTION, wrap=True))
        for line in pair.address.split(", "):
            if line.strip():
                self._person.addWidget(Label(theme, line.strip(), wrap=True))
        facts = column(
            *(self._fact(words, value) for words, value in self._facts(pair)), space=Space.HAIR + 2
        )
        facts.setContentsMargins(0, Space.ROW, 0, 0)
        self._person.addLayout(facts)
        marks = [Mark(name, Tone.PROBLEM) for name in others]
        marks += [Mark(own, Tone.DONE) for own in (pair.name, pair.customer_id) if own]
        self.picture.show_file(pair.document, marks, shows_zone=shows_zone)

    def _facts(self, pair: Pair) -> Sequence[tuple[Text, str]]:
        facts = [(FIELD_LABEL["customer_id"], pair.customer_id)]
        if pair.national_id:
            facts.append((FIELD_LABEL["national_id"], mask_national_id(pair.national_id)))
        if pair.row is not None:
            facts.append((text("Row in the file"), str(pair.row)))
        facts.append((FIELD_LABEL["subject"], pair.subject))
        if pair.document is not None:
            facts.append((FIELD_LABEL["document"], pair.document.name))
        if pair.attachments:
            facts.append((FIELD_LABEL["attachments"], ", ".join(path.name for path in pair.attachments)))
        size = text("{size} kB", size=max(round(pair.document_size / 1000), 1))
        return [*facts, (text("Size"), self._context.say(size))]

    def _fact(self, words: Text, value: str) -> QVBoxLayout:
        theme = self._context.theme
        label = Label(theme, self._context.say(words), TextRole.HELP, Tone.QUIET)
        return column(label, ElidedLabel(theme, value), space=0)


def place_words(number: int, count: int) -> Text:
    """Which of how many is shown: "3 of 412"."""
    return plural("{number} of {count}", "{number} of {count}", count=count, number=number)
