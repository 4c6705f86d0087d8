"""Settings as a file that travels: exported from one folder, imported into another, or laid down by an administrator.

The file is JSON that a person can read. It holds no secret, says its version, and names the settings by their keys:

    {"brevdue_settings": 1, "environment": "production", "settings": {"digipost.sender_id": "1000"}}
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.settings import Setting, Settings, SettingType, SettingValue
from desktop_app.base.texts import Text, text

MARK = "brevdue_settings"
VERSION = 1
ENVIRONMENT_KEY = "app.environment"
TRAINING = "training"
ENVIRONMENTS = ("production", "test", TRAINING)
_LARGEST_FILE = 1 << 20
_PATHS = frozenset({SettingType.FILE, SettingType.FOLDER})


class SettingsFileUnreadable(InputError):
    """The file is none of settings, or was written by a newer program. Nothing was changed."""

    def __init__(self, path: Path, message: Text) -> None:
        super().__init__(
            title=text("The settings file {file} cannot be used.", file=str(path)),
            message=message,
            hint=text("Choose a file that “Export the settings” has written."),
        )


class SettingsFileWrong(InputError):
    """Values in the file are wrong, or keys unknown. Nothing was changed."""

    def __init__(self, path: Path, problems: Iterable["Problem"]) -> None:
        told = [text("{setting}: {problem}", setting=each.key, problem=each.message) for each in problems]
        super().__init__(
            title=text("Nothing was taken from {file}.", file=str(path)),
            message=reduce(lambda one, other: text("{one} {other}", one=one, other=other), told),
            hint=text("Mend these lines in the file and try again."),
        )


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a settings file says: values for everywhere, values for single environments, and what is locked."""

    path: Path
    environment: str
    values: Mapping[str, object]
    of_environments: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    def values_in(self, environment: str) -> dict[str, object]:
        """The values that hold in one environment."""
        return {**self.values, **self.of_environments.get(environment, {})}


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that would get another value."""

    setting: Setting
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the file that is not taken, and why."""

    key: str
    message: Text


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. With `problems` it does nothing; what is `left_out` belongs to another place."""

    path: Path
    changes: tuple[Change, ...]
    same: int
    left_out: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    def carry_out(self, settings: Settings) -> None:
        """Change all of it at once. Raises `SettingsFileWrong`, and changes nothing, when something is wrong."""
        if self.problems:
            raise SettingsFileWrong(self.path, self.problems)
        settings.change({change.setting.key: change.after for change in self.changes})


def read_settings_file(path: Path) -> SettingsFile:
    """The file as it is written, its values not yet checked. Raises `SettingsFileUnreadable`."""
    content = _read_json(path)
    if content.get(MARK) is None:
        raise SettingsFileUnreadable(path, text("It is no file of settings: “{mark}” is missing.", mark=MARK))
    if content[MARK] != VERSION:
        raise SettingsFileUnreadable(path, text("It was written by a newer version of Brevdue."))
    unknown = sorted(set(content) - {MARK, "environment", "settings", "environments", "locked", "program"})
    if unknown:
        raise SettingsFileUnreadable(path, text("Nobody knows “{key}” in it.", key=", ".join(unknown)))
    locked = content.get("locked", [])
    if not isinstance(locked, list) or not all(isinstance(key, str) for key in locked):
        raise SettingsFileUnreadable(path, text("“{key}” is not written as it must be.", key="locked"))
    sections = _section(path, content, "environments")
    environment = content.get("environment", "")
    for name in (environment, *sections):
        if name not in {"", *ENVIRONMENTS}:
            raise SettingsFileUnreadable(path, text("There is no environment “{name}”.", name=str(name)))
    return SettingsFile(
        path=path,
        environment=str(environment),
        values=_section(path, content, "settings"),
        of_environments={name: _section(path, sections, name) for name in sections},
        locked=frozenset(locked),
    )


def write_settings_file(settings: Settings, path: Path, program: str) -> list[str]:
    """Write what was chosen in this folder, without secrets; returns the keys that are in the file."""
    environment = settings.text(ENVIRONMENT_KEY)
    values = {
        setting.key: value
        for setting, value in settings.items()
        if settings.is_set(setting.key) and not _stays_here(setting, environment)
    }
    content = {MARK: VERSION, "program": program, "environment": environment, "settings": values}
    with write_atomically(path) as stream:
        stream.write(json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")
    return list(values)


def plan_import(settings: Settings, file: SettingsFile) -> ImportPlan:
    """Compare a file with a folder's settings. Nothing is changed; every line is checked."""
    changes: list[Change] = []
    left_out: list[Problem] = []
    problems: list[Problem] = []
    known = {setting.key: setting for setting, _value in settings.items()}
    values = file.values_in(settings.text(ENVIRONMENT_KEY))
    for key, value in values.items():
        setting = known.get(key)
        if setting is None:
            problems.append(Problem(key, text("There is no such setting.")))
            continue
        written, before = _written(setting, value), setting.write(settings.get(key))
        if (reason := _why_not_taken(settings, setting, written)) is not None:
            left_out.append(Problem(key, reason))
        elif (wrong := setting.problem_with(written)) is not None:
            problems.append(Problem(key, wrong))
        elif before != written:
            changes.append(Change(setting, before, written))
    same = len(values) - len(changes) - len(left_out) - len(problems)
    return ImportPlan(file.path, tuple(changes), same, tuple(left_out), tuple(problems))


