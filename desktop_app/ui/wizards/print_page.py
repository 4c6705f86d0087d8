"""The page about print: where undeliverable letters come back to, colour, speed."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.buttons import CheckBox
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.letters_page import show_text
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft

_FIELDS = {
    "return_name": text("Name"),
    "return_address1": text("Street or PO box"),
    "return_address2": text("Second line"),
    "return_postcode": text("Postcode"),
    "return_city": text("Place"),
}


class PrintPage(StepPage):
    """The return address, and how the letters are printed."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        theme, say = context.ui.theme, context.say
        self.edits: dict[str, QLineEdit] = {}
        for name, words in _FIELDS.items():
            self.edits[name] = line_edit()
            self.edits[name].textEdited.connect(self._taking(name))
            self.fields[f"printing.{name}"] = FormField(theme, say(words), self.edits[name])
        self.edits["return_postcode"].setMaximumWidth(4 * Size.CONTROL)
        address = Card(theme, say(text("Return address")))
        place = row(
            self.fields["printing.return_postcode"], self.fields["printing.return_city"], space=Space.FIELD
        )
        place.setStretch(1, 1)
        for name in ("return_name", "return_address1", "return_address2"):
            address.body.addWidget(self.fields[f"printing.{name}"])
        address.body.addLayout(place)
        self.colour = CheckBox(say(text("In colour")))
        self.colour.toggled.connect(lambda on: self._change("colour", on))
        self.first_class = CheckBox(say(text("By A-post, which is faster and costs more")))
        self.first_class.toggled.connect(lambda on: self._change("first_class", on))
        paper = Card(theme, say(text("Paper")))
        facts = text(
            "Digipost prints on both sides, puts a sheet with both addresses in front, and posts on working days. "
            "Whoever has Digipost gets the letter there, and none on paper."
        )
        paper.body.addWidget(Label(theme, say(facts), TextRole.HELP, Tone.QUIET, wrap=True))
        paper.body.addWidget(self.colour)
        paper.body.addWidget(self.first_class)
        for card in (address, paper):
            card.setMaximumWidth(Size.FORM_WIDTH + 2 * Space.CARD)
        scroll = Scroll(
            column(address, paper, None, space=Space.CARD), (Space.PAGE, 0, Space.PAGE, Space.CARD)
        )
        self.setLayout(column(scroll))

    def title(self) -> Text:
        """The question of the page."""
        return text("How is it printed?")

    def sentence(self) -> Text | None:
        """Who is printed for."""
        return text("Digipost prints for those who have no Digipost.")

    def show_draft(self, draft: Draft) -> None:
        """Show the answers."""
        for name, edit in self.edits.items():
            show_text(edit, getattr(draft.printing, name))
        self.colour.setChecked(draft.printing.colour)
        self.first_class.setChecked(draft.printing.first_class)

    def first_field(self) -> QWidget | None:
        """The first empty field, or the first."""
        return next((edit for edit in self.edits.values() if not edit.text()), self.edits["return_name"])

    def _taking(self, name: str) -> Any:
        return lambda words: self._change(name, words)

    def _change(self, name: str, value: str | bool) -> None:
        changes: dict[str, Any] = {name: value}
        self.touch(
            f"printing.{name}", lambda draft: replace(draft, printing=replace(draft.printing, **changes))
        )
