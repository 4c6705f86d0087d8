"""The settings file that an administrator lays down: a new folder is configured by it, and what it locks stays so.

It is looked for beside the installed program and in the system's folder for configuration; one that is named on the
command line goes before both. `docs/administration.md` describes its form.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.paths import DataFolder
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings, SettingValue
from desktop_app.base.settings_files import (
    ENVIRONMENT_KEY,
    Laid,
    SettingsFile,
    laid_down_by,
    read_settings_file,
)
from desktop_app.services.environments import PRODUCTION

FILE_NAME = "brevdue-settings.json"


def find_administrators_file() -> Path | None:
    """The file that the whole computer uses, or None."""
    return next((file for file in _places() if file.is_file()), None)


def _places() -> Iterator[Path]:
    import platformdirs

    if getattr(sys, "frozen", False):
        yield Path(sys.executable).parent / FILE_NAME
    yield platformdirs.site_config_path("Brevdue", appauthor=False) / FILE_NAME


@dataclass(frozen=True)
class FolderSettings:
    """The settings of a folder as they are found. `is_new`: nothing has been in the folder before.

    `first` holds what a new folder is given by its purpose and by the administrator.
    """

    settings: Settings
    is_new: bool
    first: dict[str, SettingValue] = field(default_factory=dict)

    def configure(self) -> None:
        """Give the folder its first values, all at once."""
        if self.first:
            self.settings.keep(self.first)

    def text(self, key: str) -> str:
        """A setting as it will be once the folder is configured."""
        return str(self.first.get(key, self.settings.get(key)))


def settings_of(folder: DataFolder, purpose: str | None = None, file: Path | None = None) -> FolderSettings:
    """Read a folder's settings and the administrator's file, and check both. Nothing is made or changed.

    `purpose` is the environment that the folder is opened as. What the folder says itself goes before it.
    """
    is_new = not (folder.settings_file.exists() or folder.database_file.exists())
    stored = Settings(folder.settings_file, DECLARATIONS)
    content = read_settings_file(file) if file is not None else None
    environment = _environment(stored, purpose, content if is_new else None)
    laid = Laid() if content is None else laid_down_by(content, DECLARATIONS, environment)
    first = {key: value for key, value in laid.values.items() if is_new and key not in laid.locked}
    if environment != stored.text(ENVIRONMENT_KEY):
        first[ENVIRONMENT_KEY] = environment
    return FolderSettings(Settings(folder.settings_file, DECLARATIONS, laid.locked), is_new, first)


def _environment(stored: Settings, purpose: str | None, content: SettingsFile | None) -> str:
    if stored.is_set(ENVIRONMENT_KEY):
        return stored.text(ENVIRONMENT_KEY)
    return purpose or (content.environment if content is not None else "") or PRODUCTION
