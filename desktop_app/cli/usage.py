"""Reading the command line with argparse, in the person's language and without its habit of exiting."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from desktop_app import __version__
from desktop_app.base.errors import InputError
from desktop_app.base.texts import Text, text

Say = Callable[[Text], str]
"""Renders a text in the language of this run."""


class UsageError(InputError):
    """The command line itself was not understood."""


class InformationAsked(Exception):
    """Not an error: the help or the version was asked for. `field` names what `shown` is."""

    def __init__(self, field: str, shown: str) -> None:
        super().__init__(field)
        self.field = field
        self.shown = shown


class CommandParser(argparse.ArgumentParser):
    """An argparse parser that raises instead of printing and exiting, and whose headings are translated."""

    def __init__(self, *, say: Say, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.say = say
        self._title_groups()
        self.add_argument("-h", "--help", action=ShowHelp, help=say(text("show this help")))

    def _title_groups(self) -> None:
        self._positionals.title = self.say(text("What to name"))
        self._optionals.title = self.say(text("Options"))

    def format_usage(self) -> str:
        """One line with what can be written."""
        return self._with_usage_heading(super().format_usage())

    def format_help(self) -> str:
        """The whole help of this command."""
        return self._with_usage_heading(super().format_help())

    def _with_usage_heading(self, written: str) -> str:
        return written.replace("usage:", self.say(text("Usage:")), 1)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong, in words."""
        raise UsageError(
            title=text("The command was not understood."),
            message=_in_words(message),
            hint=text("“{command} --help” shows what can be written.", command=self.prog),
        )


class _Information(argparse.Action):
    """An option without a value that ends the reading of the command line."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, default=argparse.SUPPRESS, **options)


class ShowHelp(_Information):
    """Shows the help of the command it stands at."""

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> NoReturn:
        raise InformationAsked("help", parser.format_help())


class ShowVersion(_Information):
    """Shows the program's version."""

    def __call__(self, _parser: argparse.ArgumentParser, *_rest: object) -> NoReturn:
        raise InformationAsked("version", __version__)


def _in_words(message: str) -> Text:
    for pattern, words in _ARGPARSE_MESSAGES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return Text(words.message, found.groupdict())
    return text("{message}", message=message)


_ARGPARSE_MESSAGES: tuple[tuple[str, Text], ...] = (
    (r"the following arguments are required: (?P<names>.+)", text("Missing: {names}.")),
    (r"one of the arguments (?P<names>.+) is required", text("One of these is needed: {names}.")),
    (r"unrecognized arguments: (?P<names>.+)", text("Unknown here: {names}.")),
    (
        r"argument (?P<name>[^:]+): not allowed with argument (?P<other>.+)",
        text("{name} and {other} cannot be used together."),
    ),
    (
        r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
        text("{name}: {value} is not one of {choices}."),
    ),
    (
        r"argument (?P<name>[^:]+): invalid \w+ value: (?P<value>.+)",
        text("{name}: {value} is not a number that fits."),
    ),
    (
        r"argument (?P<name>[^:]+): expected .*argument.*",
        text("{name}: a value is missing."),
    ),
)
"""What argparse says (in English, whatever the language), and the same in words of ours."""
