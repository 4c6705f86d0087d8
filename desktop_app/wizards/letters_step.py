"""The second step: which letter each recipient gets, and what surrounds it."""

from collections.abc import Callable

from desktop_app.base.texts import text
from desktop_app.wizards.assignment import Assignment, assign
from desktop_app.wizards.derived import Derived, file_mark, fingerprint
from desktop_app.wizards.draft import Draft, StepKey
from desktop_app.wizards.letter_problems import letter_problems
from desktop_app.wizards.message_problems import message_problems
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.recipient_list import RecipientList
from desktop_app.wizards.recipients_step import list_mark
from desktop_app.wizards.steps import PlainStep, Problem, StepWork

RecipientsOf = Callable[[Draft], RecipientList | None]


class LettersStep(PlainStep):
    """Keeps which files each recipient gets, once that is worked out."""

    key = StepKey.LETTERS
    title = text("Letters")

    def __init__(self, parts: WizardParts, recipients_of: RecipientsOf) -> None:
        self._parts = parts
        self._recipients_of = recipients_of
        self._assignment: Derived[Assignment] = Derived()

    def assignment(self, draft: Draft) -> Assignment | None:
        """Everybody's files, or None while that is not known for these answers."""
        return self._assignment.get(assignment_mark(draft))

    def look_again(self) -> None:
        """Look through the folders anew."""
        self._assignment.forget()

    def problems(self, draft: Draft) -> list[Problem]:
        """What is missing or wrong with the letters and what surrounds them."""
        recipients = self._recipients_of(draft)
        mapped = recipients.mapped if recipients else frozenset()
        problems = [
            *letter_problems(draft, mapped),
            *message_problems(draft, mapped, self._parts.clock.now()),
        ]
        assignment = self.assignment(draft)
        if not problems and assignment is not None and assignment.letters and not assignment.with_letter:
            nobody = text(
                "No letter fits any of the recipients. Look at the folder and at how they are matched."
            )
            problems.append(Problem(nobody, "letters.folder"))
        return problems

    def preparation(self, draft: Draft) -> StepWork | None:
        """Finding everybody's files."""
        recipients = self._recipients_of(draft)
        if recipients is None or self.assignment(draft) is not None or self.problems(draft):
            return None
        mark = assignment_mark(draft)

        def keep(kept: Draft, found: Assignment) -> Draft:
            self._assignment.put(mark, found)
            return kept

        return StepWork(
            self.key,
            text("Finding the letters"),
            mark,
            lambda context: assign(draft, recipients, context),
            keep,
        )


def assignment_mark(draft: Draft) -> str:
    """Changes when anybody's files or row may do. A folder changes when a file comes or goes."""
    return fingerprint(
        list_mark(draft),
        draft.letters.manner,
        draft.letters.common_file,
        draft.letters.folder,
        draft.letters.match_by,
        draft.letters.replacements,
        file_mark(draft.letters.folder) if draft.letters.folder else None,
        draft.attachments,
        file_mark(draft.attachments.folder) if draft.attachments.folder else None,
        draft.invoice.used,
    )
