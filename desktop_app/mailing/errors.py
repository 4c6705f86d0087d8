"""What a person, or the surroundings, can have done so that a mailing cannot go on."""

from pathlib import Path

from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.texts import Text, plural, text


class MailingRefused(InputError):
    """The mailing cannot do what was asked, as it stands. Nothing was changed."""


class UnknownMailing(MailingRefused):
    """There is no such mailing, job or letter."""


class WrongCount(MailingRefused):
    """The number that the person confirmed is not the number of letters."""

    def __init__(self, confirmed: int, letters: int) -> None:
        super().__init__(
            title=text("The number is not right."),
            message=plural(
                "{confirmed} was confirmed, but this mailing has {count} letter.",
                "{confirmed} was confirmed, but this mailing has {count} letters.",
                count=letters,
                confirmed=confirmed,
            ),
            hint=text("Look at the recipients again, then type the number of letters. Nothing was sent."),
        )


class PlanOutdated(MailingRefused):
    """The draft changed after it was checked."""

    def __init__(self) -> None:
        super().__init__(
            title=text("The mailing changed after the check."),
            message=text("Recipients, letters or choices are no longer those that were checked."),
            hint=text("Check it again, then confirm the number. Nothing was sent."),
        )


class DeviationsOpen(MailingRefused):
    """Something that was found at the check is neither mended, accepted nor left out."""

    def __init__(self, count: int) -> None:
        super().__init__(
            title=text("Some letters still need you."),
            message=plural(
                "{count} deviation is neither mended, accepted nor left out.",
                "{count} deviations are neither mended, accepted nor left out.",
                count=count,
            ),
            hint=text("Go through them in the check, then confirm the number. Nothing was sent."),
        )


class DocumentNotAsConfirmed(MailingRefused):
    """A letter's file is gone or changed since the pairs were shown. `person` is one who would get it."""

    def __init__(self, path: Path, person: Text, *, missing: bool) -> None:
        message = (
            text("{file}, the letter to {person}, is no longer there.", file=str(path), person=person)
            if missing
            else text(
                "{file}, the letter to {person}, changed after the check.", file=str(path), person=person
            )
        )
        super().__init__(
            title=text("A letter's file is not the one that was checked."),
            message=message,
            hint=text(
                "Put the checked file back and go on, or cancel the mailing and make it anew. Nothing was sent."
            ),
        )
        self.path = path


class AlreadyUnderWay(MailingRefused):
    """The mailing has left this computer, or may have, so it cannot be taken back here."""


class ReasonNeeded(MailingRefused):
    """Something could reach a person twice, so a person has to say why it is right."""

    def __init__(self) -> None:
        super().__init__(
            title=text("A reason is needed."),
            message=text("Sending again could mean that somebody gets the same letter twice."),
            hint=text(
                "Say in a few words why it is right to send again. The reason is kept with the mailing."
            ),
        )


class BusyElsewhere(EnvironmentFailure):
    """Another Brevdue on this data folder is sending or fetching right now."""

    def __init__(self) -> None:
        super().__init__(
            title=text("Brevdue is already at work."),
            message=text("Another window or a scheduled run is sending or fetching receipts right now."),
            hint=text("Wait until it is done and try again. Two at once never send."),
        )


class DiskRefused(EnvironmentFailure):
    """This computer's disk refused to keep a file. The mailing stands where it stood."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(
            title=text("A file could not be saved."),
            message=text(
                "{file} could not be written. The system says: {words}", file=str(path), words=words
            ),
            hint=text("Make room on the disk and look at its rights, then go on. Nothing is lost."),
        )


class ZipDisappears(EnvironmentFailure):
    """A job's zip was made twice, and was gone or altered both times before it could be sent."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            title=text("The mailing's file disappears."),
            message=text(
                "{file} was made twice, and each time it was gone or altered at once.", file=str(path)
            ),
            hint=text(
                "A virus scanner may be taking it away: let it leave Brevdue's folder alone, then go on."
            ),
        )


class DatabaseBusy(EnvironmentFailure):
    """Another program holds the database for longer than is waited for."""

    def __init__(self) -> None:
        super().__init__(
            title=text("The data is in use."),
            message=text("Another program, or another window of Brevdue, is writing for a long time."),
            hint=text("Wait a little and try again. Nothing is lost."),
        )
