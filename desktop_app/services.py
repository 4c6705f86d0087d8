"""Puts the parts together once and hands them in. Nothing else in the program makes these parts.

Building is quick: what is heavy (the SSH library, spreadsheets, the sandbox) is loaded when it is first used.
"""

import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.database import Database, Migration
from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.events import Events
from desktop_app.base.log import Log
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import KeyringSecrets, SecretStore, SecretsWithEnvironment
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.base.texts import text
from desktop_app.base.translate import LANGUAGES, Translator, load_translator
from desktop_app.jobs.lanes import Lanes

MIGRATIONS: tuple[Migration, ...] = ()
"""The migrations of all rooms, in the order in which they are applied."""

ENVIRONMENTS = ("production", "test", "training")
"""The environments, each with a data folder of its own; the setting `app.environment` says which one it is."""


def default_data_folder(environment: str = "production") -> Path:
    """The folder of one environment in the place that the system has for programs' data."""
    import platformdirs

    return platformdirs.user_data_path("Brevdue", appauthor=False) / environment


@dataclass(frozen=True)
class Services:
    """The parts of one running program over one data folder. Whoever built them closes them.

    All parts may be used from any thread.
    """

    folder: DataFolder
    clock: Clock
    settings: Settings
    secrets: SecretStore
    events: Events
    log: Log
    database: Database
    lanes: Lanes
    language: str

    def translator(self, language: str | None = None) -> Translator:
        """The words in one of the languages; in the one of the settings when none is named."""
        return load_translator(language or self.language)

    def close(self) -> None:
        """Wait for the work under way, and close everything. No work is taken from here on."""
        self.lanes.shutdown(wait=True)
        self.database.dispose()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def build_services(
    data_folder: Path,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    language: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Services:
    """Open or make the data in a folder and put everything together over it.

    `language` goes before the setting; `secrets` takes the place of the system's keyring (a secret in
    `environment` goes before either). Raises `InputError` for damaged settings, and `EnvironmentFailure` when
    the folder or the database cannot be used.
    """
    clock = clock or SystemClock()
    folder = _create(DataFolder(data_folder.absolute()))
    settings = Settings(folder.settings_file, DECLARATIONS)
    log = Log(folder.logs, clock)
    try:
        database = Database.open(folder.database_file, MIGRATIONS, backups=folder.backups, clock=clock)
    except BaseException:
        log.close()
        raise
    events = Events()
    return Services(
        folder=folder,
        clock=clock,
        settings=settings,
        secrets=SecretsWithEnvironment(secrets or KeyringSecrets(str(folder.root)), environment),
        events=events,
        log=log,
        database=database,
        lanes=Lanes(events, clock),
        language=choose_language(language or settings.text("app.language"), environment),
    )


def stored_language(data_folder: Path) -> str:
    """What the settings of a folder say of the language; "auto" where there are none that can be read."""
    file = DataFolder(data_folder).settings_file
    try:
        return Settings(file, DECLARATIONS).text("app.language")
    except (InputError, OSError):
        return "auto"


def choose_language(wanted: str, environment: Mapping[str, str] = os.environ) -> str:
    """One of `LANGUAGES`: the wanted one, or for "auto" the computer's own, or English."""
    if wanted in LANGUAGES:
        return wanted
    named = _system_language(environment).lower().replace("-", "_").split("_")[0]
    return {"nb": "nb", "nn": "nb", "no": "nb", "norwegian": "nb", "sv": "sv", "swedish": "sv"}.get(
        named, "en"
    )


def _system_language(environment: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    return locale.getlocale()[0] or ""


def _create(folder: DataFolder) -> DataFolder:
    try:
        return folder.create()
    except OSError as error:
        raise EnvironmentFailure(
            title=text("Brevdue cannot use its folder."),
            message=text("{folder}: {reason}", folder=str(folder.root), reason=error.strerror or str(error)),
            hint=text("Choose a folder that you may write to, on a disk with room."),
        ) from error
