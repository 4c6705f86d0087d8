"""The page that asks which letter each recipient gets, and what surrounds it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QStackedWidget, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.subjects import SUBJECT_FIELDS
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Card, EmptyState
from desktop_app.ui.components.layout import Scroll, boxed, column, row
from desktop_app.ui.theme import Space
from desktop_app.ui.wizards.letter_extras import ExtraParts
from desktop_app.ui.wizards.match_view import MatchView
from desktop_app.ui.wizards.page_picture import PagePicture
from desktop_app.ui.wizards.pickers import Option, Options, PathPicker, Picks
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.ui.wizards.subject_words import shown_subject, stored_subject
from desktop_app.ui.words import FIELD_LABEL
from desktop_app.wizards.draft import Draft, LetterManner, LettersChoice, MatchBy
from desktop_app.wizards.message_problems import LONGEST_JOB_NAME

_SIDE_WIDTHS = (300, 400)


class LettersPage(StepPage):
    """The questions to the left; to the right the letter itself, or what fits and what does not."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        ui = context.ui
        self.main = MainLetterPart(context, self)
        self.message = MessagePart(context, self)
        self.extras = ExtraParts(context, self)
        self.picture = PagePicture(ui, context.wizards.parts.pages)
        self.match = MatchView(ui)
        self._side = QStackedWidget()
        self._nothing = EmptyState(
            ui.theme,
            "letter",
            context.say(text("The letter is shown here")),
            context.say(text("As soon as you have chosen it. Letters are PDF files.")),
        )
        for part in (self._nothing, self.picture, self.match):
            self._side.addWidget(part)
        self._side.setMinimumWidth(_SIDE_WIDTHS[0])
        self._side.setMaximumWidth(_SIDE_WIDTHS[1])
        questions = Scroll(
            column(self.main, self.message, self.extras, None, space=Space.CARD),
            (Space.PAGE, 0, Space.PAGE, Space.CARD),
        )
        side = column(self._side, margins=(Space.ROW, 0, Space.PAGE, Space.CARD))
        whole = row(questions, side, space=0)
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)

    def title(self) -> Text:
        """The question of the page."""
        return text("What do they get?")

    def sentence(self) -> Text | None:
        """How many have a letter, once that is known."""
        found = self.context.wizard.letters.assignment(self.context.draft)
        if found is None:
            return text("Choose the letter, and fill in what goes with it.")
        return plural(
            "{with_letter} of {count} recipient has a letter.",
            "{with_letter} of {count} recipients have a letter.",
            count=len(found.letters),
            with_letter=found.with_letter,
        )

    def show_draft(self, draft: Draft) -> None:
        """Show the answers and what fits them."""
        self.main.show_choice(draft.letters)
        self.message.show_draft(draft)
        self.extras.show_draft(draft)
        self._show_side(draft)

    def first_field(self) -> QWidget | None:
        """The first of the ways, or the chosen one."""
        manner = draft_manner = self.context.draft.letters.manner
        if draft_manner is LetterManner.UNDECIDED:
            manner = LetterManner.ONE_FOR_ALL
        return self.main.manner.button(manner.value)

    def change_letters(self, name: str, **changes: Any) -> None:
        """Take another choice of letters."""
        self.touch(name, lambda draft: replace(draft, letters=replace(draft.letters, **changes)))

    def _show_side(self, draft: Draft) -> None:
        found = self.context.wizard.letters.assignment(draft)
        common = draft.letters.common_file
        if draft.letters.manner is LetterManner.ONE_FOR_ALL and common:
            self.picture.show_file(Path(common))
            self._side.setCurrentWidget(self.picture)
        elif (
            draft.letters.manner in {LetterManner.BY_COLUMN, LetterManner.BY_FILE_NAME} and found is not None
        ):
            self.match.show_assignment(found)
            self._side.setCurrentWidget(self.match)
        else:
            self._side.setCurrentWidget(self._nothing)


