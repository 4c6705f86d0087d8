"""Which language the program speaks."""

import locale
from collections.abc import Mapping
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.base.translate import LANGUAGES

_OF_THE_COMPUTER = {"nb": "nb", "nn": "nb", "no": "nb", "norwegian": "nb", "sv": "sv", "swedish": "sv"}


def choose_language(wanted: str, environment: Mapping[str, str]) -> str:
    """One of `LANGUAGES`: the wanted one, or for "auto" the computer's own, or else English."""
    if wanted in LANGUAGES:
        return wanted
    named = _language_of_the_computer(environment).lower().replace("-", "_").split("_")[0]
    return _OF_THE_COMPUTER.get(named, "en")


def stored_language(data_folder: Path) -> str:
    """What the settings of a folder say of the language; "auto" where there are none that can be read."""
    try:
        return Settings(DataFolder(data_folder).settings_file, DECLARATIONS).text("app.language")
    except (InputError, OSError):
        return "auto"


def _language_of_the_computer(environment: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    return locale.getlocale()[0] or ""
