"""The options that stand before any command, or after it."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.base.settings_files import ENVIRONMENTS
from desktop_app.base.texts import text
from desktop_app.base.translate import LANGUAGES
from desktop_app.cli.usage import Say
from desktop_app.services import (
    PRODUCTION,
    Place,
    environments_around,
    find_administrators_file,
    home_folder,
    standard_environments,
)


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """What holds for the whole run, read before the rest so that even a usage error is told rightly."""

    data_folder: Path | None = None
    as_json: bool = False
    language: str | None = None
    environment: str | None = None
    settings_file: Path | None = None

    def place(self) -> Place:
        """Where the data lies: the named folder, or the environment's own one; production when none is named."""
        if self.data_folder is None:
            return standard_environments(home_folder()).place(self.environment or PRODUCTION)
        if self.environment is None:
            return Place(self.data_folder)
        return environments_around(self.data_folder, self.environment).place(self.environment)

    def administrators_file(self) -> Path | None:
        """The file that configures a new folder: the named one, or the computer's."""
        return self.settings_file or find_administrators_file()


def read_global_options(arguments: Sequence[str]) -> GlobalOptions:
    """Find the global options anywhere on the command line; whatever else is wrong is left for later."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for name, options in _OPTIONS.items():
        parser.add_argument(name, **options)
    try:
        found, _rest = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        return GlobalOptions(as_json="--json" in arguments)
    return GlobalOptions(
        data_folder=None if found.data_dir is None else Path(found.data_dir),
        as_json=found.json,
        language=found.language if found.language in LANGUAGES else None,
        environment=found.environment if found.environment in ENVIRONMENTS else None,
        settings_file=None if found.settings_file is None else Path(found.settings_file),
    )


def add_global_options(parser: argparse.ArgumentParser, say: Say) -> None:
    """Let a parser accept the global options, with their help."""
    helps = {
        "--data-dir": text("the folder with the data; without it the program's own folder"),
        "--json": text("answer with one JSON object on standard output"),
        "--language": text("the language of answers and messages"),
        "--environment": text("production, Digipost's test account or training, each with its own data"),
        "--settings-file": text("an administrator's file that configures a new data folder"),
    }
    group = parser.add_argument_group(say(text("For every command")))
    for name, options in _OPTIONS.items():
        group.add_argument(name, help=say(helps[name]), **{**options, **_CHECKS.get(name, {})})


_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "--data-dir": {"metavar": "DIR", "default": None},
    "--json": {"action": "store_true"},
    "--language": {"metavar": "nb|sv|en", "default": None},
    "--environment": {"metavar": "|".join(ENVIRONMENTS), "default": None},
    "--settings-file": {"metavar": "FILE", "default": None},
}
_CHECKS: Mapping[str, Mapping[str, Any]] = {
    "--language": {"choices": LANGUAGES},
    "--environment": {"choices": ENVIRONMENTS},
}