class MainLetterPart(Card):
    """One letter for everybody, or each their own by column or by file name."""

    def __init__(self, context: WizardContext, page: LettersPage) -> None:
        ui, say = context.ui, context.say
        super().__init__(ui.theme, say(text("The letter")))
        self._page = page
        self.manner = Options(
            ui,
            [
                Option(LetterManner.ONE_FOR_ALL.value, say(text("The same letter for everybody"))),
                Option(
                    LetterManner.BY_COLUMN.value,
                    say(text("Each their own: a column in the list names the file")),
                ),
                Option(
                    LetterManner.BY_FILE_NAME.value,
                    say(text("Each their own: the file's name says whose it is")),
                ),
            ],
        )
        self.manner.chosen.connect(
            lambda key: page.change_letters("letters.manner", manner=LetterManner(key))
        )
        self.file = PathPicker(ui, Picks.PDF)
        self.file.picked.connect(lambda path: page.change_letters("letters.common_file", common_file=path))
        self.folder = PathPicker(ui, Picks.FOLDER)
        self.folder.picked.connect(lambda path: page.change_letters("letters.folder", folder=path))
        self.match_by = QComboBox()
        for by, words in _MATCH_WORDS.items():
            self.match_by.addItem(say(words), by.value)
        self.match_by.activated.connect(
            lambda _index: page.change_letters(
                "letters.match_by", match_by=MatchBy(self.match_by.currentData())
            )
        )
        self._file_field = FormField(ui.theme, say(text("Letter (PDF)")), self.file)
        self._folder_field = FormField(ui.theme, say(text("Folder with the letters")), self.folder)
        self._match_field = FormField(
            ui.theme, say(text("The file's name has the recipient's")), self.match_by, keep_place=False
        )
        page.fields["letters.common_file"] = self._file_field
        page.fields["letters.folder"] = self._folder_field
        for part in (self.manner, self._file_field, self._folder_field, self._match_field):
            self.body.addWidget(part)

    def show_choice(self, choice: LettersChoice) -> None:
        """Show the choice, and only what it needs."""
        self.manner.show_choice(choice.manner.value)
        self.file.show_path(choice.common_file)
        self.folder.show_path(choice.folder)
        self.match_by.setCurrentIndex(self.match_by.findData(choice.match_by.value))
        own = choice.manner in {LetterManner.BY_COLUMN, LetterManner.BY_FILE_NAME}
        self._file_field.setVisible(choice.manner is LetterManner.ONE_FOR_ALL)
        self._folder_field.setVisible(own)
        self._match_field.setVisible(choice.manner is LetterManner.BY_FILE_NAME)


_MATCH_WORDS = {
    MatchBy.CUSTOMER_ID: FIELD_LABEL["customer_id"],
    MatchBy.NATIONAL_ID: FIELD_LABEL["national_id"],
    MatchBy.NAME: text("Name"),
}


class MessagePart(Card):
    """The mailing's name, and the subject that recipients see."""

    def __init__(self, context: WizardContext, page: LettersPage) -> None:
        ui, say = context.ui, context.say
        super().__init__(ui.theme, say(text("What it is called")))
        self._context, self._page = context, page
        self.subject = line_edit()
        self.subject.setAccessibleName(context.say(text("Subject")))
        self.subject.textEdited.connect(self._take_subject)
        self.insert = Button(ui.theme, say(text("Insert")), icon="plus")
        self.insert.setMenu(self._fields_menu())
        both = row(self.subject, self.insert, space=Space.ROW)
        both.setStretch(0, 1)
        subject = boxed(both)
        subject.setFocusProxy(self.subject)
        self.name = line_edit()
        self.name.textEdited.connect(self._take_name)
        page.fields["message.subject"] = FormField(
            ui.theme,
            say(text("Subject")),
            subject,
            say(_SUBJECT_HELP),
        )
        page.fields["job.name"] = FormField(
            ui.theme,
            say(text("Name of the mailing")),
            self.name,
            say(text("Only you see it, here and on Digipost's pages for senders.")),
        )
        self.body.addWidget(page.fields["message.subject"])
        self.body.addWidget(page.fields["job.name"])

    def show_draft(self, draft: Draft) -> None:
        """Show name and subject, unless the cursor is in the middle of them."""
        show_text(self.subject, shown_subject(self._context.ui, draft.message.subject))
        show_text(self.name, draft.job.name)
        recipients = self._context.wizard.recipients.recipients(draft)
        has_column = recipients is not None and "subject" in recipients.mapped
        help_text = _SUBJECT_FROM_LIST if has_column else _SUBJECT_HELP
        self._page.fields["message.subject"].set_help(self._context.say(help_text))

    def _take_subject(self, words: str) -> None:
        """The name follows the subject until it is given one of its own."""
        subject = stored_subject(self._context.ui, words)

        def change(draft: Draft) -> Draft:
            follows = draft.job.name in {"", _plain(draft.message.subject)}
            name = _plain(subject) if follows else draft.job.name
            return replace(
                draft, message=replace(draft.message, subject=subject), job=replace(draft.job, name=name)
            )

        self._page.touch("message.subject", change)

    def _take_name(self, words: str) -> None:
        self._page.touch("job.name", lambda draft: replace(draft, job=replace(draft.job, name=words)))

    def _fields_menu(self) -> QMenu:
        menu = QMenu(self)
        for name in SUBJECT_FIELDS:
            menu.addAction(self._context.say(FIELD_LABEL[name]), self._inserting(name))
        return menu

    def _inserting(self, name: str) -> Callable[[], None]:
        def insert() -> None:
            self.subject.insert(shown_subject(self._context.ui, f"{{{name}}}"))
            self._take_subject(self.subject.text())
            self.subject.setFocus()

        return insert


_SUBJECT_HELP = text("Recipients see it in Digipost. “Insert” adds what differs from one to the next.")
_SUBJECT_FROM_LIST = text("The list has a column with subjects. This one is for those who have none there.")


def show_text(edit: QLineEdit, words: str) -> None:
    """Put words into a field without moving the cursor when they stand there already."""
    if edit.text() != words:
        edit.setText(words)


def _plain(subject: str) -> str:
    """A subject as a name: without its fields."""
    for name in SUBJECT_FIELDS:
        subject = subject.replace(f"{{{name}}}", "")
    return " ".join(subject.split())[:LONGEST_JOB_NAME]
