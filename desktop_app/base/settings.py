"""Settings: declared once, checked when they are set, kept in one readable file for each data folder.

The declarations stand in `setting_declarations`; the settings page and the command line are built from them.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.files import write_atomically
from desktop_app.base.process_lock import alone
from desktop_app.base.texts import Text, text

SettingValue = str | int | bool
Check = Callable[[str], Text | None]
"""Looks at what was typed and says what is wrong with it, or None."""
_Values = dict[str, SettingValue]
_Stamp = tuple[int, int, int] | None


class SettingType(StrEnum):
    """What a setting holds, which decides how it is edited."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    TIMES = "times"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One declaration: everything that is known of a setting but its value.

    `default` has the type that `Settings.get` returns. `lowest` and `highest` bound an integer. `choices`
    maps the stored word of a choice to what the person reads. A secret's value is never in the settings.
    """

    key: str
    group: Text
    label: Text
    help: Text
    type: SettingType = SettingType.TEXT
    default: SettingValue = ""
    check: Check | None = None
    lowest: int = 0
    highest: int = 2**53
    choices: Mapping[str, Text] | None = None

    def parse(self, written: str) -> SettingValue:
        """The value that was written, or an `InputError` that says what is wrong with it."""
        problem = self.problem_with(written)
        if problem is not None:
            raise InputError(
                title=text("The setting {setting} was not changed.", setting=self.key),
                message=problem,
                hint=self.help,
            )
        return self.value_of(written)

    def problem_with(self, written: str) -> Text | None:
        """What is wrong with a value as it is typed, or None when it is fine."""
        written = written.strip()
        problem = _PROBLEMS.get(self.type, _no_problem)(self, written)
        if problem is None and self.check is not None and written:
            problem = self.check(written)
        return problem

    def write(self, value: SettingValue) -> str:
        """The value as it is shown and typed: the inverse of `parse`."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def value_of(self, written: str) -> SettingValue:
        """The value that was written, which is known to be right."""
        written = written.strip()
        match self.type:
            case SettingType.FLAG:
                return written.lower() in _TRUE
            case SettingType.INTEGER:
                return int(written) if written else self.default
            case _:
                return written


_TRUE = frozenset({"true", "yes", "on", "1", "ja"})
_FALSE = frozenset({"false", "no", "off", "0", "nei", "nej", ""})


def _no_problem(_setting: Setting, _written: str) -> Text | None:
    return None


def _flag_problem(_setting: Setting, written: str) -> Text | None:
    if written.lower() in _TRUE | _FALSE:
        return None
    return text("“{value}” is neither yes nor no. Write true or false.", value=written)


def _integer_problem(setting: Setting, written: str) -> Text | None:
    if not written:
        return None
    if not written.isascii() or not written.isdigit():
        return text("“{value}” is not a whole number.", value=written)
    if not setting.lowest <= int(written) <= setting.highest:
        return text(
            "{value} is outside the limits, {lowest} to {highest}.",
            value=written,
            lowest=str(setting.lowest),
            highest=str(setting.highest),
        )
    return None


def _choice_problem(setting: Setting, written: str) -> Text | None:
    choices = setting.choices or {}
    if written in choices:
        return None
    return text("“{value}” is not one of {choices}.", value=written, choices=", ".join(choices))


def _secret_problem(setting: Setting, _written: str) -> Text | None:
    return text("This is a secret. Store it with “settings set-secret {setting}”.", setting=setting.key)


_PROBLEMS: Mapping[SettingType, Callable[[Setting, str], Text | None]] = {
    SettingType.FLAG: _flag_problem,
    SettingType.INTEGER: _integer_problem,
    SettingType.CHOICE: _choice_problem,
    SettingType.SECRET: _secret_problem,
}


class SettingLocked(InputError):
    """An administrator has set this value, and it is not changed here."""

    def __init__(self, key: str) -> None:
        super().__init__(
            title=text("The setting {setting} was not changed.", setting=key),
            message=text("Your administrator has set it."),
            hint=text("Ask whoever looks after Brevdue where you work."),
        )


