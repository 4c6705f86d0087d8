"""Which language the program speaks."""

import locale
from collections.abc import Mapping
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.translate import LANGUAGES
from desktop_app.services.administrator import settings_of

_OF_THE_COMPUTER = {"nb": "nb", "nn": "nb", "no": "nb", "norwegian": "nb", "sv": "sv", "swedish": "sv"}


def choose_language(wanted: str, environment: Mapping[str, str]) -> str:
    """One of `LANGUAGES`: the wanted one, or for "auto" the computer's own, or else English."""
    if wanted in LANGUAGES:
        return wanted
    named = _language_of_the_computer(environment).lower().replace("-", "_").split("_")[0]
    return _OF_THE_COMPUTER.get(named, "en")


def stored_language(data_folder: Path, administrators_file: Path | None = None) -> str:
    """What the settings of a folder say of the language; "auto" where there are none that can be read."""
    try:
        return settings_of(DataFolder(data_folder), file=administrators_file).text("app.language")
    except (InputError, OSError):
        return "auto"


def _language_of_the_computer(environment: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    return locale.getlocale()[0] or ""