@dataclass(frozen=True, slots=True)
class Laid:
    """What an administrator's file says for one folder: first values, and those of them that stay as they are."""

    values: Mapping[str, SettingValue] = field(default_factory=dict)
    locked: Mapping[str, SettingValue] = field(default_factory=dict)


def laid_down_by(file: SettingsFile, declarations: Iterable[Setting], environment: str) -> Laid:
    """What an administrator's file says for one environment, checked. Raises `SettingsFileWrong`.

    A path need not be there yet: the folder may be on a network that comes later. Training takes nothing of the
    account at Digipost, since it has its own. A key may be locked without a value: it then keeps its default.
    """
    known = {setting.key: setting for setting in declarations}
    values = {
        key: _written(known[key], value) for key, value in file.values_in(environment).items() if key in known
    }
    problems = [*_problems_of_keys(file, known), *_problems_of_values(known, values)]
    if problems:
        raise SettingsFileWrong(file.path, problems)
    taken = {
        key: known[key].value_of(written)
        for key, written in values.items()
        if not _stays_here(known[key], environment)
    }
    locked = [key for key in file.locked if not _stays_here(known[key], environment)]
    return Laid(taken, {key: taken.get(key, known[key].default) for key in locked})


def _problems_of_keys(file: SettingsFile, known: Mapping[str, Setting]) -> Iterator[Problem]:
    sections = (file.values, file.locked, *file.of_environments.values())
    for key in sorted({key for section in sections for key in section}):
        if key not in known:
            yield Problem(key, text("There is no such setting."))
        elif key == ENVIRONMENT_KEY:
            yield Problem(key, text("Write “environment” beside “settings” instead."))
        elif key in file.locked and known[key].type is SettingType.SECRET:
            yield Problem(key, text("A secret has no value in a file, so it cannot be locked."))


def _problems_of_values(known: Mapping[str, Setting], values: Mapping[str, str]) -> Iterator[Problem]:
    for key, written in values.items():
        wrong = None if known[key].type in _PATHS else known[key].problem_with(written)
        if wrong is not None:
            yield Problem(key, wrong)


def _stays_here(setting: Setting, environment: str) -> bool:
    """Whether a setting belongs to its folder: what the folder is for, and training's own account."""
    return setting.key == ENVIRONMENT_KEY or (environment == TRAINING and setting.key.startswith("digipost."))


def _why_not_taken(settings: Settings, setting: Setting, written: str) -> Text | None:
    if setting.key == ENVIRONMENT_KEY:
        return text("Each environment has a folder of its own.")
    if _stays_here(setting, settings.text(ENVIRONMENT_KEY)):
        return text("Training has its own account.")
    if settings.is_locked(setting.key):
        return text("Your administrator has set it.")
    if setting.type in _PATHS and written and not Path(written).exists():
        return text("{path} is not on this computer.", path=written)
    return None


def _written(setting: Setting, value: object) -> str:
    """A value of the file as somebody would type it. What is no value at all is no valid one either."""
    return setting.write(value).strip() if isinstance(value, str | int | bool) else json.dumps(value)


def _read_json(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        reason = text("{file}: {reason}", file=str(path), reason=error.strerror or str(error))
        raise SettingsFileUnreadable(path, reason) from None
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise SettingsFileUnreadable(path, text("It is not JSON: {reason}", reason=str(error))) from None
    if not isinstance(content, dict):
        raise SettingsFileUnreadable(path, text("It is no file of settings: “{mark}” is missing.", mark=MARK))
    return content


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"{key} is there twice")
        seen[key] = value
    return seen


def _section(path: Path, content: Mapping[str, object], name: str) -> dict[str, object]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise SettingsFileUnreadable(path, text("“{key}” is not written as it must be.", key=name))
    return section