class Settings:
    """The values of one data folder. Safe to use from any thread and process; each change is on disk at once.

    What another process keeps, such as the command line beside the window, is seen at the next question and never
    written over: a change is made to what the file holds at that moment, under a lock.

    `locked` holds values that an administrator has set: they go before what is stored, and cannot be changed.
    """

    def __init__(
        self,
        path: Path,
        declarations: Iterable[Setting],
        locked: Mapping[str, SettingValue] | None = None,
    ) -> None:
        self._path = path
        self._declarations = {declaration.key: declaration for declaration in declarations}
        self._locked = dict(locked or {})
        self._lock = threading.Lock()
        self._stamp = self._look()
        self._values = self._read()

    def declaration(self, key: str) -> Setting:
        """The declaration of a key. An unknown key is an `InputError` that lists what is near."""
        if key not in self._declarations:
            raise InputError(
                title=text("There is no setting called {setting}.", setting=key),
                message=text("The settings are: {settings}.", settings=", ".join(sorted(self._declarations))),
                hint=text("“settings list” shows them with their values."),
            )
        return self._declarations[key]

    def get(self, key: str) -> SettingValue:
        """The value, or the declared default where none was set."""
        declaration = self.declaration(key)
        if key in self._locked:
            return self._locked[key]
        return self._current().get(key, declaration.default)

    def text(self, key: str) -> str:
        """The value of a setting that holds text."""
        return str(self.get(key))

    def integer(self, key: str) -> int:
        """The value of a setting that holds a whole number."""
        return int(self.get(key))

    def flag(self, key: str) -> bool:
        """The value of a setting that is yes or no."""
        return bool(self.get(key))

    def set(self, key: str, written: str) -> None:
        """Check and keep a value as it was typed. Raises `InputError` and changes nothing if it is wrong."""
        self.change({key: written})

    def change(self, written: Mapping[str, str]) -> None:
        """Check and keep several values as they were typed: all of them, or after an `InputError` none."""
        values = {key: self._changeable(key).parse(value) for key, value in written.items()}
        self.keep(values)

    def keep(self, values: Mapping[str, SettingValue]) -> None:
        """Keep values that were checked already, all at once."""
        self._change(lambda stored: stored | dict(values))

    def reset(self, key: str) -> None:
        """Go back to the default."""
        self._changeable(key)
        self._change(lambda stored: {name: value for name, value in stored.items() if name != key})

    def is_set(self, key: str) -> bool:
        """Whether the person has chosen a value, be it the same as the default."""
        return key in self._current()

    def is_locked(self, key: str) -> bool:
        """Whether an administrator has set the value."""
        return key in self._locked

    def items(self) -> Iterator[tuple[Setting, SettingValue]]:
        """Every declaration with its value, in the order of the declarations."""
        for key, declaration in self._declarations.items():
            yield declaration, self.get(key)

    def _changeable(self, key: str) -> Setting:
        declaration = self.declaration(key)
        if self.is_locked(key):
            raise SettingLocked(key)
        return declaration

    def _current(self) -> _Values:
        """The values as the file has them; as they were last read, should somebody have damaged it since."""
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                # Looked at before it is read: what is written in between is seen the next time.
                self._stamp = stamp
                with contextlib.suppress(InputError):
                    self._values = self._read()
            return self._values

    def _change(self, make: Callable[[_Values], _Values]) -> None:
        with self._lock, alone(self._path.with_suffix(".lock")):
            values = make(self._read())
            with write_atomically(self._path) as stream:
                stream.write(json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True).encode())
            self._stamp = self._look()
            self._values = values

    def _look(self) -> _Stamp:
        """What tells one state of the file from the next. Each write makes a new file."""
        try:
            found = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read(self) -> _Values:
        if not self._path.exists():
            return {}
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError) as error:
            raise self._unreadable() from error
        if not isinstance(stored, dict):
            raise self._unreadable()
        for key, value in stored.items():
            self.declaration(key)
            if not isinstance(value, str | int | bool):
                raise self._unreadable()
        return stored

    def _unreadable(self) -> InputError:
        return InputError(
            title=text("The settings could not be read."),
            message=text("{file} is damaged.", file=str(self._path)),
            hint=text(
                "Rename that file and start again: Brevdue then uses its defaults. Mailings are not touched."
            ),
        )
