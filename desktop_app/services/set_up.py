"""What is set up in a data folder and what is missing: for Home, for the first run, and for whoever helps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.base.secrets import SecretStore
from desktop_app.base.settings import Settings
from desktop_app.base.texts import Text, text
from desktop_app.digis.service import POSTFIX
from desktop_app.services.training import TRAINING
from desktop_app.wizards.first_run import RETURN_ADDRESS, SetUpStep


@dataclass(frozen=True, slots=True)
class SetUpItem:
    """One thing to set up. Without what is `needed` no letter leaves; the rest is good to have.

    `step` is the step of the first run that asks for it, and `setting` the setting that holds it.
    """

    key: str
    title: Text
    help: Text
    done: bool
    needed: bool
    step: SetUpStep
    setting: str


class SetUp:
    """Looks at the settings and secrets of one data folder. `is_new` tells that the folder was made at this start."""

    def __init__(
        self, settings: Settings, secrets: SecretStore, *, schedule_on: Callable[[], bool], is_new: bool
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._schedule_on = schedule_on
        self.is_new = is_new

    def items(self) -> list[SetUpItem]:
        """Everything, in the order in which it is best done. May read the keyring: not for a window's thread.

        Training has its own Digipost and needs no account.
        """
        account = [] if self._settings.text("app.environment") == TRAINING else self._account()
        return [*account, self._return_address(), self._schedule(), *self._digis()]

    def first_missing_step(self) -> SetUpStep:
        """Where to go on with the set-up: the step of the first thing that is not done; the last one when all is."""
        return next((item.step for item in self.items() if not item.done), SetUpStep.DONE)

    def missing(self) -> list[SetUpItem]:
        """What no letter can leave without, and is not there yet."""
        return [item for item in self.items() if item.needed and not item.done]

    def _account(self) -> list[SetUpItem]:
        key_file = self._settings.text("digipost.key_file")
        step = SetUpStep.DIGIPOST
        return [
            self._item(
                "sender_id",
                text("Your sender id at Digipost"),
                text("Digipost gives it to your organisation. Every letter carries it."),
                SetUpStep.ORGANISATION,
                "digipost.sender_id",
            ),
            self._item(
                "user",
                text("Your user at Digipost's server"),
                text("The name that the program logs in with."),
                step,
                "digipost.user",
            ),
            self._item(
                "key",
                text("The SSH key"),
                text("The program proves with it who you are. It can be made here."),
                step,
                "digipost.key_file",
                done=bool(key_file) and Path(key_file).is_file(),
            ),
            self._item(
                "host_key",
                text("The server's fingerprint"),
                text("Test the connection once and compare: from then on only that server is trusted."),
                step,
                "digipost.host_key",
            ),
        ]

    def _return_address(self) -> SetUpItem:
        return self._item(
            "return_address",
            text("The return address"),
            text("It is printed on paper letters."),
            SetUpStep.RETURN_ADDRESS,
            RETURN_ADDRESS[0],
            done=all(self._settings.text(key) for key in RETURN_ADDRESS),
            needed=self._settings.flag("print.agreement"),
        )

    def _schedule(self) -> SetUpItem:
        return self._item(
            "schedule",
            text("What runs by itself"),
            text("Receipts are fetched without anybody having to think of it."),
            SetUpStep.SCHEDULE,
            "digipost.poll_seconds",
            done=self._schedule_on(),
            needed=False,
        )

    def _digis(self) -> list[SetUpItem]:
        """Only where Digis is used; in training it has its own key."""
        settings = self._settings
        if not settings.flag("digis.enabled") or settings.text("app.environment") == TRAINING:
            return []
        return [
            self._item(
                "digis_key",
                text("The key to Digis"),
                text("It comes from Ways. Without it nobody is sent to Digis."),
                SetUpStep.SCHEDULE,
                POSTFIX,
                done=self._secrets.get(POSTFIX) is not None,
            )
        ]

    def _item(
        self,
        key: str,
        title: Text,
        about: Text,
        step: SetUpStep,
        setting: str,
        *,
        done: bool | None = None,
        needed: bool = True,
    ) -> SetUpItem:
        is_done = bool(self._settings.text(setting)) if done is None else done
        return SetUpItem(key, title, about, is_done, needed, step, setting)
