"""The first page of one's own way: what the mailing is made of, and the name it is kept under."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.buttons import Button, CheckBox
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import Scroll, boxed, column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.letters_page import show_text
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft, PatternOptions


class PatternPage(StepPage):
    """Three ticks, each with what it means, and the ways that were kept before."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        theme, say = context.ui.theme, context.say
        self.kept = QComboBox()
        self.kept.activated.connect(self._take_kept)
        self._kept_field = FormField(theme, say(text("A way that you saved")), self.kept, keep_place=False)
        self._variants: tuple[PatternOptions, ...] = ()
        self.lookup = self._tick(text("Look everybody up first"), "lookup_first")
        self.register = self._tick(text("Keep what the lookup finds in the register"), "update_register")
        self.printing = self._tick(
            text("Have Digipost print for those who have no Digipost"), "print_fallback"
        )
        card = Card(theme, say(text("What the mailing is made of")))
        card.body.addWidget(self._kept_field)
        for tick, words in (
            (
                self.lookup,
                text(
                    "Only letters that can arrive are uploaded, and you know beforehand who is not reached."
                ),
            ),
            (self.register, text("The next mailing then knows who has Digipost.")),
            (self.printing, text("Needs a print agreement with Digipost.")),
        ):
            note = Label(theme, say(words), TextRole.HELP, Tone.QUIET, wrap=True)
            note.setContentsMargins(Space.PAGE, 0, 0, 0)
            card.body.addLayout(column(tick, note, space=0))
        self.name = line_edit()
        self.name.textEdited.connect(lambda words: self._change("variant_name", words))
        self.keep = Button(theme, say(text("Save it")), self._keep)
        both = row(self.name, self.keep)
        both.setStretch(0, 1)
        keep_card = Card(theme, say(text("Save it for next time")))
        self._name_field = FormField(theme, say(text("Name")), boxed(both))
        keep_card.body.addWidget(self._name_field)
        for part in (card, keep_card):
            part.setMaximumWidth(Size.FORM_WIDTH + 2 * Space.CARD)
        scroll = Scroll(
            column(card, keep_card, None, space=Space.CARD), (Space.PAGE, 0, Space.PAGE, Space.CARD)
        )
        self.setLayout(column(scroll))
        self._read_kept()

    def title(self) -> Text:
        """The question of the page."""
        return text("How do you want to send?")

    def sentence(self) -> Text | None:
        """What the page is for."""
        return text("Put the mailing together yourself.")

    def show_draft(self, draft: Draft) -> None:
        """Show the ticks."""
        options = draft.options
        self.lookup.setChecked(options.lookup_first)
        self.register.setChecked(options.update_register)
        self.register.setEnabled(options.lookup_first)
        self.printing.setChecked(options.print_fallback)
        show_text(self.name, options.variant_name)
        self.keep.setEnabled(bool(options.variant_name.strip()))

    def first_field(self) -> QWidget | None:
        """The first tick."""
        return self.lookup

    def _tick(self, words: Text, name: str) -> CheckBox:
        box = CheckBox(self.context.say(words))
        box.toggled.connect(lambda on: self._change(name, on))
        return box

    def _change(self, name: str, value: Any) -> None:
        changes = {name: value}
        self.touch(f"options.{name}", lambda draft: replace(draft, options=replace(draft.options, **changes)))

    def _read_kept(self) -> None:
        drafts = self.context.wizards.drafts
        self.context.ui.reader.read(self, drafts.variants, self._show_kept)

    def _show_kept(self, variants: tuple[PatternOptions, ...]) -> None:
        self._variants = variants
        self.kept.clear()
        self.kept.addItem(self.context.say(text("Choose…")))
        self.kept.addItems([variant.variant_name for variant in variants])
        show_when(self._kept_field, bool(variants))

    def _take_kept(self, index: int) -> None:
        if index > 0:
            chosen = self._variants[index - 1]
            self.touch("options", lambda draft: replace(draft, options=chosen))

    def _keep(self) -> None:
        drafts = self.context.wizards.drafts
        options = replace(
            self.context.draft.options, variant_name=self.context.draft.options.variant_name.strip()
        )
        self.context.ui.reader.read(
            self, lambda: drafts.save_variant(options), lambda _none: self._was_kept()
        )

    def _was_kept(self) -> None:
        self._name_field.show_note(
            self.context.say(text("Saved. You will find it here next time.")), Tone.DONE
        )
        self._read_kept()
