"""What can stop letters from being put on paper."""

from pathlib import Path

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import Text, text
from desktop_app.mailing.errors import MailingRefused


class LetterFileAltered(MailingRefused):
    """A letter's file is gone, or is not the one that was confirmed. `person` is one who would get it."""

    def __init__(self, path: Path, person: Text, *, missing: bool) -> None:
        message = (
            text("{file}, the letter to {person}, is no longer there.", file=str(path), person=person)
            if missing
            else text(
                "{file}, the letter to {person}, is not the file that was confirmed.",
                file=str(path),
                person=person,
            )
        )
        super().__init__(
            title=text("A letter's file is not the one that was confirmed."),
            message=message,
            hint=text("Put the confirmed file back and make the PDF again. No PDF was made."),
        )
        self.path = path


class NothingForPaper(MailingRefused):
    """Nobody who is left may, or can, get this mailing on paper."""

    def __init__(self) -> None:
        super().__init__(
            title=text("There is nobody to print for."),
            message=text("Everybody is reached, or Brevdue does not know yet whether they have Digipost."),
            hint=text(
                "Look at the reasons in the list. Mend the details and send again, or wait for the answer."
            ),
        )


class PaperWorkFailed(EnvironmentFailure):
    """The letters were fine one by one, and yet could not be put together."""

    def __init__(self, words: Text) -> None:
        super().__init__(
            title=text("The PDF could not be made."),
            message=text("The letters could not be put together: {words}", words=words),
            hint=text("Choose fewer sheets for one PDF in the settings and try again. Nothing was changed."),
        )
