"""The first step: who gets a letter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from desktop_app.base.texts import Text, plural, text
from desktop_app.wizards.derived import Derived, fingerprint
from desktop_app.wizards.draft import Draft, FileChoice, RecipientSource, StepKey
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.recipient_list import (
    FilePreview,
    RecipientList,
    file_choice_mark,
    import_file,
    list_from_register,
    preview_file,
    read_file_again,
)
from desktop_app.wizards.steps import PlainStep, Problem, StepWork


class RecipientsStep(PlainStep):
    """Keeps the preview of the file, and the list of recipients once it is known."""

    key = StepKey.RECIPIENTS
    title = text("Recipients")

    def __init__(self, parts: WizardParts) -> None:
        self._parts = parts
        self._preview: Derived[FilePreview] = Derived()
        self._list: Derived[RecipientList] = Derived()

    def preview(self, draft: Draft) -> FilePreview | None:
        """What the chosen file would become, or None while that is not known."""
        return self._preview.get(file_choice_mark(draft.recipients.file))

    def recipients(self, draft: Draft) -> RecipientList | None:
        """Who gets a letter, or None while that is not known for these answers."""
        return self._list.get(list_mark(draft))

    def look_again(self) -> None:
        """Have the recipients listed anew, because the register or the file changed."""
        self._preview.forget()
        self._list.forget()

    def problems(self, draft: Draft) -> list[Problem]:
        """What is missing or wrong with the choice of recipients."""
        match draft.recipients.source:
            case RecipientSource.UNDECIDED:
                return [Problem(text("Choose where the recipients come from."), "recipients.source")]
            case RecipientSource.REGISTER:
                return self._problems_of_register(draft)
            case RecipientSource.FILE:
                return list(self._problems_of_file(draft))

    def preparation(self, draft: Draft) -> StepWork | None:
        """Reading the file, or counting who fits the filter."""
        if self.problems(draft):
            return None
        if draft.recipients.source is RecipientSource.FILE and self.preview(draft) is None:
            return self._previewing(draft)
        if self.recipients(draft) is not None:
            return None
        if draft.recipients.source is RecipientSource.REGISTER:
            return self._listing_register(draft)
        is_imported = draft.recipients.file.imported_as == file_choice_mark(draft.recipients.file)
        return self._reading_again(draft) if is_imported else None

    def commit(self, draft: Draft) -> StepWork | None:
        """Taking the file's rows into the register."""
        if draft.recipients.source is not RecipientSource.FILE or self.recipients(draft) is not None:
            return None
        choice, mark = draft.recipients.file, list_mark(draft)

        def keep(kept: Draft, imported: RecipientList) -> Draft:
            self._list.put(mark, imported)
            done = replace(kept.recipients.file, imported_as=file_choice_mark(choice))
            return replace(kept, recipients=replace(kept.recipients, file=done))

        return StepWork(
            self.key,
            text("Adding the recipients to the register"),
            f"import:{mark}",
            lambda context: import_file(self._parts, choice, context),
            keep,
        )

    def next_label(self, draft: Draft) -> Text | None:
        """Next, unless rows are taken into the register on the way."""
        preview = self.preview(draft)
        if draft.recipients.source is not RecipientSource.FILE or preview is None or self.recipients(draft):
            return None
        return plural("Go on with {count} recipient", "Go on with {count} recipients", count=preview.usable)

    # The register

    def _problems_of_register(self, draft: Draft) -> list[Problem]:
        found = self.recipients(draft)
        if found is None or found.rows:
            return []
        if draft.recipients.register == type(draft.recipients.register)():
            empty = text("There is nobody in the register yet. Read a file with recipients.")
        else:
            empty = text("Nobody in the register matches this choice.")
        return [Problem(empty, "recipients.register")]

    def _listing_register(self, draft: Draft) -> StepWork:
        choice, mark = draft.recipients.register, list_mark(draft)
        return StepWork(
            self.key,
            text("Finding the recipients"),
            mark,
            lambda context: list_from_register(self._parts, choice, mark, context),
            self._keep_list(mark),
            lane=None,
        )

    # The file

    def _problems_of_file(self, draft: Draft) -> Iterator[Problem]:
        choice = draft.recipients.file
        if not choice.path:
            yield Problem(text("Choose the file with the recipients."), "recipients.file.path")
        elif not Path(choice.path).is_file():
            missing = text("{file} is not there any more. Choose the file again.", file=choice.path)
            yield Problem(missing, "recipients.file.path")
        elif (preview := self.preview(draft)) is not None:
            yield from _problems_of_rows(choice, preview)

    def _previewing(self, draft: Draft) -> StepWork:
        choice = draft.recipients.file

        def keep(kept: Draft, preview: FilePreview) -> Draft:
            self._preview.put(preview.made_from, preview)
            return kept

        return StepWork(
            self.key,
            text("Reading the file"),
            file_choice_mark(choice),
            lambda context: preview_file(self._parts, choice, context),
            keep,
        )

    def _reading_again(self, draft: Draft) -> StepWork:
        choice, mark = draft.recipients.file, list_mark(draft)
        return StepWork(
            self.key,
            text("Reading the file"),
            f"again:{mark}",
            lambda context: read_file_again(self._parts, choice, context),
            self._keep_list(mark),
        )

    def _keep_list(self, mark: str) -> Callable[[Draft, RecipientList], Draft]:
        def keep(kept: Draft, found: RecipientList) -> Draft:
            self._list.put(mark, found)
            return kept

        return keep


def list_mark(draft: Draft) -> str:
    """Changes when the list of recipients does."""
    choice = draft.recipients
    if choice.source is RecipientSource.FILE:
        return fingerprint("file", file_choice_mark(choice.file))
    return fingerprint(choice.source, choice.register)


def _problems_of_rows(choice: FileChoice, preview: FilePreview) -> Iterator[Problem]:
    if preview.usable == 0:
        first = preview.report.errors[0].message if preview.report.errors else text("The file has no rows.")
        yield Problem(text("No row can be used. {reason}", reason=first), "recipients.file.mapping")
    elif preview.report.rejected and choice.without_rejected != preview.made_from:
        rejected = plural(
            "{count} row cannot be used. Mend it in the file, or go on without it.",
            "{count} rows cannot be used. Mend them in the file, or go on without them.",
            count=preview.report.rejected,
        )
        yield Problem(rejected, "recipients.file.without_rejected")
