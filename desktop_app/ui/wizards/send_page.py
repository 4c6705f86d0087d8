"""The page on which the person types the number of letters, and so promises them."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Card
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, boxed, clear, column
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.letters_page import show_text
from desktop_app.ui.wizards.pickers import icon_line
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.ui.wizards.subject_words import shown_subject
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.summary import summary_of


class SendPage(StepPage):
    """What will happen, in sentences, and a field for the number."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        theme, say = context.ui.theme, context.say
        self._card = Card(theme, say(text("This will happen")))
        self._sentences = column(space=Space.ROW)
        self._card.body.addLayout(self._sentences)
        self.count = line_edit()
        self.count.setFont(theme.font(TextRole.SECTION))
        self.count.setMaximumWidth(5 * Size.CONTROL)
        self.count.textEdited.connect(self._take_count)
        self._field = FormField(theme, say(text("Type the number of letters")), self.count)
        self.fields["confirmed_count"] = self._field
        confirm = Card(theme, say(text("Are you sure?")))
        self._last_words = Label(theme, "", wrap=True)
        confirm.body.addWidget(self._last_words)
        confirm.body.addWidget(self._field)
        for card in (self._card, confirm):
            card.setMaximumWidth(Size.FORM_WIDTH + 6 * Space.PAGE)
        scroll = Scroll(
            column(self._card, confirm, None, space=Space.CARD),
            (Space.PAGE, 0, Space.PAGE, Space.CARD),
        )
        self.setLayout(column(scroll))
        self._shown: tuple[Text, ...] | None = None

    def title(self) -> Text:
        """What the page does."""
        return text("Send")

    def sentence(self) -> Text | None:
        """What has not happened yet."""
        return text("Nothing has been sent so far.")

    def show_draft(self, draft: Draft) -> None:
        """Show the summary and what has been typed."""
        show_text(self.count, draft.confirmed_count)
        plan = self.context.wizard.check.plan(draft)
        if plan is None:
            return
        last = plural(
            "{count} letter cannot be called back once it is sent. Type the number to show that you mean it.",
            "{count} letters cannot be called back once they are sent. Type the number to show that you mean it.",
            count=plan.letters,
        )
        self._last_words.setText(self.context.say(last))
        recipients = self.context.wizard.recipients.recipients(draft)
        mapped = recipients.mapped if recipients is not None else frozenset()
        subject = shown_subject(self.context.ui, draft.message.subject.strip())
        sentences = summary_of(draft, plan, subject=subject, has_subjects="subject" in mapped)
        if sentences != self._shown:
            self._shown = sentences
            clear(self._sentences)
            for each in sentences:
                line = icon_line(self.context.ui, "check", Tone.DONE, self.context.say(each))
                self._sentences.addWidget(boxed(line))

    def first_field(self) -> QWidget | None:
        """The number."""
        return self.count

    def _take_count(self, words: str) -> None:
        self.touch("confirmed_count", lambda draft: replace(draft, confirmed_count=words))
