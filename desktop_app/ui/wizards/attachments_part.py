"""Files that go with the letters: for everybody, and each one's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QWidget,
)

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.form import FormField
from desktop_app.ui.components.labels import ElidedLabel
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.theme import Space, TextRole
from desktop_app.ui.wizards.extra_part import ExtraPart
from desktop_app.ui.wizards.pickers import PathPicker, Picks
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import AttachmentManner, Draft


class AttachmentsPart(ExtraPart):
    """Files for everybody, and each one's own."""

    words = text("Attachments")

    def __init__(self, context: WizardContext, page: StepPage) -> None:
        super().__init__(context, page)
        ui, say = context.ui, context.say
        self._files = column(space=Space.HAIR)
        self.add = Button(ui.theme, say(text("Add a PDF for everybody…")), self._ask, icon="plus")
        self.manner = QComboBox()
        for manner, words in _ATTACHMENT_WORDS.items():
            self.manner.addItem(say(words), manner.value)
        self.manner.activated.connect(
            lambda _index: self._change(
                "attachments.manner", manner=AttachmentManner(self.manner.currentData())
            )
        )
        self.folder = PathPicker(ui, Picks.FOLDER)
        self.folder.picked.connect(lambda path: self._change("attachments.folder", folder=path))
        page.fields["attachments.common"] = FormField(
            ui.theme,
            say(text("For everybody")),
            boxed(column(self._files, row(self.add, None))),
            keep_place=False,
        )
        page.fields["attachments.manner"] = FormField(
            ui.theme, say(text("Each their own")), self.manner, keep_place=False
        )
        self._folder_field = FormField(ui.theme, say(text("Folder with the attachments")), self.folder)
        page.fields["attachments.folder"] = self._folder_field
        names = ("attachments.common", "attachments.manner", "attachments.folder")
        self.setLayout(column(*(page.fields[name] for name in names), space=Space.ROW))
        self._shown: tuple[str, ...] | None = None

    def show_draft(self, draft: Draft) -> None:
        """Show the files, each with a button that takes it away."""
        choice = draft.attachments
        self.manner.setCurrentIndex(self.manner.findData(choice.manner.value))
        self.folder.show_path(choice.folder)
        self._folder_field.setVisible(choice.manner is not AttachmentManner.NONE)
        if choice.common == self._shown:
            return
        self._shown = choice.common
        clear(self._files)
        for path in choice.common:
            self._files.addWidget(self._line(path))

    @staticmethod
    def is_used(draft: Draft) -> bool:
        """Whether there are attachments."""
        return bool(draft.attachments.common) or draft.attachments.manner is not AttachmentManner.NONE

    def add_files(self, paths: list[str]) -> None:
        """Take these files as attachments for everybody, each once."""
        known = self.context.draft.attachments.common
        self._change("attachments.common", common=tuple(dict.fromkeys((*known, *paths))))

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.context.say(text("Attachments")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.filesSelected.connect(self.add_files)
        self.context.ui.front.open_choice(dialog)

    def _line(self, path: str) -> QWidget:
        theme, say = self.context.ui.theme, self.context.say
        name = ElidedLabel(theme, Path(path).name, TextRole.FIXED)
        remove = IconButton(theme, "trash", say(text("Remove")), lambda: self.remove(path))
        remove.setProperty("small", True)
        parts = row(name, remove)
        parts.setStretch(0, 1)
        return boxed(parts)

    def remove(self, path: str) -> None:
        """Take a file for everybody away."""
        left = tuple(known for known in self.context.draft.attachments.common if known != path)
        self._change("attachments.common", common=left)

    def _change(self, name: str, **changes: Any) -> None:
        self.page.touch(name, lambda draft: replace(draft, attachments=replace(draft.attachments, **changes)))


_ATTACHMENT_WORDS = {
    AttachmentManner.NONE: text("None of their own"),
    AttachmentManner.BY_COLUMN: text("Named in a column of the list"),
    AttachmentManner.BY_FILE_NAME: text("The file's name has the customer id"),
}
