"""What can keep the sync from doing what it was asked, in words."""

from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.texts import Text, text


class DigisOff(InputError):
    """The setting `digis.enabled` (useDigis) is off."""

    def __init__(self) -> None:
        super().__init__(
            title=text("Digis is switched off."),
            message=text("Nobody was sent. Those who are queued go on waiting."),
            hint=text("Switch on “Use Digis” in the settings."),
        )


class DigisIncomplete(InputError):
    """The settings do not say yet how to reach Digis."""

    def __init__(self, setting: str) -> None:
        super().__init__(
            title=text("Digis is not set up yet."),
            message=text("The setting {setting} is empty.", setting=setting),
            hint=text("Fill it in under Settings. The key comes from Ways."),
        )


class NewestFileNeeded(InputError):
    """The data came back from a backup, and the gym system's file was not imported since."""

    def __init__(self) -> None:
        super().__init__(
            title=text("Nobody knows who was sent since the backup."),
            message=text(
                "The data came back from a backup. Whoever was sent after it was made would be sent twice."
            ),
            hint=text(
                "Import the gym system's newest file. Whoever waits is then unknown, and you say of each whether"
                " Digis has them. The log on the Digis page says who was sent."
            ),
        )


class SyncBusy(EnvironmentFailure):
    """Another sync is under way, here or in another window or task of this computer."""

    def __init__(self) -> None:
        super().__init__(
            title=text("Another sync is under way."),
            message=text("Two at once could send somebody twice, so this one did not begin."),
            hint=text("Wait until the other one has ended."),
        )


class PersonUnknown(InputError):
    """No such person is among the members or in the queue."""

    def __init__(self, person_id: str) -> None:
        super().__init__(
            title=text("There is nobody with the id {person}.", person=person_id),
            message=text("Neither among the members nor among those who were sent."),
            hint=text("Look the person up on the Digis page: the id is the gym system's (p_id)."),
        )


class DecisionRefused(InputError):
    """What somebody decided about a person cannot be done."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(title=text("Nothing was changed."), message=message, hint=hint)
