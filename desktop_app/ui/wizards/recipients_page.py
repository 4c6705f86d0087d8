"""The page that asks who gets a letter: everybody in a file, or those in the register whom a filter finds."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.ui.components.buttons import CheckBox
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.labels import show_when
from desktop_app.ui.components.layout import Pages, column, row
from desktop_app.ui.theme import Size, Space
from desktop_app.ui.wizards.file_mapping import FileMapping
from desktop_app.ui.wizards.pickers import Option, Options, PathPicker, Picks
from desktop_app.ui.wizards.register_choice import RegisterPicker
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft, FileChoice, RecipientSource
from desktop_app.wizards.recipient_list import FilePreview


class RecipientsPage(StepPage):
    """Two ways beside each other, and below them whatever the chosen one needs."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        ui, say = context.ui, context.say
        self.source = Options(
            ui,
            [
                Option(RecipientSource.FILE.value, say(text("From a spreadsheet or CSV file"))),
                Option(RecipientSource.REGISTER.value, say(text("From the register"))),
            ],
            beside_each_other=True,
        )
        self.source.chosen.connect(self._choose_source)
        self.file = FilePart(context, self)
        self.register = RegisterPicker(context)
        self._stack = Pages()
        self._nothing = EmptyState(
            context.ui.theme,
            "people",
            say(text("The recipients are shown here")),
            say(
                text("As soon as you have chosen where they come from. Nothing is sent before the last step.")
            ),
        )
        for part in (self._nothing, self.file, self.register):
            self._stack.addWidget(part)
        whole = column(
            self.source,
            self._stack,
            space=Space.CARD,
            margins=(Space.PAGE, 0, Space.PAGE, Space.CARD),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def title(self) -> Text:
        """The question of the page."""
        return text("Who gets a letter?")

    def sentence(self) -> Text | None:
        """How many there are, once that is known."""
        draft, step = self.context.draft, self.context.wizard.recipients
        found, preview = step.recipients(draft), step.preview(draft)
        if found is not None:
            return plural("{count} recipient.", "{count} recipients.", count=len(found.rows))
        if draft.recipients.source is RecipientSource.FILE and preview is not None:
            return plural(
                "{usable} of {count} row can be used. Are the columns right?",
                "{usable} of {count} rows can be used. Are the columns right?",
                count=preview.report.read,
                usable=preview.usable,
            )
        return text("Choose where the recipients come from.")

    def show_draft(self, draft: Draft) -> None:
        """Show the chosen way."""
        source = draft.recipients.source
        self.source.show_choice(source.value)
        shown: QWidget = self._nothing
        if source is RecipientSource.FILE:
            shown = self.file
            self.file.show_choice(draft.recipients.file, self.context.wizard.recipients.preview(draft))
        elif source is RecipientSource.REGISTER:
            shown = self.register
            self.register.show_draft(draft)
        self._stack.setCurrentWidget(shown)

    def first_field(self) -> QWidget | None:
        """The first of the ways, or the chosen one."""
        source = self.context.draft.recipients.source
        key = RecipientSource.FILE if source is RecipientSource.UNDECIDED else source
        return self.source.button(key.value)

    def change_file(self, choice: FileChoice) -> None:
        """Take another choice about the file."""
        self.touch(
            "recipients.file", lambda draft: replace(draft, recipients=replace(draft.recipients, file=choice))
        )

    def _choose_source(self, key: str) -> None:
        source = RecipientSource(key)
        self.touch(
            "recipients.source",
            lambda draft: replace(draft, recipients=replace(draft.recipients, source=source)),
        )


class FilePart(QWidget):
    """The file, its sheet, what happens to known people, and what each row becomes."""

    def __init__(self, context: WizardContext, page: RecipientsPage) -> None:
        super().__init__()
        self._context, self._page = context, page
        ui, say = context.ui, context.say
        self.picker = PathPicker(ui, Picks.TABLE)
        self.picker.setMaximumWidth(Size.FORM_WIDTH)
        self.picker.setAccessibleName(say(text("File with recipients")))
        self.picker.picked.connect(self._pick)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(say(text("Sheet")))
        self.sheet.activated.connect(lambda _index: self._change(sheet=self.sheet.currentText()))
        self.mode = QComboBox()
        self.mode.setAccessibleName(say(text("People already in the register")))
        self.mode.addItem(say(text("Update known people")), "update")
        self.mode.addItem(say(text("Leave known people as they are")), "add")
        self.mode.activated.connect(lambda _index: self._change(mode=self.mode.currentData()))
        self.mapping = FileMapping(ui, for_mailing=True)
        self.mapping.mapping_changed.connect(lambda mapping: self._change(mapping=mapping))
        self.go_without = CheckBox()
        self.go_without.toggled.connect(self._go_without)
        self._hint = EmptyState(
            ui.theme,
            "import",
            say(text("Choose the file, or drop it here")),
            say(
                text(
                    "Excel, CSV or OpenDocument, with one row for each recipient and headings in the first row. "
                    "A column with file names can say which letter is whose."
                )
            ),
        )
        self._stack = Pages()
        for part in (self._hint, self.mapping):
            self._stack.addWidget(part)
        head = row(self.picker, self.sheet, self.mode, None, space=Space.FIELD)
        head.setStretch(0, 1)
        whole = column(head, self._stack, self.go_without, space=Space.FIELD)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_choice(self, choice: FileChoice, preview: FilePreview | None) -> None:
        """Show the chosen file and, when it was read, what its rows become."""
        self.picker.show_path(choice.path)
        self.mode.setCurrentIndex(max(self.mode.findData(choice.mode), 0))
        show_when(self.mode, preview is not None)
        self._show_sheets(preview)
        show_when(self.go_without, preview is not None and preview.report.rejected > 0 and preview.usable > 0)
        if preview is None:
            if not choice.path:
                self._stack.setCurrentWidget(self._hint)
            return
        self._stack.setCurrentWidget(self.mapping)
        self.mapping.show_preview(preview)
        self._show_go_without(choice, preview)

    def _show_sheets(self, preview: FilePreview | None) -> None:
        several = preview is not None and len(preview.sheets) > 1
        show_when(self.sheet, several)
        if preview is None or not several:
            return
        self.sheet.clear()
        self.sheet.addItems(list(preview.sheets))
        self.sheet.setCurrentText(preview.sheet or "")

    def _show_go_without(self, choice: FileChoice, preview: FilePreview) -> None:
        words = plural(
            "Go on without the {count} row that cannot be used",
            "Go on without the {count} rows that cannot be used",
            count=preview.report.rejected,
        )
        self.go_without.setText(self._context.say(words))
        self.go_without.blockSignals(True)
        self.go_without.setChecked(choice.without_rejected == preview.made_from)
        self.go_without.blockSignals(False)

    def _pick(self, path: str) -> None:
        self._page.change_file(FileChoice(path=path, mode=self._choice().mode))

    def _change(self, **changes: object) -> None:
        self._page.change_file(replace(self._choice(), **changes))  # type: ignore[arg-type]

    def _go_without(self, wanted: bool) -> None:
        preview = self._context.wizard.recipients.preview(self._context.draft)
        if preview is not None:
            self._change(without_rejected=preview.made_from if wanted else "")

    def _choice(self) -> FileChoice:
        return self._context.draft.recipients.file
