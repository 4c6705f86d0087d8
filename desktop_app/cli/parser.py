"""The whole command line, put together from the groups of commands."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from desktop_app.base.texts import Text, text
from desktop_app.cli.global_options import add_global_options
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.cli.usage import CommandParser, Say, ShowVersion

Handler: TypeAlias = Callable[[argparse.Namespace, Session], Reply]
"""Does a command: reads its options, works through the session's services, and answers."""

PROGRAM = "brevdue-cli"


class Commands:
    """The commands of one level, to which a group of commands adds its own."""

    def __init__(self, parser: CommandParser) -> None:
        self.say = parser.say
        self._parsers = parser.add_subparsers(
            title=parser.say(text("Commands")),
            metavar="COMMAND",
            required=True,
            dest=f"command_of_{parser.prog}",
            parser_class=CommandParser,
        )

    def add(self, name: str, help_text: Text, handler: Handler) -> CommandParser:
        """Add a command; the caller adds its options."""
        parser = self._add(name, help_text)
        parser.set_defaults(handler=handler)
        return parser

    def group(self, name: str, help_text: Text) -> "Commands":
        """Add a word that is followed by a command of its own."""
        return Commands(self._add(name, help_text))

    def _add(self, name: str, help_text: Text) -> CommandParser:
        words = self.say(help_text)
        parser: CommandParser = self._parsers.add_parser(
            name, say=self.say, help=words.replace("%", "%%"), description=words
        )
        add_global_options(parser, self.say)
        return parser


def build_parser(say: Say) -> CommandParser:
    """The parser of the whole contract, its help in one language."""
    from desktop_app.cli.commands import GROUPS

    parser = CommandParser(say=say, prog=PROGRAM, description=say(text("Mass mailings through Digipost.")))
    add_global_options(parser, say)
    parser.add_argument("--version", action=ShowVersion, help=say(text("show the program's version")))
    commands = Commands(parser)
    for add_group in GROUPS:
        add_group(commands)
    return parser
