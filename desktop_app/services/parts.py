"""The parts of one running program."""

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.log import Log
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import SecretStore
from desktop_app.base.settings import Settings
from desktop_app.base.translate import Translator, load_translator
from desktop_app.digis.service import DigisService
from desktop_app.jobs.heartbeat import Heartbeat
from desktop_app.jobs.lanes import Lanes
from desktop_app.jobs.schedule import Schedule
from desktop_app.mailing.service import MailingService
from desktop_app.privacy.audit import Act
from desktop_app.register.recipients import Register
from desktop_app.services.autostart.entries import SystemEntry
from desktop_app.services.autostart.login_start import LoginStart
from desktop_app.services.digipost_entrance import DigipostEntrance
from desktop_app.services.digis_entrance import ExportDoorkeeper
from desktop_app.services.letter_checks import LetterChecks
from desktop_app.services.privacy import Privacy
from desktop_app.services.register_key import Protection
from desktop_app.services.set_up import SetUp
from desktop_app.services.training import TrainingGround
from desktop_app.services.updates.asking import Updates
from desktop_app.wizards.drafts import Drafts

if TYPE_CHECKING:
    from desktop_app.services.connection_test import ConnectionTester
    from desktop_app.services.digipost_keys import DigipostKeys
    from desktop_app.wizards.parts import WizardParts


@dataclass(frozen=True)
class Services:
    """The parts of one running program over one data folder. Whoever built them closes them.

    All parts may be used from any thread. Long work goes through `lanes`, where its work gets the context that
    every long function takes. A program that stays open starts `heartbeat`, which has the schedule looked at.
    """

    folder: DataFolder
    clock: Clock
    settings: Settings
    secrets: SecretStore
    events: Events
    log: Log
    database: Database
    protection: Protection
    lanes: Lanes
    register: Register
    mailing: MailingService
    digis: DigisService
    digis_export: ExportDoorkeeper
    schedule: Schedule
    heartbeat: Heartbeat
    privacy: Privacy
    system_timer: SystemEntry
    login_start: LoginStart
    drafts: Drafts
    letters: LetterChecks
    entrance: DigipostEntrance
    training: TrainingGround
    updates: Updates
    set_up: SetUp
    language: str

    def wizard_parts(self) -> "WizardParts":
        """What the wizards work with."""
        from desktop_app.wizards.parts import WizardParts

        return WizardParts(
            database=self.database,
            register=self.register,
            mailing=self.mailing,
            clock=self.clock,
            setting=self.settings.text,
            pages=self.letters.pages,
            examiners=self.letters.rule_examiners,
            corrected_copy=self.letters.corrected_copy,
            documents=self.folder.documents,
            note_import=lambda file, rows: self.privacy.audit.note(
                Act.IMPORTED, people=rows, about=file.name
            ),
        )

    def connection_tester(self) -> "ConnectionTester":
        """What tries the connection to Digipost."""
        from desktop_app.services.connection_test import ConnectionTester

        return ConnectionTester(self.settings, self.entrance)

    def digipost_keys(self) -> "DigipostKeys":
        """What makes and shows the SSH key."""
        from desktop_app.services.digipost_keys import DigipostKeys

        return DigipostKeys(self.folder, self.settings, self.secrets)

    def translator(self, language: str | None = None) -> Translator:
        """The words in one of the languages; in the one of the settings when none is named."""
        return load_translator(language or self.language)

    def close(self) -> None:
        """Wait for the work under way, and close everything. No work is taken from here on."""
        self.heartbeat.stop()
        self.digis_export.stop()
        self.lanes.shutdown(wait=True)
        self.training.stop()
        self.letters.close()
        self.database.dispose()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
